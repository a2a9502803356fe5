"""The papers: what they say, frozen, then their pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from avenants.models import Avenant
from comptes.models import Scelle
from conventions.models import Exercice, Transition


class NatureDocument(models.TextChoices):
    RAPPORT = "rapport", "Rapport d’exécution"
    AVENANT = "avenant", "Avenant"
    COMMUN = "commun", "Rapport d’exécution commun"
    DIALOGUE = "dialogue", "Fiche du dialogue de performance"
    LETTRE = "lettre", "Lettre de proposition"
    ARRETE = "arrete", "Arrêté de notification"
    RECEPISSE = "recepisse", "Récépissé de remise"


class EtatDocument(models.TextChoices):
    A_DESSINER = "a_dessiner", "En attente"
    EN_COURS = "en_cours", "En cours"
    DESSINE = "dessine", "Prêt"
    ECHEC = "echec", "Non dessiné"


# Its pages will still come by themselves.
DOCUMENTS_ATTENDUS = (EtatDocument.A_DESSINER, EtatDocument.EN_COURS)


# What an exercice is told by, and what its money is decided by.
RAPPORTS = (NatureDocument.RAPPORT, NatureDocument.COMMUN)
PAPIERS_DE_DECISION = (NatureDocument.LETTRE, NatureDocument.ARRETE)
# What the State prepares, and the collectivité does not read: the sheet of a dialogue, an arrêté before it is notified.
DE_L_ETAT = Q(nature=NatureDocument.DIALOGUE) | Q(nature=NatureDocument.ARRETE, projet=True)
# How the name of each file begins.
FICHIERS = {
    NatureDocument.RAPPORT: "rapport-execution",
    NatureDocument.COMMUN: "rapport-execution-commun",
    NatureDocument.DIALOGUE: "dialogue-performance",
    NatureDocument.LETTRE: "proposition",
    NatureDocument.ARRETE: "arrete",
    NatureDocument.RECEPISSE: "recepisse",
}


class DocumentQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Documents of exercices the user may read. A common report is read by whoever reads one of its exercices; a
        commissaire and the centrale, once all of them are transmitted: it says the figures of all. A receipt is read as
        its round is, whatever becomes of its exercice."""
        lisibles = Exercice.objects.readable_by(user)
        visibles = self.exclude(DE_L_ETAT) if user.is_departemental else self
        illisibles = Exercice.objects.closed_to(user)
        lus = Q(exercice__in=lisibles) | Q(pk__in=self._list_communs(lisibles))
        tus = Q(exercice__in=illisibles) | Q(pk__in=self._list_communs(illisibles))
        remis = Q(nature=NatureDocument.RECEPISSE, exercice__in=Exercice.objects.visible_to(user))
        return visibles.filter(remis | (lus & ~tus))

    def about(self, exercice):
        """Those that report on this exercice, alone or with others."""
        return self.filter(Q(exercice=exercice) | Q(pk__in=self._list_communs([exercice])))

    def _list_communs(self, exercices):
        # Not a join: it would have the database compare the bytes of every document to tell them apart.
        return self.model.communs.through.objects.filter(exercice__in=exercices).values("document")


