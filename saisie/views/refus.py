"""A write that cannot be, said where it was typed."""

from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from comptes.operations import ModifieEntreTemps
from saisie.comparaison import CasesModifiees


@contextmanager
def say_refus(saisie, *, champ=NON_FIELD_ERRORS, refus=()):
    """Around a write and what follows it: when the write is refused, what was typed (a form, a grid) says why and the
    rest is not done.

    `show_conflit` of what was typed says that somebody came first. `champ` is the field at fault: the top of the page
    unless told, None where each fault names its own. `refus` are the classes of refusals this page says too, whose
    `str()` is the sentence; any other stays the page 403.
    """
    try:
        yield
    except (ModifieEntreTemps, CasesModifiees) as premier:
        saisie.show_conflit(premier)
    except ValidationError as fautes:
        saisie.add_error(champ, fautes if champ is None else fautes.messages)
    except refus as dit:
        saisie.add_error(None, str(dit))


@contextmanager
def announce_refus(request):
    """The same where there is no form to say it: on top of the page that comes."""
    try:
        yield
    except ValidationError as fautes:
        messages.error(request, " ".join(fautes.messages))
