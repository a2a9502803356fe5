"""A write that cannot be, said in the form it was typed in."""

from contextlib import contextmanager
from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from comptes.operations import ModifieEntreTemps
from saisie.views.conflit import show_conflit


@contextmanager
def say_refus(form, conflit=None, *, champ=NON_FIELD_ERRORS, refus=()):
    """Around a write and what follows it: when the write is refused, the form says why and the rest is not done.

    `conflit(ModifieEntreTemps)` says that somebody came first, `show_conflit` of the form unless told. `champ` is the
    field at fault: the top of the page unless told, None where each fault names its own. `refus` are the classes of
    refusals this page says too, whose `str()` is the sentence; any other stays the page 403.
    """
    try:
        yield
    except ModifieEntreTemps as premier:
        (conflit or partial(show_conflit, form))(premier)
    except ValidationError as fautes:
        form.add_error(champ, fautes if champ is None else fautes.messages)
    except refus as dit:
        form.add_error(None, str(dit))
