"""The open data of an edition: described by their own schema, to which frictionless holds them, and the same bytes."""

import csv
import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from frictionless import Package, Schema, system
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilotage.edition import publish
from pilotage.models import Edition
from pilotage.paquet import Cartouche, write_paquet
from pilotage.publication import compute_valeur
from pilotage.queries.edition import make_cartouche, read_publication
from saisie.caracteres import clean_texte
from tests.ampleur import count_cas
from tests.pilotage.annees import draw_annee, make_brute

pytestmark = pytest.mark.une_base

LE = datetime(2022, 6, 1, 9, tzinfo=UTC)
CARTOUCHE = Cartouche("Une année", "2024.1", 1, LE, date(2022, 6, 1), "0" * 64)
TEXTES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).map(
    lambda texte: texte.strip() or "="
) | st.sampled_from(["=1+1", "+33", "-2", "@SOMME(A1)", '"', "a;b,c", "’", "\u202f=x"])


def unpack(octets, dossier):
    zipfile.ZipFile(io.BytesIO(octets)).extractall(dossier)
    return dossier / "datapackage.json"


def validate(octets, dossier):
    """What frictionless says against it: against the package, its schemas, its files, its keys, its digests."""
    with system.use_context(trusted=True):
        bilan = Package(str(unpack(octets, dossier))).validate()
    return [faute.message for tache in bilan.tasks for faute in tache.errors] + [
        faute.message for faute in bilan.errors
    ]


def test_the_demo_s_edition_is_what_its_schema_says(demo, tmp_path):
    edition = Edition.objects.get()
    assert validate(edition.octets, tmp_path) == []
    dit = json.loads((tmp_path / "datapackage.json").read_text())
    assert dit["licenses"][0]["name"] == "etalab-2.0"
    assert dit["version"] == edition.version
    assert edition.empreinte_contenu in dit["description"]
    for ressource in dit["resources"]:
        octets = (tmp_path / ressource["path"]).read_bytes()
        assert ressource["hash"] == f"sha256:{hashlib.sha256(octets).hexdigest()}"
        assert Schema.from_descriptor(ressource["schema"]).primary_key
        assert all(champ["description"] for champ in ressource["schema"]["fields"])
    assert write_paquet(read_publication(edition), make_cartouche(edition)) == bytes(edition.octets)


@settings(
    max_examples=count_cas(15),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    graine=st.integers(0, 10**6),
    textes=st.tuples(TEXTES, TEXTES),
    montants=st.lists(st.none() | st.decimals(0, 10**9, places=2), max_size=8),
)
def test_whatever_is_published_is_what_the_schema_says(tmp_path_factory, graine, textes, montants):
    dites = draw_annee(random.Random(graine))[0]
    publication, _ = publish(make_brute(dites, textes, montants))
    octets = write_paquet(publication, replace(CARTOUCHE, titre=textes[0]))
    dossier = tmp_path_factory.mktemp("paquet")
    assert validate(octets, dossier) == []
    check_lignes(publication, dossier)
    for fichier in dossier.glob("*.csv"):
        for ligne in csv.reader(io.StringIO(fichier.read_text("utf-8"), newline="")):
            assert not any(cellule.startswith(("=", "+", "-", "@", "\t", "\r")) for cellule in ligne)
            assert [clean_texte(cellule) for cellule in ligne] == ligne


def check_lignes(publication, dossier):
    """Each line says its figures, or why it has none."""
    with (dossier / "indicateurs.csv").open(newline="") as fichier:
        lues = list(csv.DictReader(fichier))
    natures = {un.code: un.nature for un in publication.indicateurs}
    assert len(lues) == len(publication.lignes)
    for lue, ligne in zip(lues, publication.lignes, strict=True):
        assert (lue["numerateur"] == "") == (ligne.numerateur is None)
        assert lue["numerateur"] or lue["etat"] in ("secret", "vide", "non_disponible", "non_concerne")
        valeur = compute_valeur(natures[ligne.indicateur], ligne.numerateur, ligne.denominateur)
        if valeur is None:
            assert lue["valeur"] == ""
        else:
            assert abs(Decimal(lue["valeur"]) - Decimal(valeur.numerator) / valeur.denominator) <= Decimal(
                "1e-6"
            )


@pytest.mark.parametrize(
    ("table", "avant", "apres", "faute"),
    [
        ("indicateurs.csv", "secret", "autre", "constraint-error"),
        ("indicateurs.csv", "22,A2,", "22,A1,", "primary-key"),
        ("indicateurs.csv", "22,A1,", "XX,A1,", "foreign-key"),
        ("agregats.csv", "FR,", ",", "constraint-error"),
        ("montants.csv", ",non", ",peut-être", "type-error"),
    ],
)
def test_what_is_not_what_the_schema_says_is_refused(demo, tmp_path, table, avant, apres, faute):
    """The schema says something: a word that is not one of its own, a key that points nowhere."""
    unpack(Edition.objects.get().octets, tmp_path)
    texte = (tmp_path / table).read_text("utf-8")
    assert avant in texte
    (tmp_path / table).write_text(texte.replace(avant, apres, 1), "utf-8", newline="")
    with system.use_context(trusted=True):
        bilan = Package(str(tmp_path / "datapackage.json")).validate()
    assert faute in {une.type for tache in bilan.tasks for une in tache.errors}
