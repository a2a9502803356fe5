import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from comptes.integrite import Rupture, list_ruptures_de_scelles, list_ruptures_du_journal
from comptes.models import TeteDeJournal
from fichiers.integrite import is_intact
from fichiers.porte import FichierRefuse
from reporting import contents
from reporting.exports_journal import list_ecarts, read_export
from reporting.models import Document, Photographie, Remise


class Command(BaseCommand):
    help = (
        "Relit le journal, ligne après ligne, et tout ce qui est conservé avec une empreinte SHA-256 (documents, "
        "photographies, remises, décisions, éditions, fichiers joints)\u00a0; nomme ce qui n’est plus ce qui a été "
        "enregistré. La fin de chaque journal est dite\u00a0: gardée ailleurs, elle prouve plus tard qu’il n’a pas été "
        "récrit en entier."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="un objet JSON au lieu de phrases")
        parser.add_argument(
            "--export",
            type=Path,
            metavar="FICHIER",
            help="dit si ce journal emporté du site, CSV ou XLSX, est bien celui du site",
        )

    def handle(self, *args, **options):
        if options["export"]:
            self.compare(options["export"])
            return
        ruptures = list(chain(list_ruptures_du_journal(), list_ruptures_de_scelles(), list_contenus_faux()))
        tetes = {
            tete.convention: {"rang": tete.rang, "maillon": tete.maillon}
            for tete in TeteDeJournal.objects.all()
        }
        if options["json"]:
            bilan = {"ruptures": [asdict(une) for une in ruptures], "journaux": tetes}
            self.stdout.write(json.dumps(bilan, ensure_ascii=False, indent=2))
        else:
            for une in ruptures:
                self.stdout.write(f"{une.quoi} {une.cle}\u00a0: {une.dit}")
        if ruptures:
            raise CommandError(
                f"{len(ruptures)} anomalies\u00a0: ce qui est conservé n’est plus ce qui a été écrit."
            )
        if not options["json"]:
            lignes = sum(tete["rang"] for tete in tetes.values())
            self.stdout.write(f"{lignes} lignes du journal se suivent, et tout ce qui est scellé est intact.")

    def compare(self, fichier):
        """Hold an exported file against the journal; raises CommandError where they differ."""
        try:
            lignes = list(read_export(fichier.read_bytes(), fichier.suffix.lower()))
        except (OSError, UnicodeDecodeError, FichierRefuse) as erreur:
            raise CommandError(f"{fichier}\u00a0: {erreur}") from erreur
        ecarts = list(list_ecarts(lignes))
        for un in ecarts:
            self.stdout.write(un)
        if ecarts:
            raise CommandError(f"{fichier.name} n’est pas ce que dit le journal\u00a0: {len(ecarts)} écarts.")
        self.stdout.write(f"{fichier.name}\u00a0: {len(lignes) - 1} lignes, toutes du journal, mot pour mot.")


def list_contenus_faux():
    """Rows whose own fingerprint is not that of what they hold."""
    controles = [
        (Document.objects.filter(etat="dessine"), is_intact, "ses pages"),
        *(
            (modele.objects.all(), _has_ses_figures, "ses chiffres")
            for modele in _list_modeles("empreinte_contenu")
        ),
        (Photographie.objects.all(), _has_son_contenu, "son contenu"),
        (Remise.objects.select_related("photographie"), _has_ses_chiffres, "son contenu, ou ses chiffres,"),
        *(
            (modele.objects.all(), is_intact, "son fichier")
            for modele in _list_modeles("octets", "empreinte")
            if modele is not Document
        ),
    ]
    for rangees, is_vrai, quoi in controles:
        for rangee in rangees.iterator(chunk_size=20):
            if not is_vrai(rangee):
                dit = f"{quoi} ne correspond plus à l’empreinte ({rangee})"
                yield Rupture(rangee._meta.label_lower, str(rangee.pk), dit)


def _list_modeles(*colonnes):
    """Those that have these columns, whatever the floor they are of."""
    return [
        modele
        for modele in apps.get_models()
        if {*colonnes} <= {champ.name for champ in modele._meta.concrete_fields}
    ]


def _has_ses_figures(document):
    return contents.compute_empreinte(document.contenu) == document.empreinte_contenu


def _has_son_contenu(fige):
    return contents.compute_empreinte(fige.contenu) == fige.empreinte


def _has_ses_chiffres(remise):
    """Its content is what it was, and so are the figures it names."""
    return (
        _has_son_contenu(remise)
        and remise.contenu["certificat"]["photographie"] == remise.photographie.empreinte
    )
