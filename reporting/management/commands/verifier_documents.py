from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from fichiers.integrite import is_intact
from fichiers.models import Piece
from reporting import contents
from reporting.models import Document, Photographie


class Command(BaseCommand):
    help = (
        "Relit tout ce qui est conservé avec une empreinte SHA-256 (documents, photographies, fichiers joints) et "
        "nomme ce qui n’est plus ce qui a été enregistré."
    )

    def handle(self, *args, **options):
        controles = [
            (Document.objects.filter(etat="dessine"), is_intact, "octets"),
            (Document.objects.defer("octets"), _has_ses_figures, "figures"),
            (Photographie.objects.all(), _has_son_contenu, "contenu"),
            *(
                (modele.objects.all(), is_intact, "octets")
                for modele in apps.get_models()
                if issubclass(modele, Piece)
            ),
        ]
        lus, faux = 0, 0
        for rangees, is_vrai, quoi in controles:
            for rangee in rangees.iterator(chunk_size=20):
                lus += 1
                if not is_vrai(rangee):
                    faux += 1
                    self.stdout.write(f"{type(rangee).__name__} {rangee.pk} ({rangee})\u00a0: {quoi}")
        if faux:
            raise CommandError(f"{faux} contenus sur {lus} ne correspondent plus à leur empreinte.")
        self.stdout.write(f"{lus} contenus relus, tous conformes à leur empreinte.")


def _has_ses_figures(document):
    return contents.compute_empreinte(document.contenu) == document.empreinte_contenu


def _has_son_contenu(photographie):
    return contents.compute_empreinte(photographie.contenu) == photographie.empreinte
