"""One field: the same results on both databases, nothing outside what one may read, whatever is typed."""

import random
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import (
    Action,
    Convention,
    Etat,
    Exercice,
    PieceAction,
    PieceConvention,
    Redeploiement,
)
from fichiers.pieces import make_piece
from indicateurs.models import PieceJointe
from pilotage.mots import TROP_COURT, TROP_LONG, is_trouve, list_cherches, split_mots
from pilotage.plein_texte import Contient
from pilotage.queries.recherche import APERCU, COLONNES, TITRES, search
from remarques.models import Audience, EtatRemarque, Remarque
from reporting.models import Document
from tests.chemins import FICHIER, LE
from tests.lecture import read
from tests.refus import make_remarque
from tests.routes import QUI

# Rows that several acts make are written beneath the site.
pytestmark = pytest.mark.usefixtures("sans_verrous")

REQUETES = 9
TITRE = "L’accompagnement – œuvre d’insertion à Plœmeur, S4-1 / 1e5, ½ ÉTÉ"
TROUVENT = (
    "accompagnement", "ACCOMP", "l'accompagnement", "L’Accompagnement", "oeuvre", "œuv", "insertion oeuvre",
    "ploemeur", "ete", "Été", "s4-1 oeuvre", "1E5", "E\u0301TE\u0301 insertion oeuvre", "zz-7", "finistère oeuvre",
    "2021 oeuvre", "oeuvre Finistere 2021 bretagne", "insértion & | ! : * oeuvre",
)  # fmt: skip
NE_TROUVENT_PAS = (
    "uvre",
    "oeuvre2",
    "oeuvre s4-10",
    "1e6",
    "oeuvre 2020",
    "oeuvre ardennes",
    "e5",
    "finistere 2021",
)
# Typed, and what is read of it: why nothing is looked for, or that nothing is found.
HOSTILES = {
    **dict.fromkeys(("a", "é", "l'", "%", "_", "\\", "%_\\'\"", "& | ! :*", "💶", "\ud800", "<->"), TROP_COURT),
    # What no one sees is not typed.
    "\x00": "La recherche porte sur",
    **dict.fromkeys(("a" * 10_000, "ab " * 100, " ".join(f"m{rang}" for rang in range(11))), TROP_LONG),
    **dict.fromkeys(
        ("z\x00q", "zq & | !", "zq:*", "(zq", "<-> zq", "' OR zq=1 --", "zq\\", "'zq':A", "1" * 200, "é" * 200),
        "Rien ne répond à",
    ),
}  # fmt: skip


@pytest.fixture
def action(demo):
    """One action of 2021 of the Finistère, a draft."""
    return Action.objects.create(
        exercice=demo.brouillon, numero="ZZ-7", titre=TITRE, axe="S4", nature="nouvelle"
    )


def find(compte, texte, genre):
    return [une.libelle for un in search(compte, list_cherches(texte), genre) for une in un.trouvailles]


@pytest.mark.deux_bases
def test_both_databases_find_the_same(demo, action):
    compte = demo.get_compte("agent.29")
    for texte in (*TROUVENT, *NE_TROUVENT_PAS):
        assert (str(action) in find(compte, texte, "actions")) == (texte in TROUVENT), texte
    # What says where it is leads there, what says which year to the year; a number is whole.
    assert find(compte, "FINIST", "conventions") == ["Finistère (29)"]
    assert find(compte, "29 exercice 2021", "exercices") == ["Exercice 2021"]
    assert find(compte, "finistere", "exercices") == find(compte, "finistere 202", "exercices") == []
    [r2] = search(compte, ("r2", "finistere", "2020"))
    assert {un.adresse.rpartition("#")[2] for un in r2.trouvailles} == {"R2"}
    assert {adresse for un in r2.trouvailles for _, adresse in un.suites} == {
        reverse("indicateurs:saisie", args=["29", 2020, "S4"]),
        reverse("indicateurs:pourquoi", args=["29", 2020, "S4", "R2"]),
    }
    rapports = Document.objects.readable_by(compte).filter(exercice=demo.valide, nature="rapport")
    assert len(find(compte, "2020 execution rapport", "documents")) >= rapports.count() > 0
    dessine = {"etat": "dessine", "octets": b"%PDF", "empreinte": "0123456789ab" * 5 + "cdef"}
    Document.objects.filter(pk=demo.document.pk).update(**dessine)
    for texte in (dessine["empreinte"], "0123456789A finistere"):
        [papier] = search(compte, list_cherches(texte), "documents")[0].trouvailles
        assert papier.adresse == reverse("reporting:document", args=[demo.document.pk])


