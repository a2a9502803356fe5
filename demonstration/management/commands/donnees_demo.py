import secrets

from django.core.management.base import BaseCommand, CommandError
from environ import Env

from comptes.models import Departement, Utilisateur
from demonstration.france import REFERENTIELS, Demonstration
from referentiels.models import Referentiel


class Command(BaseCommand):
    help = "Crée des conventions et des comptes de démonstration\u202f; ce qui existe déjà n’est pas touché."

    def add_arguments(self, parser):
        parser.add_argument("--departements", type=int, default=6)
        parser.add_argument("--graine", type=int, default=2021)

    def handle(self, *args, departements, graine, **options):
        connu = Env().str("DEMO_MOT_DE_PASSE", default="")
        mot_de_passe = connu or secrets.token_urlsafe(9)
        demonstration = Demonstration(departements, graine, mot_de_passe)
        self._check_prealables(demonstration)
        avant = Utilisateur.objects.count()
        comptes = demonstration.run()
        self.stdout.write("Comptes de démonstration\u00a0:")
        for email in comptes:
            self.stdout.write(f"  {email}")
        if Utilisateur.objects.count() > avant:
            self.stdout.write(f"Mot de passe des comptes créés à l’instant\u00a0: {mot_de_passe}")
        elif Utilisateur.objects.get(email=comptes[0]).check_password(connu):
            self.stdout.write(
                "Ces comptes existaient, leur mot de passe n’a pas changé\u00a0: il est dans le fichier .env, à "
                "la ligne"
                " DEMO_MOT_DE_PASSE."
            )
        else:
            self.stdout.write(
                "Ces comptes existaient, et leur mot de passe n’est pas celui de DEMO_MOT_DE_PASSE\u00a0: il a été "
                "affiché"
                " quand ils ont été créés. `manage.py changepassword ADRESSE` en donne un autre."
            )

    def _check_prealables(self, demonstration):
        for modele, codes, manque in (
            (Departement, demonstration.departements, "Les territoires ne sont pas chargés\u00a0: lancez d’abord"
             " `manage.py charger_territoires`."),
            (Referentiel, REFERENTIELS.values(), "Les référentiels ne sont pas chargés\u00a0: lancez d’abord"
             " `manage.py charger_referentiels`."),
        ):  # fmt: skip
            if modele.objects.filter(code__in=codes).count() < len(set(codes)):
                raise CommandError(manque)
