"""What is read across conventions: the exercices of one year of one instrument that a user sees, and their figures.
Queries do not grow with the list."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from comptes.models import Region, Utilisateur
from conventions.models import ETATS_TRANSMIS, Exercice
from conventions.queries.enveloppes import read_enveloppes
from conventions.queries.exercices import share_referentiels
from indicateurs.calculations import Resultat, compute_resultat
from indicateurs.models import Valeur
from indicateurs.queries.cadre import list_cibles_de_l_annee
from indicateurs.queries.lignes import build_repere
from indicateurs.queries.mesures import read_mesures
from indicateurs.queries.methode import ReferenceAnnuelle, get_reference_annuelle
from nombres.ordre import make_cle_de_nom
from referentiels.comparabilite import Comparabilite, Methode, Repere, compare_reperes
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import Mesure
from referentiels.models import Referentiel
from reporting.queries.liste import list_exercices


@dataclass(frozen=True)
class Choix:
    """The exercices of one year of one instrument that a user sees, and what else could be asked for."""

    annee: int | None
    annees: tuple[int, ...]
    dispositif: str
    dispositifs: tuple[str, ...]
    exercices: list[Exercice]

    @property
    def retenues(self) -> dict[str, tuple[str, ...]]:
        """What is chosen, as an address says it."""
        choisis = {"annee": str(self.annee or ""), "dispositif": self.dispositif}
        return {cle: (mot,) for cle, mot in choisis.items() if mot}

    @property
    def lieux(self) -> set[str]:
        """The codes of the régions of its exercices."""
        return {un.convention.departement.region_id for un in self.exercices}


@dataclass(frozen=True)
class Perimetre:
    """What is chosen, and all that is read of it."""

    choix: Choix
    lisibles: frozenset[int]
    reperes: dict[int, Repere]  # readable ones, by pk of their exercice
    annuelle: ReferenceAnnuelle | None
    definition: Definition | None  # the one the year is counted by
    mesures: Mapping[int, Mapping[str, Mesure]]  # by pk of the exercice, then by code
    estimes: Counter[int]  # how many of its figures each exercice says are estimated
    cibles: Mapping[int, Mapping[str, Decimal]]  # the same way, as each knows its year's

    def compare(self, exercice: Exercice, code: str, resultat: Resultat) -> Comparabilite | None:
        """With the other départements; None without a figure. Those that count alike compare alike: each way of
        counting is looked at once."""
        if resultat.numerateur is None:
            return None
        siennes = self._comparabilites[exercice.pk]
        if code not in siennes:
            siennes[code] = compare_reperes(code, self.reperes[exercice.pk], self.reference)
        return siennes[code]

    @cached_property
    def _comparabilites(self) -> dict[int, dict[str, Comparabilite]]:
        """By pk of the exercice, then by code, as they are asked for: one for all those that count alike."""
        par_facon: dict[tuple[int, Methode | None], dict[str, Comparabilite]] = {}
        return {
            un.pk: par_facon.setdefault((un.referentiel_id, self.reperes[un.pk].methode), {})
            for un in self.choix.exercices
            if un.pk in self.lisibles
        }

    @cached_property
    def reference(self) -> Repere | None:
        """What the figures are held against. Without a name: the badge then says « Comparable », and the page says with
        what."""
        if self.definition is None or self.annuelle is None:
            return None
        return build_reference(self.definition, self.annuelle)

    def get_resultat(self, exercice: Exercice, indicateur: Indicateur) -> Resultat:
        """What one exercice, whose référentiel declares `indicateur`, says of it."""
        return compute_resultat(indicateur, self.mesures.get(exercice.pk, {}))


def build_reference(definition: Definition, annuelle: ReferenceAnnuelle) -> Repere:
    """What a year of an instrument, counted by `definition`, is compared with."""
    return Repere("", definition.indicateurs, tuple(definition.codes_calcules), annuelle.methode)


def choose_exercices(user: Utilisateur, annee: int | None = None, dispositif: str | None = None) -> Choix:
    """What there is to choose from for a year and an instrument, the latest without them; three queries whatever the
    number of départements. One instrument at a time: two have nothing in common."""
    vus = Exercice.objects.visible_to(user).order_by("-annee", "convention__dispositif")
    paires: list[tuple[int, str]] = list(vus.values_list("annee", "convention__dispositif").distinct())
    dispositifs = tuple(dict.fromkeys(d for _, d in paires))
    dispositif = dispositif if dispositif in dispositifs else next(iter(dispositifs), "")
    annees = tuple(a for a, d in paires if d == dispositif)
    annee = annee if annee in annees else next(iter(annees), None)
    if annee is None:
        return Choix(None, annees, dispositif, dispositifs, [])
    exercices = list(
        read_enveloppes(list_exercices(user))
        .filter(annee=annee, convention__dispositif=dispositif)
        .select_related("declaration_methode", "rapport_commun__collectivite")
        .order_by("convention__code")
    )
    share_referentiels(exercices)
    return Choix(annee, annees, dispositif, dispositifs, exercices)


def choose_transmis(dispositif: str, annee: int) -> Choix:
    """All exercices of a year of an instrument that were handed over, whoever looks: for sums and medians that name
    nobody. Two queries."""
    exercices = list(
        Exercice.objects.filter(annee=annee, convention__dispositif=dispositif, etat__in=ETATS_TRANSMIS)
        .select_related("convention__departement__region", "convention__collectivite", "declaration_methode")
        .order_by("convention__code")
    )
    share_referentiels(exercices)
    return Choix(annee, (annee,), dispositif, (dispositif,), exercices)


def list_lisibles(user: Utilisateur, choix: Choix) -> list[Exercice]:
    """Those whose content `user` may read."""
    return [exercice for exercice in choix.exercices if exercice.is_readable_by(user)]


def load_perimetre(
    choix: Choix,
    lisibles: Collection[Exercice],
    list_codes: Callable[[Definition], set[str]] | None = None,
    mesures: Mapping[int, Mapping[str, Mesure]] | None = None,
) -> Perimetre:
    """What is read of `lisibles`, of those chosen; four queries whatever the number of départements, six at most.
    `list_codes` says which figures are read of what a référentiel defines, all of them without it; none where they are
    at hand (`mesures`, by pk of the exercice and code)."""
    if choix.annee is None:
        return Perimetre(choix, frozenset(), {}, None, None, {}, Counter(), {})
    reperes = {e.pk: build_repere(e) for e in lisibles}
    valeurs = Valeur.objects.filter(exercice__in=reperes)
    annuelle = get_reference_annuelle(choix.dispositif, choix.annee)
    definition = _find_definition(choix, annuelle)
    if list_codes:
        codes = list_codes(definition)
        valeurs = valeurs.filter(code__in=codes)
    else:
        codes = {code for un in lisibles for code in un.referentiel.definition.indicateurs}
    lues, estimes = (mesures, Counter[int]()) if mesures is not None else read_mesures(valeurs)
    return Perimetre(
        choix=choix,
        lisibles=frozenset(reperes),
        reperes=reperes,
        annuelle=annuelle,
        definition=definition,
        mesures=lues,
        estimes=estimes,
        cibles=list_cibles_de_l_annee(lisibles, codes),
    )


def _find_definition(choix: Choix, annuelle: ReferenceAnnuelle) -> Definition:
    """The définition the year is counted by, read again only where no exercice of the list follows it."""
    for exercice in choix.exercices:
        if exercice.referentiel_id == annuelle.referentiel:
            return exercice.referentiel.definition
    return Referentiel.objects.get(pk=annuelle.referentiel).definition


def keep_region(choix: Choix, region: str) -> tuple[Choix, tuple[Region, ...]]:
    """The exercices of one région, and the régions there are; all of them where `region` is none of these."""
    par_code = {(un := e.convention.departement.region).code: un for e in choix.exercices}
    siens = [e for e in choix.exercices if e.convention.departement.region_id == region]
    regions = tuple(sorted(par_code.values(), key=lambda un: make_cle_de_nom(un.nom)))
    return replace(choix, exercices=siens or choix.exercices), regions if len(regions) > 1 else ()
