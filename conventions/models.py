"""The convention, its years, its actions and their money; the rules they are judged by; what became of them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from comptes.models import Collectivite, Departement, Role
from conventions.calculations import Montants, sum_montants
from conventions.definitions import build_definition_convention


class EtatReferentiel(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"


class ReferentielQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone reads what is published; drafts are the centrale's."""
        return self if user.role == Role.CENTRALE else self.published()

    def published(self):
        return self.filter(etat=EtatReferentiel.PUBLIE)


class Referentiel(models.Model):
    """One instruction as a dated set of rules, exactly as its file said it. Not a set of settings: once published it
    never changes, so that an old report recomputes to the same figures."""

    # « brouillon-3 » until it is published under the code its text gives.
    code = models.CharField("code", max_length=20, unique=True)
    dispositif = models.CharField("dispositif", max_length=20, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatReferentiel.choices, default=EtatReferentiel.BROUILLON
    )
    # The TOML text as it was loaded or typed, and what it says ({} for a draft that is no TOML yet).
    source = models.TextField("texte", blank=True)
    contenu = models.JSONField("contenu", default=dict, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReferentielQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "référentiel"
        constraints = [
            models.CheckConstraint(
                name="referentiel_publie_a_sa_date",
                condition=Q(etat="brouillon", publie_le__isnull=True)
                | Q(etat="publie", publie_le__isnull=False),
                violation_error_message="Un référentiel publié a une date de publication ; un brouillon n’en a pas.",
            )
        ]

    def __str__(self):
        return self.definition.reference if self.is_publie else self.code

    @property
    def is_publie(self):
        return self.etat == EtatReferentiel.PUBLIE

    @cached_property
    def definition(self):
        """What it says of conventions; raises DefinitionInvalide for a draft that is not right yet."""
        return build_definition_convention(self.contenu)


class ConventionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A département its own; a préfecture its département; a commissaire the région; the centrale, all."""
        if user.is_departemental:
            return self.filter(collectivite=user.collectivite_id)
        if user.role == Role.PREFECTURE:
            return self.filter(departement=user.departement_id)
        if user.role == Role.COMMISSAIRE:
            return self.filter(departement__region=user.region_id)
        return self.all()


class Convention(models.Model):
    """The agreement between the préfet and one collectivité for one territory. Not a year of it (Exercice), nor a
    change to it (Avenant)."""

    dispositif = models.CharField("dispositif", max_length=20, default="CALPAE")
    # What one calls it by, and its address: the département's code (69M for the métropole de Lyon), with the instrument
    # where a territory has two conventions: 29-CLS.
    code = models.CharField(
        "code",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9-]+$", "Des lettres sans accent, des chiffres, un tiret.")],
        error_messages={"unique": "Cette convention existe déjà."},
    )
    departement = models.ForeignKey(Departement, models.PROTECT, verbose_name="département")
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, verbose_name="collectivité")
    date_signature = models.DateField("date de signature")
    debut = models.DateField("début")
    fin = models.DateField("fin")
    signataire_etat = models.CharField("signataire pour l’État", max_length=120, blank=True)
    titre_etat = models.CharField("qualité du signataire de l’État", max_length=160, blank=True)
    signataire_departement = models.CharField("signataire pour la collectivité", max_length=120, blank=True)
    titre_departement = models.CharField(
        "qualité du signataire de la collectivité", max_length=160, blank=True
    )

    objects = ConventionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "convention"
        constraints = [
            models.CheckConstraint(
                name="convention_debut_avant_fin",
                condition=Q(debut__lt=F("fin")),
                violation_error_message="La convention finit avant d’avoir commencé.",
            )
        ]

    def __str__(self):
        return (
            f"{self.departement.nom} ({self.code})"
            if not self.code.startswith("69M")
            else f"{self.collectivite.nom} ({self.code})"
        )


class Etat(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    TRANSMIS = "transmis", "Transmis"
    A_COMPLETER = "a_completer", "À compléter"
    VALIDE = "valide", "Validé"


ETATS_MODIFIABLES = (Etat.BROUILLON, Etat.A_COMPLETER)
# What the State may read: what the département has handed over, not what it is rewriting.
ETATS_TRANSMIS = (Etat.TRANSMIS, Etat.VALIDE)


class ExerciceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Exercices whose existence the user may know; what they hold is `readable_by`."""
        return self.filter(convention__in=Convention.objects.visible_to(user))

    def readable_by(self, user):
        """Exercices whose content the user may read: a commissaire and the centrale only see what was transmitted."""
        visibles = self.visible_to(user)
        if user.role in (Role.COMMISSAIRE, Role.CENTRALE):
            return visibles.filter(etat__in=ETATS_TRANSMIS)
        return visibles


class Regime(models.TextChoices):
    CIVILE = "civile", "Année civile"
    GLISSANTE = "glissante", "Année glissante"


class Exercice(models.Model):
    """One year of one convention: its état opens, closes and locks everything of that year. Not the year itself: a year
    may be civil or glissante, and each exercice keeps the référentiel it was opened with."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="exercices")
    annee = models.PositiveSmallIntegerField("année")
    regime = models.CharField("régime", max_length=10, choices=Regime.choices, default=Regime.CIVILE)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    referentiel = models.ForeignKey(Referentiel, models.PROTECT, verbose_name="référentiel")
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.BROUILLON)
    montant_notifie = models.DecimalField(
        "montant notifié par l’État", max_digits=14, decimal_places=2, null=True, blank=True
    )
    contexte = models.TextField("contexte et gouvernance", blank=True)
    conclusion = models.TextField("conclusion", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ExerciceQuerySet.as_manager()

    class Meta:
        ordering = ["convention", "annee"]
        verbose_name = "exercice"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="exercice_unique_par_annee",
                violation_error_message="Cet exercice est déjà ouvert.",
            ),
            models.CheckConstraint(
                name="exercice_debut_avant_fin",
                condition=Q(debut__lt=F("fin")),
                violation_error_message="L’exercice finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="exercice_etat_connu",
                condition=Q(etat__in=["brouillon", "transmis", "a_completer", "valide"]),
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                name="exercice_montant_notifie_positif",
                condition=Q(montant_notifie__isnull=True) | Q(montant_notifie__gte=0),
                violation_error_message="Le montant notifié ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.convention} – {self.annee}"

    def clean(self):
        """A year is judged by a published référentiel of the convention's own instrument, that speaks of that year."""
        if not self.referentiel_id or not self.convention_id:
            return
        if not self.referentiel.is_publie:
            raise ValidationError({"referentiel": "Ce référentiel n’est pas publié."})
        if self.referentiel.dispositif != self.convention.dispositif:
            raise ValidationError(
                {
                    "referentiel": f"Ce référentiel est celui d’un autre dispositif ({self.referentiel.dispositif}) : "
                    f"la convention est de {self.convention.dispositif}."
                }
            )
        if self.annee and self.annee not in self.referentiel.definition.annees:
            raise ValidationError({"referentiel": f"Ce référentiel ne juge pas les exercices {self.annee}."})

    @property
    def is_modifiable(self):
        return self.etat in ETATS_MODIFIABLES


class NatureAction(models.TextChoices):
    NOUVELLE = "nouvelle", "Nouvelle"
    RENFORCEE = "renforcee", "Renforcée"
    RECONDUITE = "reconduite", "Reconduite"


class EtatAction(models.TextChoices):
    A_DEMARRER = "a_demarrer", "À démarrer"
    EN_COURS = "en_cours", "En cours"
    REALISEE = "realisee", "Réalisée"
    ABANDONNEE = "abandonnee", "Abandonnée"


class Action(models.Model):
    """The fiche of one action in one exercice: what is meant, and what came of it. Not its money (Financement), and not
    a heading of the référentiel (axe)."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="actions")
    # Part of the address of the fiche.
    numero = models.CharField(
        "numéro",
        max_length=10,
        validators=[RegexValidator(r"^[A-Za-z0-9.-]+$", "Des lettres, des chiffres, un point ou un tiret.")],
    )
    titre = models.CharField("titre", max_length=200)
    axe = models.CharField("axe", max_length=10)
    nature = models.CharField("nature", max_length=12, choices=NatureAction.choices)
    etat = models.CharField(
        "avancement", max_length=12, choices=EtatAction.choices, default=EtatAction.A_DEMARRER
    )
    diagnostic = models.TextField("diagnostic et situation initiale", blank=True)
    objectifs = models.TextField("objectifs", blank=True)
    description = models.TextField("description", blank=True)
    public = models.CharField("public", max_length=300, blank=True)
    territoire = models.CharField("territoire", max_length=300, blank=True)
    pilote_nom = models.CharField("pilote", max_length=120, blank=True)
    pilote_fonction = models.CharField("fonction du pilote", max_length=160, blank=True)
    partenaires = models.TextField("partenaires et cofinanceurs", blank=True)
    moyens = models.TextField("moyens humains et matériels", blank=True)
    calendrier = models.TextField("calendrier", blank=True)
    resultats_attendus = models.TextField("résultats attendus", blank=True)
    # The name is the one of 2021; the heading holds for any instrument.
    lien_spie = models.TextField("lien avec d’autres dispositifs", blank=True)
    evaluation = models.TextField("évaluation", blank=True)
    bilan = models.TextField("bilan de l’année", blank=True)
    difficultes = models.TextField("difficultés rencontrées", blank=True)
    perspectives = models.TextField("perspectives", blank=True)
    motif_ecart = models.CharField("motif de l’écart", max_length=60, blank=True)
    justification_ecart = models.TextField("justification de l’écart", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["exercice", "axe", "numero"]
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
        ]

    def __str__(self):
        return f"{self.numero} – {self.titre}"

    @property
    def montants(self):
        """Total planned and executed over the sources (prefetch `financements`)."""
        return sum_montants(ligne.montants for ligne in self.financements.all())


class Source(models.TextChoices):
    ETAT = "etat", "État"
    DEPARTEMENT = "departement_nouveau", "Département, crédits nouveaux"
    VALORISATION = "valorisation", "Département, valorisation"
    AUTRES = "autres", "Autres financeurs"


class Financement(models.Model):
    """What one source brings to one action: planned and executed, in euros. Missing is « not filled in », never 0."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="financements")
    source = models.CharField("source", max_length=20, choices=Source.choices)
    prevu = models.DecimalField("prévu", max_digits=14, decimal_places=2, null=True, blank=True)
    execute = models.DecimalField("exécuté", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["action", "source"]
        verbose_name = "financement"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "source"],
                name="financement_unique_par_source",
                violation_error_message="Cette source finance déjà l’action.",
            ),
            models.CheckConstraint(
                name="financement_source_connue",
                condition=Q(source__in=["etat", "departement_nouveau", "valorisation", "autres"]),
                violation_error_message="Cette source de financement n’existe pas.",
            ),
            models.CheckConstraint(
                name="financement_montants_positifs",
                condition=(Q(prevu__isnull=True) | Q(prevu__gte=0))
                & (Q(execute__isnull=True) | Q(execute__gte=0)),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.action} – {self.get_source_display()}"

    @property
    def montants(self):
        return Montants(self.prevu, self.execute)


class Transition(models.Model):
    """One change of état of an exercice: who, when, from, to, why. Never changed, never deleted."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="transitions")
    de = models.CharField("de", max_length=12, choices=Etat.choices)
    vers = models.CharField("vers", max_length=12, choices=Etat.choices)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")
    motif = models.TextField("motif", blank=True)

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "transition"
        constraints = [
            models.CheckConstraint(
                name="transition_renvoi_motive",
                condition=~Q(vers="a_completer", motif=""),
                violation_error_message="Un renvoi pour complément dit ce qu’il faut compléter.",
            )
        ]

    def __str__(self):
        return f"{self.exercice} : {self.get_de_display()} → {self.get_vers_display()}"
