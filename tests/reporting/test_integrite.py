"""What is changed beneath the site is found: the journal, line by line, and the rows it keeps the digest of."""

import json
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from itertools import chain

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from comptes.integrite import list_ruptures_de_scelles, list_ruptures_du_journal
from comptes.journal import record_trace, write_at_the_end
from comptes.models import Scelle, TeteDeJournal, Trace
from fichiers.models import Piece
from reporting.management.commands.verifier_integrite import list_contenus_faux
from reporting.models import Document, EtapeDecision
from tests.ampleur import count_cas
from tests.dessous import beneath_the_site

pytestmark = pytest.mark.une_base

SCELLES = [modele for modele in apps.get_models() if issubclass(modele, Scelle)]
COLONNES = ("le", "par_id", "geste", "type_objet", "cle_objet", "convention", "details", "rang", "maillon")


def verify():
    sortie = StringIO()
    try:
        call_command("verifier_integrite", json=True, stdout=sortie)
    except CommandError:
        assert json.loads(sortie.getvalue())["ruptures"]
    return json.loads(sortie.getvalue())


def list_ruptures():
    return [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]


def alter(hasard, modele, colonne, rangee):
    """Another value of that column, that the table admits."""
    champ = next(un for un in modele._meta.concrete_fields if un.column == colonne)
    valeur = getattr(rangee, champ.attname)
    if champ.get_internal_type() == "BinaryField":
        return bytes(valeur) + b"~"
    if champ.get_internal_type() == "JSONField":
        return json.dumps(valeur | {"objet": f"autre {hasard.random()}"})
    autres = {getattr(une, champ.attname) for une in modele.objects.all()[:50]} - {valeur, None}
    if autres and colonne != "rang":
        return champ.get_db_prep_save(hasard.choice(sorted(autres, key=str)), connection)
    if champ.get_internal_type() == "DateField":
        return champ.get_db_prep_save(valeur + timedelta(days=1), connection)
    if champ.get_internal_type() == "DateTimeField":
        return champ.get_db_prep_save(valeur + timedelta(seconds=1), connection)
    if champ.get_internal_type() == "DateField":
        return champ.get_db_prep_save(valeur + timedelta(days=1), connection)
    if isinstance(valeur, str):
        return f"{valeur[:-1]}~"
    return champ.get_db_prep_save(valeur + 1, connection)


def test_what_nobody_touched_is_whole(demo):
    bilan = verify()
    assert bilan["ruptures"] == []
    for code, tete in bilan["journaux"].items():
        assert Trace.objects.filter(convention=code).count() == tete["rang"]


def test_the_demo_has_rows_of_each_kind_that_is_sealed(demo):
    scelles = {nom for t in Trace.objects.filter(details__has_key="scelles") for nom in t.details["scelles"]}
    ecrites = {un.nom_scelle for modele in SCELLES for un in modele.objects.all()}
    assert scelles == ecrites
    assert {nom.rpartition(".")[0] for nom in scelles} >= {"conventions.transition", "reporting.document"}


# What has a fingerprint of its own beside, or for want of, a seal: the column it is of.
CONTENUS = {
    Document: "octets",
    **{modele: "octets" for modele in apps.get_models() if issubclass(modele, Piece)},
}


def list_kinds():
    """(model, columns that are held) of each kind of row whose alteration must be found, of those the demo has."""
    kinds = [(Trace, COLONNES)]
    for modele in SCELLES:
        kinds.append((modele, [modele._meta.get_field(nom).column for nom in modele.scelles]))
    kinds += [(modele, [colonne]) for modele, colonne in CONTENUS.items()]
    return [(modele, colonnes) for modele, colonnes in kinds if list_cles(modele, colonnes)]


def list_cles(modele, colonnes):
    """Keys of the rows that may be altered: a document that is not drawn has no page yet."""
    lignes = modele.objects.order_by("pk")
    if modele in CONTENUS and colonnes == [CONTENUS[modele]]:
        lignes = lignes.exclude(octets=None)
    return list(lignes.values_list("pk", flat=True))


def make_alteration(hasard, modele, colonnes):
    """(order, its values): a row deleted, where the journal knows of it, or changed."""
    table, cle = modele._meta.db_table, hasard.choice(list_cles(modele, colonnes))
    if colonnes != ["octets"] and hasard.random() < 0.2:
        return f"DELETE FROM {table} WHERE id = %s", [cle]
    colonne = hasard.choice(colonnes)
    valeur = alter(hasard, modele, colonne, modele.objects.get(pk=cle))
    return f"UPDATE {table} SET {colonne} = %s WHERE id = %s", [valeur, cle]


def is_found(modele, colonnes):
    """Does the command name something? The journal and its seals for what they hold, the fingerprints for contents."""
    ruptures = chain(list_ruptures_du_journal(), list_ruptures_de_scelles())
    return any(list_contenus_faux() if colonnes == ["octets"] else ruptures)


def test_whatever_is_changed_is_refused_or_found(demo):
    """A new kind of sealed row, or of piece, is among them by itself."""
    hasard, kinds, trouvees = random.Random(12), list_kinds(), Counter()
    for rang in range(count_cas(100)):
        modele, colonnes = kinds[rang % len(kinds)]
        ordre, valeurs = make_alteration(hasard, modele, colonnes)
        if issubclass(modele, Trace | Scelle) and colonnes != ["octets"]:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as curseur:
                curseur.execute(ordre, valeurs)
        with suppress(IntegrityError), transaction.atomic():  # a key or a constraint refuses it
            with beneath_the_site(modele._meta.db_table) as curseur:
                curseur.execute(ordre, valeurs)
            connection.check_constraints()
            assert is_found(modele, colonnes), (ordre, valeurs)
            trouvees[modele._meta.label, colonnes == ["octets"]] += 1
            transaction.set_rollback(True)
    assert set(trouvees) == {(modele._meta.label, colonnes == ["octets"]) for modele, colonnes in kinds}
    assert trouvees.total() > count_cas(60)


def test_lines_taken_out_at_the_end_are_missed(demo):
    derniere = Trace.objects.filter(convention="29").order_by("-rang").first()
    with beneath_the_site("comptes_trace") as curseur:
        curseur.execute("DELETE FROM comptes_trace WHERE id = %s", [derniere.pk])
    assert [une.quoi for une in list_ruptures_du_journal()] == ["comptes.tetedejournal"]


def test_a_decision_that_the_journal_does_not_know_is_found(demo):
    avant = EtapeDecision.objects.latest("pk")
    avant.pk = None
    avant.etape = "repondue"
    avant.save()
    assert [une.dit for une in list_ruptures()] == ["le journal ne dit pas qu’elle fut écrite"]


def test_the_lines_of_what_is_undone_are_not_written(demo):
    avant = Trace.objects.count()

    def say():
        record_trace(by=None, at=demo.document.le, geste="autre", objet=demo.brouillon)

    with transaction.atomic(), write_at_the_end():
        say()
        with pytest.raises(ValueError), transaction.atomic(), write_at_the_end():
            say()
            raise ValueError
        assert Trace.objects.count() == avant
    assert Trace.objects.count() == avant + 1
    assert TeteDeJournal.objects.get(pk="29").rang == Trace.objects.filter(convention="29").count()
    assert not list_ruptures()
