"""Several years of one indicator over several conventions: what each says, what all of them say as handed over, and « à
champ constant ». No Django, no clock.

As handed over, the sums of two years rest on other conventions: what moves between them may be the list alone. À champ
constant, only those are summed that have a comparable figure in every year compared, which is what the DREES advises
before two years of a survey of the départements are held against each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile

from indicateurs.calculations import Resultat
from indicateurs.trajectoire import AnneeDeTrajectoire, Trajectoire, build_trajectoire
from nombres.formats import NBSP, compter
from pilotage.ensembles import Ensemble, sum_resultats
from referentiels.comparabilite import Comparabilite, Repere, compare_reperes
from referentiels.definitions import Indicateur, SeuilsEnsemble


@dataclass(frozen=True)
class SerieDeConvention:
    """One indicator of one convention. `etapes` are all the years asked for, in order, the reasons of each against the
    result before it; by year that has a result, whether it compares with the other conventions (`comparabilites`), and
    whether it is handed over (`transmises`)."""

    convention: str  # its code
    etapes: tuple[AnneeDeTrajectoire, ...]
    comparabilites: Mapping[int, Comparabilite]
    transmises: frozenset[int]
    is_proportion: bool

    @cached_property
    def comparables(self) -> frozenset[int]:
        """The years whose result is handed over and compares with the others'."""
        return frozenset(annee for annee in self.transmises if self.comparabilites[annee].is_comparable)

    def get_resultat(self, annee: int) -> Resultat | None:
        return next((etape.resultat for etape in self.etapes if etape.annee == annee), None)

    def is_constante(self, periode: Sequence[int]) -> bool:
        """Has it a figure in each of these years, that compares with the others' and with its own before?"""
        siennes = [etape for etape in self.etapes if etape.annee in periode]
        return (
            bool(periode)
            and self.comparables.issuperset(periode)
            and not any(etape.motifs for etape in siennes[1:])
        )

    @property
    def trajectoire(self) -> Trajectoire:
        return build_trajectoire(self.etapes, self.is_proportion)


@dataclass(frozen=True)
class AnneeDEnsemble:
    """What several conventions say of one year. `motifs` say why what is handed over does not compare with the year
    before, beyond the list that changes: the indicator is another, or most count otherwise."""

    annee: int
    transmis: Ensemble
    constant: Ensemble | None  # None: not one of the years compared à champ constant
    motifs: tuple[str, ...]


@dataclass(frozen=True)
class Evolution:
    """One indicator over the years. `periode` are the years compared à champ constant: the last ones in a row in which
    somebody has a comparable figure and the indicator and the method of reference are the same."""

    indicateur: Indicateur
    series: tuple[SerieDeConvention, ...]
    annees: tuple[AnneeDEnsemble, ...]
    periode: tuple[int, ...]

    def list_annees(self) -> tuple[int, ...]:
        """All the years asked for."""
        return tuple(une.annee for une in self.annees)

    @property
    def constantes(self) -> tuple[str, ...]:
        """The codes of the conventions that are summed à champ constant."""
        return tuple(serie.convention for serie in self.series if serie.is_constante(self.periode))

    @property
    def is_comparee(self) -> bool:
        """Are there two years at least to compare, of a convention at least?"""
        return len(self.periode) > 1 and bool(self.constantes)

    @property
    def trajectoire_constante(self) -> Trajectoire:
        return self._draw(
            AnneeDeTrajectoire(une.annee, resultat=_read_ensemble(une.constant)) for une in self.annees
        )

    @property
    def trajectoire_transmise(self) -> Trajectoire:
        return self._draw(
            AnneeDeTrajectoire(une.annee, resultat=_read_ensemble(une.transmis), motifs=une.motifs)
            for une in self.annees
        )

    @property
    def trajectoire_d_ensemble(self) -> Trajectoire:
        """À champ constant where there are two years to compare, else as handed over."""
        return self.trajectoire_constante if self.is_comparee else self.trajectoire_transmise

    @property
    def constat_d_ensemble(self) -> str:
        """Which of them, in a sentence."""
        if not self.is_comparee:
            return f"Telles que transmises, année par année{NBSP}: la liste change d’une année à l’autre."
        lesquelles = compter(len(self.constantes), "convention", "conventions")
        return (
            f"À champ constant{NBSP}: {lesquelles} sur {len(self.series)}, comparables d’une année à l’autre."
        )

    def _draw(self, etapes: Iterable[AnneeDeTrajectoire]) -> Trajectoire:
        return build_trajectoire(tuple(etapes), self.indicateur.is_proportion)


def _read_ensemble(ensemble: Ensemble | None) -> Resultat | None:
    if ensemble is None or ensemble.valeur is None:
        return None
    return Resultat("renseigne", ensemble.numerateur, ensemble.denominateur, ensemble.valeur)


def build_evolution(
    indicateur: Indicateur,
    series: Sequence[SerieDeConvention],
    references: Mapping[int, Repere],
    conventions: Mapping[int, int],
    seuils: SeuilsEnsemble,
) -> Evolution:
    """The whole of `series`, which have the same years. By year: what most count by (`references`, where it has the
    indicator), and how many conventions of the list have an exercice, handed over or not."""
    annees = tuple(etape.annee for etape in series[0].etapes) if series else ()
    motifs = dict(_list_motifs(indicateur.code, annees, references))
    periode = _find_periode(annees, motifs, frozenset().union(*(serie.comparables for serie in series)))
    constantes = [serie for serie in series if serie.is_constante(periode)]

    def sum_annee(annee: int, siennes: Sequence[SerieDeConvention], combien: int) -> Ensemble:
        connus = ((serie.get_resultat(annee), annee in serie.comparables) for serie in siennes)
        return sum_resultats(indicateur, ((un, compare) for un, compare in connus if un), combien, seuils)

    ensembles = (
        AnneeDEnsemble(
            annee,
            sum_annee(annee, series, conventions.get(annee, 0)),
            sum_annee(annee, constantes, len(series)) if annee in periode else None,
            motifs[annee],
        )
        for annee in annees
    )
    return Evolution(indicateur, tuple(series), tuple(ensembles), periode)


def _list_motifs(
    code: str, annees: Sequence[int], references: Mapping[int, Repere]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Why what most count by in each year does not compare with the last year that has the indicator."""
    avant: Repere | None = None
    for annee in annees:
        reference = references.get(annee)
        if reference is None or code not in reference.indicateurs:
            yield annee, ()
            continue
        yield annee, compare_reperes(code, reference, avant).motifs if avant else ()
        avant = reference


def _find_periode(
    annees: Sequence[int], motifs: Mapping[int, Sequence[str]], comparables: frozenset[int]
) -> tuple[int, ...]:
    """The last years in a row that have a comparable figure, from the last break on."""
    periode: list[int] = []
    for annee in dropwhile(lambda une: une not in comparables, reversed(annees)):
        if annee not in comparables:
            break
        periode.insert(0, annee)
        if motifs[annee]:
            break
    return tuple(periode)
