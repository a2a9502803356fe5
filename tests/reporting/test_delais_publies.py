"""The delays as the public sources publish them, entered through the pages.

Public: Loiret 2018, 157 days on average to orientation, 9 from there to the CER (DREES, OARSA survey), and no count
behind either; Haute-Vienne, 9,698 persons oriented out of 11,845 subject to droits et devoirs. The rest is ours.
"""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.operations import create_compte
from indicateurs.models import EtatValeur, SituationInitiale
from indicateurs.oarsa import get_moyenne
from indicateurs.queries.lignes import get_chiffres
from indicateurs.queries.manques import list_manques_indicateurs
from indicateurs.queries.saisie import list_axes_saisie
from reporting.models import Document
from reporting.queries.documents import build_rapport
from tests.lecture import read, read_papier
from tests.reporting.alsace import post
from tests.reporting.departement import AT, Departement

pytestmark = pytest.mark.une_base


def type_situations(client, qui, code, annee, **champs):
    """The initial situations of S4 as an agent types them."""
    client.force_login(qui)
    adresse = reverse("indicateurs:situation", args=[code, annee, "S4"])
    form = client.get(adresse).context["form"]
    envoi = {
        nom: form[nom].value() if form[nom].value() is not None else "" for nom in form.fields if nom != "vu"
    }
    return client.post(adresse, envoi | {"vu": form["vu"].value()} | champs)


LOIRET = {
    "R2-etat": "vide", "R2-numerateur": "", "R2-denominateur": "", "R2-moyenne_jours": "157",
    "R4-etat": "non_disponible", "R4-numerateur": "", "R4-denominateur": "", "R4-moyenne_jours": "",
    "R6-etat": "provisoire", "R6-numerateur": "", "R6-denominateur": "", "R6-moyenne_jours": "9",
    "R3-etat": "non_concerne", "R3-numerateur": "",
}  # fmt: skip
# What each line must say wherever it is shown, the figure first.
DITS = {
    "R2": ("157 jours en moyenne",),
    "R3": ("NC", "non concerné"),
    "R4": ("ND", "non disponible"),
    "R6": ("9 jours en moyenne", "provisoire"),
}


def test_loiret_s_means_without_a_count_and_what_nobody_knows_are_said_wherever_they_show(
    client, demo, imprimer
):
    loiret = Departement(client, demo, "45")
    loiret.open_annee(2020, "2020-02-12")
    assert type_situations(client, loiret.agent, "45", 2020, **LOIRET).status_code == 302
    stockees = {un.code: un for un in loiret.convention.situations_initiales.all()}
    # Missing is never 0.
    assert {code: un.numerateur for code, un in stockees.items()} == dict.fromkeys(DITS)
    for code, mots in DITS.items():
        page = read(client.get(reverse("indicateurs:pourquoi", args=["45", 2020, "S4", code])))
        assert f"Situation initiale au 31/12/2018 : {', '.join(mots)}" in page
    texte = loiret.print_rapport(2020, imprimer)
    for mots in DITS.values():
        assert f"{' '.join(mots)} 31/12/2018" in texte
    assert "Délai moyen publié par la DREES pour 2018 : 157 jours." in texte
    # Who may only read it reads the same.
    client.force_login(create_compte(
        by=None, at=AT, email="prefecture@45.example", nom="Préfecture", role="prefecture", password="x",
        departement=loiret.convention.departement,
    ))  # fmt: skip
    page = read(client.get(reverse("indicateurs:situation", args=["45", 2020, "S4"])))
    assert "Non disponible" in page
    assert "157" in page


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"R4-numerateur": "0"}, "L’état « non disponible » n’a pas de chiffre : videz ce champ."),
        ({"R4-moyenne_jours": "12"}, "L’état « non disponible » n’a pas de chiffre : videz ce champ."),
        ({"R2-denominateur": "12"}, "Écrivez aussi le chiffre."),
        ({"R2-etat": "neant"}, "est un vrai zéro"),
        ({"R2-moyenne_jours": ""} | {"R2-etat": "renseigne"}, "ou choisissez un autre état."),
        ({"R2-moyenne_jours": "157,25"}, "Au plus 1 décimale."),
        ({"R2-moyenne_jours": "100000"}, "Ce nombre est trop grand."),
        ({"R2-etat": "inconnue"}, "Sélectionnez un choix valide"),
        ({"R2-au": ""}, "Écrivez un jour"),
    ],
)
def test_what_contradicts_itself_is_one_sentence_and_nothing_is_stored(client, demo, champs, phrase):
    avant = list(SituationInitiale.objects.values())
    reponse = type_situations(client, demo.get_compte("agent.29"), "29", 2021, **(LOIRET | champs))
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert list(SituationInitiale.objects.values()) == avant


