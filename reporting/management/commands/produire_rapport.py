from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comptes import horloge
from conventions.models import Exercice
from fichiers.integrite import read_octets
from reporting.operations.documents import produce_rapport
from reporting.taches import draw_document


class Command(BaseCommand):
    help = "Produit le rapport d’exécution d’un exercice et l’écrit dans un fichier PDF."

    def add_arguments(self, parser):
        parser.add_argument("--departement", required=True)
        parser.add_argument("--annee", required=True, type=int)
        parser.add_argument("--sortie", required=True, type=Path)

    def handle(self, *args, departement, annee, sortie, **options):
        exercice = Exercice.objects.filter(convention__code=departement, annee=annee).first()
        if exercice is None:
            raise CommandError(f"Aucun exercice {annee} n’est ouvert pour la convention {departement}.")
        document = produce_rapport(by=None, at=horloge.now(), exercice=exercice)
        draw_document(document.pk)
        document.refresh_from_db()
        if not document.is_dessine:
            raise CommandError(document.motif_echec or "Un travailleur dessine ce document\u00a0: réessayez.")
        sortie.write_bytes(read_octets(document))
        self.stdout.write(f"{sortie}\u00a0: {len(document.octets)} octets, SHA-256 {document.empreinte}")
