"""How long the State takes to review what is handed over to it: to begin, to answer, and what waits for it now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from urllib.parse import urlencode

from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from conventions.models import ETATS_DECIDES, ETATS_EN_INSTRUCTION, ETATS_INTERNES, Etat, Exercice, Transition
from conventions.queries.campagnes import get_calendrier
from dessins.barres import Barres, LigneDeBarres
from dessins.encres import REMPLISSAGES
from nombres.formats import compter
from nombres.ordre import make_cle_de_nom
from nombres.quartiles import compute_quartiles
from pilotage.queries.perimetre import Choix, choose_exercices

# {in the address: whose delays a row tells}
GROUPES = {"region": "Par région", "prefecture": "Par préfecture"}


@dataclass(frozen=True)
class Revue:
    """One round as the State reviewed it: the day it came, that of the first act of the State on it, that of the
    answer (sent back, or validated). None: not yet."""

    exercice: Exercice
    remis_le: date
    commence_le: date | None = None
    repondu_le: date | None = None

    @property
    def jours_de_lecture(self) -> int | None:
        """Days before the first sign of a review."""
        return None if self.commence_le is None else (self.commence_le - self.remis_le).days

    @property
    def jours_de_reponse(self) -> int | None:
        """Days before the answer."""
        return None if self.repondu_le is None else (self.repondu_le - self.remis_le).days

    @property
    def limite(self) -> date | None:
        """Until when its campaign says the State answers; None: nothing says it."""
        return get_calendrier(self.exercice).instruction

    def is_en_retard(self, jour: date) -> bool:
        """Was it answered, or is it still to be on `jour`, after that day?"""
        return self.limite is not None and (self.repondu_le or jour) > self.limite


@dataclass(frozen=True)
class RevueAttendue:
    """One round that awaits the State's answer on a day."""

    revue: Revue
    jours: int
    is_en_retard: bool
    jours_de_retard: int


@dataclass(frozen=True)
class DelaisDeRevue:
    """The delays of one préfecture, of one région or of all: medians in days, None where there is none yet. Of what is
    not answered they say nothing: it is told beside them."""

    libelle: str
    revues: int
    lecture: Fraction | None
    reponses: int
    reponse: Fraction | None
    hors_limite: int  # answered after the campaign's day
    limites: int  # answers that have such a day
    attentes: tuple[RevueAttendue, ...]  # the oldest first

    @property
    def en_retard(self) -> int:
        """How many wait after the campaign's day."""
        return sum(un.is_en_retard for un in self.attentes)

    @property
    def plus_ancienne(self) -> RevueAttendue | None:
        return self.attentes[0] if self.attentes else None


@dataclass(frozen=True)
class CompteDEtat:
    """How many exercices of a year are in one état."""

    etat: Etat
    nombre: int


# The same as parts of a bar: the états one tells apart from afar.
PARTS: dict[str, tuple[Etat, ...]] = {
    "Pas encore transmis": ETATS_INTERNES,
    "À compléter": (Etat.A_COMPLETER,),
    "Transmis, pas encore lu": (Etat.TRANSMIS,),
    "En instruction": (Etat.INSTRUCTION, Etat.AVIS, Etat.DIALOGUE),
    "Décidé": ETATS_DECIDES,
}


@dataclass(frozen=True)
class Instruction:
    """How far a year is, and how long the State took."""

    choix: Choix
    groupe: str  # one of GROUPES
    avancements: tuple[CompteDEtat, ...]
    lignes: tuple[DelaisDeRevue, ...]
    ensemble: DelaisDeRevue

    @property
    def nombre(self) -> int:
        return len(self.choix.exercices)

    @property
    def filtre(self) -> str:
        """What the list of the first page is asked for, to be of that year of that instrument."""
        return urlencode({"dispositif": self.choix.dispositif, "texte": self.choix.annee})

    @property
    def dessin(self) -> Barres:
        """Where the exercices stand, in one bar."""
        comptes = {un.etat: un.nombre for un in self.avancements}
        parts = tuple(sum(comptes.get(etat, 0) for etat in etats) for etats in PARTS.values())
        ligne = LigneDeBarres(compter(self.nombre, "exercice", "exercices"), parts)
        return Barres(
            cle="avancement",
            titre="Répartition des exercices, du brouillon à la décision",
            natures=tuple(PARTS),
            lignes=(ligne,),
            is_en_parts=True,
            remplissages=REMPLISSAGES[len(PARTS) - 1 :: -1],  # what is done is dark
        )


