"""One year of one convention, and every change of its état."""

from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from comptes.models import Collectivite, Role, Utilisateur, Versionne
from conventions.models.conventions import Convention
from conventions.models.deliberations import Deliberation
from conventions.models.etats import (
    ETATS_DECIDES,
    ETATS_DITS,
    ETATS_MODIFIABLES,
    ETATS_TRANSMIS,
    Etat,
)
from nombres.formats import date_fr
from referentiels.models import Referentiel
from saisie.colonnes import JourField, RecitField


def _find_etats_lisibles(user: Utilisateur) -> tuple[Etat, ...]:
    """The états in which `user` reads what an exercice of the perimeter holds: a commissaire and the centrale only see
    what was transmitted. The one place that says who reads a draft."""
    return ETATS_TRANSMIS if user.role in (Role.COMMISSAIRE, Role.CENTRALE) else tuple(Etat)


def is_reader_of_drafts(user: Utilisateur) -> bool:
    """May `user` read what an exercice of the perimeter holds before it is handed over?"""
    return Etat.BROUILLON in _find_etats_lisibles(user)


class ExerciceQuerySet(models.QuerySet["Exercice"]):
    def visible_to(self, user: Utilisateur) -> "ExerciceQuerySet":
        """Exercices whose existence the user may know; what they hold is `readable_by`."""
        return self.filter(convention__in=Convention.objects.visible_to(user))

    def readable_by(self, user: Utilisateur) -> "ExerciceQuerySet":
        """Exercices whose content the user may read."""
        return self.visible_to(user).filter(etat__in=_find_etats_lisibles(user))

    def closed_to(self, user: Utilisateur) -> "ExerciceQuerySet":
        """Exercices whose content the user may not read yet, of any perimeter."""
        return self.exclude(etat__in=_find_etats_lisibles(user))


class Regime(models.TextChoices):
    CIVILE = "civile", "Année civile"
    GLISSANTE = "glissante", "Année glissante"


