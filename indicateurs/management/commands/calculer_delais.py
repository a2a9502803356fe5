import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comptes import horloge
from indicateurs.parcours.appel import compute_fichier
from referentiels.models import Referentiel


class Command(BaseCommand):
    help = "Calcule les délais d’un fichier de parcours selon un référentiel, sans rien enregistrer."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--referentiel", required=True)
        for option in ("--debut", "--fin", "--arrete-au"):
            parser.add_argument(option, required=True, type=date.fromisoformat, metavar="AAAA-MM-JJ")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args, fichier, referentiel, debut, fin, arrete_au, **options):
        try:
            definition = Referentiel.objects.get(code=referentiel).definition
            resultat = compute_fichier(
                fichier,
                fichier.name,
                definition.regles_delai,
                debut,
                fin,
                arrete_au,
                horloge.today(),
                format=definition.format_parcours,
            )
        except Referentiel.DoesNotExist as erreur:
            raise CommandError(f"Le référentiel {referentiel} n’est pas publié.") from erreur
        except OSError as erreur:
            raise CommandError(f"Le fichier {fichier} ne s’ouvre pas.") from erreur
        self.stdout.write(
            json.dumps(
                {
                    "referentiel": referentiel,
                    "debut": debut.isoformat(),
                    "fin": fin.isoformat(),
                    "arrete_au": arrete_au.isoformat(),
                    "lignes": resultat.lignes,
                    "lignes_masquees": resultat.lignes_masquees,
                    "empreinte": resultat.empreinte,
                    "hors_cohorte": {code: dict(detail.exclus) for code, detail in resultat.details.items()},
                    "moyennes_jours": {
                        code: detail.moyenne_jours for code, detail in resultat.details.items()
                    },
                    "indicateurs": resultat.get_resultats_json(),
                    "erreurs": [_as_json(erreur) for erreur in resultat.erreurs],
                },
                ensure_ascii=False,
            )
        )
        if resultat.erreurs:
            raise SystemExit(1)


def _as_json(erreur):
    champs = asdict(erreur)
    return {cle: champs[cle] for cle in ("ligne", "colonne", "code", "message")}
