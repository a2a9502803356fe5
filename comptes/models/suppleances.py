"""When somebody of the centrale acts for the holder of an account."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from comptes.models.utilisateurs import Utilisateur


class Suppleance(models.Model):
    """Somebody of the centrale acts for the holder of an account, for a reason, until an hour. Not a right that is
    given: what only the person may do stays theirs (`comptes.policies`). Dated by the real clock, as sessions are."""

    par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="suppleances", verbose_name="qui agit")
    pour = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="pour le compte de")
    motif = models.CharField("raison", max_length=300)
    debut = models.DateTimeField("début")
    echeance = models.DateTimeField("finit au plus tard")
    fin = models.DateTimeField("fin", null=True, blank=True)

    class Meta:
        ordering = ["-debut", "-pk"]
        verbose_name = "suppléance"
        constraints = [
            models.UniqueConstraint(
                fields=["par"],
                condition=Q(fin__isnull=True),
                name="suppleance_une_a_la_fois",
                violation_error_message="Vous agissez déjà pour le compte de quelqu’un\u00a0: cessez d’abord.",
            ),
            models.CheckConstraint(
                name="suppleance_d_un_autre",
                condition=~Q(par=F("pour")),
                violation_error_message="On n’agit pas pour son propre compte.",
            ),
            models.CheckConstraint(
                name="suppleance_motivee",
                condition=~Q(motif=""),
                violation_error_message="Dites pourquoi vous agissez à sa place.",
            ),
            models.CheckConstraint(
                name="suppleance_dans_l_ordre",
                condition=Q(debut__lt=F("echeance")) & (Q(fin__isnull=True) | Q(debut__lte=F("fin"))),
                violation_error_message="Une suppléance commence avant de finir.",
            ),
        ]

    def __str__(self):
        return f"{self.par}, pour le compte de {self.pour}"

    # Of the journal: accounts belong to no convention.
    codes_conventions: Sequence[str] = ()
