"""The journal is complete: every row that a geste of the house changes belongs to a line it writes.

Rows are compared before and after, table by table, whatever the operations say of themselves. A new table fails until
its rows are reached from the object of a line, or a table below says why nobody tells of them.
"""

import re

import pytest
from django.apps import apps
from django.db import connection

from comptes.models import Scelle, Trace, Utilisateur
from tests.sources import list_modeles
from tests.tous_gestes import FAITS
from tests.tous_gestes.monde import make_monde

pytestmark = pytest.mark.une_base

# Table: why no line tells of its rows.
SANS_LIGNE = {
    "comptes.Trace": "the journal itself",
    "comptes.TeteDeJournal": "the journal itself",
    "comptes.Notification": "tells somebody of what has its line",
    "comptes.EssaisConnexion": "a counter, forgotten after a day",
    "conventions.BrouillonSaisie": "what is typed and not saved: it is nobody’s figure yet",
    "conventions.DepotClasseur": "a file that was not confirmed",
    "conventions.Memoire": "what is computed again from what the journal tells of",
}
# (Table, columns that change without a line): why.
SANS_COLONNES = {
    "reporting.Document": (
        {"etat", "octets", "empreinte", "taille", "motif_echec", "tentatives", "battement", "dessine_le"},
        "its pages are drawn of a content that a line seals",
    ),
}
# Table of rows common to a convention: how the line about one of its objects tells of them.
NOMMEES = {"conventions.Partenaire": "by their name, in the details of the line"}
ECRITURE = re.compile(r'^\s*(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM)\s+"(\w+)"')
TABLES = {un._meta.db_table: un for un in list_modeles(include_auto_created=True)}
SUIVIES = {un._meta.db_table: un for un in TABLES.values() if un._meta.label not in SANS_LIGNE}


class Ecrites(set):
    """The tables that are written to: a database wrapper."""

    def __call__(self, execute, sql, params, many, context):
        if lu := ECRITURE.match(sql):
            self.add(lu[1])
        return execute(sql, params, many, context)


def read_rangees(modele):
    return {rangee["pk"]: rangee for rangee in modele._base_manager.values("pk", *_name_colonnes(modele))}


def _name_colonnes(modele):
    return [champ.attname for champ in modele._meta.concrete_fields]


def list_changees(modele, avant, apres):
    """The rows of a table that are not what they were, as they were and as they are."""
    muettes, _ = SANS_COLONNES.get(modele._meta.label, (set(), ""))
    for pk in avant.keys() | apres.keys():
        une, autre = avant.get(pk), apres.get(pk)
        if une is None or autre is None or any(une[nom] != autre[nom] for nom in une if nom not in muettes):
            yield from (lue for lue in (une, autre) if lue)


def list_liens(modele, rangee):
    """The rows that a row points to, (model, key): not who wrote it, which is not what it is about."""
    for champ in modele._meta.concrete_fields:
        vers, cle = champ.related_model, rangee[champ.attname]
        if vers and cle is not None and (vers is not Utilisateur or modele._meta.app_label == "comptes"):
            yield vers, cle


def list_proprietaires(modele, rangee, rangees):
    """The row, and those it hangs on, near or far: (label, key)."""
    vus, a_lire = set(), [(modele, rangee)]
    while a_lire:
        modele, rangee = a_lire.pop()
        vus.add(name_rangee(modele, rangee["pk"]))
        for vers, cle in list_liens(modele, rangee):
            suivante = rangees[vers._meta.db_table].get(cle)
            if suivante and name_rangee(vers, cle) not in vus:
                a_lire.append((vers, suivante))
    return vus


def find_convention(modele, rangee, rangees):
    """The code of the convention that a row belongs to."""
    return rangees["conventions_convention"][rangee["convention_id"]]["code"]


def name_rangee(modele, cle):
    return modele._meta.label_lower, str(cle)


def list_sans_ligne(changees, rangees, lignes):
    """Of the rows that changed, those that no line is about: neither of what they hang on, nor of a row that changed
    too and points to them, as a vote to what it approves; nor sealed."""
    dits = {(ligne.type_objet, ligne.cle_objet) for ligne in lignes}
    dits |= {tuple(nom.rsplit(".", 1)) for ligne in lignes for nom in ligne.details.get("scelles", ())}
    dites = [une for une in changees if list_proprietaires(*une, rangees) & dits]
    communs = {code for (code,) in lignes.values_list("convention")}
    dites += [
        une for une in changees if une[0]._meta.label in NOMMEES and find_convention(*une, rangees) in communs
    ]
    pointees = {name_rangee(*lien) for une in dites for lien in list_liens(*une)}
    noms = {name_rangee(modele, rangee["pk"]) for modele, rangee in changees}
    return noms - {name_rangee(modele, rangee["pk"]) for modele, rangee in dites} - pointees


def test_every_row_that_changes_belongs_to_a_line_of_the_journal(demo, settings, tmp_path):
    settings.DEPOTS_DIR = tmp_path / "depots"
    monde = make_monde(demo)
    rangees = {table: read_rangees(modele) for table, modele in TABLES.items()}
    sans_ligne, muettes = {}, set()
    for _, faire in FAITS:
        dernier, ecrites = Trace.objects.latest("pk").pk, Ecrites()
        with connection.execute_wrapper(ecrites):
            faire(monde)
        avant, apres = rangees, {table: read_rangees(TABLES[table]) for table in ecrites & TABLES.keys()}
        # What is gone is reached as it was, and what was unlinked as it was linked.
        rangees = avant | {table: avant[table] | lues for table, lues in apres.items()}
        changees = [
            (SUIVIES[table], rangee)
            for table in apres.keys() & SUIVIES.keys()
            for rangee in list_changees(SUIVIES[table], avant[table], apres[table])
        ]
        if orphelines := list_sans_ligne(changees, rangees, Trace.objects.filter(pk__gt=dernier)):
            sans_ligne[faire.__name__] = orphelines
        muettes |= {TABLES[table]._meta.label for table in apres if table not in SUIVIES}
        rangees |= apres
    assert not sans_ligne, "\n".join(f"{qui}: {quoi}" for qui, quoi in sans_ligne.items())
    # No reason is given for a table that nobody writes to.
    assert muettes == set(SANS_LIGNE)
    scelles = {
        nom for ligne in Trace.objects.filter(details__has_key="scelles") for nom in ligne.details["scelles"]
    }
    # And each kind of row that is sealed was written by one of them.
    assert {nom.rpartition(".")[0] for nom in scelles} == {
        un._meta.label_lower for un in apps.get_models() if issubclass(un, Scelle)
    }
