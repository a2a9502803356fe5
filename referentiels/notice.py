"""What the schema says of a référentiel's file, written for whoever prepares one: the table of keys of
`docs/referentiels.md`, and `docs/exemple-referentiel.toml`, a whole file that could be published. Pure.
"""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from referentiels import contraintes as genres
from referentiels.contraintes_annees import ParAnnee, UneAnnee
from referentiels.schema import Fichier
from referentiels.table_indicateurs import TABLES_INDICATEUR, TableIndicateur
from referentiels.textes import Gabarit, Gabarits

DEBUT, FIN = (
    "<!-- généré par le schéma, manage.py documenter_referentiels -->\n",
    "<!-- fin de la table -->",
)
FORMES: dict[type[genres.Contrainte], str] = {
    genres.TextePlein: "texte",
    genres.Phrase: "texte",
    genres.Code: "code",
    genres.Textes: "liste de textes",
    genres.Proportion: 'proportion, de "0" à "1"',
    genres.Entier: "nombre entier",
    genres.OuiNon: "true ou false",
    genres.Jour: "AAAA-MM-JJ",
    genres.JourAnnuel: "MM-JJ",
    genres.Annees: "liste d’années",
    UneAnnee: "année",
    ParAnnee: "`{ année = proportion }`",
    genres.EnTemps: "`{ jours, semaines, mois }`",
    genres.Nationaux: "chiffres par nom",
    genres.CodeParcours: "code en minuscules",
    genres.Organismes: "liste de codes",
    genres.Contrainte: "libre",
    Gabarit: "texte à compléter",
    Gabarits: "liste de textes à compléter",
}
RENVOIS = {
    "axes": "code d’un axe",
    "indicateurs": "code d’un indicateur",
    "dates": "code d’une date de parcours",
    "organismes": "code d’un organisme",
}
# The tables of the example, and what they say otherwise than the examples of their keys.
SUITES: dict[str, list[dict[str, Any]]] = {
    "axes": [
        {},
        {"code": "S2", "libelle": "Lever les freins à l’emploi", "nature": "facultatif", "mesures": []},
    ],
    "indicateurs": [
        {"nature": nature, "code": f"ENF_{rang}"} for rang, nature in enumerate(TABLES_INDICATEUR, 1)
    ],
    "controles": [{}],
    "annees": [{}],
    "mesures": [{}],
    "parts": [{}, {"sur": "action", "effet": "alerte"}],
    "enveloppes": [{}, {"code": "initiatives", "libelle": "Initiatives", "axes": ["S2"], "fongible": False}],
    "dates": [
        {},
        {
            "code": "premier_rdv",
            "colonne": "date_premier_rdv",
            "libelle": "Premier rendez-vous",
            "apres": "entree",
        },
    ],
}


def write_cles() -> str:
    """The Markdown table of all keys: what each says, what it holds, what its absence means."""
    lignes = ["| clé | ce qu’elle dit | ce qui y va | sans elle |", "| --- | --- | --- | --- |"]
    for ou, champ, forme in _list_cles(Fichier, ""):
        sans = "obligatoire" if champ.default is MISSING else champ.metadata["sans"]
        lignes.append(f"| `{ou}{champ.name}` | {champ.metadata['dit']} | {forme} | {sans} |")
    return "\n".join(lignes) + "\n"


def put_cles(page: str) -> str:
    """The page `docs/referentiels.md` with its table as the schema is."""
    avant, reste = page.split(DEBUT, 1)
    return f"{avant}{DEBUT}\n{write_cles()}\n{FIN}{reste.split(FIN, 1)[1]}"


def _list_cles(classe: Any, ou: str) -> Iterator[tuple[str, Field[Any], str]]:
    """(place, key, form) for each key of a table, then of the tables within it."""
    dessous = []
    for champ in _sort(classe):
        table, is_suite = genres.get_table(champ)
        if table is None:
            yield ou, champ, _write_forme(champ)
        else:
            nom = f"[[{champ.name}]]" if is_suite else f"[{champ.name}]"
            lieu = f"{ou}{champ.name}." if ou else f"{nom} "
            yield ou, champ, "suite de tables" if is_suite else "table"
            dessous.append((table, lieu))
    for table, lieu in dessous:
        yield from _list_cles(table, lieu)
        if table is TableIndicateur:
            communes = {champ.name for champ in fields(TableIndicateur)}
            for nature, propre in TABLES_INDICATEUR.items():
                propres = [
                    un for un in _list_cles(propre, f"{lieu}({nature}) ") if un[1].name not in communes
                ]
                yield from propres


def _sort(classe: Any) -> list[Field[Any]]:
    """The keys of a table: its own values, those it must have first, then its tables, as TOML must write them."""
    return sorted(
        fields(classe),
        key=lambda champ: (genres.get_table(champ)[0] is not None, champ.default is not MISSING),
    )


def _write_forme(champ: Field[Any]) -> str:
    genre = genres.get_contrainte(champ.type)
    if isinstance(genre, genres.Renvoi | genres.Renvois):
        return (
            RENVOIS[genre.suite]
            if isinstance(genre, genres.Renvoi)
            else f"liste\u00a0: {RENVOIS[genre.suite]}"
        )
    if isinstance(genre, genres.MotParmi | genres.MotsParmi):
        valeurs = ", ".join(genre.valeurs)
        return valeurs if isinstance(genre, genres.MotParmi) else f"liste parmi {valeurs}"
    return FORMES[type(genre)]


def write_exemple() -> str:
    """A whole file, in TOML, each key with what it says."""
    titre = "# Un référentiel entier, écrit par le schéma\u00a0: manage.py documenter_referentiels.\n"
    return titre + "\n".join(_write_table(Fichier, "", {})).strip() + "\n"


def _write_table(classe: Any, nom: str, autres: dict[str, Any]) -> Iterator[str]:
    for champ in _sort(classe):
        table, is_suite = genres.get_table(champ)
        if table is None:
            valeur = autres.get(champ.name, champ.metadata["exemple"])
            if valeur is not None:
                yield _write_dit(champ)
                yield f"{champ.name} = {_write_valeur(valeur)}"
            continue
        chemin = f"{nom}.{champ.name}" if nom else champ.name
        suite = autres.get(champ.name, SUITES.get(champ.name, [{}]))
        if suite:
            yield f"\n{_write_dit(champ)}"
        for rang, un in enumerate(suite):
            yield ("\n" if rang else "") + (f"[[{chemin}]]" if is_suite else f"[{chemin}]")
            yield from _write_table(TABLES_INDICATEUR.get(un.get("nature", ""), table), chemin, un)


def _write_dit(champ: Field[Any]) -> str:
    sans = f" (sans elle\u00a0: {champ.metadata['sans']})" if champ.metadata["sans"] else ""
    return f"# {champ.metadata['dit']}{sans}"


def _write_valeur(valeur: Any) -> str:
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, dict):
        return "{ " + ", ".join(f"{cle} = {_write_valeur(v)}" for cle, v in valeur.items()) + " }"
    if isinstance(valeur, list):
        return "[" + ", ".join(map(_write_valeur, valeur)) + "]"
    return json.dumps(valeur, ensure_ascii=False)
