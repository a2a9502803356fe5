"""Who signs, and what: the Métropole de Lyon beside the Rhône, Aix-Marseille-Provence and Marseille, which the centrale
adds, the Bas-Rhin before Alsace; each paper in the words of its instrument and of its party.

Public: the métropole de Lyon's own convention beside the Rhône's; those of Aix-Marseille-Provence and of the Ville de
Marseille; that of Clermont, signed the same day as the département's; the Collectivité européenne d'Alsace, since
1 January 2021. The rest is ours.
"""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from comptes.models import Collectivite, Departement
from comptes.operations import create_compte
from conventions.models import Convention
from referentiels.lecture import parse_referentiel
from referentiels.operations import load_referentiel
from tests.lecture import read
from tests.reporting.alsace import post
from tests.reporting.departement import AT
from tests.reporting.departement import Departement as Lieu

pytestmark = pytest.mark.une_base

INCONNU = (Path(__file__).parents[1] / "referentiels" / "inconnu.toml").read_text(encoding="utf-8")
CONVENTION = {"dispositif": "CALPAE"}
CONTRAT = {"dispositif": "CLS", "date_signature": "2024-01-15", "debut": "2024-01-01", "fin": "2025-12-31"}
METROPOLE = {"organe": "conseil_metropolitain", "date_transmission": ""}
AMP = {
    "code": "13M", "nature": "metropole", "nom": "Métropole Aix-Marseille-Provence", "appellation": "",
    "titre_executif": "présidente de la métropole", "siren": "200 054 807", "existe_du": "2016-01-01",
    "existe_au": "", "successeur": "", "departements": ["13", "83", "84"],
}  # fmt: skip
MARSEILLE = {
    "code": "13C", "nature": "commune", "nom": "Ville de Marseille", "appellation": "", "siren": "",
    "titre_executif": "maire de Marseille", "existe_du": "", "existe_au": "", "successeur": "",
    "departements": ["13"],
}  # fmt: skip
CLERMONT = {
    "code": "63M", "nature": "metropole", "nom": "Clermont Auvergne Métropole", "sans_article": "on",
    "appellation": "", "titre_executif": "président de Clermont Auvergne Métropole", "siren": "",
    "existe_du": "2018-01-01", "existe_au": "", "successeur": "", "departements": ["63"],
}  # fmt: skip
# The party: the labels of three indicators of 2021 name the territory, and who follows an allocataire.
PARTIE = re.compile(
    r"\b(?:(?<!vers )[Ll]e|(?<!Population )(?<!tructures )[Dd]u|[Aa]u) [Dd]épartement\b|Département,"
)


def add(client, demo, champs):
    client.force_login(demo.get_compte("centrale"))
    reponse = client.post(reverse("conventions:nouvelle_collectivite"), champs)
    assert reponse.status_code == 302, read(reponse)
    return Collectivite.objects.get(pk=champs["code"])


def open_lyon(client, demo, **convention):
    lyon = Collectivite.objects.get(pk="69M")
    siennes = {"departement": "69", "titre_departement": "le président de la métropole de Lyon"}
    return Lieu(client, demo, "69M", collectivite=lyon, organe=METROPOLE, **siennes | convention)


def open_rhone(client, demo, **convention):
    return Lieu(client, demo, "69", collectivite=Collectivite.objects.get(pk="69D"), **convention)


