"""Who is at the keyboard, what part of France they answer for, and the journal of what they did."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


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
    titre_executif = models.CharField("titre de l'exécutif", max_length=120)
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


class UtilisateurManager(BaseUserManager):
    def create_user(self, *, email, password=None, **champs):
        """Store a user; the e-mail is kept in lower case, so that one person has one account."""
        utilisateur = self.model(email=email.strip().lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.full_clean()
        utilisateur.save(using=self._db)
        return utilisateur

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


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
                    "Le périmètre ne correspond pas au rôle : une collectivité pour un agent ou un valideur, "
                    "un département pour une préfecture, une région pour un commissaire, rien pour la centrale."
                ),
            ),
            models.CheckConstraint(
                name="utilisateur_email_en_minuscules",
                condition=Q(email=models.functions.Lower("email")),
                violation_error_message="L'adresse électronique s'écrit en minuscules.",
            ),
        ]

    def __str__(self):
        return self.nom

    @property
    def is_departemental(self):
        return self.role in ROLES_DEPARTEMENTAUX

    @property
    def perimetre_libelle(self):
        """The perimeter as one says it: « Collectivité européenne d'Alsace », « Bretagne », « France entière »."""
        perimetre = self.collectivite or self.departement or self.region
        return str(perimetre) if perimetre else "France entière"


class Trace(models.Model):
    """One line of the journal: who did what, to what, when. Not a figure's history, which has its own table."""

    le = models.DateTimeField("date")
    par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, verbose_name="auteur")
    geste = models.CharField("geste", max_length=60)
    objet = models.CharField("objet", max_length=200)
    details = models.JSONField("détails", default=dict)

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "trace"
        indexes = [models.Index(fields=["objet", "-le"], name="trace_par_objet")]

    def __str__(self):
        return f"{self.le:%d/%m/%Y %H:%M} {self.geste} {self.objet}"
