"""What surrounds the entry of figures: what is typed and not yet saved, workbooks to confirm, evidence."""

from django.conf import settings
from django.db import models

from conventions.models import Exercice


class BrouillonSaisie(models.Model):
    """What one person typed on one page of figures and has not saved, as typed. Not a figure: nobody else sees it."""

    exercice = models.ForeignKey(Exercice, models.CASCADE, related_name="brouillons")
    axe = models.CharField("axe", max_length=10)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="auteur")
    # {name of the field: text}
    champs = models.JSONField("champs", default=dict)
    le = models.DateTimeField("date")

    class Meta:
        verbose_name = "brouillon de saisie"
        constraints = [
            models.UniqueConstraint(fields=["exercice", "axe", "par"], name="brouillon_unique_par_page")
        ]

    def __str__(self):
        return f"Brouillon – {self.exercice} {self.axe}"


class DepotClasseur(models.Model):
    """A workbook uploaded and not yet confirmed: its bytes, for the time of the preview. Not a figure: nothing is
    recorded before « Confirmer », and it is deleted then, or a day later."""

    exercice = models.ForeignKey(Exercice, models.CASCADE, related_name="depots_classeur")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="auteur")
    nom_fichier = models.CharField("fichier", max_length=200)
    octets = models.BinaryField()
    le = models.DateTimeField("date")

    class Meta:
        verbose_name = "classeur déposé"
        constraints = [
            models.UniqueConstraint(fields=["exercice", "par"], name="depot_classeur_unique_par_personne")
        ]

    def __str__(self):
        return f"{self.exercice} – {self.nom_fichier}"


class PieceJointe(models.Model):
    """A file that proves a figure. Not personal data: an extraction, a note, a délibération."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="pieces")
    code = models.CharField("indicateur", max_length=10)
    nom_fichier = models.CharField("fichier", max_length=200)
    type_contenu = models.CharField("type de contenu", max_length=100)
    octets = models.BinaryField()
    taille = models.PositiveIntegerField("taille en octets")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    class Meta:
        ordering = ["exercice", "code", "le"]
        verbose_name = "pièce jointe"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "code", "empreinte"],
                name="piece_unique_par_chiffre",
                violation_error_message="Cette pièce est déjà jointe à ce chiffre.",
            )
        ]

    def __str__(self):
        return self.nom_fichier
