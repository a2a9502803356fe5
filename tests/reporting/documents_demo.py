"""The documents the demo can give: rapports of exercices, each avenant, one of each other nature, a common report;
drafts and finals."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fcntl import LOCK_EX, flock

from django.db import transaction

from avenants.models import Avenant
from avenants.operations.avenants import draft_avenant
from comptes.models import Utilisateur
from conventions.models import Exercice
from reporting import contents, pdf
from reporting.queries.avenant import build_avenant
from reporting.queries.documents import build_rapport, build_rapport_commun
from tests.ampleur import AMPLEUR

LE = date(2022, 3, 22)
AT = datetime(2022, 3, 22, 9, tzinfo=UTC)
# How the State pays what the financial ones in preparation say.
PAIEMENT = {
    "modalites_paiement": "En une fois, à la signature de l’avenant de l’année.",
    "comptable": "Directeur départemental des finances publiques",
    "siret": "22290001700013",
}
# nature: the year it is prepared from, what is typed.
AUTRES_NATURES = {
    "report": (2020, {"objet": "Report de l’exécution 2020"}),
    "prorogation": (2021, {"objet": "Poursuite en 2022", "prolonge_au": date(2022, 12, 31)}),
    "modification": (
        2021,
        {
            "objet": "Crédits portés sur une autre action",
            "stipulations": "Le comité se réunit deux fois par an.",
        },
    ),
}
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
        if signe:
            contenu = contents.from_dict(contents.ContenuAvenant, signe.contenu)
        else:
            vars(avenant.exercice.convention).update(PAIEMENT)
            contenu = build_avenant(avenant, LE)
        yield f"avenant {avenant.exercice.convention.code} {avenant.numero}", contenu
    yield from _build_autres_natures()


def _build_autres_natures():
    """What an agent of the 29 would prepare of each other nature; nothing of it stays."""
    with transaction.atomic():
        exercices = {un.annee: un for un in Exercice.objects.filter(convention__code="29")}
        agent = Utilisateur.objects.get(email="agent.29@calpae.example")
        contenus = []
        for numero, (nature, (annee, champs)) in enumerate(AUTRES_NATURES.items(), start=4):
            champs = {"numero": numero, **champs}
            avenant = draft_avenant(
                by=agent, at=AT, exercice=exercices[annee], nature=nature, champs=champs,
                **_make_lignes(exercices[annee]) if nature == "modification" else {},
            )  # fmt: skip
            contenus.append((f"avenant 29 {nature}", build_avenant(avenant, LE)))
        transaction.set_rollback(True)
    return contenus


def _make_lignes(exercice):
    """A thousand euros of the State from one action to another, and a target."""
    de, vers = exercice.actions.all()[:2]
    prevus = {un: un.financements.get(source="etat").prevu for un in (de, vers)}
    montants = {(de, "etat"): prevus[de] - 1000, (vers, "etat"): prevus[vers] + 1000}
    return {"montants": montants, "cibles": {("R2", 2021): Decimal("0.85")}}


def draw_documents(fichier):
    """{name: PDF}: drawn once for all the workers, which find them in `fichier`."""
    with open(fichier.with_suffix(".verrou"), "w") as verrou:
        flock(verrou, LOCK_EX)
        if not fichier.exists():
            fichier.write_bytes(pickle.dumps({nom: pdf.render(contenu) for nom, contenu in list_contenus()}))
    return pickle.loads(fichier.read_bytes())
