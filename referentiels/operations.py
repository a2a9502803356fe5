"""Drafting and publishing the rules that conventions and indicators are judged by.

A draft keeps the text as typed, right or wrong; publishing checks it whole. From then on the database itself refuses
any change (`comptes.verrous`).
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation, update_versioned
from referentiels.construction import check_referentiel
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import Contenu, parse_referentiel
from referentiels.models import EtatReferentiel, Referentiel, ReferentielQuerySet
from referentiels.policies import refusal_to_prepare_referentiels
from referentiels.rubriques import list_lieux_modifies

# Of a text that another one takes the place of, the journal need not name each key.
LIEUX_MAX = 100
PREFIXE_BROUILLON = "brouillon-"


class ReferentielPublie(Exception):
    """What is asked would change a published référentiel, or take its code; `str()` is the sentence to show."""


def load_referentiel(
    *, by: Utilisateur | None, at: datetime, contenu: Contenu, source: str = ""
) -> Referentiel:
    """Check a référentiel whole and publish it, from the command line; the same content again changes nothing.

    Raises DefinitionInvalide or ReferentielPublie.
    """
    check_referentiel(contenu)
    existant = _find_publie(contenu)
    if existant:
        return existant
    with transaction.atomic():
        brouillon = _create_brouillon(source, contenu)
        return _publish(by=by, at=at, brouillon=brouillon, version=brouillon.version, contenu=contenu)


@operation
def draft_referentiel(*, by: Utilisateur, at: datetime, source: str) -> Referentiel:
    """Keep a new text as a draft, right or wrong; raises Refus, or ValidationError when a draft has that very text:
    its form was sent twice."""
    check(refusal_to_prepare_referentiels(by))
    brouillon = _create_brouillon(source, read_source(source))
    # Asked once it is written: of two sent together, the second then sees the first.
    if jumeau := _list_brouillons().exclude(pk=brouillon.pk).filter(source=source).first():
        raise ValidationError({"source": f"Ce texte est déjà celui du {jumeau.code.replace('-', ' ')}."})
    record_trace(by=by, at=at, geste=Geste.PREPARER_REFERENTIEL, objet=brouillon)
    return brouillon


@operation
def record_texte(
    *, by: Utilisateur, at: datetime, brouillon: Referentiel, version: int | None, source: str
) -> Referentiel:
    """Change the text of a draft; raises Refus, ReferentielPublie or ModifieEntreTemps."""
    check(refusal_to_prepare_referentiels(by))
    _lock_brouillon(brouillon)
    avant, contenu = brouillon.contenu, read_source(source)
    update_versioned(brouillon, version, _make_champs(source, contenu))
    brouillon.ecrits = [*brouillon.ecrits, *list_lieux_modifies(avant, contenu)[:LIEUX_MAX]]
    record_trace(by=by, at=at, geste=Geste.MODIFIER_REFERENTIEL, objet=brouillon)
    return brouillon


@operation
def discard_referentiel(*, by: Utilisateur, at: datetime, brouillon: Referentiel) -> None:
    """Throw a draft away; its text stays in the journal. Raises Refus or ReferentielPublie."""
    check(refusal_to_prepare_referentiels(by))
    _lock_brouillon(brouillon)
    record_trace(by=by, at=at, geste=Geste.SUPPRIMER_REFERENTIEL, objet=brouillon, source=brouillon.source)
    delete_row(brouillon)


@operation
def publish_brouillon(
    *, by: Utilisateur, at: datetime, brouillon: Referentiel, version: int | None
) -> Referentiel:
    """Publish a draft as the user read it; it never changes again.

    Raises Refus, DefinitionInvalide, ReferentielPublie (its code is taken) or ModifieEntreTemps.
    """
    check(refusal_to_prepare_referentiels(by))
    _lock_brouillon(brouillon)
    contenu = parse_referentiel(brouillon.source)
    check_referentiel(contenu)
    if _find_publie(contenu):
        raise ReferentielPublie(f"Le référentiel {contenu['code']} est déjà publié, avec le même contenu.")
    return _publish(by=by, at=at, brouillon=brouillon, version=version, contenu=contenu)


def read_source(source: str) -> Contenu:
    """What a text says, {} when it is no TOML yet."""
    try:
        return parse_referentiel(source)
    except DefinitionInvalide:
        return {}


def _find_publie(contenu: Contenu) -> Referentiel | None:
    """The référentiel published under this code; raises ReferentielPublie when it says something else."""
    code: str = contenu["code"]
    if code.startswith(PREFIXE_BROUILLON):
        raise ReferentielPublie(
            f"Le code «\u00a0{code}\u00a0» est celui d’un brouillon\u00a0: donnez au référentiel le sien."
        )
    existant = Referentiel.objects.filter(code=code).first()
    if existant and existant.empreinte != _compute_empreinte(contenu):
        raise ReferentielPublie(
            f"Le référentiel {code} est publié\u00a0: il ne change plus. "
            "Une nouvelle instruction est un nouveau fichier, avec un nouveau code."
        )
    return existant


def _list_brouillons() -> ReferentielQuerySet:
    return Referentiel.objects.filter(etat=EtatReferentiel.BROUILLON)


def _compute_empreinte(contenu: object) -> str:
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def _make_champs(source: str, contenu: Contenu) -> dict[str, Any]:
    dispositif = contenu.get("dispositif")
    return {
        "source": source,
        "contenu": contenu,
        "empreinte": _compute_empreinte(contenu),
        "dispositif": dispositif[:20] if isinstance(dispositif, str) else "",
    }


def _create_brouillon(source: str, contenu: Contenu) -> Referentiel:
    champs = _make_champs(source, contenu)
    # No two drafts have one primary key, hence one code; the fingerprint holds the place until the key is known.
    brouillon = Referentiel.objects.create(code=f"?{_compute_empreinte([source])[:19]}", **champs)
    brouillon.code = f"{PREFIXE_BROUILLON}{brouillon.pk}"
    brouillon.save(update_fields=["code"])
    return brouillon


def _lock_brouillon(brouillon: Referentiel) -> None:
    """Reread the draft and lock it: it may have been published, or thrown away, since its page was opened."""
    brouillon.refresh_from_db(from_queryset=Referentiel.objects.select_for_update())
    if brouillon.is_publie:
        raise ReferentielPublie(f"Le référentiel {brouillon.code} est publié\u00a0: il ne change plus.")


def _publish(
    *,
    by: Utilisateur | None,
    at: datetime,
    brouillon: Referentiel,
    version: int | None,
    contenu: Contenu,
) -> Referentiel:
    champs = {
        **_make_champs(brouillon.source, contenu),
        "code": contenu["code"],
        "etat": EtatReferentiel.PUBLIE,
        "publie_le": at,
    }
    referentiel = update_versioned(brouillon, version, champs)
    record_trace(
        by=by, at=at, geste=Geste.PUBLIER_REFERENTIEL, objet=referentiel, empreinte=champs["empreinte"]
    )
    return referentiel
