"""Where a parcours file waits for its calculation: a random name, readable by the site alone, deleted when it ends."""

import os
import secrets

from django.conf import settings

from fichiers.porte import FichierRefuse


def get_chemin(nom):
    """Path of a waiting file."""
    return settings.DEPOTS_DIR / nom


def store_fichier(fichier):
    """Write an uploaded file; returns the name it waits under. Raises FichierRefuse when the disk will not have it."""
    nom = secrets.token_hex(16)
    try:
        settings.DEPOTS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        descripteur = os.open(get_chemin(nom), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descripteur, "wb") as sortie:
            for morceau in fichier.chunks():
                sortie.write(morceau)
    except OSError as erreur:
        delete_fichier(nom)
        raise FichierRefuse(
            "depot_impossible",
            "Le site n’a pas pu garder ce fichier le temps de le lire\u00a0: réessayez dans quelques minutes.",
        ) from erreur
    return nom


def delete_fichier(nom):
    """Delete a waiting file; one that is already gone is fine."""
    if nom:
        get_chemin(nom).unlink(missing_ok=True)


def list_fichiers(avant):
    """Names of the files that have been waiting since before `avant`, a timestamp."""
    anciens = []
    if settings.DEPOTS_DIR.is_dir():
        for chemin in settings.DEPOTS_DIR.iterdir():
            try:
                if chemin.stat().st_mtime < avant:
                    anciens.append(chemin.name)
            except FileNotFoundError:
                continue  # another worker was quicker
    return anciens
