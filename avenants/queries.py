"""Reads on avenants: those one may see, what each would change; and on votes, what each approves."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet

from avenants.calculations import (
    AutresAvenants,
    AvantApres,
    Clause,
    compute_changements,
    find_ecart_etat,
    list_incoherences,
)
from avenants.models import Avenant, NatureAvenant, Statut
from comptes.models import Utilisateur
from conventions.models import Action, Convention, Deliberation, Exercice, Financement, Source
from conventions.policies import refusal_to_edit_convention
from financement.parts import MontantPrevu, PartMesuree, list_parts_non_tenues
from indicateurs.models import Cible
from indicateurs.queries.cadre import CleDeCible
from nombres.exacts import sum_known
from nombres.formats import date_fr
from referentiels.models import Referentiel


def list_avenants(user: Utilisateur) -> QuerySet[Avenant]:
    """Avenants of the exercices whose content the user may read."""
    return Avenant.objects.filter(exercice__in=Exercice.objects.readable_by(user)).select_related(
        "exercice__convention__collectivite", "exercice__referentiel", "convention", "deliberation"
    )


def list_changements_financement(avenant: Avenant) -> list[AvantApres[tuple[Action, str]]]:
    """Planned amounts an avenant changes, by action and key of the source."""
    lignes = list(
        avenant.lignes_financement.select_related("action").prefetch_related("action__financements")
    )
    nouveaux = {(ligne.action, ligne.cle): ligne.montant for ligne in lignes}
    anciens = {(ligne.action, f.cle): f.prevu for ligne in lignes for f in ligne.action.financements.all()}
    return compute_changements(anciens, nouveaux)


def list_changements_cible(avenant: Avenant) -> list[AvantApres[CleDeCible]]:
    """Targets an avenant changes."""
    nouveaux = {(ligne.code, ligne.annee): ligne.valeur for ligne in avenant.lignes_cible.all()}
    anciens = {
        (cible.code, cible.annee): cible.valeur
        for cible in Cible.objects.filter(convention=avenant.convention_id)
    }
    return compute_changements(anciens, nouveaux)


def get_suite(convention_id: int, sauf: int | None = None) -> AutresAvenants:
    """The numbers of the avenants of a convention but the one of this pk; one query."""
    return build_suite(Avenant.objects.filter(convention=convention_id), sauf)


def build_suite(avenants: Iterable[Avenant], sauf: int | None = None) -> AutresAvenants:
    """The numbers of all the `avenants` of one convention but the one of this pk."""
    numeros: dict[tuple[str, bool], set[int]] = {}
    for un in avenants:
        if un.pk != sauf:
            numeros.setdefault((un.statut, un.is_chiffre), set()).add(un.numero)
    chiffres, autres_signes, prepares, a_part = (
        frozenset(numeros.get(cle, ()))
        for cle in itertools.product((Statut.SIGNE, Statut.BROUILLON), (True, False))
    )
    return AutresAvenants(chiffres | autres_signes, chiffres, prepares, a_part)


def list_parts_non_tenues_par(avenant: Avenant) -> list[PartMesuree]:
    """The shares that a blocking rule asks and that an avenant on the money, once signed, would not hold: its article
    would say what its table contradicts; three queries."""
    exercice = avenant.exercice
    nouveaux = {(ligne.action_id, ligne.cle): ligne.montant for ligne in avenant.lignes_financement.all()}
    if avenant.nature == NatureAvenant.MODIFICATION and not nouveaux:
        return []  # it leaves the amounts as they are, whatever they are
    montants: dict[tuple[int, str], Decimal | None] = {}
    actions = {action.pk: action for action in exercice.actions.prefetch_related("financements")}
    for action in actions.values():
        montants |= {(action.pk, ligne.cle): ligne.prevu for ligne in action.financements.all()}
    montants |= nouveaux
    return list_parts_non_tenues(
        [regle for regle in exercice.referentiel.definition.regles_part if regle.is_bloquante],
        [
            MontantPrevu(actions[pk].numero, actions[pk].axe, cle.partition("-")[0], montant)
            for (pk, cle), montant in montants.items()
        ],
    )


def list_fautes_avenant(avenant: Avenant) -> list[tuple[str, str]]:
    """Why an avenant that is prepared does not hold, as (field, sentence), over what is stored: its number, then what
    its nature asks; four queries at most."""
    fautes: dict[str, Callable[[Avenant], Iterator[tuple[str, str]]]] = {
        NatureAvenant.FINANCIER: _list_fautes_financier,
        NatureAvenant.REPORT: _list_fautes_report,
        NatureAvenant.PROROGATION: _list_fautes_prorogation,
        NatureAvenant.MODIFICATION: _list_fautes_modification,
    }
    suite = get_suite(avenant.convention_id, sauf=avenant.pk)
    numero = suite.find_faute(avenant.numero) if avenant.is_chiffre else None
    return [*([("numero", numero)] if numero else ()), *fautes[avenant.nature](avenant)]


def _sum_etat(avenant: Avenant) -> tuple[Decimal | None, Decimal | None]:
    """What the State gives to the actions, in force and once signed; two queries."""
    etat = Financement.objects.filter(action__exercice=avenant.exercice, source=Source.ETAT)
    parts = dict(etat.values_list("action", "prevu"))
    nouvelles = avenant.lignes_financement.filter(source=Source.ETAT).values_list("action", "montant")
    return sum_known(parts.values()), sum_known((parts | dict(nouvelles)).values())


def _list_fautes_financier(avenant: Avenant) -> Iterator[tuple[str, str]]:
    exercice = avenant.exercice
    assert avenant.montant_etat is not None  # a financial avenant says it
    clauses = list_clauses(exercice.referentiel)
    yield from list_incoherences(
        avenant.montant_etat,
        _sum_etat(avenant)[1],
        [clause for code, clause in clauses.items() if code in avenant.clauses],
        frozenset(exercice.actions.values_list("axe", flat=True)),
    )


def _list_fautes_report(avenant: Avenant) -> Iterator[tuple[str, str]]:
    if refus := explain_non_prolongeable(avenant.exercice):
        yield NON_FIELD_ERRORS, refus


def explain_non_prolongeable(exercice: Exercice) -> str | None:
    """Why the execution of `exercice` is not extended, whoever asks, or None."""
    if exercice.prolongation is None:
        return (
            f"Le référentiel de l’exercice {exercice.annee} ne prévoit pas de prolongation de l’exécution au-delà du "
            f"{date_fr(exercice.fin)}."
        )
    if exercice.prolonge_au is not None:
        return f"L’exécution {exercice.annee} est déjà prolongée jusqu’au {date_fr(exercice.prolonge_au)}."
    return None


def _list_fautes_prorogation(avenant: Avenant) -> Iterator[tuple[str, str]]:
    assert avenant.prolonge_au is not None  # an avenant de prorogation says it
    terme = avenant.exercice.convention.terme
    if avenant.prolonge_au <= terme:
        phrase = f"La convention va déjà jusqu’au {date_fr(terme)}\u00a0: elle se proroge à un jour qui vient après."
        yield "prolonge_au", phrase


def _list_fautes_modification(avenant: Avenant) -> Iterator[tuple[str, str]]:
    if ecart := find_ecart_etat(*_sum_etat(avenant)):
        yield NON_FIELD_ERRORS, ecart
    if avenant.stipulations or list_changements_financement(avenant) or list_changements_cible(avenant):
        return
    yield (
        NON_FIELD_ERRORS,
        "Cet avenant ne change rien\u00a0: écrivez un montant, une cible ou une stipulation qui change.",
    )


def list_clauses(referentiel: Referentiel) -> dict[str, Clause]:
    """The clauses that a référentiel offers to an avenant, by code."""
    proposees = referentiel.contenu.get("textes", {}).get("avenant", {}).get("clauses", ())
    return {un["code"]: Clause(un["titre"], tuple(un.get("axes", ()))) for un in proposees}


@dataclass(frozen=True)
class Approuvable:
    """What a vote may approve: a convention, the rapport of one round of an exercice, an avenant."""

    objet: Convention | Exercice | Avenant
    convention: Convention
    libelle: str  # « le rapport d’exécution 2020 »
    colonne: str = "deliberation"  # of `objet`: its vote
    signe_le: date | None = None  # None: not signed yet, or never, as a rapport is

    @property
    def cle(self) -> str:
        """What a form and the journal call it."""
        return f"{self.objet._meta.model_name}-{self.objet.pk}-{self.colonne}"

    @property
    def is_anterieur(self) -> bool:
        """Is it an avenant that was signed outside the site?"""
        return isinstance(self.objet, Avenant) and self.objet.nature == NatureAvenant.ANTERIEUR

    @property
    def deliberation(self) -> Deliberation | None:
        """Its vote."""
        vote: Deliberation | None = getattr(self.objet, self.colonne)
        return vote

    @property
    def deliberation_id(self) -> int | None:
        pk: int | None = getattr(self.objet, f"{self.colonne}_id")
        return pk

    @property
    def libelle_majuscule(self) -> str:
        """« Le rapport d’exécution 2020 »."""
        return self.libelle[:1].upper() + self.libelle[1:]

    @property
    def libelle_long(self) -> str:
        """« Le rapport d’exécution 2020 – Bas-Rhin (67) »."""
        return f"{self.libelle_majuscule} – {self.convention}"


def list_conventions_votantes(convention: Convention) -> QuerySet[Convention]:
    """Every convention of the collectivité of `convention`: one vote may speak of several."""
    siennes = Convention.objects.filter(collectivite=convention.collectivite_id)
    return siennes.select_related("departement", "collectivite").order_by("pk")


def list_approuvables(conventions: Iterable[Convention]) -> list[Approuvable]:
    """What may be voted of these conventions, one after the other: itself, its rapports, its avenants; two queries."""
    par_convention = {un.pk: [_make_convention(un)] for un in conventions}
    siennes = {pk: approuvables[0].convention for pk, approuvables in par_convention.items()}
    for exercice in Exercice.objects.filter(convention__in=siennes).order_by("annee"):
        par_convention[exercice.convention_id] += list_rapports_votes(
            exercice, siennes[exercice.convention_id]
        )
    avenants = Avenant.objects.filter(convention__in=siennes).select_related("deliberation")
    for avenant in avenants.order_by("numero"):
        avenant.convention = siennes[avenant.convention_id]
        par_convention[avenant.convention_id].append(build_approuvable(avenant))
    return [un for approuvables in par_convention.values() for un in approuvables]


def build_approuvable(avenant: Avenant) -> Approuvable:
    """An avenant as a vote approves it."""
    return Approuvable(avenant, avenant.convention, avenant.designation, signe_le=avenant.date_signature)


def _make_convention(convention: Convention) -> Approuvable:
    signe_le = convention.date_signature
    return Approuvable(convention, convention, "la convention", signe_le=signe_le)


def list_rapports_votes(exercice: Exercice, convention: Convention) -> list[Approuvable]:
    """The rapports of an exercice as a vote approves them, that of its present round the last."""
    libelle = f"le rapport d’exécution {exercice.annee}"
    if not exercice.is_second_arrete:
        return [Approuvable(exercice, convention, libelle)]
    assert exercice.prolonge_au is not None  # a constraint of the database
    return [
        Approuvable(exercice, convention, f"{libelle} arrêté au {date_fr(au)}", colonne)
        for au, colonne in (
            (exercice.fin, "deliberation"),
            (exercice.prolonge_au, "deliberation_second_arrete"),
        )
    ]


@dataclass(frozen=True)
class Vote:
    """A délibération with what it approves; nothing, when what it approved is no longer there or was never said."""

    deliberation: Deliberation
    approuves: tuple[Approuvable, ...]


def list_votes(convention: Convention, approuvables: Iterable[Approuvable]) -> list[Vote]:
    """The votes of the collectivité of `convention`, the latest first, among `approuvables`; one query."""
    par_vote: dict[int | None, list[Approuvable]] = {}
    for un in approuvables:
        par_vote.setdefault(un.deliberation_id, []).append(un)
    votes = Deliberation.objects.filter(collectivite=convention.collectivite_id)
    return [Vote(un, tuple(par_vote.get(un.pk, ()))) for un in votes]


def list_votes_lus(
    user: Utilisateur, convention: Convention, approuvables: Iterable[Approuvable]
) -> list[Vote]:
    """The votes on `convention`, and to who may say what they approve, those that approve nothing; one query."""
    peut = refusal_to_edit_convention(user, convention, "deliberations") is None
    return [
        vote
        for vote in list_votes(convention, approuvables)
        if any(un.convention == convention for un in vote.approuves) or (peut and not vote.approuves)
    ]


def list_anterieurs(convention: Convention) -> QuerySet[Avenant]:
    """The avenants of `convention` signed outside the site, with their votes."""
    siens = convention.avenants.filter(nature=NatureAvenant.ANTERIEUR)
    return siens.select_related("deliberation", "convention__departement", "convention__collectivite")
