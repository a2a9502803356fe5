"""Two takes compared, and what differs said once for all the pages where it does."""

import json
import re
import sys
from collections import defaultdict
from difflib import unified_diff
from functools import reduce

from PIL import Image, ImageChops

MONTREES = 12  # lines of a difference, names of the pages that have it
REQUETES = "requetes"
CHIFFRES = re.compile(r"~\d[\w-]*")


class Ecarts:
    """What differs: {what is said of it: names}, and how many things were compared."""

    def __init__(self):
        self.ecarts, self.compares = defaultdict(list), defaultdict(int)

    def add(self, nom, *lignes):
        self.ecarts[lignes].append(nom)

    def pair(self, avant, apres, motif):
        """(name, file before, file after) of each file that both takes have; the others differ by being there."""
        la, ici = ({str(f.relative_to(d)): f for f in d.rglob(motif)} for d in (avant, apres))
        for nom in sorted(la.keys() ^ ici.keys()):
            self.add(nom, f"only {'before' if nom in la else 'after'}")
        for nom in sorted(la.keys() & ici.keys()):
            self.compares[f"{avant.name}/{motif}"] += 1
            yield nom, la[nom], ici[nom]

    def write(self):
        """Widest first: what most pages share has one cause."""
        for lignes, noms in sorted(self.ecarts.items(), key=lambda ecart: -len(ecart[1])):
            reste = f" and {len(noms) - MONTREES} more" if len(noms) > MONTREES else ""
            suite = [f"  … {len(lignes) - MONTREES} more lines"] if len(lignes) > MONTREES else []
            dites = [f"  {ligne}" for ligne in lignes[:MONTREES]]
            sys.stdout.write("\n".join([", ".join(noms[:MONTREES]) + reste, *dites, *suite, "", ""]))
        for quoi, nombre in self.compares.items():
            sys.stdout.write(f"{nombre} {quoi} compared\n")
        touches = {nom for noms in self.ecarts.values() for nom in noms}
        sys.stdout.write(f"{len(self.ecarts)} differences, in {len(touches)} files\n")


def compare(avant, apres):
    """Prints all that differs between two directories of `prendre`; returns 1 if anything does, else 0."""
    ecarts, requetes = Ecarts(), {}
    for nom, la, ici in ecarts.pair(avant / "pages", apres / "pages", "*.json"):
        requetes[nom] = compare_sections(ecarts, nom, la, ici)
    for dossier in ("envois", "vues"):
        for nom, la, ici in ecarts.pair(avant / dossier, apres / dossier, "*.json"):
            compare_sections(ecarts, nom, la, ici)
    for nom, la, ici in ecarts.pair(avant / "documents", apres / "documents", "*.txt"):
        compare_lignes(ecarts, nom, "texte", *(f.read_text(encoding="utf-8").splitlines() for f in (la, ici)))
    for dossier in ("vues", "documents"):
        for nom, la, ici in ecarts.pair(avant / dossier, apres / dossier, "*.png"):
            compare_images(ecarts, nom, la, ici)
    compare_requetes(ecarts, requetes)
    ecarts.write()
    return 1 if ecarts.ecarts else 0


def compare_sections(ecarts, nom, la, ici):
    """Section by section; returns how many SQL queries the page took, before and after (None where it is not said)."""
    octets = la.read_bytes(), ici.read_bytes()
    sections = [json.loads(o) for o in octets]
    requetes = [s.pop(REQUETES, ["None"])[0] for s in sections]
    if octets[0] != octets[1]:
        for section in dict.fromkeys([*sections[0], *sections[1]]):
            compare_lignes(ecarts, nom, section, *(s.get(section, []) for s in sections))
    return [None if nombre == "None" else int(nombre) for nombre in requetes]


def compare_lignes(ecarts, nom, section, la, ici):
    if la != ici:
        lignes = [
            ligne for ligne in unified_diff(la, ici, lineterm="", n=0) if ligne[:2] not in ("--", "++", "@@")
        ]
        ecarts.add(nom, section, *lignes)


def compare_images(ecarts, nom, la, ici):
    if la.read_bytes() == ici.read_bytes():
        return
    images = [Image.open(f).convert("RGB") for f in (la, ici)]
    if images[0].size != images[1].size:
        ecarts.add(nom, "picture", "size {}×{}, now {}×{} pixels".format(*images[0].size, *images[1].size))
        return
    # The widest of the three colours: mixed into a grey, one step of one of them is none.
    autres = reduce(ImageChops.lighter, ImageChops.difference(*images).split())
    if cadre := autres.getbbox():
        nombre = sum(autres.histogram()[1:])
        ecarts.add(nom, "picture", f"{nombre} pixels differ, in {cadre}")


def compare_requetes(ecarts, requetes):
    """A page that takes more than before is a fault; a table gives every route whose numbers changed."""
    routes = defaultdict(list)
    for nom, (la, ici) in requetes.items():
        if la is not None and ici is not None:
            routes[CHIFFRES.sub("~…", nom.removesuffix(".json"))].append((la, ici))
            if ici > la:
                ecarts.add(nom, f"SQL queries: {la}, now {ici}")
    sommes = [sum(paire[rang] for paires in routes.values() for paire in paires) for rang in (0, 1)]
    sys.stdout.write("SQL queries of all pages: {}, now {}\n".format(*sommes))
    for route, paires in sorted(routes.items()):
        if any(la != ici for la, ici in paires):
            avant, apres = (max(paire[rang] for paire in paires) for rang in (0, 1))
            sys.stdout.write(f"  {route}: at most {avant}, now {apres}\n")
    sys.stdout.write("\n")
