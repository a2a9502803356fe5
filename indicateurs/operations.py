"""Writes on indicators: référentiels, targets, figures, parcours, and the handing over of an exercice."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from comptes.operations import ModifieEntreTemps, record_trace, update_versioned
from conventions.models import Etat
from conventions.operations import check, lock_exercice, move_exercice, publish_referentiel
from conventions.policies import refusal_to_edit
from indicateurs.definitions import build_definition_indicateurs
from indicateurs.models import Cible, ImportParcours, SourceValeur, Valeur
from indicateurs.queries import list_manques

CHAMPS_SAISIS = ("etat", "numerateur", "denominateur", "en_cours", "mediane_jours", "commentaire")


class ExerciceIncomplet(Exception):
    """The exercice cannot be handed over yet; `manques` lists what is missing."""

    def __init__(self, manques):
        self.manques = manques
        super().__init__(f"Il manque {len(manques)} élément(s) : l’exercice n’est pas transmis.")


class ConflitsDeSaisie(Exception):
    """Figures that somebody else saved meanwhile; nothing was written. `actuelles` is {code: Valeur as it is now}."""

    def __init__(self, actuelles):
        self.actuelles = actuelles
        super().__init__("Des chiffres ont été modifiés entre-temps.")


@dataclass(frozen=True)
class SaisieValeur:
    """One figure as typed: état "" empties it; `version` is the one the user saw, 0 when there was none."""

    version: int
    etat: str
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    en_cours: int | None = None
    mediane_jours: Decimal | None = None
    commentaire: str = ""


def load_referentiel(*, by, at, contenu):
    """Validate a référentiel whole, then publish it. Raises DefinitionInvalide or ReferentielPublie."""
    build_definition_indicateurs(contenu)
    return publish_referentiel(by=by, at=at, contenu=contenu)


@transaction.atomic
def set_cibles(*, by, at, convention, cibles):
    """Write targets: `cibles` is {(code, annee): Decimal | None}; None removes one. Policy is the caller's."""
    avant, apres = {}, {}
    actuelles = {(cible.code, cible.annee): cible for cible in convention.cibles.all()}
    for (code, annee), valeur in cibles.items():
        cible = actuelles.get((code, annee))
        if (cible.valeur if cible else None) == valeur:
            continue
        avant[f"{code}.{annee}"] = str(cible.valeur) if cible else None
        apres[f"{code}.{annee}"] = None if valeur is None else str(valeur)
        if valeur is None:
            cible.delete()
            continue
        cible = cible or Cible(convention=convention, code=code, annee=annee)
        cible.valeur = valeur
        cible.full_clean(exclude=["convention"])
        cible.save()
    if apres:
        record_trace(by=by, at=at, geste="fixer des cibles", objet=convention, avant=avant, apres=apres)


@transaction.atomic
def record_cibles(*, by, at, exercice, cibles):
    """Targets typed by the département while the exercice is open; raises Refus."""
    check(refusal_to_edit(by, lock_exercice(exercice)))
    set_cibles(by=by, at=at, convention=exercice.convention, cibles=cibles)


def _write_valeur(valeur, *, by, at, version, champs):
    if valeur.pk is None:
        valeur.__dict__.update(champs, par_id=by.pk, le=at)
        valeur.full_clean(exclude=["exercice", "par", "import_parcours"])
        valeur.save()
    else:
        update_versioned(valeur, version, {**champs, "par": by, "le": at})


def _changed(valeur, saisie):
    return any(getattr(valeur, champ) != getattr(saisie, champ) for champ in CHAMPS_SAISIS)


def _find_conflits(actuelles, saisies):
    """Figures whose stored version is not the one the user saw, unless both say the same thing."""
    conflits = {}
    for code, saisie in saisies.items():
        actuelle = actuelles.get(code)
        if (
            (actuelle.version if actuelle else 0) != saisie.version
            and actuelle
            and _changed(actuelle, saisie)
        ):
            conflits[code] = actuelle
    return conflits


