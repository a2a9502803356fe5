"""The confirmation of an uploaded workbook: its figures written, all or none."""

from django.db import transaction
from django.utils import timezone

from conventions.models import DepotClasseur
from conventions.operations.acces import check, lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import SourceValeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.classeur import build_apercu, make_mesure


class ClasseurARevoir(Exception):
    """The workbook cannot be confirmed as it is; nothing was written. `apercu` says why, None: it is gone."""

    def __init__(self, apercu):
        self.apercu = apercu
        super().__init__("Le classeur n’est pas enregistré.")


@transaction.atomic
def confirm_depot(*, by, at, exercice, depot, classeur, choix, versions):
    """Write the figures of an uploaded workbook, all or none, and delete it; returns the number of changes.

    `classeur` is what was read of `depot` (versions seen, figures, anomalies), `choix` {code: "site" or "classeur"}
    and `versions` {code: version of the site's figure when that was chosen}. All is compared again, under lock, with
    the figures as they are now. Raises Refus, ClasseurARevoir, ConflitsDeSaisie or ValidationError.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    garde = DepotClasseur.objects.filter(pk=depot.pk, le=depot.le)
    if not garde.exists():
        raise ClasseurARevoir(None)
    jour = timezone.localtime(at).date()
    apercu = build_apercu(
        exercice, classeur.identite.versions, classeur.figures, classeur.anomalies, choix, jour
    )
    perimes = [
        conflit
        for conflit in apercu.conflits
        if versions.get(conflit.indicateur.code, conflit.actuelle.version) != conflit.actuelle.version
    ]
    if perimes or not apercu.is_confirmable:
        raise ClasseurARevoir(apercu)
    saisies = {code: make_saisie(*ecrit) for code, ecrit in apercu.a_ecrire.items()}
    nombre = record_valeurs(by=by, at=at, exercice=exercice, saisies=saisies, source=SourceValeur.CLASSEUR)
    garde.delete()
    return nombre


def make_saisie(champs, version, actuelle):
    """A figure of the workbook as `record_valeurs` takes it; what the workbook does not hold stays as it is."""
    mesure = make_mesure(champs)
    return SaisieValeur(
        version=version,
        etat=mesure.etat,
        numerateur=mesure.numerateur,
        denominateur=mesure.denominateur,
        en_cours=mesure.en_cours,
        mediane_jours=mesure.mediane_jours,
        commentaire=champs["commentaire"],
        fiabilite=champs["fiabilite"],
        arrete_au=actuelle.arrete_au if actuelle else None,
        # A figure copied from last year still waits: only another état or another number is a person's word on it.
        a_confirmer=actuelle is not None and actuelle.a_confirmer and mesure == actuelle.mesure,
    )
