"""The territories of the State, and the elected bodies that sign for them."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from comptes.models.versions import Versionne
from comptes.ordre import OrdreDesNoms
from nombres.cles import has_cle_de_luhn
from nombres.formats import date_fr
from nombres.locutions import MASCULIN, Nom, capitalize

CHIFFRES_SIREN = 9
# Between which days it may be said that one began or ended: a day before them matters to no convention.
JOURS_D_EXISTENCE = (date(2000, 1, 1), date(2040, 12, 31))


def check_siren(numero: str) -> None:
    """Raises ValidationError (French)."""
    is_ecrit = len(numero) == CHIFFRES_SIREN and numero.isascii() and numero.isdigit()
    if not (is_ecrit and has_cle_de_luhn(numero)):
        raise ValidationError(
            "Un numéro SIREN a neuf chiffres, dont le dernier vérifie les autres\u00a0: relisez-le."
        )


class Region(models.Model):
    """A région of the State's administration. Not the conseil régional."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=80)

    class Meta:
        ordering = [OrdreDesNoms("nom"), "nom"]
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


class NatureCollectivite(models.TextChoices):
    DEPARTEMENT = "departement", "Département"
    UNIQUE = "unique", "Collectivité unique ou à statut particulier"
    METROPOLE = "metropole", "Métropole"
    REGION = "region", "Région"
    COMMUNE = "commune", "Commune"


# What the papers call a collectivité of each nature, and its gender: that of the name of those of the nature, too.
PARTIES_USUELLES = {
    NatureCollectivite.DEPARTEMENT: Nom("Département", MASCULIN),
    NatureCollectivite.UNIQUE: Nom("Collectivité"),
    NatureCollectivite.METROPOLE: Nom("Métropole"),
    NatureCollectivite.REGION: Nom("Région"),
    NatureCollectivite.COMMUNE: Nom("Ville"),
}


class Collectivite(Versionne):
    """The elected body that signs: département, métropole, région, commune, Alsace. Not a territory of the State:
    one collectivité may sign for two départements (Alsace), and several may share one (Rhône, Lyon)."""

    code = models.CharField(
        "code",
        max_length=5,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z0-9]+$", "Des capitales sans accent et des chiffres.")],
        error_messages={"unique": "Une collectivité a déjà ce code."},
    )
    nature = models.CharField(
        "nature",
        max_length=12,
        choices=NatureCollectivite.choices,
        default=NatureCollectivite.DEPARTEMENT,
    )
    nom = models.CharField("nom", max_length=120)
    # « Bordeaux Métropole » has none; « la Métropole de Lyon » has.
    sans_article = models.BooleanField("son nom s’écrit sans article", default=False)
    # What its papers call it, where it is not what they call those of its nature.
    appellation = models.CharField("appellation dans les papiers", max_length=60, blank=True)
    titre_executif = models.CharField("titre de l’exécutif", max_length=120)
    siren = models.CharField(
        "numéro SIREN",
        max_length=CHIFFRES_SIREN,
        null=True,
        blank=True,
        unique=True,
        validators=[check_siren],
        error_messages={"unique": "Une collectivité a déjà ce numéro SIREN."},
    )
    # None: since, or until, no day that matters to a convention.
    existe_du = models.DateField("existe depuis le", null=True, blank=True)
    existe_au = models.DateField("a existé jusqu’au", null=True, blank=True)
    successeur = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecesseurs",
        verbose_name="collectivité qui lui a succédé",
    )
    departements = models.ManyToManyField(
        Departement, related_name="collectivites", verbose_name="départements"
    )

    class Meta:
        ordering = [OrdreDesNoms("nom"), "nom"]
        verbose_name = "collectivité"
        constraints = [
            models.CheckConstraint(
                name="collectivite_nature_connue",
                condition=Q(nature__in=["departement", "unique", "metropole", "region", "commune"]),
                violation_error_message="Cette nature de collectivité n’existe pas.",
            ),
            *(
                models.CheckConstraint(
                    name=f"collectivite_{champ}_plausible",
                    condition=Q(**{f"{champ}__isnull": True}) | Q(**{f"{champ}__range": JOURS_D_EXISTENCE}),
                    violation_error_message="Ce jour n’est pas plausible\u00a0: relisez son année.",
                )
                for champ in ("existe_du", "existe_au")
            ),
            models.CheckConstraint(
                name="collectivite_existe_dans_l_ordre",
                condition=Q(existe_du__isnull=True)
                | Q(existe_au__isnull=True)
                | Q(existe_du__lte=F("existe_au")),
                violation_error_message="Une collectivité finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="collectivite_succede_a_une_autre",
                condition=Q(successeur__isnull=True)
                | (~Q(successeur=F("code")) & Q(existe_au__isnull=False)),
                violation_error_message="Dites jusqu’à quel jour elle a existé avant qu’une autre lui succède.",
            ),
        ]

    def __str__(self):
        return self.nom

    # Of the journal: a collectivité belongs to no one convention.
    codes_conventions: Sequence[str] = ()

    @property
    def partie(self) -> Nom:
        """What its papers call it: « le Département », « la Métropole »."""
        usuelle = PARTIES_USUELLES[NatureCollectivite(self.nature)]
        return Nom(self.appellation or usuelle.mot, usuelle.genre)

    @property
    def nom_decline(self) -> Nom:
        """Its whole name: « la Métropole de Lyon », « Bordeaux Métropole »."""
        return Nom(self.nom, self.partie.genre, self.sans_article)

    @property
    def titulaire(self) -> "Collectivite":
        """Who holds today what it signed: itself, or the last that came after it."""
        return self.successeur.titulaire if self.successeur else self

    def exists_on(self, jour: date) -> bool:
        return (self.existe_du is None or self.existe_du <= jour) and (
            self.existe_au is None or jour <= self.existe_au
        )

    def find_partie(self, jour: date, departement: Departement) -> "Collectivite | None":
        """Who signed that day for `departement` what it holds: itself, or the one it succeeded; None when nobody could.
        No query where it existed."""
        if self.exists_on(jour):
            return self
        anciennes = self.predecesseurs.filter(departements=departement)
        return next((une for une in anciennes if une.exists_on(jour)), None)

    def explain_absence(self, jour: date, departement: Departement) -> str | None:
        """Why nothing can be signed that day by it, nor by the one it succeeded; None when it can."""
        if self.find_partie(jour, departement):
            return None
        nom = capitalize(self.nom_decline.le)
        if self.existe_du and jour < self.existe_du:
            return f"{nom} n’existe que depuis le {date_fr(self.existe_du)}\u00a0: pas le {date_fr(jour)}."
        suite = f"\u00a0: {self.successeur.nom_decline.le} lui a succédé" if self.successeur else ""
        return f"{nom} n’existe plus après le {date_fr(self.existe_au)}{suite}."
