"""What an avenant must say to be shown on paper and signed, and that what is signed is what was read."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from avenants.calculations import NUMERO_MAX, AutresAvenants, Clause, list_incoherences
from avenants.models import Avenant
from avenants.operations.avenants import draft_avenant, record_avenant, sign_avenant
from avenants.queries import list_changements_cible, list_changements_financement, list_clauses
from comptes.acces import Refus
from comptes.models import Trace
from comptes.operations import ModifieEntreTemps
from conventions.models import Financement
from indicateurs.models import Cible
from reporting.models import Document
from reporting.operations.documents import conclude_avenant, produce_avenant
from tests.avenants.champs import get_champs
from tests.formulaires_lus import read_formulaire
from tests.lecture import ESPACES, read

AT = datetime(2021, 5, 14, 9, tzinfo=UTC)
JOUR = date(2021, 5, 14)


@pytest.fixture
def avenant(demo):
    """Number 3 of the Finistère: a draft that adds up, after two that are signed."""
    return Avenant.objects.select_related("exercice__convention").get(convention__code="29", numero=3)


def make_post(client, avenant, **autres):
    """The form of an avenant as its page shows it, then changed."""
    page = client.get(reverse("avenants:modifier", args=["29", 2021, avenant.numero]))
    return read_formulaire(page) | autres


def post_edit(client, avenant, **autres):
    adresse = reverse("avenants:modifier", args=["29", 2021, avenant.numero])
    return client.post(adresse, make_post(client, avenant, **autres))


def sign(client, numero, version):
    return client.post(
        reverse("avenants:signer_avenant", args=["29", 2021, numero]),
        {"version": version, "date_signature": "2021-05-14"},
    )


# What does not add up


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"montant_etat": Decimal("1.00")}, ("1,00", "de trop")),
        ({"clauses": ["si", "mobilites"]}, ("suppose une action", "N4")),
        ({"numero": 7}, ("se suivent", "n° 3")),
        ({"numero": 0}, ("de 1 à 99",)),
        ({"numero": 32767}, ("de 1 à 99",)),
    ],
    ids=["the amounts", "a clause without its action", "a number that skips", "number 0", "number 32767"],
)
def test_form_preview_and_signature_refuse_in_a_sentence_what_does_not_add_up(
    client, demo, avenant, champs, mots
):
    avenant.exercice.actions.filter(axe="N4").delete()
    client.force_login(demo.get_compte("agent.29"))
    saisis = {nom: str(v) if nom != "clauses" else v for nom, v in champs.items()}
    reponse = post_edit(client, avenant, **saisis)
    assert reponse.status_code == 422
    assert all(mot in read(reponse).replace("\xa0", " ") for mot in mots)
    avenant.refresh_from_db()
    assert avenant.version == 1
    with pytest.raises(ValidationError):
        record_avenant(
            by=demo.get_compte("agent.29"),
            at=AT,
            avenant=avenant,
            version=1,
            champs=get_champs(avenant, **champs),
            montants={},
            cibles={},
        )
    if not 1 <= champs.get("numero", 1) <= NUMERO_MAX:
        with pytest.raises(IntegrityError, match="avenant_numero_plausible"), transaction.atomic():
            Avenant.objects.filter(pk=avenant.pk).update(**champs)
        return
    # Written before the rule, or made so by the grid since: neither shown nor signed.
    Avenant.objects.filter(pk=avenant.pk).update(**champs)
    avenant = Avenant.objects.get(pk=avenant.pk)
    for geste in (
        lambda: produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant),
        lambda: sign_avenant(
            by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=JOUR
        ),
    ):
        with pytest.raises(Refus):
            geste()
    page = read(client.get(reverse("avenants:avenant", args=["29", 2021, avenant.numero])))
    assert "Produire le projet" not in page
    assert not Document.objects.filter(avenant=avenant).exists()


def test_the_sentence_says_both_sums():
    ((champ, phrase),) = list_incoherences(Decimal("1060800"), Decimal("1070800"), (), frozenset())
    assert champ == "montant_etat"
    assert phrase.translate(ESPACES) == (
        "Le montant de l’État est de 1 060 800,00 €, ses actions en reçoivent 1 070 800,00 € : "
        "10 000,00 € de trop."
    )
    ((_, phrase),) = list_incoherences(Decimal(10), Decimal(8), (), frozenset())
    assert "il reste 2,00\xa0€ à répartir" in phrase
    ((_, phrase),) = list_incoherences(Decimal(10), None, (), frozenset())
    assert "aucune action n’en reçoit" in phrase
    assert list_incoherences(Decimal(0), None, (), frozenset()) == []
    assert list_incoherences(Decimal(10), Decimal("10.00"), (Clause("SI", ("N4",)),), frozenset({"N4"})) == []


def test_every_clause_tied_to_an_axe_needs_an_action_there(avenant):
    clauses = list_clauses(avenant.exercice.referentiel)
    assert {code for code, clause in clauses.items() if clause.axes} == {"mobilites", "si", "redeploiement"}
    for clause in clauses.values():
        sans = list_incoherences(Decimal(1), Decimal(1), (clause,), frozenset({"S1"}))
        assert bool(sans) == bool(clause.axes)
        for axe in clause.axes:
            assert list_incoherences(Decimal(1), Decimal(1), (clause,), frozenset({axe})) == []


@pytest.mark.parametrize(
    ("signes", "financiers", "prepares", "numero", "mots"),
    [
        ((), (), (), 1, None),
        ((), (), (), 3, None),  # Loiret: the two before it are on paper
        ((), (), (), 100, "de 1 à 99"),
        ((3,), (3,), (), 4, None),
        ((3,), (3,), (), 5, "n°\u00a04"),
        ((3,), (3,), (), 2, "vient après, sous le n°\u00a04"),
        ((1, 2), (1,), (), 3, None),  # the second is an avenant de report
        ((1, 9), (1,), (), 2, None),
        ((1, 9), (1,), (), 10, "n°\u00a02"),
        ((2,), (), (), 5, None),
        ((), (), (1,), 2, None),
        ((), (), (1,), 3, "n°\u00a02"),
    ],
)
def test_numbers_follow_one_another(signes, financiers, prepares, numero, mots):
    suite = AutresAvenants(frozenset(signes), frozenset(financiers), frozenset(prepares))
    faute = suite.find_faute(numero)
    assert (faute is None) if mots is None else mots in faute


@pytest.mark.parametrize(
    ("signes", "prepares", "numero", "mots"),
    [
        ((), (), 3, None),
        ((), (1,), 2, "n°\u00a01 est encore en préparation"),
        ((1,), (2,), 3, "n°\u00a02 est encore en préparation"),
        ((1, 2), (4,), 3, None),
        ((1, 2, 4), (), 3, None),  # the fourth is an avenant de report
        ((3,), (), 4, None),
        ((3,), (), 5, "n°\u00a04 n’est pas enregistré"),
    ],
)
def test_number_2_is_not_signed_before_number_1(signes, prepares, numero, mots):
    attente = AutresAvenants(frozenset(signes), frozenset(signes), frozenset(prepares)).find_attente(numero)
    assert (attente is None) if mots is None else mots in attente


def test_a_new_avenant_proposes_the_next_number(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    page = client.get(reverse("avenants:nouveau", args=["29", 2021, "financier"]))
    assert page.context["form"]["numero"].value() == 4


# What is signed is what was read


def test_a_draft_and_its_lines_are_one_thing(demo, avenant):
    action = avenant.exercice.actions.first()
    with pytest.raises(ValidationError):
        draft_avenant(
            by=demo.get_compte("agent.29"),
            at=AT,
            exercice=avenant.exercice,
            champs=get_champs(avenant, numero=4, montant_etat=Decimal(1)),
            montants={(action, "etat"): Decimal(5)},
            cibles={},
        )
    assert not Avenant.objects.filter(convention__code="29", numero=4).exists()


def test_a_line_that_is_not_sent_stays(client, demo, avenant):
    client.force_login(demo.get_compte("agent.29"))
    donnees = make_post(client, avenant, objet="Autre objet")
    lignes = {nom: donnees.pop(nom) for nom in list(donnees) if re.match(r"\d+-|c-", nom)}
    assert any(lignes.values())
    avant = (avenant.lignes_financement.count(), avenant.lignes_cible.count())
    assert client.post(reverse("avenants:modifier", args=["29", 2021, 3]), donnees).status_code == 302
    avenant.refresh_from_db()
    assert avenant.objet == "Autre objet"
    assert (avenant.lignes_financement.count(), avenant.lignes_cible.count()) == avant


def test_what_changed_since_the_page_was_opened_is_not_signed(client, demo, avenant, dessiner):
    client.force_login(demo.get_compte("valideur.29"))
    produce_avenant(by=None, at=AT, avenant=avenant)
    dessiner()
    page = client.get(reverse("avenants:signer_avenant", args=["29", 2021, 3]))
    assert "data-recapitulation" in read(page)
    assert "La signature ne s’annule pas" in read(page)
    assert ">Enregistrer la signature</button>" in read(page)
    version = page.context["form"]["version"].value()
    assert version == avenant.version
    record_avenant(
        by=demo.get_compte("agent.29"),
        at=AT,
        avenant=avenant,
        version=version,
        champs=get_champs(avenant, objet="Tout autre chose"),
        montants={},
        cibles={},
    )
    reponse = sign(client, 3, version)
    assert reponse.status_code == 422
    texte = read(reponse)
    assert "rien n’est signé" in texte
    assert demo.get_compte("agent.29").nom in texte
    assert "Tout autre chose" in texte
    avenant.refresh_from_db()
    assert not avenant.is_signe
    # Read again on a new paper, it is signed; twice is a refusal, and changes nothing.
    produce_avenant(by=None, at=AT, avenant=avenant)
    dessiner()
    assert sign(client, 3, reponse.context["form"]["version"].value()).status_code == 302
    assert sign(client, 3, avenant.version).status_code == 403
    assert Document.objects.filter(avenant=avenant, projet=False).count() == 1


@pytest.mark.parametrize("version", ["", "x", None])
def test_a_signature_that_does_not_say_what_was_read_is_refused(client, demo, avenant, version):
    client.force_login(demo.get_compte("valideur.29"))
    donnees = {"date_signature": "2021-05-14"} | ({} if version is None else {"version": version})
    reponse = client.post(reverse("avenants:signer_avenant", args=["29", 2021, 3]), donnees)
    assert reponse.status_code == 422
    assert "rechargez-la, puis signez" in read(reponse)


def test_an_edit_that_arrives_once_it_is_signed_loses_with_a_sentence(demo, avenant):
    prevus = dict(Financement.objects.filter(action__exercice=avenant.exercice).values_list("pk", "prevu"))
    vu = Avenant.objects.select_related("exercice__convention").get(pk=avenant.pk)
    sign_avenant(by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=JOUR)
    traces = Trace.objects.count()
    with pytest.raises(Refus, match="est signé"):
        record_avenant(
            by=demo.get_compte("agent.29"),
            at=AT,
            avenant=vu,
            version=vu.version,
            champs=get_champs(vu, objet="Trop tard"),
            montants={},
            cibles={},
        )
    vu.refresh_from_db()
    assert (vu.is_signe, vu.objet != "Trop tard", Trace.objects.count()) == (True, True, traces)
    assert prevus != dict(
        Financement.objects.filter(action__exercice=avenant.exercice).values_list("pk", "prevu")
    )


def test_the_second_editor_reads_what_the_other_wrote_even_where_he_wrote_nothing(client, demo, avenant):
    """Fields he left alone and lines too: sending again must not erase them unseen."""
    client.force_login(demo.get_compte("agent.29"))
    ligne = avenant.lignes_cible.first()
    donnees = make_post(client, avenant)
    record_avenant(
        by=demo.get_compte("valideur.29"),
        at=AT,
        avenant=avenant,
        version=1,
        champs=get_champs(avenant, objet="Objet du valideur"),
        montants={},
        cibles={(ligne.code, ligne.annee): Decimal("0.77")},
    )
    reponse = client.post(reverse("avenants:modifier", args=["29", 2021, 3]), donnees)
    assert reponse.status_code == 422
    texte = read(reponse)
    assert "Objet du valideur" in texte
    assert "<blockquote>77</blockquote>" in texte
    assert donnees["objet"] in texte
    with pytest.raises(ModifieEntreTemps):
        record_avenant(
            by=demo.get_compte("agent.29"),
            at=AT,
            avenant=avenant,
            version=1,
            champs=get_champs(avenant),
            montants={},
            cibles={},
        )


def test_signing_applies_the_lines_and_keeps_what_changed(demo, dessiner):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    nouveaux = {(c.cle[0].pk, c.cle[1]): c.nouveau for c in list_changements_financement(avenant)}
    assert nouveaux
    with pytest.raises(Refus, match="valideur"):
        conclude_avenant(
            by=demo.get_compte("agent.29"),
            at=AT,
            avenant=avenant,
            version=1,
            date_signature=date(2021, 5, 14),
        )
    produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    dessiner()
    document = conclude_avenant(
        by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=date(2021, 5, 14)
    )
    for (action, source), montant in nouveaux.items():
        assert Financement.objects.get(action=action, source=source).prevu == montant
    assert Cible.objects.get(convention=avenant.convention, code="R2", annee=2022).valeur == Decimal("0.9")
    assert list_changements_financement(avenant) == list_changements_cible(avenant) == []
    assert not document.projet
    assert document.contenu["financements"]
