"""Who calls, and how often."""

from django.conf import settings
from django.utils import timezone
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from comptes.jetons import count_appel, find_jeton, refusal_of_jeton, refusal_of_porteur
from comptes.models import Portee


class PorteurDeJeton(HttpBearer):
    """The token of `Authorization: Bearer`. The user of the request is whom it acts for, as they are today."""

    openapi_description = "Jeton créé dans le site, page «\u00a0API\u00a0»."

    def __init__(self, portee=Portee.LECTURE):
        super().__init__()
        self.portee = portee

    def authenticate(self, request, token):
        jeton = find_jeton(token)
        if jeton is None:
            return None
        if refus := refusal_of_jeton(jeton, timezone.now()):
            raise AuthenticationError(message=refus)
        if refus := refusal_of_porteur(jeton, self.portee):
            raise AuthorizationError(message=refus)
        request.user = jeton.porteur
        return jeton


class Cadence(BaseThrottle):
    """So many calls a minute with one token, whichever process answers them: the count is in the database."""

    def allow_request(self, request):
        le = timezone.now()
        return count_appel(le=le, jeton=request.auth, maximum=settings.API_APPELS_PAR_MINUTE)

    def wait(self):
        return 60 - timezone.now().second


# Its own name in the OpenAPI document: what writes asks for another right.
LECTURE, DEPOT = PorteurDeJeton(), PorteurDeJeton(Portee.DEPOT)
