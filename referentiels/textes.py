"""The texts a référentiel gives to the two documents: which keys, which words between braces. Pure.

`reporting.contents.textes` fills them; here is what they may say, so that a misspelt word is found when a référentiel
is loaded, not when an agent asks for a document.
"""

from collections.abc import Collection
from string import Formatter

PLACEHOLDERS = frozenset(
    {
        "annee",
        "annee_precedente",
        "annee_suivante",
        "collectivite",
        "convention",
        "date_convention",
        "debut",
        "departement",
        "dispositif",
        "fin",
        "montant_chiffres",
        "montant_lettres",
        "numero",
        "reference",
        "regime",
        "region",
    }
)
AVENANT_SEULEMENT = frozenset({"numero", "montant_chiffres", "montant_lettres"})
# Key of each document → what it holds: a text, a list of texts, or titled texts.
STRUCTURE = {
    "rapport": {"introduction": "texte", "certification": "texte", "notes": "titres"},
    "avenant": {"visas": "liste", "preambule": "texte", "articles": "titres", "clauses": "titres"},
}
CLES_TITRE = {"code", "titre", "texte"}
# Of an avenant: the article is printed, the clause may be chosen, only with an action in one of these axes.
CLE_AXES = "axes"


def list_fautes_textes(textes: object, axes: Collection[str] | None) -> list[str]:
    """What is wrong in the table `[textes]`, as French sentences; `axes` are the codes of the référentiel's axes, None
    when they are in doubt: what names one is then not looked at."""
    if not isinstance(textes, dict):
        return ["[textes] doit être une table."]
    fautes = []
    for document, table in textes.items():
        ou = f"[textes.{document}]"
        if document not in STRUCTURE:
            fautes.append(f"{ou}\u00a0: ce document est inconnu ({', '.join(STRUCTURE)}).")
        elif not isinstance(table, dict):
            fautes.append(f"{ou} doit être une table.")
        else:
            permis = PLACEHOLDERS if document == "avenant" else PLACEHOLDERS - AVENANT_SEULEMENT
            for cle, valeur in table.items():
                fautes += _list_fautes_cle(f"{ou}, {cle}", STRUCTURE[document].get(cle), valeur, permis)
                if axes is not None and document == "avenant" and STRUCTURE[document].get(cle) == "titres":
                    fautes += _list_fautes_axes(f"{ou}, {cle}", valeur, axes)
    return fautes


def _list_fautes_axes(ou: str, elements: object, axes: Collection[str]) -> list[str]:
    tables = [un for un in elements if isinstance(un, dict)] if isinstance(elements, list) else []
    return [
        f"{ou}\u00a0: «\u00a0{CLE_AXES}\u00a0» doit être une liste d’axes du référentiel."
        for un in tables
        if CLE_AXES in un
        and not (isinstance(un[CLE_AXES], list) and un[CLE_AXES] and all(axe in axes for axe in un[CLE_AXES]))
    ]


def _list_fautes_cle(ou: str, forme: str | None, valeur: object, permis: frozenset[str]) -> list[str]:
    if forme is None:
        return [f"{ou}\u00a0: cette clé est inconnue."]
    if forme == "texte":
        return _list_fautes_texte(ou, valeur, permis)
    if not isinstance(valeur, list):
        return [f"{ou} doit être une liste."]
    fautes = []
    facultatives = {CLE_AXES} if permis >= AVENANT_SEULEMENT else set()
    for element in valeur:
        if forme == "titres":
            if not isinstance(element, dict) or set(element) - facultatives != CLES_TITRE:
                fautes.append(f"{ou}\u00a0: chaque élément a un code, un titre et un texte.")
                continue
            for cle in ("code", "titre"):
                if not isinstance(element[cle], str) or not element[cle].strip():
                    fautes.append(f"{ou}\u00a0: «\u00a0{cle}\u00a0» doit être un texte.")
            element = element["texte"]
        fautes += _list_fautes_texte(ou, element, permis)
    return fautes


def _list_fautes_texte(ou: str, texte: object, permis: frozenset[str]) -> list[str]:
    if not isinstance(texte, str):
        return [f"{ou} doit être un texte."]
    try:
        mots = [(mot, precision or conversion) for _, mot, precision, conversion in Formatter().parse(texte)]
    except ValueError:
        return [f"{ou}\u00a0: une accolade est ouverte ou fermée sans l’autre."]
    return [
        f"{ou}\u00a0: «\u00a0{{{mot}}}\u00a0» n’est pas un mot connu."
        for mot, ornement in mots
        if mot is not None and (mot not in permis or ornement)
    ]
