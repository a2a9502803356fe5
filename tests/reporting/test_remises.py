"""What a transmission freezes: the round, whole, which nothing moves afterwards."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.models import Action, Etat, Exercice, PieceAction
from fichiers.pieces import make_piece
from indicateurs.models import Valeur
from reporting import contents
from reporting.models import Remise
from reporting.operations.transmission import transmit
from reporting.queries.remises import build_contenu_remise
from tests.remarques.faites import send_back
from tests.reporting.decisions import AT

pytestmark = pytest.mark.une_base


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
    transmit(by=dossier.departement, at=AT + timedelta(hours=1), exercice=exercice)
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
