"""What every page and document of the demo says and shows, kept in a directory, and two such directories compared.

For changes that nobody may see: moved modules, formatted templates, redrawn components.

    python tests/apparence/apparence.py prendre AVANT [--site ROOT] [--comme TAKEN]
    python tests/apparence/apparence.py comparer AVANT APRES

* `prendre` makes the demo of the site whose root is ROOT (this one by default; it has its `.venv`) in a database of its
  own, its clock stopped, follows every link that each of COMPTES is offered, and keeps under `pages/` what each page
  says, whatever the white space of its HTML, under `envois/` what answers each kind of form (see `envois.py`; nothing
  is written), under `documents/` each PDF it gives and each that the commands draw. A page is drawn by Chromium into
  `vues/` once for each shape (a route and the kinds of elements in it), or, with `--comme`, when it is among those
  that TAKEN drew. Some six minutes on two cores.
* `comparer` prints what differs, the same difference of many pages once, and exits with 1 if anything does; a page that
  asks fewer SQL queries than before is told, and no fault.

It imports nothing of the site, so that it also runs on a commit from before it was written.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from comparaison import compare
from demo import Demo
from envois import read_formulaires, send
from papiers import draw_document, draw_pages, list_commandes, read_texte
from visite import Visiteur
from vues import photograph

# One account at least of each role, and each état of an exercice read by whoever has something to do in it.
COMPTES = (
    "centrale",
    "commissaire.44",
    "agent.29",
    "agent.56",
    "valideur.29",
    "prefecture.22",
    "prefecture.29",
    None,
)
PERSONNE = "anonyme"
COEURS = len(os.sched_getaffinity(0))


def name_adresse(url):
    return url.strip("/").replace("/", "~") or "accueil"


def name_fichier(compte, url):
    """Where what an account is answered at an address is kept, without its suffix."""
    return f"{compte or PERSONNE}/{name_adresse(url)}"


def keep_reponse(fichier, reponse, page):
    """What an answer says."""
    sections = {
        "reponse": [f"{reponse.statut} {reponse.nature} {reponse.suite}".strip()],
        "requetes": [str(reponse.requetes)],
        **(page.sections if page else {"contenu": read_texte(reponse.nature, reponse.octets)}),
    }
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(json.dumps(sections, ensure_ascii=False, indent=0), encoding="utf-8")


def visit(adresse, compte, dossier):
    """Keep all that an account reads, the documents it is given, and what answers the forms it is offered, one of each
    shape; returns [(url, shape of the page or None)]."""
    lues, formes, visiteur = [], set(), Visiteur(adresse, compte)
    for url, reponse, page in visiteur.visit():
        nom = name_fichier(compte, url)
        keep_reponse(dossier / "pages" / f"{nom}.json", reponse, page)
        if reponse.nature == "application/pdf":
            (dossier / "documents" / f"{name_adresse(url)}.pdf").write_bytes(reponse.octets)
        lues.append((url, page.get_forme(url) if page else None))
        for rang, formulaire in enumerate(read_formulaires(reponse.octets.decode(), url) if page else ()):
            if formulaire.forme not in formes:
                formes.add(formulaire.forme)
                for maniere, suite, sa_page in send(visiteur, formulaire):
                    keep_reponse(dossier / "envois" / f"{nom} {rang} {maniere}.json", suite, sa_page)
    return lues


def choose_vues(lues, comme):
    """(account, url, name) of the pages to draw: one of each shape, or those that another take drew."""
    choisies, formes = [], set()
    for compte, url, forme in lues:
        nom = name_fichier(compte, url)
        if comme:
            prise = (comme / "vues" / f"{nom}.json").exists()
        else:
            prise = forme is not None and forme not in formes
            formes.add(forme)
        if prise:
            choisies.append((compte, url, nom))
    return choisies


def say(debut, texte):
    sys.stderr.write(f"{time.monotonic() - debut:6.0f} s  {texte}\n")


def take(racine, dossier, comme):
    debut = time.monotonic()
    (dossier / "documents").mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory(prefix="apparence-") as nom,
        ProcessPoolExecutor(COEURS) as executant,
    ):
        demo = Demo(racine, Path(nom) / "demo.sqlite3")
        statiques = executant.submit(demo.collect_statiques)
        demo.fill()
        statiques.result()
        say(debut, "the demo is made")
        with demo.serve(COEURS) as adresse:
            par_compte = executant.map(visit, repeat(adresse), COMPTES, repeat(dossier))
            lues = [
                (compte, *lue) for compte, pages in zip(COMPTES, par_compte, strict=True) for lue in pages
            ]
            say(debut, f"{len(lues)} pages read, {len({url for _, url, _ in lues})} addresses")
            vues = choose_vues(lues, comme)
            lots = [vues[rang::COEURS] for rang in range(COEURS)]
            list(executant.map(photograph, repeat(racine), repeat(adresse), lots, repeat(dossier / "vues")))
        say(debut, f"{len(vues)} pages drawn")
        for fichier in sorted(dossier.glob("*/*/*.json")):
            if json.loads(fichier.read_text(encoding="utf-8")).get("reponse", [""])[0].startswith("5"):
                say(debut, f"broken: {fichier.relative_to(dossier)}")
        commandes = list_commandes({url for _, url, _ in lues})
        fichiers = [dossier / "documents" / f"{nom}.pdf" for nom in commandes]
        list(executant.map(draw_document, repeat(demo), commandes.values(), fichiers))
        documents = sorted((dossier / "documents").glob("*.pdf"))
        list(executant.map(draw_pages, documents))
        say(debut, f"{len(documents)} documents drawn")


def main():
    analyseur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbes = analyseur.add_subparsers(dest="verbe", required=True)
    prendre = verbes.add_parser("prendre")
    prendre.add_argument("dossier", type=Path)
    prendre.add_argument("--site", type=Path, default=Path(__file__).resolve().parents[2])
    prendre.add_argument("--comme", type=Path)
    comparer = verbes.add_parser("comparer")
    comparer.add_argument("avant", type=Path)
    comparer.add_argument("apres", type=Path)
    choix = analyseur.parse_args()
    if choix.verbe == "comparer":
        return compare(choix.avant, choix.apres)
    take(choix.site.resolve(), choix.dossier.resolve(), choix.comme)
    return 0


if __name__ == "__main__":
    sys.exit(main())
