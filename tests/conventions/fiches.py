"""The fiche of an action as operations and addresses take it."""

from datetime import UTC, datetime

from django.urls import reverse

from conventions.forms.actions import CHAMPS_FICHE
from conventions.operations.actions import record_action

AT = datetime(2021, 10, 1, 9, tzinfo=UTC)
NOTE = {"nom_fichier": "note.csv", "type_contenu": "text/csv", "octets": b"mois;nombre\n1;4"}


def get_adresse(action, nom="action", **autres):
    cles = {"code": "29", "annee": 2021, **({"numero": action.numero} if action else {}), **autres}
    return reverse(f"conventions:{nom}", kwargs=cles)


def record(agent, action, **listes):
    champs = {champ: getattr(action, champ) for champ in CHAMPS_FICHE}
    champs |= {cle: listes.pop(cle) for cle in list(listes) if cle in CHAMPS_FICHE}
    return record_action(
        by=agent,
        at=AT,
        exercice=action.exercice,
        action=action,
        version=action.version,
        champs=champs,
        **listes,
    )
