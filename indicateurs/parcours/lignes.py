"""Lines of a parcours file made columns of values, then counted: read by blocks when they are clean, one by one when
something is to be said of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from operator import gt, not_
from typing import Any

from fichiers.personnes import COURRIEL, IDENTIFIANT, get_identifiant, is_personnelle
from indicateurs.delais import ComptesDelai
from indicateurs.parcours.cellules import (
    ECRASE,
    EN_ERREUR,
    IDENTIFIANT_ECRASE,
    Cellule,
    CelluleFautive,
    Dates,
    Lu,
    Rangee,
    Vocabulaire,
    are_douteux,
    is_blanche,
    is_erreur_de_formule,
    is_nombre_inexact,
    make_organismes,
    make_soumis,
)
from indicateurs.parcours.comptage import JAMAIS, Cohortes
from indicateurs.parcours.doublons import Entrees
from indicateurs.parcours.fautes import Fautes
from referentiels.delais import ORGANISME, SOUMIS, FormatParcours, RegleDelai

PERSONNELLE = (
    "donnee_personnelle",
    "Une cellule ressemble à un NIR ou à une adresse électronique\u00a0: remplacez les identifiants par "
    "des pseudonymes.",
)


# {(line, rank of the cell): (code, sentence)}
EnErreur = Mapping[tuple[int, int], tuple[str, str]]


class LectureArretee(Exception):
    """The rest of the file is not worth reading; the fault is noted."""


@dataclass
class Bilan:
    """What is kept of lines: how many there are, their faults, the counts of each rule, their entries, the
    explained words they hold, by column; `arrete` when the rest is not worth reading. `suite` is
    the number after that of the last line."""

    nombre: int = 0
    fautes: Fautes = field(default_factory=Fautes)
    comptes: list[ComptesDelai] = field(default_factory=list)
    entrees: Entrees = field(default_factory=Entrees)
    mots: set[tuple[str, str]] = field(default_factory=set)
    arrete: bool = False
    suite: int = 0

    def add(self, autre: "Bilan") -> None:
        """Add the lines that follow, numbered from 0."""
        self.nombre += autre.nombre
        self.fautes.add_all(autre.fautes, self.suite)
        for compte, suivant in zip(self.comptes, autre.comptes, strict=True):
            compte.merge(suivant)
        self.entrees.merge(autre.entrees)
        self.mots |= autre.mots
        self.arrete, self.suite = autre.arrete, self.suite + autre.suite


class Lignes:
    """What one process reads, into its `bilan`. `periode` is (debut, fin, arrete_au); `places` says where in a line
    each column is; `largeur` is the number of cells of the header; `en_erreur` are the cells a workbook says cannot be
    read; `en_ordre` goes to `doublons.Entrees`.
    """

    def __init__(
        self,
        regles: Iterable[RegleDelai],
        format_parcours: FormatParcours,
        periode: tuple[date, date, date],
        aujourdhui: date,
        places: Mapping[str, int],
        largeur: int,
        en_erreur: EnErreur,
        valeurs: Vocabulaire,
        en_ordre: bool = False,
    ) -> None:
        self.bilan, self._largeur = Bilan(entrees=Entrees(en_ordre)), largeur
        self._format, self._places, self._en_erreur = format_parcours, places, en_erreur
        self._cohortes = Cohortes(regles, format_parcours, *periode)
        self._dates = Dates(aujourdhui, self._cohortes.encode)
        self._organismes = make_organismes(format_parcours.organismes, valeurs.get(ORGANISME))
        self._soumis = make_soumis(valeurs.get(SOUMIS))
        self._places_dates = [places.get(jour.colonne) for jour in format_parcours.dates]
        rang = format_parcours.codes.index
        self._ordres = [(rang(d.apres), rang(d.code)) for d in format_parcours.dates if d.apres]
        self._avec_organisme = [rang(d.code) for d in format_parcours.dates if d.avec_organisme]

    def close(self, suite: int = 0, *, arrete: bool = False) -> Bilan:
        """The Bilan, once the last line is read."""
        lecteurs = (ORGANISME, self._organismes), (SOUMIS, self._soumis)
        self.bilan.mots = {(colonne, texte) for colonne, lecteur in lecteurs for texte in lecteur.servies}
        self.bilan.comptes = self._cohortes.compute_comptes()
        self.bilan.suite, self.bilan.arrete = suite, arrete
        return self.bilan

    def read_texte(self, numero: int, texte: str, separateur: str, inspecter: bool) -> int:
        """Lines of a text without quotes, ending with a line end; `numero` is that of the first one. With `inspecter`,
        all are looked at for personal data. Returns how many there were."""
        nombre, pas = texte.count("\n"), self._largeur + 1
        if not inspecter and "@" not in texte:
            # A line end of its own as last cell of each line: when all are there, every line is of the right length.
            cellules = texte.replace("\n", f"{separateur}\n{separateur}").split(separateur)
            if len(cellules) == nombre * pas + 1 and cellules[self._largeur :: pas].count("\n") == nombre:
                del cellules[-1]
                if self._read_bloc(lambda place: cellules[place::pas], str.strip):
                    return nombre
        lignes = (ligne.split(separateur) for ligne in texte.split("\n")[:-1])
        self._read_une_a_une(enumerate(lignes, start=numero), inspecter or bool(COURRIEL.search(texte)))
        return nombre

    def read_rangees(
        self, numeros: Sequence[int], rangees: Sequence[Sequence[Cellule]], inspecter: bool
    ) -> None:
        """Rows of cells with their numbers."""
        if not (inspecter or self._en_erreur) and all(len(rangee) == self._largeur for rangee in rangees):
            colonnes = list(zip(*rangees, strict=True))
            identifiants = colonnes[self._places[IDENTIFIANT]]
            en_texte = set(map(type, identifiants)) == {str}
            exacts = en_texte or not any(map(is_nombre_inexact, identifiants))
            if exacts and self._read_bloc(colonnes.__getitem__, str.strip if en_texte else get_identifiant):
                return
        self._read_une_a_une(zip(numeros, rangees, strict=True), inspecter)

    def _read_bloc(
        self, get_colonne: Callable[[int], Sequence[Cellule]], strip: Callable[[Any], str]
    ) -> bool:
        """Count lines given as columns of cells. False, and nothing is counted, when one of them must be looked at."""

        def read(place: int | None, lecteur: dict[Cellule, Lu]) -> list[Lu] | None:
            return None if place is None else list(map(lecteur.__getitem__, get_colonne(place)))

        identifiants = list(map(strip, get_colonne(self._places[IDENTIFIANT])))
        try:
            dates = [read(place, self._dates) for place in self._places_dates]
            organismes = read(self._places.get(ORGANISME), self._organismes)
            soumis = read(self._places.get(SOUMIS), self._soumis)
        except CelluleFautive:
            return False
        if are_douteux(identifiants) or self._are_dates_douteuses(dates, organismes):
            return False
        self._count(identifiants, dates, organismes, soumis)
        self.bilan.nombre += len(identifiants)
        return True

    def _are_dates_douteuses(
        self, dates: Sequence[Sequence[int] | None], organismes: Sequence[str] | None
    ) -> bool:
        for avant, apres in self._ordres:
            premiers, seconds = dates[avant], dates[apres]
            if premiers and seconds and any(map(gt, premiers, seconds)):
                return True
        sans = list(map(not_, organismes)) if organismes and "" in organismes else ()
        return any(
            any(map(JAMAIS.__ne__, compress(colonne, sans)))
            for rang in self._avec_organisme
            if (colonne := dates[rang])
        )

    def _count(
        self,
        identifiants: Sequence[str],
        dates: Sequence[Sequence[int] | None],
        organismes: Sequence[str] | None,
        soumis: Sequence[str] | None,
    ) -> None:
        entrees = dates[0]
        assert entrees is not None  # of a required column
        self.bilan.entrees.add(identifiants, entrees)
        self._cohortes.add(dates, organismes, soumis)

    def _read_une_a_une(self, lignes: Iterable[Rangee[Cellule]], inspecter: bool) -> None:
        lues = []
        for numero, cellules in lignes:
            if all(map(is_blanche, cellules)):
                continue
            self.bilan.nombre += 1
            if inspecter and any(is_personnelle(cellule) for cellule in cellules if cellule):
                self.bilan.fautes.add(numero, None, *PERSONNELLE)
                raise LectureArretee
            if len(cellules) > self._largeur and not all(map(is_blanche, cellules[self._largeur :])):
                message = "La ligne a plus de cellules que la ligne d’en-tête."
                self.bilan.fautes.add(numero, None, "ligne_trop_longue", message)
            else:
                lues.append(self._read_ligne(numero, self.pad(cellules)))
        if lues:
            identifiants, organismes, soumis, *dates = zip(*lues, strict=True)
            self._count(identifiants, dates, organismes, soumis)

    def pad(self, cellules: Sequence[Cellule]) -> list[Cellule]:
        """The cells of a line, blank ones where it stops before the header does."""
        return [*cellules, *[""] * (self._largeur - len(cellules))]

    def _read_ligne(self, numero: int, cellules: Sequence[Cellule]) -> tuple[Any, ...]:
        """(identifier, organisme, soumis, dates…) of a line, each as its reader says or as if it were blank."""
        fautes = self.bilan.fautes
        identifiant, entree = self.read_entree(numero, cellules, fautes)
        dates = [entree]
        for place, jour in zip(self._places_dates[1:], self._format.dates[1:], strict=True):
            dates.append(self._read(numero, jour.colonne, place, cellules, self._dates, fautes) or JAMAIS)
        organisme, soumis = (
            self._read(numero, colonne, self._places.get(colonne), cellules, lecteur, fautes)
            for colonne, lecteur in ((ORGANISME, self._organismes), (SOUMIS, self._soumis))
        )
        self._check_ordre(numero, dates, organisme)
        return identifiant, organisme, soumis or "", *dates

    def read_entree(self, numero: int, cellules: Sequence[Cellule], fautes: Fautes) -> tuple[str, int]:
        """(identifier, encoded date of entry) of a line; faults go to `fautes`."""
        place = self._places[IDENTIFIANT]
        identifiant = get_identifiant(cellules[place])
        if faute := self._en_erreur.get((numero, place)):
            fautes.add(numero, IDENTIFIANT, *faute)
        elif is_erreur_de_formule(identifiant):
            fautes.add(numero, IDENTIFIANT, *EN_ERREUR)
        elif is_nombre_inexact(cellules[place]) or ECRASE.fullmatch(identifiant):
            fautes.add(numero, IDENTIFIANT, *IDENTIFIANT_ECRASE)
        elif is_blanche(identifiant):
            fautes.add(numero, IDENTIFIANT, "identifiant_vide", "L’identifiant est vide.")
        colonne, rang = self._format.dates[0].colonne, self._places_dates[0]
        return identifiant, self._read(numero, colonne, rang, cellules, self._dates, fautes) or JAMAIS

    def _read(
        self,
        numero: int,
        colonne: str,
        place: int | None,
        cellules: Sequence[Cellule],
        lecteur: dict[Cellule, Lu],
        fautes: Fautes,
    ) -> Lu | None:
        """What a cell says to its reader: None when the file has no such column, or when it is wrong."""
        if place is None:
            return None
        if faute := self._en_erreur.get((numero, place)):
            fautes.add(numero, colonne, *faute)
            return None
        try:
            return lecteur[cellules[place]]
        except CelluleFautive as fautive:
            fautes.add(numero, colonne, fautive.code, fautive.message)
            return None

    def _check_ordre(self, numero: int, dates: Sequence[int], organisme: str | None) -> None:
        for avant, apres in self._ordres:
            if dates[apres] < dates[avant] < JAMAIS:
                premiere, seconde = self._format.dates[avant], self._format.dates[apres]
                self.bilan.fautes.add(
                    numero,
                    seconde.colonne,
                    f"{seconde.code}_avant_{premiere.code}",
                    f"La date «\u00a0{seconde.libelle}\u00a0» est antérieure à la date "
                    f"«\u00a0{premiere.libelle}\u00a0».",
                )
        for rang in self._avec_organisme if organisme == "" else ():
            if dates[rang] != JAMAIS:
                message = (
                    f"Il y a une date «\u00a0{self._format.dates[rang].libelle}\u00a0» mais pas d’organisme."
                )
                self.bilan.fautes.add(numero, ORGANISME, "organisme_manquant", message)
