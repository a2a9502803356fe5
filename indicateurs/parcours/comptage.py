"""Counts lines of a parcours file, given as columns of values, for each rule: what `delais` says, thousands at a time.

CPython runs `map` and `Counter` over a list without interpreting a line of ours per value. So a date is an integer
(`encode`), and a line is for each rule one addition, what its start says + its event, whose result is counted. The
starts of a file say few different things: the month, the days until the limit, the outcome without event, or why a line
is in no cohort. The rules themselves are asked once for each start, and once for each thing counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import compress
from operator import add
from typing import TypeVar

from indicateurs.delais import ComptesDelai, compute_issue, find_exclusion
from referentiels.delais import FormatParcours, RegleDelai

# A day is its ordinal. After the arrêté, it has not happened yet: it is so much further. No day comes after them all.
PLUS_TARD = 1 << 22
JAMAIS = 1 << 23
RANG = 1 << 24  # one thing said by starts to the next


Demande = TypeVar("Demande")
Reponse = TypeVar("Reponse")
# What a start says: one of EXCLUSIONS; or its month, the days until the limit, the outcome when nothing happens.
Dit = str | tuple[str, int, str]


class ParValeur(dict[Demande, Reponse]):
    """{value: what `function` makes of it}, asked once for each."""

    def __init__(self, function: Callable[[Demande], Reponse]) -> None:
        self._function = function

    def __missing__(self, valeur: Demande) -> Reponse:
        self[valeur] = trouve = self._function(valeur)
        return trouve


class Cohortes:
    """Counts the lines of a file for starts from `debut` to `fin`, at `arrete_au` (dates)."""

    def __init__(
        self,
        regles: Iterable[RegleDelai],
        format_parcours: FormatParcours,
        debut: date,
        fin: date,
        arrete_au: date,
    ) -> None:
        bornes = debut.toordinal(), fin.toordinal(), arrete_au.toordinal()
        self._arrete = arrete_au.toordinal()
        self._cohortes = [_Cohorte(regle, format_parcours.codes.index, bornes) for regle in regles]
        self._non_soumis = 0

    def encode(self, jour: date | None) -> int:
        """The integer that stands for a date, or for none: their order is that of the days."""
        ordinal = jour.toordinal() if jour else JAMAIS
        return ordinal + PLUS_TARD if self._arrete < ordinal < JAMAIS else ordinal

    def add(
        self,
        dates: Sequence[Iterable[int] | None],
        organismes: Sequence[str] | None,
        soumis: Sequence[str] | None,
    ) -> None:
        """Count lines, given as columns: `dates` in the order of the format, encoded; codes of organismes; « non » for
        who is not soumis aux droits et devoirs. None is a column the file has not."""
        if soumis and "non" in soumis:
            inclus = list(map("non".__ne__, soumis))
            self._non_soumis += inclus.count(False)
            dates = [colonne and list(compress(colonne, inclus)) for colonne in dates]
            organismes = organismes and list(compress(organismes, inclus))
        for cohorte in self._cohortes:
            cohorte.add(dates, organismes)

    def compute_comptes(self) -> list[ComptesDelai]:
        """ComptesDelai of each rule."""
        comptes = [cohorte.compute_comptes() for cohorte in self._cohortes]
        for compte in comptes:
            compte.exclus["non_soumis"] += self._non_soumis
        return comptes


class _Cohorte:
    """The lines of one rule; `bornes` are the ordinals of the first and last start and of the arrêté."""

    def __init__(self, regle: RegleDelai, rang: Callable[[str], int], bornes: tuple[int, int, int]) -> None:
        self._regle, self._bornes = regle, bornes
        self._de, self._a = rang(regle.de), rang(regle.a)
        self._rangs: ParValeur[Dit, int] = ParValeur(lambda dit: len(self._rangs))
        self._departs = ParValeur(self._encode)
        self._retenus: ParValeur[str, bool] = ParValeur(
            lambda organisme: organisme not in regle.sauf_organismes
        )
        self._compte: Counter[int] = Counter()
        self._mal_orientes = 0

    def add(self, dates: Sequence[Iterable[int] | None], organismes: Sequence[str] | None) -> None:
        departs, evenements = dates[self._de], dates[self._a]
        # The columns that a rule reads are required.
        assert departs is not None and evenements is not None
        if self._regle.sauf_organismes:
            assert organismes is not None
            retenus = list(map(self._retenus.__getitem__, organismes))
            self._mal_orientes += retenus.count(False)
            departs, evenements = compress(departs, retenus), compress(evenements, retenus)
        self._compte.update(map(add, map(self._departs.__getitem__, departs), evenements))

    def _encode(self, depart: int) -> int:
        """What to add to the event of a start: in a cohort, the sum says the rank and the days."""
        dit = self._describe(depart)
        return self._rangs[dit] * RANG + (0 if isinstance(dit, str) else PLUS_TARD - depart)

    def _describe(self, depart: int) -> Dit:
        if depart == JAMAIS:
            return "sans_date"
        ordinal = depart % PLUS_TARD
        if exclusion := find_exclusion(ordinal, *self._bornes):
            return exclusion
        jour = date.fromordinal(ordinal)
        echeance = self._regle.limite.compute_echeance(jour).toordinal()
        return f"{jour:%Y-%m}", echeance - ordinal, compute_issue(echeance, 0, self._bornes[-1])

    def compute_comptes(self) -> ComptesDelai:
        comptes = ComptesDelai()
        comptes.exclus["organisme"] += self._mal_orientes
        dits = list(self._rangs)
        for somme, nombre in self._compte.items():
            rang, evenement = divmod(somme, RANG)
            dit = dits[rang]
            if isinstance(dit, str):
                comptes.exclus[dit] += nombre
                continue
            mois, longueur, issue = dit
            if evenement < JAMAIS:  # it took place; the start stands at PLUS_TARD
                issue = compute_issue(PLUS_TARD + longueur, evenement, JAMAIS)
                comptes.jours[evenement - PLUS_TARD] += nombre
            comptes.mois[mois, issue] += nombre
        return comptes
