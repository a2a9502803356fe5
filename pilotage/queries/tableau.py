"""Reads across départements: the dashboard of a year, and its export. Queries do not grow with the list."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from comptes.models import Region, Utilisateur
from conventions.models import Exercice
from conventions.queries.enveloppes import read_enveloppes
from fichiers.personnes import normalize
from indicateurs.calculations import Resultat, compute_resultat, is_cible_atteinte
from indicateurs.models import Cible, Valeur
from indicateurs.oarsa import MoyenneOarsa, get_moyenne
from indicateurs.queries.lignes import FaceASaCible, build_repere
from indicateurs.queries.methode import ReferenceAnnuelle, get_reference_annuelle
from pilotage.ensembles import Ensemble, sum_resultats
from referentiels.comparabilite import Comparabilite, Repere, compare_reperes
from referentiels.definitions import Axe, Definition, Indicateur
from referentiels.mesures import Mesure
from referentiels.models import Referentiel
from reporting.queries.liste import list_exercices


@dataclass(frozen=True)
class Cellule(FaceASaCible):
    """One figure of one exercice on a dashboard; `valeur` None is « non calculable » or not entered."""

    indicateur: Indicateur
    resultat: Resultat
    cible: Fraction | None
    atteinte: bool | None
    en_cours: int | None
    moyenne_jours: Decimal | None
    # With the other conventions; None as long as there is no figure.
    comparabilite: Comparabilite | None

    @property
    def valeur(self) -> Fraction | None:
        return self.resultat.valeur

    @property
    def atteinte_code(self) -> str:
        return {True: "oui", False: "non", None: "inconnu"}[self.atteinte]

    @property
    def verdict(self) -> tuple[str, ...]:
        """What is said beneath it, in a word or two: its target, and whether it compares."""
        atteinte = {True: ("✓ atteinte",), False: ("▲ manquée",), None: ()}[self.atteinte]
        return atteinte if self.is_comparable else (*atteinte, "≠ non comparable")

    @property
    def is_comparable(self) -> bool:
        """Does it count in « Ensemble comparable »?"""
        return self.comparabilite is not None and self.comparabilite.is_comparable


@dataclass(frozen=True)
class LigneBord:
    """One exercice on a dashboard; no cell at all when its content may not be read."""

    exercice: Exercice
    is_lisible: bool
    cellules: tuple[Cellule, ...]
    # What the DREES published of these délais there: it is public, whatever the état of the exercice.
    oarsa: tuple[tuple[Indicateur, MoyenneOarsa], ...]


@dataclass(frozen=True)
class Choix:
    """The exercices of one year of one instrument that a user sees, and what else could be asked for."""

    annee: int | None
    annees: tuple[int, ...]
    dispositif: str
    dispositifs: tuple[str, ...]
    exercices: list[Exercice]


@dataclass(frozen=True)
class TableauDeBord:
    """Exercices of one year of one instrument against indicators of the référentiel most of them follow: the délais
    (`axe` ""), or all those of an axe."""

    choix: Choix
    regions: tuple[Region, ...]  # those one may choose from, where there are several
    region: str
    axe: str
    axes: tuple[Axe, ...]
    tri: str  # the code of the indicator its lines are sorted by, the smallest value first; "" by convention
    colonnes: tuple[Indicateur, ...]
    lignes: tuple[LigneBord, ...]
    ensembles: tuple[Ensemble, ...]
    nationaux: tuple[str, ...]  # what its text states for France
    annuelle: ReferenceAnnuelle | None


@dataclass(frozen=True)
class LigneExport:
    """One figure of one département, as the export writes it; None is an empty cell."""

    exercice: Exercice
    indicateur: Indicateur
    resultat: Resultat
    valeur: Valeur | None
    cible: Decimal | None
    arrete_au: date | None
    methode: str
    comparabilite: Comparabilite | None
    oarsa: MoyenneOarsa | None  # what the DREES published of a délai there


@dataclass(frozen=True)
class _Perimetre:
    """What is chosen, and all that is read of it."""

    choix: Choix
    lisibles: frozenset[int]
    reperes: dict[int, Repere]  # readable ones, by pk of their exercice
    annuelle: ReferenceAnnuelle | None
    definition: Definition | None  # the one the year is counted by
    valeurs: dict[int, dict[str, Valeur]]  # by pk of the exercice, then by code
    cibles: dict[tuple[int, str], Decimal]  # by pk of the convention and code

    def compare(self, exercice: Exercice, code: str, resultat: Resultat) -> Comparabilite | None:
        """With the other départements; None without a figure."""
        if resultat.numerateur is None:
            return None
        return compare_reperes(code, self.reperes[exercice.pk], self.reference)

    @cached_property
    def reference(self) -> Repere | None:
        """What the figures are held against. Without a name: the badge then says « Comparable », and the page says with
        what."""
        if self.definition is None or self.annuelle is None:
            return None
        codes = tuple(self.definition.codes_calcules)
        return Repere("", self.definition.indicateurs, codes, self.annuelle.methode)

    def get_mesures(self, exercice: Exercice) -> dict[str, Mesure]:
        return {code: valeur.mesure for code, valeur in self.valeurs.get(exercice.pk, {}).items()}


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
    # Parsed once per référentiel, not once per département.
    referentiels = Referentiel.objects.in_bulk({exercice.referentiel_id for exercice in exercices})
    for exercice in exercices:
        exercice.referentiel = referentiels[exercice.referentiel_id]
    return Choix(annee, annees, dispositif, dispositifs, exercices)


def _load_perimetre(
    user: Utilisateur, choix: Choix, list_codes: Callable[[Definition], set[str]] | None = None
) -> _Perimetre:
    """Three queries whatever the number of départements, five at most; `list_codes` says which figures are read of what
    a référentiel defines, all of them without it."""
    if choix.annee is None:
        return _Perimetre(choix, frozenset(), {}, None, None, {}, {})
    exercices = choix.exercices
    lisibles = [e for e in exercices if e.is_readable_by(user)]
    reperes = {e.pk: build_repere(e) for e in lisibles}
    valeurs = Valeur.objects.filter(exercice__in=reperes).select_related("import_parcours")
    cibles = Cible.objects.filter(convention__in=[e.convention_id for e in exercices], annee=choix.annee)
    annuelle = get_reference_annuelle(choix.dispositif, choix.annee)
    definition = _find_definition(choix, annuelle)
    if list_codes:
        codes = list_codes(definition)
        valeurs, cibles = valeurs.filter(code__in=codes), cibles.filter(code__in=codes)
    par_exercice: dict[int, dict[str, Valeur]] = {}
    for valeur in valeurs:
        par_exercice.setdefault(valeur.exercice_id, {})[valeur.code] = valeur
    return _Perimetre(
        choix=choix,
        lisibles=frozenset(reperes),
        reperes=reperes,
        annuelle=annuelle,
        definition=definition,
        valeurs=par_exercice,
        cibles={(cible.convention_id, cible.code): cible.valeur for cible in cibles},
    )


def _find_definition(choix: Choix, annuelle: ReferenceAnnuelle) -> Definition:
    """The définition the year is counted by, read again only where no exercice of the list follows it."""
    for exercice in choix.exercices:
        if exercice.referentiel_id == annuelle.referentiel:
            return exercice.referentiel.definition
    return Referentiel.objects.get(pk=annuelle.referentiel).definition


def build_tableau_de_bord(
    user: Utilisateur,
    annee: int | None = None,
    dispositif: str | None = None,
    axe: str = "",
    region: str = "",
    tri: str = "",
) -> TableauDeBord:
    """Dashboard of a year of an instrument (the latest without them): the délais, or the indicators of `axe`; of all
    that `user` sees, or of one `region`, sums too. What is asked for and is not there changes nothing."""

    def list_codes(definition: Definition) -> set[str]:
        colonnes = choose_colonnes(definition, axe)
        return {code for un in colonnes for code in (un.code, un.numerateur, un.denominateur) if code}

    choix, regions = _choose_region(choose_exercices(user, annee, dispositif), region)
    perimetre = _load_perimetre(user, choix, list_codes)
    definition = perimetre.definition
    colonnes = choose_colonnes(definition, axe) if definition else ()
    lignes = tuple(_build_ligne(perimetre, exercice, colonnes) for exercice in choix.exercices)
    rang = next((rang for rang, un in enumerate(colonnes) if un.code == tri), None)
    return TableauDeBord(
        choix=choix,
        regions=regions,
        region=region if region in {un.code for un in regions} else "",
        tri=tri if rang is not None else "",
        axe=axe if any(un.axe == axe for un in colonnes) else "",
        axes=tuple(definition.axes_mesures) if definition else (),
        colonnes=colonnes,
        lignes=lignes if rang is None else tuple(sorted(lignes, key=lambda un: _get_valeur(un, rang))),
        ensembles=tuple(_sum_cellules(perimetre, lignes, rang, un) for rang, un in enumerate(colonnes)),
        nationaux=tuple(un.phrase for un in definition.nationaux) if definition else (),
        annuelle=perimetre.annuelle,
    )


def _choose_region(choix: Choix, region: str) -> tuple[Choix, tuple[Region, ...]]:
    """The exercices of one région, and the régions there are; all of them where `region` is none of these."""
    par_code = {(un := e.convention.departement.region).code: un for e in choix.exercices}
    siens = [e for e in choix.exercices if e.convention.departement.region_id == region]
    regions = tuple(sorted(par_code.values(), key=lambda un: normalize(un.nom)))
    return replace(choix, exercices=siens or choix.exercices), regions if len(regions) > 1 else ()


def _build_ligne(perimetre: _Perimetre, exercice: Exercice, colonnes: Sequence[Indicateur]) -> LigneBord:
    is_lisible = exercice.pk in perimetre.lisibles
    return LigneBord(
        exercice,
        is_lisible,
        tuple(_build_cellule(perimetre, exercice, un) for un in colonnes) if is_lisible else (),
        tuple(_list_moyennes(exercice, colonnes)),
    )


def _get_valeur(ligne: LigneBord, rang: int) -> tuple[bool, Fraction]:
    """What a line is sorted by: those without a figure come last."""
    valeur = ligne.cellules[rang].valeur if ligne.cellules else None
    return valeur is None, valeur or Fraction(0)


def choose_colonnes(definition: Definition, axe: str) -> tuple[Indicateur, ...]:
    """The indicators of `axe`, the délais where it is not one of the référentiel's."""
    return tuple(definition.list_axe(axe) or (un for un in definition.indicateurs.values() if un.regle))


