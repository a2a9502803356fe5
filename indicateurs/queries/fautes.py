"""The rules of a référentiel that figures break."""

from dataclasses import dataclass

from indicateurs.calculations import VIDE


@dataclass(frozen=True)
class Faute:
    """One rule that the figures break: whose figure to mend, the rule as the référentiel writes it, how serious."""

    code: str
    regle: str
    gravite: str  # one of controles.GRAVITES
    message: str
    # « à l'essai »: shown, never counted.
    a_l_essai: bool = False

    @property
    def is_bloquante(self):
        return self.gravite == "bloquant" and not self.a_l_essai

    @property
    def demande_explication(self):
        return self.gravite == "alerte" and not self.a_l_essai


def list_fautes(definition, mesures, precedentes=None):
    """Every rule that `mesures` {code: Mesure} break, `precedentes` being last year's.

    To the rules the référentiel writes are added those its definitions imply: a numerator within its denominator,
    and the cases of a délai within their cohort. A rule that lacks a figure is not broken.
    """
    effectifs = {code: mesure.effectif for code, mesure in mesures.items()}
    fautes = [
        Faute(controle.codes[0], controle.regle, controle.gravite, controle.message)
        for controle in definition.controles
        if controle.is_respecte(effectifs) is False
    ]
    dites = {faute.code for faute in fautes if faute.is_bloquante}
    for indicateur in definition.indicateurs.values():
        faute = _find_faute_implicite(indicateur, mesures, effectifs)
        if faute and faute.code not in dites:
            fautes.append(faute)
    return fautes


def _find_faute_implicite(indicateur, mesures, effectifs):
    code = indicateur.code
    if indicateur.nature == "taux":
        haut, bas = effectifs.get(code), effectifs.get(indicateur.denominateur)
        if haut is not None and bas is not None and haut > bas:
            message = f"Le chiffre ne peut pas dépasser celui de l’indicateur {indicateur.denominateur}."
            return Faute(code, f"{code} <= {indicateur.denominateur}", "bloquant", message)
    if indicateur.nature == "delai" and indicateur.regle.total:
        mesure, total = mesures.get(code, VIDE), effectifs.get(indicateur.regle.total)
        if total is not None and mesure.denominateur is not None:
            suivis = mesure.denominateur + (mesure.en_cours or 0)
            if suivis > total:
                message = (
                    f"Dans le délai, hors délai et en cours font {suivis:.0f}, "
                    f"plus que l’effectif de l’indicateur {indicateur.regle.total} ({total:.0f})."
                )
                return Faute(code, f"cohorte de {code} <= {indicateur.regle.total}", "bloquant", message)
    return None
