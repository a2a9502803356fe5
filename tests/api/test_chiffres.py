"""Figures that a tool sends: written as by the page, all or none, and never over somebody else's."""

from decimal import Decimal

import pytest

from comptes.models import Portee, Trace
from conventions.models import Etat, Exercice
from indicateurs.models import Valeur, VersionValeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.api.appels import Outil
from tests.routes import QUI

pytestmark = pytest.mark.une_base

REQUETES = 15
ADRESSE = "/conventions/29/2021/chiffres"


@pytest.fixture
def outil(client, demo):
    return Outil(client, "agent.29", Portee.DEPOT)


def get_valeur(demo, code):
    return Valeur.objects.get(exercice=demo.brouillon, code=code)


def find_effectif(demo):
    """A figure of the draft that is one number, far enough from any rule."""
    effectifs = [
        un for un in demo.brouillon.valeurs.order_by("code") if un.is_chiffree and un.denominateur is None
    ]
    return next(un for un in effectifs if un.source == "saisie")


def find_delai(demo):
    """One that nobody wrote yet: its file waits to be confirmed."""
    return next(code for code, un in demo.brouillon.referentiel.definition.indicateurs.items() if un.regle)


def send(outil, *chiffres, attendu=200):
    return outil.post(ADRESSE, {"chiffres": chiffres}, attendu)


def test_a_number_is_written_as_by_the_page_and_the_rest_stays(outil, demo):
    avant, traces = find_effectif(demo), Trace.objects.count()
    Valeur.objects.filter(pk=avant.pk).update(commentaire="Compté en janvier.", fiabilite="estime")
    dit = send(outil, {"code": avant.code, "version": avant.version, "numerateur": str(avant.numerateur + 1)})
    apres = get_valeur(demo, avant.code)
    assert apres.numerateur == avant.numerateur + 1
    assert (apres.commentaire, apres.fiabilite, apres.source) == ("Compté en janvier.", "estime", "saisie")
    assert dit["changes"] == 1
    assert dit["chiffres"] == [{"code": avant.code, "version": avant.version + 1}]
    assert VersionValeur.objects.filter(exercice=demo.brouillon, code=avant.code).count() >= 1
    # Sent again as it now is, it changes nothing; null empties.
    pareil = {"code": avant.code, "version": apres.version, "numerateur": str(apres.numerateur)}
    assert send(outil, pareil)["changes"] == 0
    send(outil, {"code": avant.code, "version": apres.version, "commentaire": None, "fiabilite": None})
    assert (get_valeur(demo, avant.code).commentaire, get_valeur(demo, avant.code).fiabilite) == ("", "")
    # Each line of the journal says through what.
    lignes = Trace.objects.order_by("-rang").filter(convention="29")[: Trace.objects.count() - traces]
    assert {(un.par.email, un.details["outil"]) for un in lignes} == {
        ("agent.29@calpae.example", "Infocentre")
    }


def test_the_journal_tells_the_tool(outil, demo, client):
    valeur = find_effectif(demo)
    send(outil, {"code": valeur.code, "version": valeur.version, "numerateur": int(valeur.numerateur) + 2})
    ligne = Trace.objects.filter(geste="saisir_indicateurs").order_by("-rang").first()
    client.force_login(demo.get_compte("agent.29"))
    page = client.get("/conventions/29/journal/").content.decode()
    assert valeur.code in ligne.details["codes"] and "par l’outil «\u00a0Infocentre\u00a0»" in page


def test_etats_are_those_of_the_page(outil, demo):
    valeur = find_effectif(demo)
    code, version = valeur.code, valeur.version
    cas = [
        ({"numerateur": 0}, ("neant", 0)),
        ({"etat": "non_disponible", "commentaire": "Logiciel changé."}, ("non_disponible", None)),
        ({"numerateur": "12"}, ("renseigne", 12)),
        ({"etat": "provisoire"}, ("provisoire", 12)),
        ({"numerateur": 13.0}, ("provisoire", 13)),
        ({"etat": "vide"}, ("vide", None)),
        ({"etat": "neant"}, ("neant", 0)),
        ({"numerateur": 7}, ("renseigne", 7)),
    ]
    for envoi, attendu in cas:
        dit = send(outil, {"code": code, "version": version, **envoi})
        version = dit["chiffres"][0]["version"]
        lue = get_valeur(demo, code)
        assert (lue.etat, lue.numerateur) == attendu, envoi


def test_a_delai_has_its_cases_within_and_past_it(outil, demo):
    code = find_delai(demo)
    envoi = {"code": code, "version": 0, "numerateur": 2, "hors_delai": 1, "en_cours": 0}
    send(outil, envoi | {"mediane_jours": "20.5", "moyenne_jours": "22"})
    lue = get_valeur(demo, code)
    assert (lue.numerateur, lue.denominateur, lue.en_cours) == (2, 3, 0)
    assert (lue.mediane_jours, lue.source) == (Decimal("20.5"), "saisie")


