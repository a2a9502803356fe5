"""What moved an exercice, kept for ever."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.gestes import Geste
from comptes.models import Scelle
from conventions.models.etats import ETATS_INTERNES, ETATS_MODIFIABLES, ETATS_TRANSMIS, Etat
from conventions.models.exercices import Exercice
from saisie.colonnes import RecitField


class Transition(Scelle):
    """One change of état of an exercice: who, when, from, to, why. Never changed, never deleted."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="transitions")
    de = models.CharField("de", max_length=12, choices=Etat.choices)
    vers = models.CharField("vers", max_length=12, choices=Etat.choices)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    motif = RecitField("motif", blank=True)

    scelles = ("exercice", "de", "vers", "par", "le", "motif")

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "transition"
        constraints = [
            # A recall, which nobody answers, is the only one that says nothing.
            models.CheckConstraint(
                name="transition_renvoi_motive",
                condition=~Q(vers="a_completer", motif="") | Q(de="transmis"),
                violation_error_message="Un renvoi pour complément dit ce qu’il faut compléter.",
            ),
            models.CheckConstraint(
                name="transition_retour_motive",
                condition=~Q(de__in=["controle", "approuve"], vers="brouillon", motif=""),
                violation_error_message="Un retour à la saisie dit pourquoi.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: {self.get_de_display()} → {self.get_vers_display()}"

    @property
    def is_interne(self) -> bool:
        """Between people of the collectivité, before it handed over: the State does not read it."""
        internes = (*ETATS_INTERNES, Etat.A_COMPLETER)
        return self.de in internes and self.vers in internes

    @property
    def geste(self) -> Geste:
        """Of the journal: what is given back within the collectivité is told to it alone."""
        if self.is_interne and self.vers in ETATS_MODIFIABLES:
            return Geste.PASSER_SAISIE
        return Geste(f"passer_{self.vers}")

    @property
    def is_rappel(self) -> bool:
        """Did the collectivité take it back before anybody read it? It is the one way back that says nothing."""
        return self.de == Etat.TRANSMIS and self.vers in ETATS_MODIFIABLES and self.motif == ""

    @property
    def is_second_arrete(self) -> bool:
        """Did it open the second round? A recall leads to the same place, and says nothing."""
        return self.de in ETATS_TRANSMIS and self.vers == Etat.BROUILLON and self.motif != ""
