"""What a transmission freezes: the round, whole, which nothing moves afterwards."""

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from comptes.models import Notification
from conventions.models import Action, Campagne, Etat, Exercice, PieceAction
from fichiers.pieces import make_piece
from indicateurs.models import Valeur
from reporting import contents
from reporting.models import Document, Remise
from reporting.operations.documents import produce_recepisse
from reporting.operations.transmission import transmit
from reporting.queries.contenu_remise import build_contenu_remise
from reporting.queries.remises import build_recepisse
from tests import gestes
from tests.demo import enter
from tests.lecture import read, read_html
from tests.remarques.faites import send_back
from tests.reporting.decisions import AT
from tests.routes import QUI

pytestmark = pytest.mark.une_base

CASE_COCHEE = re.compile(r'name="certifie"[^>]*\bchecked|\bchecked[^>]*name="certifie"')
LIEN = re.compile(r'href="([^"#?]+)')


def read_remise(remise):
    return contents.from_dict(contents.ContenuRemise, remise.contenu)


def join_piece(by, action, nom):
    octets = nom.encode()
    piece = make_piece(
        PieceAction, by=by, at=AT, nom_fichier=nom, type_contenu="text/plain", octets=octets, action=action
    )
    piece.save()
    return hashlib.sha256(octets).hexdigest()


def test_every_exercice_handed_over_has_its_first_round(demo):
    transmis = Exercice.objects.filter(transitions__vers=Etat.TRANSMIS).distinct()
    assert transmis.count() > 3
    for exercice in transmis:
        remise = exercice.remises.get()
        contenu = read_remise(remise)
        assert (remise.rang, contenu.certificat.rang) == (1, 1)
        assert remise.empreinte == contents.empreinte(contenu)
        assert contenu.certificat.photographie == remise.photographie.empreinte
        assert (contenu.certificat.par, contenu.certificat.le) == (remise.par.nom, remise.le)


def test_a_round_says_all_that_the_exercice_says_that_day(demo):
    remise = demo.transmis.remises.get()
    jour = timezone.localtime(remise.le).date()
    contenu = read_remise(remise)
    assert replace(contenu, certificat=None) == build_contenu_remise(demo.transmis, jour)
    assert contenu.contexte == demo.transmis.contexte != ""
    assert contenu.methode and contenu.cibles and contenu.situations
    assert [fiche.diagnostic for fiche in contenu.fiches if fiche.numero == "S1-1"] == [
        Action.objects.get(exercice=demo.transmis, numero="S1-1").diagnostic
    ]
    assert not any(fiche.budget or fiche.bilan or fiche.propres for fiche in contenu.fiches)


def test_what_is_handed_over_again_is_another_round(dossier):
    exercice = dossier.exercice
    premiere = exercice.remises.get()
    send_back(exercice, dossier.prefecture, AT)
    action = Action.objects.get(exercice=exercice, numero="S1-1")
    empreinte = join_piece(dossier.departement, action, "bilan.txt")
    Action.objects.filter(pk=action.pk).update(difficultes="Deux postes sont restés vacants.")
    Exercice.objects.filter(pk=exercice.pk).update(contexte="Récrit.")
    exercice.refresh_from_db()
    transmit(by=dossier.departement, at=AT + timedelta(hours=1), exercice=exercice, certifie=True)
    avant, apres = map(read_remise, exercice.remises.all())
    assert [remise.rang for remise in exercice.remises.all()] == [1, 2]
    assert apres.contexte == "Récrit." != avant.contexte
    assert {un.empreinte for un in apres.pieces} - {un.empreinte for un in avant.pieces} == {empreinte}
    fiches = {fiche.numero: fiche for fiche in apres.fiches}
    assert fiches["S1-1"].difficultes == "Deux postes sont restés vacants."
    assert Remise.objects.get(pk=premiere.pk).empreinte == premiere.empreinte == contents.empreinte(avant)


def test_a_warning_is_kept_with_what_explains_it(demo, sans_verrous):
    """Last year's figure is a tenth of this one's: surprising, and explained."""
    exercice, jour = demo.brouillon, timezone.localtime(AT).date()
    avant = set(Valeur.objects.filter(exercice=demo.valide, numerateur__gt=0).values_list("code", flat=True))
    lue = Valeur.objects.filter(exercice=exercice, denominateur=None, code__in=avant).first()
    Valeur.objects.filter(exercice=demo.valide, code=lue.code).update(numerateur=10)
    Valeur.objects.filter(pk=lue.pk).update(numerateur=1000, commentaire="Deux territoires de plus.")
    dits = {un.code: un for un in build_contenu_remise(exercice, jour).avertissements}
    assert dits[lue.code].explication == "Deux territoires de plus."
    assert dits[lue.code].gravite == "alerte"


