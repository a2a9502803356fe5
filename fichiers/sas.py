"""Where a file waits: a parcours file for its calculation, in the directory of the deposits; an export for whoever
asked for it, in a directory of its own there. A random name, readable by the site alone, deleted in the end."""

import os
import secrets

from django.conf import settings

from fichiers.porte import FichierRefuse


def get_chemin(nom, dossier=""):
    """Path of a waiting file."""
    return settings.DEPOTS_DIR / dossier / nom


def create_fichier(nom, dossier=""):
    """A new waiting file of that name, open to be written. Raises OSError when the disk will not have it."""
    chemin = get_chemin(nom, dossier)
    chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def make_nom():
    """A name that nobody guesses, and that nothing of the file tells."""
    return secrets.token_hex(16)


def store_fichier(fichier):
    """Write an uploaded file; returns the name it waits under. Raises FichierRefuse when the disk will not have it."""
    nom = make_nom()
    try:
        with create_fichier(nom) as sortie:
            for morceau in fichier.chunks():
                sortie.write(morceau)
    except OSError as erreur:
        delete_fichier(nom)
        raise FichierRefuse(
            "depot_impossible",
            "Le site n’a pas pu garder ce fichier le temps de le lire\u00a0: réessayez dans quelques minutes.",
        ) from erreur
    return nom


def delete_fichier(nom, dossier=""):
    """Delete a waiting file; one that is already gone is fine."""
    if nom:
        get_chemin(nom, dossier).unlink(missing_ok=True)


def list_fichiers(avant, dossier=""):
    """Names of the files that have been waiting since before `avant`, a timestamp."""
    anciens, ici = [], get_chemin("", dossier)
    if ici.is_dir():
        for chemin in ici.iterdir():
            try:
                if chemin.is_file() and chemin.stat().st_mtime < avant:
                    anciens.append(chemin.name)
            except FileNotFoundError:
                continue  # another worker was quicker
    return anciens
