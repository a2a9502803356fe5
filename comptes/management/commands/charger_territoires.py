import json
from pathlib import Path

from django.core.management.base import BaseCommand

import comptes
from comptes.operations import load_territoires

FICHIER = Path(comptes.__file__).parent / "territoires" / "territoires.json"


class Command(BaseCommand):
    help = "Charge les régions, les départements et les collectivités (données officielles)."

    def handle(self, *args, **options):
        contenu = json.loads(FICHIER.read_text(encoding="utf-8"))
        load_territoires(contenu)
        self.stdout.write(
            f"{len(contenu['regions'])} régions, {len(contenu['departements'])} départements, "
            f"{len(contenu['collectivites'])} collectivités."
        )
