"""What removing a file does, in words, before it is done."""

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from nombres.formats import date_fr
from saisie.recapitulation import JOURNAL, make_retrait


def recapitulate_piece(piece, objet, retour, reste=JOURNAL):
    """Before a file that proves `objet` (words) is removed."""
    return make_retrait(
        titre=f"Retirer la pièce «\u00a0{piece.nom_fichier}\u00a0»",
        faits=(
            ("Pièce", f"{piece.nom_fichier} ({filesizeformat(piece.taille)})"),
            ("Jointe à", objet),
            ("Jointe par", f"{piece.par}, le {date_fr(timezone.localtime(piece.le).date())}"),
            ("Empreinte SHA-256", piece.empreinte),
        ),
        disparait=("Le fichier n’est plus sur le site\u00a0: gardez-en une copie si vous en avez besoin.",),
        reste=(reste,),
        retour=retour,
    )
