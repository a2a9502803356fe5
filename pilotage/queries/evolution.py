"""Several years of indicators over a list of conventions. Queries grow neither with the list nor with the years."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from comptes.models import Utilisateur
from conventions.models import ETATS_TRANSMIS, Convention, Exercice
from indicateurs.calculations import compute_resultat
from indicateurs.models import Valeur
from indicateurs.queries.cadre import list_cibles_de_l_annee
from indicateurs.queries.lignes import build_repere
from indicateurs.queries.methode import ReferenceAnnuelle, get_references_annuelles
from indicateurs.trajectoire import AnneeLue, list_etapes
from pilotage.evolution import Evolution, Serie, build_evolution
from pilotage.queries.perimetre import build_reference, share_referentiels
from referentiels.comparabilite import Repere, compare_reperes, is_poursuivi
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import Mesure
from referentiels.models import Referentiel

Cle = tuple[str, int]  # instrument, year


@dataclass(frozen=True)
class _Lu:
    """All that is read: the exercices of each convention by year (with those of the one it takes over from), what those
    that may be read say and count by (by pk), and what each year is compared with."""

    suites: Mapping[Convention, Mapping[int, Exercice]]
    mesures: Mapping[int, Mapping[str, Mesure]]
    reperes: Mapping[int, Repere]
    cibles: Mapping[tuple[int, str], Decimal]
    definitions: Mapping[Cle, Definition]
    references: Mapping[Cle, Repere]


def load_evolutions(
    exercices: QuerySet[Exercice],
    dispositif: str,
    annees: Collection[int],
    codes: Collection[str] | None = None,
    lecteur: Utilisateur | None = None,
) -> tuple[Evolution, ...]:
    """One `Evolution` for each of these indicators of an instrument (all of them without `codes`), over `annees` in
    order; seven queries at most.

    `exercices` are those of the perimeter, whatever their état: the coverage counts them all. Of them, the figures are
    read of what `lecteur` may read, or, without one, of what was handed over. A convention goes on with the years of
    the one it takes over from, for the indicators that mean the same.
    """
    siens = _list_exercices(exercices, dispositif, annees)
    suites = _follow(siens, dispositif)
    if not suites:
        return ()
    lus = [un for un in siens if (un.is_readable_by(lecteur) if lecteur else un.etat in ETATS_TRANSMIS)]
    annuelles = get_references_annuelles({(un.convention.dispositif, un.annee) for un in siens})
    definitions = _get_definitions(siens, annuelles)
    definition = definitions[max(cle for cle in annuelles if cle[0] == dispositif)]
    choisis = [un for code, un in definition.indicateurs.items() if codes is None or code in codes]
    a_lire = {terme for une in definitions.values() for un in choisis for terme in _list_termes(une, un.code)}
    lu = _Lu(
        suites,
        _read_mesures(lus, a_lire),
        {un.pk: build_repere(un) for un in lus},
        list_cibles_de_l_annee(lus, [un.code for un in choisis]),
        definitions,
        {cle: build_reference(definitions[cle], une) for cle, une in annuelles.items()},
    )
    return tuple(_build(lu, un, definition, sorted(annees)) for un in choisis)


def _list_exercices(
    exercices: QuerySet[Exercice], dispositif: str, annees: Collection[int]
) -> list[Exercice]:
    """Of an instrument, and of what its conventions take over from; two queries."""
    conventions = Convention.objects.filter(dispositif=dispositif)
    siens = list(
        exercices.filter(
            Q(convention__in=conventions) | Q(convention__in=conventions.values("precedente")),
            annee__in=annees,
        )
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


def _list_termes(definition: Definition, code: str) -> set[str]:
    """The figures that an indicator is computed from."""
    un = definition.indicateurs.get(code)
    return {terme for terme in (un.code, un.numerateur, un.denominateur) if terme} if un else set()


def _read_mesures(exercices: Collection[Exercice], codes: Collection[str]) -> dict[int, dict[str, Mesure]]:
    mesures: dict[int, dict[str, Mesure]] = {un.pk: {} for un in exercices}
    for valeur in Valeur.objects.filter(exercice__in=mesures, code__in=codes):
        mesures[valeur.exercice_id][valeur.code] = valeur.mesure
    return mesures


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


def _build(lu: _Lu, indicateur: Indicateur, definition: Definition, annees: Sequence[int]) -> Evolution:
    series = [_build_serie(lu, indicateur, convention, definition, annees) for convention in lu.suites]
    # Where two instruments have a year, that of the list's own is what it is compared with.
    references = {
        cle[1]: lu.references[cle]
        for cle, sienne in sorted(
            lu.definitions.items(), key=lambda paire: paire[0][0] == definition.dispositif
        )
        if is_poursuivi(indicateur.code, definition, sienne)
    }
    conventions = Counter(annee for suite in lu.suites.values() for annee in suite)
    return build_evolution(indicateur, series, references, conventions, definition.seuils_ensemble)


def _build_serie(
    lu: _Lu, indicateur: Indicateur, convention: Convention, definition: Definition, annees: Sequence[int]
) -> Serie:
    code, comparables = indicateur.code, set()
    lues: dict[int, AnneeLue] = {}
    cibles: dict[int, Decimal] = {}
    for annee, exercice in lu.suites[convention].items():
        sienne = exercice.referentiel.definition
        if exercice.pk not in lu.reperes or not is_poursuivi(code, definition, sienne):
            continue
        repere = lu.reperes[exercice.pk]
        resultat = compute_resultat(sienne.indicateurs[code], lu.mesures[exercice.pk])
        lues[annee] = AnneeLue(resultat, repere, exercice.referentiel.code)
        if (cible := lu.cibles.get((exercice.pk, code))) is not None:
            cibles[annee] = cible
        reference = lu.references[exercice.convention.dispositif, annee]
        if resultat.valeur is None or exercice.etat not in ETATS_TRANSMIS:
            continue
        if compare_reperes(code, repere, reference).is_comparable:
            comparables.add(annee)
    etapes = list_etapes(code, annees, lues, cibles)
    return Serie(convention.code, etapes, frozenset(comparables), indicateur.is_proportion)