# {collectivité: how it is opened, what its papers say of it and of its money}
PARTIES = {
    "metropole": (
        open_lyon,
        "la Métropole de Lyon, représentée par le président de la métropole de Lyon, ci-après dénommée "
        "« la Métropole », d’autre part",
        "la Métropole",
        "de la Métropole",
        "Métropole, crédits nouveaux",
    ),
    "departement": (
        open_rhone,
        "le Département du Rhône, représenté par le président du conseil départemental, ci-après dénommé "
        "« le Département », d’autre part",
        "le Département",
        "du Département",
        "Département, crédits nouveaux",
    ),
}
# {instrument: its convention, its year and référentiel, its axe, and how it reads after « de », after « à », alone}
INSTRUMENTS = {
    "feminin": (
        CONVENTION,
        (2021, "2021-03-19", "S4"),
        "de la convention d’appui à la lutte contre la pauvreté et d’accès à l’emploi conclue le 26 juin 2019",
        "Avenant n° 1 à la convention d’appui",
        "Les stipulations de la convention et de ses avenants",
    ),
    "masculin": (
        CONTRAT,
        (2024, "cls-2023-10-27", "ENF"),
        "du contrat local des solidarités conclu le 15 janvier 2024",
        "Avenant n° 1 au contrat local des solidarités",
        "Les stipulations du contrat et de ses avenants",
    ),
}


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("partie", PARTIES)
def test_both_papers_speak_of_the_instrument_and_of_the_party(partie, instrument, client, demo, imprimer):
    load_referentiel(by=None, at=AT, contenu=parse_referentiel(INCONNU))
    ouvrir, entre, le, du, source = PARTIES[partie]
    champs, (annee, referentiel, axe), de, au, stipulations = INSTRUMENTS[instrument]
    lieu = ouvrir(client, demo, axe=axe, **champs)
    lieu.open_annee(annee, referentiel)
    lieu.draft_avenant(annee, 1)
    avenant = lieu.print_avenant(annee, 1, imprimer)
    pk = lieu.convention.exercices.get().actions.get().pk
    montants = {f"{pk}-{cle}": "1000,00" for cle in ("etat", "departement_nouveau")}
    post(client, "conventions:financement", lieu.code, annee, "prevu", **montants)
    rapport = lieu.print_rapport(annee, imprimer)
    majuscule = le[:1].upper() + le[1:]
    for phrase in (
        entre,
        au,
        de,
        stipulations,
        f"{majuscule} rend compte",
        f"Part {du} dans le total",
        source,
    ):
        assert phrase in avenant, phrase
    assert "Fait en deux exemplaires originaux" in avenant
    for phrase in (de, f"entre l’État et {le}.", source):
        assert phrase in rapport, phrase
    pages = [
        read(client.get(reverse(nom, args=[lieu.code, annee, *args])))
        for nom, *args in (
            ("conventions:financement", "prevu"),
            ("conventions:actions",),
            ("conventions:action", "S4-1"),
            ("reporting:execution",),
            ("reporting:simulation",),
            ("reporting:decision_financiere",),
        )
    ]
    assert source in pages[0]
    assert source in pages[3]
    for texte in (avenant, rapport, *pages):
        dit = PARTIE.search(texte)
        assert partie == "departement" or not dit, texte[dit.start() - 80 : dit.end() + 80]


def test_a_métropole_votes_by_its_own_organs(client, demo, imprimer):
    lieu = open_lyon(client, demo)
    lieu.open_annee(2021, "2021-03-19")
    lieu.draft_avenant(2021, 1)
    adresse = reverse("reporting:nouvelle_deliberation", args=["69M"])
    proposes = [un for un, _ in client.get(adresse).context["form"]["organe"].field.choices]
    assert proposes == ["", "conseil_metropolitain", "bureau", "commission_permanente"]
    lieu.vote("L’avenant n°\u00a01", "2021-0412", "2021-04-12")
    texte = lieu.print_avenant(2021, 1, imprimer)
    assert "Vu la délibération n° 2021-0412 du conseil métropolitain du 12 avril 2021" in texte


def test_neither_the_rhône_nor_lyon_sees_the_other(client, demo):
    lieux = [open_lyon(client, demo), open_rhone(client, demo)]
    for sien, autre in (lieux, lieux[::-1]):
        sien.open_annee(2021, "2021-03-19")
        for qui in (sien.agent, sien.valideur):
            client.force_login(qui)
            assert client.get(reverse("reporting:convention", args=[sien.code])).status_code == 200
            assert client.get(reverse("reporting:convention", args=[autre.code])).status_code == 404
            assert f"({autre.code})" not in read(client.get(reverse("reporting:accueil")))
    client.force_login(lieux[0].agent)
    assert client.get(reverse("reporting:exercice", args=["69", 2021])).status_code == 404


