"""What closed exercices keep of what their convention says and that may change after them."""

from django.db import models

from conventions.models.exercices import Exercice


class SujetMemoire(models.TextChoices):
    PARTENAIRE = "partenaire", "Nom d’un partenaire"
    CIBLE = "cible", "Cible"
    SITUATION = "situation", "Situation initiale"


class Memoire(models.Model):
    """What a closed exercice said of something of its convention that has changed since: the name of a partner, a
    target, an initial situation. Not a history: written when the thing changes, forgotten if the exercice reopens."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="memoires")
    sujet = models.CharField("sujet", max_length=10, choices=SujetMemoire.choices)
    # The pk of the partner, « R2.2021 », « R2 ».
    cle = models.CharField("clé", max_length=40)
    # None: there was nothing then.
    valeur = models.JSONField("valeur", null=True)

    class Meta:
        ordering = ["exercice", "sujet", "cle"]
        verbose_name = "mémoire d’un exercice clos"
        verbose_name_plural = "mémoires d’exercices clos"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "sujet", "cle"],
                name="memoire_unique",
                violation_error_message="L’exercice en garde déjà la mémoire.",
            )
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: {self.sujet} {self.cle}"
