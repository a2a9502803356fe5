"""Exercices of the demo made otherwise, and the words of a page about them."""

from decimal import Decimal
from html import unescape

from django.urls import reverse

from conventions.models import Convention, Etat, Exercice, Financement
from indicateurs.models import Cible, DeclarationMethode, Valeur
from tests.lecture import read_html


def clone(exercice, codes, **declaration):
    """Other départements with the figures of `exercice`: same counts, and its method changed by `declaration`."""
    return [clone_annee(exercice, clone_convention(exercice, code), **declaration) for code in codes]


def clone_convention(exercice, code):
    """The convention of `exercice` in another département, with its targets and no year."""
    convention = Convention.objects.get(pk=exercice.convention_id)
    cibles = list(Cible.objects.filter(convention=convention))
    convention.pk, convention.code, convention.departement_id = None, code, code
    convention.save()
    for cible in cibles:
        cible.pk, cible.convention = None, convention
    Cible.objects.bulk_create(cibles)
    return convention


def clone_annee(exercice, convention, **declaration):
    """The year of `exercice` in another convention."""
    valeurs = list(Valeur.objects.filter(exercice=exercice))
    methode = DeclarationMethode.objects.get(exercice=exercice)
    copie = Exercice.objects.get(pk=exercice.pk)
    etat, copie.etat = copie.etat, Etat.BROUILLON
    copie.pk, copie.convention = None, convention
    copie.save()
    for ligne in (*valeurs, methode):
        ligne.pk, ligne.exercice = None, copie
    for nom, valeur in declaration.items():
        setattr(methode, nom, valeur)
    Valeur.objects.bulk_create(valeurs)
    methode.save()
    copie.etat = etat
    copie.save()
    return copie


def add_montants(action, **montants):
    """One line per source: `etat=("100", "90")`; None is not filled in."""
    for source, (prevu, execute) in montants.items():
        Financement.objects.create(
            action=action,
            source=source,
            prevu=None if prevu is None else Decimal(prevu),
            execute=None if execute is None else Decimal(execute),
        )


def read_page(client, demo, qui, nom, *args, **params):
    client.force_login(demo.get_compte(qui))
    reponse = client.get(reverse(f"reporting:{nom}", args=args), params)
    assert reponse.status_code == 200
    return " ".join(unescape(read_html(reponse)).replace("\u00a0", " ").replace("\u202f", " ").split())