def test_the_centrale_adds_the_métropole_and_the_ville_that_signed_beside_the_département(
    client, demo, imprimer
):
    lieux = [
        Lieu(
            client, demo, champs["code"], collectivite=add(client, demo, champs), departement="13",
            date_signature="2020-02-04", debut="2020-01-01", fin="2022-12-31", titre_departement=titre,
            organe={"organe": organe, "date_transmission": ""},
        )
        for champs, titre, organe in (
            (AMP, "la présidente de la métropole", "bureau"),
            (MARSEILLE, "le maire de Marseille", "conseil_municipal"),
        )
    ]  # fmt: skip
    bouches = Lieu(client, demo, "13", collectivite=Collectivite.objects.get(pk="13D"))
    bouches.open_annee(2020, "2020-02-12")
    for lieu, partie, organe in zip(
        lieux, ("Métropole", "Ville"), ("bureau", "conseil municipal"), strict=True
    ):
        lieu.open_annee(2020, "2020-02-12")
        lieu.draft_avenant(2020, 1)
        lieu.vote("L’avenant n°\u00a01", "2020-9", "2020-03-01")
        texte = lieu.print_avenant(2020, 1, imprimer)
        assert f"ci-après dénommée « la {partie} »" in texte
        assert f"du {organe} du 1er mars 2020" in texte
        assert f"{partie}, crédits nouveaux" in texte
        assert not PARTIE.search(texte)
        for autre in {*lieux, bouches} - {lieu}:
            client.force_login(autre.agent)
            for nom, *args in (("reporting:convention", lieu.code), ("reporting:exercice", lieu.code, 2020)):
                assert client.get(reverse(nom, args=args)).status_code == 404
    client.force_login(
        create_compte(
            by=None, at=AT, email="prefecture@13.example", nom="Préfecture", role="prefecture", password="x",
            departement=Departement.objects.get(pk="13"),
        )
    )  # fmt: skip
    page = read(client.get(reverse("reporting:accueil")))
    for nom in (
        "Métropole Aix-Marseille-Provence (13M)",
        "Ville de Marseille (13C)",
        "Bouches-du-Rhône (13)",
    ):
        assert nom in page


def test_clermont_signs_the_same_day_as_the_département_a_convention_of_its_own(client, demo):
    le = {"date_signature": "2020-03-02", "debut": "2020-01-01", "fin": "2022-12-31"}
    metropole = Lieu(
        client, demo, "63M", collectivite=add(client, demo, CLERMONT), departement="63", organe=METROPOLE,
        titre_departement="le président de Clermont Auvergne Métropole", **le,
    )  # fmt: skip
    departement = Lieu(client, demo, "63", collectivite=Collectivite.objects.get(pk="63D"), **le)
    for sien, autre in ((metropole, departement), (departement, metropole)):
        client.force_login(sien.agent)
        page = read(client.get(reverse("reporting:convention", args=[sien.code])))
        assert "2 mars 2020" in page
        assert client.get(reverse("reporting:convention", args=[autre.code])).status_code == 404


def test_alsace_holds_what_the_bas_rhin_signed(client, demo, imprimer):
    lieu = Lieu(client, demo, "67", collectivite=Collectivite.objects.get(pk="67D"))
    assert Convention.objects.get(code="67").collectivite_id == "6AE"
    alsace = Collectivite.objects.get(pk="6AE")
    lieu.agent.collectivite = lieu.valideur.collectivite = alsace
    lieu.agent.save()
    lieu.open_annee(2021, "2021-03-19")
    lieu.draft_avenant(2021, 1)
    texte = lieu.print_avenant(2021, 1, imprimer)
    assert "la Collectivité européenne d’Alsace, représentée par" in texte
    assert (
        "conclue le 26 juin 2019 entre l’État et le Département du Bas-Rhin, à qui a succédé la Collectivité "
        "européenne d’Alsace" in texte
    )
