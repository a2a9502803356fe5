"""One parcours, and the files in which one may write it."""

import io
import json
import zipfile
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import openpyxl

from indicateurs.parcours.appel import compute_fichier
from indicateurs.parcours.enfant import answer
from tests.referentiels.regles import build_regle

REGLES = [
    build_regle(
        {"code": "R2", "delai": {"de": "entree", "a": "orientation", "limite": {"jours": 30}}, "total": "R1"}
    ),
    build_regle(
        {"code": "R6", "delai": {"de": "orientation", "a": "cer", "limite": {"mois": 1},
                                 "sauf_organisme": ["pole_emploi"]}, "total": "R5"}
    ),
]  # fmt: skip
AUJOURDHUI, FIN = date(2022, 2, 1), date(2021, 12, 31)
ENTETE = ["identifiant", "organisme", "soumis_droits_devoirs", "date_entree", "date_orientation", "date_cer"]
LIGNES = [
    ["P001", "cd_social", "oui", date(2021, 3, 1), date(2021, 3, 31), date(2021, 4, 30)],
    ["P002", "pole_emploi", "oui", date(2021, 1, 30), date(2021, 3, 2), None],
    ["P003", "autre", "non", date(2021, 2, 10), None, None],
    ["P004", "", "", date(2021, 12, 10), None, None],
]
BASE = {"R1": 3, "R2": (1, 1, 1), "R5": 1, "R6": (1, 0, 0)}


def sum_up(resultat):
    assert resultat.erreurs == ()
    return {
        code: c["effectif"] if "effectif" in c else (c["dans_delai"], c["hors_delai"], c["en_cours"])
        for code, c in resultat.get_resultats_json().items()
    }


def write(lignes=LIGNES, separateur=";", jour="%d/%m/%Y", entete=ENTETE):
    """The text of a CSV."""
    textes = [[c.strftime(jour) if isinstance(c, date) else c or "" for c in ligne] for ligne in lignes]
    return "".join(separateur.join(ligne) + "\r\n" for ligne in [entete, *textes])


def make_xlsx(*feuilles, change=None):
    """A workbook of sheets given as lists of rows."""
    classeur = openpyxl.Workbook()
    classeur.remove(classeur.active)
    for rang, lignes in enumerate(feuilles):
        feuille = classeur.create_sheet(f"Feuille {rang}")
        for ligne in lignes:
            feuille.append(ligne)
    if change:
        change(classeur)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def change_feuille(octets, change):
    """The same workbook, the XML of its sheet changed."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(sortie, "w") as cible:
        for nom in source.namelist():
            octets = source.read(nom)
            cible.writestr(nom, change(octets) if nom.endswith("sheet1.xml") else octets)
    return sortie.getvalue()


@contextmanager
def read_here():
    """Parcours files are read in this process, workbooks in a fork of it: for tests of many, where the start of a child
    would take most of the time. Nothing limits it, and it does not say how far it is."""

    @contextmanager
    def start(travail):
        yield SimpleNamespace(
            wait=lambda suivi: json.loads(json.dumps(answer(json.loads(json.dumps(travail)))))
        )

    with (
        patch("indicateurs.parcours.appel._start", start),
        patch("indicateurs.parcours.enfant.limit_calcul"),
        patch("indicateurs.parcours.lecture.Suivi"),
    ):
        yield


def make_lecture(dossier, regles, nom):
    """What reads bytes, or a text, as a file of 2021 uploaded under that name."""

    def read(contenu, nom=nom, regles=regles, **options):
        chemin = dossier / "depot"
        chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
        return compute_fichier(chemin, nom, regles, date(2021, 1, 1), FIN, FIN, AUJOURDHUI, **options)

    return read
