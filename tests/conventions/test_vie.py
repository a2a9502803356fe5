"""A convention over its life: signatories, dates, votes, signed copies, and its time line."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from comptes.operations import ModifieEntreTemps
from conventions.models import Convention, Signataire
from conventions.operations.conventions import (
    record_dates,
    record_signataires,
)
from conventions.policies import VOLETS, refusal_to_edit_convention
from conventions.queries.campagnes import read_campagnes
from demonstration.vie import make_pdf
from reporting.queries.vie import list_annees, list_echeances_dues
from tests.gestes import confirm
from tests.lecture import read

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def convention(demo):
    return Convention.objects.select_related("departement").get(code="29")


def make_lignes(*lignes, **champs):
    """The signatories as the page sends them."""
    total = {"signataires-TOTAL_FORMS": len(lignes), "signataires-INITIAL_FORMS": 0}
    return (
        total
        | champs
        | {
            f"signataires-{rang}-{champ}": valeur
            for rang, ligne in enumerate(lignes)
            for champ, valeur in ligne.items()
        }
    )


@pytest.mark.parametrize(
    ("qui", "permis"),
    [
        ("agent.29", set(VOLETS)),
        ("valideur.29", set(VOLETS)),
        ("agent.22", set()),
        ("prefecture.29", {"signataires_etat", "dates", "paiement", "avenants_anterieurs", "pieces"}),
        ("prefecture.22", set()),
        ("commissaire.53", set()),
        ("centrale", {"dates"}),
    ],
)
def test_each_writes_what_concerns_them_and_is_told_otherwise(demo, convention, qui, permis):
    refus = {volet: refusal_to_edit_convention(demo.get_compte(qui), convention, volet) for volet in VOLETS}
    assert {volet for volet, phrase in refus.items() if phrase is None} == permis
    assert all(phrase.endswith(".") for phrase in refus.values() if phrase)


def test_several_sign_for_one_side_in_the_order_typed(client, demo, convention):
    client.force_login(demo.get_compte("agent.29"))
    lignes = make_lignes(
        {"partie": "etat", "titre": "le préfet du Finistère", "nom": "", "ordre": "2"},
        {
            "partie": "etat", "titre": "la préfète de région", "nom": "Anne Le Gall",
            "qualite": "préfète d’Ille-et-Vilaine", "ordre": "1",
        },
        {"partie": "departement", "titre": "le président", "ordre": "3"},
        {"partie": "", "titre": "", "nom": "", "ordre": ""},
        version=convention.version,
    )  # fmt: skip
    assert client.post(reverse("conventions:signataires", args=["29"]), lignes).status_code == 302
    assert [(un.partie, str(un)) for un in convention.signataires.all()] == [
        ("etat", "Anne Le Gall, la préfète de région"),
        ("etat", "le préfet du Finistère"),
        ("departement", "le président"),
    ]
    page = read(client.get(reverse("reporting:convention", args=["29"])))
    assert "Anne Le Gall, la préfète de région, en qualité de préfète d’Ille-et-Vilaine" in page


def test_the_prefecture_changes_its_side_and_never_the_other(client, demo, convention):
    client.force_login(demo.get_compte("prefecture.29"))
    avant = list(convention.signataires.filter(partie="departement").values_list("titre", flat=True))
    lignes = make_lignes({"partie": "etat", "titre": "le nouveau préfet"}, version=convention.version)
    client.post(reverse("conventions:signataires", args=["29"]), lignes)
    assert [un.titre for un in convention.signataires.filter(partie="etat")] == ["le nouveau préfet"]
    assert list(convention.signataires.filter(partie="departement").values_list("titre", flat=True)) == avant
    lignes = make_lignes({"partie": "departement", "titre": "intrus"}, version=convention.version + 1)
    reponse = client.post(reverse("conventions:signataires", args=["29"]), lignes)
    assert reponse.status_code == 422
    assert not Signataire.objects.filter(titre="intrus").exists()
    with pytest.raises(Refus, match="collectivité"):
        record_signataires(
            by=demo.get_compte("prefecture.29"), at=AT, convention=convention, version=2,
            parties=["departement"], signataires=[],
        )  # fmt: skip


def test_a_signatory_without_a_title_is_said_and_nothing_is_lost(client, demo, convention):
    client.force_login(demo.get_compte("agent.29"))
    lignes = make_lignes({"partie": "etat", "titre": "", "nom": "Quelqu’un"}, version=convention.version)
    reponse = client.post(reverse("conventions:signataires", args=["29"]), lignes)
    assert reponse.status_code == 422
    assert "Dites à quel titre cette personne signe." in read(reponse)
    assert "Quelqu’un" in read(reponse)
    assert convention.signataires.count() == 2


@pytest.mark.parametrize("version", ["", "x", "0", "99"])
def test_the_second_of_two_editors_of_the_signatories_reads_what_the_first_wrote(
    client, demo, convention, version
):
    client.force_login(demo.get_compte("agent.29"))
    reponse = client.post(
        reverse("conventions:signataires", args=["29"]),
        make_lignes({"partie": "etat", "titre": "tard venu"}, version=version),
    )
    assert reponse.status_code == 422
    page = read(reponse)
    assert "modifiée entre-temps" in page
    assert "Pour l’État : Camille Rousseau, le préfet" in page
    assert 'value="tard venu"' in page
    assert f'name="version" value="{convention.version}"' in page  # the next submission wins knowingly


def test_dates_are_versioned_and_cannot_be_impossible(client, demo, convention):
    client.force_login(demo.get_compte("centrale"))
    adresse = reverse("conventions:dates", args=["29"])
    champs = {
        "version": convention.version,
        "date_signature": "2019-06-26",
        "debut": "2019-01-01",
        "fin": "2021-12-31",
    }
    reponse = client.post(adresse, champs | {"prolongee_au": "2021-06-30"})
    assert "La prolongation porte au-delà de la fin de la convention." in read(reponse)
    assert client.post(adresse, champs | {"prolongee_au": "2022-12-31"}).status_code == 302
    reponse = client.post(adresse, champs | {"fin": "2022-06-30"})
    assert reponse.status_code == 422
    assert "modifiée entre-temps" in read(reponse)
    convention.refresh_from_db()
    assert (convention.fin, convention.prolongee_au) == (date(2021, 12, 31), date(2022, 12, 31))
    assert "prolongée jusqu’au 31 décembre 2022" in read(
        client.get(reverse("reporting:convention", args=["29"]))
    )
    with pytest.raises(ModifieEntreTemps):
        record_dates(
            by=demo.get_compte("agent.29"),
            at=AT,
            convention=convention,
            version=1,
            champs={"fin": date(2022, 1, 1)},
        )


def test_a_signed_copy_passes_the_gate_and_is_downloaded_whole(client, demo, convention):
    client.force_login(demo.get_compte("prefecture.29"))
    octets, adresse = make_pdf("Avenant"), reverse("conventions:joindre_copie", args=["29"])

    def send(nom, contenu):
        return client.post(adresse, {"nature": "avenant", "fichier": SimpleUploadedFile(nom, contenu)})

    assert send("avenant.exe", b"MZ\x00\x01").status_code == 422
    assert send("avenant.pdf", octets).status_code == 302
    assert "déjà jointe à la convention" in read(send("encore.pdf", octets))
    piece = convention.pieces.get(nature="avenant")
    client.force_login(demo.get_compte("commissaire.53"))
    reponse = client.get(reverse("conventions:copie", args=["29", piece.pk]))
    assert reponse.content == octets
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="avenant.pdf"'
    assert client.post(reverse("conventions:retirer_copie", args=["29", piece.pk])).status_code == 403
    client.force_login(demo.get_compte("agent.29"))
    assert confirm(client, reverse("conventions:retirer_copie", args=["29", piece.pk])).status_code == 302
    assert Trace.objects.filter(geste=Geste.RETIRER_COPIE, details__empreinte=piece.empreinte).exists()


def test_the_opening_of_a_convention_asks_for_a_title_on_each_side(client, demo):
    client.force_login(demo.get_compte("centrale"))
    champs = {
        "dispositif": "CALPAE", "code": "35", "departement": "35", "collectivite": "35D",
        "date_signature": "2019-07-01", "debut": "2019-01-01",
        "fin": "2021-12-31", "titre_etat": "la préfète", "titre_departement": "",
    }  # fmt: skip
    adresse = reverse("conventions:ouvrir_convention")
    assert client.post(adresse, champs).status_code == 422
    assert client.post(adresse, champs | {"titre_departement": "le président"}).status_code == 302
    assert [un.titre for un in Convention.objects.get(code="35").signataires.all()] == [
        "la préfète",
        "le président",
    ]


def say(demo, qui, code, jour):
    """{year: [words of each step]} of the time line."""
    convention = Convention.objects.get(code=code)
    return {
        annee.exercice.annee: [(etape.code, etape.le, etape.mots) for etape in annee.etapes]
        for annee in list_annees(demo.get_compte(qui), convention, datetime.combine(jour, time(12), UTC))
    }


def test_the_time_line_says_what_was_done_when_and_what_is_late(demo):
    frise = say(demo, "agent.29", "29", date(2022, 4, 12))
    assert list(frise) == [2021, 2020, 2019]
    assert ("rapport", date(2022, 3, 31), "en retard de 12 jours") in frise[2021]
    assert ("avenant", date(2021, 5, 15), "en retard de 332 jours") in frise[2021]
    assert ("rapport", date(2021, 3, 31), "exercice transmis le 22 mars 2021") in frise[2020]
    assert ("valide", date(2021, 4, 20), "") in frise[2020]
    assert ("rapport", date(2022, 3, 31), "dans 3 jours") in say(demo, "agent.29", "29", date(2022, 3, 28))[
        2021
    ]
    for etapes in frise.values():
        assert [le for _, le, _ in etapes] == sorted(le for _, le, _ in etapes)


def test_of_a_draft_the_commissaire_knows_the_deadlines_and_not_what_was_signed(demo):
    frise = say(demo, "commissaire.53", "29", date(2022, 4, 12))
    assert ("avenant", date(2021, 5, 15), "") in frise[2021]
    assert ("rapport", date(2022, 3, 31), "en retard de 12 jours") in frise[2021]
    assert {code for code, _, _ in frise[2021]} == {
        *("avenant", "fin_execution", "rapport", "dialogue"),
        *("corrections", "instruction"),
    }
    # Nobody corrects, nor reviews, what was not handed over.
    assert ("instruction", date(2022, 6, 30), "") in frise[2021]


def test_the_pages_say_when_the_rapport_is_due(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    assert "attendu le 31 mars 2022" in read(client.get(reverse("reporting:accueil")))
    page = read(client.get(reverse("reporting:exercice", args=["29", 2021])))
    assert "Rapport d’exécution : attendu le 31 mars 2022" in page
    assert "en retard de" in page


def test_the_other_instrument_of_a_territory_is_beside(client, demo, convention):
    page = reverse("reporting:convention", args=["29"])
    client.force_login(demo.get_compte("agent.29"))
    assert "Autres conventions du même territoire" not in read(client.get(page))
    Convention.objects.create(
        dispositif="CLS", code="29-CLS", departement=convention.departement, collectivite=convention.collectivite,
        date_signature=date(2024, 1, 1), debut=date(2024, 1, 1), fin=date(2027, 12, 31),
    )  # fmt: skip
    assert "Finistère (29-CLS)</a> : CLS, Département du Finistère" in read(client.get(page))


def test_pages_do_not_ask_a_question_per_year_or_per_line(client, demo, convention):
    client.force_login(demo.get_compte("agent.29"))
    for nom, args, limite in (("reporting:convention", ["29"], 16), ("reporting:accueil", [], 12)):
        with CaptureQueriesContext(connection) as questions:
            client.get(reverse(nom, args=args))
        assert len(questions) <= limite, (nom, [q["sql"][:150] for q in questions])
    centrale = demo.get_compte("centrale")
    with CaptureQueriesContext(connection) as questions:
        list_echeances_dues(
            centrale, read_campagnes(convention.exercices.all()), datetime(2022, 1, 1, 12, tzinfo=UTC)
        )
    assert len(questions) == 3
