"""Lines of a parcours file: counted by blocks when they are clean, one by one when something is to be said of them."""

from conventions.personnes import COURRIEL, IDENTIFIANT, get_identifiant, is_personnelle
from indicateurs.delais import ORGANISME, SOUMIS, Cohortes
from indicateurs.parcours.cellules import (
    ECRASE,
    EN_ERREUR,
    IDENTIFIANT_ECRASE,
    CelluleFautive,
    Dates,
    are_ecrases,
    is_blanche,
    is_erreur_de_formule,
    is_nombre_inexact,
    make_organismes,
    make_soumis,
)
from indicateurs.parcours.comptage import CompteParBlocs
from indicateurs.parcours.fautes import Fautes

PERSONNELLE = (
    "donnee_personnelle",
    "Une cellule ressemble à un NIR ou à une adresse électronique\u00a0: remplacez les identifiants par "
    "des pseudonymes.",
)


class LectureArretee(Exception):
    """The rest of the file is not worth reading; the fault is noted."""


class Lignes:
    """What one process reads. `places` says where in a line each column is; `largeur` is the number of cells of the
    header; `en_erreur` {(line, rank of the cell): (code, sentence)} the cells a workbook says cannot be read; `valeurs`
    {column: {normalised text: code}} what the collectivité calls the values of closed lists; `confiance` goes to
    `doublons.Entrees`.
    """

    def __init__(
        self,
        regles,
        format_parcours,
        periode,
        aujourdhui,
        places,
        largeur,
        en_erreur,
        valeurs,
        confiance=True,
    ):
        self.nombre, self.fautes, self.largeur, self._autres = 0, Fautes(), largeur, ()
        self._mots = set()
        self._format, self._places, self._periode, self.en_erreur = (
            format_parcours,
            places,
            periode,
            en_erreur,
        )
        self._dates = Dates(aujourdhui)
        self._organismes = make_organismes(format_parcours.organismes, valeurs.get(ORGANISME))
        self._soumis = make_soumis(valeurs.get(SOUMIS))
        self._colonnes = [jour.colonne for jour in format_parcours.dates]
        self._places_dates = [places.get(colonne) for colonne in self._colonnes]
        rang = format_parcours.codes.index
        self._ordres = [
            (rang(d.apres), rang(d.code), format_parcours.dates[rang(d.apres)], d)
            for d in format_parcours.dates
            if d.apres
        ]
        self._cohortes = Cohortes(regles, format_parcours)
        lecteurs = self._dates, self._organismes, self._soumis
        self.blocs = CompteParBlocs(regles, format_parcours, periode, lecteurs, confiance)

    def read_texte(self, numero, texte, separateur, inspecter):
        """Lines of a text without quotes, ending with a line end; `numero` is that of the first one. With `inspecter`,
        all are looked at for personal data. Returns how many there were."""
        nombre, pas = texte.count("\n"), self.largeur + 1
        if not inspecter and "@" not in texte:
            # A line end of its own as last cell of each line: when all are there, every line is of the right length.
            cellules = texte.replace("\n", f"{separateur}\n{separateur}").split(separateur)
            if len(cellules) == nombre * pas + 1 and cellules[self.largeur :: pas].count("\n") == nombre:
                del cellules[-1]
                if self._add_bloc(nombre, lambda place: cellules[place::pas], str.strip):
                    return nombre
        lignes = (ligne.split(separateur) for ligne in texte.split("\n")[:-1])
        self._read_une_a_une(enumerate(lignes, start=numero), inspecter or bool(COURRIEL.search(texte)))
        return nombre

    def read_rangees(self, numeros, rangees, inspecter):
        """Rows of cells with their numbers."""
        if not (inspecter or self.en_erreur) and all(len(rangee) == self.largeur for rangee in rangees):
            colonnes = list(zip(*rangees, strict=True))
            identifiants = colonnes[self._places[IDENTIFIANT]]
            en_texte = set(map(type, identifiants)) == {str}
            exacts = en_texte or not any(map(is_nombre_inexact, identifiants))
            if exacts and self._add_bloc(
                len(rangees), colonnes.__getitem__, str.strip if en_texte else get_identifiant
            ):
                return
        self._read_une_a_une(zip(numeros, rangees, strict=True), inspecter)

    def _add_bloc(self, nombre, get_colonne, strip):
        def get(place):
            return None if place is None else get_colonne(place)

        identifiants = list(map(strip, get_colonne(self._places[IDENTIFIANT])))
        if are_ecrases(identifiants):
            return False
        dates = [get(place) for place in self._places_dates]
        organismes, soumis = get(self._places.get(ORGANISME)), get(self._places.get(SOUMIS))
        comptees = self.blocs.add(identifiants, dates, organismes, soumis)
        self.nombre += nombre if comptees else 0
        return comptees

    def _read_une_a_une(self, lignes, inspecter):
        for numero, cellules in lignes:
            if all(map(is_blanche, cellules)):
                continue
            self.nombre += 1
            if inspecter and any(is_personnelle(cellule) for cellule in cellules if cellule):
                self.fautes.add(numero, None, *PERSONNELLE)
                raise LectureArretee
            manque = self.largeur - len(cellules)
            if manque < 0 and not all(map(is_blanche, cellules[self.largeur :])):
                self.fautes.add(
                    numero, None, "ligne_trop_longue", "La ligne a plus de cellules que la ligne d’en-tête."
                )
                continue
            self._read_ligne(numero, [*cellules, *[""] * manque])

    def _read_ligne(self, numero, cellules):
        identifiant, entree = self.read_entree(numero, cellules, self.fautes)
        dates = [entree]
        for place, colonne in zip(self._places_dates[1:], self._colonnes[1:], strict=True):
            dates.append(self._read(numero, colonne, place, cellules, self._dates, self.fautes) or 0)
        organisme = self._read(
            numero, ORGANISME, self._places.get(ORGANISME), cellules, self._organismes, self.fautes
        )
        soumis = self._read(numero, SOUMIS, self._places.get(SOUMIS), cellules, self._soumis, self.fautes)
        self._check_ordre(numero, dates, organisme)
        if identifiant and entree:
            self.blocs.entrees.add([identifiant], [self.blocs.shift(entree)])
        self._cohortes.add(soumis != "non", organisme or "", dates)

    def read_entree(self, numero, cellules, fautes):
        """(identifier, ordinal of the entry or 0) of a line; faults go to `fautes`."""
        place = self._places[IDENTIFIANT]
        identifiant = get_identifiant(cellules[place])
        if faute := self.en_erreur.get((numero, place)):
            fautes.add(numero, IDENTIFIANT, *faute)
        elif is_erreur_de_formule(identifiant):
            fautes.add(numero, IDENTIFIANT, *EN_ERREUR)
        elif is_nombre_inexact(cellules[place]) or ECRASE.fullmatch(identifiant):
            fautes.add(numero, IDENTIFIANT, *IDENTIFIANT_ECRASE)
        elif is_blanche(identifiant):
            fautes.add(numero, IDENTIFIANT, "identifiant_vide", "L’identifiant est vide.")
        colonne = self._colonnes[0]
        return identifiant, self._read(
            numero, colonne, self._places[colonne], cellules, self._dates, fautes
        ) or 0

    def _read(self, numero, colonne, place, cellules, lecteur, fautes):
        """What a cell says to its reader: None when the file has no such column, or when it is wrong."""
        if place is None:
            return None
        if faute := self.en_erreur.get((numero, place)):
            fautes.add(numero, colonne, *faute)
            return None
        try:
            return lecteur[cellules[place]]
        except CelluleFautive as faute:
            fautes.add(numero, colonne, faute.code, faute.message)
            return None

    def _check_ordre(self, numero, dates, organisme):
        for avant, apres, premiere, seconde in self._ordres:
            if 0 < dates[apres] < dates[avant]:
                self.fautes.add(
                    numero,
                    seconde.colonne,
                    f"{seconde.code}_avant_{premiere.code}",
                    f"La date «\u00a0{seconde.libelle}\u00a0» est antérieure à la date "
                    f"«\u00a0{premiere.libelle}\u00a0».",
                )
        if organisme == "":
            for jour, ordinal in zip(self._format.dates, dates, strict=True):
                if jour.avec_organisme and ordinal:
                    message = f"Il y a une date «\u00a0{jour.libelle}\u00a0» mais pas d’organisme."
                    self.fautes.add(numero, ORGANISME, "organisme_manquant", message)

    def merge(self, nombre, nb_erreurs, erreurs, comptes, mots):
        """Add what another process read of the same file: its lines, its faults, its ComptesDelai, its words."""
        self.nombre += nombre
        self.fautes.merge(nb_erreurs, erreurs)
        self._autres = comptes
        self._mots.update(map(tuple, mots))

    def list_mots(self):
        """[(column, normalised text)] of the words the collectivité explained that were read."""
        lecteurs = (ORGANISME, self._organismes), (SOUMIS, self._soumis)
        miens = {(colonne, texte) for colonne, lecteur in lecteurs for texte in lecteur.servies}
        return sorted(self._mots | miens)

    def compute_comptes(self):
        """ComptesDelai of each rule: what was counted by blocks, and line by line."""
        comptes = self.blocs.compute_comptes()
        for autres in (self._cohortes.compute_comptes(*self._periode), self._autres):
            for total, compte in zip(comptes, autres, strict=False):
                total.merge(compte)
        return comptes
