"""A stored file as a download."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from fichiers.integrite import read_octets


def send_piece(piece):
    """The stored bytes, always as a download: a file of somebody else's never opens inside the site."""
    return HttpResponse(
        read_octets(piece),
        content_type=piece.type_contenu,
        headers={
            "Content-Disposition": content_disposition_header(True, piece.nom_fichier),
            "X-Content-Type-Options": "nosniff",
        },
    )
