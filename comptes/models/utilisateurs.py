"""Who is at the keyboard, and what part of France they answer for."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from comptes.models.collectivites import Collectivite, Departement, Region
from comptes.models.versions import Versionne

EN_SUPPLEANCE = (
    "Vous agissez pour le compte de quelqu’un d’autre\u00a0: certifier, décider, signer, tenir les comptes et ses "
    "préférences engage qui le fait. Cette personne le fait elle-même."
)


class Role(models.TextChoices):
    AGENT_DEPARTEMENTAL = "agent_departemental", "Agent de la collectivité"
    VALIDEUR_DEPARTEMENTAL = "valideur_departemental", "Valideur de la collectivité"
    PREFECTURE = "prefecture", "Préfecture"
    COMMISSAIRE = "commissaire", "Commissaire à la lutte contre la pauvreté"
    CENTRALE = "centrale", "Administration centrale"


ROLES_DEPARTEMENTAUX = (Role.AGENT_DEPARTEMENTAL, Role.VALIDEUR_DEPARTEMENTAL)
# Of the State, those who read what was handed over to say something of it.
ROLES_DE_REVUE = (Role.PREFECTURE, Role.COMMISSAIRE)


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


class UtilisateurQuerySet(models.QuerySet["Utilisateur"]):
    def visible_to(self, user: "Utilisateur") -> "UtilisateurQuerySet":
        """Accounts that `user` may know of: those of the collectivité for a valideur; those of the collectivités of the
        département, and its own, for a préfecture; all for the centrale; the account of `user` for the others."""
        if user.role == Role.CENTRALE:
            return self
        if user.role == Role.VALIDEUR_DEPARTEMENTAL:
            return self.filter(collectivite=user.collectivite_id)
        if user.role == Role.PREFECTURE:
            siens = Collectivite.objects.filter(departements=user.departement_id)
            return self.filter(Q(departement=user.departement_id) | Q(collectivite__in=siens))
        return self.filter(pk=user.pk)


class Utilisateur(AbstractBaseUser, Versionne):
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

    objects = UtilisateurManager.from_queryset(UtilisateurQuerySet)()

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

    # Who of the centrale acts for it in this request, and until when: set by `comptes.suppleants`, None otherwise.
    agi_par: "Utilisateur | None" = None
    agi_jusqu_a: datetime | None = None

    @property
    def refus_personnel(self) -> str | None:
        """Why what only the holder may do is refused now, or None: somebody acts for them."""
        return EN_SUPPLEANCE if self.agi_par else None

    # Of the journal: an account belongs to no convention.
    codes_conventions: Sequence[str] = ()

    @property
    def is_invite(self) -> bool:
        """Was it invited, without having chosen a password yet?"""
        return self.last_login is None and not self.has_usable_password()

    @property
    def statut(self) -> str:
        if not self.is_active:
            return "Fermé"
        return "Invité, pas encore ouvert" if self.is_invite else "Ouvert"

    @property
    def is_departemental(self) -> bool:
        return self.role in ROLES_DEPARTEMENTAUX

    @property
    def cle_perimetre(self) -> str:
        """The perimeter as a text: « 29D// » for a collectivité, « /29/ » for a préfecture, « //53 », « // »."""
        return "/".join(code or "" for code in (self.collectivite_id, self.departement_id, self.region_id))

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
