from django.core.management.base import BaseCommand
from django.utils import timezone

from comptes import horloge
from comptes.resumes import write_resumes
from nombres.formats import compter
from reporting.operations.rappels import write_rappels


class Command(BaseCommand):
    help = (
        "Rappelle les échéances à qui elles reviennent (trente jours avant, sept, un, et le lendemain), puis écrit le "
        "résumé du jour de chacun\u00a0: ce qui lui a été dit et qu’il n’a pas lu. Lancée deux fois le même jour, elle "
        "n’écrit rien de plus\u202f; après des jours d’absence, chacun reçoit le dernier rappel venu. Les courriels "
        "partent par «\u00a0travailler\u00a0»."
    )

    def handle(self, *args, **options):
        at = horloge.now()
        rappels = write_rappels(at=at)
        ecrits = write_resumes(at=at, le=timezone.now(), jour=horloge.today())
        dits = (compter(rappels, "rappel", "rappels"), compter(ecrits, "résumé", "résumés"))
        self.stdout.write(f"{' et '.join(dits)} à envoyer.")
