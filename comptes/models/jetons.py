"""The keys by which tools call the API."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from comptes.models.utilisateurs import Utilisateur


class Portee(models.TextChoices):
    LECTURE = "lecture", "Lire"
    DEPOT = "depot", "Lire et déposer des chiffres"


class Jeton(models.Model):
    """What one tool shows to call the API for the holder of an account: its digest, the text itself was shown once.

    Not a right of its own: it gives what the holder has that day, and nothing once their role or perimeter is another
    than the one it was made for. Dated by the real clock, as sessions are.
    """

    outil = models.CharField("nom de l’outil", max_length=80)
    porteur = models.ForeignKey(
        Utilisateur, models.PROTECT, related_name="jetons", verbose_name="pour le compte de"
    )
    portee = models.CharField("droits", max_length=8, choices=Portee.choices, default=Portee.LECTURE)
    # SHA-256 of the text, in hexadecimal: it is drawn at random, so that no salt is needed.
    empreinte = models.CharField("empreinte", max_length=64, unique=True)
    # Those of the holder when it was made (`Utilisateur.cle_perimetre`).
    role = models.CharField("rôle", max_length=30)
    perimetre = models.CharField("périmètre", max_length=20)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("expire le")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        ordering = ["-cree_le", "-pk"]
        verbose_name = "jeton d’accès"
        constraints = [
            models.CheckConstraint(
                name="jeton_nomme",
                condition=~Q(outil=""),
                violation_error_message="Dites quel outil se sert de ce jeton.",
            ),
            models.CheckConstraint(
                name="jeton_dans_l_ordre",
                condition=Q(cree_le__lt=F("expire_le"))
                & (Q(retire_le__isnull=True) | Q(cree_le__lte=F("retire_le"))),
                violation_error_message="Un jeton expire, et se retire, après avoir été créé.",
            ),
        ]

    def __str__(self):
        return self.outil

    # Of the journal: an account belongs to no convention.
    codes_conventions: Sequence[str] = ()

    @property
    def is_du_porteur(self) -> bool:
        """Are the role and the perimeter of its holder still those it was made for?"""
        return (self.porteur.role, self.porteur.cle_perimetre) == (self.role, self.perimetre)

    def tell_statut(self, le: datetime) -> str:
        """What becomes of it at the instant `le`, in a word."""
        if self.retire_le:
            return "Retiré"
        if self.expire_le <= le:
            return "Expiré"
        return "En service" if self.porteur.is_active and self.is_du_porteur else "Sans effet"


class AppelsDeJeton(models.Model):
    """How many calls a token made in the last minute it made any. Not the journal: the row is written over, by each
    call, of a reading too."""

    jeton = models.OneToOneField(Jeton, models.CASCADE, primary_key=True, related_name="appels")
    # Its first instant; None: it never served.
    minute = models.DateTimeField("minute", null=True, blank=True)
    nombre = models.PositiveIntegerField("appels", default=0)

    class Meta:
        verbose_name = "appels d’un jeton"

    def __str__(self):
        return f"{self.jeton_id}\u00a0: {self.nombre}"
