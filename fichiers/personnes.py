"""What betrays a person in a file: headers and cells that no file kept here may hold. Pure: no Django, no file.

Whatever is searched here comes from outside: each pattern takes a time in proportion to the text, whatever it holds
(tests/test_motifs.py).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from saisie.caracteres import clean_texte

IDENTIFIANT = "identifiant"
# Words of a header that announce who a person is: no such column may enter, used or not (domaine.md, personal data).
MOTS_SURS = frozenset({
    "prenom", "prenoms", "nir", "matricule", "naissance", "ne_le", "nee_le", "securite_sociale", "secu",
    "numero_allocataire",
})  # fmt: skip
# These do too, unless they are said of what is no person: « Nom de la commune », « Adresse mail service ».
MOTS_A_COMPLEMENT = frozenset({
    "nom", "noms", "telephone", "tel", "portable", "email", "mail", "courriel", "adresse",
})  # fmt: skip
LIAISONS = frozenset({
    "d", "de", "des", "du", "l", "la", "le", "les", "electronique", "generique", "internet", "postale",
})  # fmt: skip
PAS_DES_PERSONNES = frozenset({
    "accueil", "action", "agence", "antenne", "association", "axe", "canton", "ccas", "centre", "collectivite",
    "commune", "communes", "departement", "direction", "dispositif", "entreprise", "epci", "equipe", "etablissement",
    "fichier", "financeur", "formation", "groupement", "indicateur", "institution", "ligne", "lieu", "mission",
    "organisme", "organismes", "partenaire", "plateforme", "pole", "prestataire", "programme", "projet", "quartier",
    "region", "secteur", "service", "services", "site", "structure", "structures", "territoire", "unite", "ville",
})  # fmt: skip
NIR = r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?"
NIR_SEUL = re.compile(NIR, re.IGNORECASE)
NIR_EN_CELLULE = re.compile(rf'(?:^|[;,\t\r\n])[ "]{{0,9}}{NIR}[ "]{{0,9}}(?=[;,\t\r\n]|$)', re.IGNORECASE)
# One character before the sign is enough to tell an address: a run of them would be tried from each of its own.
COURRIEL = re.compile(r"[^@\s]@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
ACCENTS = re.compile(r"[^a-z0-9]+")
CELLULE = re.compile(r"[^;,\t]+")
LIGNE = re.compile(r"[^\r\n]+")
# Lines among which a text may hide its headers, under a title or a notice.
PREMIERES_LIGNES = 30


def normalize(valeur: object) -> str:
    """Lower case, no accent, words joined by one underscore: how headers and codes are compared. A character nobody
    sees (a control, as a workbook may write one) parts no word."""
    texte = str(valeur)
    if not (texte.isascii() and texte.isprintable()):
        texte = clean_texte(texte)
    sans_accent = unicodedata.normalize("NFKD", texte.replace("’", "'")).encode("ascii", "ignore").decode()
    return ACCENTS.sub("_", sans_accent.lower()).strip("_")


def is_entete_personnelle(entete: object) -> bool:
    """Does a header announce who a person is?"""
    nom = normalize(entete or "")
    if any(f"_{mot}_" in f"_{nom}_" for mot in MOTS_SURS):
        return True
    mots = [mot for mot in nom.split("_") if mot not in LIAISONS]
    return any(mot in MOTS_A_COMPLEMENT and not _has_complement(mots, rang) for rang, mot in enumerate(mots))


def _has_complement(mots: Sequence[str], rang: int) -> bool:
    """Is this word of a header said of what is no person: by the first word that follows and says of whom, or, at the
    end of the header, by the one that precedes (« Structure : nom »)?"""
    suite = next((mot for mot in mots[rang + 1 :] if mot not in MOTS_A_COMPLEMENT), None)
    avant = mots[rang - 1] if rang else None
    return (avant if suite is None and avant else suite) in PAS_DES_PERSONNES


def list_colonnes_personnelles(entetes: Iterable[str]) -> list[str]:
    """Headers that announce personal data."""
    return [entete for entete in entetes if is_entete_personnelle(entete)]


def get_identifiant(cellule: object) -> str:
    """Text of an identifier, spaces around it left out; a whole number of a workbook is written without decimals."""
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return str(cellule).strip()


def is_personnelle(cellule: object) -> bool:
    """Does a cell look like a NIR or an e-mail address?"""
    texte = get_identifiant(cellule)
    return bool(NIR_SEUL.fullmatch(texte) or COURRIEL.search(texte))


def has_personnes(texte: str) -> bool:
    """Does the text of a CSV look like lines of persons: by its headers, or by an address or a NIR anywhere?"""
    for rang, ligne in enumerate(islice(LIGNE.finditer(texte), PREMIERES_LIGNES)):
        entetes = [cellule[0].strip(' "') for cellule in CELLULE.finditer(ligne[0])]
        if not rang and list_colonnes_personnelles(entetes):
            return True
        noms = set(map(normalize, entetes))
        # Further down a word may be that of a sentence: only a cell that says nothing else is a header.
        if IDENTIFIANT in noms or len(noms & (MOTS_SURS | MOTS_A_COMPLEMENT)) > 1:
            return True
    return bool(COURRIEL.search(texte) or NIR_EN_CELLULE.search(texte))
