"""Reads on référentiels: those one may see, what one says, what it changes."""

import re
from dataclasses import dataclass

from comptes.models import Utilisateur
from referentiels.changements import Changement, list_changements
from referentiels.construction import build_definition, check_referentiel
from referentiels.definitions import Axe, Definition, Indicateur
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import Contenu, parse_referentiel
from referentiels.models import Referentiel, ReferentielQuerySet
from referentiels.regles_implicites import RegleImplicite, list_regles_implicites


@dataclass(frozen=True)
class FauteSituee:
    """One reason why a text cannot be used."""

    phrase: str
    ligne: int | None  # where it is in the text, as far as one can tell

    @property
    def is_situee(self) -> bool:
        """Does its line have to be said beside its sentence?"""
        return self.ligne is not None and "ligne" not in self.phrase


@dataclass(frozen=True)
class ReferentielLu:
    """A référentiel as a page shows it. `fautes` are why it cannot be used; there is then nothing else to show."""

    fautes: tuple[FauteSituee, ...] = ()
    definition: Definition | None = None
    axes: tuple[tuple[Axe, tuple[Indicateur, ...]], ...] = ()
    regles_implicites: tuple[RegleImplicite, ...] = ()


@dataclass(frozen=True)
class Comparaison:
    """A référentiel against the one before it, None when there is none."""

    precedent: Referentiel | None
    changements: tuple[Changement, ...]

    @property
    def non_comparables(self) -> int:
        """How many indicators count something else than before."""
        return len({changement.objet for changement in self.changements if not changement.comparable})


def list_referentiels(user: Utilisateur) -> ReferentielQuerySet:
    """Référentiels the user may read, the latest first, without their texts."""
    return Referentiel.objects.visible_to(user).defer("source").order_by("etat", "-publie_le", "-code")


def build_lecture(source: str, contenu: Contenu | None = None) -> ReferentielLu:
    """Read a référentiel's text, or the `contenu` of a published one, which may have no text."""
    try:
        lu = parse_referentiel(source) if contenu is None else contenu
        definition = check_referentiel(lu) if contenu is None else build_definition(lu)
    except DefinitionInvalide as erreur:
        fautes = (FauteSituee(phrase, find_ligne(source, phrase)) for phrase in erreur.phrases)
        return ReferentielLu(tuple(sorted(fautes, key=lambda faute: faute.ligne or 0)))
    return ReferentielLu(
        (),
        definition,
        tuple((axe, tuple(definition.list_axe(axe.code))) for axe in definition.axes),
        tuple(list_regles_implicites(definition)),
    )


def find_ligne(source: str, faute: str) -> int | None:
    """The line a fault speaks of: the one TOML gives, that of the rule, of the key, or of the code; None otherwise."""
    if trouve := re.search(r"ligne (\d+)", faute):
        return int(trouve[1])
    cherches = []
    if trouve := re.match(r"Contrôle «\s(.{1,1000}?)\s»", faute):
        cherches.append(re.escape(trouve[1]))
    if trouve := re.search(r"la clé «\s([^»]{1,100})\s»", faute):
        cherches.append(rf"(?:^|[.\[{{,])[ \t]*[\"']?{re.escape(trouve[1])}[\"']?[ \t]*[=\].]")
    if trouve := re.match(r"(?:Indicateur|Axe) (\S+)", faute):
        cherches.append(rf"^[ \t]*code[ \t]*=[ \t]*[\"']{re.escape(trouve[1])}[\"']")
    for motif in cherches:
        if trouve := re.search(motif, source, re.MULTILINE):
            return source.count("\n", 0, trouve.start()) + 1
    return None


def compare_au_precedent(contenu: Contenu) -> Comparaison:
    """What a valid content changes against the one it names, or else the last published of its instrument before it."""
    publies = Referentiel.objects.published().exclude(code=contenu["code"])
    precedent = publies.filter(code=contenu.get("precedent", "")).first()
    if precedent is None:
        meme = publies.filter(dispositif=contenu["dispositif"])
        avant = [r for r in meme if r.contenu["date_signature"] <= contenu["date_signature"]]
        precedent = max(avant, key=lambda r: r.contenu["date_signature"], default=None)
    changements = tuple(list_changements(precedent.contenu, contenu)) if precedent else ()
    return Comparaison(precedent, changements)