@transaction.atomic
def record_valeurs(*, by, at, exercice, saisies):
    """Write typed figures, all or none: `saisies` is {code: SaisieValeur}. Returns the number of changes.

    Raises Refus, or ConflitsDeSaisie when another person saved one of them after this page was opened. A figure that
    came from a parcours file and is typed over becomes « saisie ».
    """
    check(refusal_to_edit(by, lock_exercice(exercice)))
    actuelles = {valeur.code: valeur for valeur in exercice.valeurs.filter(code__in=saisies)}
    conflits = _find_conflits(actuelles, saisies)
    if conflits:
        raise ConflitsDeSaisie(conflits)
    avant, apres = {}, {}
    for code, saisie in saisies.items():
        actuelle = actuelles.get(code)
        if (saisie.etat == "" and actuelle is None) or (actuelle and not _changed(actuelle, saisie)):
            continue
        avant[code] = _as_trace(actuelle)
        apres[code] = _as_trace(saisie if saisie.etat else None)
        if saisie.etat == "":
            actuelle.delete()
            continue
        champs = {champ: getattr(saisie, champ) for champ in CHAMPS_SAISIS}
        champs |= {"source": SourceValeur.SAISIE, "import_parcours_id": None}
        cible = actuelle or Valeur(exercice=exercice, code=code)
        try:
            _write_valeur(cible, by=by, at=at, version=cible.version, champs=champs)
        except ModifieEntreTemps as conflit:
            raise ConflitsDeSaisie({code: conflit.objet}) from conflit
    if apres:
        record_trace(by=by, at=at, geste="saisir des indicateurs", objet=exercice, avant=avant, apres=apres)
    return len(apres)


def _as_trace(valeur):
    if valeur is None:
        return None
    return {champ: None if (v := getattr(valeur, champ)) is None else str(v) for champ in CHAMPS_SAISIS}


@transaction.atomic
def record_delais(*, by, at, exercice, nom_fichier, empreinte, lignes, arrete_au, methode, resultats):
    """Keep the figures of a parcours file: `resultats` is {code: {"effectif"} or {"dans_delai", "hors_delai",
    "en_cours", "mediane_jours"}}. The same file for the same date, sent again, changes nothing. Raises Refus."""
    check(refusal_to_edit(by, lock_exercice(exercice)))
    dernier = exercice.imports.order_by("-le", "-pk").first()
    if (
        dernier
        and (dernier.empreinte, dernier.arrete_au) == (empreinte, arrete_au)
        and (exercice.valeurs.filter(import_parcours=dernier).count() == len(resultats))
    ):
        return dernier
    trace = ImportParcours.objects.create(
        exercice=exercice,
        nom_fichier=nom_fichier[:200],
        empreinte=empreinte,
        lignes=lignes,
        arrete_au=arrete_au,
        methode=methode,
        resultats=resultats,
        par=by,
        le=at,
    )
    actuelles = {valeur.code: valeur for valeur in exercice.valeurs.filter(code__in=resultats)}
    for code, resultat in resultats.items():
        valeur = actuelles.get(code) or Valeur(exercice=exercice, code=code)
        champs = _champs_calcules(resultat) | {
            "source": SourceValeur.PARCOURS,
            "import_parcours_id": trace.pk,
        }
        _write_valeur(valeur, by=by, at=at, version=valeur.version, champs=champs)
    record_trace(
        by=by, at=at, geste="calculer les délais", objet=exercice, empreinte=empreinte, lignes=lignes
    )
    return trace


def _champs_calcules(resultat):
    """Columns of a Valeur from one computed figure; nobody counted at all is « néant confirmé »."""
    if "effectif" in resultat:
        nombre = Decimal(resultat["effectif"])
        champs = {"numerateur": nombre, "denominateur": None, "en_cours": None, "mediane_jours": None}
    else:
        nombre = Decimal(resultat["dans_delai"])
        mediane = resultat["mediane_jours"]
        champs = {
            "numerateur": nombre,
            "denominateur": nombre + resultat["hors_delai"],
            "en_cours": resultat["en_cours"],
            "mediane_jours": None if mediane is None else Decimal(str(mediane)),
        }
    return champs | {"etat": "renseigne" if nombre or champs["denominateur"] else "neant"}


@transaction.atomic
def transmit_exercice(*, by, at, exercice):
    """Hand the exercice over to the State; raises Refus, or ExerciceIncomplet with all that is missing."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    manques = list_manques(exercice)
    if manques:
        raise ExerciceIncomplet(manques)
    return move_exercice(by=by, at=at, exercice=exercice, vers=Etat.TRANSMIS)
