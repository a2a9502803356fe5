"""The agreement itself, over its life: who signed it, who voted what, the copies that prove it."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Max, Min, Q

from comptes.models import Collectivite, Departement, NatureCollectivite, Role, Utilisateur, Versionne
from conventions.calculations import explain_plafond
from fichiers.models import Piece
from nombres.formats import date_fr
from saisie.colonnes import JourField, RecitField, SiretField, TitreField

# What a convention and its user have in common, by role: a département its own, a préfecture its département, a
# commissaire the région; the centrale sees all. A role that is not here sees nothing.
PERIMETRES: Mapping[str, tuple[str, ...]] = {
    Role.AGENT_DEPARTEMENTAL: ("collectivite_id",),
    Role.VALIDEUR_DEPARTEMENTAL: ("collectivite_id",),
    Role.PREFECTURE: ("departement_id",),
    Role.COMMISSAIRE: ("departement__region_id",),
    Role.CENTRALE: (),
}


# Those that are the département of a territory, or stand for it.
NATURES_DU_DEPARTEMENT = (NatureCollectivite.DEPARTEMENT, NatureCollectivite.UNIQUE)

# How the State pays.
CHAMPS_PAIEMENT = ("modalites_paiement", "comptable", "imputation", "engagement_juridique", "siret")


def _get_sien(user: Utilisateur, champ: str) -> Any:
    return getattr(user, champ.rpartition("__")[2])


class ConventionQuerySet(models.QuerySet["Convention"]):
    def visible_to(self, user: Utilisateur) -> "ConventionQuerySet":
        """Those of the perimeter of `user`."""
        if user.role not in PERIMETRES:
            return self.none()
        return self.filter(**{champ: _get_sien(user, champ) for champ in PERIMETRES[user.role]})


class Convention(Versionne):
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
    date_signature = JourField("date de signature")
    debut = JourField("début")
    fin = JourField("fin")
    # None as long as the parties have not agreed to go on.
    prolongee_au = JourField("prolongée au", null=True, blank=True)
    # How the State pays what it owes, as far as it is known: what each avenant says of it on the day it is made.
    modalites_paiement = RecitField("modalités de paiement", max_length=2000, blank=True)
    comptable = TitreField("comptable assignataire", max_length=160, blank=True)
    imputation = TitreField("imputation budgétaire", max_length=160, blank=True)
    engagement_juridique = TitreField("engagement juridique", max_length=40, blank=True)
    siret = SiretField("SIRET de la collectivité", blank=True)
    # The most the State gives in a year, the same every year, where the instrument has such a cap.
    plafond_annuel = models.DecimalField(
        "plafond annuel des crédits de l’État", max_digits=14, decimal_places=2, null=True, blank=True
    )
    # What approved it, once recorded.
    deliberation = models.ForeignKey(
        "Deliberation", models.PROTECT, null=True, blank=True, related_name="conventions"
    )
    # The one it takes over from, of the same instrument or of another: its last year is the year before the first here.
    precedente = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suivantes",
        verbose_name="convention précédente",
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
            ),
            models.CheckConstraint(
                name="convention_prolongee_apres_sa_fin",
                condition=Q(prolongee_au__isnull=True) | Q(prolongee_au__gt=F("fin")),
                violation_error_message="La prolongation porte au-delà de la fin de la convention.",
            ),
            models.CheckConstraint(
                name="convention_plafond_positif",
                condition=Q(plafond_annuel__isnull=True) | Q(plafond_annuel__gte=0),
                violation_error_message="Le plafond annuel ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.lieu} ({self.code})"

    @property
    def lieu(self) -> str:
        """Its name without its code. Of several collectivités of one territory, the département's has its code."""
        return self.departement.nom if self._has_code_du_departement else self.collectivite.nom

    @property
    def _has_code_du_departement(self) -> bool:
        return self.code.partition("-")[0] == self.departement_id

    def clean(self) -> None:
        """Its code is not that of another party, who signs it exists, its exercices lie within it, under its cap; it
        takes over from a convention of the same parties that began before it."""
        fautes = self._explain_code() | self._explain_signature() | self._explain_exercices()
        fautes |= self._explain_precedente()
        if fautes:
            raise ValidationError(fautes)

    def _explain_code(self) -> dict[str, str]:
        """A convention that goes by a code is its address: those of before keep theirs."""
        if self.pk or not (self.departement_id and self.collectivite_id) or not self._has_code_du_departement:
            return {}
        if self.collectivite.nature in NATURES_DU_DEPARTEMENT:
            return {}
        sien = self.collectivite_id
        return {
            "code": f"Ce code est celui du département\u00a0: celui de cette collectivité commence par {sien}."
        }

    def _explain_signature(self) -> dict[str, str]:
        if not (self.date_signature and self.departement_id and self.collectivite_id):
            return {}
        faute = self.collectivite.explain_absence(self.date_signature, self.departement)
        return {"date_signature" if self.pk else "collectivite": faute} if faute else {}

    def _explain_exercices(self) -> dict[str, str]:
        if not (self.pk and self.debut and self.fin):
            return {}
        bornes = self.exercices.aggregate(debut=Min("debut"), fin=Max("fin"), notifie=Max("montant_notifie"))
        fautes = {}
        if bornes["debut"] and bornes["debut"] < self.debut:
            fautes["debut"] = (
                f"Un exercice commence le {date_fr(bornes['debut'])}\u00a0: pas avant la convention."
            )
        # One that goes no further than the end is the matter of the constraint.
        if bornes["fin"] and bornes["fin"] > max(self.fin, self.terme):
            champ = "prolongee_au" if self.prolongee_au else "fin"
            fautes[champ] = f"Un exercice finit le {date_fr(bornes['fin'])}\u00a0: pas après la convention."
        if faute := explain_plafond(bornes["notifie"], self.plafond_annuel):
            fautes["plafond_annuel"] = faute
        return fautes

    def _explain_precedente(self) -> dict[str, str]:
        autre = self.precedente
        if autre is None or not (self.debut and self.departement_id and self.collectivite_id):
            return {}
        parties = (self.departement_id, self.collectivite.titulaire.pk)
        if (autre.departement_id, autre.collectivite_id) != parties:
            return {
                "precedente": f"La convention {autre.code} est d’une autre collectivité ou d’un autre territoire."
            }
        if autre.debut >= self.debut:
            debut = date_fr(autre.debut)
            return {
                "precedente": f"La convention {autre.code} commence le {debut}\u00a0: pas avant celle-ci."
            }
        return {}

    def list_lignee(self) -> list[int]:
        """Keys of this convention and of the one it takes over from: where the year before a year of it is found."""
        return [pk for pk in (self.pk, self.precedente_id) if pk]

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: a convention is its own perimeter."""
        return (self.code,)

    def is_visible_to(self, user: Utilisateur) -> bool:
        """Is it one of `ConventionQuerySet.visible_to`?"""
        return user.role in PERIMETRES and all(
            attrgetter(champ.replace("__", "."))(self) == _get_sien(user, champ)
            for champ in PERIMETRES[user.role]
        )

    @property
    def paiement(self) -> dict[str, str]:
        """By column of CHAMPS_PAIEMENT, what is known of how the State pays, a SIRET in groups as one reads it."""
        dits = {champ: getattr(self, champ) for champ in CHAMPS_PAIEMENT}
        if self.siret:
            dits["siret"] = "\u00a0".join((self.siret[:3], self.siret[3:6], self.siret[6:9], self.siret[9:]))
        return {champ: dit for champ, dit in dits.items() if dit}

    @property
    def paiement_nomme(self) -> list[tuple[str, str]]:
        """The same, each with its name."""
        return [(str(self._meta.get_field(champ).verbose_name), dit) for champ, dit in self.paiement.items()]

    @property
    def terme(self) -> date:
        """The day it ends, prolongation included."""
        return self.prolongee_au or self.fin


class Partie(models.TextChoices):
    ETAT = "etat", "Pour l’État"
    DEPARTEMENT = "departement", "Pour la collectivité"


class Signataire(models.Model):
    """One who signs a convention, for one side of it: several may. Not an account of the site."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="signataires")
    partie = models.CharField("partie", max_length=12, choices=Partie.choices)
    rang = models.PositiveSmallIntegerField("rang", default=1)
    nom = TitreField("nom", max_length=120, blank=True)
    # Free text: the préfet de région signs as préfet of the chief-town département too.
    titre = TitreField("titre", max_length=160)
    qualite = TitreField("en qualité de", max_length=160, blank=True)

    class Meta:
        ordering = ["convention", "-partie", "rang", "pk"]
        verbose_name = "signataire"
        constraints = [
            models.CheckConstraint(
                name="signataire_partie_connue",
                condition=Q(partie__in=["etat", "departement"]),
                violation_error_message="Un signataire signe pour l’État ou pour la collectivité.",
            ),
            models.CheckConstraint(
                name="signataire_titre_rempli",
                condition=~Q(titre=""),
                violation_error_message="Dites à quel titre cette personne signe.",
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, (self.nom, self.titre)))


class NaturePieceConvention(models.TextChoices):
    CONVENTION = "convention", "Convention signée"
    AVENANT = "avenant", "Avenant signé"
    DELIBERATION = "deliberation", "Délibération"
    AUTRE = "autre", "Autre pièce"


class PieceConventionQuerySet(models.QuerySet["PieceConvention"]):
    def kept(self) -> "PieceConventionQuerySet":
        """Those that are shown: not withdrawn."""
        return self.filter(retiree_le=None)


class PieceConvention(Piece):
    """The signed copy of a convention or of an avenant, a délibération, as one file. Not a document the site makes.
    Never changed nor deleted: one that was joined by mistake is withdrawn, once, and shown no more."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="pieces")
    nature = models.CharField("nature", max_length=12, choices=NaturePieceConvention.choices)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = PieceConventionQuerySet.as_manager()

    class Meta:
        ordering = ["convention", "le", "pk"]
        verbose_name = "pièce de la convention"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "empreinte"],
                condition=Q(retiree_le__isnull=True),
                name="piece_convention_unique",
                violation_error_message="Cette pièce est déjà jointe à la convention.",
            )
        ]
