"""The declaration of method of an exercice, and the situations before the convention."""

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from comptes.gestes import Geste
from comptes.models import Trace
from comptes.operations import ModifieEntreTemps
from indicateurs.models import (
    DeclarationMethode,
    MethodeEntree,
    SituationInitiale,
)
from indicateurs.operations.transmission import ExerciceIncomplet, transmit_exercice
from indicateurs.queries.lignes import list_lignes
from indicateurs.queries.methode import list_manques_methode
from tests.cloture import reopen_closed
from tests.indicateurs.pourquoi import AT, METHODE, declare, explain, import_parcours, read

# What a page explains is the same on any database.
pytestmark = pytest.mark.une_base


def test_délais_are_not_transmitted_without_a_method_nor_with_that_of_another_file(demo):
    assert list_manques_methode(demo.brouillon) == []
    import_parcours(demo, methode="demande")
    [(libelle, url)] = list_manques_methode(demo.brouillon)
    assert "comment les délais ont été comptés" in libelle
    assert url.startswith(reverse("indicateurs:methode", args=["29", 2021]))
    with pytest.raises(ExerciceIncomplet) as refus:
        transmit_exercice(by=demo.get_compte("agent.29"), at=AT, exercice=demo.brouillon)
    assert [manque.libelle for manque in refus.value.manques].count(libelle) == 1
    declaration = declare(demo, date_entree="flux_cnaf")
    [(libelle, _)] = list_manques_methode(demo.brouillon)
    assert "«\u00a0Jour de la demande\u00a0»" in libelle
    declare(demo, version=declaration.version, date_entree="demande")
    assert list_manques_methode(demo.brouillon) == []


def test_the_form_starts_from_last_year_without_its_rupture_and_nothing_is_declared_before_saving(
    client, demo
):
    with reopen_closed():
        DeclarationMethode.objects.filter(exercice=demo.valide).update(rupture="Avant", date_rdv="fixee")
    client.force_login(demo.get_compte("agent.29"))
    reponse = client.get(reverse("indicateurs:methode", args=["29", 2021]))
    form = reponse.context["form"]
    assert (form["date_rdv"].value(), form["rupture"].value()) == ("fixee", "")
    assert "reprend la déclaration 2020" in read(reponse)
    assert not DeclarationMethode.objects.filter(exercice=demo.brouillon).exists()


@pytest.mark.parametrize("ouverte", [0, 1], ids=["both when nothing was declared", "both on one declaration"])
def test_the_second_of_two_who_declare_is_told_and_keeps_what_was_typed(client, demo, ouverte):
    if ouverte:
        declare(demo)
    declare(demo, version=ouverte, qui="valideur.29", logiciel="Le sien", date_entree="flux_cnaf")
    with pytest.raises(ModifieEntreTemps):
        declare(demo, version=ouverte, logiciel="Le mien")
    client.force_login(demo.get_compte("agent.29"))
    donnees = {cle: valeur or "" for cle, valeur in METHODE.items()} | {
        "logiciel": "Le mien",
        "version": ouverte,
    }
    reponse = client.post(reverse("indicateurs:methode", args=["29", 2021]), donnees)
    page = read(reponse)
    assert reponse.status_code == 422
    assert "Modifié entre-temps par <strong>Valideur Finistère" in page
    assert "Le sien" in page
    assert "Jour de réception du flux de la CNAF" in page
    assert 'value="Le mien"' in page
    assert DeclarationMethode.objects.get(exercice=demo.brouillon).logiciel == "Le sien"
    # Sent again, it wins knowingly.
    donnees["version"] = DeclarationMethode.objects.get(exercice=demo.brouillon).version
    assert client.post(reverse("indicateurs:methode", args=["29", 2021]), donnees).status_code == 302


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"date_entree": ""}, "Choisissez une réponse."),
        ({"date_entree": "autre"}, "Sélectionnez un choix valide"),
        ({"logiciel": " "}, "Dites d’où viennent les données."),
        ({"rupture_le": "2021-07-01"}, "Dites ce qui a changé à cette date"),
        ({"rupture": "x", "rupture_le": "2020-07-01"}, "La rupture se place dans l’exercice."),
        ({"rupture": "x", "rupture_le": "hier"}, "Écrivez une date"),
    ],
)
def test_a_bad_declaration_is_one_sentence_and_nothing_is_stored(client, demo, champs, phrase):
    client.force_login(demo.get_compte("agent.29"))
    donnees = {cle: valeur or "" for cle, valeur in METHODE.items()} | {"version": 0} | champs
    reponse = client.post(reverse("indicateurs:methode", args=["29", 2021]), donnees)
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert not DeclarationMethode.objects.filter(exercice=demo.brouillon).exists()


