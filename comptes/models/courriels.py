"""What the site writes to people."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comptes.models.utilisateurs import Role, Utilisateur
from nombres.formats import compter


class NatureCourriel(models.TextChoices):
    INVITATION = "invitation", "Invitation"
    MOT_DE_PASSE = "mot_de_passe", "Mot de passe oublié"
    RESUME = "resume", "Résumé"
    IMMEDIAT = "immediat", "Sans attendre"


class EtatCourriel(models.TextChoices):
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYE = "envoye", "Envoyé"
    ECHEC = "echec", "Non remis"
    ANNULE = "annule", "Non envoyé\u00a0: compte fermé, ou d’un autre périmètre"


class CourrielQuerySet(models.QuerySet["Courriel"]):
    def visible_to(self, user: Utilisateur) -> "CourrielQuerySet":
        """All of them for the centrale; for a valideur, those written to whoever was of the collectivité that day; none
        for the others."""
        if user.role == Role.CENTRALE:
            return self
        if user.role == Role.VALIDEUR_DEPARTEMENTAL:
            return self.filter(perimetre=user.cle_perimetre)
        return self.none()


class Courriel(models.Model):
    """One mail to one account: it waits here until a worker sends it, then says that it was. Never a figure of a
    convention in it. Not the notice that the site itself shows."""

    a = models.ForeignKey(Utilisateur, models.PROTECT, related_name="courriels", verbose_name="destinataire")
    # As it was then: an account may have another address since.
    adresse = models.EmailField("adresse électronique")
    # Of the account that day (`Utilisateur.cle_perimetre`): who kept its collectivité then reads that it was written.
    perimetre = models.CharField("périmètre", max_length=20)
    nature = models.CharField("nature", max_length=20, choices=NatureCourriel.choices)
    objet = models.CharField("objet", max_length=200)
    # Emptied once it is sent: it may hold a link that opens an account.
    corps = models.CharField("texte", max_length=30_000, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatCourriel.choices, default=EtatCourriel.A_ENVOYER
    )
    le = models.DateTimeField("écrit le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    # Why the last try failed; "" once it is sent.
    motif = models.CharField("motif", max_length=120, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    # Not tried before: what claims it moves it on, so that two workers never send it both.
    pas_avant = models.DateTimeField("pas avant")
    # Of a digest: the day of the site it is of.
    jour = models.DateField("jour", null=True, blank=True)

    objects = CourrielQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "courriel"
        constraints = [
            models.CheckConstraint(
                name="courriel_envoye_est_date",
                condition=Q(etat="envoye", envoye_le__isnull=False)
                | Q(etat__in=["a_envoyer", "echec", "annule"], envoye_le__isnull=True),
                violation_error_message="Un courriel envoyé dit quand il le fut.",
            ),
            models.UniqueConstraint(
                fields=["a", "jour"],
                name="courriel_un_resume_par_jour",
                violation_error_message="Le résumé de ce jour est déjà écrit.",
            ),
            models.CheckConstraint(
                name="courriel_jour_d_un_resume",
                condition=Q(nature="resume", jour__isnull=False)
                | (~Q(nature="resume") & Q(jour__isnull=True)),
                violation_error_message="Un résumé, et lui seul, est celui d’un jour.",
            ),
        ]
        indexes = [
            models.Index(fields=["pas_avant"], name="courriel_a_envoyer", condition=Q(etat="a_envoyer"))
        ]

    def __str__(self):
        return f"{self.get_nature_display()}, {self.adresse}"

    @property
    def suite(self) -> str:
        """What became of it, in a sentence: « Le 12/03/2022 à 09:03. »; "" where its état says it all."""
        if self.envoye_le:
            return f"Le {_tell_instant(self.envoye_le)}."
        if self.etat == EtatCourriel.A_ENVOYER and self.motif:
            essais = compter(self.tentatives, "essai", "essais")
            return f"{self.motif} {essais}, le prochain après le {_tell_instant(self.pas_avant)}."
        return self.motif


def _tell_instant(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y à %H:%M}"
