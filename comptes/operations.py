"""Writes on territories and accounts, and the guarded update of a row."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils.crypto import salted_hmac

from comptes.calculations import FREIN_ADRESSE, FREIN_COMPTE, Frein, compute_attente, compute_echecs
from comptes.gestes import Geste
from comptes.journal import record_trace, write_at_the_end
from comptes.models import Collectivite, Departement, EssaisConnexion, Region, Utilisateur, Versionne

Recus = ParamSpec("Recus")
Rendu = TypeVar("Rendu")
Ligne = TypeVar("Ligne", bound=Versionne)


class ModifieEntreTemps(Exception):
    """Somebody saved the row after this user opened it; nothing was written. `objet` is the row as it is now."""

    def __init__(self, objet: Model | None) -> None:
        self.objet = objet
        super().__init__("Cette page a été modifiée entre-temps.")


class Disparu(ValidationError):
    """Somebody deleted, after this user opened the page, a row that what was sent speaks of; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Ce que vous modifiez vient d’être supprimé par quelqu’un d’autre\u00a0: rien n’est enregistré. "
            "Gardez une copie de ce que vous avez écrit, puis rechargez la page."
        )


def operation(ecriture: Callable[Recus, Rendu]) -> Callable[Recus, Rendu]:
    """What every write of a person is: one transaction, whose race lost to somebody else is a sentence.

    What the checks of `ecriture` could not see, since the other transaction was not over, the database finds: its
    IntegrityError becomes the ValidationError of its constraint. Where a row it was called on is gone meanwhile, what
    it finds missing is `Disparu`; anything else missing is a bug of ours. Around the transaction, not in it: a foreign
    key is looked at when it ends.
    """

    @wraps(ecriture)
    def write(*args: Recus.args, **kwargs: Recus.kwargs) -> Rendu:
        try:
            with transaction.atomic(), write_at_the_end():
                return ecriture(*args, **kwargs)
        except IntegrityError as erreur:
            if phrase := explain_integrity(erreur):
                raise phrase from erreur
            raise
        except ObjectDoesNotExist as erreur:
            if any(map(_is_gone, (*args, *kwargs.values()))):
                raise Disparu from erreur
            raise

    return write


def _is_gone(un: object) -> bool:
    return isinstance(un, Model) and not type(un)._base_manager.filter(pk=un.pk).exists()


def delete_row(objet: Model) -> None:
    """Delete a row, with what hangs on it; raises `Disparu` when somebody else just did."""
    _, comptes = objet.delete()
    if not comptes.get(objet._meta.label):
        raise Disparu


def update_versioned(objet: Ligne, version: int | None, champs: Mapping[str, Any]) -> Ligne:
    """Check `champs` on `objet`, write them if its version still is the one the user saw, and move the version on. The
    names of those that changed are in `objet.ecrits`, for the journal.

    Raises `ModifieEntreTemps`, with the row reread, when somebody else came first or no version was sent, and
    ValidationError when the new values break a constraint. One UPDATE decides, so two editors cannot both win
    (get-then-save loses the first one's work).
    """
    candidat = copy(objet)
    for champ, valeur in champs.items():
        setattr(candidat, champ, valeur)
    candidat.full_clean()
    noms = {champ.name: champ.attname for champ in objet._meta.concrete_fields}
    lignes, colonnes = type(objet)._default_manager, [noms[champ] for champ in champs]
    avant = lignes.filter(pk=objet.pk).values(*colonnes).first()
    ecrite = lignes.filter(pk=objet.pk, version=version).update(**champs, version=F("version") + 1)
    if avant is None or not ecrite:
        raise ModifieEntreTemps(lignes.get(pk=objet.pk))
    objet.refresh_from_db()
    objet.ecrits = [
        champ
        for champ, colonne in zip(champs, colonnes, strict=True)
        if avant[colonne] != getattr(objet, colonne)
    ]
    return objet


@operation
def load_territoires(contenu: Mapping[str, Any]) -> None:
    """Write régions, départements and collectivités from the committed data file; running it again changes nothing.

    `contenu` is the parsed `territoires.json`. Nothing is ever deleted: a code no longer in the file may be
    signed for by an old convention.
    """
    for region in contenu["regions"]:
        Region.objects.update_or_create(code=region["code"], defaults={"nom": region["nom"]})
    for departement in contenu["departements"]:
        Departement.objects.update_or_create(
            code=departement["code"],
            defaults={
                "nom": departement["nom"],
                "liaison": departement["liaison"],
                "region_id": departement["region"],
            },
        )
    for collectivite in contenu["collectivites"]:
        ligne = Collectivite.objects.filter(pk=collectivite["code"]).first()
        # What somebody changed on the site is not what the file says any more.
        if ligne is None or ligne.version == 1:
            champs = {cle: valeur for cle, valeur in collectivite.items() if cle != "departements"}
            champs |= {"successeur_id": champs.pop("successeur", None)}
            ligne, _ = Collectivite.objects.update_or_create(code=collectivite["code"], defaults=champs)
            ligne.departements.set(collectivite["departements"])