@pytest.mark.deux_bases
def test_the_words_of_a_text_are_the_same_whoever_splits_them(demo, action):
    tirage = random.Random(2021)
    lettres = "aéÈœŒæÆçß’'-_/.,;:!?()«»–…½①ºﬁŀK\u0301\u00a0\u202f💶 zZ019 "
    textes = ["".join(tirage.choices(lettres, k=tirage.randint(0, 40))) for _ in range(60)]
    for texte in (*textes, "x" * 5_000, "m" * 199 + " " + "n" * 201):
        Action.objects.filter(pk=action.pk).update(description=texte)
        mots = split_mots(texte)
        for mot in {*mots, *(mot[:3] for mot in mots), "zz", "019"}:
            trouvee = Action.objects.filter(Contient("description", cherches=[mot]), pk=action.pk).exists()
            assert trouvee == is_trouve(mot, mots), (texte, mot)


def test_the_index_serves_the_search(demo):
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    with connection.schema_editor() as editeur:
        # Tests make their tables without migrations.
        import_module("pilotage.migrations.0003_recherche").add_index(None, editeur)
        # So few rows are read whole, unless that is forbidden.
        editeur.execute("SET LOCAL enable_seqscan = off")
    for colonnes, nom in ((COLONNES, "action_mots"), (COLONNES[:2], "action_mots_du_titre")):
        plan = Action.objects.order_by().filter(Contient(*colonnes, cherches=["oeuvre"])).explain()
        assert f"{nom} " in plan


@pytest.mark.deux_bases
def test_a_file_joined_as_evidence_is_found_by_its_name_by_who_may_read_it(client, demo, action):
    jointe = {
        **FICHIER,
        "nom_fichier": "Œuvre d’été_R2 (copie).PDF",
        "by": demo.get_compte("agent.29"),
        "at": LE,
    }
    for modele, champs in (
        (PieceJointe, {"exercice": demo.brouillon, "code": "R2"}),
        (PieceAction, {"action": action}),
        (Redeploiement, {"exercice": demo.brouillon, "constat": "Atteint"}),
        (PieceConvention, {"convention": demo.brouillon.convention, "nature": "avenant"}),
        (PieceConvention, {"convention": demo.brouillon.convention, "nature": "autre", "retiree_le": LE}),
    ):
        make_piece(modele, **jointe, **champs).save()
    sujets = {"chiffre R2", f"action {action.numero}", "redéploiement", "convention"}
    for qui in QUI:
        compte = demo.get_compte(qui)
        lus = set(Exercice.objects.readable_by(compte))
        attendus = sujets if demo.brouillon in lus else set()
        if Convention.objects.visible_to(compte).filter(code="29").exists():
            attendus = attendus | {"convention"}
        for texte in ("oeuvre", "OEUV r2 ete", "finistere pdf copie"):
            groupes = search(compte, list_cherches(texte), "pieces")
            trouvees = [une for un in groupes for une in un.trouvailles]
            assert {une.lieu.partition(", ")[2] for une in trouvees} == attendus, (qui, texte)
            assert [un.nombre for un in groupes] == ([len(attendus)] if attendus else []), (qui, texte)
        assert find(compte, "ardennes oeuvre", "pieces") == find(compte, "uvre", "pieces") == []
        client.force_login(compte)
        assert {client.get(une.adresse).status_code for une in trouvees} <= {200}, qui
    # What belongs to a year is found with it.
    annee = [une.lieu for un in search(compte, ("oeuvre", "2021"), "pieces") for une in un.trouvailles]
    assert all("2021" in lieu for lieu in annee)


