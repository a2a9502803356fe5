"""What every edit form looks like."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit


def make_helper(*contenu, bouton="Enregistrer"):
    """Helper of an edit form: warns before leaving, is sent once, ends with one button."""
    helper = FormHelper()
    helper.attrs = {"data-avertir": True, "data-une-fois": True}
    helper.layout = Layout(*contenu)
    helper.add_input(Submit("envoyer", bouton))
    return helper
