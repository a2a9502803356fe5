from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from avenants.models import Avenant
from comptes import horloge
from fichiers.integrite import read_octets
from reporting.operations.documents import produce_avenant
from reporting.taches import draw_document


class Command(BaseCommand):
    help = "Produit le document d’un avenant et l’écrit dans un fichier PDF."

    def add_arguments(self, parser):
        parser.add_argument("--departement", required=True)
        parser.add_argument("--numero", required=True, type=int)
        parser.add_argument("--sortie", required=True, type=Path)

    def handle(self, *args, departement, numero, sortie, **options):
        avenant = Avenant.objects.filter(convention__code=departement, numero=numero).first()
        if avenant is None:
            raise CommandError(f"La convention {departement} n’a pas d’avenant n°\u00a0{numero}.")
        document = produce_avenant(by=None, at=horloge.now(), avenant=avenant)
        draw_document(document.pk)
        document.refresh_from_db()
        if not document.is_dessine:
            raise CommandError(document.motif_echec or "Un travailleur dessine ce document\u00a0: réessayez.")
        sortie.write_bytes(read_octets(document))
        self.stdout.write(f"{sortie}\u00a0: {len(document.octets)} octets, SHA-256 {document.empreinte}")
