"""A référentiel made at random shows on every page."""

import json
from datetime import date
from random import Random

import pytest
from django.urls import reverse

from conventions.models import Convention, Exercice
from referentiels.models import Referentiel
from reporting.models import Document
from reporting.queries.documents import build_rapport
from tests.lecture import read_html, read_papier
from tests.referentiels.dispositifs import load, post

# From a file to the pages and the paper: nothing of it depends on the database.
pytestmark = pytest.mark.une_base


def write_toml(valeur):
    """A value as TOML writes it on one line: enough for what `make_referentiel` makes."""
    if isinstance(valeur, dict):
        return "{ " + ", ".join(f"{cle} = {write_toml(v)}" for cle, v in valeur.items()) + " }"
    if isinstance(valeur, list):
        return "[" + ", ".join(map(write_toml, valeur)) + "]"
    return valeur.isoformat() if isinstance(valeur, date) else json.dumps(valeur, ensure_ascii=False)


def make_referentiel(hasard):
    """A référentiel at random: any number of axes and indicators, any optional part left out."""

    def write_libelle():
        mots = [
            "d'abord",
            "«\u00a0ici\u00a0»",
            "<b>gras</b>",
            "{annee}",
            "l'été",
            "100 %",
            "A & B",
            "œuvre",
            "x" * 40,
        ]
        return " ".join(hasard.sample(mots, hasard.randint(1, 5)))

    axes = [
        {
            "code": f"X{n}",
            "libelle": write_libelle(),
            "nature": hasard.choice(["socle", "facultatif", "transverse"]),
        }
        for n in range(hasard.randint(1, 4))
    ]
    indicateurs = []
    for n in range(hasard.randint(0, 10)):
        saisis = [i["code"] for i in indicateurs if i["nature"] == "effectif"]
        nature = hasard.choice(["effectif", "taux", "delai", "moyenne"] if saisis else ["effectif"])
        indicateur = {
            "code": f"i_{n}",
            "axe": hasard.choice(axes)["code"],
            "nature": nature,
            "unite": "choses",
            "libelle": write_libelle(),
        }
        if hasard.random() < 0.5:
            indicateur["sens"] = hasard.choice(["hausse", "baisse", "neutre"])
        if nature in ("taux", "moyenne"):
            indicateur["denominateur"] = hasard.choice(saisis)
        if nature == "moyenne":
            indicateur["numerateur"] = hasard.choice(saisis)
        if nature == "delai":
            limite = {hasard.choice(["jours", "semaines", "mois"]): hasard.randint(1, 90)}
            de, a = hasard.sample(["entree", "orientation", "premier_rdv", "cer"], 2)
            indicateur["delai"] = {"de": de, "a": a, "limite": limite}
        indicateurs.append(indicateur)
    contenu = {
        "code": f"hasard-{hasard.randint(0, 10**6)}",
        "dispositif": "HASARD",
        "dispositif_libelle": write_libelle(),
        "reference": write_libelle(),
        "date_signature": date(2023, 1, 1),
        "annees": [2024],
        "axes": axes,
        "indicateurs": indicateurs,
    }
    if hasard.random() < 0.5:
        contenu["financement"] = {"seuil_justification": "0.10", "motifs_ecart": ["autre"]}
    if hasard.random() < 0.5:
        contenu["saisie"] = {"seuil_surprise": "0.30"}
    codes = [i["code"] for i in indicateurs]
    if codes:
        contenu["controles"] = [
            {
                "regle": f"{hasard.choice(codes)} * {n + 2} >= {hasard.choice(codes)}.precedent - {n}",
                "gravite": hasard.choice(["bloquant", "alerte", "information"]),
                "message": write_libelle(),
                "a_l_essai": hasard.random() < 0.5,
            }
            for n in range(hasard.randint(0, 4))
        ]
    return contenu


@pytest.mark.parametrize("graine", range(6))
def test_a_référentiel_made_at_random_shows_on_every_page(graine, tmp_path, client, demo, imprimer):
    hasard = Random(graine)
    contenu = make_referentiel(hasard)
    fichier = tmp_path / "hasard.toml"
    fichier.write_text("\n".join(f"{cle} = {write_toml(v)}" for cle, v in contenu.items()), encoding="utf-8")
    load(fichier)
    calpae = Convention.objects.get(code="29")
    convention = Convention.objects.create(
        dispositif="HASARD",
        code="29-HASARD",
        departement_id="29",
        collectivite_id=calpae.collectivite_id,
        date_signature=date(2024, 1, 1),
        debut=date(2024, 1, 1),
        fin=date(2026, 12, 31),
    )
    exercice = Exercice.objects.create(
        convention=convention,
        annee=2024,
        debut=date(2024, 1, 1),
        fin=date(2024, 12, 31),
        referentiel=Referentiel.objects.get(code=contenu["code"]),
    )
    client.force_login(demo.get_compte("agent.29"))
    args = ["29-HASARD", 2024]
    pages = [
        reverse(nom, args=args)
        for nom in (
            "reporting:exercice", "reporting:rapport", "conventions:actions", "conventions:nouvelle_action",
            "indicateurs:parcours", "indicateurs:derogations", "avenants:choisir",
        )
    ]  # fmt: skip
    pages += [reverse("avenants:nouveau", args=[*args, nature]) for nature in ("financier", "modification")]
    pages += [reverse("referentiels:lire", args=[contenu["code"]]), reverse("reporting:accueil")]
    pages += [reverse("conventions:financement", args=[*args, colonne]) for colonne in ("prevu", "execute")]
    remplis = {indicateur["axe"] for indicateur in contenu["indicateurs"]}
    for axe in sorted(remplis):
        url = reverse("indicateurs:saisie", args=[*args, axe])
        siens = [i["code"] for i in contenu["indicateurs"] if i["axe"] == axe and i["nature"] != "moyenne"]
        donnees = {}
        for code in siens:
            donnees |= {f"{code}-version": "0", f"{code}-numerateur": str(hasard.randint(0, 50))}
        assert client.post(url, donnees).status_code in (302, 422)
        pages += [url, reverse("indicateurs:cibles", args=[*args, axe])]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert "<b>gras</b>" not in "".join(read_html(client.get(page)) for page in pages)
    build_rapport(exercice, date(2025, 3, 1))
    if graine == 0:  # a PDF takes seconds
        post(client, reverse("reporting:produire_rapport", args=args), {})
        imprimer()
        assert "29-HASARD" in read_papier(Document.objects.get(exercice=exercice))