def test_its_queries_do_not_grow(demo, sans_verrous, django_assert_num_queries):
    exercice, jour = Exercice.objects.get(pk=demo.transmis.pk), timezone.localtime(AT).date()
    with django_assert_num_queries(18):
        build_contenu_remise(Exercice.objects.get(pk=exercice.pk), jour)
    for action in exercice.actions.all():
        for rang in range(3):
            join_piece(demo.get_compte("valideur.22"), action, f"{action.numero}-{rang}.txt")
    with django_assert_num_queries(18):
        assert len(build_contenu_remise(Exercice.objects.get(pk=exercice.pk), jour).pieces) > 6


def get_page(client, qui, rang, annee=2021, **recherche):
    enter(client, qui)
    return client.get(reverse("reporting:remise", args=["22", annee, rang]), recherche)


LISENT = {"agent.22", "prefecture.22", "commissaire.53", "centrale"}


@pytest.mark.parametrize("etat", Etat)
def test_a_round_is_read_whatever_becomes_of_its_exercice(client, demo, etat):
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=etat)
    obtenus = {qui for qui in QUI if get_page(client, qui, 1).status_code == 200}
    assert obtenus == LISENT
    assert get_page(client, "agent.22", 2).status_code == 404


def test_who_may_not_read_what_is_rewritten_is_led_to_what_was_handed_over(client, demo, dossier):
    send_back(dossier.exercice, dossier.prefecture, AT)
    Exercice.objects.filter(pk=dossier.exercice.pk).update(contexte="Récrit depuis.")
    adresse = reverse("reporting:remise", args=["22", 2021, 1])
    client.force_login(demo.get_compte("commissaire.53"))
    page = client.get(reverse("reporting:exercice", args=["22", 2021]), follow=True)
    assert page.redirect_chain == [(adresse, 302)]
    assert dossier.exercice.contexte[:40] in read(page)
    assert "Récrit depuis." not in read(page)
    # Nothing on it leads to what is being written.
    liens = [un for un in LIEN.findall(page.content.decode()) if un.startswith("/conventions/22/2021/")]
    assert liens and all(client.get(un, follow=True).status_code == 200 for un in liens)
    for nom, cle in (("accueil", []), ("convention", ["22"]), ("tableau_de_bord", [])):
        assert adresse in client.get(reverse(f"reporting:{nom}", args=cle)).content.decode(), nom


def test_the_page_of_a_round_says_first_what_changed(client, demo, dossier, django_assert_max_num_queries):
    exercice = dossier.exercice
    send_back(exercice, dossier.prefecture, AT)
    action = Action.objects.get(exercice=exercice, numero="S1-1")
    Action.objects.filter(pk=action.pk).update(bilan=f"{action.bilan} Deux sessions de plus.")
    join_piece(dossier.departement, action, "bilan.txt")
    exercice.refresh_from_db()
    transmit(by=dossier.departement, at=AT + timedelta(hours=1), exercice=exercice, certifie=True)
    with django_assert_max_num_queries(12):
        page = read(get_page(client, "prefecture.22", 2))
    assert page.index("Ce qui a changé depuis la remise") < page.index("Prévu et exécuté par action")
    assert "2 changements : textes (1), pièces justificatives (1)" in page
    assert "bilan.txt" in page
    seule = get_page(client, "prefecture.22", 2, seulement="changements").content.decode()
    assert re.search(r"\[ajouté\u00a0:</span><ins> Deux sessions de plus\.</ins>", seule)
    assert "Prévu et exécuté par action" not in seule
    assert "Ce qui a changé" not in read(get_page(client, "prefecture.22", 1))


def prepare_second(dossier):
    send_back(dossier.exercice, dossier.prefecture, AT)
    dossier.exercice.refresh_from_db()


def test_nothing_is_handed_over_without_being_certified(client, dossier):
    prepare_second(dossier)
    enter(client, "valideur.22")
    adresse = reverse("reporting:transmettre", args=["22", 2021])
    champs = gestes.read(client.get(adresse)).champs
    assert champs["certifie"] == "on"
    champs.pop("certifie")
    refusee = client.post(adresse, champs)
    assert refusee.status_code == 422
    assert "Cochez cette case : rien n’est transmis sans être certifié." in read(refusee)
    with pytest.raises(ValidationError, match="sans être certifié"):
        transmit(by=dossier.departement, at=AT + timedelta(hours=1), exercice=dossier.exercice)
    assert dossier.exercice.remises.count() == 1


