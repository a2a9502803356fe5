"""Who a password lets in."""

from django.contrib.auth.backends import AllowAllUsersModelBackend

from comptes.models import Utilisateur
from comptes.queries import with_non_lues


class CompteBackend(AllowAllUsersModelBackend):
    """Tells a closed account from a wrong password, once the password is right: the form then refuses it in its own
    words. No session that is open outlives the closing of its account."""

    def get_user(self, user_id):
        """The account of a session, with what the bell of each page says of it."""
        return with_non_lues(Utilisateur.objects.filter(pk=user_id, is_active=True)).first()
