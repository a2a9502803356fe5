"""The rules conventions are judged by: one instruction, one dated row."""

import json
from collections.abc import Sequence
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from comptes.models import Role, Utilisateur, Versionne
from referentiels.construction import build_definition
from referentiels.definitions import Definition
from referentiels.lecture import TAILLE_MAX
from saisie.colonnes import RecitField


class EtatReferentiel(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"


class ReferentielQuerySet(models.QuerySet["Referentiel"]):
    def visible_to(self, user: Utilisateur) -> "ReferentielQuerySet":
        """Everyone reads what is published; drafts are the centrale's."""
        return self if user.role == Role.CENTRALE else self.published()

    def published(self) -> "ReferentielQuerySet":
        return self.filter(etat=EtatReferentiel.PUBLIE)


class Referentiel(Versionne):
    """One instruction as a dated set of rules, exactly as its file said it. Not a set of settings: once published it
    never changes, so that an old report recomputes to the same figures."""

    # « brouillon-3 » until it is published under the code its text gives.
    code = models.CharField("code", max_length=20, unique=True)
    dispositif = models.CharField("dispositif", max_length=20, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatReferentiel.choices, default=EtatReferentiel.BROUILLON
    )
    # The TOML text as it was loaded or typed, and what it says ({} for a draft that is no TOML yet).
    source = RecitField("texte", max_length=TAILLE_MAX, blank=True, tel_quel=True)
    contenu = models.JSONField("contenu", default=dict, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)

    objects = ReferentielQuerySet.as_manager()

    class Meta:
        db_table = "conventions_referentiel"  # where it was born
        ordering = ["code"]
        verbose_name = "référentiel"
        constraints = [
            models.CheckConstraint(
                name="referentiel_publie_a_sa_date",
                condition=Q(etat="brouillon", publie_le__isnull=True)
                | Q(etat="publie", publie_le__isnull=False),
                violation_error_message="Un référentiel publié a une date de "
                "publication\u202f; un brouillon n’en a pas.",
            )
        ]

    def __str__(self) -> str:
        return self.definition.reference if self.is_publie else self.code

    # Of the journal: a référentiel is the whole country's.
    codes_conventions: Sequence[str] = ()

    @property
    def is_publie(self) -> bool:
        return self.etat == EtatReferentiel.PUBLIE

    @cached_property
    def definition(self) -> Definition:
        """What it says, whole; raises DefinitionInvalide for a draft that is not right yet."""
        return _read_contenu(json.dumps(self.contenu))


@lru_cache(maxsize=64)
def _read_contenu(contenu: str) -> Definition:
    """A page has one `Referentiel` per exercice it shows, and few contents: each is read once."""
    return build_definition(json.loads(contenu))
