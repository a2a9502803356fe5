"""What a référentiel says of indicators: definitions and rules between figures. Pure values, read from its content."""

from dataclasses import dataclass
from decimal import Decimal

from conventions.definitions import (
    DefinitionInvalide,
    build_definition_convention,
    read_proportion,
    read_text,
)
from indicateurs.controles import Controle, build_controle
from indicateurs.delais import RegleDelai, build_regle

NATURES = ("effectif", "taux", "delai", "moyenne")
SENS = ("hausse", "baisse", "neutre")


@dataclass(frozen=True)
class Indicateur:
    code: str
    axe: str
    nature: str  # one of NATURES
    sens: str  # one of SENS: which way is better
    unite: str
    libelle: str
    definition: str
    verifie: bool  # compared with the official annex?
    decimales: int
    numerateur: str  # code of the indicator divided (moyenne only)
    denominateur: str  # code of the indicator one divides by (taux, moyenne)
    regle: RegleDelai | None  # délai only
    cible_2022: Decimal | None  # proportion set by the instruction itself

    @property
    def is_proportion(self):
        """Is the result a proportion, shown as a percentage?"""
        return self.nature in ("taux", "delai")

    @property
    def is_saisi(self):
        """Is a figure stored for it? A moyenne is only computed from two others."""
        return self.nature != "moyenne"

    @property
    def attend_une_cible(self):
        return self.sens != "neutre"


@dataclass(frozen=True)
class DefinitionIndicateurs:
    indicateurs: dict[str, Indicateur]  # by code, in the order of the référentiel
    controles: tuple[Controle, ...]
    seuil_surprise: Decimal

    def list_axe(self, axe):
        """The indicators of one axe, in order."""
        return [indicateur for indicateur in self.indicateurs.values() if indicateur.axe == axe]

    @property
    def regles_delai(self):
        return [indicateur.regle for indicateur in self.indicateurs.values() if indicateur.regle]

    @property
    def codes_calcules(self):
        """Codes a parcours file fills: the délais, their totals and their events."""
        codes = []
        for regle in self.regles_delai:
            codes += [code for code in (regle.total, regle.code, regle.evenements) if code]
        return codes


def _read_indicateur(table):
    code = read_text(table, "code", "Indicateur")
    ou = f"Indicateur {code}"
    nature, sens = table.get("nature"), table.get("sens")
    if nature not in NATURES:
        raise DefinitionInvalide(f"{ou} : nature « {nature} » inconnue.")
    if sens not in SENS:
        raise DefinitionInvalide(f"{ou} : sens « {sens} » inconnu.")
    return Indicateur(
        code=code,
        axe=read_text(table, "axe", ou),
        nature=nature,
        sens=sens,
        unite=read_text(table, "unite", ou),
        libelle=read_text(table, "libelle", ou),
        definition=table.get("definition", ""),
        verifie=table.get("verifie") is True,
        decimales=int(table.get("decimales", 0)),
        numerateur=table.get("numerateur", ""),
        denominateur=table.get("denominateur", ""),
        regle=_read_regle(table) if nature == "delai" else None,
        cible_2022=read_proportion(table, "cible_2022", ou) if "cible_2022" in table else None,
    )


def _read_regle(table):
    try:
        return build_regle(table)
    except ValueError as erreur:
        raise DefinitionInvalide(str(erreur)) from erreur


def _check_references(indicateurs, axes):
    for indicateur in indicateurs.values():
        if indicateur.axe not in axes:
            raise DefinitionInvalide(f"Indicateur {indicateur.code} : axe « {indicateur.axe} » inconnu.")
        regle = indicateur.regle
        cites = [indicateur.numerateur, indicateur.denominateur]
        cites += [regle.total, regle.evenements] if regle else []
        for cite in filter(None, cites):
            if cite not in indicateurs:
                raise DefinitionInvalide(
                    f"Indicateur {indicateur.code} : « {cite} » n’est pas un indicateur."
                )
        if indicateur.nature in ("taux", "moyenne") and not indicateur.denominateur:
            raise DefinitionInvalide(f"Indicateur {indicateur.code} : il lui faut un dénominateur.")


def build_definition_indicateurs(contenu):
    """Read the indicators of a référentiel; raises DefinitionInvalide, with the place, on the first fault."""
    axes = {axe.code for axe in build_definition_convention(contenu).axes}
    lus = [_read_indicateur(table) for table in contenu.get("indicateurs", [])]
    indicateurs = {indicateur.code: indicateur for indicateur in lus}
    if len(indicateurs) != len(lus):
        raise DefinitionInvalide("Indicateurs : chaque code une seule fois.")
    _check_references(indicateurs, axes)
    return DefinitionIndicateurs(
        indicateurs=indicateurs,
        controles=tuple(build_controle(table, indicateurs) for table in contenu.get("controles", [])),
        seuil_surprise=read_proportion(
            contenu.get("saisie", {"seuil_surprise": "1"}), "seuil_surprise", "Saisie"
        ),
    )
