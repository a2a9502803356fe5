"""Names are in the order of French words, on both databases, wherever a list is sorted by them."""

import random

import pytest
from django.apps import apps
from django.db.models import CharField, TextField

from comptes.models import Collectivite, Region
from comptes.ordre import OrdreDesNoms
from conventions.queries.collectivites import list_collectivites
from nombres.ordre import make_cle_de_nom

TRIES = (
    *("Côte-d’Or", "Côtes d'Armor", "É", "Écouen", "Eure", "Île-de-France", "La Réunion"),
    *("oeuf", "Œuvre", "Zoé"),
)
# Words that are sorted as they are: codes, numbers, addresses.
PAS_DES_NOMS = {"comptes.utilisateur.email"}


@pytest.mark.deux_bases
def test_both_databases_sort_names_as_a_french_reader(db):
    hasard = random.Random(11)
    signes = "aéÉàçñœŒÆ’'- ./(1)Zz\u00a0e\u0301\u2019ïŸ"
    noms = {*TRIES} | {"".join(hasard.choices(signes, k=hasard.randint(1, 9))) for _ in range(200)}
    Region.objects.bulk_create(
        Region(code=f"z{rang:02}", nom=nom) for rang, nom in enumerate(sorted(noms)[:99])
    )
    gardes = list(Region.objects.values_list("nom", flat=True))
    assert [make_cle_de_nom(un) for un in gardes] == sorted(make_cle_de_nom(un) for un in gardes)
    cles = Region.objects.annotate(cle=OrdreDesNoms("nom")).values_list("nom", "cle")
    assert dict(cles) == {nom: make_cle_de_nom(nom) for nom in gardes}
    assert sorted(TRIES, key=make_cle_de_nom) == list(TRIES)


def test_no_list_is_in_the_order_of_bytes():
    """A model that is in the order of a name says so with the key."""
    nus = {
        f"{modele._meta.label_lower}.{champ}"
        for modele in apps.get_models()
        for champ in modele._meta.ordering
        if isinstance(champ, str)
        and champ in {"nom", "libelle", "titre", "email", "nom_fichier"}
        and isinstance(modele._meta.get_field(champ), CharField | TextField)
        and champ == modele._meta.ordering[0]
    }
    assert nus <= PAS_DES_NOMS


def test_the_collectivités_are_in_order_whatever_is_counted_with_them(demo):
    noms = [une.nom for une in list_collectivites()]
    assert noms == sorted(noms, key=make_cle_de_nom)
    assert len(noms) == Collectivite.objects.count() > 50
