"""The yearly balance of a région as it is frozen for paper, and of which exercices it speaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from comptes.models import Utilisateur
from conventions.models import Exercice
from fichiers.personnes import normalize
from indicateurs.trajectoire import Trajectoire
from pilotage.ensembles import Ensemble
from pilotage.evolution import Evolution
from pilotage.papier_bilan import (
    AxeDeBilan,
    ChiffreDeBilan,
    ChiffresDeBilan,
    ContenuBilan,
    ConventionDeBilan,
    IndicateurDeBilan,
    RapportDeBilan,
)
from pilotage.papier_delais import DelaiDansLesAnnees, SuiteDeBilan
from pilotage.papier_points import AbsenceDeBilan, PointDeBilan
from pilotage.queries.bilan import BilanRegional, build_bilan
from pilotage.queries.cellules import Cellule
from pilotage.queries.evolution import load_annees
from pilotage.queries.financement import LigneConsolidee
from pilotage.queries.places import Place
from pilotage.queries.tableau import LigneBord
from pilotage.queries.tranches import Demandes, get_demande, read_annee
from referentiels.definitions import Definition
from reporting import contents


@dataclass(frozen=True)
class BilanFige:
    """A balance ready to be drawn."""

    nom: str  # of its file, without extension
    contenu: ContenuBilan
    exercices: frozenset[int]  # keys of those whose figures are in it
    retenues: Mapping[str, Sequence[str]]  # what was asked and is there, as an address says it


def build_bilan_fige(user: Utilisateur, demandes: Demandes, at: datetime) -> BilanFige | None:
    """The balance of the région and the year that `demandes` (`pilotage.queries.tranches`) asks for, of what was handed
    over by an instant; None where there is no exercice to make it of, or several régions and none chosen: a paper of
    all of France would be one of three hundred pages. Queries do not grow with the list."""
    annee, dispositif, region = (get_demande(demandes, cle) for cle in ("annee", "dispositif", "region"))
    bilan = build_bilan(user, at, read_annee(annee), dispositif or None, region)
    tableau, definition = bilan.tableau, bilan.definition
    if definition is None or not tableau.is_d_une_region:
        return None
    evolutions, lus = _build_evolutions(user, bilan)
    chiffres = _build_chiffres(bilan, definition, evolutions)
    contenu = ContenuBilan(
        etabli_le=localdate(at),
        par=f"{user.get_role_display()} – {user.perimetre_libelle}",
        is_regional=bool(tableau.demande.region or user.region_id),
        chiffres=chiffres,
        empreinte=contents.empreinte(chiffres),
        rapports=tuple(map(_read_rapport, tableau.lignes)),
        points=tuple(
            PointDeBilan(
                convention=str(un.exercice.convention), nature=un.nature, constat=un.constat, code=un.code
            )
            for un in bilan.points
        ),
    )
    siens = {ligne.exercice.pk for ligne in tableau.lignes if ligne.is_transmise}
    nom = f"bilan-{normalize(bilan.lieu).replace('_', '-')}-{chiffres.annee}"
    return BilanFige(nom, contenu, lus | siens, {**tableau.choix.retenues, **tableau.demande.retenues})


def _build_chiffres(
    bilan: BilanRegional, definition: Definition, evolutions: tuple[DelaiDansLesAnnees, ...]
) -> ChiffresDeBilan:
    tableau = bilan.tableau
    assert tableau.choix.annee is not None  # it has a definition
    argent = {ligne.exercice.pk: ligne for ligne in bilan.argent.total.lignes}
    methode = tableau.annuelle.methode if tableau.annuelle else None
    return ChiffresDeBilan(
        lieu=bilan.lieu,
        annee=tableau.choix.annee,
        dispositif=tableau.choix.dispositif,
        dispositif_libelle=definition.dispositif_libelle,
        referentiel=definition.code,
        methode=methode.libelle if methode else "",
        conventions=tuple(_read_convention(une, argent[une.exercice.pk]) for une in tableau.lignes),
        axes=tuple(_list_axes(bilan)),
        evolutions=evolutions,
        absences=tuple(_group_absents(bilan.absents, len(tableau.colonnes))),
    )


def _read_convention(ligne: LigneBord, argent: LigneConsolidee) -> ConventionDeBilan:
    """What goes on within a collectivité before it hands over is its own, even on its own paper."""
    un = ligne.avancement
    comptes = (un.renseignes, un.attendus, un.estimes) if ligne.is_transmise else (None, None, None)
    renseignes, attendus, estimes = comptes
    return ConventionDeBilan(
        nom=str(ligne.exercice.convention),
        etat=ligne.exercice.etat,
        etat_libelle=ligne.exercice.get_etat_display(),
        is_transmise=ligne.is_transmise,
        renseignes=renseignes,
        attendus=attendus,
        estimes=estimes,
        notifie=argent.notifie,
        montants=argent.montants,
        sous_totaux=argent.sous_totaux,
    )


def _read_rapport(ligne: LigneBord) -> RapportDeBilan:
    rapport = ligne.avancement.rapport
    return RapportDeBilan(
        attendu_le=rapport.le if rapport else None,
        mots=rapport.mots if rapport else "",
        is_en_retard=ligne.avancement.is_en_retard,
    )


def _list_axes(bilan: BilanRegional) -> Iterator[AxeDeBilan]:
    tableau = bilan.tableau
    transmises = [une for une in tableau.lignes if une.is_transmise and une.cellules]
    indicateurs = [
        _read_indicateur(ensemble, [(str(une.exercice.convention), une.cellules[rang]) for une in transmises])
        for rang, ensemble in enumerate(tableau.ensembles)
    ]
    for axe in tableau.axes:
        siens = [lu for lu, un in zip(indicateurs, tableau.colonnes, strict=True) if un.axe == axe.code]
        if siens:
            yield AxeDeBilan(code=axe.code, libelle=axe.libelle, indicateurs=tuple(siens))


def _read_indicateur(un: Ensemble, cellules: Iterable[tuple[str, Cellule]]) -> IndicateurDeBilan:
    indicateur = un.indicateur
    has_somme = un.is_additif
    return IndicateurDeBilan(
        code=indicateur.code,
        libelle=indicateur.libelle,
        nature=indicateur.nature,
        decimales=indicateur.decimales,
        limite=indicateur.regle.limite.libelle if indicateur.regle else "",
        is_additif=has_somme,
        numerateur=un.numerateur if un.comparables and has_somme else None,
        denominateur=un.denominateur,
        comptees=un.comparables if has_somme else 0,
        conventions=un.conventions,
        part_des_cas=un.part_des_cas,
        reserve=un.manque if has_somme else "",
        chiffres=tuple(_read_chiffre(nom, cellule) for nom, cellule in cellules),
    )


def _read_chiffre(convention: str, cellule: Cellule) -> ChiffreDeBilan:
    return ChiffreDeBilan(
        convention=convention,
        nature=cellule.nature,
        decimales=cellule.decimales,
        resultat=cellule.resultat,
        cible=cellule.cible,
        atteinte=cellule.atteinte,
        is_compte=cellule.is_comparable and cellule.valeur is not None,
    )


def _group_absents(absents: Iterable[Place], indicateurs: int) -> Iterator[AbsenceDeBilan]:
    """By convention, then by reason: one that handed over nothing is said once."""
    codes: dict[tuple[str, str, str], list[str]] = {}
    for place in absents:
        cle = (place.convention.code, str(place.convention), place.motif)
        codes.setdefault(cle, []).append(place.indicateur.code)
    for (_, nom, motif), siens in sorted(codes.items()):
        is_tout = len(siens) == indicateurs
        yield AbsenceDeBilan(convention=nom, motif=motif, codes=tuple(siens), is_tout=is_tout)


def _build_evolutions(
    user: Utilisateur, bilan: BilanRegional
) -> tuple[tuple[DelaiDansLesAnnees, ...], frozenset[int]]:
    """The délais from the first year on, of what was handed over; and the keys of the exercices they are read of."""
    choix, region = bilan.tableau.choix, bilan.tableau.demande.region
    exercices = Exercice.objects.visible_to(user)
    if region:
        exercices = exercices.filter(convention__departement__region=region)
    annees = [une for une in choix.annees if choix.annee and une <= choix.annee]
    codes = {un.code for un in bilan.tableau.colonnes if un.regle}
    lues = load_annees(exercices, choix.dispositif, range(min(annees), max(annees) + 1), codes)
    if lues is None:
        return (), frozenset()
    noms = {une.code: str(une) for une in lues.suites}
    delais = [un for code, un in lues.definition.indicateurs.items() if code in codes]
    dites = (lues.build(un) for un in delais)
    return tuple(_read_evolution(une, bilan.lieu, noms) for une in dites), frozenset(lues.mesures)


def _read_evolution(evolution: Evolution, lieu: str, noms: dict[str, str]) -> DelaiDansLesAnnees:
    siennes = ((noms[une.convention], une.trajectoire) for une in evolution.series)
    return DelaiDansLesAnnees(
        code=evolution.indicateur.code,
        libelle=evolution.indicateur.libelle,
        constat=evolution.constat_d_ensemble,
        annees=evolution.list_annees(),
        suites=tuple(
            _read_suite(nom, une) for nom, une in ((lieu, evolution.trajectoire_d_ensemble), *siennes)
        ),
    )


def _read_suite(titre: str, trajectoire: Trajectoire) -> SuiteDeBilan:
    etapes = trajectoire.etapes
    return SuiteDeBilan(
        titre=titre,
        resultats=tuple(etape.valeur for etape in etapes),
        cibles=tuple(etape.cible for etape in etapes),
        rompues=tuple(rang for rang, etape in enumerate(etapes) if etape.motifs),
    )
