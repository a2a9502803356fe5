"""Several years of indicators over a list of conventions. Queries grow neither with the list nor with the years."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from comptes.models import Utilisateur
from conventions.models import ETATS_TRANSMIS, Convention, Exercice
from conventions.queries.exercices import share_referentiels
from indicateurs.calculations import compute_resultat
from indicateurs.models import Valeur
from indicateurs.queries.cadre import list_cibles_de_l_annee
from indicateurs.queries.lignes import build_repere
from indicateurs.queries.mesures import read_mesures
from indicateurs.queries.methode import ReferenceAnnuelle, get_references_annuelles
from indicateurs.trajectoire import AnneeLue, list_etapes
from pilotage.evolution import Evolution, SerieDeConvention, build_evolution
from pilotage.queries.perimetre import build_reference
from referentiels.comparabilite import Comparabilite, Repere, compare_reperes, is_poursuivi
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import Mesure
from referentiels.models import Referentiel

Cle = tuple[str, int]  # instrument, year


@dataclass(frozen=True)
class AnneesLues:
    """All that is read of several years: by year, the exercices of each convention of an instrument (and of the one it
    takes over from); by pk, what those that may be read say and count by; what each year is compared with."""

    annees: tuple[int, ...]
    definition: Definition  # the one the last year is counted by
    suites: Mapping[Convention, Mapping[int, Exercice]]
    mesures: Mapping[int, Mapping[str, Mesure]]
    reperes: Mapping[int, Repere]
    cibles: Mapping[int, Mapping[str, Decimal]]
    definitions: Mapping[Cle, Definition]
    references: Mapping[Cle, Repere]

    def build(self, indicateur: Indicateur) -> Evolution:
        """The evolution of one of the indicators that were read."""
        series = [_build_serie(self, indicateur, convention) for convention in self.suites]
        # Where two instruments have a year, that of the list's own is what it is compared with.
        cles = sorted(self.references, key=lambda cle: cle[0] == self.definition.dispositif)
        references = {
            cle[1]: self.references[cle]
            for cle in cles
            if is_poursuivi(indicateur.code, self.definition, self.definitions[cle])
        }
        conventions = Counter(annee for suite in self.suites.values() for annee in suite)
        return build_evolution(indicateur, series, references, conventions, self.definition.seuils_ensemble)


def load_evolutions(
    exercices: QuerySet[Exercice],
    dispositif: str,
    annees: Collection[int],
    codes: Collection[str] | None = None,
    lecteur: Utilisateur | None = None,
) -> tuple[Evolution, ...]:
    """One `Evolution` for each of these indicators of an instrument (all of them without `codes`), over `annees` in
    order; eight queries at most, two of them for the targets."""
    lues = load_annees(exercices, dispositif, annees, codes, lecteur)
    if lues is None:
        return ()
    return tuple(
        lues.build(un) for code, un in lues.definition.indicateurs.items() if codes is None or code in codes
    )


def load_annees(
    exercices: QuerySet[Exercice],
    dispositif: str,
    annees: Collection[int] | None = None,
    codes: Collection[str] | None = None,
    lecteur: Utilisateur | None = None,
    *,
    avec_cibles: bool = True,
) -> AnneesLues | None:
    """What evolutions are made of, of all the years there are without `annees`; None where no convention of the
    instrument has one of them.

    `exercices` are those of the perimeter, whatever their état: the coverage counts them all. Of them are read the
    figures of those that `lecteur` may read (they are all of his perimeter, or handed over), or, without one, of those
    handed over. A convention goes on with the years of the one it takes over from, for indicators that mean the same.
    """
    siens = _list_exercices(exercices, dispositif, annees)
    suites = _follow(siens, dispositif)
    if not suites:
        return None
    lus = [un for un in siens if (un.is_readable_by(lecteur) if lecteur else un.etat in ETATS_TRANSMIS)]
    annuelles = get_references_annuelles({(un.convention.dispositif, un.annee) for un in siens})
    definitions = _get_definitions(siens, annuelles)
    definition = definitions[max(cle for cle in annuelles if cle[0] == dispositif)]
    suivies = {un.referentiel_id: un.referentiel.definition for un in lus}
    a_lire = {terme for une in (definition, *suivies.values()) for terme in _list_termes(une, codes)}
    return AnneesLues(
        tuple(sorted(annees or range(min(un.annee for un in siens), max(un.annee for un in siens) + 1))),
        definition,
        suites,
        read_mesures(Valeur.objects.filter(exercice__in=lus, code__in=a_lire))[0],
        {un.pk: build_repere(un) for un in lus},
        list_cibles_de_l_annee(lus, a_lire) if avec_cibles else {},
        definitions,
        {cle: build_reference(definitions[cle], une) for cle, une in annuelles.items()},
    )


def _list_exercices(
    exercices: QuerySet[Exercice], dispositif: str, annees: Collection[int] | None
) -> list[Exercice]:
    """Of an instrument, and of what its conventions take over from; two queries."""
    conventions = Convention.objects.filter(dispositif=dispositif)
    voulus = exercices if annees is None else exercices.filter(annee__in=annees)
    siens = list(
        voulus.filter(Q(convention__in=conventions) | Q(convention__in=conventions.values("precedente")))
        .select_related("convention__departement", "convention__collectivite", "declaration_methode")
        .order_by("convention__code", "annee")
    )
    share_referentiels(siens)
    return siens


def _get_definitions(
    exercices: Iterable[Exercice], annuelles: Mapping[Cle, ReferenceAnnuelle]
) -> dict[Cle, Definition]:
    """What each year is counted by, read again only where no exercice of the list follows it."""
    connus = {un.referentiel_id: un.referentiel for un in exercices}
    autres = {une.referentiel for une in annuelles.values()} - connus.keys()
    connus |= Referentiel.objects.in_bulk(autres) if autres else {}
    return {cle: connus[une.referentiel].definition for cle, une in annuelles.items()}


def _list_termes(definition: Definition, codes: Collection[str] | None) -> set[str]:
    """The figures that these indicators (all of them without `codes`) are computed from."""
    siens = [un for code, un in definition.indicateurs.items() if codes is None or code in codes]
    return {terme for un in siens for terme in (un.code, un.numerateur, un.denominateur) if terme}


def _follow(exercices: Collection[Exercice], dispositif: str) -> dict[Convention, dict[int, Exercice]]:
    """The exercices of each convention of the instrument, by year: those of the one before under the last of the two,
    its own year first where both have it."""
    conventions = {un.convention_id: un.convention for un in exercices}
    suivantes = {
        une.precedente_id: une
        for une in conventions.values()
        if une.precedente_id in conventions and une.dispositif == dispositif
    }
    suites: dict[Convention, dict[int, Exercice]] = {}
    # The latest first: of two of one year, that of the convention that goes on is kept.
    for un in sorted(exercices, key=lambda un: un.convention_id in suivantes):
        tete = un.convention
        while tete.pk in suivantes:
            tete = suivantes[tete.pk]
        if tete.dispositif == dispositif:
            suites.setdefault(tete, {}).setdefault(un.annee, un)
    return dict(sorted(suites.items(), key=lambda paire: paire[0].code))


def _build_serie(lu: AnneesLues, indicateur: Indicateur, convention: Convention) -> SerieDeConvention:
    code = indicateur.code
    lues: dict[int, AnneeLue] = {}
    cibles: dict[int, Decimal] = {}
    comparabilites: dict[int, Comparabilite] = {}
    for annee, exercice in lu.suites[convention].items():
        sienne = exercice.referentiel.definition
        if exercice.pk not in lu.reperes or not is_poursuivi(code, lu.definition, sienne):
            continue
        repere = lu.reperes[exercice.pk]
        resultat = compute_resultat(sienne.indicateurs[code], lu.mesures.get(exercice.pk, {}))
        lues[annee] = AnneeLue(resultat, repere, exercice.referentiel.code)
        if (cible := lu.cibles.get(exercice.pk, {}).get(code)) is not None:
            cibles[annee] = cible
        if resultat.valeur is not None:
            reference = lu.references[exercice.convention.dispositif, annee]
            comparabilites[annee] = compare_reperes(code, repere, reference)
    return SerieDeConvention(
        convention.code,
        list_etapes(code, lu.annees, lues, cibles),
        comparabilites,
        frozenset(an for an in comparabilites if lu.suites[convention][an].etat in ETATS_TRANSMIS),
        indicateur.is_proportion,
    )
