"""What withdrawing a token does, in words, before it is done."""

from django.urls import reverse
from django.utils import timezone

from nombres.formats import date_fr
from saisie.recapitulation import make_retrait


def recapitulate_jeton(jeton):
    """Before a token is withdrawn."""
    dernier = jeton.appels.minute
    return make_retrait(
        titre=f"Retirer le jeton de l’outil «\u00a0{jeton.outil}\u00a0»",
        faits=(
            ("Outil", jeton.outil),
            ("Agit pour", jeton.porteur.nom),
            ("Peut", jeton.get_portee_display()),
            ("Dernier appel", date_fr(timezone.localtime(dernier).date()) if dernier else "Aucun"),
        ),
        disparait=("Dès maintenant, cet outil n’est plus servi.",),
        reste=(
            "Ce que l’outil a écrit reste, sous le nom de qui il agissait pour.",
            "Un autre jeton se crée quand on veut.",
        ),
        retour=("les jetons", reverse("api:jetons")),
        refus="Ce jeton est déjà retiré." if jeton.retire_le else None,
        lu=str(jeton.retire_le or ""),
    )
