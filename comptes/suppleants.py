"""Acting for somebody, in requests: who one is read as, what one may not do so, and that it ends."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from comptes.guard import METHODES_SURES
from comptes.journal import act_for
from comptes.models import Utilisateur
from comptes.queries import with_non_lues
from comptes.suppleances import list_suppleances_en_cours

SUPPLEANCE = "suppleance"
# Of what is one's own, the two ways out.
SORTIES = ("comptes:cesser", "comptes:deconnexion")


class SuppleanceMiddleware:
    """Where a session acts for somebody, they are the user of its requests, and every line of journal says by whom.

    The session stays that of who acts: it ends with it, and as soon as one of the two accounts is closed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        suppleance = self.read(request)
        if suppleance is None:
            return self.get_response(request)
        par, pour = request.user, with_non_lues(Utilisateur.objects.filter(pk=suppleance.pour_id)).get()
        pour.agi_par, pour.agi_jusqu_a = par, suppleance.echeance
        request.user = pour
        with act_for(par):
            return self.get_response(request)

    def read(self, request):
        """What the session says, if it still holds; else it says it no more."""
        pk = request.session.get(SUPPLEANCE)
        if pk is None or not request.user.is_authenticated:
            return None
        siennes = list_suppleances_en_cours(timezone.now()).filter(pk=pk, par=request.user.pk)
        suppleance = siennes.first()
        if suppleance is None:
            del request.session[SUPPLEANCE]
        return suppleance

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Password, notifications, mails: what is of the person is in the pages of accounts."""
        page, agit = request.resolver_match, getattr(request.user, "agi_par", None)
        if not agit or request.method in METHODES_SURES or page.namespace != "comptes":
            return
        if page.view_name not in SORTIES:
            raise PermissionDenied(request.user.refus_personnel)
