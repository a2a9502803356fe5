"""A file kept as evidence, whatever it proves."""

from django.conf import settings
from django.db import models


class Piece(models.Model):
    """One file, its bytes and their fingerprint, who joined it and when. Not personal data, never changed."""

    nom_fichier = models.CharField("fichier", max_length=200)
    type_contenu = models.CharField("type de contenu", max_length=100)
    octets = models.BinaryField()
    taille = models.PositiveIntegerField("taille en octets")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    class Meta:
        abstract = True

    def __str__(self):
        return self.nom_fichier
