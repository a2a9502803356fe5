"""Writes on the life of a convention: who signs it, what was voted, the copies that prove it."""

from conventions.models import Signataire


def set_signataires(convention, signataires):
    """Replace those who sign: [{partie, nom, titre, qualite}] in order. Inside the caller's transaction; raises
    ValidationError."""
    convention.signataires.all().delete()
    lignes = [
        Signataire(convention=convention, rang=rang, **un) for rang, un in enumerate(signataires, start=1)
    ]
    for ligne in lignes:
        ligne.full_clean(exclude=["convention"])
    Signataire.objects.bulk_create(lignes)
