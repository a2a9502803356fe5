"""Who is at the keyboard, what part of France they answer for, and the journal of what they did."""

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from comptes.gestes import Geste


class Region(models.Model):
    """A région of the State's administration. Not the conseil régional."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=80)

    class Meta:
        ordering = ["nom"]
        verbose_name = "région"

    def __str__(self):
        return self.nom


class Departement(models.Model):
    """A département of the State's administration: what a préfet answers for. Not the conseil départemental."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=80)
    # INSEE's « type de nom en clair »: which article the name takes (« du Finistère »).
    liaison = models.PositiveSmallIntegerField("type de nom en clair")
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements", verbose_name="région")

    class Meta:
        ordering = ["code"]
        verbose_name = "département"

    def __str__(self):
        return f"{self.nom} ({self.code})"


class Collectivite(models.Model):
    """The elected body that signs: conseil départemental, métropole de Lyon, Alsace. Not a territory of the State:
    one collectivité may sign for two départements (Alsace), and two may share one (Rhône, Lyon)."""

    code = models.CharField("code", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=120)
    titre_executif = models.CharField("titre de l’exécutif", max_length=120)
    departements = models.ManyToManyField(
        Departement, related_name="collectivites", verbose_name="départements"
    )

    class Meta:
        ordering = ["nom"]
        verbose_name = "collectivité"

    def __str__(self):
        return self.nom


class Role(models.TextChoices):
    AGENT_DEPARTEMENTAL = "agent_departemental", "Agent du département"
    VALIDEUR_DEPARTEMENTAL = "valideur_departemental", "Valideur du département"
    PREFECTURE = "prefecture", "Préfecture"
    COMMISSAIRE = "commissaire", "Commissaire à la lutte contre la pauvreté"
    CENTRALE = "centrale", "Administration centrale"


ROLES_DEPARTEMENTAUX = (Role.AGENT_DEPARTEMENTAL, Role.VALIDEUR_DEPARTEMENTAL)


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, *, email: str, password: str | None = None, **champs: object) -> "Utilisateur":
        """Store a user; the e-mail is kept in lower case, so that one person has one account."""
        utilisateur = self.model(email=email.strip().lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.full_clean()
        utilisateur.save(using=self._db)
        return utilisateur

    def get_by_natural_key(self, email: str | None) -> "Utilisateur":
        return self.get(email=(email or "").strip().lower())


class Utilisateur(AbstractBaseUser):
    """A person with one role and the perimeter that goes with it. Not a shared mailbox, not a service account."""

    email = models.EmailField(
        "adresse électronique",
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse électronique."},
    )
    nom = models.CharField("nom affiché", max_length=120)
    role = models.CharField("rôle", max_length=30, choices=Role.choices)
    collectivite = models.ForeignKey(
        Collectivite, models.PROTECT, null=True, blank=True, verbose_name="collectivité"
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, verbose_name="département"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="région")
    is_active = models.BooleanField("compte actif", default=True)

    objects = UtilisateurManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["nom", "role"]

    class Meta:
        ordering = ["email"]
        verbose_name = "utilisateur"
        constraints = [
            models.CheckConstraint(
                name="utilisateur_perimetre_du_role",
                condition=(
                    Q(
                        role__in=["agent_departemental", "valideur_departemental"],
                        collectivite__isnull=False,
                        departement__isnull=True,
                        region__isnull=True,
                    )
                    | Q(
                        role="prefecture",
                        collectivite__isnull=True,
                        departement__isnull=False,
                        region__isnull=True,
                    )
                    | Q(
                        role="commissaire",
                        collectivite__isnull=True,
                        departement__isnull=True,
                        region__isnull=False,
                    )
                    | Q(
                        role="centrale",
                        collectivite__isnull=True,
                        departement__isnull=True,
                        region__isnull=True,
                    )
                ),
                violation_error_message=(
                    "Le périmètre ne correspond pas au rôle\u00a0: une collectivité pour un agent ou un valideur, "
                    "un département pour une préfecture, une région pour un commissaire, rien pour la centrale."
                ),
            ),
            models.CheckConstraint(
                name="utilisateur_email_en_minuscules",
                condition=Q(email=models.functions.Lower("email")),
                violation_error_message="L’adresse électronique s’écrit en minuscules.",
            ),
        ]

    def __str__(self):
        return self.nom

    # Of the journal: an account belongs to no convention.
    codes_conventions: Sequence[str] = ()

    @property
    def is_departemental(self) -> bool:
        return self.role in ROLES_DEPARTEMENTAUX

    @property
    def perimetre_libelle(self) -> str:
        """The perimeter as one says it: « Collectivité européenne d'Alsace », « Bretagne », « France entière »."""
        perimetre = self.collectivite or self.departement or self.region
        return str(perimetre) if perimetre else "France entière"


class EssaisConnexion(models.Model):
    """Failures to log in since the last success, of an account or of a network address: what slows a guesser.

    Not the journal: a row is written over, and forgotten after a day. `cle` is the kind and a digest, for what is typed
    as an e-mail may be anybody's, or a password.
    """

    cle = models.CharField("clé", max_length=80, primary_key=True)
    echecs = models.PositiveIntegerField("échecs", default=0)
    dernier = models.DateTimeField("dernier essai")

    class Meta:
        verbose_name = "essais de connexion"

    def __str__(self):
        return self.cle


class Versionne(models.Model):
    """A row that several people may change: whoever writes says which version was seen (`update_versioned`)."""

    version = models.PositiveIntegerField(default=1)
    # Names of what its last write changed of it, for the journal.
    ecrits: Sequence[str] = ()

    class Meta:
        abstract = True


class TraceQuerySet(models.QuerySet["Trace"]):
    def about(self, objet: models.Model) -> "TraceQuerySet":
        """The lines about this very row, whatever it is called now."""
        return self.filter(type_objet=objet._meta.label_lower, cle_objet=str(objet.pk))


class Trace(models.Model):
    """One line of the journal: who did what, to what, when. Not a figure's history, which has its own table.

    It points to its object by the name of its model and its key, and keeps in `details` what the object was called
    then. An object of several conventions has a line for each.
    """

    le = models.DateTimeField("date")
    par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, verbose_name="auteur")
    geste = models.CharField("geste", max_length=40, choices=Geste.choices)
    # « conventions.action » and the key of the row, which may be gone since; both "" for a line about nothing stored.
    type_objet = models.CharField("type d’objet", max_length=60, blank=True)
    cle_objet = models.CharField("clé de l’objet", max_length=40, blank=True)
    # Code of the convention whose perimeter the line belongs to; "" for what belongs to none (account, référentiel).
    convention = models.CharField("convention", max_length=20, blank=True)
    details = models.JSONField("détails", default=dict)

    objects = TraceQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "trace"
        constraints = [
            models.CheckConstraint(
                name="trace_geste_connu",
                condition=Q(geste__in=Geste.values),
                violation_error_message="Ce geste n’est pas de ceux que tient le journal.",
            ),
            models.CheckConstraint(
                name="trace_objet_entier",
                condition=Q(type_objet="", cle_objet="") | (~Q(type_objet="") & ~Q(cle_objet="")),
                violation_error_message="Une ligne du journal dit le type et la clé de son objet.",
            ),
        ]
        indexes = [
            models.Index(fields=["type_objet", "cle_objet", "-le"], name="trace_par_objet"),
            models.Index(fields=["convention", "-le"], name="trace_par_convention"),
        ]

    def __str__(self):
        return f"{self.le:%d/%m/%Y %H:%M} {self.get_geste_display()} {self.details.get('objet', '')}"
