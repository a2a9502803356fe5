"""Alsace 2020 as it was: one collectivité, two conventions, one report, and a spending nobody split.

Figures: 2 231 197,47 € (convention 67) and 1 162 693,62 € (convention 68) engaged, 6 096 409,53 € spent in common, one
report voted on 31 May 2021 by the commission permanente.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from comptes.models import Collectivite, Departement
from comptes.operations import create_compte
from conventions.models import Convention, Exercice, RapportCommun
from financement.operations.montants import record_montants
from financement.queries.rapport_commun import get_depense_commune
from indicateurs.queries.manques import list_manques
from nombres.formats import nombre
from referentiels.models import Referentiel
from reporting.contents import ContenuRapportCommun, from_dict, to_dict
from reporting.models import Document
from reporting.queries.documents import build_rapport_commun
from reporting.queries.financement import build_consolidation
from tests.gestes import confirm
from tests.lecture import ESPACES, read

pytestmark = pytest.mark.une_base

AT = datetime(2021, 6, 1, 9, tzinfo=UTC)
ENGAGEMENTS = {"67": Decimal("2231197.47"), "68": Decimal("1162693.62")}
DEPENSE = "6 096 409,53"


def read_pdf(document):
    pages = PdfReader(BytesIO(bytes(document.octets))).pages
    return " ".join(" ".join(page.extract_text().translate(ESPACES) for page in pages).split())


def post(client, nom, *args, **champs):
    """Send a form of the site; the page it leads to must not be a refusal."""
    reponse = client.post(reverse(nom, args=args), champs)
    assert reponse.status_code == 302, read(reponse)
    return reponse


@pytest.fixture
def gens(demo):
    alsace = Collectivite.objects.get(code="6AE")
    agent = create_compte(
        by=None, at=AT, email="agent@alsace.example", nom="Agent d’Alsace", role="agent_departemental",
        password="x", collectivite=alsace,
    )  # fmt: skip
    prefectures = {
        code: create_compte(
            by=None, at=AT, email=f"prefecture@{code}.example", nom=f"Préfecture {code}", role="prefecture",
            password="x", departement=Departement.objects.get(code=code),
        )
        for code in ENGAGEMENTS
    }  # fmt: skip
    return {"centrale": demo.get_compte("centrale"), "agent": agent, **prefectures}


# A fiche sent with no milestone and no indicator of its own.
SANS_LISTE = {
    f"{liste}-{total}_FORMS": "0" for liste in ("jalons", "propres") for total in ("TOTAL", "INITIAL")
}


def open_conventions(client, gens):
    client.force_login(gens["centrale"])
    for code, montant in ENGAGEMENTS.items():
        post(
            client, "conventions:ouvrir_convention", dispositif="CALPAE", code=code, departement=code,
            collectivite="6AE", date_signature="2019-07-01", debut="2019-01-01", fin="2021-12-31",
            titre_etat="la préfète de région", titre_departement="le président de la collectivité",
        )  # fmt: skip
        convention = Convention.objects.get(code=code)
        post(
            client, "conventions:ouvrir_exercice", convention=convention.pk, annee="2020", regime="civile",
            debut="2020-01-01", fin="2020-12-31", referentiel=Referentiel.objects.get(code="2020-02-12").pk,
            montant_notifie=str(montant).replace(".", ","),
        )  # fmt: skip


def fill_actions(client, gens):
    client.force_login(gens["agent"])
    for code, montant in ENGAGEMENTS.items():
        post(
            client, "conventions:nouvelle_action", code, 2020, numero="S4-1", titre="Orientation", axe="S4",
            nature="reconduite", etat="realisee", bilan="Fait.", version="0", **SANS_LISTE,
        )  # fmt: skip
        pk = get_exercice(code).actions.get().pk
        tape = str(montant).replace(".", ",")
        montants = {f"{pk}-{source}": tape for source in ("etat", "departement_nouveau")}
        post(client, "conventions:financement", code, 2020, "prevu", **montants)


def get_exercice(code):
    return Exercice.objects.select_related("convention__departement", "referentiel").get(
        convention__code=code, annee=2020
    )


@pytest.fixture
def alsace(client, gens):
    """2020 entered through the pages, up to the vote; nothing printed yet."""
    open_conventions(client, gens)
    fill_actions(client, gens)
    post(client, "reporting:reunir_exercices", "67", 2020)
    version = RapportCommun.objects.get().version
    post(client, "reporting:rapport_commun", "67", 2020, version=version, depense_commune="6 096 409,53")
    post(
        client, "conventions:nouvelle_deliberation", "67", version=Convention.objects.get(code="67").version,
        objet="rapport", annee="2020", organe="commission_permanente", numero="CP-2021-5-1",
        date_vote="2021-05-31", date_transmission="",
        conventions=[c.pk for c in Convention.objects.filter(code__in=ENGAGEMENTS)],
    )  # fmt: skip
    return client


@pytest.mark.parametrize("code", ["67", "68"])
@pytest.mark.parametrize(
    "nom", ["reporting:exercice", "reporting:rapport", "reporting:rapport_commun", "conventions:actions"]
)
def test_every_page_tells_the_spending_in_common_and_splits_nothing(alsace, nom, code):
    page = read(alsace.get(reverse(nom, args=[code, 2020])))
    assert (
        f"Dépense exécutée déclarée en commun : <strong>{DEPENSE} € pour les conventions 67 et 68 réunies</strong>"
        in page
    )
    assert "Elle n’est pas répartie entre les conventions et ne s’ajoute pas" in page
    assert page.count(DEPENSE) == 1
    assert "9 490 300" not in page  # 3 393 891,09 + 6 096 409,53: a sum that would mean nothing


@pytest.mark.parametrize("code", ["67", "68"])
def test_the_execution_tells_the_spending_in_common_beside_the_totals(alsace, code):
    page = read(alsace.get(reverse("reporting:execution", args=[code, 2020])))
    assert f"<strong>{DEPENSE} € pour les conventions 67 et 68 réunies</strong>" in page
    assert "<dt>Exécuté, toutes sources</dt><dd>non renseigné</dd>" in page
    assert page.count(DEPENSE) == 1
    assert "0,00 €" not in page


@pytest.mark.parametrize("code", ["67", "68"])
def test_the_simulation_says_why_a_spending_in_common_is_not_computed_by_action(alsace, code):
    page = read(alsace.get(reverse("reporting:simulation", args=[code, 2020])))
    assert f"déclarée en commun, {DEPENSE} € pour les conventions 67 et 68 réunies" in page
    assert "la simulation ne peut pas se calculer par action" in page
    assert "Réfaction simulée, partielle</dt><dd>non calculable" in page
    assert "0,00 €" not in page


@pytest.mark.parametrize("qui", ["agent", "centrale"])
def test_the_money_of_the_year_counts_the_spending_in_common_once_and_apart(alsace, gens, qui):
    Exercice.objects.filter(convention__code__in=ENGAGEMENTS, annee=2020).update(etat="transmis")
    consolidation = build_consolidation(gens[qui], 2020, "CALPAE")
    alsaciennes = [
        ligne
        for region in consolidation.regions
        for ligne in region.lignes
        if ligne.exercice.convention.code in ENGAGEMENTS
    ]
    dits = {ligne.exercice.convention.code: (ligne.notifie, ligne.montants.execute) for ligne in alsaciennes}
    assert dits == {code: (montant, None) for code, montant in ENGAGEMENTS.items()}
    assert consolidation.total.depense_commune == Decimal("6096409.53")
    alsace.force_login(gens[qui])
    page = read(alsace.get(reverse("reporting:financement"), {"annee": 2020, "dispositif": "CALPAE"}))
    assert f"{DEPENSE} € dépensés pour l’ensemble de ses conventions" in page
    assert "2 231 197,47 €" in page
    assert "1 162 693,62 €" in page
    # The spending in common was added to nothing: neither to what the two planned, nor to what they were notified.
    assert "9 490 300" not in page
    assert "12 884 191" not in page


def test_the_grid_keeps_each_convention_to_the_cent_and_does_not_ask_what_is_told_in_common(alsace):
    for code, montant in ENGAGEMENTS.items():
        page = read(alsace.get(reverse("conventions:financement", args=[code, 2020, "prevu"])))
        assert f'value="{nombre(montant, 2).translate(ESPACES)}"' in page
        assert "n’est pas le montant notifié" not in page
    page = read(alsace.get(reverse("conventions:financement", args=["67", 2020, "execute"])))
    assert "La dépense de l’année est déclarée en commun avec une autre convention" in page
    assert "Le montant exécuté manque" not in page


def test_each_convention_keeps_its_own_engagement(alsace):
    pages = {code: read(alsace.get(reverse("reporting:exercice", args=[code, 2020]))) for code in ENGAGEMENTS}
    assert "Montant notifié par l’État : 2 231 197,47 €" in pages["67"]
    assert "Montant notifié par l’État : 1 162 693,62 €" in pages["68"]
    assert "1 162 693,62" not in pages["67"]


def test_the_page_of_actions_shows_no_executed_amount_rather_than_zero(alsace):
    page = read(alsace.get(reverse("conventions:actions", args=["67", 2020])))
    assert "4 462 394,94 €" in page  # planned: the State's and the département's
    assert "0,00 €" not in page


def test_the_page_of_a_convention_names_the_other_one_and_the_vote_on_both(alsace):
    page = read(alsace.get(reverse("reporting:convention", args=["68"])))
    assert "Autres conventions du même territoire" in page
    assert "Bas-Rhin (67)" in page
    assert f"{DEPENSE} € pour les conventions 67 et 68 réunies" in page
    assert "N° CP-2021-5-1</a>, commission permanente" in page
    assert "31 mai 2021" in page
    assert "67, 68" in page


def test_what_is_spent_in_common_need_not_be_said_action_by_action(alsace):
    manques = [manque.libelle for manque in list_manques(get_exercice("67"), AT.date())]
    assert not any("montant exécuté" in manque for manque in manques)
    RapportCommun.objects.update(depense_commune=None)
    manques = [manque.libelle for manque in list_manques(get_exercice("67"), AT.date())]
    assert any("montant exécuté" in manque for manque in manques)


def test_one_common_report_is_printed_and_read_from_both_sides(alsace, gens, imprimer):
    for _ in range(2):  # the same figures make one document
        post(alsace, "reporting:produire_rapport_commun", "68", 2020)
    imprimer()
    document = Document.objects.get(nature="commun")
    texte = read_pdf(document)
    for phrase in (
        "Rapport d’exécution commun",
        "Exercice 2020, conventions 67 et 68",
        "n° CP-2021-5-1 de la commission permanente du 31 mai 2021",
        "Conventions 67 et 68 réunies 3 393 891,09 € 6 787 782,18 € 6 096 409,53 € 89,8 %",
        "déclarée en commun sans objet",
        f"Dépense déclarée en commun : {DEPENSE} € pour les conventions 67 et 68 réunies",
        "Convention 67 – Bas-Rhin",
        "Convention 68 – Haut-Rhin",
    ):
        assert phrase in texte, texte
    assert "2 231 197,47 € 4 462 394,94 € déclarée en commun" in texte
    assert texte.count("Signature et cachet") == 1
    for code in ENGAGEMENTS:
        alsace.force_login(gens[code])
        assert alsace.get(reverse("reporting:document", args=[document.pk])).status_code == 200
        assert f"/documents/{document.pk}/" in read(
            alsace.get(reverse("reporting:rapport", args=[code, 2020]))
        )
    alsace.force_login(gens["centrale"])  # drafts
    assert alsace.get(reverse("reporting:document", args=[document.pk])).status_code == 404
    Exercice.objects.filter(convention__code="67").update(etat="valide")
    assert alsace.get(reverse("reporting:document", args=[document.pk])).status_code == 404
    Exercice.objects.filter(convention__code="68").update(etat="valide")
    assert alsace.get(reverse("reporting:document", args=[document.pk])).status_code == 200


def test_each_line_of_the_common_table_of_contents_leads_to_one_place(alsace):
    contenu = build_rapport_commun([get_exercice("67"), get_exercice("68")], AT.date())
    page = render_to_string("documents/rapport_commun.html", {"contenu": contenu})
    ancres, renvois = re.findall(r'\bid="([^"]+)"', page), re.findall(r'href="#([^"]+)"', page)
    assert len(ancres) == len(set(ancres))
    assert set(renvois) <= set(ancres)
    assert {"67-finances", "68-finances"} <= set(renvois)
    assert from_dict(ContenuRapportCommun, to_dict(contenu)) == contenu


def test_the_report_of_one_convention_alone_says_it_too(alsace, imprimer):
    post(alsace, "reporting:produire_rapport", "67", 2020)
    imprimer()
    texte = read_pdf(Document.objects.get(nature="rapport", exercice__convention__code="67"))
    assert (
        f"Dépense déclarée en commun {DEPENSE} € pour les conventions 67 et 68 réunies, non répartie entre elles"
        in texte
    )
    assert "n° CP-2021-5-1 de la commission permanente du 31 mai 2021" in texte


@pytest.mark.parametrize(
    ("execute_67", "execute_68", "mots"),
    [
        (None, None, ""),
        ("4000000.00", None, "leur somme ne se compare pas"),
        ("4000000.00", "2096409.53", "donnent la même somme au centime"),
        ("4000000.00", "2096409.52", "soit 0,01 € de moins que la dépense commune"),
        ("4000000.00", "2096409.54", "soit 0,01 € de plus que la dépense commune"),
    ],
)
def test_the_amounts_of_the_actions_are_held_against_the_common_spending(
    alsace, gens, execute_67, execute_68, mots
):
    for code, montant in (("67", execute_67), ("68", execute_68)):
        exercice = get_exercice(code)
        action = exercice.actions.get()
        if montant is None:
            continue
        saisis = {
            (action.pk, "etat.execute"): Decimal(montant),
            (action.pk, "departement_nouveau.execute"): Decimal(0),
        }
        record_montants(by=gens["agent"], at=AT, exercice=exercice, vus={}, saisis=saisis)
    constat = get_depense_commune(get_exercice("67")).constat.translate(ESPACES)
    assert mots in constat if mots else constat == ""
    adresse = reverse("reporting:exercice", args=["67", 2020])
    assert not constat or constat in read(alsace.get(adresse))
    # The State reads what is said in common, not what the actions of the other convention say.
    alsace.force_login(gens["67"])
    page = read(alsace.get(adresse))
    assert DEPENSE in page
    assert not constat or constat not in page


def test_separated_conventions_tell_nothing_in_common_any_more(alsace):
    post(alsace, "reporting:produire_rapport_commun", "67", 2020)
    confirm(alsace, reverse("reporting:separer_exercices", args=["68", 2020]))
    assert DEPENSE not in read(alsace.get(reverse("reporting:exercice", args=["67", 2020])))
    assert Exercice.objects.filter(rapport_commun__isnull=False).count() == 0
    # The paper stays, for both.
    document = Document.objects.get(nature="commun")
    assert f"/documents/{document.pk}/" in read(alsace.get(reverse("reporting:rapport", args=["68", 2020])))
    # Joined again, nothing is said by itself.
    post(alsace, "reporting:reunir_exercices", "67", 2020)
    assert get_depense_commune(get_exercice("68")).montant is None


def test_what_is_handed_over_is_neither_joined_nor_changed(alsace, gens):
    Exercice.objects.filter(convention__code="68").update(etat="transmis")
    version = RapportCommun.objects.get().version
    reponse = alsace.post(
        reverse("reporting:rapport_commun", args=["67", 2020]), {"version": version, "depense_commune": "1"}
    )
    assert reponse.status_code == 403
    assert "Convention 68 : l’exercice 2020 est transmis" in read(reponse)
    assert alsace.post(reverse("reporting:separer_exercices", args=["67", 2020])).status_code == 403
    assert RapportCommun.objects.get().depense_commune == Decimal("6096409.53")


def test_the_second_of_two_editors_of_the_common_spending_is_told(alsace):
    version = RapportCommun.objects.get().version
    adresse = reverse("reporting:rapport_commun", args=["67", 2020])
    alsace.post(adresse, {"version": version, "depense_commune": "6 000 000"})
    reponse = alsace.post(adresse, {"version": version, "depense_commune": "5 000 000,5"})
    assert reponse.status_code == 422
    assert "6000000" in read(reponse)  # the other one's
    assert 'value="5 000 000,5"' in read(reponse)
    assert RapportCommun.objects.get().depense_commune == Decimal("6000000")


@pytest.mark.parametrize("saisi", ["-1", "1,234", "1e9", "12,345"])
def test_a_bad_common_spending_is_one_sentence_beside_its_field(alsace, saisi):
    version = RapportCommun.objects.get().version
    reponse = alsace.post(
        reverse("reporting:rapport_commun", args=["67", 2020]), {"version": version, "depense_commune": saisi}
    )
    assert reponse.status_code == 422
    assert f'value="{saisi}"' in read(reponse)
    assert RapportCommun.objects.get().depense_commune == Decimal("6096409.53")


def test_a_collectivite_with_one_convention_has_nobody_to_report_with(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    assert "il n’y a pas d’autre convention" in read(
        client.get(reverse("reporting:rapport_commun", args=["29", 2021]))
    )
    client.post(reverse("reporting:reunir_exercices", args=["29", 2021]))
    assert not RapportCommun.objects.exists()
