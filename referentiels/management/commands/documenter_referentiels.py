from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from referentiels.notice import put_cles, write_exemple

PAGE = Path(settings.BASE_DIR) / "docs" / "referentiels.md"
EXEMPLE = PAGE.parent / "exemple-referentiel.toml"


class Command(BaseCommand):
    help = "Écrit la table des clés de docs/referentiels.md, et le fichier d’exemple, d’après le schéma."

    def handle(self, *args, **options):
        PAGE.write_text(put_cles(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        EXEMPLE.write_text(write_exemple(), encoding="utf-8")
