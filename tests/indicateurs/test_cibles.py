"""Targets, initial situations and names of partners: what is agreed, what a closed exercice keeps, and that the second
of two editors is told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from avenants.models import Avenant, LigneCible
from avenants.operations.avenants import sign_avenant
from comptes.acces import Refus
from comptes.operations import ModifieEntreTemps
from conventions.models import Exercice, Memoire
from conventions.operations.exercices import move_exercice
from conventions.operations.partenaires import rename_partenaire
from conventions.policies import HORS_PERIMETRE, RESERVE_AU_DEPARTEMENT
from indicateurs.models import Cible, SituationInitiale
from indicateurs.operations.cibles import record_cibles
from indicateurs.operations.situation import read_champs, record_situations
from indicateurs.policies.cibles import refusal_to_set_cible
from indicateurs.queries.cadre import list_cibles, list_situations
from reporting.operations.transmission import review
from reporting.queries.documents import build_rapport
from reporting.queries.execution import build_execution
from saisie.comparaison import CasesModifiees, compare_saisies
from tests.lecture import read

AT = datetime(2021, 10, 1, 9, tzinfo=UTC)
JOUR = date(2021, 5, 14)
CODES = ("R2", "R4")


@pytest.fixture
def agent(demo):
    return demo.get_compte("agent.29")


def read_clos(pk):
    return Exercice.objects.select_related("convention__collectivite", "convention__departement__region").get(
        pk=pk
    )


def tell(pk):
    """All that a closed exercice says: its report, its execution, on paper and on its pages."""
    exercice = read_clos(pk)
    return build_rapport(exercice, JOUR), build_execution(exercice)


def get_page(client, nom, axe="S4", annee=2021):
    return client.get(reverse(f"indicateurs:{nom}", args=["29", annee, axe]))


def send(client, nom, page, axe="S4", **champs):
    """The form of a page as it is shown, with these fields changed; None takes one out."""
    form = page.context["form"]
    valeurs = {champ.name: "" if champ.value() is None else champ.value() for champ in form} | champs
    valeurs = {nom: valeur for nom, valeur in valeurs.items() if valeur is not None}
    return client.post(reverse(f"indicateurs:{nom}", args=["29", 2021, axe]), valeurs)


# What is agreed


def test_what_an_avenant_agreed_moves_only_by_an_avenant(client, demo, agent):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    lignes = {(un.code, un.annee): un.valeur for un in avenant.lignes_cible.all()}
    sign_avenant(by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=JOUR)
    for (code, annee), valeur in lignes.items():
        cible = Cible.objects.get(convention=avenant.convention, code=code, annee=annee)
        assert (cible.valeur, cible.texte) == (valeur, "convenue par l’avenant n°\u00a03 du 14 mai 2021")
        for saisie in (Decimal("0.99"), None):
            with pytest.raises(Refus, match="change par un avenant"):
                record_cibles(
                    by=agent,
                    at=AT,
                    exercice=demo.brouillon,
                    vus={(code, annee): valeur},
                    saisis={(code, annee): saisie},
                )
    client.force_login(agent)
    page = get_page(client, "cibles")
    assert "convenue par l’avenant n° 3 du 14 mai 2021" in read(page)
    assert "R2-2022" not in page.context["form"].fields
    # Sent all the same, nothing moves; another one, free, is written.
    reponse = send(client, "cibles", page, **{"R2-2022": "12", "R4-2022": "71"})
    assert reponse.status_code == 302
    assert (
        Cible.objects.get(convention=avenant.convention, code="R2", annee=2022).valeur == lignes["R2", 2022]
    )
    assert Cible.objects.get(convention=avenant.convention, code="R4", annee=2022).valeur == Decimal("0.71")


def test_the_database_holds_an_agreed_target(demo):
    cible = Cible.objects.get(convention__code="29", avenant=2, annee=2021)
    for geste in (
        lambda: Cible.objects.filter(pk=cible.pk).update(valeur=0),
        lambda: Cible.objects.filter(pk=cible.pk).update(convenue_le=None, avenant=None),
        lambda: cible.delete(),
    ):
        with pytest.raises(IntegrityError, match="nouvel avenant"), transaction.atomic():
            geste()
    # What a new avenant does.
    Cible.objects.filter(pk=cible.pk).update(valeur=0, avenant=3)


def test_validating_an_exercice_agrees_the_targets_it_states(demo):
    exercice = demo.transmis
    avant = Cible.objects.filter(convention=exercice.convention, annee__in=(2021, 2022), convenue_le=None)
    assert avant.filter(annee=2022).exists()
    review(by=demo.get_compte("prefecture.22"), at=AT, exercice=exercice, vers="valide", motif="")
    assert not avant.exists()
    texte = Cible.objects.filter(convention=exercice.convention, annee=2022).first().texte
    assert texte == "convenue par la convention (rapport validé le 1er octobre 2021)"


@pytest.mark.parametrize("etat", ["transmis", "valide"])
def test_the_targets_of_a_closed_year_do_not_move_from_another_one(demo, agent, etat):
    convention = demo.brouillon.convention
    Exercice.objects.filter(pk=demo.valide.pk).update(etat=etat)
    cle = ("R4", 2020)
    valeur = Cible.objects.get(convention=convention, code="R4", annee=2020).valeur
    with pytest.raises(Refus, match="L’exercice 2020 est"):
        record_cibles(
            by=agent, at=AT, exercice=demo.brouillon, vus={cle: valeur}, saisis={cle: Decimal("0.01")}
        )
    # Nor by an avenant: the next year of the one that signs may be closed.
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    LigneCible.objects.create(avenant=avenant, code="R4", annee=2020, valeur=Decimal("0.01"))
    with pytest.raises(Refus, match="L’exercice 2020 est"):
        sign_avenant(
            by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=JOUR
        )


@pytest.mark.parametrize("qui", ["agent.22", "prefecture.29", "commissaire.53", "centrale"])
def test_the_policy_holds_by_itself_for_whoever_is_not_of_the_collectivité(demo, qui):
    for cible in Cible.objects.filter(convention=demo.brouillon.convention):
        assert refusal_to_set_cible(demo.get_compte(qui), cible) in (RESERVE_AU_DEPARTEMENT, HORS_PERIMETRE)


# What a closed exercice keeps


def change_everything(demo, agent):
    """All that an open exercice may write of its convention, changed from it."""
    exercice = demo.brouillon
    convention = exercice.convention
    connues = list_situations(exercice)
    record_situations(
        by=agent,
        at=AT,
        exercice=exercice,
        vus={code: read_champs(un) for code, un in connues.items()},
        saisis={code: read_champs(un) | {"numerateur": un.numerateur + 0} for code, un in connues.items()}
        | {next(iter(connues)): None}
        | {"F9": {"au": date(2018, 12, 31), "numerateur": Decimal(7), "denominateur": None}},
    )
    for code, un in list_situations(exercice).items():
        champs = read_champs(un)
        nouveaux = champs | {"au": date(2017, 12, 31)}
        record_situations(by=agent, at=AT, exercice=exercice, vus={code: champs}, saisis={code: nouveaux})
    for partenaire in convention.partenaires.all():
        rename_partenaire(
            by=agent,
            at=AT,
            exercice=exercice,
            partenaire=partenaire,
            vu=partenaire.nom,
            nom=f"{partenaire.nom} renommé",
        )
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    for cible in Cible.objects.filter(convention=convention, annee__in=(2021, 2022)):
        LigneCible.objects.update_or_create(
            avenant=avenant, code=cible.code, annee=cible.annee, defaults={"valeur": cible.valeur / 2}
        )
    sign_avenant(by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=JOUR)


@pytest.mark.parametrize("etat", ["transmis", "valide"])
def test_nothing_that_an_open_exercice_writes_moves_what_a_closed_one_says(demo, agent, etat):
    Exercice.objects.filter(pk=demo.valide.pk).update(etat=etat)
    rapport, execution = tell(demo.valide.pk)
    noms = {un.partenaires for un in rapport.actions} - {""}
    cibles = list_cibles(read_clos(demo.valide.pk))
    ouvert = list_cibles(demo.brouillon)
    assert noms and cibles
    change_everything(demo, agent)
    apres, execution_apres = tell(demo.valide.pk)
    # The avenants that are cited are those of the convention now.
    assert apres.axes == rapport.axes
    assert replace(execution_apres, convention=execution.convention) == execution
    assert list_cibles(read_clos(demo.valide.pk)) == cibles
    assert list_cibles(Exercice.objects.get(pk=demo.brouillon.pk)) != ouvert
    assert all("renommé" in un.partenaires for un in tell(demo.brouillon.pk)[0].actions if un.partenaires)


def test_an_exercice_that_opens_again_says_what_its_convention_says_now(demo, agent):
    change_everything(demo, agent)
    assert Memoire.objects.filter(exercice=demo.valide).exists()
    Exercice.objects.filter(pk=demo.valide.pk).update(etat="transmis")
    exercice = read_clos(demo.valide.pk)
    move_exercice(
        by=demo.get_compte("prefecture.29"), at=AT, exercice=exercice, vers="a_completer", motif="À revoir."
    )
    assert not Memoire.objects.filter(exercice=demo.valide).exists()
    assert any("renommé" in un.partenaires for un in tell(demo.valide.pk)[0].actions)


def test_the_database_holds_what_a_closed_exercice_said(demo, agent):
    change_everything(demo, agent)
    with pytest.raises(IntegrityError, match="exercice clos"), transaction.atomic():
        Memoire.objects.update(valeur=None)


def test_every_page_of_a_closed_exercice_says_the_name_it_knew(client, demo, agent):
    action = demo.valide.actions.filter(partenaires__isnull=False).first()
    partenaire = action.partenaires.first()
    ancien = partenaire.nom
    rename_partenaire(
        by=agent, at=AT, exercice=demo.brouillon, partenaire=partenaire, vu=ancien, nom="Tout Autre Nom"
    )
    client.force_login(agent)
    for nom, suite in (("partenaires", []), ("action", [action.numero])):
        page = read(client.get(reverse(f"conventions:{nom}", args=["29", 2020, *suite])))
        assert "Tout Autre Nom" not in page
        assert ancien in page
    assert "Tout Autre Nom" in read(client.get(reverse("conventions:partenaires", args=["29", 2021])))


# Two editors


def test_three_ways():
    vus, actuels = {"a": 1, "b": 1, "c": 1, "d": 1}, {"a": 1, "b": 2, "c": 3, "d": 1}
    assert compare_saisies(vus, {"a": 5, "b": 1, "c": 3}, actuels) == {"a": 5}
    with pytest.raises(CasesModifiees) as erreur:
        compare_saisies(vus, {"a": 5, "b": 9, "e": None}, actuels)
    assert erreur.value.actuels == {"b": 2}


@pytest.mark.parametrize(
    ("nom", "champ", "sien", "autre", "voisin"),
    [
        ("cibles", "R4-2022", "61", "62", "R6-2022"),
        ("situation", "R4-numerateur", "3", "4", "R6-numerateur"),
    ],
)
def test_the_second_editor_is_told_and_nothing_typed_is_lost(
    client, demo, agent, nom, champ, sien, autre, voisin
):
    valideur = demo.get_compte("valideur.29")
    base, voisine = ({"R4-denominateur": "10"}, {"R6-denominateur": "10"}) if nom == "situation" else ({}, {})
    client.force_login(valideur)
    ouverte_valideur = get_page(client, nom)
    client.force_login(agent)
    ouverte = get_page(client, nom)
    client.force_login(valideur)
    assert send(client, nom, ouverte_valideur, **base, **{champ: autre}).status_code == 302
    client.force_login(agent)
    # He did not touch that one: what the other wrote stays, and what he typed elsewhere is saved.
    assert send(client, nom, ouverte, **voisine, **{voisin: "1"}).status_code == 302
    assert get_page(client, nom).context["form"][champ].value() == autre
    # He did: he is told, what he typed stays, and what the other wrote is beside it.
    reponse = send(client, nom, ouverte, **base, **{champ: sien})
    texte = read(reponse)
    assert reponse.status_code == 422
    assert "modifiée entre-temps" in texte
    assert f"par <strong>{valideur.nom}</strong>" in texte
    assert autre in texte[texte.index("<blockquote>") : texte.index("</blockquote>")]
    form = reponse.context["form"]
    assert (form[champ].value(), form[voisin].value()) == (sien, "1")
    assert get_page(client, nom).context["form"][champ].value() == autre
    # Sent again, it wins knowingly.
    assert send(client, nom, reponse).status_code == 302
    assert get_page(client, nom).context["form"][champ].value() == sien


@pytest.mark.parametrize(("nom", "modele"), [("cibles", Cible), ("situation", SituationInitiale)])
def test_a_key_that_is_not_sent_is_not_touched(client, demo, agent, nom, modele):
    client.force_login(agent)
    avant = list(modele.objects.order_by("pk").values())
    page = get_page(client, nom)
    rien = dict.fromkeys(page.context["form"].fields)
    assert send(client, nom, page, **rien).status_code == 302
    assert send(client, nom, page, **(rien | {"vu": page.context["form"]["vu"].value()})).status_code == 302
    assert list(modele.objects.order_by("pk").values()) == avant


def test_the_second_to_rename_a_partner_is_told(client, demo, agent):
    partenaire = demo.brouillon.convention.partenaires.first()
    vu = partenaire.nom
    valideur = demo.get_compte("valideur.29")
    geste = {"at": AT, "exercice": demo.brouillon, "partenaire": partenaire, "vu": vu}
    rename_partenaire(by=valideur, nom="Du valideur", **geste)
    with pytest.raises(ModifieEntreTemps):
        rename_partenaire(by=agent, nom="De l’agent", **geste)
    client.force_login(agent)
    adresse = reverse("conventions:renommer_partenaire", args=["29", 2021, partenaire.pk])
    prefixe = f"partenaire-{partenaire.pk}"
    reponse = client.post(adresse, {f"{prefixe}-nom": "De l’agent", f"{prefixe}-vu": vu})
    texte = read(reponse)
    assert reponse.status_code == 422
    assert "<blockquote>Du valideur</blockquote>" in texte
    assert f"par <strong>{valideur.nom}</strong>" in texte
    assert 'value="De l’agent"' in texte
    assert f'name="{prefixe}-vu" value="Du valideur"' in texte
    donnees = {f"{prefixe}-nom": "De l’agent", f"{prefixe}-vu": "Du valideur"}
    assert client.post(adresse, donnees).status_code == 302
