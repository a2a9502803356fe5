"""The years of conventions as a time line: what is due, what was done, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from avenants.models import Avenant, NatureAvenant, Statut
from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from conventions.echeances import Calendrier, Echeance, list_echeances
from conventions.models import (
    ETATS_DECIDES,
    ETATS_MODIFIABLES,
    ETATS_TRANSMIS,
    Convention,
    Etat,
    Exercice,
    Transition,
)
from conventions.queries.campagnes import get_calendrier, read_campagnes
from conventions.queries.exercices import share_referentiels
from nombres.formats import date_fr
from reporting.queries.engagements import read_engagements
from reporting.queries.remises import annotate_remises

EVENEMENTS: dict[str, str] = {
    Etat.TRANSMIS: "Exercice transmis à l’État",
    Etat.INSTRUCTION: "Instruction commencée",
    Etat.A_COMPLETER: "Exercice renvoyé pour complément",
    Etat.AVIS: "Avis du commissaire rendu",
    Etat.DIALOGUE: "Dialogue de performance",
    Etat.VALIDE: "Exercice validé",
    Etat.NOTIFIE: "Décision financière notifiée",
    Etat.CLOS: "Exercice clos",
}


@dataclass(frozen=True)
class EtapeDeVie:
    """One dated step of a year: a deadline with how it stands, or something that happened (`mots` is then empty)."""

    code: str
    libelle: str
    le: date
    mots: str = ""
    is_en_retard: bool = False
    is_fait: bool = False
    is_tardif: bool = False  # done, after its day


@dataclass(frozen=True)
class Annee:
    """One exercice of the time line, its steps in the order of their dates."""

    exercice: Exercice
    is_lisible: bool
    etapes: tuple[EtapeDeVie, ...]


def list_annees(user: Utilisateur, convention: Convention, at: datetime) -> list[Annee]:
    """The years of a convention, the latest first, as they stand at an instant; four queries whatever their number.

    Of an exercice `user` may not read, the deadlines only: what was done in it is not said.
    """
    siens = annotate_remises(user, convention.exercices.order_by("-annee"))
    exercices = list(read_campagnes(read_engagements(siens)))
    return [
        Annee(exercice, lisible, _list_etapes(exercice, frise, _compute_jour(at, exercice), lisible))
        for exercice, frise, lisible in _read_frises(user, exercices)
    ]


@dataclass(frozen=True)
class Dues:
    """What an exercice still has before it, or is late with; None where nothing dates it."""

    calendrier: Calendrier
    rapport: EtapeDeVie | None
    evaluation: EtapeDeVie | None  # as long as its day has not gone by
    corrections: EtapeDeVie | None  # of one that was sent back in time to be corrected
    instruction: EtapeDeVie | None  # of one that was handed over
    # The one of these that runs now, for whoever has the exercice in hand; None when nothing is awaited by a day.
    terme: EtapeDeVie | None
    # What brought it to its present état, None as long as nothing did.
    transition: Transition | None

    @property
    def suites(self) -> tuple[EtapeDeVie, ...]:
        """What runs after the report, of what a campaign dates."""
        return tuple(filter(None, (self.corrections, self.instruction)))


def list_echeances_dues(
    user: Utilisateur | None, exercices: Iterable[Exercice], at: datetime
) -> dict[int, Dues]:
    """What is due of each exercice (of `read_campagnes`), by key, as `user` may know it (None: the site itself); two
    queries in all."""
    dues = {}
    for exercice, frise, lisible in _read_frises(user, exercices, is_avec_avenants=False):
        etapes = {e.code: e for e in _list_dues(exercice, frise, _compute_jour(at, exercice), lisible)}
        rapport = etapes.get("rapport")
        evaluation, corrections, instruction = (
            etape if (etape := etapes.get(code)) and etape.mots else None
            for code in ("evaluation", "corrections", "instruction")
        )
        terme = instruction if exercice.etat in ETATS_TRANSMIS else corrections or rapport
        dues[exercice.pk] = Dues(
            get_calendrier(exercice),
            rapport,
            evaluation,
            corrections,
            instruction,
            terme if terme and not terme.is_fait else None,
            _find_dernier(user, frise),
        )
    return dues


def _find_dernier(user: Utilisateur | None, frise: "_Frise") -> Transition | None:
    """The last change of état that `user` may know of: what goes on within the collectivité is its own."""
    is_tout = user is None or user.is_departemental
    sus = [transition for _, transition in frise.mouvements if is_tout or not transition.is_interne]
    return sus[-1] if sus else None


@dataclass(frozen=True)
class _Frise:
    """What is known of one exercice: its changes of état, each with its day, and its signed avenants."""

    mouvements: tuple[tuple[date, Transition], ...]
    avenants: tuple[Avenant, ...]

    @property
    def remis_le(self) -> date | None:
        """The day the present round was first handed over, None as long as it was not: what was recalled was not."""
        jours: list[date] = []
        for le, transition in self.mouvements:
            if transition.is_second_arrete:
                jours = []
            elif transition.vers == Etat.TRANSMIS:
                jours.append(le)
            elif transition.is_rappel:
                del jours[-1:]
        return jours[0] if jours else None

    @property
    def renvoye_le(self) -> date | None:
        """The day it was sent back, as long as it was not handed over again."""
        renvoye: date | None = None
        avant: date | None = None
        for le, transition in self.mouvements:
            if transition.vers == Etat.TRANSMIS:
                avant, renvoye = renvoye, None
            elif transition.is_rappel:
                renvoye = avant
            elif transition.de in ETATS_TRANSMIS and transition.vers in ETATS_MODIFIABLES:
                renvoye = le if transition.vers == Etat.A_COMPLETER else None
        return renvoye

    @property
    def decide_le(self) -> date | None:
        """The day it was validated, None as long as it is not."""
        decides = [le for le, transition in self.mouvements if transition.vers == Etat.VALIDE]
        is_decide = bool(self.mouvements) and self.mouvements[-1][1].vers in ETATS_DECIDES
        return decides[-1] if decides and is_decide else None

    @property
    def convenu_le(self) -> date | None:
        """The day the first avenant on the money of the year was signed, None as long as none is."""
        financiers = [a for a in self.avenants if a.nature == NatureAvenant.FINANCIER]
        jours = [a.date_signature for a in financiers if a.date_signature]
        return min(jours) if jours else None


def _read_frises(
    user: Utilisateur | None, exercices: Iterable[Exercice], *, is_avec_avenants: bool = True
) -> Iterator[tuple[Exercice, _Frise, bool]]:
    exercices = list(exercices)
    changements: dict[int, list[Transition]] = {}
    for t in Transition.objects.filter(exercice__in=exercices).order_by("le", "pk"):
        changements.setdefault(t.exercice_id, []).append(t)
    signes: dict[int, list[Avenant]] = {}
    if is_avec_avenants:
        avenants = Avenant.objects.filter(exercice__in=exercices, statut=Statut.SIGNE)
        for avenant in avenants.select_related("exercice"):
            signes.setdefault(avenant.exercice.pk, []).append(avenant)
    share_referentiels(exercices)
    for exercice in exercices:
        siens = changements.get(exercice.pk, [])
        mouvements = tuple((_compute_jour(t.le, exercice), t) for t in siens)
        frise = _Frise(mouvements, tuple(signes.get(exercice.pk, ())))
        yield exercice, frise, user is None or exercice.is_readable_by(user)


def _compute_jour(at: datetime, exercice: Exercice) -> date:
    return compute_jour_compte(at, exercice.convention.departement_id)


def _list_etapes(exercice: Exercice, frise: _Frise, jour: date, lisible: bool) -> tuple[EtapeDeVie, ...]:
    etapes = [
        *_list_dues(exercice, frise, jour, lisible),
        *(_list_faites(exercice, frise) if lisible else ()),
    ]
    return tuple(sorted(etapes, key=lambda etape: etape.le))


def _list_dues(exercice: Exercice, frise: _Frise, jour: date, lisible: bool) -> Iterator[EtapeDeVie]:
    # An extended exercice has reported once its second round is handed over: the first one is an event.
    remis_le = None if exercice.is_premier_arrete else frise.remis_le
    faits = {"avenant": frise.convenu_le, "rapport": remis_le, "instruction": frise.decide_le}
    calendrier = get_calendrier(exercice)
    for e in list_echeances(
        exercice.referentiel.definition,
        exercice.annee,
        exercice.regime,
        exercice.prolonge_au,
        exercice.fin,
        calendrier,
    ):
        # The State knows when an exercice was handed over to it, whatever it may read of it now.
        fait_le = faits.get(e.code) if lisible or e.code == "rapport" else None
        mots = "" if _is_muette(e, frise, jour, lisible) else e.say(jour, fait_le)
        yield EtapeDeVie(
            e.code,
            _name_etape(e, exercice, calendrier),
            e.le,
            mots,
            bool(mots) and e.is_en_retard(jour, fait_le),
            fait_le is not None,
            e.is_due and fait_le is not None and fait_le > e.le,
        )


def _is_muette(e: Echeance, frise: _Frise, jour: date, lisible: bool) -> bool:
    """Is a deadline a date and nothing more? What ended by itself; an avenant, for who may not read the exercice and
    does not know whether it is signed; a correction nobody asked for in time; a review of what was not handed over."""
    if e.code == "corrections":
        return frise.renvoye_le is None or frise.renvoye_le > e.le
    if e.code == "instruction":
        return frise.remis_le is None or frise.renvoye_le is not None
    return (e.code == "avenant" and not lisible) or (not e.is_due and e.le < jour)


def _name_etape(e: Echeance, exercice: Exercice, calendrier: Calendrier) -> str:
    if e.code == "rapport" and calendrier.delai:
        return f"{e.libelle}, délai accordé"
    if exercice.prolonge_au and e.code in ("fin_execution", "rapport"):
        return f"{e.libelle}, {'prolongée' if e.code == 'fin_execution' else 'échéance déplacée'}"
    return e.libelle


def _list_faites(exercice: Exercice, frise: _Frise) -> Iterator[EtapeDeVie]:
    for avenant in frise.avenants:
        assert avenant.date_signature is not None  # they are signed
        yield EtapeDeVie("signature", f"{avenant.nom} signé", avenant.date_signature, is_fait=True)
    second = False
    for le, transition in frise.mouvements:
        if transition.is_interne:
            continue
        second = second or transition.is_second_arrete
        libelle = _name_transition(transition)
        if transition.vers == Etat.TRANSMIS and exercice.prolonge_au:
            au = exercice.prolonge_au if second else exercice.fin
            libelle = f"{'Second' if second else 'Premier'} arrêté, au {date_fr(au)}, transmis"
        yield EtapeDeVie(transition.vers, libelle, le, is_fait=True)


def _name_transition(transition: Transition) -> str:
    if transition.is_second_arrete:
        return "Second arrêté ouvert"
    if transition.is_rappel:
        return "Exercice rappelé par la collectivité"
    if (transition.de, transition.vers) == (Etat.VALIDE, Etat.A_COMPLETER):
        return "Exercice rouvert par l’administration centrale"
    return EVENEMENTS[transition.vers]
