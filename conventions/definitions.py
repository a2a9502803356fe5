"""What a référentiel says of conventions: instrument, calendar, axes, money. Pure values, read from its content.

`contenu` everywhere is the parsed TOML file of a référentiel with its dates as ISO texts (what `Referentiel.contenu`
stores). The part about indicators is read by `indicateurs.definitions`, the texts by `reporting`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

NATURES_AXE = ("socle", "initiative", "facultatif", "transverse")


class DefinitionInvalide(ValueError):
    """The file of a référentiel cannot be used; the message says where and why, in French."""


@dataclass(frozen=True)
class Axe:
    code: str
    libelle: str
    nature: str  # one of NATURES_AXE

    @property
    def is_facultatif(self):
        """Nothing is expected of an optional axe until the convention has an action in it."""
        return self.nature != "socle"


@dataclass(frozen=True)
class DefinitionConvention:
    code: str
    dispositif: str
    dispositif_libelle: str
    reference: str
    date_signature: date
    precedent: str
    annees: tuple[int, ...]
    axes: tuple[Axe, ...]
    part_departement_min: Decimal  # proportion, 0 to 1
    seuil_justification: Decimal  # proportion of the planned amount
    motifs_ecart: tuple[str, ...]
    echeance_rapport: str  # "MM-JJ" of the year after the exercice

    def get_axe(self, code):
        """The axe of this code; raises KeyError when this référentiel has none."""
        for axe in self.axes:
            if axe.code == code:
                return axe
        raise KeyError(code)

    def compute_echeance_rapport(self, annee):
        """Date the rapport of exercice `annee` is due."""
        return date.fromisoformat(f"{annee + 1}-{self.echeance_rapport}")


def read_text(table, cle, ou):
    """The non-empty text at `cle` of `table`, or DefinitionInvalide naming the place `ou`."""
    valeur = table.get(cle)
    if not isinstance(valeur, str) or not valeur.strip():
        raise DefinitionInvalide(f"{ou} : « {cle} » doit être un texte.")
    return valeur


def read_proportion(table, cle, ou):
    """The proportion (a Decimal from 0 to 1, written as a text) at `cle` of `table`, or DefinitionInvalide."""
    try:
        valeur = Decimal(table[cle])
    except (KeyError, InvalidOperation, TypeError, ValueError):
        valeur = None
    if valeur is None or not 0 <= valeur <= 1:
        raise DefinitionInvalide(f'{ou} : « {cle} » doit être une proportion entre "0" et "1".')
    return valeur


def _read_axe(table):
    axe = Axe(read_text(table, "code", "Axe"), read_text(table, "libelle", "Axe"), table.get("nature", ""))
    if axe.nature not in NATURES_AXE:
        raise DefinitionInvalide(f"Axe {axe.code} : nature « {axe.nature} » inconnue.")
    return axe


def build_definition_convention(contenu):
    """Read the convention part of a référentiel; raises DefinitionInvalide, with the place, on the first fault."""
    axes = tuple(_read_axe(table) for table in contenu.get("axes", []))
    if len({axe.code for axe in axes}) != len(axes) or not axes:
        raise DefinitionInvalide("Axes : il en faut au moins un, et chaque code une seule fois.")
    financement = contenu.get("financement", {})
    return DefinitionConvention(
        code=read_text(contenu, "code", "Référentiel"),
        dispositif=read_text(contenu, "dispositif", "Référentiel"),
        dispositif_libelle=read_text(contenu, "dispositif_libelle", "Référentiel"),
        reference=read_text(contenu, "reference", "Référentiel"),
        date_signature=date.fromisoformat(read_text(contenu, "date_signature", "Référentiel")),
        precedent=contenu.get("precedent", ""),
        annees=tuple(contenu.get("annees", ())),
        axes=axes,
        part_departement_min=read_proportion(financement, "part_departement_min", "Financement"),
        seuil_justification=read_proportion(financement, "seuil_justification", "Financement"),
        motifs_ecart=tuple(financement.get("motifs_ecart", ())),
        echeance_rapport=read_text(contenu.get("calendrier", {}), "rapport", "Calendrier"),
    )
