import json
import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import conventions
from conventions.definitions import DefinitionInvalide
from conventions.operations import ReferentielPublie
from indicateurs.operations.referentiels import load_referentiel

DOSSIER = Path(conventions.__file__).parent / "referentiels"


class Command(BaseCommand):
    help = "Valide et publie des référentiels (ceux du projet sans argument). Un référentiel publié ne change plus."

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER")

    def handle(self, *args, fichiers, **options):
        for fichier in fichiers or sorted(DOSSIER.glob("*.toml")):
            try:
                contenu = tomllib.loads(fichier.read_text(encoding="utf-8"))
                contenu = json.loads(json.dumps(contenu, default=str))
                referentiel = load_referentiel(by=None, at=timezone.now(), contenu=contenu)
            except (OSError, ValueError, DefinitionInvalide, ReferentielPublie) as erreur:
                raise CommandError(f"{fichier.name} : {erreur}") from erreur
            self.stdout.write(f"{referentiel.code} : {referentiel}")
