from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from comptes import horloge
from comptes.models import Collectivite, Departement, NatureCollectivite
from conventions.operations.collectivites import record_collectivite


class Command(BaseCommand):
    help = "Ajoute une collectivité qui signe (métropole, région, commune…), ou change ce qui en est dit."

    def add_arguments(self, parser):
        parser.add_argument("code")
        parser.add_argument("--nature", choices=NatureCollectivite.values)
        parser.add_argument("--nom")
        parser.add_argument("--titre-executif")
        parser.add_argument("--sans-article", action="store_true", default=None)
        parser.add_argument("--appellation", help="comment ses papiers l’appellent, sans article")
        parser.add_argument("--siren")
        parser.add_argument("--existe-du", type=date.fromisoformat, help="AAAA-MM-JJ")
        parser.add_argument("--existe-au", type=date.fromisoformat, help="AAAA-MM-JJ")
        parser.add_argument("--successeur", help="code de la collectivité qui lui a succédé")
        parser.add_argument("--departements", nargs="+", help="codes de ses territoires")

    def handle(self, *args, code, departements, successeur, **options):
        deja = Collectivite.objects.filter(pk=code).first()
        noms = (
            "nature",
            "nom",
            "titre_executif",
            "sans_article",
            "appellation",
            "siren",
            "existe_du",
            "existe_au",
        )
        champs = {nom: options[nom] for nom in noms if options[nom] is not None}
        try:
            if successeur:
                champs["successeur"] = Collectivite.objects.get(pk=successeur)
            territoires = list(Departement.objects.filter(pk__in=departements or ()))
            if manquants := set(departements or ()) - {un.code for un in territoires}:
                raise CommandError(f"Aucun département n’a le code {', '.join(sorted(manquants))}.")
            record_collectivite(
                by=None,
                at=horloge.now(),
                champs=champs if deja else {"code": code, **champs},
                departements=territoires or (list(deja.departements.all()) if deja else []),
                collectivite=deja,
                version=deja.version if deja else None,
            )
        except Collectivite.DoesNotExist as erreur:
            raise CommandError(f"Aucune collectivité n’a le code {successeur}.") from erreur
        except ValidationError as erreur:
            raise CommandError(" ".join(erreur.messages)) from erreur
        self.stdout.write(f"La collectivité {code} est enregistrée.")