def build_instruction(
    user: Utilisateur, at: datetime, annee: int | None = None, dispositif: str | None = None, groupe: str = ""
) -> Instruction:
    """The exercices of a year that `user` sees, at an instant; four queries whatever their number."""
    groupe = groupe if groupe in GROUPES else next(iter(GROUPES))
    choix = choose_exercices(user, annee, dispositif)
    revues = list_revues(choix.exercices)
    par_nom: dict[str, list[Revue]] = {}
    for revue in revues:
        departement = revue.exercice.convention.departement
        par_nom.setdefault(str(departement if groupe == "prefecture" else departement.region), []).append(
            revue
        )
    comptes = {etat: sum(un.etat == etat for un in choix.exercices) for etat in Etat}
    return Instruction(
        choix,
        groupe,
        tuple(CompteDEtat(etat, nombre) for etat, nombre in comptes.items() if nombre),
        tuple(_sum_up(nom, par_nom[nom], at) for nom in sorted(par_nom, key=make_cle_de_nom)),
        _sum_up("Ensemble", revues, at),
    )


def list_revues(exercices: Sequence[Exercice]) -> list[Revue]:
    """Every round of `exercices` that the collectivité did not take back unread, in order; one query."""
    mouvements: dict[int, list[Transition]] = {}
    for transition in Transition.objects.filter(exercice__in=exercices).order_by("le", "pk"):
        mouvements.setdefault(transition.exercice_id, []).append(transition)
    return [revue for un in exercices for revue in _follow(un, mouvements.get(un.pk, ()))]


def _follow(exercice: Exercice, transitions: Iterable[Transition]) -> Iterator[Revue]:
    """What is withdrawn, by a recall or by the opening of the second round, awaits no answer any more."""
    remis: date | None = None
    commence: date | None = None
    for t in transitions:
        jour = compute_jour_compte(t.le, exercice.convention.departement_id)
        if t.vers == Etat.TRANSMIS:
            remis, commence = jour, None
        elif remis is None or t.is_interne:
            continue
        elif t.is_rappel or t.is_second_arrete:
            remis = None
        elif t.vers in ETATS_EN_INSTRUCTION:
            commence = commence or jour
        elif t.vers == Etat.A_COMPLETER or t.vers in ETATS_DECIDES:
            yield Revue(exercice, remis, commence or jour, jour)
            remis = None
    if remis is not None:
        yield Revue(exercice, remis, commence)


def _sum_up(libelle: str, revues: Sequence[Revue], at: datetime) -> DelaisDeRevue:
    repondus = [un for un in revues if un.repondu_le]
    limites = [un for un in repondus if un.limite]
    attentes = [_wait(un, at) for un in revues if not un.repondu_le]
    return DelaisDeRevue(
        libelle,
        len(revues),
        _find_mediane(un.jours_de_lecture for un in revues),
        len(repondus),
        _find_mediane(un.jours_de_reponse for un in repondus),
        sum(un.is_en_retard(date.max) for un in limites),
        len(limites),
        tuple(sorted(attentes, key=lambda un: un.revue.remis_le)),
    )


def _find_mediane(jours: Iterable[int | None]) -> Fraction | None:
    quartiles = compute_quartiles(un for un in jours if un is not None)
    return quartiles[1] if quartiles else None


def _wait(revue: Revue, at: datetime) -> RevueAttendue:
    jour = compute_jour_compte(at, revue.exercice.convention.departement_id)
    retard = (jour - revue.limite).days if revue.limite else 0
    return RevueAttendue(revue, (jour - revue.remis_le).days, revue.is_en_retard(jour), max(retard, 0))
