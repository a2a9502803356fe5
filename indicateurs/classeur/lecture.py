"""How the lines of a workbook of indicators are read. Pure."""

from fichiers.classeur.cellules import read_cellule_nombre, read_choix, read_texte
from fichiers.classeur.lecture import Lecture
from indicateurs.classeur.colonnes import (
    DUREES,
    NOMBRES,
    RECENTES,
    SAISIS,
    get_decimales,
    list_entetes,
    list_saisis,
)


class LectureIndicateurs(Lecture):
    """One line per stored indicator; `choix` is {"etat": {code: label}, "fiabilite": {code: label}}."""

    un, le = "un indicateur", "l’indicateur"
    saisis = SAISIS
    recentes = RECENTES

    def __init__(self, indicateurs, annee, choix):
        super().__init__(indicateurs)
        self.annee, self.choix = annee, choix

    def list_entetes(self, codes):
        return list_entetes(self.annee, any(self.objets[code].nature == "delai" for code in codes))

    def list_attendus(self, objet):
        return list_saisis(objet)

    def read_valeur(self, nom, cellule, objet):
        if nom in NOMBRES:
            unite = "jours" if nom in DUREES else objet.unite
            return read_cellule_nombre(cellule, unite, get_decimales(objet, nom))
        if nom in self.choix:
            return read_choix(cellule, self.choix[nom], "un état" if nom == "etat" else "une fiabilité"), ""
        return read_texte(cellule), ""
