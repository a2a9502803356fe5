"""What the site tells people of: a row each, shown by the bell."""

from django.db import models
from django.db.models import Q

from comptes.models.courriels import Courriel
from comptes.models.utilisateurs import Utilisateur


class NatureNotification(models.TextChoices):
    """What is told: a closed list, by which one chooses one's mails."""

    CONTROLE = "controle", "Contrôle interne et validation par la collectivité"
    INSTRUCTION = "instruction", "Rapports transmis à l’État"
    RECEPISSE = "recepisse", "Récépissés de ce que vous transmettez"
    RENVOI = "renvoi", "Demandes de complément"
    REMARQUE = "remarque", "Remarques de l’État, et leurs réponses"
    AVIS = "avis", "Avis du commissaire et dialogue de performance"
    PROPOSITION = "proposition", "Propositions de la préfecture"
    DECISION = "decision", "Réponses, décisions et clôtures"
    AVENANT = "avenant", "Avenants à signer, avenants signés"
    CAMPAGNE = "campagne", "Ouvertures de campagne et délais accordés"
    ECHEANCE = "echeance", "Rappels d’échéance"
    FICHIER = "fichier", "Fichiers de parcours calculés"
    EXPORT = "export", "Fichiers que vous avez demandés"
    DOCUMENT = "document", "Documents qui n’ont pas pu être produits"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: Utilisateur) -> "NotificationQuerySet":
        """Those of `user`, but what was told of a perimeter that is no longer theirs."""
        return self.filter(a=user, perimetre=user.cle_perimetre)

    def a_faire(self) -> "NotificationQuerySet":
        """Those that still ask for something."""
        return self.filter(is_action=True, reglee_le=None)


class Notification(models.Model):
    """One thing told to one account. Not a mail, which may tell of several; not the journal, which tells everything."""

    a = models.ForeignKey(
        Utilisateur, models.PROTECT, related_name="notifications", verbose_name="destinataire"
    )
    nature = models.CharField("nature", max_length=12, choices=NatureNotification.choices)
    # Does it ask for something, or only say that something was done?
    is_action = models.BooleanField("à faire", default=False)
    phrase = models.CharField("phrase", max_length=500)
    # Of the convention it speaks of, "" for none.
    convention = models.CharField("convention", max_length=20, blank=True)
    # Model and key of the row it speaks of: what is done to that row settles what was asked about it.
    sujet = models.CharField("sujet", max_length=60)
    url = models.CharField("page", max_length=200)
    # Of what is said once to each, whoever asks for it and however often: a reminder. "" for what an act says.
    cle = models.CharField("clé", max_length=40, blank=True)
    # Of the account that day (`Utilisateur.cle_perimetre`): who has another one since no longer reads it.
    perimetre = models.CharField("périmètre", max_length=20)
    le = models.DateTimeField("le")
    lue_le = models.DateTimeField("lue le", null=True, blank=True)
    # The mail that told it too; None as long as none did.
    courriel = models.ForeignKey(
        Courriel, models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    # What it asks for was done, by whoever did it.
    reglee_le = models.DateTimeField("réglée le", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "notification"
        constraints = [
            models.CheckConstraint(
                name="notification_nature_connue",
                condition=Q(nature__in=NatureNotification.values),
                violation_error_message="Cette nature de notification n’existe pas.",
            ),
            models.CheckConstraint(
                name="notification_url_du_site",
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"),
                violation_error_message="Une notification mène à une page du site.",
            ),
            models.CheckConstraint(
                name="notification_reglee_est_lue",
                condition=Q(reglee_le__isnull=True) | Q(lue_le__isnull=False, is_action=True),
                violation_error_message="Ce qui est réglé était à faire, et n’a plus à être lu.",
            ),
            models.UniqueConstraint(
                fields=["a", "sujet", "cle"],
                condition=~Q(cle=""),
                name="notification_dite_une_fois",
                violation_error_message="Ce rappel est déjà écrit.",
            ),
        ]
        indexes = [
            models.Index(fields=["a"], name="notification_non_lue", condition=Q(lue_le__isnull=True)),
            models.Index(
                fields=["sujet"],
                name="notification_a_faire",
                condition=Q(is_action=True, reglee_le__isnull=True),
            ),
        ]

    def __str__(self):
        return self.phrase

    @property
    def is_a_faire(self) -> bool:
        """Does it still ask for something?"""
        return self.is_action and self.reglee_le is None


class Rythme(models.TextChoices):
    JOUR = "jour", "Au plus un résumé par jour"
    SEMAINE = "semaine", "Au plus un résumé par semaine"
    JAMAIS = "jamais", "Aucun résumé\u00a0: je regarde le site"


class PreferencesCourriel(models.Model):
    """What one account wants by mail of what it is told; the site shows everything. No row: everything, every day."""

    a = models.OneToOneField(
        Utilisateur, models.PROTECT, primary_key=True, related_name="preferences", verbose_name="compte"
    )
    rythme = models.CharField("résumé", max_length=10, choices=Rythme.choices, default=Rythme.JOUR)
    # Codes of NatureNotification that are not written.
    muettes = models.JSONField("natures non écrites", default=list, blank=True)

    class Meta:
        verbose_name = "préférences de courriel"
        constraints = [
            models.CheckConstraint(
                name="preferences_rythme_connu",
                condition=Q(rythme__in=Rythme.values),
                violation_error_message="Ce rythme n’existe pas.",
            )
        ]

    def __str__(self):
        return str(self.a)