@pytest.mark.parametrize("methode", MethodeEntree.values)
def test_the_form_starts_from_the_file_that_was_confirmed(client, demo, methode):
    client.force_login(demo.get_compte("agent.29"))
    import_parcours(demo, methode)
    reponse = client.get(reverse("indicateurs:methode", args=["29", 2021]))
    assert reponse.context["form"]["date_entree"].value() == methode
    assert "celle du fichier de parcours confirmé, «&nbsp;parcours.csv&nbsp;»" in read(reponse)
    # What was declared is what is changed.
    autre = next(une for une in MethodeEntree.values if une != methode)
    declare(demo, date_entree=autre)
    reponse = client.get(reverse("indicateurs:methode", args=["29", 2021]))
    assert reponse.context["form"]["date_entree"].value() == autre


def test_a_reviewer_reads_the_declaration_and_the_journal_keeps_it(client, demo):
    declare(demo, rupture="Nouveau logiciel", rupture_le=date(2021, 7, 1))
    trace = Trace.objects.get(geste=Geste.DECLARER_METHODE, details__objet="Méthode – Finistère (29) – 2021")
    assert trace.details["apres"]["rupture_le"] == "2021-07-01"
    client.force_login(demo.get_compte("prefecture.29"))
    page = read(client.get(reverse("indicateurs:methode", args=["29", 2021])))
    assert "Nouveau logiciel" in page
    assert "Enregistrer la déclaration" not in page


def test_the_badge_follows_the_figure_on_the_entry_page(client, demo):
    import_parcours(demo)
    lignes = {ligne.indicateur.code: ligne for ligne in list_lignes(demo.brouillon)}
    assert "méthode non déclarée" in lignes["R2"].comparabilite.motifs
    assert lignes["P1"].comparabilite.is_comparable
    assert lignes["G1"].comparabilite is None  # no figure yet
    declare(demo)
    lignes = {ligne.indicateur.code: ligne for ligne in list_lignes(demo.brouillon)}
    assert lignes["R1"].comparabilite.motifs == (
        "autre date d’entrée (jour de la demande, et non notification par la CAF ou la MSA)",
    )
    client.force_login(demo.get_compte("agent.29"))
    page = read(client.get(reverse("indicateurs:saisie", args=["29", 2021, "S4"])))
    assert "Non comparable avec 2020" in page
    assert reverse("indicateurs:pourquoi", args=["29", 2021, "S4", "R2"]) in page


def post_situations(client, demo, **champs):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("indicateurs:situation", args=["29", 2021, "S2"])
    form = client.get(adresse).context["form"]
    # As a browser does: what the page showed goes back, and every cell, those that are emptied too.
    return client.post(adresse, dict.fromkeys(form.fields, "") | {"vu": form["vu"].value()} | champs)


def test_an_initial_situation_is_typed_as_counts_and_emptied_by_emptying_it(client, demo):
    convention = demo.brouillon.convention
    champs = {"P1-au": "2018-12-31", "P1-numerateur": "1 000", "P1-denominateur": "3 000"}
    assert post_situations(client, demo, **champs).status_code == 302
    situation = SituationInitiale.objects.get(convention=convention, code="P1")
    assert (situation.numerateur, situation.denominateur) == (1000, 3000)
    assert not SituationInitiale.objects.filter(convention=convention, code="P2").exists()
    assert explain(demo, "P1").trajectoire.initiale == Fraction(1, 3)
    traces = Trace.objects.count()
    assert post_situations(client, demo, **champs).status_code == 302
    assert Trace.objects.count() == traces  # nothing had changed


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"P1-numerateur": "5", "P1-denominateur": "4"}, "Le chiffre ne peut pas dépasser 4."),
        ({"P1-numerateur": "5"}, "Écrivez sur combien, au moins 1."),
        ({"P1-numerateur": "5", "P1-denominateur": "0"}, "Écrivez sur combien, au moins 1."),
        ({"P1-denominateur": "4"}, "Écrivez aussi le chiffre."),
        ({"P2-numerateur": "85 %x"}, "Écrivez un nombre"),
        ({"P2-numerateur": "9" * 13}, "12 chiffres avant la virgule"),
        ({"P2-numerateur": "9" * 15}, "Ce nombre est trop grand."),
        ({"P2-numerateur": "5", "P2-au": ""}, "Écrivez un jour"),
        ({"P2-numerateur": "5", "P2-au": "2031-12-31"}, "Écrivez un jour"),
    ],
)
def test_a_bad_initial_situation_is_one_sentence_and_nothing_is_stored(client, demo, champs, phrase):
    avant = list(SituationInitiale.objects.values_list("code", "numerateur"))
    reponse = post_situations(client, demo, **({"P1-au": "2018-12-31", "P2-au": "2018-12-31"} | champs))
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert list(SituationInitiale.objects.values_list("code", "numerateur")) == avant