def test_the_figure_of_a_year_keeps_to_its_cases_and_says_where_a_mean_alone_may_be(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("indicateurs:saisie", args=["29", 2021, "S4"])
    reponse = client.post(adresse, {"R2-version": "0", "R2-moyenne_jours": "157"})
    assert reponse.status_code == 422
    assert "Seule, elle n’est admise que d’une situation initiale" in read(reponse)
    page = read(client.get(reverse("indicateurs:situation", args=["29", 2021, "S4"])))
    assert "Un délai peut n’avoir ici que sa moyenne en jours, sans ses cas" in page


IMPOSSIBLES = (
    {"etat": EtatValeur.NON_DISPONIBLE, "numerateur": 0},
    {"etat": EtatValeur.NON_CONCERNE, "moyenne_jours": 9},
    {"etat": EtatValeur.RENSEIGNE},
    {"etat": EtatValeur.PROVISOIRE, "denominateur": 4, "moyenne_jours": 9},
    {"etat": EtatValeur.NEANT, "numerateur": 3},
    {"etat": EtatValeur.VIDE},
)


@pytest.mark.parametrize("champs", IMPOSSIBLES)
def test_the_database_holds_no_situation_that_its_etat_contradicts(demo, champs):
    vide = {"numerateur": None, "denominateur": None, "moyenne_jours": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        SituationInitiale.objects.filter(convention=demo.brouillon.convention).update(**(vide | champs))


# The first two are Haute-Vienne's.
HAUTE_VIENNE = {
    "R7": "11 845", "R8": "9 698", "R9": "4 170", "R10": "485", "R11": "3 006", "R12": "2 037", "R13": "5 528",
    "R14": "2 819",
}  # fmt: skip


def type_stock(client, demo, **chiffres):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("indicateurs:saisie", args=["29", 2021, "S4"])
    envoi = {}
    for code, chiffre in (HAUTE_VIENNE | chiffres).items():
        envoi |= {f"{code}-version": "0", f"{code}-etat": "vide", f"{code}-numerateur": chiffre}
    return client.post(adresse, envoi)


def test_the_stock_of_haute_vienne_has_its_cells_and_is_read_on_the_page_and_on_paper(client, demo, imprimer):
    assert type_stock(client, demo).status_code == 302
    page = read(client.get(reverse("indicateurs:pourquoi", args=["29", 2021, "S4", "R8"])))
    assert "81,9 %" in page
    assert "9 698" in page and "11 845" in page
    page = read(client.get(reverse("indicateurs:saisie", args=["29", 2021, "S4"])))
    assert "81,9 %" in page
    assert "51,0 %" in page  # valid CER among those oriented elsewhere than Pôle emploi
    post(client, "reporting:produire_rapport", "29", 2021)
    imprimer()
    texte = read_papier(Document.objects.filter(exercice=demo.brouillon).latest("pk"))
    assert "81,9 % 9 698 / 11 845" in texte
    assert "43,0 % 4 170 / 9 698" in texte


@pytest.mark.parametrize(
    ("champs", "regle"),
    [
        ({"R12": "2 036"}, "leur somme fait le total."),
        ({"R13": "5 527", "R14": "5"}, "Les personnes orientées ailleurs que vers Pôle emploi sont la somme"),
        ({"R7": "9 697"}, "Le chiffre ne peut pas dépasser celui de l’indicateur R7."),
    ],
)
def test_parts_that_are_not_the_whole_are_said_beside_the_figure(client, demo, champs, regle):
    reponse = type_stock(client, demo, **champs)
    assert reponse.status_code == 422
    assert regle in read(reponse)
    assert not demo.brouillon.valeurs.filter(code__in=HAUTE_VIENNE).exists()


def test_the_stock_is_asked_of_nobody(client, demo):
    """The instruction does not ask for it: a convention that leaves it empty is as complete as it was, and no paper
    speaks of it."""
    exercice = demo.brouillon
    exercice.valeurs.filter(code__in=HAUTE_VIENNE).delete()
    chiffres, jour = get_chiffres(exercice), exercice.fin
    manques = {un.code for un in list_manques_indicateurs(exercice, exercice.actions.all(), chiffres, jour)}
    assert "R1" in manques
    assert not manques & set(HAUTE_VIENNE)
    s4 = next(axe for axe in list_axes_saisie(exercice, chiffres, jour) if axe.code == "S4")
    assert s4.attendus == 6
    dits = {un.code for un in build_rapport(exercice, jour).indicateurs}
    # Two of them have a target in the demo: what is aimed at is said, reached or not.
    assert {"R1", "R8", "R14"} == dits & {"R1", *HAUTE_VIENNE}


def list_regles(exercice):
    return {code: un.regle for code, un in exercice.referentiel.definition.indicateurs.items() if un.regle}


DIT = "La méthode de référence, celle de la DREES, part de la demande."


@pytest.mark.parametrize(
    ("date_entree", "is_dit"), [("demande", False), ("notification_caf", True), ("premier_du_mois", True)]
)
def test_the_date_of_the_request_is_the_reference_and_another_one_is_told_beside_the_figure(
    client, demo, imprimer, date_entree, is_dit
):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("indicateurs:methode", args=["29", 2021])
    page = read(client.get(adresse))
    assert "Jour de la demande (méthode de référence, celle de la DREES)" in page
    assert page.count("méthode de référence, celle de la DREES") == 1
    declaree = {
        "version": "0", "date_entree": date_entree, "droits_suspendus": "exclus", "date_rdv": "tenue",
        "logiciel": "Suivi", "rupture": "", "rupture_le": "",
    }  # fmt: skip
    assert client.post(adresse, declaree).status_code == 302
    grille = reverse("indicateurs:saisie", args=["29", 2021, "S4"])
    envoi = {}
    for code in ("R2", "R4"):
        envoi |= {f"{code}-version": "0", f"{code}-numerateur": "40", f"{code}-hors_delai": "10"}
    assert client.post(grille, envoi).status_code == 302
    # R4 runs from the orientation: the entry is nothing to it.
    assert read(client.get(grille)).count(DIT) == is_dit
    for code, attendu in (("R2", is_dit), ("R4", False)):
        page = read(client.get(reverse("indicateurs:pourquoi", args=["29", 2021, "S4", code])))
        assert (DIT in page) == attendu
    post(client, "reporting:produire_rapport", "29", 2021)
    imprimer()
    texte = read_papier(Document.objects.filter(exercice=demo.brouillon).latest("pk"))
    assert (DIT in texte) == is_dit
    assert (
        "La DREES publie un délai moyen (enquête OARSA). Il part de la demande de RSA de l’allocataire"
        in texte
    )
    assert "Les délais de ce rapport portent sur chaque entrée" in texte
    publies = {code: get_moyenne("29", regle) for code, regle in list_regles(demo.brouillon).items()}
    dits = [un.phrase.replace("\u00a0", " ") for un in publies.values() if un]
    assert len(dits) == 2
    assert all(f"publié par la DREES pour 2018 : {dit}." in texte for dit in dits)


def test_a_dashboard_tells_it_of_the_figures_and_of_what_they_are_compared_with(client, demo):
    client.force_login(demo.get_compte("centrale"))
    page = read(client.get(reverse("reporting:delais") + "?annee=2020"))
    assert DIT in page
    assert "La DREES, elle, part de la demande." in page
