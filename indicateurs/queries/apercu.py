"""Reads on the workbook of the indicators: what an uploaded one would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from conventions.models import Exercice
from fichiers.classeur.apercu import Apercu, CelluleChangee, Conflit, open_apercu
from fichiers.classeur.lecture import Anomalie, LigneLue
from indicateurs.calculations import compute_echus
from indicateurs.classeur.colonnes import NOMBRES, RECENTES, SAISIS, list_entetes, list_lus
from indicateurs.classeur.doutes import find_doute
from indicateurs.classeur.identite import IdentiteIndicateurs
from indicateurs.models import EtatValeur, Valeur
from indicateurs.models.valeurs import Chiffre
from indicateurs.queries.classeur import VIDES, ChampsDeFigure, make_champs, show_champ
from indicateurs.queries.fautes import FauteLue, list_fautes, read_fautes
from indicateurs.queries.lignes import get_chiffres
from indicateurs.queries.versions import list_vues
from referentiels.controles import Mesures
from referentiels.definitions import Indicateur
from referentiels.mesures import Mesure


@dataclass(frozen=True)
class ChiffreLu:
    """One line of a workbook, cleaned: `champs` by column, None when its cells could not make a figure; `lus` are then
    those that could be read."""

    ligne: LigneLue
    champs: ChampsDeFigure | None
    anomalies: tuple[Anomalie, ...] = ()
    lus: ChampsDeFigure = field(default_factory=dict)


@dataclass(frozen=True)
class ClasseurLu:
    """An uploaded workbook understood: nothing of it was compared with the database yet."""

    identite: IdentiteIndicateurs
    figures: dict[str, ChiffreLu]
    anomalies: list[Anomalie]


def build_apercu(exercice: Exercice, lu: ClasseurLu, choix: Mapping[str, str], jour: date) -> Apercu:
    """Compare the lines of a workbook with the figures as they are on `jour`; three queries at most.

    `choix` is « site » or « classeur », by code. In the answer, `a_ecrire` is {code: (champs, stored Valeur)}.
    """
    definition = exercice.referentiel.definition
    chiffres, versions = get_chiffres(exercice), lu.identite.versions
    actuelles, precedentes = chiffres.valeurs, chiffres.precedentes
    vues = list_vues(exercice, actuelles, versions)
    apercu = open_apercu(lu.anomalies)
    for code, figure in lu.figures.items():
        indicateur = definition.indicateurs[code]
        _compare(apercu, exercice, indicateur, figure, actuelles.get(code), vues.get(code), versions, choix)
        _doubt(apercu, exercice, indicateur, figure, precedentes)
    mesures = chiffres.mesures
    mesures |= {
        code: _make_mesure_partielle(figure.lus, actuelles.get(code))
        for code, figure in lu.figures.items()
        if figure.champs is None and figure.lus.get("numerateur") is not None
    }
    mesures |= {code: make_mesure(champs) for code, (champs, _) in apercu.a_ecrire.items()}
    fautes = list_fautes(definition, mesures, precedentes, partial(chiffres.list_codes_rompus, exercice))
    _add_fautes(apercu, lu.figures, read_fautes(exercice, fautes, jour))
    return apercu


def _compare(
    apercu: Apercu,
    exercice: Exercice,
    indicateur: Indicateur,
    figure: ChiffreLu,
    actuelle: Valeur | None,
    vue: Chiffre | None,
    versions: Mapping[str, int],
    choix: Mapping[str, str],
) -> None:
    stockes, ligne = make_champs(actuelle), figure.ligne
    touchee, champs = _read_figure(indicateur, figure, stockes, make_champs(vue))
    if champs is None:
        # What can be read of it is shown all the same: one wrong cell hides nothing of the others.
        apercu.erreurs += figure.anomalies
        apercu.changements += _list_changements(
            exercice, indicateur, ligne, stockes, stockes | make_textes(figure.lus)
        )
        return
    cellules = _list_changements(exercice, indicateur, ligne, stockes, champs)
    apercu.inchangees += len(list_lus(indicateur, ligne.colonnes)) - len(cellules)
    if not cellules:
        return
    if not actuelle or actuelle.version == versions.get(indicateur.code):
        apercu.changements += cellules
        apercu.a_ecrire[indicateur.code] = (champs, actuelle)
        return
    choisi = choix.get(indicateur.code, "" if touchee else "site")
    apercu.conflits.append(_make_conflit(indicateur, cellules, touchee, choisi, actuelle))
    if choisi == "classeur":
        apercu.a_ecrire[indicateur.code] = (champs, actuelle)


def _read_figure(
    indicateur: Indicateur, figure: ChiffreLu, stockes: ChampsDeFigure, vus: ChampsDeFigure
) -> tuple[bool, ChampsDeFigure | None]:
    """Is the line other than it was seen (`vus`), and what it says; None where that cannot be a figure."""
    ligne = figure.ligne
    # A column that the workbook has not is as it was seen: nobody said anything of it.
    non_dits = {nom: vus[nom] for nom in RECENTES.difference(ligne.colonnes)}
    lus = {nom: v or VIDES[nom] if nom not in NOMBRES else v for nom, v in ligne.valeurs.items()}
    brutes = VIDES | lus | non_dits
    touchee = len(ligne.valeurs) < len(list_lus(indicateur, ligne.colonnes)) or brutes != vus
    if not touchee:
        return False, brutes
    return True, _keep_moyenne(figure.champs, stockes) if non_dits else figure.champs


def _keep_moyenne(champs: ChampsDeFigure | None, stockes: ChampsDeFigure) -> ChampsDeFigure | None:
    """The line of a workbook that has no column for the mean: it stays that of its cases, as long as they are the
    same."""
    if champs is None:
        return None
    sien = {nom: champs[nom] for nom in NOMBRES if nom not in RECENTES}
    return champs | {"moyenne_jours": stockes["moyenne_jours"] if sien.items() <= stockes.items() else None}


def _make_conflit(
    indicateur: Indicateur,
    cellules: tuple[CelluleChangee, ...],
    touchee: bool,
    choisi: str,
    actuelle: Valeur,
) -> Conflit:
    return Conflit(
        cle=indicateur.code,
        objet=indicateur,
        cellules=cellules,
        touchee=touchee,
        choix=choisi,
        version=str(actuelle.version),
        par=actuelle.par.nom,
        le=actuelle.le,
    )


def _list_changements(
    exercice: Exercice, indicateur: Indicateur, ligne: LigneLue, avant: ChampsDeFigure, apres: ChampsDeFigure
) -> tuple[CelluleChangee, ...]:
    entetes = list_entetes(exercice.annee, indicateur.nature == "delai")
    return tuple(
        CelluleChangee(
            ligne.feuille,
            ligne.get_cellule(nom),
            indicateur,
            entetes[nom],
            show_champ(nom, avant[nom]),
            show_champ(nom, apres[nom]),
        )
        for nom in SAISIS
        if avant[nom] != apres[nom]
    )


def _doubt(
    apercu: Apercu, exercice: Exercice, indicateur: Indicateur, figure: ChiffreLu, precedentes: Mesures
) -> None:
    """A number that may be a percentage or a date: said, not refused."""
    lu = figure.ligne.valeurs.get("numerateur")
    nombre = lu if isinstance(lu, Decimal) else None
    precedent = precedentes[indicateur.code].effectif if indicateur.code in precedentes else None
    doute = find_doute(indicateur, nombre, precedent, exercice.debut, exercice.fin)
    if doute and indicateur.code in apercu.a_ecrire:
        ligne = figure.ligne
        apercu.remarques.append(Anomalie(ligne.feuille, ligne.get_cellule("numerateur"), doute, "remarque"))


def _add_fautes(apercu: Apercu, figures: Mapping[str, ChiffreLu], lues: Iterable[FauteLue]) -> None:
    """The rules of the entry page that the figures as they would be break, each at its cell."""
    for lue in lues:
        faute = lue.faute
        figure = figures.get(faute.code)
        ou: tuple[str, str] = (
            (figure.ligne.feuille, figure.ligne.get_cellule("numerateur")) if figure else ("", "")
        )
        if lue.is_bloquante:
            apercu.fautes.append(Anomalie(*ou, f"{faute.code}\u00a0: {faute.message}"))
        elif faute.demande_explication and figure and not figure.ligne.valeurs.get("commentaire"):
            message = (
                f"{faute.code}\u00a0: {faute.message} Une explication sera demandée avant de transmettre."
            )
            apercu.remarques.append(Anomalie(*ou, message, "remarque"))


def make_textes(lus: ChampsDeFigure) -> ChampsDeFigure:
    """The cells that could be read, an état left empty as the site says it."""
    return lus | ({"etat": str(lus["etat"] or VIDES["etat"])} if "etat" in lus else {})


def _make_mesure_partielle(lus: ChampsDeFigure, actuelle: Valeur | None) -> Mesure:
    """The figure that the cells one could read make of the stored one: for the rules to speak of what was typed."""
    champs = make_champs(actuelle) | make_textes(lus)
    if champs["etat"] == EtatValeur.VIDE:
        champs["etat"] = EtatValeur.RENSEIGNE.value
    return make_mesure(champs)


def make_mesure(champs: ChampsDeFigure) -> Mesure:
    """The figure the columns of a workbook make, as the rules read it."""
    return Mesure(
        champs["etat"],
        champs["numerateur"],
        compute_echus(champs["numerateur"], champs["hors_delai"]),
        None if champs["en_cours"] is None else int(champs["en_cours"]),
        champs["mediane_jours"],
        champs["moyenne_jours"],
    )
