"""How far a reviewer has read."""

from django.conf import settings
from django.db import models

from reporting.models.photographies import Remise


class MarqueDeLecture(models.Model):
    """« Vu »: one reader read one thing of one round. A bookmark of that person, seen by nobody else; not an opinion,
    and no part of what is decided. The next round is read anew."""

    lecteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lectures")
    remise = models.ForeignKey(Remise, models.CASCADE, related_name="lectures")
    # Of a point of `contents.points`, as a remark names its place.
    ancre = models.CharField("porte sur", max_length=12)
    cle = models.CharField("clé", max_length=60)
    le = models.DateTimeField("date")

    class Meta:
        verbose_name = "marque de lecture"
        constraints = [
            models.UniqueConstraint(
                fields=["lecteur", "remise", "ancre", "cle"],
                name="marque_de_lecture_unique",
                violation_error_message="C’est déjà marqué comme vu.",
            )
        ]

    def __str__(self):
        return f"{self.remise}, {self.ancre} {self.cle}"
