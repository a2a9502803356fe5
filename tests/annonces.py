"""Who was told of what: nobody of what they may not see."""

from comptes.models import Notification
from conventions.models import Convention


def check_told(lignes=None):
    """Every line told so far (or `lignes`) was told to somebody in whose perimeter its convention is."""
    lignes = Notification.objects.all() if lignes is None else lignes
    for une in lignes.select_related("a"):
        assert une.perimetre == une.a.cle_perimetre
        if une.convention:
            vues = Convention.objects.visible_to(une.a)
            assert vues.filter(code=une.convention).exists(), (une.a, une.phrase)


def list_told(**filtre):
    """{start of an e-mail: the phrases} of the lines told, each as one reads it."""
    dits = {}
    for une in Notification.objects.filter(**filtre).select_related("a").order_by("le", "pk"):
        dits.setdefault(une.a.email.partition("@")[0], []).append(une.phrase.replace("\u00a0", " "))
    return dits