def _list_moyennes(
    exercice: Exercice, delais: Sequence[Indicateur]
) -> Iterator[tuple[Indicateur, MoyenneOarsa]]:
    for delai in delais:
        if moyenne := get_moyenne(exercice.convention.code, delai.regle):
            yield delai, moyenne


def _build_cellule(perimetre: _Perimetre, exercice: Exercice, colonne: Indicateur) -> Cellule:
    indicateur = exercice.referentiel.definition.indicateurs.get(colonne.code)
    if indicateur is None:
        return Cellule(colonne, Resultat("non_concerne", None, None, None), None, None, None, None, None)
    resultat = compute_resultat(indicateur, perimetre.get_mesures(exercice))
    cible = perimetre.cibles.get((exercice.convention_id, indicateur.code))
    valeur = perimetre.valeurs.get(exercice.pk, {}).get(indicateur.code)
    return Cellule(
        indicateur,
        resultat,
        None if cible is None else Fraction(cible),
        is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
        valeur.en_cours if valeur else None,
        valeur.moyenne_jours if valeur else None,
        perimetre.compare(exercice, indicateur.code, resultat),
    )


def _sum_cellules(
    perimetre: _Perimetre, lignes: Sequence[LigneBord], rang: int, indicateur: Indicateur
) -> Ensemble:
    """Σ numerators over Σ denominators of one column, comparable départements only."""
    assert perimetre.definition is not None  # its column is one of its indicators
    cellules = [ligne.cellules[rang] for ligne in lignes if ligne.cellules]
    connus = ((un.resultat, un.is_comparable) for un in cellules)
    return sum_resultats(indicateur, connus, len(lignes), perimetre.definition.seuils_ensemble)


def list_lignes_export(
    user: Utilisateur, annee: int | None = None, dispositif: str | None = None
) -> tuple[int | None, list[LigneExport]]:
    """The year, and every figure the user may read, département after département, in the référentiel's order."""
    perimetre = _load_perimetre(user, choose_exercices(user, annee, dispositif))
    lignes = []
    for exercice in perimetre.choix.exercices:
        if exercice.pk not in perimetre.lisibles:
            continue
        mesures, repere = perimetre.get_mesures(exercice), perimetre.reperes[exercice.pk]
        for code, indicateur in repere.indicateurs.items():
            resultat = compute_resultat(indicateur, mesures)
            valeur = perimetre.valeurs.get(exercice.pk, {}).get(code)
            lignes.append(
                LigneExport(
                    exercice,
                    indicateur,
                    resultat,
                    valeur,
                    perimetre.cibles.get((exercice.convention_id, code)),
                    (valeur.arrete_au or exercice.arrete_au) if valeur and valeur.is_chiffree else None,
                    repere.methode.libelle if repere.methode and code in repere.codes_calcules else "",
                    perimetre.compare(exercice, code, resultat),
                    get_moyenne(exercice.convention.code, indicateur.regle),
                )
            )
    return perimetre.choix.annee, lignes
