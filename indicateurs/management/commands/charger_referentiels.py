from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import conventions
from conventions.definitions import parse_referentiel
from conventions.lecture import DefinitionInvalide
from indicateurs.operations.referentiels import ReferentielPublie, load_referentiel

DOSSIER = Path(conventions.__file__).parent / "referentiels"


class Command(BaseCommand):
    help = "Valide et publie des référentiels (ceux du projet sans argument). Un référentiel publié ne change plus."

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER")

    def handle(self, *args, fichiers, **options):
        for fichier in fichiers or sorted(DOSSIER.glob("*.toml")):
            try:
                source = fichier.read_text(encoding="utf-8-sig")
                contenu = parse_referentiel(source)
                referentiel = load_referentiel(by=None, at=timezone.now(), contenu=contenu, source=source)
            except UnicodeDecodeError as erreur:
                raise CommandError(f"{fichier.name} : le fichier n’est pas écrit en UTF-8.") from erreur
            except (OSError, DefinitionInvalide, ReferentielPublie) as erreur:
                raise CommandError(f"{fichier.name} : {erreur}") from erreur
            self.stdout.write(f"{referentiel.code} : {referentiel}")