@pytest.mark.une_base
def test_each_finds_what_they_may_read_and_nothing_else(demo, action):
    remarques = {}
    for audience, etat in (("collectivite", "ouverte"), ("etat", "ouverte"), ("collectivite", "retiree")):
        remarques[audience, etat] = make_remarque(
            audience=audience, etat=etat, libelle=f"Oeuvre {audience} {etat}"
        )(demo.brouillon)[0]
    brouillon = Document.objects.filter(exercice=demo.brouillon).first() or Document.objects.create(
        **{
            champ: getattr(demo.document, champ)
            for champ in ("contenu", "empreinte_contenu", "par", "le", "projet")
        },
        exercice=demo.brouillon,
        nature="rapport",
    )
    for qui in QUI:
        compte = demo.get_compte(qui)
        lisibles = set(Exercice.objects.readable_by(compte))
        assert bool(find(compte, "oeuvre", "actions")) == (demo.brouillon in lisibles), qui
        attendues = {un.libelle for un in Remarque.objects.visible_to(compte) if "Oeuvre" in un.libelle}
        assert set(find(compte, "oeuvre", "remarques")) == attendues, qui
        # The words of a message too.
        assert len(find(compte, "pourquoi oeuvre", "remarques")) == len(attendues), qui
        lus = Document.objects.readable_by(compte)
        assert (
            len(find(compte, "rapport", "documents")) == lus.filter(nature__in=("rapport", "commun")).count()
        )
        vues = Convention.objects.visible_to(compte)
        assert len(find(compte, "calpae", "conventions")) == vues.filter(dispositif="CALPAE").count(), qui
        assert bool(find(compte, "finistere", "conventions")) == vues.filter(code="29").exists(), qui
    # And said otherwise, for those it matters to.
    agent, centrale = demo.get_compte("agent.29"), demo.get_compte("centrale")
    assert find(agent, "oeuvre", "remarques") == ["Oeuvre collectivite ouverte"]
    assert len(find(demo.get_compte("prefecture.29"), "oeuvre", "remarques")) == 2
    assert find(demo.get_compte("agent.22"), "oeuvre", "actions") == find(centrale, "oeuvre", "actions") == []
    assert brouillon.pk and not find(centrale, "29 rapport 2021", "documents")
    # Once handed over, the centrale finds them.
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    assert find(centrale, "oeuvre", "actions") == [str(action)]
    assert len(find(centrale, "oeuvre", "remarques")) == 2
    assert {un.etat for un in remarques.values()} == {EtatRemarque.OUVERTE, EtatRemarque.RETIREE}
    assert {un.audience for un in remarques.values()} == set(Audience)


@pytest.mark.deux_bases
def test_whatever_is_typed_is_a_sentence_or_plain_results(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("reporting:recherche")
    for texte, phrase in HOSTILES.items():
        page = client.get(
            adresse,
            {"q": texte.encode("utf-8", "surrogatepass"), "genre": texte[:9].encode("utf-8", "replace")},
        )
        assert page.status_code == 200, texte
        assert phrase.replace("\u00a0", " ") in read(page), texte[:200]
    assert "La recherche porte sur" in read(client.get(adresse))
    assert "1 résultat" not in read(client.get(adresse, {"q": "zzzz", "genre": "actions"}))


def test_a_kind_is_cut_says_how_many_more_and_costs_as_many_queries(client, demo):
    compte = demo.get_compte("agent.29")
    nombres = []
    for fois in (1, 30):
        Action.objects.bulk_create(
            Action(
                exercice=demo.brouillon,
                numero=f"Y{fois}-{rang}",
                titre="Sauterelle",
                axe="S4",
                nature="nouvelle",
            )
            for rang in range(fois)
        )
        for rang in range(fois):
            make_remarque(libelle=f"Sauterelle {rang}", cle=f"{fois}-{rang}")(demo.brouillon)
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            groupes = search(compte, ("sauterelle",))
        nombres.append(len(requetes))
        assert [(un.genre, un.nombre, len(un.trouvailles)) for un in groupes] == [
            (genre, 1 if fois == 1 else 31, min(APERCU, 31 if fois > 1 else 1))
            for genre in ("actions", "remarques")
        ]
    assert nombres == [REQUETES, REQUETES]
    client.force_login(compte)
    adresse = reverse("reporting:recherche")
    page = client.get(adresse, {"q": "sauterelle"})
    assert "et 26 autres" in read(page)
    assert read(client.get(adresse, {"q": "sauterelle", "genre": "actions"})).count("– Sauterelle") == 31
    # Each leads to a page that opens.
    for groupe in search(compte, list_cherches("2021 r2 sauterelle rapport exercice finistere")) + groupes:
        assert client.get(groupe.trouvailles[0].adresse).status_code == 200, groupe.genre
    for genre, texte in zip(
        TITRES, ("finistere", "exercice 2020", "s1", "r2", "rapport", "piece", "sauterelle"), strict=True
    ):
        if genre == "pieces":
            jointe = {**FICHIER, "nom_fichier": "Pièce.pdf", "by": compte, "at": LE}
            make_piece(PieceAction, **jointe, action=demo.brouillon.actions.first()).save()
        [groupe] = search(compte, list_cherches(texte), genre)
        for une in groupe.trouvailles[:2]:
            for ou in (une.adresse, *(ou for _, ou in une.suites)):
                assert client.get(ou).status_code == 200, ou