def test_everything_wrong_is_said_at_once_and_nothing_is_written(outil, demo):
    valeur, delai = find_effectif(demo), find_delai(demo)
    bonne = {"code": valeur.code, "version": valeur.version, "numerateur": "12"}
    dit = send(
        outil,
        bonne,
        bonne,
        {"code": "Z9", "version": 0, "numerateur": 1},
        {"code": delai, "version": 0, "etat": "renseigne", "numerateur": None},
        attendu=422,
    )
    par_champ = {une["champ"]: une for une in dit["erreurs"]}
    assert {valeur.code, "Z9", f"{delai}.numerateur"} == set(par_champ)
    assert all(une["message"].endswith(".") for une in dit["erreurs"])
    faux = {"numerateur": "12,5,5", "arrete_au": "0000-01-01", "commentaire": "\ud800", "etat": "su", "x": 1}
    dit = send(outil, bonne | faux, attendu=422)
    assert {une["champ"].rpartition(".")[2] for une in dit["erreurs"]} >= set(faux)
    autres = {"arrete_au": "1999-01-01", "commentaire": "a\x00b", "hors_delai": 3}
    dit = send(outil, bonne | autres, attendu=422)
    assert {une["champ"] for une in dit["erreurs"]} == {f"{valeur.code}.{nom}" for nom in autres}
    assert get_valeur(demo, valeur.code).version == valeur.version


@pytest.mark.parametrize(
    ("corps", "statut"),
    [
        ("", 422),
        ("{", 400),
        ("[" * 100_000, 400),
        ("null", 422),
        ('{"chiffres": [{"code": "R2", "version": 0, "numerateur": "5", "numerateur": "6"}]}', 400),
        ('{"chiffres": NaN}', 400),
        ('{"chiffres": [' + "9" * 5_000 + "]}", 400),
        ('{"chiffres": []}', 422),
        ('{"chiffres": [{"code": "R2", "version": -1}], "\\ud800": 1}', 422),
        (b"\xff\xfe", 400),
        ('{"a": "' + "x" * 3_000_000 + '"}', 413),
    ],
)
def test_a_body_that_is_none_is_told_so(outil, corps, statut):
    dit = outil.post(ADRESSE, corps, statut)
    assert set(dit) == {"detail", "erreurs"} and dit["detail"].endswith((".", "fois."))


def test_somebody_came_first(outil, demo):
    """Told by whom, with what it is now; what does not contradict is no conflict."""
    valeur = find_effectif(demo)
    autre = demo.get_compte("valideur.29")
    saisie = SaisieValeur(valeur.version, "renseigne", Decimal("11"))
    record_valeurs(by=autre, at=valeur.le, exercice=demo.brouillon, saisies={valeur.code: saisie})
    envoi = {"code": valeur.code, "version": valeur.version, "numerateur": "12"}
    dit = send(outil, envoi, attendu=409)
    (erreur,) = dit["erreurs"]
    assert erreur["champ"] == valeur.code and autre.nom in erreur["message"]
    assert (erreur["actuel"]["numerateur"], erreur["actuel"]["version"]) == ("11", valeur.version + 1)
    assert get_valeur(demo, valeur.code).numerateur == 11
    send(outil, envoi | {"version": erreur["actuel"]["version"]})
    assert get_valeur(demo, valeur.code).numerateur == 12


@pytest.mark.parametrize("qui", [qui for qui in QUI if qui != "agent.29"])
def test_nobody_else_writes_there(client, demo, qui):
    """A neighbour does not know of it; a token that reads writes nothing."""
    outil = Outil(client, qui, Portee.DEPOT if qui.startswith("agent") else Portee.LECTURE)
    valeur, traces = find_effectif(demo), Trace.objects.count()
    send(
        outil,
        {"code": valeur.code, "version": valeur.version, "numerateur": "12"},
        attendu=404 if qui.startswith("agent") else 403,
    )
    assert get_valeur(demo, valeur.code).version == valeur.version and Trace.objects.count() == traces


def test_reading_is_not_writing_nor_is_what_was_handed_over_written(client, demo, outil, sans_verrous):
    valeur = find_effectif(demo)
    envoi = {"code": valeur.code, "version": valeur.version, "numerateur": "12"}
    dit = send(Outil(client, "agent.29"), envoi, attendu=403)
    assert "ne sert qu’à lire" in dit["detail"]
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    dit = send(outil, envoi, attendu=403)
    assert "ne se modifie plus" in dit["detail"]


def test_so_many_queries_whatever_is_sent(outil, demo, django_assert_num_queries):
    valeurs = [un for un in demo.brouillon.valeurs.order_by("code") if un.is_chiffree and not un.denominateur]
    for combien in (1, 3):
        envoi = [
            {"code": un.code, "version": un.version, "commentaire": f"{combien}"} for un in valeurs[:combien]
        ]
        for un in valeurs[:combien]:
            un.version += 1
        with django_assert_num_queries(REQUETES):
            send(outil, *envoi)
