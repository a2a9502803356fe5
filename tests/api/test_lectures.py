"""What a tool reads is what its holder reads on the pages: no more, no less, the same figures."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.adresses import list_adresses_de_l_api
from api.erreurs import PHRASES
from comptes.models import Portee
from conventions.models import Convention, Exercice, Financement
from conventions.queries.exercices import list_exercices_lisibles
from indicateurs.models import Cible, Valeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.lignes import list_lignes
from pilotage.queries.chiffres import list_lignes_export
from tests.api.appels import Outil, list_appels
from tests.routes import QUI

pytestmark = pytest.mark.une_base

EXERCICE = "/conventions/29/2021"
RESSOURCES = ("", "/actions", "/chiffres", "/cibles", "/financement")


def list_all(outil, adresse):
    """Every element of a list, page after page."""
    elements, page = [], 1
    while True:
        lue = outil.get(f"{adresse}{'&' if '?' in adresse else '?'}page={page}")
        elements += lue["elements"]
        if page >= lue["pages"]:
            assert len(elements) == lue["total"]
            return elements
        page += 1


@pytest.mark.parametrize("qui", QUI)
def test_the_perimeter_is_that_of_the_pages(client, demo, qui):
    """An exercice that its page would not show is nowhere: not listed, not found, none of its figures given."""
    outil, compte = Outil(client, qui), demo.get_compte(qui)
    lisibles = {(un.convention.code, un.annee) for un in list_exercices_lisibles(compte)}
    listes = [(un["convention"], un["annee"]) for un in list_all(outil, "/exercices")]
    assert len(listes) == len(set(listes)) and set(listes) == lisibles
    conventions = set(Convention.objects.visible_to(compte).values_list("code", flat=True))
    assert {un["code"] for un in list_all(outil, "/conventions")} == conventions
    for code, annee in Exercice.objects.values_list("convention__code", "annee"):
        attendu = 200 if (code, annee) in lisibles else 404
        for ressource in RESSOURCES if annee == 2021 else ("",):
            statut = outil.call("get", f"/conventions/{code}/{annee}{ressource}").status_code
            assert statut == attendu, (code, annee, ressource)
        statut = outil.call("get", f"/conventions/{code}").status_code
        assert statut == (200 if code in conventions else 404)
    chiffres = {(un["convention"], un["annee"]) for un in list_all(outil, "/chiffres?annee=2021")}
    assert chiffres == {(code, annee) for code, annee in lisibles if annee == 2021}


def test_a_filter_that_is_misspelt_is_refused_not_ignored(client, demo):
    """Of every address; those that it says it has are taken."""
    outil = Outil(client, "agent.29", Portee.DEPOT)
    for une in list_adresses_de_l_api():
        adresse = re.sub(r"{code}", "29", re.sub(r"{annee}", "2021", une.chemin)).removeprefix("/api/v1")
        adresse = re.sub(r"{\w+}", "1", adresse)
        reponse = outil.call(une.methode.lower(), f"{adresse}?anee=2021")
        assert reponse.status_code == 422, une
        assert [un["champ"] for un in reponse.json()["erreurs"]] == ["anee"], une
        for filtre in une.filtres:
            assert filtre.nom not in {
                un["champ"]
                for un in outil.call("get", f"{adresse}?{filtre.nom}=2021").json().get("erreurs", ())
                if un["code"] == "inconnu"
            }


def test_figures_are_those_of_the_pages(client, demo):
    outil = Outil(client, "agent.29")
    lignes = {un.indicateur.code: un for un in list_lignes(demo.brouillon)}
    lus = {un["code"]: un for un in list_all(outil, f"{EXERCICE}/chiffres")}
    assert list(lus) == list(lignes)
    comparables = 0
    for code, ligne in lignes.items():
        lu, valeur = lus[code], ligne.valeur
        assert lu["etat"] == ligne.resultat.etat
        exacte = lu["valeur_exacte"]
        assert (None if exacte is None else Fraction(exacte)) == ligne.resultat.valeur
        for nom in ("numerateur", "denominateur"):
            assert (None if lu[nom] is None else Decimal(lu[nom])) == getattr(ligne.resultat, nom)
        assert lu["version"] == (valeur.version if valeur else 0)
        if ligne.comparabilite:
            assert lu["comparabilite"]["comparable"] == ligne.comparabilite.is_comparable
            assert lu["comparabilite"]["motifs"] == list(ligne.comparabilite.motifs)
            comparables += 1
    assert comparables > 5
    # A number is a text: no float anywhere, missing is never 0.
    assert not [nom for lu in lus.values() for nom, dit in lu.items() if isinstance(dit, float)]
    vides = [lu for lu in lus.values() if lu["etat"] == "vide"]
    assert vides and {lu["numerateur"] for lu in vides} == {lu["valeur"] for lu in vides} == {None}
    # The same, among all those of the year, held against the other conventions.
    _, export = list_lignes_export(demo.get_compte("centrale"), 2021)
    des_autres = list_all(Outil(client, "centrale"), "/chiffres?annee=2021&convention=22")
    attendus = [un for un in export if un.exercice.convention.code == "22"]
    assert [un["code"] for un in des_autres] == [un.indicateur.code for un in attendus]
    assert [un["numerateur"] and Decimal(un["numerateur"]) for un in des_autres] == [
        un.resultat.numerateur for un in attendus
    ]


def test_a_rounded_rate_is_rounded_once_and_its_fraction_is_exact(client, demo, sans_verrous):
    """Two thirds: 66.7 %, and 2/3."""
    valeur = Valeur.objects.filter(exercice=demo.transmis, denominateur__gt=0).first()
    Valeur.objects.filter(pk=valeur.pk).update(numerateur=20, denominateur=30)
    lu = next(
        un
        for un in list_all(Outil(client, "centrale"), "/conventions/22/2021/chiffres")
        if un["code"] == valeur.code
    )
    assert (lu["valeur_exacte"], lu["valeur"], lu["unite"]) == ("2/3", "66.7", "%")
    assert (lu["numerateur"], lu["denominateur"]) == ("20", "30")


def test_the_money_the_actions_and_the_targets_are_those_that_are_stored(client, demo):
    outil = Outil(client, "agent.29")
    lu = outil.get(f"{EXERCICE}/financement")
    lignes = Financement.objects.filter(action__exercice=demo.brouillon)
    for nom in ("prevu", "execute"):
        stockes = [getattr(un, nom) for un in lignes if getattr(un, nom) is not None]
        dits = [
            Decimal(apport["montants"][nom])
            for action in lu["actions"]
            for apport in action["apports"]
            if apport["montants"][nom] is not None
        ]
        assert sorted(dits) == sorted(stockes) and sum(dits) == Decimal(lu["total"][nom] or 0)
    actions = list_all(outil, f"{EXERCICE}/actions")
    assert {un["numero"] for un in actions} == set(demo.brouillon.actions.values_list("numero", flat=True))
    assert any(un["partenaires"] for un in actions)
    cibles = {(un["code"], un["annee"]) for un in list_all(outil, f"{EXERCICE}/cibles")}
    assert cibles and cibles == set(
        Cible.objects.filter(convention=demo.brouillon.convention).values_list("code", "annee")
    )


def test_a_draft_is_read_as_it_is_written(client, demo):
    """The latest version, with its number: what one gives back to write."""
    outil, agent = Outil(client, "agent.29"), demo.get_compte("agent.29")
    valeur = next(un for un in demo.brouillon.valeurs.all() if un.etat == "renseigne" and not un.denominateur)
    saisie = SaisieValeur(valeur.version, "renseigne", Decimal("12"), commentaire="L’année d’avant : 11.")
    record_valeurs(by=agent, at=valeur.le, exercice=demo.brouillon, saisies={valeur.code: saisie})
    lus = list_all(outil, f"{EXERCICE}/chiffres")
    lu = next(un for un in lus if un["code"] == valeur.code)
    assert (lu["numerateur"], lu["version"]) == ("12", valeur.version + 1)
    # As it is stored: the typography of pages is not for programs.
    assert lu["commentaire"] == "L’année d’avant : 11."


FILTRES = (
    "/exercices?annee=2020",
    "/exercices?convention=29",
    "/exercices?dispositif=CALPAE",
    "/conventions?convention=22",
)


def test_lists_are_filtered_and_come_by_pages(client, demo, monkeypatch):
    outil = Outil(client, "centrale")
    tous = list_all(outil, "/exercices")
    for adresse in FILTRES:
        nom, _, voulu = adresse.partition("?")[2].partition("=")
        elements = list_all(outil, adresse)
        cle = "code" if adresse.startswith("/conventions") else nom
        assert elements and {str(un[cle]) for un in elements} == {voulu}
    assert outil.get("/exercices?annee=2003")["elements"] == []
    assert outil.get("/chiffres?annee=2003")["elements"] == []
    assert outil.get("/exercices?page=900")["elements"] == []
    monkeypatch.setattr("api.fiches.communs.PAR_PAGE", 1)
    assert list_all(outil, "/exercices") == tous and outil.get("/exercices")["pages"] == len(tous)


# Each: the token with its holder, the count of the call; the exercice; then what the query of the page costs.
REQUETES = {
    "/conventions": 4,
    "/conventions/29": 3,
    "/exercices": 4,
    "/chiffres?annee=2021": 8,
    EXERCICE: 3,
    f"{EXERCICE}/actions": 7,
    f"{EXERCICE}/chiffres": 6,
    f"{EXERCICE}/cibles": 5,
    f"{EXERCICE}/financement": 6,
    f"{EXERCICE}/parcours": 4,
}


@pytest.mark.parametrize("adresse", REQUETES)
def test_so_many_queries_whatever_there_is(client, demo, adresse):
    outil = Outil(client, "prefecture.29")
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        outil.get(adresse)
    assert len(requetes) == REQUETES[adresse], "\n".join(un["sql"][:150] for un in requetes)


ILLISIBLES = (
    ("/exercices?annee=deux", "annee"),
    ("/exercices?annee=99999999999999999999", "annee"),
    ("/exercices?page=0", "page"),
    ("/exercices?dispositif=%00", "dispositif"),
    ("/exercices?convention=%ED%A0%80", "convention"),
    ("/exercices?page=1e3", "page"),
)


@pytest.mark.parametrize(("adresse", "champ"), ILLISIBLES)
def test_what_is_asked_wrongly_is_named(client, demo, adresse, champ):
    dit = Outil(client, "agent.29").get(adresse, attendu=422)
    assert dit["detail"] == PHRASES[422]
    assert [une["champ"] for une in dit["erreurs"]] == [champ]
    assert dit["erreurs"][0]["message"].endswith(".")


def test_everything_that_is_refused_is_said_alike(client, demo):
    outil = Outil(client, "agent.29")
    for adresse in ("/rien", "/conventions/99/2021", "/conventions/29/1", "/conventions/29/x", "/a%00b"):
        assert outil.get(adresse, attendu=404) == {"detail": PHRASES[404], "erreurs": []}
    for _, adresse in list_appels():
        reponse = outil.call("delete", adresse.removeprefix("/api/v1"))
        assert reponse.status_code == 405 and reponse["Allow"]
        assert reponse.json() == {"detail": PHRASES[405], "erreurs": []}
    charset = outil.call("post", "/exercices", data=b"{}", content_type="application/json; charset=utf-7")
    assert charset.status_code == 400 and charset.json()["detail"] == PHRASES[400]


def test_its_document_is_read_by_anybody_and_its_page_names_each_address(client, db):
    document = client.get("/api/v1/openapi.json")
    assert document.status_code == 200 and document["Content-Type"].startswith("application/json")
    assert client.post("/api/v1/openapi.json").status_code == 405
    page = client.get("/api/").content.decode()
    # What one copies from it is not French: no apostrophe of ours in it, no space that does not break.
    exemples = re.findall(r'<p class="empreinte">(.*?)</p>', page, re.DOTALL)
    assert len(exemples) == 3 and not re.search("[\u00a0\u202f\u2019]", "".join(exemples))
    chemins = document.json()["paths"]
    assert len(chemins) > 8
    for chemin, operations in chemins.items():
        for methode, operation in operations.items():
            assert f"<code>{methode.upper()} {chemin}</code>" in page
            assert operation["summary"] in page
            assert {"401", "404", "422", "429"} < set(operation["responses"])