def test_handing_over_says_what_goes_and_gives_a_receipt(client, dossier):
    prepare_second(dossier)
    Exercice.objects.filter(pk=dossier.exercice.pk).update(contexte="Récrit.")
    enter(client, "valideur.22")
    adresse = reverse("reporting:transmettre", args=["22", 2021])
    page = read(client.get(adresse))
    for dit in ("Remise", "n° 2", "Délibération", "Depuis la remise n° 1", "textes (1)", "Avertissements"):
        assert dit in page, dit
    recu = gestes.confirm(client, adresse)
    recepisse = reverse("reporting:recepisse", args=["22", 2021, 2])
    assert recu.url == recepisse
    remise = dossier.exercice.remises.get(rang=2)
    assert read_remise(remise).certificat.phrase == contents.CERTIFICATION
    page = read(client.get(recepisse))
    for dit in (
        contents.CERTIFICATION,
        "Valideur Côtes",
        "Et maintenant",
        "La préfecture et le commissaire instruisent",
    ):
        assert dit in page, dit
    par_groupes = build_recepisse(remise).empreinte_lue
    assert par_groupes in page and par_groupes.replace(" ", "") == remise.empreinte
    # Whoever reads the round compares what a receipt says.
    enter(client, "commissaire.53")
    for saisie, verdict in (
        (par_groupes.upper(), "C’est bien"),
        (remise.empreinte[1:], "Ce n’est pas"),
        ("", None),
    ):
        dite = read(client.get(recepisse, {"empreinte": saisie}))
        assert verdict in dite if verdict else "l’empreinte de cette remise." not in dite


def test_who_certified_is_told_where_the_receipt_is(demo):
    remise = demo.transmis.remises.get()
    une = Notification.objects.get(a=remise.par, url=reverse("reporting:recepisse", args=["22", 2021, 1]))
    assert une.phrase.startswith("Votre remise à l’État n°\u00a01 ")
    assert not re.search(r"\d,\d\d|€", une.phrase)


def read_recu(reponse):
    """What the page of a receipt says, without the keys of its forms."""
    return read_html(reponse).split("<h1>")[1].split("Comparer une empreinte")[0]


def test_sent_twice_or_from_two_tabs_it_is_one_round_and_one_receipt(client, dossier):
    prepare_second(dossier)
    enter(client, "valideur.22")
    adresse = reverse("reporting:transmettre", args=["22", 2021])
    recepisse = reverse("reporting:recepisse", args=["22", 2021, 2])
    autre_onglet = gestes.read(client.get(adresse)).champs
    assert [client.post(adresse, autre_onglet).url for _ in range(2)] == [recepisse] * 2
    page = read(client.post(adresse, autre_onglet | {"certifie": ""}, follow=True))
    assert "déjà transmis, par Valideur Côtes" in page
    assert dossier.exercice.remises.count() == 2
    assert Document.objects.filter(nature="recepisse").count() == 1
    assert Notification.objects.filter(url=recepisse).count() == 1


def test_what_changed_while_it_was_certified_is_certified_again(client, dossier):
    prepare_second(dossier)
    enter(client, "valideur.22")
    adresse = reverse("reporting:transmettre", args=["22", 2021])
    champs = gestes.read(client.get(adresse)).champs
    Exercice.objects.filter(pk=dossier.exercice.pk).update(contexte="Récrit entre-temps.")
    refusee = client.post(adresse, champs)
    assert refusee.status_code == 422
    assert "a changé depuis l’ouverture de cette page" in read(refusee)
    assert CASE_COCHEE.search(read_html(refusee)) is None
    assert CASE_COCHEE.search(read_html(client.post(adresse, {"certifie": "on", "vu": "x"}))) is None
    assert client.post(adresse, gestes.read(refusee).champs).status_code == 302


def test_a_receipt_opened_again_says_the_same_whatever_becomes_of_its_campaign(client, dossier, dessiner):
    exercice = dossier.exercice
    remise = exercice.remises.get()
    produits = [
        produce_recepisse(by=dossier.departement, at=AT + timedelta(hours=heure), remise=remise)
        for heure in range(2)
    ]
    assert produits[0] == produits[1]
    dit = contents.from_dict(contents.ContenuRecepisse, produits[0].contenu)
    assert (dit.empreinte, dit.rang, dit.par) == (remise.empreinte, 1, remise.par.nom)
    dessiner()
    prepare_second(dossier)
    adresse = reverse("reporting:recepisse", args=["22", 2021, 1])
    document = Document.objects.get(remise=remise)
    fichier = reverse("reporting:document", args=[document.pk])
    # Whoever reads the round reads its receipt, while the collectivité writes again.
    for qui, au in (("valideur.22", date(2022, 12, 1)), ("commissaire.53", date(2022, 12, 2))):
        enter(client, qui)
        avant = read_recu(client.get(adresse))
        Campagne.objects.filter(annee=2021).update(instruction_au=au)
        assert build_recepisse(Remise.objects.get(pk=remise.pk)).instruction_au == au
        assert read_recu(client.get(adresse)) == avant
        assert fichier in avant
        assert client.get(fichier).content == bytes(document.octets)
        assert "du fichier PDF" in read(client.get(adresse, {"empreinte": document.empreinte}))


def test_who_hands_over_asks_for_the_paper_of_an_older_round(client, dossier):
    adresse = reverse("reporting:recepisse", args=["22", 2021, 1])
    produire = reverse("reporting:produire_recepisse", args=["22", 2021, 1])
    enter(client, "commissaire.53")
    assert produire not in read_html(client.get(adresse))
    enter(client, "agent.22")
    assert produire in read_html(client.get(adresse))
    assert client.post(produire).url == adresse
    page = read_html(client.get(adresse))
    assert produire not in page and "Ses pages se dessinent" in page
