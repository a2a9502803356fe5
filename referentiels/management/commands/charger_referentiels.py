from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

import referentiels
from comptes import horloge
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.operations import ReferentielPublie, load_referentiel

DOSSIER = Path(referentiels.__file__).parent / "instructions"


class Command(BaseCommand):
    help = "Valide et publie des référentiels (ceux du projet sans argument). Un référentiel publié ne change plus."

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER")

    def handle(self, *args, fichiers, **options):
        for fichier in fichiers or sorted(DOSSIER.glob("*.toml")):
            try:
                source = fichier.read_text(encoding="utf-8-sig")
                contenu = parse_referentiel(source)
                referentiel = load_referentiel(by=None, at=horloge.now(), contenu=contenu, source=source)
            except ReferentielPublie as erreur:
                # One of the project's files, published here as it was then: this database goes on with it.
                if fichiers:
                    raise CommandError(f"{fichier.name}\u00a0: {erreur}") from erreur
                self.stdout.write(
                    f"{fichier.stem}\u00a0: déjà publié sous une forme antérieure, laissé tel quel."
                )
                continue
            except UnicodeDecodeError as erreur:
                raise CommandError(f"{fichier.name}\u00a0: le fichier n’est pas écrit en UTF-8.") from erreur
            except (OSError, DefinitionInvalide) as erreur:
                raise CommandError(f"{fichier.name}\u00a0: {erreur}") from erreur
            self.stdout.write(f"{referentiel.code}\u00a0: {referentiel}")
