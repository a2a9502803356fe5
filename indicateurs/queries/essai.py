"""The rules of a référentiel over what was transmitted: what they would have found."""

from collections import Counter
from dataclasses import dataclass

from conventions.models import ETATS_TRANSMIS, Exercice
from indicateurs.models import Valeur
from indicateurs.queries.fautes import SURPRISE, Faute, list_fautes
from indicateurs.queries.mesures import read_mesures
from referentiels.definitions import Definition
from referentiels.regles_implicites import list_regles_implicites

# An exercice, and how many blocking rules, alertes, informations and rules à l'essai it breaks.
BilanDEssai = tuple[Exercice, int, int, int, int]


@dataclass(frozen=True)
class RegleSimulee:
    """One rule of a simulation: how many transmitted exercices break it, and which."""

    faute: Faute  # one of those it found, for its words
    exercices: tuple[Exercice, ...]


@dataclass(frozen=True)
class Essai:
    """The rules of a référentiel over what was transmitted: by rule, and by exercice."""

    regles: tuple[RegleSimulee, ...]
    muettes: tuple[str, ...]  # rules that found nothing
    exercices: tuple[BilanDEssai, ...]


def simulate_regles(definition: Definition, dispositif: str) -> Essai:
    """Run the rules over every transmitted exercice of an instrument; two queries whatever their number, no write."""
    exercices = list(
        Exercice.objects.filter(etat__in=ETATS_TRANSMIS, convention__dispositif=dispositif)
        .select_related("convention__departement", "convention__collectivite")
        .order_by("convention__code", "annee")
    )
    mesures, _ = read_mesures(Valeur.objects.filter(exercice__in=exercices))
    par_annee = {(e.convention_id, e.annee): mesures.get(e.pk, {}) for e in exercices}
    trouvees: dict[tuple[str, str], tuple[Faute, list[Exercice]]] = {}
    lignes: list[BilanDEssai] = []
    for exercice in exercices:
        annees = ((pk, exercice.annee - 1) for pk in exercice.convention.list_lignee())
        precedentes = next((par_annee[annee] for annee in annees if annee in par_annee), None)
        fautes = list_fautes(definition, mesures.get(exercice.pk, {}), precedentes)
        for faute in fautes:
            trouvees.setdefault((faute.code, faute.regle), (faute, []))[1].append(exercice)
        comptes = Counter("essai" if f.a_l_essai else f.gravite for f in fautes)
        lignes.append(
            (exercice, comptes["bloquant"], comptes["alerte"], comptes["information"], comptes["essai"])
        )
    regles = sorted(trouvees.values(), key=lambda trouvee: -len(trouvee[1]))
    dites = {faute.regle for faute, _ in regles}
    ecrites = [c.regle for c in definition.controles] + [r for _, r, _ in list_regles_implicites(definition)]
    if definition.seuil_surprise is not None:
        ecrites += [f"{SURPRISE} {i.code}" for i in definition.indicateurs.values() if i.is_saisi]
    return Essai(
        tuple(RegleSimulee(faute, tuple(siens)) for faute, siens in regles),
        tuple(dict.fromkeys(regle for regle in ecrites if regle not in dites)),
        tuple(lignes),
    )
