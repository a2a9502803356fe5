"""Who a password lets in."""

from django.contrib.auth.backends import AllowAllUsersModelBackend, ModelBackend


class CompteBackend(AllowAllUsersModelBackend):
    """Tells a closed account from a wrong password, once the password is right: the form then refuses it in its own
    words. No session that is open outlives the closing of its account."""

    def get_user(self, user_id):
        utilisateur = super().get_user(user_id)
        return utilisateur if utilisateur and ModelBackend.user_can_authenticate(self, utilisateur) else None
