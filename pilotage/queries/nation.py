"""One indicator over the whole country: each convention with its figure, or why there is none, and what they sum to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from comptes.models import Departement, Utilisateur
from dessins.cartes import CADRES, CadreDeCarte
from fichiers.personnes import normalize
from indicateurs.calculations import Resultat, compute_part
from indicateurs.formats import valeur_selon
from nombres.exacts import sum_known
from nombres.formats import NBSP, compter, enumere
from pilotage.ensembles import Ensemble, sum_resultats
from pilotage.paliers import Paliers, build_paliers
from pilotage.queries.perimetre import Choix, choose_exercices, list_lisibles, load_perimetre
from pilotage.queries.places import (
    ABSENT,
    ECARTE,
    TRIS,
    Absence,
    Couverture,
    Place,
    find_poids,
    group_absences,
    list_conventions_de_l_annee,
    list_places,
    measure_couverture,
    sort_places,
)
from referentiels.definitions import Axe, Definition, Indicateur

# What a shape says where it has no value, and the words of the legend: never white alone, never a colour alone.
SANS = "sans"
TEXTURES = (ECARTE, ABSENT)
SANS_VALEUR = {
    ECARTE: "un chiffre, compté autrement que les autres",
    ABSENT: "pas de chiffre transmis",
    SANS: "pas de convention cette année-là",
}


@dataclass(frozen=True)
class Forme:
    """A département on the map: how it is filled, what it says, where it leads."""

    classe: str  # palier-1 to palier-5, or one of SANS_VALEUR
    mots: str
    adresse: str

    @property
    def is_texture(self) -> bool:
        """Is it filled with a texture, not with a colour?"""
        return self.classe in TEXTURES


@dataclass(frozen=True)
class Dessin:
    """A frame of the map, each of its shapes with its path, and whether one follows it here."""

    cadre: CadreDeCarte
    formes: tuple[tuple[str, Forme, bool], ...]


@dataclass(frozen=True)
class Carte:
    """The map, and what its colours and its textures say."""

    echelle: Paliers
    dessins: tuple[Dessin, ...]

    textures = TEXTURES

    @property
    def legende(self) -> list[tuple[str, str]]:
        """(class, words) of each step, then of what has no value."""
        libelles = self.echelle.libelles
        return [(f"palier-{rang}", dit) for rang, dit in enumerate(libelles, 1)] + list(SANS_VALEUR.items())


@dataclass(frozen=True)
class Nation:
    """The map of one indicator in one year of one instrument, and the table beside it."""

    choix: Choix
    axes: tuple[tuple[Axe, tuple[Indicateur, ...]], ...]  # what there is to choose from
    indicateur: Indicateur | None  # None: no exercice at all
    tri: str
    carte: Carte | None
    places: tuple[Place, ...]
    absences: tuple[Absence, ...]
    sans_convention: tuple[Departement, ...]
    ensemble: Ensemble | None
    couverture: Couverture | None
    nationaux: tuple[str, ...]  # what the text states for France of its axe


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
        return _list_codes(choisi[0])

    perimetre = load_perimetre(choix, list_lisibles(user, choix), list_codes)
    if perimetre.definition is None:
        return Nation(choix, (), None, tri, None, (), (), (), None, None, ())
    indicateur = choisi[0]
    places = list_places(perimetre, indicateur, list_conventions_de_l_annee(user, choix))
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
        ensemble=_sum_places(perimetre.definition, indicateur, places),
        couverture=measure_couverture(perimetre, indicateur, places),
        nationaux=tuple(un.phrase for un in perimetre.definition.nationaux if un.axe == indicateur.axe),
    )


def choose_indicateur(definition: Definition, code: str) -> Indicateur:
    """The indicator of this code, else the first délai, else the first of all: every nature is a count or a quotient
    of counts, and can be summed."""
    tous = list(definition.indicateurs.values())
    delais = [un for un in tous if un.regle]
    return definition.indicateurs.get(code) or next(iter((*delais, *tous)))


def _list_codes(indicateur: Indicateur) -> set[str]:
    codes = (indicateur.code, indicateur.numerateur, indicateur.denominateur, find_poids(indicateur))
    return {code for code in codes if code}


def _list_choix(definition: Definition) -> tuple[tuple[Axe, tuple[Indicateur, ...]], ...]:
    return tuple((axe, tuple(definition.list_axe(axe.code))) for axe in definition.axes_mesures)


def _build_carte(
    indicateur: Indicateur, places: Sequence[Place], departements: Iterable[Departement]
) -> Carte:
    sommes = _sum_par_departement(indicateur, places)
    echelle = build_paliers(indicateur, sommes.values())
    formes = {un.code: _draw(un, indicateur, places, sommes, echelle) for un in departements}
    return Carte(echelle, tuple(_fill(cadre, formes) for cadre in CADRES))


def _sum_par_departement(indicateur: Indicateur, places: Iterable[Place]) -> dict[str, Fraction]:
    """By code, the value of the comparable figures of each département: Σ over Σ where several conventions have one."""
    par_code: dict[str, list[Resultat]] = {}
    for place in places:
        if not place.statut:
            par_code.setdefault(place.convention.departement_id, []).append(place.resultat)
    valeurs = {code: _sum_resultats(indicateur, siens) for code, siens in par_code.items()}
    return {code: valeur for code, valeur in valeurs.items() if valeur is not None}


def _sum_resultats(indicateur: Indicateur, resultats: Sequence[Resultat]) -> Fraction | None:
    hauts = sum_known(un.numerateur for un in resultats)
    if indicateur.nature == "effectif":
        return None if hauts is None else Fraction(hauts)
    return compute_part(hauts, sum_known(un.denominateur for un in resultats))


def _draw(
    departement: Departement,
    indicateur: Indicateur,
    places: Iterable[Place],
    sommes: dict[str, Fraction],
    echelle: Paliers,
) -> Forme:
    siennes = [un for un in places if un.convention.departement_id == departement.code]
    if not siennes:
        return Forme(SANS, f"{departement.nom}{NBSP}: pas de convention", "#absents")
    adresse = f"#convention-{siennes[0].convention.code}"
    if len(siennes) == 1 and siennes[0].is_lisible:
        adresse = reverse("reporting:exercice", args=[siennes[0].convention.code, _get_annee(siennes[0])])
    if departement.code not in sommes:
        statut = ECARTE if any(un.statut == ECARTE for un in siennes) else ABSENT
        motifs = enumere(dict.fromkeys(un.motif for un in siennes))
        return Forme(statut, f"{departement.nom}{NBSP}: {motifs}", adresse)
    valeur = sommes[departement.code]
    comptees = [un for un in siennes if not un.statut]
    dites = valeur_selon(valeur, indicateur.nature, indicateur.decimales)
    if len(comptees) == 1:
        dites = ", ".join(filter(None, (comptees[0].lue, comptees[0].verdict)))
    if len(siennes) > 1:
        dites = f"{dites}, {compter(len(comptees), 'convention', 'conventions')} sur {len(siennes)}"
    return Forme(f"palier-{echelle.find_palier(valeur)}", f"{departement.nom}{NBSP}: {dites}", adresse)


def _get_annee(place: Place) -> int:
    assert place.exercice is not None  # it is readable
    return place.exercice.annee


def _fill(cadre: CadreDeCarte, formes: dict[str, Forme]) -> Dessin:
    """Its shapes, in the order of their names: one goes through them so with a keyboard."""
    codes = sorted(cadre.contours, key=lambda code: normalize(formes[code].mots))
    return Dessin(
        cadre, tuple((cadre.contours[code], formes[code], code not in cadre.agrandis) for code in codes)
    )


def _sum_places(definition: Definition, indicateur: Indicateur, places: Sequence[Place]) -> Ensemble:
    connus = ((un.resultat, not un.statut) for un in places)
    return sum_resultats(indicateur, connus, len(places), definition.seuils_ensemble)
