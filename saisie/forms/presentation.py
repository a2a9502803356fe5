"""What every edit form looks like, and how a row says what is wrong in it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit

from saisie.signaux import Signal


def make_helper(*contenu, bouton="Enregistrer"):
    """Helper of an edit form: warns before leaving, is sent once, ends with one button."""
    helper = FormHelper()
    helper.attrs = {"data-avertir": True, "data-une-fois": True}
    helper.layout = Layout(*contenu)
    helper.add_input(Submit("envoyer", bouton))
    return helper


def list_erreurs(form) -> list[Signal]:
    """What is wrong with the fields of a row, each once, named as the row names them (`get_mot`)."""
    return [
        Signal("bloquant", f"{mot}\u00a0: {message}" if mot else message)
        for champ, messages in form.errors.items()
        for message in dict.fromkeys(messages)
        for mot in [form.get_mot(champ)]
    ]
