"""The documents the demo can give: rapports of exercices, each avenant, a common report; drafts and finals."""

import pickle
from dataclasses import replace
from datetime import date
from fcntl import LOCK_EX, flock

from avenants.models import Avenant
from conventions.models import Exercice
from reporting import contents, pdf
from reporting.queries.avenant import build_avenant
from reporting.queries.documents import build_rapport, build_rapport_commun
from tests.ampleur import AMPLEUR

LE = date(2022, 3, 22)
# Of each year one report at least, and of 2021 the two: what the others say is also in the common report of 2020, or is
# laid out like the other one of 2019.
SANS_AMPLEUR = {"rapport 22 2020", "rapport 29 2019"}


def list_contenus():
    """(name, content) of each document that is drawn."""
    return [un for un in _iter_contenus() if AMPLEUR > 1 or un[0] not in SANS_AMPLEUR]


def _iter_contenus():
    rapports = {}
    for exercice in Exercice.objects.select_related("convention").order_by("convention__code", "annee"):
        rapports[exercice] = build_rapport(exercice, LE)
        yield f"rapport {exercice.convention.code} {exercice.annee}", rapports[exercice]
    reunis = [exercice for exercice in rapports if exercice.annee == 2020]
    commun = build_rapport_commun(reunis, LE)
    yield "rapport commun", replace(commun, projet=True)
    for avenant in Avenant.objects.select_related("exercice__convention"):
        signe = avenant.documents.filter(projet=False).first()
        contenu = (
            contents.from_dict(contents.ContenuAvenant, signe.contenu)
            if signe
            else build_avenant(avenant, LE)
        )
        yield f"avenant {avenant.exercice.convention.code} {avenant.numero}", contenu


def draw_documents(fichier):
    """{name: PDF}: drawn once for all the workers, which find them in `fichier`."""
    with open(fichier.with_suffix(".verrou"), "w") as verrou:
        flock(verrou, LOCK_EX)
        if not fichier.exists():
            fichier.write_bytes(pickle.dumps({nom: pdf.render(contenu) for nom, contenu in list_contenus()}))
    return pickle.loads(fichier.read_bytes())