@operation
def create_compte(
    *,
    by: Utilisateur | None,
    at: datetime,
    email: str,
    nom: str,
    role: str,
    password: str | None,
    collectivite: Collectivite | None = None,
    departement: Departement | None = None,
    region: Region | None = None,
) -> Utilisateur:
    """Open an account; raises ValidationError (French): perimeter not the role's, address taken."""
    utilisateur = Utilisateur.objects.create_user(
        email=email,
        password=password,
        nom=nom,
        role=role,
        collectivite=collectivite,
        departement=departement,
        region=region,
    )
    record_trace(by=by, at=at, geste=Geste.OUVRIR_COMPTE, objet=utilisateur, role=role)
    return utilisateur


def explain_integrity(erreur: IntegrityError) -> ValidationError | None:
    """The ValidationError of the constraint, or of the trigger, that an IntegrityError names: its French sentence. A
    foreign key that leads nowhere any more is `Disparu`. None where it names nothing of ours: a bug."""
    dit = str(erreur)
    # Each app says what the database holds of its tables: what the policies allowed a moment ago may be held by now.
    for verrou in (un for app in apps.get_app_configs() for un in getattr(app, "verrous", ())):
        if verrou.message in dit:
            return ValidationError(verrou.message)
    if "FOREIGN KEY" in dit.upper():
        return Disparu()
    for modele in apps.get_models():
        for contrainte in modele._meta.constraints:
            if contrainte.name in dit:
                return ValidationError(contrainte.get_violation_error_message())
        for champ in modele._meta.local_fields:
            # SQLite names the column, PostgreSQL a constraint that begins with it.
            table = modele._meta.db_table
            noms = [f"{table}.{champ.column}", f'"{table}_{champ.column}_']
            if champ.primary_key:
                noms.append(f'"{table}_pkey"')
            if champ.unique and any(nom in dit for nom in noms):
                return modele().unique_error_message(modele, [champ.name])
    return None


def _list_freins(email: str, adresse: str) -> list[tuple[str, Frein]]:
    """The two counters a try moves, always in the same order: two tries never wait for one another."""
    return [
        (f"{quoi}:{salted_hmac('comptes.essais', valeur, algorithm='sha256').hexdigest()}", frein)
        for quoi, valeur, frein in (("adresse", adresse, FREIN_ADRESSE), ("compte", email, FREIN_COMPTE))
    ]


@operation
def open_essai(*, at: datetime, email: str, adresse: str) -> timedelta | None:
    """Count one more try of `email` from the network address `adresse`, before its password is looked at: of a
    hundred sent together, no more are tried than of a hundred sent one by one.

    Returns how long to wait, if one must: nothing is counted then, and the password must not be looked at.
    An e-mail that is nobody's counts like any other: which accounts exist is not said.
    """
    EssaisConnexion.objects.filter(dernier__lt=at - 2 * FREIN_COMPTE.memoire).delete()
    comptes = []
    for cle, frein in _list_freins(email, adresse):
        EssaisConnexion.objects.get_or_create(cle=cle, defaults={"dernier": at})
        essais = EssaisConnexion.objects.select_for_update().get(cle=cle)
        comptes.append((essais, compute_echecs(essais.echecs, at - essais.dernier, frein), frein))
    verrous = [(essais, compute_attente(echecs, frein)) for essais, echecs, frein in comptes]
    # Without a lock nobody waits for the one who came first, whose instant may be the later one.
    attente = max(essais.dernier + duree - at if duree else duree for essais, duree in verrous)
    if attente > timedelta(0):
        return attente
    for essais, echecs, _ in comptes:
        essais.echecs, essais.dernier = echecs + 1, at
        essais.save()
    return None


@operation
def record_connexion(*, by: Utilisateur, at: datetime, email: str, adresse: str) -> None:
    """The password was right: the failures of the account are forgotten, those of the network are one less."""
    (cle_adresse, _), (cle_compte, _) = _list_freins(email, adresse)
    EssaisConnexion.objects.filter(cle=cle_compte).delete()
    EssaisConnexion.objects.filter(cle=cle_adresse, echecs__gt=0).update(echecs=F("echecs") - 1)
    record_trace(by=by, at=at, geste=Geste.SE_CONNECTER, objet=by, adresse=adresse)


@operation
def record_echec_de_connexion(*, at: datetime, email: str, adresse: str, motif: str) -> None:
    """Say in the journal that a try failed, `motif` (a code), and that it locks the account if it does. What is typed
    is kept only where it is the e-mail of an account."""
    compte = Utilisateur.objects.filter(email=email).first()
    record_trace(by=None, at=at, geste=Geste.ECHOUER_CONNEXION, objet=compte, adresse=adresse, motif=motif)
    _, (cle_compte, frein) = _list_freins(email, adresse)
    essais = EssaisConnexion.objects.filter(cle=cle_compte).first()
    if compte and essais and compute_attente(essais.echecs, frein):
        record_trace(by=None, at=at, geste=Geste.VERROUILLER_COMPTE, objet=compte, adresse=adresse)
