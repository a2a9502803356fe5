"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings


def get_adresse(request):
    """The network address of a request as text: an IPv4, or the /64 of an IPv6, that one subscriber has whole.

    Behind a proxy it is what that proxy added last to X-Forwarded-For; what comes before, anybody may write.
    """
    brute = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        brute = (request.headers.get("X-Forwarded-For") or brute).rpartition(",")[2].strip()
    try:
        adresse = ip_address(brute)
    except ValueError:
        return "inconnue"
    if not isinstance(adresse, IPv6Address):
        return str(adresse)
    return str(adresse.ipv4_mapped or ip_network((int(adresse), 64), strict=False))
