"""The délais of several years, convention after convention: small charts of the same years, a région at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from comptes.models import Region, Utilisateur
from conventions.models import Exercice
from dessins.courbes import Courbes
from dessins.multiples import Multiples
from indicateurs.trajectoire import NOTE_DESSIN, draw_trajectoire
from nombres.ordre import make_cle_de_nom
from pilotage.evolution import Evolution
from pilotage.queries.evolution import load_annees
from referentiels.models import Referentiel


@dataclass(frozen=True)
class DelaiDansLeTemps:
    """One délai over the years: what all of the list say, and one small chart for each of its conventions."""

    evolution: Evolution
    ensemble: Courbes
    multiples: Multiples


@dataclass(frozen=True)
class EvolutionDesDelais:
    """Those of an instrument, over what a user sees of a région."""

    dispositif: str
    dispositifs: tuple[str, ...]
    regions: tuple[Region, ...]  # those one may choose from, where there are several
    region: Region | None
    annees: tuple[int, ...]
    delais: tuple[DelaiDansLeTemps, ...]


def build_evolution_des_delais(
    user: Utilisateur, dispositif: str | None = None, region: str = ""
) -> EvolutionDesDelais:
    """The délais of an instrument (the latest without it) from its first year seen to the one after the last, of one
    région, the first by its name without one of those there are; ten queries at most."""
    vus = Exercice.objects.visible_to(user)
    lieu = "convention__departement__region"
    connus = list(
        vus.order_by("-annee", "convention__dispositif")
        .values_list("convention__dispositif", "annee", lieu, f"{lieu}__nom")
        .distinct()
    )
    dispositifs = tuple(dict.fromkeys(d for d, *_ in connus))
    choisi = next((un for un in dispositifs if un == dispositif), next(iter(dispositifs), ""))
    siens = [un for un in connus if un[0] == choisi]
    par_code = {code: Region(code=code, nom=nom) for _, _, code, nom in siens}
    regions = tuple(sorted(par_code.values(), key=lambda une: make_cle_de_nom(une.nom)))
    montree = par_code.get(region) or next(iter(regions), None)
    annees = {annee for _, annee, *_ in siens}
    vide = EvolutionDesDelais(choisi, dispositifs, (), None, (), ())
    if montree is None:
        return vide
    # Targets look a year ahead of what is reported. A draft that one reads is no point of a line.
    periode = tuple(range(min(annees), max(annees) + 2))
    lues = load_annees(vus.filter(**{lieu: montree.code}), choisi, periode, _list_codes(choisi))
    delais = [un for un in lues.definition.indicateurs.values() if un.regle] if lues else []
    noms = {une.code: str(une) for une in lues.suites} if lues else {}
    return replace(
        vide,
        regions=regions if len(regions) > 1 else (),
        region=montree,
        annees=periode,
        delais=tuple(_draw_delai(lues.build(un), noms) for un in delais) if lues else (),
    )


def _list_codes(dispositif: str) -> set[str]:
    """The délais of all the référentiels of an instrument; one query."""
    publies = Referentiel.objects.filter(dispositif=dispositif)
    return {un.code for publie in publies for un in publie.definition.indicateurs.values() if un.regle}


def _draw_delai(evolution: Evolution, noms: Mapping[str, str]) -> DelaiDansLeTemps:
    """`noms` are those of the conventions, by code."""
    un = evolution.indicateur
    limite = f" ({un.regle.limite.libelle})" if un.regle else ""
    titre = f"{un.code} – {un.libelle}{limite}"
    petites = tuple(
        replace(
            draw_trajectoire(serie.trajectoire, un),
            cle=f"{un.code}-{serie.convention}",
            titre=noms[serie.convention],
        )
        for serie in evolution.series
    )
    return DelaiDansLeTemps(
        evolution,
        _draw_ensemble(evolution, titre),
        Multiples(
            cle=f"{un.code}-conventions",
            titre=f"{titre}, convention par convention",
            courbes=petites,
            note=NOTE_DESSIN,
        ),
    )


def _draw_ensemble(evolution: Evolution, titre: str) -> Courbes:
    courbes = draw_trajectoire(evolution.trajectoire_d_ensemble, evolution.indicateur)
    return replace(
        courbes,
        cle=f"{evolution.indicateur.code}-ensemble",
        titre=f"{titre}, ensemble",
        constat=evolution.constat_d_ensemble,
    )
