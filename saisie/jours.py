"""Which days may be typed. Pure values."""

from datetime import date

from nombres.formats import NBSP, date_fr

# The first conventions were signed in 2019, after the strategy of 13 September 2018; the contrats locaux des
# solidarités end in 2027, and their last deadlines a few years later.
PREMIER_JOUR, DERNIER_JOUR = date(2018, 1, 1), date(2040, 12, 31)
# Situations initiales are known from the series that begin in 2015.
PREMIERE_SITUATION = date(2015, 1, 1)


def explain_jour(jour: date, plus_tot: date = PREMIER_JOUR, plus_tard: date = DERNIER_JOUR) -> str | None:
    """Why `jour` may not be written where one expects a day from `plus_tot` to `plus_tard`, both included, or None."""
    if plus_tot <= jour <= plus_tard:
        return None
    conseil = " L’année s’écrit avec ses quatre chiffres." if jour.year < 100 else ""
    return (
        f"Le {date_fr(jour)} n’est pas plausible{NBSP}: écrivez un jour du {date_fr(plus_tot)} "
        f"au {date_fr(plus_tard)}.{conseil}"
    )
