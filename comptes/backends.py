"""Who a password lets in."""

from functools import cache

from django.contrib.auth.backends import AllowAllUsersModelBackend

from comptes.models import Utilisateur
from comptes.queries import with_non_lues

# In a query that is written once, where the key of an account goes: no account has it.
PLACE = -1


class CompteBackend(AllowAllUsersModelBackend):
    """Tells a closed account from a wrong password, once the password is right: the form then refuses it in its own
    words. No session that is open outlives the closing of its account."""

    def get_user(self, user_id):
        """The account of a session, with what the bell of each page says of it."""
        sql, parametres = _write_requete()
        siens = [user_id if un == PLACE else un for un in parametres]
        return next(iter(Utilisateur.objects.raw(sql, siens)), None)


@cache
def _write_requete():
    """The SQL of an account and its parameters, one of them `PLACE`: every request asks it, and Django takes ten times
    longer to write it than a database to answer."""
    return with_non_lues(Utilisateur.objects.filter(pk=PLACE, is_active=True)).query.sql_with_params()
