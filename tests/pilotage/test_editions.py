"""A national edition: frozen, quoted, opened again unchanged, compared with the one before."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from fichiers.integrite import OctetsAlteres
from indicateurs.models import Valeur
from pilotage.ecarts_editions import compare_publications
from pilotage.models import Edition
from pilotage.operations.editions import publish_edition
from pilotage.publication import NON_SOMMABLE
from pilotage.queries.edition import list_publiables, make_cartouche, prepare_edition, read_publication
from pilotage.recapitulations import recapitulate_edition
from pilotage.secret import SEUIL
from reporting.management.commands.verifier_integrite import list_contenus_faux
from tests.dessous import beneath_the_site
from tests.lecture import read_html

pytestmark = pytest.mark.une_base

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)


def publish(demo, at=AT, **autres):
    voulu = {"dispositif": "CALPAE", "annee": 2020, "titre": "La France en 2020"}
    return publish_edition(by=demo.get_compte("centrale"), at=at, **voulu | autres)


def change(demo, code, **champs):
    """A figure of 2020 of the 29 corrected, as if it had been handed over so."""
    with beneath_the_site("indicateurs_valeur"):
        Valeur.objects.filter(exercice=demo.valide, code=code).update(**champs)


def get_ligne(publication, convention, code):
    return next(une for une in publication.lignes if (une.convention, une.indicateur) == (convention, code))


def test_an_edition_is_what_it_was_whatever_is_corrected_since(demo):
    edition = publish(demo)
    dite = read_publication(edition)
    ligne = get_ligne(dite, "29", "P2")
    assert ligne.numerateur == Valeur.objects.get(exercice=demo.valide, code="P2").numerateur
    change(demo, "P2", numerateur=Decimal(4321))
    relue = Edition.objects.get(pk=edition.pk)
    assert read_publication(relue) == dite
    assert relue.empreinte_contenu in make_cartouche(relue).cite(dite)
    seconde = publish(demo, at=AT + timedelta(days=1))
    assert seconde.numero == edition.numero + 1
    assert get_ligne(read_publication(seconde), "29", "P2").numerateur == 4321
    ecarts = compare_publications(dite, read_publication(seconde))
    assert [(un.ou, un.apres) for un in ecarts.lignes] == [("P2, Finistère (29)", "4\u202f321")]
    assert {un.ou for un in ecarts.agregats} == {"P2, France", "P2, Bretagne"}
    assert not ecarts.conventions


def test_it_is_told_by_the_journal_and_held_by_the_database(demo):
    edition = publish(demo)
    trace = Trace.objects.about(edition).get()
    assert trace.geste == Geste.PUBLIER_EDITION
    assert trace.details["scelles"] == {edition.nom_scelle: edition.compute_scelle()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(titre="Un autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.delete()
    assert not list(list_contenus_faux())


@pytest.mark.parametrize("colonne", ["contenu", "octets"])
def test_what_is_changed_beneath_is_not_shown(demo, client, colonne):
    edition = publish(demo)
    autre = (
        edition.contenu | {"methode": "une autre"} if colonne == "contenu" else bytes(edition.octets) + b"~"
    )
    with beneath_the_site("pilotage_edition"):
        Edition.objects.filter(pk=edition.pk).update(**{colonne: autre})
    assert [une.quoi for une in list_contenus_faux()] == ["pilotage.edition"]
    client.force_login(demo.get_compte("agent.29"))
    nom = "reporting:edition" if colonne == "contenu" else "reporting:telecharger_edition"
    assert client.get(reverse(nom, args=["CALPAE", 2020, edition.numero])).status_code == 403
    if colonne == "contenu":
        with pytest.raises(OctetsAlteres):
            read_publication(Edition.objects.get(pk=edition.pk))


def test_only_the_centrale_publishes_and_only_what_was_handed_over(demo):
    with pytest.raises(Refus):
        publish_edition(
            by=demo.get_compte("prefecture.29"), at=AT, dispositif="CALPAE", annee=2020, titre="Un"
        )
    with pytest.raises(ValidationError, match="rien à publier"):
        publish(demo, annee=2022)
    with pytest.raises(ValidationError, match="titre"):
        publish(demo, titre="")
    assert list_publiables() == [("CALPAE", annee) for annee in (2021, 2020, 2019)]


def test_the_page_says_what_it_would_be_and_the_act_does_that_or_nothing(demo, client):
    client.force_login(demo.get_compte("centrale"))
    adresse = reverse("reporting:publier_edition", args=["CALPAE", 2020])
    page = client.get(adresse)
    saisie = {"titre": "La France en 2020", "vu": page.context["form"]["vu"].value()}
    change(demo, "P2", numerateur=Decimal(4321))
    refusee = client.post(adresse, saisie)
    assert refusee.status_code == 422
    assert "a changé depuis" in refusee.content.decode()
    assert Edition.objects.count() == 1  # of the demo
    saisie["vu"] = refusee.context["form"]["vu"].value()
    assert client.post(adresse, saisie).status_code == 302
    assert Edition.objects.latest("pk").titre == "La France en 2020"


def test_what_is_left_out_and_who_is_absent_is_said_before(demo):
    publication, _ = prepare_edition("CALPAE", 2020)
    faits = dict(recapitulate_edition(publication, 1).faits)
    assert faits["Conventions"] == "2 sur 2"
    assert faits["Masqués par le secret"] == f"{publication.masquees}\u00a0lignes"
    assert publication.masquees == sum(une.is_secret for une in publication.lignes) > 0
    assert all(une.numerateur is None for une in publication.lignes if une.is_secret)


def test_things_hide_nobody_and_days_do_not_add_up(demo):
    publication, _ = prepare_edition("CALPAE", 2021)
    plateformes = get_ligne(publication, "22", "M1")
    assert 0 < plateformes.numerateur < SEUIL
    assert not plateformes.is_secret
    assert {un.etat for un in publication.agregats if un.indicateur == "G5"} == {NON_SOMMABLE}
    assert get_ligne(publication, "22", "G5").numerateur


def test_whoever_signs_in_reads_it_and_its_open_data(demo, client):
    edition = publish(demo)
    client.force_login(demo.get_compte("agent.22"))
    for requete in ("", "?territoire=53", "?indicateur=R2", "?indicateur=inconnu"):
        page = client.get(edition.get_absolute_url() + requete)
        assert edition.titre in read_html(page)
    zip_ = client.get(reverse("reporting:telecharger_edition", args=["CALPAE", 2020, 2]))
    assert hashlib.sha256(zip_.content).hexdigest() == edition.empreinte
    for numero, dit in ((2, "la même chose"), (1, "la première édition")):
        page = client.get(reverse("reporting:comparer_edition", args=["CALPAE", 2020, numero]))
        assert dit in page.content.decode()


def test_the_queries_do_not_grow(demo, django_assert_num_queries):
    with django_assert_num_queries(11):
        prepare_edition("CALPAE", 2020)
