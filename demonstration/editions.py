"""The national edition of the demo: 2020, once its execution is agreed."""

from demonstration.jours import make_instant
from pilotage.models import Edition
from pilotage.operations.editions import publish_edition

ANNEE = 2020


def publish_edition_demo(centrale):
    """Published in January 2022. What exists already is left alone."""
    if Edition.objects.filter(dispositif="CALPAE", annee=ANNEE).exists():
        return
    publish_edition(
        by=centrale,
        at=make_instant(2022, 1, 17),
        dispositif="CALPAE",
        annee=ANNEE,
        titre=f"Appui à la lutte contre la pauvreté et accès à l’emploi\u00a0: indicateurs {ANNEE}",
    )
