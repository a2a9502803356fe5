"""Headers of a parcours file: how they are compared, which ones are refused, which column each one stands for.

Pure: no Django, no file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from fichiers.personnes import IDENTIFIANT, list_colonnes_personnelles, normalize
from indicateurs.parcours.cellules import Case, Cellule, Rangee
from referentiels.delais import ORGANISME, SOUMIS, FormatParcours, RegleDelai

FACULTATIVES = (SOUMIS,)
LONGUEUR_MONTREE = 60
LONGUEUR_MAX = 500  # of the name of a column: what is longer is a text
RECHERCHE = 30  # rows, blank ones apart, among which the names of the columns are looked for
PROXIMITE = 0.6  # under it, two names are not alike
# A first line that holds such a value is a person's, not a line of headers.
VALEUR = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{4}.*|[\d\s.,]{5,}|[^@\s]{1,254}@[^@\s]{1,254}")
SANS_ENTETE = (
    "entete_absent",
    f"La ligne d’en-tête, qui porte le nom des colonnes, n’est pas parmi les {RECHERCHE} premières lignes du fichier.",
)


Score = tuple[int, ...]  # of a row: expected names that it bears, does it look like headers; () is none
FauteDEntete = tuple[str | None, str, str]  # header or column, code, message
Correspondance = dict[str, str | None]  # {expected column: header of the file}


@dataclass(frozen=True)
class EntetesAttendus:
    """What tells the row of headers from a title or a line: the `noms` (normalised) it may bear, and how many columns
    it has at least."""

    noms: frozenset[str]
    minimum: int

    def find(self, rangees: Iterable[Rangee[Case]]) -> tuple[Rangee[Case] | None, Score]:
        """The row of headers among the first rows of a table, None when all are blank, and its score, by which two
        readings of a file, or two sheets, compare.

        It is the one that bears most of the names, two at least; else the first that has enough cells and no value;
        else the first that is not blank.
        """
        trouvee: Rangee[Case] | None = None
        meilleur: Score = ()
        for rangee in rangees:
            cellules = [str(cellule).strip() for cellule in rangee[1]]
            remplies = [cellule for cellule in cellules if cellule]
            if remplies and (score := self._compute_score(remplies)) > meilleur:
                trouvee, meilleur = rangee, score
        return trouvee, meilleur

    def _compute_score(self, cellules: Sequence[str]) -> tuple[int, bool]:
        noms = len(self.noms & {normalize(cellule[:LONGUEUR_MAX]) for cellule in cellules})
        est_entete = len(cellules) >= self.minimum and not is_ligne_de_valeurs(cellules)
        return (noms if noms > 1 else 0), est_entete

    def is_sure(self, score: Score) -> bool:
        """Does a row of that score bear as many names as there are required columns?"""
        return bool(score) and score[0] >= self.minimum


def make_attendus(
    regles: Sequence[RegleDelai], format_parcours: FormatParcours, correspondance: Mapping[str, str]
) -> EntetesAttendus:
    """EntetesAttendus of the files of a format; `correspondance` says other names."""
    utiles = list_colonnes_utiles(regles, format_parcours)
    noms = {*utiles, *FACULTATIVES, *(jour.colonne for jour in format_parcours.dates)}
    noms |= {normalize(entete) for entete in correspondance.values()}
    return EntetesAttendus(frozenset(noms), len(utiles))


def show_entete(cellule: Cellule) -> str:
    """A header as messages quote it: cut, on one line."""
    return " ".join(str(cellule).split())[:LONGUEUR_MONTREE]


def list_colonnes_utiles(regles: Sequence[RegleDelai], format_parcours: FormatParcours) -> list[str]:
    """Columns the rules need, required ones; `soumis_droits_devoirs` is read too when it is there.

    The first date of the format (the entry) is always needed: with the identifier, it tells duplicates.
    """
    lues = {format_parcours.dates[0].code} | {regle.de for regle in regles} | {regle.a for regle in regles}
    dates = [jour.colonne for jour in format_parcours.dates if jour.code in lues]
    return [IDENTIFIANT, *([ORGANISME] if format_parcours.organismes else []), *dates]


def is_ligne_de_valeurs(entetes: Iterable[str]) -> bool:
    """Does this first line hold values (a date, a number, an address) instead of names of columns?"""
    return any(VALEUR.fullmatch(str(entete).strip()) for entete in entetes if entete)


def list_fautes_entete(entetes: Sequence[str]) -> list[FauteDEntete]:
    """Why a first line cannot be read as headers, whatever they stand for."""
    if not any(entetes):
        return [(None, "fichier_vide", "Le fichier est vide.")]
    if is_ligne_de_valeurs(entetes):
        return [(None, *SANS_ENTETE)]
    return [
        (
            show_entete(entete),
            "donnee_personnelle",
            f"La colonne «\u00a0{show_entete(entete)}\u00a0» semble contenir des données personnelles\u00a0: "
            "retirez-la du fichier.",
        )
        for entete in list_colonnes_personnelles(entetes)
    ]


def find_faute_a_relier(entetes: Sequence[str], utiles: Sequence[str]) -> tuple[str, str] | None:
    """Why the columns of a file whose headers are not the expected ones cannot be told apart: too few of them for the
    required ones `utiles`, or one name for several. A code and its message, or None."""
    nommees = [normalize(entete) for entete in entetes if entete]
    if len(nommees) < len(utiles):
        s = "s" if len(nommees) > 1 else ""
        return (
            "colonnes_trop_peu",
            f"Le fichier n’a que {len(nommees)} colonne{s}\u00a0: il en faut au moins {len(utiles)}, séparées par un "
            "point-virgule, une virgule ou une tabulation.",
        )
    nom, fois = Counter(nommees).most_common(1)[0]
    if fois > 1:
        entete = next(entete for entete in entetes if entete and normalize(entete) == nom)
        return (
            "colonne_en_double",
            f"La colonne «\u00a0{show_entete(entete)}\u00a0» est présente {fois} fois\u00a0: donnez un nom à chacune.",
        )
    return None


def propose_correspondance(
    entetes: Iterable[str], regles: Sequence[RegleDelai], format_parcours: FormatParcours
) -> Correspondance:
    """The header of each expected column: same name first, then the nearest pairs of a column (its
    name, or the words of its date) and a header not yet taken."""
    attendues = [*list_colonnes_utiles(regles, format_parcours), *FACULTATIVES]
    libres: dict[str, str] = {}
    for entete in entetes:
        if entete:
            libres.setdefault(normalize(entete), entete)
    proposees: Correspondance = {colonne: libres.pop(colonne, None) for colonne in attendues}
    for jour in format_parcours.dates:
        libres.pop(jour.colonne, None)  # a date no rule needs is no other column
    libelles = {jour.colonne: normalize(jour.libelle) for jour in format_parcours.dates}
    paires = [
        (_compute_proximite(nom, (colonne, libelles.get(colonne, ""))), colonne, nom)
        for colonne in attendues
        for nom in libres
        if proposees[colonne] is None
    ]
    for proximite, colonne, nom in sorted(paires, reverse=True):
        if proximite >= PROXIMITE and proposees[colonne] is None and nom in libres:
            proposees[colonne] = libres.pop(nom)
    return proposees


def _compute_proximite(nom: str, mots: Iterable[str]) -> float:
    """How near a name is to the nearest of some words, from 0 to 1."""
    return max(SequenceMatcher(None, nom[:LONGUEUR_MONTREE], mot).ratio() for mot in mots)


def is_usuelle(correspondance: Mapping[str, str | None], utiles: Iterable[str]) -> bool:
    """Does each required column stand under its own name?"""
    return all(normalize(correspondance.get(colonne) or "") == colonne for colonne in utiles)


def find_proche(colonne: str, noms: Iterable[str]) -> str | None:
    """The nearest of the normalised `noms` to an expected column, or None."""
    courts = {nom[:LONGUEUR_MONTREE]: nom for nom in noms}
    return next(
        (courts[nom] for nom in get_close_matches(colonne[:LONGUEUR_MONTREE], list(courts), n=1)), None
    )


def find_places(
    entetes: Sequence[str], utiles: Sequence[str], correspondance: Mapping[str, str]
) -> tuple[dict[str, int], list[FauteDEntete]]:
    """Place of each column in the line, and the faults. `correspondance` wins over the column's own name."""
    noms = [normalize(entete or "") for entete in entetes]
    voulus = {
        colonne: normalize(correspondance.get(colonne) or colonne) for colonne in (*utiles, *FACULTATIVES)
    }
    places: dict[str, int] = {}
    fautes: list[FauteDEntete] = []
    for colonne, nom in voulus.items():
        nombre = noms.count(nom)
        if nombre == 1:
            places[colonne] = noms.index(nom)
        elif nombre:
            message = f"La colonne «\u00a0{nom}\u00a0» est présente {nombre} fois\u00a0: n’en gardez qu’une."
            fautes.append((colonne, "colonne_en_double", message))
        elif colonne in utiles:
            proche = find_proche(nom, [n for n in noms if n and n not in voulus.values()])
            indice = (
                f" Le nom le plus proche est «\u00a0{show_entete(entetes[noms.index(proche)])}\u00a0»."
                if proche
                else ""
            )
            fautes.append((colonne, "colonne_manquante", f"La colonne «\u00a0{nom}\u00a0» manque.{indice}"))
    for place in {p for p in places.values() if list(places.values()).count(p) > 1}:
        colonnes = " et ".join(f"«\u00a0{c}\u00a0»" for c, p in places.items() if p == place)
        fautes.append(
            (None, "colonne_en_double", f"Une seule colonne du fichier est donnée pour {colonnes}.")
        )
    return places, fautes


def list_ignorees(entetes: Iterable[str], places: Mapping[str, int]) -> list[str]:
    """Headers that are not used, to be named to the agent."""
    prises = set(places.values())
    return [show_entete(entete) for place, entete in enumerate(entetes) if entete and place not in prises]
