"""What was typed in a page and could not be received: the session had ended, or its token had turned.

Every form says, signed, whose page it stands in (`{% csrf_token %}` writes it). So what a form sent comes back to its
author once logged in again, and to nobody else; a page of another site, which cannot sign, gets nothing shown.
"""

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit, urlunsplit

from django.core import signing

CHAMP_COMPTE = "compte_de_la_page"
SEL = "comptes.envois"
# Belong to the sending, not to what was typed.
HORS_TEXTE = frozenset({"csrfmiddlewaretoken", CHAMP_COMPTE})
# The button of a form: sent again with the rest, but nobody wrote it.
BOUTON = "envoyer"
# From so many characters a value is a text somebody wrote, shown to be read again.
TEXTE_MIN = 20


@dataclass(frozen=True)
class Envoi:
    """A form as it was sent: the path it went to, the account of its page, its (name, value) pairs, buttons included,
    the names of its files, which are not kept, and the path of its page, "" where the browser does not say it."""

    adresse: str
    compte: str
    champs: tuple
    fichiers: tuple
    page: str = ""

    @property
    def textes(self):
        return list_textes(valeur for nom, valeur in self.champs if nom != BOUTON)


def list_textes(valeurs):
    """Of the values that were sent, the texts somebody wrote."""
    return [valeur for valeur in valeurs if len(valeur) >= TEXTE_MIN]


def sign_compte(utilisateur):
    """What a form carries to say whose page it stands in."""
    return signing.Signer(salt=SEL).sign(str(utilisateur.pk))


def read_compte(request):
    """The key (text) of the account whose page this form stood in; None for a form that does not prove it."""
    try:
        return signing.Signer(salt=SEL).unsign(request.POST.get(CHAMP_COMPTE, ""))
    except signing.BadSignature:
        return None


def read_envoi(request):
    """The form this request sends, without files nor passwords; None when it does not prove whose it is."""
    compte = read_compte(request)
    if compte is None:
        return None
    champs = tuple(
        (nom, valeur)
        for nom, valeurs in request.POST.lists()
        for valeur in valeurs
        if nom not in HORS_TEXTE and "password" not in nom
    )
    fichiers = tuple(fichier.name for liste in request.FILES.lists() for fichier in liste[1])
    return Envoi(request.get_full_path(), compte, champs, fichiers, _find_page(request))


def _find_page(request):
    """The path of the page of ours that a form was sent from, "" where the browser does not say it."""
    origine = urlsplit(request.headers.get("Referer", ""))
    if origine.netloc != request.get_host():
        return ""
    return urlunsplit(("", "", origine.path, origine.query, ""))


def dump_envoi(envoi):
    """The form as one signed text, that a page carries through the login."""
    return signing.dumps(asdict(envoi), salt=SEL, compress=True)


def load_envoi(texte):
    """The form back from its signed text; None for anything else."""
    try:
        return Envoi(**signing.loads(texte, salt=SEL))
    except signing.BadSignature:
        return None
