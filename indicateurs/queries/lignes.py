"""Reads on figures: the definitions they follow, and the lines a page or a document shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from comptes.models import Utilisateur
from conventions.models import Exercice
from indicateurs.calculations import Resultat, compute_ecart, compute_resultat, is_cible_atteinte
from indicateurs.models import Valeur
from indicateurs.queries.cadre import list_cibles
from referentiels.comparabilite import (
    Comparabilite,
    Methode,
    Repere,
    compare_reperes,
    is_poursuivi,
    list_codes_rompus,
)
from referentiels.controles import Mesures
from referentiels.definitions import Indicateur
from referentiels.mesures import VIDE, Mesure


class FaceASaCible:
    """A figure beside its target, as the formats read it."""

    indicateur: Indicateur
    resultat: Resultat
    cible: Decimal | Fraction | None
    atteinte: bool | None

    @property
    def nature(self) -> str:
        return self.indicateur.nature

    @property
    def decimales(self) -> int:
        return self.indicateur.decimales

    @property
    def valeur_lue(self) -> Fraction | None:
        """The exact result."""
        return self.resultat.valeur

    @property
    def cible_atteinte(self) -> bool | None:
        return self.atteinte


@dataclass(frozen=True)
class LigneIndicateur(FaceASaCible):
    """One indicator of an exercice with everything a page or a document says of it."""

    indicateur: Indicateur
    valeur: Valeur | None
    resultat: Resultat
    cible: Decimal | None
    cible_suivante: Decimal | None
    ecart: Fraction | None
    atteinte: bool | None
    precedent: Resultat | None  # last year's result
    # Against last year; None as long as there is no number to compare.
    comparabilite: Comparabilite | None = None

    @property
    def is_muette(self) -> bool:
        """Is there nothing in it, that nothing waits for?"""
        return (
            not self.indicateur.exige
            and self.resultat.etat == VIDE.etat
            and self.cible is None
            and self.cible_suivante is None
            and not (self.valeur and self.valeur.commentaire)
        )


def build_repere(exercice: Exercice) -> Repere:
    """What an exercice counts by; no query with `referentiel` and `declaration_methode` selected."""
    definition = exercice.referentiel.definition
    declaration = getattr(exercice, "declaration_methode", None)
    return Repere(
        str(exercice.annee),
        definition.indicateurs,
        tuple(definition.codes_calcules),
        declaration.methode if declaration else None,
    )


def _match_deux_ans(exercice: Exercice, prefixe: str = "") -> Q:
    """Of an exercice and of the year before, in its convention or in the one it takes over from."""
    avant = {
        f"{prefixe}convention__in": exercice.convention.list_lignee(),
        f"{prefixe}annee": exercice.annee - 1,
    }
    return Q(**{f"{prefixe}pk": exercice.pk}) | Q(**avant)


def list_reperes(exercice: Exercice, lecteur: Utilisateur | None = None) -> dict[int, Repere]:
    """What an exercice and the one before it count by, by year; one query. Of the one before, what `lecteur` may read
    (anybody, without one)."""
    exercices = Exercice.objects.filter(_match_deux_ans(exercice)).select_related(
        "referentiel", "declaration_methode"
    )
    # Of two that are of the year before, that of its own convention is the last and is kept.
    ordonnes = sorted(exercices, key=lambda un: un.convention_id == exercice.convention_id)
    return {un.annee: build_repere(un) for un in ordonnes if un == exercice or _may_read(lecteur, un)}


def _may_read(lecteur: Utilisateur | None, precedent: Exercice) -> bool:
    """The year before may be a draft again, or still: it is as closed beside another year as on its own pages."""
    return lecteur is None or precedent.is_readable_by(lecteur)


def list_valeurs(exercice: Exercice) -> list[Valeur]:
    """Figures of an exercice and of the one before it, with who wrote them, the file they come from and how each year
    was counted; one query."""
    return list(
        Valeur.objects.filter(_match_deux_ans(exercice, "exercice__")).select_related(
            "par", "import_parcours", "exercice__declaration_methode"
        )
    )


@dataclass(frozen=True)
class Chiffres:
    """Stored figures of an exercice and of the one before it, by code."""

    valeurs: dict[str, Valeur]
    valeurs_precedentes: dict[str, Valeur]

    @property
    def mesures(self) -> dict[str, Mesure]:
        return {code: valeur.mesure for code, valeur in self.valeurs.items()}

    @property
    def precedentes(self) -> dict[str, Mesure]:
        return {code: valeur.mesure for code, valeur in self.valeurs_precedentes.items()}

    def list_codes_rompus(self, exercice: Exercice) -> frozenset[str]:
        """Codes whose series is known to be broken since last year; one query, where it had another référentiel."""
        if not self.valeurs_precedentes:
            return frozenset()
        definition = exercice.referentiel.definition
        precedent = next(iter(self.valeurs_precedentes.values())).exercice
        is_autre = precedent.referentiel_id != exercice.referentiel_id
        precedente = precedent.referentiel.definition if is_autre else definition
        return list_codes_rompus(
            *(
                Repere("", lue.indicateurs, tuple(lue.codes_calcules), _find_methode(valeurs))
                for lue, valeurs in ((definition, self.valeurs), (precedente, self.valeurs_precedentes))
            )
        )


def _find_methode(valeurs: Mapping[str, Valeur]) -> Methode | None:
    """How a year was counted, from its figures; None where it is not declared."""
    for valeur in valeurs.values():
        declaration = getattr(valeur.exercice, "declaration_methode", None)
        return declaration.methode if declaration else None
    return None


def get_chiffres(exercice: Exercice, lecteur: Utilisateur | None = None) -> Chiffres:
    """Figures of an exercice and of the one before it; one query, another where that one is of another convention. Of
    the one before, what `lecteur` may read (anybody, without one)."""
    toutes = list_valeurs(exercice)
    avant = [un for un in toutes if un.exercice_id != exercice.pk and _may_read(lecteur, un.exercice)]
    de_la_convention = [un for un in avant if un.exercice.convention_id == exercice.convention_id]
    return Chiffres(
        valeurs={valeur.code: valeur for valeur in toutes if valeur.exercice_id == exercice.pk},
        valeurs_precedentes={
            valeur.code: valeur for valeur in de_la_convention or _list_poursuivies(exercice, avant)
        },
    )


def _list_poursuivies(exercice: Exercice, avant: Sequence[Valeur]) -> list[Valeur]:
    """Of the figures of the convention before, those of an indicator that this one goes on with."""
    definition = exercice.referentiel.definition
    return [un for un in avant if is_poursuivi(un.code, definition, un.exercice.referentiel.definition)]


def list_lignes(
    exercice: Exercice, axe: str | None = None, lecteur: Utilisateur | None = None
) -> list[LigneIndicateur]:
    """Indicators of an exercice (of one axe), in the référentiel's order; three queries whatever their number."""
    chiffres = get_chiffres(exercice, lecteur)
    return build_lignes(exercice, chiffres, chiffres.mesures, axe, list_reperes(exercice, lecteur))


