"""The fiche of an action, its milestones, partners, own indicators and evidence; what became of last year's."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from comptes.models import Versionne
from comptes.ordre import OrdreDesNoms
from conventions.calculations import Montants, sum_montants
from conventions.models.conventions import Convention
from conventions.models.exercices import Exercice
from conventions.ordre import OrdreNaturel
from fichiers.models import Piece
from saisie.colonnes import JourField, RecitField, TitreField

NUMERO_MAX = 10  # characters of the number of an action


class Partenaire(models.Model):
    """One body that works on, or pays for, actions of a convention: named once, used from one action and one year to
    the next. Not the département, nor the State."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="partenaires")
    nom = TitreField("nom", max_length=120)
    # What a closed exercice calls it (queries.partenaires.name_partenaires), once it has another name.
    nom_alors = ""
    # Has its column in the financing grid.
    is_cofinanceur = models.BooleanField("cofinance des actions", default=False)

    class Meta:
        ordering = [OrdreDesNoms("nom"), "pk"]
        verbose_name = "partenaire"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "nom"],
                name="partenaire_unique_par_convention",
                violation_error_message="Ce partenaire est déjà dans la liste.",
            ),
            models.CheckConstraint(
                name="partenaire_nomme",
                condition=~Q(nom=""),
                violation_error_message="Un partenaire a un nom.",
            ),
        ]

    def __str__(self):
        return self.nom_alors or self.nom


class NatureAction(models.TextChoices):
    NOUVELLE = "nouvelle", "Nouvelle"
    RENFORCEE = "renforcee", "Renforcée"
    RECONDUITE = "reconduite", "Reconduite"


class EtatAction(models.TextChoices):
    A_DEMARRER = "a_demarrer", "À démarrer"
    EN_COURS = "en_cours", "En cours"
    REALISEE = "realisee", "Réalisée"
    ABANDONNEE = "abandonnee", "Abandonnée"


class Action(Versionne):
    """The fiche of one action in one exercice: what is meant, and what came of it. Not its money (Financement), and not
    a heading of the référentiel (axe)."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="actions")
    # Part of the address of the fiche.
    numero = models.CharField(
        "numéro",
        max_length=NUMERO_MAX,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9.-]*\Z",
                "Une lettre ou un chiffre, puis des lettres, des chiffres, un point ou un tiret.",
            )
        ],
    )
    titre = TitreField("titre", max_length=200)
    axe = models.CharField("axe", max_length=10)
    # The measure of that axe, where the référentiel has some.
    mesure = models.CharField("mesure", max_length=10, blank=True)
    nature = models.CharField("nature", max_length=12, choices=NatureAction.choices)
    etat = models.CharField(
        "avancement", max_length=12, choices=EtatAction.choices, default=EtatAction.A_DEMARRER
    )
    diagnostic = RecitField("diagnostic et situation initiale", blank=True)
    objectifs = RecitField("objectifs", blank=True)
    description = RecitField("description", blank=True)
    public = TitreField("public", max_length=300, blank=True)
    # Where the référentiel asks a reinforced action for them: how many people it follows.
    file_active_avant = models.PositiveIntegerField("file active avant l’action", null=True, blank=True)
    file_active_apres = models.PositiveIntegerField("file active visée", null=True, blank=True)
    territoire = TitreField("territoire", max_length=300, blank=True)
    pilote_nom = TitreField("pilote", max_length=120, blank=True)
    pilote_fonction = TitreField("fonction du pilote", max_length=160, blank=True)
    partenaires = models.ManyToManyField(
        Partenaire, blank=True, related_name="actions", verbose_name="partenaires"
    )
    etp = models.DecimalField(
        "équivalents temps plein", max_digits=7, decimal_places=2, null=True, blank=True
    )
    moyens = RecitField("moyens humains et matériels", blank=True)
    calendrier = RecitField("calendrier", blank=True)
    resultats_attendus = RecitField("résultats attendus", blank=True)
    # The name is the one of 2021; the heading holds for any instrument.
    lien_spie = RecitField("lien avec d’autres dispositifs", blank=True)
    evaluation = RecitField("évaluation", blank=True)
    bilan = RecitField("bilan de l’année", blank=True)
    difficultes = RecitField("difficultés rencontrées", blank=True)
    perspectives = RecitField("perspectives", blank=True)
    # Codes of the référentiel's indicators this action works for.
    indicateurs = models.JSONField("indicateurs du référentiel", default=list, blank=True)
    motif_ecart = models.CharField("motif de l’écart", max_length=60, blank=True)
    justification_ecart = RecitField("justification de l’écart", max_length=2000, blank=True)

    class Meta:
        ordering = ["exercice", OrdreNaturel("axe"), OrdreNaturel("numero"), "numero"]
        verbose_name = "action"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "numero"],
                name="action_numero_unique",
                violation_error_message="Une autre action de l’exercice porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="action_axe_rempli",
                condition=~Q(axe=""),
                violation_error_message="Une action appartient à un axe.",
            ),
            models.CheckConstraint(
                name="action_etp_positif",
                condition=Q(etp__isnull=True) | Q(etp__gte=0),
                violation_error_message="Un nombre d’équivalents temps plein ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.numero} – {self.titre}"

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: the convention of its exercice."""
        return self.exercice.codes_conventions

    @property
    def annee(self) -> int:
        """Of the journal: that of its exercice."""
        return self.exercice.annee

    @property
    def is_sans_file_active(self) -> bool:
        """Is it a reinforced action that does not say how many people it follows?"""
        comptes = (self.file_active_avant, self.file_active_apres)
        return self.nature == NatureAction.RENFORCEE and None in comptes

    @property
    def montants(self) -> Montants:
        """Total planned and executed over the sources (prefetch `financements`)."""
        return sum_montants(ligne.montants for ligne in self.financements.all())


