from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comptes.models import Collectivite, Departement, Region, Role
from comptes.operations import create_compte

PERIMETRES = {
    Role.AGENT_DEPARTEMENTAL: ("collectivite", Collectivite),
    Role.VALIDEUR_DEPARTEMENTAL: ("collectivite", Collectivite),
    Role.PREFECTURE: ("departement", Departement),
    Role.COMMISSAIRE: ("region", Region),
    Role.CENTRALE: (None, None),
}


class Command(BaseCommand):
    help = "Ouvre un compte\u00a0: le mot de passe est demandé à l’écran."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--nom", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--perimetre", default="", help="code de la collectivité, du département ou de la région"
        )

    def handle(self, *args, email, nom, role, perimetre, **options):
        cle, modele = PERIMETRES[Role(role)]
        try:
            territoire = {cle: modele.objects.get(pk=perimetre)} if cle else {}
            mot_de_passe = getpass("Mot de passe\u00a0: ")
            validate_password(mot_de_passe)
            create_compte(
                by=None,
                at=timezone.now(),
                email=email,
                nom=nom,
                role=role,
                password=mot_de_passe,
                **territoire,
            )
        except (Collectivite.DoesNotExist, Departement.DoesNotExist, Region.DoesNotExist) as erreur:
            raise CommandError(
                f"Le périmètre «\u00a0{perimetre}\u00a0» n’existe pas pour ce rôle."
            ) from erreur
        except ValidationError as erreur:
            raise CommandError(" ".join(erreur.messages)) from erreur
        self.stdout.write(f"Le compte {email} est ouvert.")
