"""The blocking rules that definitions imply and no référentiel writes."""

from typing import NamedTuple

from referentiels.definitions import Definition, Indicateur


class RegleImplicite(NamedTuple):
    """A rule of one indicator, as one writes it, and the sentence for who breaks it."""

    code: str
    regle: str
    message: str


def list_regles_implicites(definition: Definition) -> list[RegleImplicite]:
    """The blocking rules that the definitions imply and the référentiel does not write."""
    ecrites = {c.regle for c in definition.controles if c.gravite == "bloquant" and not c.a_l_essai}
    return [
        RegleImplicite(indicateur.code, regle, _get_message_implicite(indicateur))
        for indicateur in definition.indicateurs.values()
        if (regle := get_regle_implicite(indicateur)) and regle not in ecrites
    ]


def get_regle_implicite(indicateur: Indicateur) -> str:
    """The blocking rule that the definition of `indicateur` implies, as one writes it; "" without one."""
    if indicateur.nature == "taux":
        return f"{indicateur.code} <= {indicateur.denominateur}"
    if indicateur.regle and indicateur.regle.total:
        return f"cohorte de {indicateur.code} <= {indicateur.regle.total}"
    return ""


def _get_message_implicite(indicateur: Indicateur) -> str:
    if indicateur.regle:
        return (
            "Dans le délai, hors délai et en cours ne peuvent pas dépasser ensemble "
            f"l’effectif de l’indicateur {indicateur.regle.total}."
        )
    return f"Le chiffre ne peut pas dépasser celui de l’indicateur {indicateur.denominateur}."
