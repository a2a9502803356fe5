from django.core.management.base import BaseCommand
from django.utils import timezone

from comptes import horloge
from comptes.resumes import write_resumes


class Command(BaseCommand):
    help = (
        "Écrit le résumé du jour de chacun\u00a0: ce qui lui a été dit et qu’il n’a pas lu. Lancée deux fois le même "
        "jour, elle n’écrit rien de plus. Les courriels partent par «\u00a0travailler\u00a0»."
    )

    def handle(self, *args, **options):
        ecrits = write_resumes(at=horloge.now(), le=timezone.now(), jour=horloge.today())
        self.stdout.write(f"{ecrits} résumé{'s' if ecrits > 1 else ''} à envoyer.")
