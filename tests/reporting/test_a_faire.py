"""« À faire »: what awaits each role, what awaits others, and the list below."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from avenants.models import Avenant, Statut
from avenants.policies import refusal_to_sign
from comptes.models import Courriel, EtatCourriel, NatureCourriel, Role, Utilisateur
from comptes.operations import create_compte
from conventions.models import (
    ETATS_DECIDES,
    Acte,
    BrouillonSaisie,
    Convention,
    DepotClasseur,
    Etat,
    Exercice,
)
from conventions.policies import refusal_of_acte, refusal_to_edit
from indicateurs.queries.brouillons import list_brouillons
from reporting.models import Document
from reporting.policies import refusal_to_answer, refusal_to_notify
from reporting.queries.a_faire import GESTES, TITRES, build_a_faire
from reporting.queries.decision import get_dossier
from reporting.queries.liste import TRIS, filter_lignes, list_lignes_vues
from reporting.queries.tours import DUS
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.lecture import read
from tests.reporting.attentes import ACCUEIL, AT, ROLES, build, put
from tests.reporting.exercices import clone
from tests.sources import list_modeles


def test_the_table_is_what_the_policies_let_each_role_do(demo):
    """Whoever may write or decide is awaited, and nobody else; a refusal is never listed."""
    exercice = demo.transmis
    for qui in ROLES:
        user = demo.get_compte(qui)
        for etat in Etat:
            exercice.etat = etat
            attendus = (Acte.TRANSMETTRE, Acte.RENDRE_AVIS, Acte.VALIDER)
            peut = refusal_to_edit(user, exercice) is None or any(
                refusal_of_acte(user, exercice, acte) is None for acte in attendus
            )
            assert ((user.role, etat) in DUS) == peut, (qui, etat)
    assert set(DUS.values()) <= set(TITRES) & set(GESTES)
    assert {role for role, _ in DUS} <= set(Role.values)


@pytest.mark.usefixtures("sans_verrous")
@pytest.mark.parametrize(
    ("etat", "attendus"),
    [
        (Etat.BROUILLON, {"agent.22": "completer", "valideur.22": "completer"}),
        (Etat.A_COMPLETER, {"agent.22": "renvoi", "valideur.22": "renvoi"}),
        (Etat.CONTROLE, {"valideur.22": "controler"}),
        (Etat.APPROUVE, {"valideur.22": "transmettre"}),
        *(
            (etat, {"prefecture.22": "instruire", "commissaire.53": "relire"})
            for etat in (Etat.TRANSMIS, Etat.INSTRUCTION)
        ),
        *((etat, {"prefecture.22": "instruire"}) for etat in (Etat.AVIS, Etat.DIALOGUE)),
        *((etat, {}) for etat in ETATS_DECIDES),
    ],
)
def test_each_état_awaits_those_of_the_table_and_is_elsewhere_for_the_others(demo, etat, attendus):
    put(demo.transmis, etat)
    adresse = reverse("reporting:exercice", args=["22", 2021])
    for qui in ROLES:
        natures, ailleurs = build(qui)
        miennes = {n: un for n, siennes in natures.items() for un in siennes if un.url.startswith(adresse)}
        assert set(miennes) == {attendus[qui]} if qui in attendus else not miennes, (qui, miennes)
        if qui in attendus:
            (un,) = miennes.values()
            assert (un.ou, un.depuis and un.duree) == (str(demo.transmis.convention), "depuis 10 jours")
        elif etat not in ETATS_DECIDES:
            assert any(re.search(r"2021|^\d+\u00a0exercices? (est|sont)", phrase) for phrase in ailleurs), (
                qui,
                ailleurs,
            )


@pytest.mark.usefixtures("sans_verrous")
def test_the_sentences_of_what_awaits_others(demo):
    put(demo.transmis, Etat.TRANSMIS, "")
    assert build("agent.22")[1] == [
        "La préfecture a votre rapport 2021 depuis 10 jours, jusqu’au 30 juin 2022, et n’a pas commencé à l’instruire. "
        "Vous n’avez rien à faire."
    ]
    put(demo.transmis, Etat.INSTRUCTION, "")
    assert build("agent.22")[1] == [
        "La préfecture instruit votre rapport 2021 depuis 10 jours, jusqu’au 30 juin 2022. Vous n’avez rien à faire."
    ]
    put(demo.transmis, Etat.A_COMPLETER, "Le bilan. " + "mot " * 60)
    assert (
        "Le Département des Côtes-d'Armor complète l’exercice 2021 depuis 10 jours, à la demande de l’État, "
        "jusqu’au 31 mai 2022. Vous n’avez rien à faire."
    ) in build("prefecture.22")[1]
    (renvoi,) = build("agent.22")[0]["renvoi"]
    assert renvoi.detail.startswith("Le bilan. mot") and renvoi.detail.endswith("mot\u00a0…")
    assert len(renvoi.detail) < 120
    assert renvoi.echeance.le.isoformat() == "2022-05-31"
    put(demo.transmis, Etat.TRANSMIS, "")
    for qui, nature in (("prefecture.22", "instruire"), ("commissaire.53", "relire")):
        (un,) = build(qui)[0][nature]
        assert (un.echeance.le.isoformat(), un.echeance.is_en_retard) == ("2022-06-30", False)


def test_a_draft_says_its_deadline_and_the_commissaire_and_the_centrale_nothing_of_it(demo):
    (un,) = build("agent.29")[0]["completer"]
    assert (un.echeance.le.isoformat(), un.echeance.mots) == ("2022-03-31", "en retard de 12 jours")
    for qui in ("commissaire.53", "centrale"):
        natures, ailleurs = build(qui)
        assert not {"completer", "renvoi", "brouillon", "fichier", "signer"} & set(natures)
        assert "1\u00a0exercice est en cours de saisie. Vous n’avez rien à faire." in ailleurs


def test_what_is_not_saved_awaits_its_author_and_a_computed_file_everybody(demo):
    exercice, agent = demo.brouillon, demo.get_compte("agent.29")
    le = datetime(2022, 4, 9, 9, tzinfo=UTC)
    BrouillonSaisie.objects.create(exercice=exercice, page="indicateurs:S4", par=agent, le=le)
    DepotClasseur.objects.create(
        exercice=exercice, sujet="financement", par=agent, nom_fichier="argent.xlsx", octets=b"x", le=le
    )
    tous = list_brouillons(exercice)
    natures, ailleurs = build("agent.29")
    assert len(natures["brouillon"]) + len(natures["fichier"]) == len(tous) == 3
    assert {un.url for n in ("brouillon", "fichier") for un in natures[n]} == {un.url for un in tous}
    natures, ailleurs = build("valideur.29")
    assert "brouillon" not in natures and len(natures["fichier"]) == 1
    assert (
        sum(phrase.startswith("Agent Finistère n’a pas enregistré depuis 3 jours") for phrase in ailleurs)
        == 2
    )
    for qui in ("agent.22", "prefecture.29", "commissaire.53", "centrale"):
        natures, ailleurs = build(qui)
        assert not {"brouillon", "fichier"} & set(natures)
        assert not any("enregistré" in phrase for phrase in ailleurs)


def test_the_decision_goes_from_one_to_the_other_as_the_policies_let_it(dossier):
    """At each step: whoever may answer or notify is awaited, the other reads that it is so."""

    def check(departement, prefecture):
        lu = get_dossier(dossier.exercice)
        assert ("proposition" in build("valideur.22")[0]) == departement
        assert (refusal_to_answer(dossier.departement, lu) is None) == departement
        assert ("notifier" in build("prefecture.22")[0]) == prefecture
        assert (refusal_to_notify(dossier.prefecture, lu, AT.date()) is None) == prefecture

    dossier.proposer("30576.00")
    check(departement=True, prefecture=False)
    natures, ailleurs = build("prefecture.22", datetime(2022, 6, 4, 9, tzinfo=UTC))
    assert "instruire" not in natures
    assert any("a votre proposition sur l’exercice 2021 depuis 3 jours" in phrase for phrase in ailleurs)
    dossier.repondre("30000.00")
    # The figures are agreed on first.
    check(departement=False, prefecture=False)
    assert "instruire" in build("prefecture.22")[0]
    assert any("La préfecture a votre réponse" in phrase for phrase in build("agent.22")[1])
    dossier.proposer("30000.00")
    check(departement=True, prefecture=False)
    Exercice.objects.filter(pk=dossier.exercice.pk).update(prolonge_au="2022-06-30")
    dossier.exercice.refresh_from_db()
    check(departement=False, prefecture=False)
    assert "instruire" in build("prefecture.22")[0]
    Exercice.objects.filter(pk=dossier.exercice.pk).update(prolonge_au=None)
    dossier.exercice.refresh_from_db()
    dossier.repondre()
    dossier.valider()
    check(departement=False, prefecture=True)
    dossier.notifier("30000.00")
    check(departement=False, prefecture=False)


def test_an_avenant_awaits_the_valideur_once_its_draft_is_drawn_and_its_turn_has_come(demo):
    avenant = Avenant.objects.filter(statut=Statut.BROUILLON, exercice=demo.brouillon).first()
    if avenant is None:
        avenant = Avenant.objects.create(
            exercice=demo.brouillon, convention=demo.brouillon.convention, numero=90, nature="prorogation",
            regime="civile", prolonge_au="2024-12-31",
        )  # fmt: skip
    Document.objects.filter(avenant=avenant).delete()
    assert "signer" not in build("valideur.29")[0]
    Document.objects.create(
        exercice=demo.brouillon, avenant=avenant, nature="avenant", projet=True, contenu={}, etat="dessine",
        empreinte_contenu="a", octets=b"%PDF", empreinte="b", le=AT,
    )  # fmt: skip
    natures, _ = build("valideur.29")
    assert [un.quoi for un in natures["signer"]] == [f"Signer {avenant.designation}"]
    natures, ailleurs = build("agent.29")
    assert "signer" not in natures
    assert any(avenant.designation in phrase for phrase in ailleurs)
    avenant.nature, avenant.montant_etat, avenant.prolonge_au, avenant.numero = (
        "financier",
        Decimal(1),
        None,
        98,
    )
    avenant.save()
    assert "il se signe avant" in refusal_to_sign(demo.get_compte("valideur.29"), avenant)
    assert "signer" not in build("valideur.29")[0]


def test_an_invitation_awaits_who_made_it(demo):
    invite = create_compte(
        by=demo.get_compte("valideur.29"), at=AT, email="nouveau.29@calpae.example", nom="Nouvel agent",
        role=Role.AGENT_DEPARTEMENTAL, password=None, collectivite=demo.brouillon.convention.collectivite,
    )  # fmt: skip
    assert [un.ou for un in build("valideur.29")[0]["invite"]] == [invite.email]
    for qui in ("agent.29", "prefecture.29", "valideur.22", "centrale"):
        assert not {"invite", "invitation"} & set(build(qui)[0])
    Courriel.objects.create(
        a=invite, adresse=invite.email, nature=NatureCourriel.INVITATION, objet="Votre compte",
        etat=EtatCourriel.ECHEC, le=AT, pas_avant=AT,
    )  # fmt: skip
    for qui in ("valideur.29", "centrale"):
        assert [un.ou for un in build(qui)[0]["invitation"]] == [invite.email]
    for champs in ({"is_active": False}, {"is_active": True, "last_login": AT}):
        Utilisateur.objects.filter(pk=invite.pk).update(**champs)
        for qui in ("valideur.29", "centrale"):
            assert not {"invite", "invitation"} & set(build(qui)[0])


@pytest.mark.usefixtures("sans_verrous")
def test_the_centrale_has_its_own(demo):
    Exercice.objects.filter(pk__in=[demo.brouillon.pk, demo.transmis.pk]).update(montant_notifie=None)
    natures, _ = build("centrale")
    assert [un.ou for un in natures["referentiel"]] == [BROUILLON_DE_REFERENTIEL]
    # What was handed over does not change any more.
    assert [un.url for un in natures["notifie"]] == [reverse("conventions:notification", args=["29", 2021])]
    assert "notifie" not in build("prefecture.29")[0]


@pytest.mark.usefixtures("sans_verrous")
def test_every_item_leads_to_a_page_that_opens(client, demo):
    put(demo.transmis, Etat.A_COMPLETER)
    lus = set()
    for qui in (*ROLES, "agent.29", "valideur.29", "prefecture.29"):
        client.force_login(demo.get_compte(qui))
        natures, _ = build(qui)
        lus |= set(natures)
        for un in (un for siennes in natures.values() for un in siennes):
            assert client.get(un.url).status_code == 200, (qui, un)
    assert {"renvoi", "completer", "fichier", "referentiel"} <= lus


def test_a_convention_without_a_year_is_chosen_already_where_one_is_opened(client, demo):
    sans = Convention.objects.get(pk=demo.brouillon.convention_id)
    sans.pk, sans.code = None, "29-BIS"
    sans.save()
    (un,) = build("centrale")[0]["sans_exercice"]
    client.force_login(demo.get_compte("centrale"))
    assert f'<option value="{sans.pk}" selected>' in read(client.get(un.url))
    assert client.get(un.url.replace(str(sans.pk), "rien")).status_code == 200


def test_the_page_shows_it_and_writes_nothing(client, demo):
    avant = {un: un.objects.count() for un in list_modeles()}
    for qui, mot in (
        ("agent.29", "Compléter l’exercice 2021"),
        ("prefecture.22", "Instruire l’exercice 2021"),
        ("valideur.22", "Répondre à la proposition sur l’exercice 2021"),
        ("commissaire.53", "Relire l’exercice 2021"),
        ("centrale", "Référentiels en préparation (1)"),
        ("commissaire.44", "Rien ne vous attend aujourd’hui."),
    ):
        client.force_login(demo.get_compte(qui))
        assert mot in read(client.get(reverse(ACCUEIL))), qui
    apres = {un: un.objects.count() for un in list_modeles()}
    assert {un: n for un, n in apres.items() if n != avant[un]}.keys() <= {
        un for un in avant if un._meta.label == "sessions.Session"
    }


@pytest.mark.usefixtures("sans_verrous")
def test_twelve_queries_whatever_the_number_of_départements(client, demo):
    """Of six, then of three times as many; the others have at most what they see of them."""
    qui = (*ROLES, "agent.29", "valideur.29")
    clone(demo.transmis, ["35", "56", "67", "68"])
    six = count_queries(client, demo, qui)
    clone(demo.transmis, ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"])
    assert count_queries(client, demo, qui) == six
    assert max(six.values()) <= 12, six


def count_queries(client, demo, qui):
    comptees = {}
    for un in qui:
        client.force_login(demo.get_compte(un))
        with CaptureQueriesContext(connection) as questions:
            assert client.get(reverse(ACCUEIL)).status_code == 200
        comptees[un] = len(questions)
    return comptees


def test_the_list_is_filtered_and_sorted_by_its_address(client, demo):
    centrale = demo.get_compte("centrale")
    lignes = list_lignes_vues(centrale, AT)

    def ask(**demande):
        return [(un.exercice.convention.code, un.exercice.annee) for un in filter_lignes(lignes, **demande)]

    assert ask(texte="COTES d'armor", etat="instruction") == [("22", 2021)]
    assert ask(texte="finistère 2020") == [("29", 2020)]
    assert ask(texte="bretagne") == ask() and len(ask()) == len(lignes)
    assert ask(texte="introuvable") == ask(dispositif="CLS") == []
    assert ask(referentiel=demo.brouillon.referentiel.code) == [("22", 2021), ("29", 2021)]
    assert ask(tri="echeance")[0] == ("29", 2021)
    assert [annee for _, annee in ask(tri="annee")] == sorted((annee for _, annee in ask()), reverse=True)
    assert next(code for code, _ in ask(tri="etat")) == "29"
    for tri in TRIS:
        assert sorted(ask(tri=tri)) == sorted(ask())
    client.force_login(centrale)
    page = read(client.get(reverse(ACCUEIL), {"etat": "instruction", "texte": "armor"}))
    assert "1 exercice sur 6." in page and 'value="armor"' in page
    assert "Ce choix n’existe pas" in read(client.get(reverse(ACCUEIL), {"etat": "perdu", "tri": "?"}))
    assert "Aucun exercice sur 6 ne répond" in read(client.get(reverse(ACCUEIL), {"texte": "zz"}))


def test_the_counts_of_what_is_elsewhere_are_those_of_the_list(client, demo):
    centrale = demo.get_compte("centrale")
    a_faire = build_a_faire(centrale, list_lignes_vues(centrale, AT), [], AT)
    assert len(a_faire.ailleurs) == 2
    client.force_login(centrale)
    for un in a_faire.ailleurs:
        nombre = un.phrase.partition("\u00a0")[0]
        assert f"{nombre} exercice sur 6." in read(client.get(un.url))
