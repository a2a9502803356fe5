"""Reads on référentiels: those one may see, what one says, what it changes."""

from dataclasses import dataclass

from comptes.models import Utilisateur
from referentiels.changements import list_changements
from referentiels.changements_textes import Changement
from referentiels.construction import build_definition, check_referentiel
from referentiels.definitions import Axe, Definition, Indicateur
from referentiels.fautes import DefinitionInvalide, FauteDite
from referentiels.lecture import Contenu, parse_referentiel
from referentiels.lignes import find_ligne, locate_cles
from referentiels.models import Referentiel, ReferentielQuerySet
from referentiels.regles_implicites import RegleImplicite, list_regles_implicites


@dataclass(frozen=True)
class FauteSituee:
    """One reason why a text cannot be used."""

    phrase: str
    ligne: int | None  # to be said beside it: None for what is said of the whole text


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
        return ReferentielLu(list_fautes_situees(source, erreur.fautes))
    return ReferentielLu(
        (),
        definition,
        tuple((axe, tuple(definition.list_axe(axe.code))) for axe in definition.axes),
        tuple(list_regles_implicites(definition)),
    )


def list_fautes_situees(source: str, fautes: tuple[FauteDite, ...]) -> tuple[FauteSituee, ...]:
    """Faults, in the order of the text they are of. A text that is no TOML has none that has a path."""
    lignes = locate_cles(source) if any(faute.chemin for faute in fautes) else {}
    situees = [FauteSituee(faute.phrase, find_ligne(lignes, faute.chemin)) for faute in fautes]
    return tuple(sorted(situees, key=lambda faute: faute.ligne or 0))


def compare_au_precedent(contenu: Contenu) -> Comparaison:
    """What a valid content changes against the one before it."""
    precedent = find_precedent(contenu)
    changements = tuple(list_changements(precedent.contenu, contenu)) if precedent else ()
    return Comparaison(precedent, changements)


def find_precedent(contenu: Contenu) -> Referentiel | None:
    """The published référentiel that a content names, or else the last of its instrument before it; None where there is
    none, or where the content does not say enough."""
    publies = Referentiel.objects.published()
    if isinstance(code := contenu.get("code"), str):
        publies = publies.exclude(code=code)
    nomme, dispositif, signe = (contenu.get(cle) for cle in ("precedent", "dispositif", "date_signature"))
    precedent = publies.filter(code=nomme).first() if isinstance(nomme, str) else None
    if precedent or not isinstance(dispositif, str) or not isinstance(signe, str):
        return precedent
    avant = [r for r in publies.filter(dispositif=dispositif) if r.contenu["date_signature"] <= signe]
    return max(avant, key=lambda r: r.contenu["date_signature"], default=None)
