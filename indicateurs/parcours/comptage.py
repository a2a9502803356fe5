"""Counts some thousands of lines at once, column by column: the same figures as `delais.Cohortes`, much faster.

CPython runs `map`, `zip` and `Counter` over a list without interpreting a line of ours per value. So each date becomes
a small code, and each rule becomes one addition per line, `table[start] + event`, whose result is counted:

* codes 1..PORTEE are days up to the arrêté; later days, which have not happened yet, are 2 × PORTEE further; no date is
  ABSENTE, after them all. So the order of codes is the order of dates, and `event - start` says days when it is under
  PORTEE, and "no event" when it is over;
* `table[start]` holds the class of a start (month, days until its limit, outcome without event) and takes `start` away;
  what is in no cohort has a class for the reason, and keeps its event.

The rule itself stays `Limite.compute_echeance` and `compute_issue`, called once for each start and each class. A block
that is not clean, whatever the reason, is not counted at all: `add` says so and the block is read line by line.
"""

from collections import Counter
from datetime import date
from itertools import compress, pairwise
from operator import add, gt, lt

from indicateurs.delais import ComptesDelai, compute_issue, find_exclusion
from indicateurs.parcours.cellules import CelluleFautive, retain
from indicateurs.parcours.doublons import Entrees

PORTEE = 10_000  # days before the arrêté that have a code: 27 years
ABSENTE = 5 * PORTEE
PAS = 8 * PORTEE  # one class to the next


class HorsPortee(Exception):
    """A value this way of counting has no code for."""


class _Codes(dict):
    """{cell: what `encode` makes of the value `lecteur` reads in it}, learned as cells come."""

    def __init__(self, lecteur, encode):
        self._lecteur, self._encode = lecteur, encode

    def __missing__(self, cellule):
        return retain(self, cellule, self._encode(self._lecteur[cellule]))


