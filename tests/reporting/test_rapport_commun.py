"""One report for two conventions: printed, joined, separated, its common spending typed."""

import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from conventions.models import Exercice, RapportCommun
from financement.queries.rapport_commun import get_depense_commune
from reporting.contents import ContenuRapportCommun, from_dict, to_dict
from reporting.models import Document
from reporting.queries.documents import build_rapport_commun
from tests.gestes import confirm
from tests.lecture import read, read_papier
from tests.remarques.faites import ask
from tests.reporting.alsace import AT, DEPENSE, ENGAGEMENTS, get_exercice, post

pytestmark = pytest.mark.une_base


def test_one_common_report_is_printed_and_read_from_both_sides(alsace, gens, imprimer):
    for _ in range(2):  # the same figures make one document
        post(alsace, "reporting:produire_rapport_commun", "68", 2020)
    imprimer()
    document = Document.objects.get(nature="commun")
    texte = read_papier(document)
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


def test_the_annex_of_a_common_report_prints_the_remarks_on_each_convention(alsace, gens):
    """In the part of each; never what services say to one another."""
    adresse = reverse("reporting:rapport_commun", args=["67", 2020])
    assert "Annexer les remarques" not in read(alsace.get(adresse))
    for code in ENGAGEMENTS:
        Exercice.objects.filter(convention__code=code).update(etat="instruction")
        dite = {"by": gens[code], "at": AT, "exercice": get_exercice(code), "cle": "S4-1"}
        ask(**dite, texte=f"Précisez le {code}.")
        ask(**dite, texte="Entre nous.", audience="etat", is_bloquante=False)
        Exercice.objects.filter(convention__code=code).update(etat="a_completer")
    assert "Annexer les remarques" in read(alsace.get(adresse))
    for envoi in ({}, {"avec_remarques": "on"}):
        post(alsace, "reporting:produire_rapport_commun", "68", 2020, **envoi)
    sans, avec = (
        from_dict(ContenuRapportCommun, un.contenu)
        for un in Document.objects.filter(nature="commun").order_by("pk")
    )
    assert [un.remarques for un in sans.rapports] == [(), ()]
    dites = [[message.texte for une in un.remarques for message in une.messages] for un in avec.rapports]
    assert dites == [["Précisez le 67."], ["Précisez le 68."]]
    page = render_to_string("documents/rapport_commun.html", {"contenu": avec})
    for code in ENGAGEMENTS:
        assert f'href="#{code}-remarques"' in page and f'id="{code}-remarques"' in page


def test_the_report_of_one_convention_alone_says_it_too(alsace, imprimer):
    post(alsace, "reporting:produire_rapport", "67", 2020)
    imprimer()
    texte = read_papier(Document.objects.get(nature="rapport", exercice__convention__code="67"))
    assert (
        f"Dépense déclarée en commun {DEPENSE} € pour les conventions 67 et 68 réunies, non répartie entre elles"
        in texte
    )
    assert "n° CP-2021-5-1 de la commission permanente du 31 mai 2021" in texte


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
