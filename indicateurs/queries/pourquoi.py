"""« Pourquoi ce chiffre ? »: everything that is known of one figure, on one page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from comptes.models import Utilisateur
from conventions.models import Exercice
from conventions.queries.exercices import list_exercices_lisibles
from dessins.courbes import Courbes
from indicateurs.calculations import Resultat, compute_hors_delai, compute_resultat, is_cible_atteinte
from indicateurs.models import ETATS_LUS, DeclarationMethode, Derogation, PieceJointe, Valeur
from indicateurs.queries.cadre import list_annees_cibles, list_cibles, list_situations
from indicateurs.queries.fautes import Faute, FauteLue, list_fautes, read_fautes
from indicateurs.queries.lignes import FaceASaCible, build_repere
from indicateurs.queries.parcours import Mois, list_mois
from indicateurs.queries.versions import VersionDite, list_versions
from indicateurs.trajectoire import (
    AnneeLue,
    Trajectoire,
    build_trajectoire,
    compute_initiale,
    draw_trajectoire,
    list_etapes,
)
from referentiels.comparabilite import (
    Comparabilite,
    Repere,
    compare_definitions,
    compare_redactions,
    compare_reperes,
    is_poursuivi,
    list_codes_rompus,
)
from referentiels.controles import Controle
from referentiels.definitions import Indicateur
from referentiels.models import Referentiel


@dataclass(frozen=True)
class RegleVerifiee:
    """A rule a figure was checked against: `issue` is respectee, enfreinte, levee (broken, but waived)
    or incomplete (a figure is missing)."""

    regle: str
    gravite: str
    message: str
    issue: str
    a_l_essai: bool = False
    derogation: Derogation | None = None


@dataclass(frozen=True)
class DefinitionAnterieure:
    """What the code counted under the référentiel before, and the page of a figure that follows it; no indicator when
    the code is new."""

    referentiel: Referentiel
    indicateur: Indicateur | None
    motifs: tuple[str, ...]
    redactions: tuple[str, ...]
    exercice: Exercice | None


@dataclass(frozen=True)
class Pourquoi(FaceASaCible):
    """One figure of one exercice with all that explains it."""

    indicateur: Indicateur
    # What is divided, by what, when they have their own page.
    termes: tuple[Indicateur | None, Indicateur | None]
    valeur: Valeur | None
    resultat: Resultat
    cible: Decimal | None
    atteinte: bool | None
    precedent: Resultat | None
    is_calcule: bool  # of those a parcours file fills: its method counts
    methode: DeclarationMethode | None
    comparabilite: Comparabilite | None
    anterieure: DefinitionAnterieure | None
    versions: tuple[VersionDite, ...]
    pieces: tuple[PieceJointe, ...]
    regles: tuple[RegleVerifiee, ...]
    trajectoire: Trajectoire
    trace: Courbes
    mois: tuple[Mois, ...]
    decile_9: float | None = None

    @property
    def etat_lu(self) -> str:
        """Why there is no number, in words."""
        return ETATS_LUS[self.resultat.etat]

    @property
    def hors_delai(self) -> Decimal | None:
        """Cases of a délai that ended late."""
        return compute_hors_delai(self.resultat)


@dataclass(frozen=True)
class _Annees:
    """The exercices that `user` may read, of a convention and of the one it takes over from, and their figures."""

    exercices: dict[int, Exercice]  # by year
    valeurs: dict[int, dict[str, Valeur]]  # by year, then by code

    def get_repere(self, annee: int) -> Repere | None:
        """What a year counts by; None when it is not there, or not to be read."""
        exercice = self.exercices.get(annee)
        return build_repere(exercice) if exercice else None

    def compute(self, annee: int, code: str) -> tuple[Resultat, Repere] | tuple[None, None]:
        """(result, what the year counts by) under its own référentiel; (None, None) where the code is unknown."""
        exercice = self.exercices.get(annee)
        if exercice is None or code not in exercice.referentiel.definition.indicateurs:
            return None, None
        definition = exercice.referentiel.definition
        mesures = {c: valeur.mesure for c, valeur in self.valeurs.get(annee, {}).items()}
        return compute_resultat(definition.indicateurs[code], mesures), build_repere(exercice)


def build_pourquoi(user: Utilisateur, exercice: Exercice, indicateur: Indicateur, jour: date) -> Pourquoi:
    """Everything known of one figure on `jour`; as many queries whatever its history (pinned by a test)."""
    code, annee = indicateur.code, exercice.annee
    annees = _load_annees(user, exercice, code)
    definition = exercice.referentiel.definition
    indicateurs, valeurs = definition.indicateurs, annees.valeurs.get(annee, {})
    precedentes, avant = annees.valeurs.get(annee - 1, {}), annees.get_repere(annee - 1)
    resultat, repere = annees.compute(annee, code)
    assert resultat is not None and repere is not None  # the exercice is read, the indicator is its own
    cibles = {an: valeur for (_, an), valeur in list_cibles(exercice, code=code).items()}
    cible = cibles.get(annee)
    trajectoire = _build_trajectoire(annees, exercice, indicateur, cibles)
    details = _get_details(valeurs.get(code), code)
    return Pourquoi(
        indicateur=indicateur,
        termes=(indicateurs.get(indicateur.numerateur), indicateurs.get(indicateur.denominateur)),
        valeur=valeurs.get(code),
        resultat=resultat,
        cible=cible,
        atteinte=is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
        precedent=annees.compute(annee - 1, code)[0],
        is_calcule=code in definition.codes_calcules,
        methode=getattr(annees.exercices[annee], "declaration_methode", None),
        comparabilite=None if resultat.numerateur is None else compare_reperes(code, repere, avant),
        anterieure=_find_anterieure(annees, exercice, indicateur),
        versions=list_versions(exercice, indicateur),
        pieces=tuple(exercice.pieces.filter(code=code).defer("octets").select_related("par")),
        regles=_list_regles(
            exercice, code, valeurs, precedentes, partial(list_codes_rompus, repere, avant), jour
        ),
        trajectoire=trajectoire,
        trace=draw_trajectoire(trajectoire, indicateur),
        mois=list_mois(details) if details else (),
        decile_9=details.get("decile_9"),
    )


def _get_details(valeur: Valeur | None, code: str) -> dict[str, Any]:
    """What the file of a computed figure says beyond its counts."""
    imp = valeur.import_parcours if valeur else None
    return ((imp.details or {}).get(code) or {}) if imp else {}


def _load_annees(user: Utilisateur, exercice: Exercice, code: str) -> _Annees:
    """Of the convention before, where `code` means the same; each year once, that of the convention itself first."""
    definition = exercice.referentiel.definition
    lisibles = list_exercices_lisibles(user).filter(convention__in=exercice.convention.list_lignee())
    exercices: dict[int, Exercice] = {}
    for un in lisibles.select_related("convention", "referentiel", "declaration_methode"):
        is_sien = un.convention_id == exercice.convention_id
        if is_sien or (
            un.annee not in exercices and is_poursuivi(code, definition, un.referentiel.definition)
        ):
            exercices[un.annee] = un
    rangs = {un.pk: annee for annee, un in exercices.items()}
    valeurs: dict[int, dict[str, Valeur]] = {}
    for valeur in Valeur.objects.filter(exercice__in=rangs).select_related("par", "import_parcours"):
        valeurs.setdefault(rangs[valeur.exercice_id], {})[valeur.code] = valeur
    return _Annees(exercices, valeurs)


def _build_trajectoire(
    annees: _Annees, exercice: Exercice, indicateur: Indicateur, cibles: Mapping[int, Decimal]
) -> Trajectoire:
    """From the first year of the convention to its last target or exercice, each year under its own référentiel."""
    connues = {*list_annees_cibles(exercice), *annees.exercices, *cibles}
    code, lues = indicateur.code, {}
    for annee, un in annees.exercices.items():
        lues[annee] = AnneeLue(annees.compute(annee, code)[0], build_repere(un), un.referentiel.code)
    etapes = list_etapes(code, range(min(connues), max(connues) + 1), lues, cibles)
    depart = compute_initiale(indicateur, list_situations(exercice))
    return build_trajectoire(etapes, indicateur.is_proportion, depart)


def _find_anterieure(
    annees: _Annees, exercice: Exercice, indicateur: Indicateur
) -> DefinitionAnterieure | None:
    """What the code was under the référentiel before, when anything differs; else None."""
    code = exercice.referentiel.definition.precedent
    precedent = Referentiel.objects.filter(code=code).first() if code else None
    if precedent is None:
        return None
    avant = precedent.definition.indicateurs.get(indicateur.code)
    motifs = compare_definitions(indicateur, avant)
    redactions = compare_redactions(indicateur, avant) if avant else ()
    if not motifs and not redactions:
        return None
    suivis = [un for _, un in sorted(annees.exercices.items()) if avant and un.referentiel_id == precedent.pk]
    return DefinitionAnterieure(precedent, avant, motifs, redactions, suivis[-1] if suivis else None)


def _list_regles(
    exercice: Exercice,
    code: str,
    valeurs: Mapping[str, Valeur],
    valeurs_precedentes: Mapping[str, Valeur],
    list_rompus: Callable[[], Collection[str]],
    jour: date,
) -> tuple[RegleVerifiee, ...]:
    definition = exercice.referentiel.definition
    mesures, precedentes = (
        {c: valeur.mesure for c, valeur in annee.items()} for annee in (valeurs, valeurs_precedentes)
    )
    lues = read_fautes(exercice, list_fautes(definition, mesures, precedentes, list_rompus), jour)
    enfreintes = {(lue.faute.code, lue.faute.regle): lue for lue in lues}
    regles = []
    for controle in definition.controles:
        if code not in controle.codes:
            continue
        lue = enfreintes.pop((controle.code, controle.regle), None)
        undecided = controle.is_respecte(mesures, precedentes) is None
        issue = _tell_issue(lue) if lue else "incomplete" if undecided else "respectee"
        regles.append(_make_regle(controle, issue, lue))
    # Those the definitions imply are only said when they are broken.
    regles += [
        _make_regle(lue.faute, _tell_issue(lue), lue) for (c, _), lue in enfreintes.items() if c == code
    ]
    return tuple(regles)


def _tell_issue(lue: FauteLue) -> str:
    return "levee" if lue.derogation else "enfreinte"


def _make_regle(regle: Controle | Faute, issue: str, lue: FauteLue | None) -> RegleVerifiee:
    return RegleVerifiee(
        regle.regle, regle.gravite, regle.message, issue, regle.a_l_essai, lue.derogation if lue else None
    )