class CompteParBlocs:
    """Counters of one process. `periode` is (debut, fin, arrete_au), dates; `lecteurs` the readers of the cells that
    hold a date, an organisme, a yes or no (see `cellules`). `entrees` remembers what tells
    duplicates."""

    def __init__(self, regles, format_parcours, periode, lecteurs, confiance=True):
        self.entrees = Entrees(confiance)
        self._debut, self._fin, self._arrete = (jour.toordinal() for jour in periode)
        dates, organismes, soumis = lecteurs
        rang = format_parcours.codes.index
        tables = [self._build_table(regle) for regle in regles]
        self._classes = [classes for _, classes in tables]
        self._codes = _Codes(dates, self._encode)
        self._ordres = [(rang(d.apres), rang(d.code)) for d in format_parcours.dates if d.apres]
        self._avec_organisme = [rang(d.code) for d in format_parcours.dates if d.avec_organisme]
        self._planchers = _Codes(organismes, lambda code: 0 if code else ABSENTE)
        self._soumis = _Codes(soumis, "non".__ne__)
        self._lectures = [
            (
                rang(r.de),
                rang(r.a),
                table,
                self._make_retenus(organismes, r),
            )
            for r, (table, _) in zip(regles, tables, strict=True)
        ]
        self._comptes = [Counter() for _ in regles]
        self._non_soumis, self._mal_orientes = 0, [0] * len(self._lectures)

    @staticmethod
    def _make_retenus(organismes, regle):
        if not regle.sauf_organismes:
            return None
        return _Codes(organismes, lambda code: code not in regle.sauf_organismes)

    def _build_table(self, regle):
        """([what to add to the event, by code of the start], [classes]): (month, days until the limit, outcome without
        event), or a reason to be in no cohort."""
        classes = {"sans_date": 0}
        table = [0] * (ABSENTE + 1)
        bornes = [self.shift(jour) for jour in (self._debut, self._fin, self._arrete)]
        seuils = (bornes[0], bornes[1] + 1, bornes[2] + 1, ABSENTE)
        for bas, haut in pairwise(sorted({1, *(min(max(seuil, 1), ABSENTE) for seuil in seuils)})):
            if exclusion := find_exclusion(bas, *bornes):
                table[bas:haut] = [classes.setdefault(exclusion, len(classes)) * PAS] * (haut - bas)
                continue
            for code in range(bas, haut):
                ordinal = code + self._arrete - PORTEE
                jour = date.fromordinal(ordinal)
                echeance = regle.limite.compute_echeance(jour).toordinal()
                classe = f"{jour:%Y-%m}", echeance - ordinal, compute_issue(echeance, 0, self._arrete)
                table[code] = classes.setdefault(classe, len(classes)) * PAS + PORTEE - code
        return table, list(classes)

    def _encode(self, ordinal):
        if not ordinal:
            return ABSENTE
        code = self.shift(ordinal)
        if not 0 < code <= 3 * PORTEE:
            raise HorsPortee
        return code

    def shift(self, ordinal):
        """The number that stands for a date; a code when it is from 1 to 3 × PORTEE."""
        code = ordinal - self._arrete + PORTEE
        return code if code <= PORTEE else code + PORTEE

    def add(self, identifiants, dates, organismes, soumis):
        """Count a block given as columns of cells: `dates` in the order of the format, None for a column the file
        lacks. False, and nothing is counted, when a line of it must be looked at."""
        try:
            codes = [colonne and list(map(self._codes.__getitem__, colonne)) for colonne in dates]
            if organismes and not self._are_organismes_la(codes, organismes):
                return False
            inclus = list(map(self._soumis.__getitem__, soumis)) if soumis else None
        except (CelluleFautive, HorsPortee):
            return False
        if not all(identifiants) or not self._are_dates_in_order(codes):
            return False
        self._note_entrees(identifiants, codes[0])
        self._count(codes, organismes, inclus)
        return True

    def _count(self, codes, organismes, inclus):
        if inclus and not all(inclus):
            self._non_soumis += inclus.count(False)
            codes = [colonne and list(compress(colonne, inclus)) for colonne in codes]
            organismes = organismes and list(compress(organismes, inclus))
        for rang, (de, a, table, retenus) in enumerate(self._lectures):
            departs, evenements, compte = codes[de], codes[a], self._comptes[rang]
            if retenus is not None:
                choix = list(map(retenus.__getitem__, organismes))
                self._mal_orientes[rang] += choix.count(False)
                departs, evenements = compress(departs, choix), compress(evenements, choix)
            compte.update(map(add, map(table.__getitem__, departs), evenements))

    def _are_organismes_la(self, codes, organismes):
        planchers = list(map(self._planchers.__getitem__, organismes))
        return not any(any(map(lt, codes[rang], planchers)) for rang in self._avec_organisme if codes[rang])

    def _are_dates_in_order(self, codes):
        return not any(
            any(map(gt, codes[avant], codes[apres]))
            for avant, apres in self._ordres
            if codes[avant] and codes[apres]
        )

    def _note_entrees(self, identifiants, codes):
        if ABSENTE in codes:
            dates = list(map(ABSENTE.__ne__, codes))
            identifiants, codes = list(compress(identifiants, dates)), compress(codes, dates)
        self.entrees.add(identifiants, codes)

    def compute_comptes(self):
        """ComptesDelai of each rule, from what was counted."""
        comptes = []
        for classes, compte, mal_orientes in zip(
            self._classes, self._comptes, self._mal_orientes, strict=True
        ):
            comptes.append(self._compute_comptes(classes, compte))
            exclus = {"non_soumis": self._non_soumis, "organisme": mal_orientes}
            comptes[-1].exclus.update({raison: nombre for raison, nombre in exclus.items() if nombre})
        return comptes

    def _compute_comptes(self, classes, compte):
        comptes = ComptesDelai()
        for cle, nombre in compte.items():
            rang, evenement = divmod(cle, PAS)
            if isinstance(classes[rang], str):
                comptes.exclus[classes[rang]] += nombre
                continue
            mois, longueur, issue = classes[rang]
            if (
                evenement < 2 * PORTEE
            ):  # the start being PORTEE, and the arrêté past all events that took place
                issue = compute_issue(PORTEE + longueur, evenement, 2 * PORTEE)
                comptes.jours[evenement - PORTEE] += nombre
            comptes.mois[mois, issue] += nombre
        return comptes
