"""What a référentiel changes in the texts of the documents, and in the order of its lists: pure.

Of a text that is other, the words that are other are told, with a few of those around them.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from referentiels.lecture import Contenu
from referentiels.libelles import CLES

AUTOUR = 6  # words told before, and after, those that changed
JETON = re.compile(r"\n\s*\n|\S+")
PARAGRAPHE = "¶"
UN = {"articles": "article", "clauses": "clause", "notes": "note", "visas": "visa"}
NOMS_DES_CLES = {"texte": "Rédaction"}


@dataclass(frozen=True)
class Changement:
    """One difference, in words. `comparable` False: figures under both référentiels are not to be compared."""

    rubrique: str  # one of RUBRIQUES
    objet: str
    quoi: str
    avant: str = ""
    apres: str = ""
    comparable: bool = True


# In the order of the pages of a draft.
IDENTITE, CALENDRIER, ARGENT, AXES, INDICATEURS, REGLES, CHIFFRES, TEXTES, PARCOURS, NATIONAUX, AUTRES = (
    "Identité",
    "Calendrier",
    "Argent",
    "Axes et actions",
    "Indicateurs",
    "Règles entre les chiffres",
    "Saisie et sommes",
    "Textes des documents",
    "Fichier de parcours",
    "Chiffres nationaux",
    "Autres réglages",
)
RUBRIQUES = (
    *(IDENTITE, CALENDRIER, ARGENT, AXES, INDICATEURS, REGLES),
    *(CHIFFRES, TEXTES, PARCOURS, NATIONAUX, AUTRES),
)


def list_changements_textes(avant: Contenu, apres: Contenu) -> Iterator[Changement]:
    """Each text of a document that is added, taken away, or worded otherwise."""
    for document in dict.fromkeys([*apres.get("textes", {}), *avant.get("textes", {})]):
        anciens, nouveaux = (_flatten(c.get("textes", {}).get(document, {})) for c in (avant, apres))
        titre = CLES.get(document, document.capitalize())
        for nom, element in nouveaux.items():
            if nom not in anciens:
                yield Changement(TEXTES, f"{titre}, {nom}", "Ajouté", "", _tell_texte(element))
                continue
            for cle in dict.fromkeys([*anciens[nom], *element]):
                ancien, nouveau = anciens[nom].get(cle, ""), element.get(cle, "")
                if ancien != nouveau:
                    quoi = NOMS_DES_CLES.get(cle, CLES.get(cle, cle))
                    yield Changement(TEXTES, f"{titre}, {nom}", quoi, *cut_passages(ancien, nouveau))
        for nom, element in anciens.items():
            if nom not in nouveaux:
                yield Changement(TEXTES, f"{titre}, {nom}", "Retiré", _tell_texte(element))
        yield from list_changements_ordre(TEXTES, titre, list(anciens), list(nouveaux))


def list_changements_ordre(
    rubrique: str, objet: str, avant: Collection[str], apres: Collection[str]
) -> Iterator[Changement]:
    """That things which are in both lists are in another order: those between the first and the last that moved."""
    anciens, nouveaux = [un for un in avant if un in set(apres)], [un for un in apres if un in set(avant)]
    if anciens == nouveaux:
        return
    debut = next(rang for rang, un in enumerate(anciens) if nouveaux[rang] != un)
    fin = next(rang for rang in range(len(anciens), 0, -1) if anciens[rang - 1] != nouveaux[rang - 1])
    yield Changement(rubrique, objet, "Ordre", ", ".join(anciens[debut:fin]), ", ".join(nouveaux[debut:fin]))


def cut_passages(avant: str, apres: str) -> tuple[str, str]:
    """What is other from one text to the next, with a few words around it; « ¶ » is the end of a paragraph."""
    anciens, nouveaux = (
        [jeton if jeton.strip() else PARAGRAPHE for jeton in JETON.findall(texte)] for texte in (avant, apres)
    )
    courte = min(len(anciens), len(nouveaux))
    debut = next((rang for rang in range(courte) if anciens[rang] != nouveaux[rang]), courte)
    reste = courte - debut
    fin = next((rang for rang in range(reste) if anciens[-1 - rang] != nouveaux[-1 - rang]), reste)
    if anciens == nouveaux:
        return avant, apres
    return _cut(anciens, debut, fin), _cut(nouveaux, debut, fin)


def _cut(jetons: list[str], debut: int, fin: int) -> str:
    premier, dernier = max(debut - AUTOUR, 0), min(len(jetons) - fin + AUTOUR, len(jetons))
    dits = " ".join(jetons[premier:dernier])
    return f"{'… ' if premier else ''}{dits}{' …' if dernier < len(jetons) else ''}"


def _tell_texte(element: Mapping[str, str]) -> str:
    return " – ".join(element[cle] for cle in ("titre", "texte") if element.get(cle))


def _flatten(table: Contenu) -> dict[str, dict[str, str]]:
    """The texts of a document by what one calls them: {"introduction": {"texte": …}, "article objet": {"titre": …}}; an
    article, with all that says when it is printed."""
    textes: dict[str, dict[str, str]] = {}
    for cle, valeur in table.items():
        if isinstance(valeur, str):
            textes[cle] = {"texte": valeur}
            continue
        for rang, element in enumerate(valeur, 1):
            un = UN.get(cle, cle)
            if isinstance(element, str):
                textes[f"{un} {rang}"] = {"texte": element}
            else:
                dits = {nom: _write(autre) for nom, autre in element.items() if nom != "code"}
                textes[f"{un} {element['code']}"] = dits
    return textes


def _write(valeur: object) -> str:
    return ", ".join(map(str, valeur)) if isinstance(valeur, list) else str(valeur)