class Jalon(models.Model):
    """One step of an action: when it is due, when it was done. Not its calendar in prose."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="jalons")
    libelle = TitreField("étape", max_length=160)
    prevu_le = JourField("prévue le")
    fait_le = JourField("faite le", null=True, blank=True)

    class Meta:
        ordering = ["action", "prevu_le", "pk"]
        verbose_name = "étape"

    def __str__(self):
        return self.libelle


class IndicateurPropre(models.Model):
    """What an action counts besides the référentiel: a target and a result, as numbers. Never summed with another."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="indicateurs_propres")
    libelle = TitreField("indicateur", max_length=160)
    unite = TitreField("unité", max_length=40, blank=True)
    cible = models.DecimalField("cible", max_digits=14, decimal_places=2, null=True, blank=True)
    resultat = models.DecimalField("résultat", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["action", "pk"]
        verbose_name = "indicateur propre"
        constraints = [
            models.CheckConstraint(
                name="indicateur_propre_positif",
                condition=(Q(cible__isnull=True) | Q(cible__gte=0))
                & (Q(resultat__isnull=True) | Q(resultat__gte=0)),
                violation_error_message="Un indicateur ne peut pas être négatif.",
            )
        ]

    def __str__(self):
        return self.libelle


class PieceAction(Piece):
    """A file that proves what an action did. Not that of a figure (`indicateurs.PieceJointe`)."""

    motif_de_garder = "Des pièces sont jointes à cette action, retirez-les d’abord"

    action = models.ForeignKey(Action, models.PROTECT, related_name="pieces")

    class Meta:
        ordering = ["action", "le", "pk"]
        verbose_name = "pièce d’une action"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "empreinte"],
                name="piece_action_unique",
                violation_error_message="Cette pièce est déjà jointe à cette action.",
            )
        ]


class ChoixReprise(models.TextChoices):
    GARDEE = "gardee", "Gardée"
    CHANGEE = "changee", "Changée"
    ARRETEE = "arretee", "Arrêtée"


class Reprise(models.Model):
    """What an exercice makes of one action of the year before: kept, changed or stopped. An action without one is
    new. The avenant of the year is pre-written from these."""

    motif_de_garder = "L’exercice suivant dit ce que devient cette action"

    exercice = models.ForeignKey(Exercice, models.CASCADE, related_name="reprises")
    precedente = models.ForeignKey(Action, models.PROTECT, related_name="suites")
    choix = models.CharField("choix", max_length=8, choices=ChoixReprise.choices)
    # The action that goes on; none when it is stopped.
    action = models.OneToOneField(
        Action,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reprise",
        verbose_name="action de l’année",
    )
    motif = RecitField("motif", blank=True)

    class Meta:
        ordering = ["exercice", OrdreNaturel("precedente__axe"), OrdreNaturel("precedente__numero")]
        verbose_name = "reprise"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "precedente"],
                name="reprise_unique_par_action",
                violation_error_message="Le sort de cette action est déjà dit.",
            ),
            models.CheckConstraint(
                name="reprise_action_selon_choix",
                condition=Q(choix="arretee", action__isnull=True)
                | Q(choix__in=["gardee", "changee"], action__isnull=False),
                violation_error_message="Une action gardée ou changée continue\u202f; une action arrêtée, non.",
            ),
            models.CheckConstraint(
                name="reprise_arret_motive",
                condition=~Q(choix="arretee", motif=""),
                violation_error_message="Dites pourquoi cette action s’arrête.",
            ),
        ]

    def __str__(self):
        return f"{self.precedente.numero}\u00a0: {self.get_choix_display().lower()}"