class RapportCommun(Versionne):
    """The years of several conventions that one collectivité reports on once, as Alsace does for its two. Not a
    convention: each keeps its own actions, money and decision."""

    collectivite = models.ForeignKey(Collectivite, models.PROTECT, verbose_name="collectivité")
    dispositif = models.CharField("dispositif", max_length=20)
    annee = models.PositiveSmallIntegerField("année")
    # Spent for all of them, where the collectivité does not split it between conventions; never summed with theirs.
    depense_commune = models.DecimalField(
        "dépense exécutée, toutes conventions réunies", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["collectivite", "annee"]
        verbose_name = "rapport commun"
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite", "dispositif", "annee"],
                name="rapport_commun_unique",
                violation_error_message="Ce rapport commun existe déjà.",
            ),
            models.CheckConstraint(
                name="rapport_commun_depense_positive",
                condition=Q(depense_commune__isnull=True) | Q(depense_commune__gte=0),
                violation_error_message="Une dépense ne peut pas être négative.",
            ),
        ]

    def __str__(self):
        return f"{self.collectivite} – {self.annee}"

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: the conventions that report together."""
        return tuple(self.exercices.values_list("convention__code", flat=True))


def find_veille_anniversaire(debut: date) -> date:
    """The last day of the twelve months that begin on `debut`."""
    is_bissextile = (debut.month, debut.day) == (2, 29)
    return (
        date(debut.year + 1, 2, 28)
        if is_bissextile
        else debut.replace(year=debut.year + 1) - timedelta(days=1)
    )


class Exercice(Versionne):
    """One year of one convention: its état opens, closes and locks everything of that year. Not the year itself: a year
    may be civil or glissante, and each exercice keeps the référentiel it was opened with."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="exercices")
    annee = models.PositiveSmallIntegerField("année")
    regime = models.CharField("régime", max_length=10, choices=Regime.choices, default=Regime.CIVILE)
    debut = JourField("début")
    fin = JourField("fin")
    referentiel = models.ForeignKey(Referentiel, models.PROTECT, verbose_name="référentiel")
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.BROUILLON)
    montant_notifie = models.DecimalField(
        "montant notifié par l’État", max_digits=14, decimal_places=2, null=True, blank=True
    )
    # Execution goes on until this day: an avenant de report was signed. None otherwise.
    prolonge_au = JourField("exécution prolongée au", null=True, blank=True)
    # The second round of an extended exercice is open: figures are those of `prolonge_au`, no longer of `fin`.
    is_second_arrete = models.BooleanField("second arrêté", default=False)
    # The State's planned amounts were agreed that day: only an avenant or a redéploiement changes them.
    prevu_fixe_le = JourField("montants de l’État convenus le", null=True, blank=True)
    rapport_commun = models.ForeignKey(
        RapportCommun, models.PROTECT, null=True, blank=True, related_name="exercices"
    )
    # What approved its rapport: an extended exercice has two, one for each round.
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, blank=True, related_name="rapports"
    )
    deliberation_second_arrete = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, blank=True, related_name="seconds_rapports"
    )
    contexte = RecitField("contexte et gouvernance", blank=True)
    conclusion = RecitField("conclusion", blank=True)

    objects = ExerciceQuerySet.as_manager()

    # By subject and key, once read (`queries.memoires`).
    _memoires: dict[str, dict[str, Any]]

    class Meta:
        ordering = ["convention", "annee"]
        verbose_name = "exercice"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="exercice_unique_par_annee",
                violation_error_message="Cet exercice est déjà ouvert.",
            ),
            models.CheckConstraint(
                name="exercice_debut_avant_fin",
                condition=Q(debut__lt=F("fin")),
                violation_error_message="L’exercice finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="exercice_etat_connu",
                condition=Q(etat__in=Etat.values),
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                name="exercice_prolonge_apres_sa_fin",
                condition=Q(prolonge_au__isnull=True) | Q(prolonge_au__gt=F("fin")),
                violation_error_message="La prolongation porte au-delà de la fin de l’exercice.",
            ),
            models.CheckConstraint(
                name="exercice_second_arrete_si_prolonge",
                condition=Q(is_second_arrete=False) | Q(prolonge_au__isnull=False),
                violation_error_message="Seul un exercice prolongé a un second arrêté.",
            ),
            models.CheckConstraint(
                name="exercice_second_vote_si_second_arrete",
                condition=Q(is_second_arrete=True) | Q(deliberation_second_arrete__isnull=True),
                violation_error_message="Seul un second arrêté se vote une seconde fois.",
            ),
            models.CheckConstraint(
                name="exercice_montant_notifie_positif",
                condition=Q(montant_notifie__isnull=True) | Q(montant_notifie__gte=0),
                violation_error_message="Le montant notifié ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.convention} – {self.annee}"

    @property
    def designation(self) -> str:
        """« l’exercice 2021 (Finistère, 29) », in a sentence."""
        return f"l’exercice {self.annee} ({self.convention.lieu}, {self.convention.code})"

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: the convention it is a year of."""
        return self.convention.codes_conventions

    def clean(self) -> None:
        """A year is judged by a published référentiel of the convention's own instrument, that speaks of that year; it
        lies within its convention, and lasts what its régime says."""
        fautes = {}
        if self.referentiel_id and self.convention_id:
            fautes["referentiel"] = self._explain_referentiel()
        if self.convention_id and self.annee and self.debut and self.fin:
            fautes |= {"debut": self._explain_debut(), "fin": self._explain_fin()}
        if fautes := {champ: phrase for champ, phrase in fautes.items() if phrase}:
            raise ValidationError(fautes)

    def _explain_referentiel(self) -> str:
        if not self.referentiel.is_publie:
            return "Ce référentiel n’est pas publié."
        if self.referentiel.dispositif != self.convention.dispositif:
            return (
                "Ce référentiel est celui d’un autre dispositif "
                f"({self.referentiel.dispositif})\u00a0: "
                f"la convention est de {self.convention.dispositif}."
            )
        if self.annee and self.annee not in self.referentiel.definition.annees:
            return f"Ce référentiel ne juge pas les exercices {self.annee}."
        return ""

    def _explain_debut(self) -> str:
        if self.debut < self.convention.debut:
            return f"La convention commence le {date_fr(self.convention.debut)}\u00a0: pas d’exercice avant elle."
        if self.debut.year != self.annee:
            return f"L’exercice {self.annee} commence en {self.annee}."
        return ""

    def _explain_fin(self) -> str:
        terme = self.convention.terme
        if self.fin > terme:
            jusqu_a = f"La convention va jusqu’au {date_fr(terme)}"
            prolongee = "" if self.convention.prolongee_au else " et n’est pas prolongée"
            return f"{jusqu_a}{prolongee}\u00a0: l’exercice ne finit pas après elle."
        if self.regime == Regime.CIVILE and self.fin.year != self.annee:
            return f"Une année civile finit au plus tard le 31\u00a0décembre {self.annee}."
        if self.fin > (veille := find_veille_anniversaire(self.debut)):
            return f"Douze mois au plus à partir du {date_fr(self.debut)}\u00a0: jusqu’au {date_fr(veille)}."
        return ""

    @property
    def plafond(self) -> Decimal | None:
        """The most the State may notify for the year, in euros: None without a cap, or as long as it is not said."""
        has_plafond = self.referentiel.definition.plafond_annuel_constant
        return self.convention.plafond_annuel if has_plafond else None

    def make_notifie(self, montant: Decimal) -> "Exercice":
        """This exercice as it would be with that notified amount; not to be saved."""
        autre = copy(self)
        autre.montant_notifie = montant
        return autre

    @property
    def arrete_au(self) -> date:
        """The day its figures speak of: its end, or that of its extension once the second round is open."""
        return self.prolonge_au if self.is_second_arrete and self.prolonge_au else self.fin

    @property
    def rang_arrete(self) -> str:
        """Of which round its figures are, in words."""
        return "second arrêté" if self.is_second_arrete else "premier arrêté"

    @property
    def vote_du_rapport(self) -> Deliberation | None:
        """What approved the rapport of its round, never that of the other one."""
        return self.deliberation_second_arrete if self.is_second_arrete else self.deliberation

    @property
    def is_premier_arrete(self) -> bool:
        """Is the execution extended, its second round not open yet? What is not spent may still be."""
        return self.prolonge_au is not None and not self.is_second_arrete

    @property
    def prolongation(self) -> date | None:
        """The day its référentiel lets its execution go on to, None when it does not."""
        jusqu_a = self.referentiel.definition.prolongation
        return jusqu_a if jusqu_a and jusqu_a > self.fin else None

    @property
    def etat_dit(self) -> str:
        """Its état after « l’exercice est »."""
        return ETATS_DITS.get(self.etat) or self.get_etat_display().lower()

    @property
    def origine(self) -> Etat:
        """The état it was last written in, to which it goes back unread: a draft, or what was sent back."""
        quittes = self.transitions.filter(de__in=ETATS_MODIFIABLES).order_by("-le", "-pk")
        return Etat(quittes.values_list("de", flat=True).first() or Etat.BROUILLON)

    @property
    def renvoi(self) -> Any:
        """The transition by which the State asked to complete it, until it is handed over again; None otherwise."""
        if self.etat != Etat.A_COMPLETER:
            return None
        demandes = self.transitions.filter(de__in=ETATS_TRANSMIS, vers=Etat.A_COMPLETER)
        # A recall asks nothing.
        return demandes.exclude(motif="").select_related("par").last()

    @property
    def is_modifiable(self) -> bool:
        return self.etat in ETATS_MODIFIABLES

    @property
    def is_decide(self) -> bool:
        """Did the préfecture agree on its execution?"""
        return self.etat in ETATS_DECIDES

    def is_readable_by(self, user: Utilisateur) -> bool:
        """May `user`, who knows of this exercice, read what it holds? `Exercice.objects.readable_by`, of a row one
        holds."""
        return self.etat in _find_etats_lisibles(user)