class Document(Scelle):
    """One paper: the figures it states, frozen by the gesture that asked for it, then its PDF, drawn from them alone
    and stored once. Never changed: a correction is a new document."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="documents")
    # The other exercices a common report speaks of.
    communs = models.ManyToManyField(Exercice, related_name="documents_communs", blank=True)
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, blank=True, related_name="documents")
    nature = models.CharField(max_length=10, choices=NatureDocument.choices)
    projet = models.BooleanField("projet")
    # Of a final report: the validation that closed its exercice, the last one when it speaks of several.
    cloture = models.ForeignKey(
        Transition, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="clôture"
    )
    # The step it states: of a letter, the proposal; of others, the decision where one was notified by then (the last
    # one when it speaks of several exercices).
    decision = models.ForeignKey(
        "EtapeDecision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="décision",
    )
    # The round a receipt is of.
    remise = models.ForeignKey(
        "Remise", models.PROTECT, null=True, blank=True, related_name="recepisses", verbose_name="remise"
    )
    contenu = models.JSONField("figures")
    empreinte_contenu = models.CharField(max_length=64)
    etat = models.CharField(
        "état", max_length=10, choices=EtatDocument.choices, default=EtatDocument.A_DESSINER
    )
    octets = models.BinaryField(null=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    # Why it was not drawn, in a sentence.
    motif_echec = models.CharField("motif de l’échec", max_length=1000, blank=True)
    # Last sign of life of who draws it, and how many times it was taken up.
    battement = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="auteur")

    motif_de_garder = "Un document de cet avenant a été produit"

    objects = DocumentQuerySet.as_manager()

    scelles = ("exercice", "avenant", "nature", "projet", "contenu", "empreinte_contenu", "par", "le")

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "document"
        constraints = [
            models.CheckConstraint(
                name="document_avenant_selon_nature",
                condition=(~Q(nature="avenant") & Q(avenant__isnull=True))
                | Q(nature="avenant", avenant__isnull=False),
                violation_error_message="Un document d’avenant renvoie à son avenant.",
            ),
            # The same figures make the same paper: it is stored once.
            models.UniqueConstraint(
                fields=["exercice", "nature", "empreinte_contenu"],
                condition=Q(projet=True),
                name="document_unique_par_contenu",
                violation_error_message="Ce document existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["avenant"],
                condition=Q(projet=False),
                name="document_final_unique_par_avenant",
                violation_error_message="L’avenant signé a déjà son document.",
            ),
            models.UniqueConstraint(
                fields=["nature", "cloture"],
                condition=Q(decision__isnull=True),
                name="document_final_unique_par_cloture",
                violation_error_message="L’exercice validé a déjà son rapport définitif.",
            ),
            models.UniqueConstraint(
                fields=["nature", "cloture", "decision"],
                condition=Q(decision__isnull=False),
                name="document_final_unique_par_decision",
                violation_error_message="L’exercice validé a déjà son rapport avec la décision.",
            ),
            models.CheckConstraint(
                name="document_de_decision_est_clos",
                condition=Q(decision__isnull=True)
                | Q(cloture__isnull=False)
                | Q(nature__in=["lettre", "arrete"]),
                violation_error_message="Seul un rapport définitif énonce la décision notifiée.",
            ),
            models.UniqueConstraint(
                fields=["nature", "decision"],
                condition=Q(nature__in=["lettre", "arrete"]),
                name="document_unique_par_etape",
                violation_error_message="Cette étape de la décision a déjà son document.",
            ),
            models.CheckConstraint(
                name="document_etape_selon_nature",
                condition=~Q(nature__in=["lettre", "arrete"])
                | Q(projet=False, decision__isnull=False)
                | Q(nature="arrete", projet=True, decision__isnull=True),
                violation_error_message="Une lettre ou un arrêté énonce une étape, sauf un projet d’arrêté.",
            ),
            models.UniqueConstraint(
                fields=["remise"],
                name="document_unique_par_remise",
                violation_error_message="Cette remise a déjà son récépissé.",
            ),
            models.CheckConstraint(
                name="document_recepisse_selon_nature",
                condition=Q(nature="recepisse", remise__isnull=False, projet=False)
                | (~Q(nature="recepisse") & Q(remise__isnull=True)),
                violation_error_message="Un récépissé est celui d’une remise, lui seul.",
            ),
            models.CheckConstraint(
                name="document_clos_est_un_rapport_final",
                condition=Q(cloture__isnull=True) | Q(projet=False, avenant__isnull=True),
                violation_error_message="Seul un rapport définitif renvoie à la clôture de l’exercice.",
            ),
            models.CheckConstraint(
                name="document_dessine_a_ses_octets",
                condition=Q(etat="dessine", octets__isnull=False) & ~Q(empreinte="")
                | Q(etat__in=["a_dessiner", "en_cours", "echec"], octets__isnull=True, empreinte=""),
                violation_error_message="Un document dessiné a ses octets et leur empreinte, lui seul.",
            ),
            models.CheckConstraint(
                name="document_echec_motive",
                condition=(Q(etat="echec") & ~Q(motif_echec="")) | (~Q(etat="echec") & Q(motif_echec="")),
                violation_error_message="Un document qui n’a pas été dessiné dit pourquoi, lui seul.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} – {self.exercice}"

    @property
    def is_de_l_etat(self) -> bool:
        """Is it one of `DE_L_ETAT`?"""
        return self.nature == NatureDocument.DIALOGUE or (
            self.nature == NatureDocument.ARRETE and self.projet
        )

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: none for what the State prepares. A collectivité reads the lines of its convention, and
        counts them."""
        return () if self.is_de_l_etat else self.exercice.codes_conventions

    @property
    def annee(self) -> int:
        """Of the journal: the year of its exercice."""
        return self.exercice.annee

    @property
    def nom_fichier(self):
        code, annee = self.exercice.convention.code, self.exercice.annee
        projet = "-projet" if self.projet else ""
        quoi = f"avenant-{self.avenant.numero}" if self.avenant else FICHIERS[self.nature]
        if self.nature == NatureDocument.COMMUN:
            code = "-".join(r["convention"]["code"] for r in self.contenu["rapports"])
        return f"{quoi}-{code}-{annee}{projet}-{self.empreinte[:8]}.pdf"

    @property
    def is_dessine(self):
        return self.etat == EtatDocument.DESSINE

    @property
    def is_attendu(self):
        return self.etat in DOCUMENTS_ATTENDUS

    @property
    def is_echoue(self):
        return self.etat == EtatDocument.ECHEC
