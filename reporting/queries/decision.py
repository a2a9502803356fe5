"""The decision on the money of an exercice: its steps, the rounds it rests on, the opinion and the dialogue before it,
what is owed and paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from comptes.fuseaux import compute_jour_compte
from conventions.models import Exercice
from conventions.queries.campagnes import get_calendrier
from nombres.exacts import sum_known
from nombres.formats import date_fr
from reporting import contents
from reporting.models import (
    Avis,
    Dialogue,
    EtapeDecision,
    NatureEtape,
    Occasion,
    Photographie,
    Versement,
)

# What is written in a dossier.
Ecrit: TypeAlias = EtapeDecision | Versement | Avis | Dialogue


@dataclass(frozen=True)
class Dossier:
    """All that counts of the decision of an exercice, oldest first: a payment that was withdrawn does not."""

    exercice: Exercice
    etapes: tuple[EtapeDecision, ...]
    photographies: tuple[Photographie, ...]
    versements: tuple[Versement, ...]
    tous_avis: tuple[Avis, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()
    jours_reponse: int | None = None  # to answer a proposal; None: no campaign says it

    @property
    def version(self) -> str:
        """What a page saw of it: two people who write at once do not both see the same."""
        recent = max((un.pk for un in self.versements), default=0)
        avant = f"{len(self.tous_avis)}.{len(self.dialogues)}"
        return f"{len(self.etapes)}.{len(self.versements)}.{recent}.{avant}"

    @property
    def derniere(self) -> Ecrit | None:
        """The last thing written, None at first."""
        ecrits: list[Ecrit] = [*self.etapes, *self.versements, *self.tous_avis, *self.dialogues]
        return max(ecrits, key=lambda ecrit: ecrit.le, default=None)

    @property
    def proposition(self) -> EtapeDecision | None:
        """The last proposal, None at first."""
        return self._get_derniere(NatureEtape.PROPOSEE)

    @property
    def reponse(self) -> EtapeDecision | None:
        """The département's answer to the last proposal, None as long as it has none."""
        reponse, proposition = self._get_derniere(NatureEtape.REPONDUE), self.proposition
        return reponse if reponse and proposition and reponse.pk > proposition.pk else None

    @property
    def notification(self) -> EtapeDecision | None:
        return self._get_derniere(NatureEtape.NOTIFIEE)

    @property
    def transmission(self) -> Photographie | None:
        """The last round handed over."""
        return self.rondes[-1] if self.rondes else None

    @property
    def rondes(self) -> list[Photographie]:
        """The figures of each round handed over, oldest first."""
        return [un for un in self.photographies if un.occasion == Occasion.TRANSMISSION]

    @property
    def avis(self) -> Avis | None:
        """The opinion on the figures last handed over, None as long as there is none: one on others does not count."""
        return self.find_avis()

    @property
    def dit_avis(self) -> str:
        """The opinion in a sentence, or that there is none: the préfecture decides either way."""
        return self.tell_avis()

    def find_avis(self, le: datetime | None = None) -> Avis | None:
        """The same, as it was known at an instant."""
        rondes = [un for un in self.rondes if le is None or un.le <= le]
        connus = [un for un in self.tous_avis if le is None or un.le <= le]
        return next((un for un in connus if rondes and un.photographie_id == rondes[-1].pk), None)

    def tell_avis(self, le: datetime | None = None) -> str:
        """The opinion as it was known at an instant, in a sentence."""
        if avis := self.find_avis(le):
            sens = avis.get_sens_display().lower()
            return f"Le commissaire a rendu un avis {sens} le {date_fr(avis.jour)}."
        if any(le is None or un.le <= le for un in self.tous_avis):
            return "Le commissaire n’a pas rendu d’avis sur les derniers chiffres transmis."
        return "Le commissaire n’a pas rendu d’avis."

    @property
    def reponse_attendue_au(self) -> date | None:
        """The last day to answer the last proposal, None where no campaign gives a time: the day it was made does not
        count (code de procédure civile, art. 641)."""
        if self.proposition is None or self.jours_reponse is None:
            return None
        propose_le = compute_jour_compte(self.proposition.le, self.exercice.convention.departement_id)
        return propose_le + timedelta(days=self.jours_reponse)

    @property
    def is_attente(self) -> bool:
        """Is an answer awaited by a day?"""
        is_ouverte = self.reponse is None and self.notification is None and not self.is_obsolete
        return is_ouverte and self.reponse_attendue_au is not None

    def is_delai_passe(self, jour: date) -> bool:
        """Did the time to answer the last proposal pass without an answer, on that day?"""
        echeance = self.reponse_attendue_au
        return self.reponse is None and echeance is not None and jour > echeance

    @property
    def is_prolongation_changee(self) -> bool:
        """Was the execution extended, or its extension cancelled, since the last proposal?"""
        if self.proposition is None:
            return False
        execution = self.executions[self.proposition.photographie_id]
        return execution.exercice.prolonge_au != self.exercice.prolonge_au

    @property
    def is_obsolete(self) -> bool:
        """Were figures handed over again since the last proposal, or was the end of the execution moved?"""
        return self.is_prolongation_changee or bool(
            self.transmission and self.proposition and self.transmission.pk > self.proposition.photographie_id
        )

    @property
    def du(self) -> Decimal | None:
        """What the State owes once the decision is notified, None before: notified amount less what it keeps back.

        The carry-over was paid before: it is apart. Never negative.
        """
        return max(Decimal(0), self.notifie - self.retenu) if self.notification else None

    @property
    def trop_percu(self) -> Decimal | None:
        """What is kept back beyond the notified amount: it bears on the carry-over, paid before."""
        return max(Decimal(0), self.retenu - self.notifie) if self.notification else None

    @property
    def notifie(self) -> Decimal:
        """The State's amount of the exercice, as the decision saw it: what was notified, else what actions plan."""
        assert self.notification is not None  # there is a decision
        execution = self.executions[self.notification.photographie_id]
        return execution.montant_notifie or execution.simulation.total.notifie or Decimal(0)

    @cached_property
    def executions(self) -> dict[int, contents.ContenuExecution]:
        """What each photograph kept, by its key."""
        return {un.pk: contents.from_dict(contents.ContenuExecution, un.contenu) for un in self.photographies}

    @property
    def verse(self) -> Decimal:
        return sum_known(un.montant for un in self.versements) or Decimal(0)

    @property
    def reste(self) -> Decimal:
        """What is still to be paid, once the decision is notified."""
        assert self.du is not None
        return self.du - self.verse

    @property
    def retenu(self) -> Decimal:
        """What the decision keeps back."""
        assert self.notification is not None and self.notification.montant is not None
        return self.notification.montant

    def _get_derniere(self, etape: NatureEtape) -> EtapeDecision | None:
        siennes = [un for un in self.etapes if un.etape == etape]
        return siennes[-1] if siennes else None


