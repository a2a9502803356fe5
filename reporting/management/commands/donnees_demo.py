import secrets

from django.core.management.base import BaseCommand
from environ import Env

from comptes.models import Utilisateur
from reporting.demonstration import Demonstration


class Command(BaseCommand):
    help = "Crée des conventions et des comptes de démonstration ; ce qui existe déjà n’est pas touché."

    def add_arguments(self, parser):
        parser.add_argument("--departements", type=int, default=6)
        parser.add_argument("--graine", type=int, default=2021)

    def handle(self, *args, departements, graine, **options):
        mot_de_passe = Env().str("DEMO_MOT_DE_PASSE", default="") or secrets.token_urlsafe(9)
        avant = Utilisateur.objects.count()
        comptes = Demonstration(departements, graine, mot_de_passe).run()
        self.stdout.write("Comptes de démonstration :")
        for email in comptes:
            self.stdout.write(f"  {email}")
        if Utilisateur.objects.count() > avant:
            self.stdout.write(f"Mot de passe des comptes créés à l’instant : {mot_de_passe}")
        else:
            self.stdout.write("Ces comptes existaient : leur mot de passe n’a pas changé.")
