"""The confirmation of an uploaded workbook: its figures written, all or none."""

from collections.abc import Mapping
from datetime import datetime

from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from conventions.models import DepotClasseur, Exercice
from conventions.operations.classeur import confirm_depot
from fichiers.classeur.apercu import Apercu
from indicateurs.models import SourceValeur, Valeur
from indicateurs.operations.valeurs import SaisieValeur, set_valeurs
from indicateurs.queries.apercu import ClasseurLu, build_apercu, make_mesure
from indicateurs.queries.classeur import ChampsDeFigure


def confirm_indicateurs(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    depot: DepotClasseur,
    classeur: ClasseurLu,
    choix: Mapping[str, str],
    versions: Mapping[str, str],
) -> int:
    """Write the figures of an uploaded workbook, all or none, and delete it; returns the number of changes.

    `classeur` is what was read of `depot`, `choix` is « site » or « classeur » by code, and `versions` are those of the
    site's figures when that was chosen. Raises Refus, ClasseurARevoir or ValidationError.
    """

    def compare(exercice: Exercice) -> Apercu:
        return build_apercu(
            exercice, classeur, choix, compute_jour_compte(at, exercice.convention.departement_id)
        )

    def write(exercice: Exercice, apercu: Apercu) -> int:
        saisies = {code: make_saisie(*ecrit) for code, ecrit in apercu.a_ecrire.items()}
        actuelles = {code: actuelle for code, (_, actuelle) in apercu.a_ecrire.items() if actuelle}
        # Compared under the same lock: there is nothing more to ask.
        return set_valeurs(
            by=by,
            at=at,
            exercice=exercice,
            actuelles=actuelles,
            saisies=saisies,
            source=SourceValeur.CLASSEUR,
        )

    return confirm_depot(
        by=by, exercice=exercice, depot=depot, versions=versions, compare=compare, write=write
    )


def make_saisie(champs: ChampsDeFigure, actuelle: Valeur | None) -> SaisieValeur:
    """A figure of the workbook as `set_valeurs` takes it; what the workbook does not hold stays as it is."""
    mesure = make_mesure(champs)
    is_meme = actuelle is not None and mesure == actuelle.mesure
    return SaisieValeur(
        version=actuelle.version if actuelle else 0,
        etat=mesure.etat,
        numerateur=mesure.numerateur,
        denominateur=mesure.denominateur,
        en_cours=mesure.en_cours,
        mediane_jours=mesure.mediane_jours,
        moyenne_jours=mesure.moyenne_jours,
        commentaire=champs["commentaire"],
        fiabilite=champs["fiabilite"],
        arrete_au=actuelle.arrete_au if actuelle else None,
        # A figure copied from last year still waits: only another état or another number is a person's word on it.
        a_confirmer=actuelle is not None and is_meme and actuelle.a_confirmer,
    )
