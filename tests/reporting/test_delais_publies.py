"""The delays as the public sources publish them, entered through the pages.

Public: Loiret 2018, 157 days on average to orientation, 9 from there to the CER (DREES, OARSA survey), and no count
behind either. The rest is ours.
"""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from indicateurs.models import EtatValeur, SituationInitiale
from reporting.models import Document
from tests.lecture import read, read_pdf
from tests.reporting.alsace import post

pytestmark = pytest.mark.une_base


def type_situations(client, demo, **champs):
    """The initial situations of S4 as an agent of 29 types them; the answer, then what the page says."""
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("indicateurs:situation", args=["29", 2021, "S4"])
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
    assert type_situations(client, demo, **LOIRET).status_code == 302
    stockees = {un.code: un for un in SituationInitiale.objects.filter(convention=demo.brouillon.convention)}
    # Missing is never 0.
    assert {code: stockees[code].numerateur for code in DITS} == dict.fromkeys(DITS)
    for code, mots in DITS.items():
        page = read(client.get(reverse("indicateurs:pourquoi", args=["29", 2021, "S4", code])))
        assert f"Situation initiale : {', '.join(mots)}" in page
    post(client, "reporting:produire_rapport", "29", 2021)
    imprimer()
    texte = read_pdf(Document.objects.filter(exercice=demo.brouillon).latest("pk"))
    for mots in DITS.values():
        assert f"{' '.join(mots)} 31/12/2018" in texte
    # What is typed of a past exercice is the convention's: those who may only read it read the same.
    client.force_login(demo.get_compte("prefecture.29"))
    page = read(client.get(reverse("indicateurs:situation", args=["29", 2020, "S4"])))
    assert "Non disponible" in page


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
    reponse = type_situations(client, demo, **(LOIRET | champs))
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
