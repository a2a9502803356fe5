"""Another instrument is a file: a référentiel the code has never heard of, from its loading to both its documents."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.urls import reverse

from avenants.models import Avenant
from conventions.models import Convention, Etat, Exercice
from referentiels.models import Referentiel
from reporting.models import Document
from tests.gestes import confirm
from tests.lecture import read_html, read_papier
from tests.referentiels.dispositifs import load, post

# From a file to the pages and the paper: nothing of it depends on the database.
pytestmark = pytest.mark.une_base

INCONNU = Path(__file__).parent / "inconnu.toml"
PARCOURS = """identifiant;date_entree;organisme;date_premier_rdv
M1;2024-01-10;cd_social;2024-02-24
M2;2024-01-10;cd_social;2024-02-25
M3;2024-03-01;autre;2024-03-02
M4;2024-06-01;autre;
"""
# Words of the CALPAE that have no business on the pages or the papers of another instrument.
MOTS_CALPAE = ("RSA", "BOP", "Pôle emploi", "pauvreté et d’accès à l’emploi", "30 jours", "SPIE")


def open_by_forms(client, demo, annee, notifie=""):
    """What the centrale types to open the second convention of the Finistère and one of its years."""
    client.force_login(demo.get_compte("centrale"))
    calpae = Convention.objects.get(code="29")
    if not Convention.objects.filter(code="29-CLS").exists():
        post(
            client,
            reverse("conventions:ouvrir_convention"),
            {
                "dispositif": "CLS",
                "code": "29-CLS",
                "departement": "29",
                "collectivite": calpae.collectivite_id,
                "date_signature": "2024-01-15",
                "debut": "2024-01-01",
                "fin": "2027-12-31",
                "titre_etat": "le préfet",
                "titre_departement": "le président",
            },
        )
    post(
        client,
        reverse("conventions:ouvrir_exercice"),
        {
            "convention": Convention.objects.get(code="29-CLS").pk,
            "annee": annee,
            "regime": "civile",
            "debut": f"{annee}-01-01",
            "fin": f"{annee}-12-31",
            "referentiel": Referentiel.objects.get(code="cls-2023-10-27").pk,
            "montant_notifie": notifie,
        },
    )
    return Exercice.objects.get(convention__code="29-CLS", annee=annee)


def enter(client, exercice, axe, chiffres, attendu=302):
    """Type figures on the page of an axe, over what it shows."""
    url = reverse("indicateurs:saisie", args=[exercice.convention.code, exercice.annee, axe])
    versions = dict(exercice.valeurs.values_list("code", "version"))
    donnees = {
        f"{indicateur.code}-version": versions.get(indicateur.code, 0)
        for indicateur in exercice.referentiel.definition.list_axe(axe)
    }
    return post(client, url, donnees | chiffres, attendu)


def record_an_action(client, exercice):
    url = reverse("conventions:nouvelle_action", args=[exercice.convention.code, exercice.annee])
    donnees = {
        "numero": "ENF-1",
        "titre": "Ouvrir douze places de crèche",
        "axe": "ENF",
        "nature": "nouvelle",
        "etat": "realisee",
        "bilan": "Douze places ouvertes.",
        "version": "0",
        **{
            f"{liste}-{total}_FORMS": "0" for liste in ("jalons", "propres") for total in ("TOTAL", "INITIAL")
        },
    }
    post(client, url, donnees)
    pk = exercice.actions.get().pk
    for colonne, etat in (
        ("prevu", "60 000"),
        ("execute", "30 000"),  # far from what was planned: this référentiel asks for no justification
    ):
        url = reverse("conventions:financement", args=[exercice.convention.code, exercice.annee, colonne])
        post(client, url, {f"{pk}-etat": etat, f"{pk}-departement_nouveau": "40000"})


def test_a_file_nobody_has_seen_is_loaded_shown_entered_computed_transmitted_and_printed(
    client, demo, sas, travailler, imprimer
):
    load(INCONNU)
    exercice = open_by_forms(client, demo, 2024, "60000")
    code, annee = exercice.convention.code, exercice.annee
    client.force_login(demo.get_compte("agent.29"))

    page = read_html(client.get(reverse("indicateurs:saisie", args=[code, annee, "EMP-2"])))
    assert "45 jours" in page
    assert "Lever les freins à l’emploi" in page
    record_an_action(client, exercice)

    # A rule of the file refuses; its figures corrected, they are stored.
    reponse = enter(
        client,
        exercice,
        "ENF",
        {"ENF_1-numerateur": "8", "ENF_2-numerateur": "7", "ENF_3-numerateur": "20"},
        422,
    )
    assert "plus de deux par enfant" in read_html(reponse)
    enter(
        client,
        exercice,
        "ENF",
        {"ENF_1-numerateur": "12", "ENF_2-numerateur": "9", "ENF_3-numerateur": "1,5"},
    )
    page = read_html(client.get(reverse("indicateurs:saisie", args=[code, annee, "ENF"])))
    assert "75" in page  # 9 / 12
    assert "Règle à l’essai" in page  # 12 / 1,5 children: said, not counted
    assert "plus de cinq enfants par professionnel" in page

    client.post(
        reverse("indicateurs:parcours", args=[code, annee]),
        {
            "fichier": SimpleUploadedFile("parcours.csv", PARCOURS.encode(), "text/csv"),
            "arrete_au": "2024-12-31",
            "methode": "demande",
        },
    )
    travailler()
    imp = exercice.imports.get()
    post(client, reverse("indicateurs:confirmer_parcours", args=[code, annee, imp.pk]), {})
    methode = {"version": "0", "date_entree": "demande", "droits_suspendus": "exclus", "date_rdv": "tenue"}
    post(client, reverse("indicateurs:methode", args=[code, annee]), methode | {"logiciel": "Un logiciel"})
    emp = exercice.valeurs.get(code="EMP_1")
    # 10 January + 45 days = 24 February, in time; the 25th is late, and so is who never came.
    assert (emp.numerateur, emp.denominateur, emp.en_cours) == (2, 4, 0)
    assert exercice.valeurs.get(code="EMP_0").numerateur == 4

    page = read_html(client.get(reverse("reporting:exercice", args=[code, annee])))
    assert "Rien ne manque" in page
    assert not [mot for mot in MOTS_CALPAE if mot in page.split("<main")[1].split("</main>")[0]]
    client.force_login(demo.get_compte("valideur.29"))
    assert confirm(client, reverse("reporting:transmettre", args=[code, annee])).status_code == 302
    exercice.refresh_from_db()
    assert exercice.etat == Etat.TRANSMIS

    post(client, reverse("reporting:produire_rapport", args=[code, annee]), {})
    imprimer()
    texte = read_papier(Document.objects.get(exercice=exercice, nature="rapport"))
    for attendu in (
        "Contrat local des solidarités",
        "45 jours",
        "Enfants par professionnel mobilisé",
        "Lever les freins à l’emploi",
        "50,0 %",
    ):
        assert attendu in texte
    assert not [mot for mot in MOTS_CALPAE if mot in texte]


def test_its_avenant_is_printed_with_the_general_texts(client, demo, imprimer):
    load(INCONNU)
    exercice = open_by_forms(client, demo, 2024)
    code, annee = exercice.convention.code, exercice.annee
    client.force_login(demo.get_compte("agent.29"))
    record_an_action(client, exercice)
    action = exercice.actions.get()
    page = client.get(reverse("avenants:nouveau", args=[code, annee, "financier"]))
    donnees = {
        "numero": "1",
        "regime": "civile",
        "objet": "Premier avenant",
        "montant_etat": "60000",
        f"{action.pk}-etat": "60000",
        "c-EMP_1-2024": "80",
        "c-LOG_1-2025": "40",
        "version": "0",
    }
    assert page.status_code == 200
    post(client, reverse("avenants:nouveau", args=[code, annee, "financier"]), donnees)
    numero = Avenant.objects.get(exercice=exercice).numero
    post(client, reverse("avenants:produire_avenant", args=[code, annee, numero]), {})
    imprimer()
    texte = read_papier(Document.objects.get(exercice=exercice, nature="avenant"))
    for attendu in (
        "contrat local des solidarités",
        "soixante mille euros",
        "Ménages en attente d’un relogement",
    ):
        assert attendu in texte
    assert not [mot for mot in MOTS_CALPAE if mot in texte]


def test_last_years_figure_is_read_by_the_rules_of_the_file(client, demo):
    load(INCONNU)
    avant, apres = open_by_forms(client, demo, 2024), open_by_forms(client, demo, 2025)
    client.force_login(demo.get_compte("agent.29"))
    enter(client, avant, "ENF", {"ENF_1-numerateur": "100", "ENF_3-numerateur": "30"})
    enter(client, apres, "ENF", {"ENF_1-numerateur": "130", "ENF_3-numerateur": "30"})
    url = reverse("reporting:exercice", args=["29-CLS", 2025])
    message = "ENF_1 – Le nombre d’enfants accueillis varie de plus de vingt places\u00a0: dites pourquoi."
    assert message in read_html(client.get(url))
    enter(
        client,
        apres,
        "ENF",
        {
            "ENF_1-numerateur": "130",
            "ENF_1-commentaire": "Trente places de plus à Brest.",
            "ENF_3-numerateur": "30",
        },
    )
    assert message not in read_html(client.get(url))


def test_an_exercice_only_opens_with_a_référentiel_of_its_instrument_and_of_its_year(client, demo):
    load(INCONNU)
    open_by_forms(client, demo, 2024)
    url = reverse("conventions:ouvrir_exercice")
    donnees = {
        "convention": Convention.objects.get(code="29").pk,
        "annee": 2024,
        "regime": "civile",
        "debut": "2024-01-01",
        "fin": "2024-12-31",
        "referentiel": Referentiel.objects.get(code="cls-2023-10-27").pk,
    }
    assert "celui d’un autre dispositif (CLS)" in read_html(post(client, url, donnees, 422))
    donnees |= {"convention": Convention.objects.get(code="29-CLS").pk, "annee": 2030}
    assert "ne juge pas les exercices 2030" in read_html(post(client, url, donnees, 422))
    brouillon = Referentiel.objects.create(code="brouillon-9", source="", empreinte="0")
    post(client, url, donnees | {"annee": 2025, "referentiel": brouillon.pk}, 422)


def test_the_two_instruments_of_one_département_do_not_mix_on_a_dashboard(client, demo):
    load(INCONNU)
    open_by_forms(client, demo, 2024)
    client.force_login(demo.get_compte("prefecture.29"))
    url = reverse("reporting:tableau_de_bord")
    page = read_html(client.get(url, {"dispositif": "CALPAE", "annee": "2021"}))
    assert "30 jours" in page
    assert "45 jours" not in page
    page = read_html(client.get(url, {"dispositif": "CLS"}))
    assert "45 jours" in page
    assert "30 jours" not in page


@pytest.mark.parametrize(
    ("ligne", "remplace", "faute"),
    [
        ("gravite = ", "gravité = ", "n’est pas du TOML valide\u00a0: ligne"),
        ("regle = ", "regles = ", "«\u00a0regle\u00a0» doit être un texte"),
        (
            "[[axes]]",
            "[[axe]]",
            "la clé «\u00a0axe\u00a0» est inconnue. Vouliez-vous dire «\u00a0axes\u00a0»\u202f?",
        ),
        (
            "seuil_surprise",
            "seuil_suprise",
            "[saisie]\u00a0: la clé «\u00a0seuil_suprise\u00a0» est inconnue.",
        ),
        (
            'nature = "taux"',
            'nature = "ratio"',
            "Indicateur ENF_2\u00a0: nature «\u00a0ratio\u00a0» inconnue",
        ),
        ("jours = 45", "jour = 45", "une limite se dit en jours, semaines ou mois"),
        ("jours = 45", "jours = 0", "la limite du délai est un nombre"),
        ('"premier_rdv"', '"rencontre"', "la date «\u00a0rencontre\u00a0» n’existe pas"),
        (
            "ENF_4 <= 5",
            "ENF_4 <= CINQ",
            "colonne 10\u00a0: «\u00a0CINQ\u00a0» n’est ni un indicateur ni un nombre",
        ),
        (
            "annees = [2024, 2025]",
            'annees = ["2024"]',
            "«\u00a0annees\u00a0» doit être la liste des exercices",
        ),
        ("date_signature = 2023-10-27", 'date_signature = "octobre"', "n’est pas une date"),
        (
            'code = "cls-2023-10-27"',
            'code = "cls/2023"',
            "le code «\u00a0cls/2023\u00a0» n’est pas utilisable",
        ),
        ('total = "EMP_0"', 'total = "EMP_9"', "«\u00a0EMP_9\u00a0» n’est pas un indicateur"),
        ('denominateur = "ENF_1"', 'denominateur = "ENF_4"', "n’est pas un chiffre saisi"),
        ('"0.40"', "nan", "doit être une proportion"),
        ('"0.40"', "1.5", "doit être une proportion"),
        ('unite = "ETP"', 'unite = "\\u0000"', "caractère nul"),
        ("decimales = 1", "decimales = 9", "«\u00a0decimales\u00a0» est un nombre de 0 à 2"),
    ],
)
def test_a_fault_of_the_file_is_one_sentence_with_its_place(tmp_path, demo, ligne, remplace, faute):
    fichier = tmp_path / "faux.toml"
    texte = INCONNU.read_text(encoding="utf-8")
    assert ligne in texte
    fichier.write_text(texte.replace(ligne, remplace, 1), encoding="utf-8")
    avant = set(Referentiel.objects.values_list("code"))
    with pytest.raises(CommandError) as erreur:
        load(fichier)
    assert faute in str(erreur.value)
    assert set(Referentiel.objects.values_list("code")) == avant
