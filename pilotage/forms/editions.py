"""What is typed to publish an edition."""

from pilotage.models import Edition
from saisie.champs import LigneField
from saisie.forms.gestes import GesteForm


class EditionForm(GesteForm):
    """Its title, and the word that publishes it."""

    bouton = "Publier l’édition"
    quoi = "Ce que dirait l’édition"

    titre = LigneField(
        label="Titre",
        max_length=Edition._meta.get_field("titre").max_length,
        help_text="Comme on la cite. Le dispositif, l’année, le numéro et la date sont dits à côté.",
    )