def list_lignes_dites(exercice: Exercice) -> list[LigneIndicateur]:
    """Those of them that are told of what was done: all but what nothing waits for, as long as nothing is in it."""
    return [ligne for ligne in list_lignes(exercice) if not ligne.is_muette]


def build_lignes(
    exercice: Exercice,
    chiffres: Chiffres,
    mesures: Mesures,
    axe: str | None = None,
    reperes: Mapping[int, Repere] | None = None,
) -> list[LigneIndicateur]:
    """The lines over `mesures`, which may be typed and not stored; one query, for the targets.

    Without `reperes` (see list_reperes), nothing is said of what compares."""
    definition = exercice.referentiel.definition
    precedentes = chiffres.precedentes
    cibles = list_cibles(exercice, (exercice.annee, exercice.annee + 1))
    lignes = []
    for indicateur in definition.list_axe(axe) if axe else definition.indicateurs.values():
        resultat = compute_resultat(indicateur, mesures)
        cible = cibles.get((indicateur.code, exercice.annee))
        lignes.append(
            LigneIndicateur(
                indicateur=indicateur,
                valeur=chiffres.valeurs.get(indicateur.code),
                resultat=resultat,
                cible=cible,
                cible_suivante=cibles.get((indicateur.code, exercice.annee + 1)),
                ecart=compute_ecart(resultat.valeur, cible),
                atteinte=is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
                precedent=compute_resultat(indicateur, precedentes) if precedentes else None,
                comparabilite=None
                if resultat.numerateur is None or not reperes
                else compare_reperes(
                    indicateur.code, reperes[exercice.annee], reperes.get(exercice.annee - 1)
                ),
            )
        )
    return lignes