def get_notification(exercice: Exercice) -> EtapeDecision | None:
    """The step that closed the decision of an exercice, None as long as it is open."""
    return find_notification([exercice])


def find_notification(exercices: Iterable[Exercice]) -> EtapeDecision | None:
    """The last decision notified on some of these exercices, None as long as none is."""
    notifiees = EtapeDecision.objects.filter(exercice__in=exercices, etape=NatureEtape.NOTIFIEE)
    return notifiees.order_by("le", "pk").last()


def get_dossier(exercice: Exercice) -> Dossier:
    """All that counts of the decision of an exercice; five queries, and one where its campaign was not read with it."""
    etapes = exercice.etapes_decision.select_related("par").order_by("pk")
    return Dossier(
        exercice=exercice,
        etapes=tuple(etapes),
        photographies=tuple(exercice.photographies.select_related("par").order_by("pk")),
        versements=tuple(exercice.versements.kept().select_related("par").order_by("verse_le", "pk")),
        tous_avis=tuple(exercice.avis.select_related("par").order_by("pk")),
        dialogues=tuple(exercice.dialogues.select_related("par").order_by("pk")),
        jours_reponse=get_calendrier(exercice).jours_reponse,
    )


def list_dossiers_ouverts(exercices: Iterable[Exercice]) -> list[Dossier]:
    """Those of `exercices` on which an amount was proposed and none notified: nothing is paid on them yet; two queries
    whatever their number."""
    etapes: dict[int, list[EtapeDecision]] = {}
    for etape in EtapeDecision.objects.filter(exercice__in=exercices).order_by("pk"):
        etapes.setdefault(etape.exercice_id, []).append(etape)
    ouverts = {pk for pk, siennes in etapes.items() if siennes[-1].etape != NatureEtape.NOTIFIEE}
    photographies: dict[int, list[Photographie]] = {}
    for un in Photographie.objects.filter(exercice__in=ouverts).order_by("pk"):
        photographies.setdefault(un.exercice_id, []).append(un)
    return [
        Dossier(
            exercice,
            tuple(etapes[exercice.pk]),
            tuple(photographies[exercice.pk]),
            versements=(),
            jours_reponse=get_calendrier(exercice).jours_reponse,
        )
        for exercice in exercices
        if exercice.pk in ouverts
    ]
