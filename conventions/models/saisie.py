"""What surrounds typing: what is typed and not yet saved, workbooks to confirm."""

from django.conf import settings
from django.db import models

from conventions.models.exercices import Exercice
from saisie.pages import Sujet


class BrouillonSaisie(models.Model):
    """What one person typed on one page of an exercice and has not saved, as typed. It counts for nothing: nobody else
    sees it."""

    exercice = models.ForeignKey(Exercice, models.CASCADE, related_name="brouillons")
    # Of `make_page`.
    page = models.CharField("page", max_length=40)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="auteur")
    # {name of the field: text}
    champs = models.JSONField("champs", default=dict)
    le = models.DateTimeField("date")

    class Meta:
        verbose_name = "brouillon de saisie"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "page", "par"], name="brouillon_saisie_unique_par_page"
            )
        ]

    def __str__(self):
        return f"Brouillon – {self.exercice} {self.page}"


class DepotClasseur(models.Model):
    """A workbook uploaded and not yet confirmed: its bytes, for the time of the preview. Nothing is recorded of it
    before « Confirmer », and it is deleted then, or a day later."""

    exercice = models.ForeignKey(Exercice, models.CASCADE, related_name="depots_classeur")
    sujet = models.CharField("sujet", max_length=12, choices=Sujet.choices)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="auteur")
    nom_fichier = models.CharField("fichier", max_length=200)
    octets = models.BinaryField()
    le = models.DateTimeField("date")

    class Meta:
        verbose_name = "classeur déposé"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "sujet", "par"], name="depot_classeur_unique_par_sujet"
            )
        ]

    def __str__(self):
        return f"{self.exercice} – {self.nom_fichier}"
