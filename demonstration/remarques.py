"""Remarks in the demo: what is asked of a year sent back, what is said of one that is being read."""

from datetime import timedelta

from comptes.models import Role, Utilisateur
from remarques.models import Audience
from remarques.operations import answer_remarque, pursue_remarque, resolve_remarque, write_remarque


def ask_demo(scene, exercice, at):
    """What the préfecture asks before it sends a year back: one answer is there already, the others are awaited."""
    _write(
        scene.prefecture,
        at,
        exercice,
        "texte",
        "bilan:S3-1",
        "Bilan trop bref\u00a0: décrivez ce qui a été fait et pour combien de personnes.",
    )
    _write(
        scene.prefecture,
        at,
        exercice,
        "indicateur",
        "R2",
        "Pièce justificative attendue.\nL’extraction du logiciel suffit.",
    )
    posee = _write(
        scene.prefecture,
        at,
        exercice,
        "montant",
        "execute:S1-1",
        "Montant exécuté à justifier.",
        is_bloquante=False,
    )
    answer_remarque(
        by=scene.agent,
        at=at + timedelta(hours=3),
        remarque=posee,
        texte="Un poste est resté vacant quatre mois\u00a0; il est pourvu depuis septembre.",
    )


def discuss_demo(scene, exercice, at):
    """A year under instruction: something answered and settled, and a word between the two services."""
    region = scene.convention.departement.region
    commissaire = Utilisateur.objects.get(role=Role.COMMISSAIRE, region=region)
    posee = _write(
        scene.prefecture,
        at,
        exercice,
        "action",
        "S2-1",
        "Méthode à préciser\u00a0: dites ce qui est compté, depuis quel logiciel, à quelle date.",
        is_bloquante=False,
    )
    answer_remarque(
        by=scene.agent,
        at=at + timedelta(days=2),
        remarque=posee,
        texte="Les premiers accueils des maisons du département, comptés par l’outil d’accueil au 31\u00a0décembre.",
    )
    resolve_remarque(by=scene.prefecture, at=at + timedelta(days=3), remarque=posee)
    entre_nous = _write(
        scene.prefecture,
        at + timedelta(days=3),
        exercice,
        "section",
        "ensemble",
        "Le taux d’exécution paraît élevé au regard de la région. Qu’en pensez-vous\u00a0?",
        is_bloquante=False,
        audience=Audience.ETAT,
    )
    pursue_remarque(
        by=commissaire,
        at=at + timedelta(days=4),
        remarque=entre_nous,
        texte="C’est celui des deux années précédentes.",
    )


def _write(by, at, exercice, ancre, cle, texte, *, is_bloquante=True, audience=Audience.COLLECTIVITE):
    return write_remarque(
        by=by,
        at=at,
        exercice=exercice,
        ancre=ancre,
        cle=cle,
        texte=texte,
        is_bloquante=is_bloquante,
        audience=audience,
    )
