"""Where a result stands among comparable ones that nobody names: their median, their quartiles, their sum. No Django.

What is shown must not tell the result of one of them, even to somebody who knows his own, nor over time to somebody
who sees one more handed over, or one taken back (docs/decisions/0054):

* the reader's own result is in none of these numbers: typing another one moves nothing;
* they count six by six, in the order they were handed over: one that arrives waits for five others, and one that leaves
  is replaced, or takes five others with it;
* neither the least nor the greatest is shown: of six or a multiple of six, each quartile lies between two results, and
  is rounded;
* a row whose counts of people would not be published (`secret`) is left out, whole;
* of two nested sets, what is in one and not in the other is none, or six at least.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from indicateurs.calculations import Resultat, compute_part
from nombres.exacts import Nombre, arrondi, sum_known
from nombres.formats import NBSP, compter, nombre, pourcent
from nombres.quartiles import compute_quartiles
from pilotage.secret import UNITES_DE_CHOSES, is_publiable
from referentiels.definitions import Indicateur

# « Only above five comparable ones »: the fewest that are read together, and by how many more.
LOT = 6
CHIFFRES_SIGNIFICATIFS = 2


@dataclass(frozen=True)
class Comparable:
    """The result of another convention, handed over, that compares: of which group (its région), in what order it was
    handed over, and whether the reader may read it by himself."""

    resultat: Resultat
    groupe: str
    ordre: tuple[Hashable, ...]
    is_connu: bool


@dataclass(frozen=True)
class Repartition:
    """What is said of several results together: quartiles and median, and their sum (a count's total is no reading of
    one: None). `comptes` results of the `comparables`, 0 where too few may be read together; then nothing is said."""

    comptes: int
    comparables: int
    quartiles: tuple[Fraction, Fraction, Fraction] | None = None
    ensemble: Fraction | None = None

    @property
    def mediane(self) -> Fraction | None:
        return self.quartiles[1] if self.quartiles else None


def read_repartitions(
    indicateur: Indicateur, comparables: Sequence[Comparable], groupe: str
) -> tuple[Repartition, Repartition]:
    """(of all of them, of those of `groupe`): the second of those that count in the first, so that the one taken from
    the other leaves none or enough."""
    tous = choose_comptes(indicateur, comparables)
    siens = [un for un in comparables if un.groupe == groupe]
    du_groupe = choose_comptes(indicateur, [un for un in tous if un.groupe == groupe])
    if not _is_lisible(tous):
        tous = du_groupe = ()
    else:
        ordres = {un.ordre for un in du_groupe}
        reste = [un for un in tous if un.ordre not in ordres]
        if not _is_lisible(du_groupe) or not _is_lisible(reste, ou_vide=True):
            du_groupe = ()
    return _build(indicateur, tous, len(comparables)), _build(indicateur, du_groupe, len(siens))


def choose_comptes(indicateur: Indicateur, comparables: Sequence[Comparable]) -> tuple[Comparable, ...]:
    """Those that are read together: what may be published of them, the first handed over, six by six."""
    publiables = [un for un in comparables if is_publiable(_list_effectifs(indicateur, un.resultat))]
    publiables.sort(key=lambda un: un.ordre)
    return tuple(publiables[: len(publiables) // LOT * LOT])


def _list_effectifs(indicateur: Indicateur, resultat: Resultat) -> tuple[int, ...]:
    """The counts of people behind a result, and what is left between them; none where it counts things."""
    if indicateur.unite in UNITES_DE_CHOSES:
        return ()
    haut, bas = resultat.numerateur, resultat.denominateur
    termes = [un for un in (haut, bas) if un is not None]
    if indicateur.is_proportion and haut is not None and bas is not None:
        termes.append(bas - haut)
    return tuple(ceil(abs(un)) for un in termes)


def _is_lisible(comptes: Sequence[Comparable], *, ou_vide: bool = False) -> bool:
    """Are they enough, of those that the reader does not know already (all, for whoever knows them all)?"""
    inconnus = sum(not un.is_connu for un in comptes)
    return (ou_vide or bool(comptes)) and (inconnus == 0 or inconnus >= LOT)


def _build(indicateur: Indicateur, comptes: Sequence[Comparable], comparables: int) -> Repartition:
    valeurs = [un.resultat.valeur for un in comptes if un.resultat.valeur is not None]
    quartiles = compute_quartiles(valeurs)
    if quartiles is None:
        return Repartition(0, comparables)
    premier, mediane, troisieme = (round_lecture(indicateur, un) for un in quartiles)
    ensemble = None
    if indicateur.nature != "effectif":
        haut = sum_known(un.resultat.numerateur for un in comptes)
        part = compute_part(haut, sum_known(un.resultat.denominateur for un in comptes))
        ensemble = None if part is None else round_lecture(indicateur, part)
    return Repartition(len(comptes), comparables, (premier, mediane, troisieme), ensemble)


def round_lecture(indicateur: Indicateur, valeur: Nombre) -> Fraction:
    """A value as precise as a reading of several is: the point of a rate, a tenth of a mean, two digits of a count."""
    if indicateur.is_proportion:
        return Fraction(arrondi(Fraction(valeur) * 100)) / 100
    if indicateur.nature == "moyenne":
        return Fraction(arrondi(valeur, 1))
    dizaines = 10 ** max(arrondi(valeur).adjusted() + 1 - CHIFFRES_SIGNIFICATIFS, 0)
    return Fraction(arrondi(Fraction(valeur) / dizaines) * dizaines)


def tell_place(indicateur: Indicateur, valeur: Nombre, quartiles: tuple[Fraction, Fraction, Fraction]) -> str:
    """Where a result stands among quartiles, by what is shown of both: no rank."""
    sienne = round_lecture(indicateur, valeur)
    premier, mediane, troisieme = quartiles
    if sienne == mediane:
        return "à la médiane"
    if sienne < mediane:
        return "sous le premier quartile" if sienne < premier else "entre le premier quartile et la médiane"
    haut = sienne > troisieme
    return "au-dessus du troisième quartile" if haut else "entre la médiane et le troisième quartile"


def write_lecture(indicateur: Indicateur, valeur: Fraction) -> str:
    """A value that is read of several, in French."""
    if indicateur.is_proportion:
        return pourcent(valeur, 0)
    return nombre(valeur, 1 if indicateur.nature == "moyenne" else 0)


def tell_couverture(repartition: Repartition) -> str:
    """How many count, of how many that compare; why nothing is said."""
    comparables = compter(repartition.comparables, "comparable", "comparables")
    if not repartition.comptes:
        return f"{comparables}{NBSP}: trop peu pour être lus ensemble"
    return f"{nombre(repartition.comptes)} sur {comparables}"
