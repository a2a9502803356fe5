"""One indicator over the whole country: each convention with its figure, or why there is none, and what they sum to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from django.urls import reverse

from comptes.models import Departement, Utilisateur
from dessins.france import HACHURES, POINTS, VIDE, CarteDeFrance, FormeDeDepartement
from dessins.nuage import NuageDePoints, Observation
from dessins.paliers import build_paliers
from indicateurs.calculations import Resultat, compute_part
from indicateurs.formats import valeur_selon
from nombres.exacts import sum_known
from nombres.formats import NBSP, compter, enumere
from nombres.ordre import make_cle_de_nom
from pilotage.ensembles import Ensemble, is_additif
from pilotage.queries.objectifs import Objectif, build_objectifs, list_codes_d_objectifs
from pilotage.queries.perimetre import Choix, choose_exercices, list_lisibles, load_perimetre
from pilotage.queries.places import (
    ABSENT,
    ECARTE,
    TRIS,
    Absence,
    Couverture,
    Place,
    group_absences,
    list_codes_de,
    list_conventions_de_l_annee,
    list_places,
    measure_couverture,
    sort_places,
    sum_places,
)
from referentiels.definitions import Axe, Definition, Indicateur

# {is it a proportion?: how the steps are cut}
DES_PALIERS = {
    True: "Les paliers sont les mêmes pour tous les taux et toutes les années.",
    False: "Cinq paliers égaux, jusqu’au nombre rond qui contient le plus grand chiffre de la carte\u00a0: un effectif "
    "suit d’abord la taille du département.",
}
# A département none of whose conventions runs that year.
SANS = "sans"
# How a shape is filled where it has no value, and the words of the legend.
TEXTURES = {ECARTE: POINTS, ABSENT: HACHURES, SANS: VIDE}
MOTS = {
    POINTS: "un chiffre, compté autrement que les autres",
    HACHURES: "pas de chiffre transmis",
    VIDE: "pas de convention cette année-là",
}


@dataclass(frozen=True)
class Nation:
    """The map of one indicator in one year of one instrument, and the table beside it."""

    choix: Choix
    axes: tuple[tuple[Axe, tuple[Indicateur, ...]], ...]  # what there is to choose from
    indicateur: Indicateur | None  # None: no exercice at all
    tri: str
    carte: CarteDeFrance | None
    places: tuple[Place, ...]
    absences: tuple[Absence, ...]
    sans_convention: tuple[Departement, ...]
    ensemble: Ensemble | None
    couverture: Couverture | None
    objectifs: tuple[Objectif, ...]

    @property
    def nuage(self) -> NuageDePoints:
        """Where each département stands among the others."""
        assert self.indicateur is not None and self.carte is not None  # it is asked of a map
        un = self.indicateur
        observations = (
            Observation(forme.valeur, forme.nom, adresse=forme.adresse)
            for forme in self.carte.formes.values()
            if forme.valeur is not None
        )
        return NuageDePoints(
            cle="departements",
            titre=f"{un.code}, les départements qui se comparent",
            observations=tuple(observations),
            ecrire=partial(valeur_selon, nature=un.nature, decimales=un.decimales),
            unite="départements",
            plafond=Fraction(1) if un.is_proportion else None,
        )


def build_nation(
    user: Utilisateur,
    annee: int | None = None,
    dispositif: str | None = None,
    code: str = "",
    tri: str = "",
) -> Nation:
    """The map of the indicator `code` (the first délai, or the first of all, without it) over what `user` sees of a
    year; ten queries at most, whatever the number of conventions."""
    tri = tri if tri in TRIS else ""
    choix = choose_exercices(user, annee, dispositif)
    choisi: list[Indicateur] = []

    def list_codes(definition: Definition) -> set[str]:
        choisi.append(choose_indicateur(definition, code))
        return list_codes_de(choisi[0]) | list_codes_d_objectifs(definition)

    perimetre = load_perimetre(choix, list_lisibles(user, choix), list_codes)
    if perimetre.definition is None:
        return Nation(choix, (), None, tri, None, (), (), (), None, None, ())
    indicateur = choisi[0]
    conventions = list_conventions_de_l_annee(user, choix)
    places = list_places(perimetre, indicateur, conventions)
    departements = list(Departement.objects.all())
    signataires = {un.convention.departement_id for un in places}
    return Nation(
        choix=choix,
        axes=_list_choix(perimetre.definition),
        indicateur=indicateur,
        tri=tri,
        carte=_build_carte(indicateur, places, departements),
        places=tuple(sort_places(places, tri)),
        absences=tuple(group_absences(places)),
        sans_convention=tuple(un for un in departements if un.code not in signataires),
        ensemble=sum_places(perimetre.definition, indicateur, places),
        couverture=measure_couverture(perimetre, indicateur, places),
        objectifs=build_objectifs(perimetre, conventions),
    )


def choose_indicateur(definition: Definition, code: str) -> Indicateur:
    """The indicator of this code, else the first délai, else the first of all: every nature is a count or a quotient
    of counts, and can be summed."""
    tous = list(definition.indicateurs.values())
    delais = [un for un in tous if un.regle]
    return definition.indicateurs.get(code) or next(iter((*delais, *tous)))


def _list_choix(definition: Definition) -> tuple[tuple[Axe, tuple[Indicateur, ...]], ...]:
    return tuple((axe, tuple(definition.list_axe(axe.code))) for axe in definition.axes_mesures)


def _build_carte(
    indicateur: Indicateur, places: Sequence[Place], departements: Iterable[Departement]
) -> CarteDeFrance:
    sommes = _sum_par_departement(indicateur, places)
    ordonnes = sorted(departements, key=lambda un: make_cle_de_nom(un.nom))
    return CarteDeFrance(
        cle="carte",
        titre=f"{indicateur.code}, par département",
        formes={un.code: _draw(un, indicateur, places, sommes) for un in ordonnes},
        paliers=build_paliers(sommes.values(), is_proportion=indicateur.is_proportion),
        textures=MOTS,
        note=DES_PALIERS[indicateur.is_proportion],
    )


def _sum_par_departement(indicateur: Indicateur, places: Iterable[Place]) -> dict[str, Fraction]:
    """By code, the value of the comparable figures of each département: Σ over Σ where several conventions have one."""
    par_code: dict[str, list[Resultat]] = {}
    for place in places:
        if not place.statut:
            par_code.setdefault(place.convention.departement_id, []).append(place.resultat)
    valeurs = {code: _sum_resultats(indicateur, siens) for code, siens in par_code.items()}
    return {code: valeur for code, valeur in valeurs.items() if valeur is not None}


def _sum_resultats(indicateur: Indicateur, resultats: Sequence[Resultat]) -> Fraction | None:
    if len(resultats) > 1 and not is_additif(indicateur.nature, indicateur.unite):
        return None
    hauts = sum_known(un.numerateur for un in resultats)
    if indicateur.nature == "effectif":
        return None if hauts is None else Fraction(hauts)
    return compute_part(hauts, sum_known(un.denominateur for un in resultats))


def _draw(
    departement: Departement,
    indicateur: Indicateur,
    places: Iterable[Place],
    sommes: dict[str, Fraction],
) -> FormeDeDepartement:
    siennes = [un for un in places if un.convention.departement_id == departement.code]
    if not siennes:
        return FormeDeDepartement(
            departement.nom, None, f"{departement.nom}{NBSP}: pas de convention", "#absents", TEXTURES[SANS]
        )
    adresse = f"#convention-{siennes[0].convention.code}"
    if len(siennes) == 1 and siennes[0].is_lisible:
        adresse = reverse("reporting:exercice", args=[siennes[0].convention.code, _get_annee(siennes[0])])
    if departement.code not in sommes:
        statut = ECARTE if any(un.statut == ECARTE for un in siennes) else ABSENT
        motifs = enumere(dict.fromkeys(un.motif for un in siennes))
        return FormeDeDepartement(
            departement.nom, None, f"{departement.nom}{NBSP}: {motifs}", adresse, TEXTURES[statut]
        )
    valeur = sommes[departement.code]
    comptees = [un for un in siennes if not un.statut]
    dites = valeur_selon(valeur, indicateur.nature, indicateur.decimales)
    if len(comptees) == 1:
        dites = ", ".join(filter(None, (comptees[0].lue, comptees[0].verdict)))
    if len(siennes) > 1:
        dites = f"{dites}, {compter(len(comptees), 'convention', 'conventions')} sur {len(siennes)}"
    return FormeDeDepartement(departement.nom, valeur, f"{departement.nom}{NBSP}: {dites}", adresse)


def _get_annee(place: Place) -> int:
    assert place.exercice is not None  # it is readable
    return place.exercice.annee
