"""A text of a document as it would be printed, its words between braces filled with those of an example. Pure."""

from collections.abc import Iterable
from string import Formatter

from nombres.locutions import MASCULIN, Nom

NOMS = {
    "dispositif": Nom("convention d’appui à la lutte contre la pauvreté et d’accès à l’emploi"),
    "nom_court": Nom("convention"),
    "partie": Nom("Département", MASCULIN),
    "collectivite": Nom("conseil départemental du Finistère", MASCULIN),
}
# Of a convention that might be.
EXEMPLES = {
    **{f"{forme}{nom}": dit for nom, un in NOMS.items() for forme, dit in un.formes.items()},
    "annee": "2022",
    "annee_precedente": "2021",
    "annee_suivante": "2023",
    "arrete_au": "31 décembre 2022",
    "avis": "le commissaire n’a pas rendu d’avis",
    "contractant": "le président du conseil départemental",
    "convention": "29",
    "date_convention": "28 juin 2019",
    "date_proposition": "26 avril 2023",
    "debut": "1er janvier 2022",
    "delai": "Vous disposez de 30 jours pour répondre.",
    "departement": "Finistère",
    "due_chiffres": "1\u202f200\u202f000,00\u00a0€",
    "due_lettres": "un million deux cent mille euros",
    "empreinte": "9f3ac21b…",
    "fin": "31 décembre 2022",
    "montant_chiffres": "1\u202f234\u202f567,00\u00a0€",
    "montant_lettres": "un million deux cent trente-quatre mille cinq cent soixante-sept euros",
    "notifie_chiffres": "2\u202f434\u202f567,00\u00a0€",
    "notifie_lettres": "deux millions quatre cent trente-quatre mille cinq cent soixante-sept euros",
    "numero": "4",
    "parts": "Le Département prend à sa charge au moins la moitié du coût total des actions.",
    "prolonge_au": "30 juin 2023",
    "reference": "instruction du 19 mars 2021",
    "regime": "année civile",
    "region": "Bretagne",
    "reponse": "le Département a répondu par écrit le 17 mai 2023",
    "simule": "1\u202f300\u202f000,00\u00a0€",
    "stipulations": "Le comité de suivi se réunit deux fois par an.",
    "terme": "31 décembre 2023",
    "tribunal": "le tribunal administratif de Rennes",
    "trop_percu_chiffres": "10\u202f000,00\u00a0€",
    "trop_percu_lettres": "dix mille euros",
}


def make_apercu(textes: Iterable[str]) -> tuple[str, ...]:
    """Each text filled; a word that is none of those known, or a brace that is alone, stays as it was typed."""
    return tuple(_fill(texte) for texte in textes if texte.strip())


def list_mots(mots: Iterable[str]) -> list[tuple[str, str]]:
    """[(« {annee} », what it becomes)] of the words that a text may hold between braces."""
    return [(f"{{{mot}}}", EXEMPLES[mot]) for mot in sorted(mots, key=str.casefold) if EXEMPLES.get(mot)]


def _fill(texte: str) -> str:
    try:
        lus = list(Formatter().parse(texte))
    except ValueError:
        return texte
    return "".join(
        avant + ("" if mot is None else EXEMPLES.get(mot, f"{{{mot}}}")) for avant, mot, _, _ in lus
    )
