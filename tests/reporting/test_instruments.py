"""Another instrument, lived through the pages from its file alone: the contrat départemental des solidarités of the
Hauts-de-Seine, 2024-2027.

Public: twelve actions, three axes, parity, voted on 13 May 2024.
Amounts by action, figures and names are ours.
"""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from avenants.models import Avenant
from comptes.models import Utilisateur
from conventions.models import Action, Convention, Exercice
from indicateurs.models import Cible
from referentiels.lecture import parse_referentiel
from referentiels.models import Referentiel
from referentiels.operations import load_referentiel
from reporting.models import Document
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.lecture import read, read_papier
from tests.reporting.alsace import SANS_LISTE, post
from tests.reporting.lieux import open_lieu

pytestmark = pytest.mark.une_base

CLS = "cls-dep-2023-11-23"
ANNEES = (2024, 2025, 2026, 2027)
AXES = ("C1", "C2", "C3")
# Twelve actions of three axes, in the order of their numbers: an axe after the other.
ACTIONS = [(str(numero), AXES[(numero - 1) // 4]) for numero in range(1, 13)]
# What another file might say: measures of an axe, and a calendar for each year.
MESURES = """
[[axes.mesures]]
code = "C1-A"
libelle = "Accueil des tout-petits"
[[axes.mesures]]
code = "C1-B"
libelle = "Soutien aux parents"
"""
CALENDRIERS = """
[[calendrier.annees]]
annee = 2024
avenant = { civile = 2024-09-30 }
rapport = 2025-04-15
dialogue_de_performance = 2025-05-20
[[calendrier.annees]]
annee = 2025
rapport = 2026-02-28
"""
RECONDUITE = (
    "Ce référentiel n’admet que des actions nouvelles ou renforcées : une action reconduite n’y entre pas."
)


@pytest.fixture
def contrat(client, demo):
    """The Hauts-de-Seine with its contrat of four years, at work on the first."""
    return open_lieu(client, demo, "92", Referentiel.objects.get(code=CLS), "120 000", "2024-05-13", duree=4)


@pytest.fixture
def rempli(contrat):
    """Twelve actions half and half, planned and spent, and a figure for each axe."""
    for numero, axe in ACTIONS:
        contrat.add_action(numero, axe, etat="10 000", departement_nouveau="10 000")
    for axe in AXES:
        code = f"CF{axe[1]}"
        contrat.post("indicateurs:saisie", axe, **{f"{code}-version": "0", f"{code}-numerateur": "120"})
    return contrat


def test_its_actions_are_in_the_order_of_their_numbers_and_half_and_half_leaves_nothing_to_simulate(rempli):
    page = rempli.read("conventions:actions")
    places = [page.index(f">{numero} – Une action<") for numero, _ in ACTIONS]
    assert places == sorted(places)
    assert "apporte moins de" not in rempli.read("conventions:financement", "prevu")
    assert "<dt>Réfaction simulée</dt><dd>0,00 €</dd>" in rempli.read("reporting:simulation")


def test_the_vote_of_13_may_2024_is_that_of_the_contrat(contrat):
    adresse = reverse("reporting:nouvelle_deliberation", args=["92"])
    page = contrat.client.get(adresse)
    cles = [cle for cle, _ in page.context["form"]["approuve"].field.choices]
    envoi = read_formulaire(page) | {
        "approuve": [next(cle for cle in cles if cle.startswith("convention"))],
        "organe": "assemblee_pleniere", "numero": "24.51", "date_vote": "2024-05-13",
    }  # fmt: skip
    assert contrat.client.post(adresse, envoi).status_code == 302
    vote = contrat.exercice.convention.deliberation
    assert (vote.numero, vote.date_vote.isoformat()) == ("24.51", "2024-05-13")
    assert "13 mai 2024" in read(contrat.client.get(reverse("reporting:convention", args=["92"])))


def test_it_is_handed_over_and_its_rapport_and_avenant_are_those_of_a_contrat(rempli, imprimer):
    rempli.declare_methode()
    rempli.post(
        "avenants:nouveau", "financier", numero="1", regime="civile", objet="Engagements de 2024",
        montant_etat="120 000", version="0", **{"c-CF1-2024": "120", "c-CF1-2027": "300"},
    )  # fmt: skip
    rempli.post("avenants:produire_avenant", 1)
    rempli.post("reporting:produire_rapport")
    imprimer()
    papiers = {
        un.nature: " ".join(read_papier(un).split())
        for un in Document.objects.filter(exercice=rempli.exercice)
    }
    for texte in papiers.values():
        assert "ontrat local des solidarités" in texte
        assert "conclu le 13 mai 2024" in texte
        assert "conclue" not in texte
        places = [texte.index(f"Action {numero} – Une action") for numero, _ in ACTIONS]
        assert places == sorted(places)
        assert "Transition écologique solidaire" not in texte  # three axes: the fourth has nothing
    # Its targets are those of its own years: the one of the year, and the last.
    avenant = papiers["avenant"]
    assert "2027" in avenant[avenant.index("Indicateurs et cibles") :]
    assert "2028" not in avenant
    rempli.become("valideur")
    assert confirm(rempli.client, reverse("reporting:transmettre", args=["92", 2024])).status_code == 302
    assert rempli.exercice.etat == "transmis"


def test_it_has_four_years_each_with_its_calendar_and_targets_until_2027(contrat, demo):
    client = contrat.client
    referentiel = Referentiel.objects.get(code=CLS)
    page = contrat.read("indicateurs:cibles", "C1")
    assert [an for an in range(2019, 2031) if f">{an}</th>" in page] == list(ANNEES)
    contrat.post("indicateurs:cibles", "C1", **{f"CF1-{an}": str(an - 1900) for an in ANNEES})
    assert list(Cible.objects.filter(convention__code="92").values_list("annee", flat=True)) == list(ANNEES)
    client.force_login(demo.get_compte("centrale"))
    convention = Convention.objects.get(code="92")
    for annee in (*ANNEES[1:], 2028):
        reponse = client.post(
            reverse("conventions:ouvrir_exercice"),
            {
                "convention": convention.pk, "annee": annee, "regime": "civile", "debut": f"{annee}-01-01",
                "fin": f"{annee}-12-31", "referentiel": referentiel.pk, "montant_notifie": "120 000",
            },
        )  # fmt: skip
        assert reponse.status_code == (302 if annee in ANNEES else 422)
    assert "ne juge pas les exercices 2028" in read(reponse)
    contrat.become("agent")
    page = read(client.get(reverse("reporting:convention", args=["92"])))
    assert page.count("Évaluation à mi-parcours") == 1
    assert "30 juin 2026" in page


def test_its_mid_term_evaluation_is_to_be_done_until_its_day(contrat, demo, monkeypatch):
    contrat.client.force_login(demo.get_compte("centrale"))
    post(
        contrat.client, "conventions:ouvrir_exercice", convention=Convention.objects.get(code="92").pk,
        annee="2026", regime="civile", debut="2026-01-01", fin="2026-12-31",
        referentiel=Referentiel.objects.get(code=CLS).pk, montant_notifie="120 000",
    )  # fmt: skip
    contrat.become("agent")
    for jour, dit in ((27, "dans 3 jours"), (30, "aujourd’hui")):
        monkeypatch.setattr("comptes.horloge.now", lambda jour=jour: datetime(2026, 6, jour, 10, tzinfo=UTC))
        for nom, *args in (("reporting:accueil",), ("reporting:exercice", "92", 2026)):
            page = read(contrat.client.get(reverse(nom, args=args)))
            assert "Évaluation à mi-parcours : le 30 juin 2026" in page
            assert dit in page
    monkeypatch.setattr("comptes.horloge.now", lambda: datetime(2026, 7, 1, 10, tzinfo=UTC))
    assert "Évaluation" not in read(contrat.client.get(reverse("reporting:accueil")))


def test_an_action_the_state_pays_at_95_per_cent_blocks(contrat):
    contrat.add_action("1", "C1", etat="95 000", departement_nouveau="5 000")
    contrat.add_action("2", "C2", etat="25 000", departement_nouveau="115 000")
    contrat.become("valideur")
    page = contrat.read("reporting:transmettre")
    assert "Action 1 : la collectivité apporte moins de 50 %" in page
    assert "Action 2 : la collectivité apporte" not in page
    assert contrat.client.post(reverse("reporting:transmettre", args=["92", 2024])).status_code in (403, 422)


def test_an_action_that_only_goes_on_is_refused_in_a_sentence(contrat):
    page = contrat.read("conventions:nouvelle_action")
    assert "Renforcée" in page
    assert "Reconduite" not in page
    reponse = contrat.client.post(
        reverse("conventions:nouvelle_action", args=["92", 2024]),
        {
            "numero": "1",
            "titre": "Une action",
            "axe": "C1",
            "nature": "reconduite",
            "etat": "realisee",
            "version": "0",
        }
        | SANS_LISTE,
    )
    assert reponse.status_code == 422
    assert RECONDUITE in read(reponse)
    assert not Action.objects.filter(exercice__convention__code="92").exists()


def test_a_reinforced_action_tells_whom_it_follows_before_and_after(contrat, imprimer):
    contrat.add_action(
        "1", "C1", fiche={"nature": "renforcee"}, etat="120 000", departement_nouveau="120 000"
    )
    manque = "Action 1 : file active avant et après"
    assert manque in contrat.read("reporting:exercice")
    contrat.post(
        "conventions:action", "1", numero="1", titre="Une action", axe="C1", nature="renforcee", etat="realisee",
        bilan="Fait.", version="1", file_active_avant="120", file_active_apres="180", **SANS_LISTE,
    )  # fmt: skip
    assert manque not in contrat.read("reporting:exercice")
    contrat.post("reporting:produire_rapport")
    imprimer()
    texte = " ".join(read_papier(Document.objects.get(exercice=contrat.exercice)).split())
    assert "File active 120 avant, 180 visées" in texte
    assert Avenant.objects.filter(convention__code="92").count() == 0


@pytest.fixture
def suivant(rempli, demo):
    """2025, opened after 2024."""
    rempli.client.force_login(demo.get_compte("centrale"))
    post(
        rempli.client, "conventions:ouvrir_exercice", convention=Convention.objects.get(code="92").pk,
        annee="2025", regime="civile", debut="2025-01-01", fin="2025-12-31",
        referentiel=Referentiel.objects.get(code=CLS).pk, montant_notifie="120 000",
    )  # fmt: skip
    rempli.become("agent")
    return Exercice.objects.get(convention__code="92", annee=2025)


@pytest.fixture
def detaille(client, demo):
    """A contrat whose file has measures and dates."""
    source = Referentiel.objects.get(code=CLS).source.replace(f'code = "{CLS}"', 'code = "cls-essai"')
    source = source.replace('[[axes]]\ncode = "C2"', f'{MESURES}[[axes]]\ncode = "C2"')
    contenu = parse_referentiel(source.replace("[actions]", f"{CALENDRIERS}[actions]"))
    referentiel = load_referentiel(by=None, at=datetime(2024, 1, 2, tzinfo=UTC), contenu=contenu)
    return open_lieu(client, demo, "92", referentiel, "120 000", "2024-05-13", duree=4)


def test_an_action_names_the_measure_of_its_axe_in_its_fiche_and_in_the_papers(detaille, imprimer):
    assert "C1, C1-A – Accueil des tout-petits" in detaille.read("conventions:nouvelle_action")
    fiche = {
        "numero": "1",
        "titre": "Une action",
        "axe": "C2",
        "nature": "nouvelle",
        "etat": "realisee",
        "version": "0",
    }
    adresse = reverse("conventions:nouvelle_action", args=["92", 2024])
    for mesure, refus in (
        ("C1-B", "La mesure C1-B est de l’axe C1 : choisissez-en une de l’axe C2."),
        ("C9", "Sélectionnez un choix valide."),
    ):
        reponse = detaille.client.post(adresse, fiche | {"mesure": mesure, "version": "0"} | SANS_LISTE)
        assert reponse.status_code == 422
        assert refus in read(reponse)
    detaille.add_action("1", "C1", fiche={"mesure": "C1-B"}, etat="60 000", departement_nouveau="60 000")
    detaille.add_action("2", "C2", etat="60 000", departement_nouveau="60 000")  # it needs none
    detaille.post("reporting:produire_rapport")
    imprimer()
    texte = " ".join(read_papier(Document.objects.get(exercice=detaille.exercice)).split())
    assert "Mesure C1-B – Soutien aux parents" in texte
    assert texte.count("Mesure C") == 1
    detaille.become("valideur")
    assert confirm(detaille.client, reverse("reporting:transmettre", args=["92", 2024])).status_code == 302
    assert (
        "C1 – Prévention de la pauvreté dès l’enfance, mesure C1-B – Soutien aux parents."
        in detaille.read("conventions:action", "1")
    )


def test_the_page_of_its_file_says_all_of_it(detaille):
    page = read(detaille.client.get(reverse("referentiels:lire", args=["cls-essai"])))
    for dit in (
        "Des actions nouvelles ou renforcées. Une action renforcée dit sa file active, avant et après.",
        "C1-B – Soutien aux parents",
        "2026 : évaluation à mi-parcours le 30 juin 2026.",
        "2024 : avenant en année civile le 30 septembre 2024, rapport le 15 avril 2025",
    ):
        assert dit in page


def test_each_year_has_its_own_due_dates(detaille, demo):
    convention = Convention.objects.get(code="92")
    detaille.client.force_login(demo.get_compte("centrale"))
    post(
        detaille.client, "conventions:ouvrir_exercice", convention=convention.pk, annee="2025", regime="civile",
        debut="2025-01-01", fin="2025-12-31", referentiel=Referentiel.objects.get(code="cls-essai").pk,
        montant_notifie="120 000",
    )  # fmt: skip
    detaille.become("agent")
    assert "attendu le 15 avril 2025" in detaille.read("reporting:exercice")
    page = read(detaille.client.get(reverse("reporting:exercice", args=["92", 2025])))
    assert "attendu le 28 février 2026" in page
    frise = read(detaille.client.get(reverse("reporting:convention", args=["92"])))
    for jour in ("30 septembre 2024", "15 avril 2025", "20 mai 2025", "28 février 2026"):
        assert jour in frise


def test_what_goes_on_in_a_contrat_stays_what_it_was_in_it(rempli, suivant):
    precedentes = rempli.exercice.actions.all()
    post(
        rempli.client, "conventions:reprise", "92", 2025,
        **{f"action-{precedentes[0].pk}-choix": "gardee", f"action-{precedentes[1].pk}-choix": "changee"},
    )  # fmt: skip
    assert dict(suivant.actions.values_list("numero", "nature")) == {"1": "nouvelle", "2": "renforcee"}


def test_what_goes_on_from_the_convention_before_is_no_action_of_a_contrat(contrat, demo):
    """The CALPAE of 2023, that the contrat takes over from: an action of it that is only kept does not come in."""
    client, convention = contrat.client, Convention.objects.get(code="92")
    client.force_login(demo.get_compte("centrale"))
    post(
        client, "conventions:ouvrir_convention", dispositif="CALPAE", code="92-CALPAE", departement="92",
        collectivite=convention.collectivite_id, date_signature="2022-06-28", debut="2022-01-01",
        fin="2023-12-31", titre_etat="le préfet", titre_departement="le président",
    )  # fmt: skip
    avant = Convention.objects.get(code="92-CALPAE")
    post(
        client, "conventions:ouvrir_exercice", convention=avant.pk, annee="2023", regime="civile",
        debut="2023-01-01", fin="2023-12-31", referentiel=Referentiel.objects.get(code="2022-01-19").pk,
        montant_notifie="1000",
    )  # fmt: skip
    Convention.objects.filter(pk=convention.pk).update(precedente=avant)
    client.force_login(Utilisateur.objects.get(email="agent@92.example"))
    post(
        client, "conventions:nouvelle_action", "92-CALPAE", 2023, numero="S4-1", titre="Orienter", axe="S4",
        nature="nouvelle", etat="realisee", bilan="Fait.", version="0", **SANS_LISTE,
    )  # fmt: skip
    pk = Action.objects.get(exercice__convention=avant).pk
    adresse = reverse("conventions:reprise", args=["92", 2024])
    reponse = client.post(adresse, {f"action-{pk}-choix": "gardee", f"action-{pk}-axe": "C2"})
    assert reponse.status_code == 422
    assert RECONDUITE in read(reponse)
    assert not contrat.exercice.actions.exists()
    assert (
        client.post(adresse, {f"action-{pk}-choix": "changee", f"action-{pk}-axe": "C2"}).status_code == 302
    )
    assert contrat.exercice.actions.get().nature == "renforcee"
