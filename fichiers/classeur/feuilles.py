"""What every workbook looks like: the sheets it always has, how the others are titled, where a table begins."""

IDENTITE, LISEZ_MOI, A_CORRIGER = "Identité", "Lisez-moi", "À corriger"
TITRES_RESERVES = (IDENTITE, LISEZ_MOI, A_CORRIGER, "History")
LIGNE_ENTETE = 5
# The colour of the cells one fills.
SAISIE = "FEF7DA"
# The column that says what a line is about, wherever the line was moved to.
CODE = "code"


def make_titre(code, pris):
    """Title of a sheet: Excel forbids some characters, more than 31 of them, and two titles alike."""
    titre = "".join("-" if signe in "[]:*?/\\'" else signe for signe in code)[:31] or "-"
    refuses = {t.casefold() for t in (*TITRES_RESERVES, *pris)}
    base, rang = titre[:28], 2
    while titre.casefold() in refuses:
        titre, rang = f"{base} {rang}", rang + 1
    return titre
