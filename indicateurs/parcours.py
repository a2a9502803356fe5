"""Reads a parcours file line by line, and says everything that is wrong with it at once. Keeps no line of a person."""

import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime
from difflib import get_close_matches

import openpyxl

from indicateurs.delais import ORGANISMES, Cohortes, Parcours, ResultatDelai
from indicateurs.depot import FichierRefuse, check_depot

# Column of the file for each date a rule may read.
COLONNES_DATES = {
    "entree": "date_entree",
    "notification_droits": "date_notification",
    "orientation": "date_orientation",
    "premier_rdv": "date_premier_rdv",
    "cer": "date_cer",
}
FACULTATIVES = ("soumis_droits_devoirs",)
FORMAT_DATE = "une date AAAA-MM-JJ ou JJ/MM/AAAA"
MAX_ERREURS = 1000
MAX_LIGNES = 2_000_000
LIGNES_INSPECTEES = 500
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
FRANCAISE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
NIR = re.compile(
    r"[12]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[AB])\s?\d{3}\s?\d{3}(\s?\d{2})?", re.IGNORECASE
)
COURRIEL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
# Headers that announce who a person is; no such column may enter, used or not (domaine.md, personal data).
ENTETE_PERSONNELLE = re.compile(
    r"(^|_)(nom|noms|prenom|prenoms|nir|matricule|naissance|ne_le|nee_le|securite_sociale|secu|telephone|tel|portable|"
    r"email|mail|courriel|adresse|numero_allocataire)(_|$)"
)


@dataclass(frozen=True)
class ErreurLigne:
    """One fault of the file: line and column as the agent sees them (line 1 is the header), None for the whole file."""

    ligne: int | None
    colonne: str | None
    code: str
    message: str
    lu: str = ""
    attendu: str = ""


@dataclass(frozen=True)
class ResultatFichier:
    """What a file gives: figures by code (int, or ResultatDelai), or None and the faults."""

    lignes: int
    empreinte: str
    resultats: dict | None
    erreurs: tuple[ErreurLigne, ...]
    nb_erreurs: int
    colonnes_ignorees: tuple[str, ...]
    details: dict | None = None

    def get_details_json(self):
        """Interim."""
        return self.details and {c: asdict(d) for c, d in self.details.items()}

    def get_resultats_json(self):
        """Figures ready for JSON: {"R1": {"effectif": 10}, "R2": {"dans_delai": 5, ...}}; None on errors."""
        if self.resultats is None:
            return None
        return {
            code: asdict(figure) if isinstance(figure, ResultatDelai) else {"effectif": figure}
            for code, figure in self.resultats.items()
        }


class CalculAnnule(Exception):
    """The person gave up, or another worker took over."""


class _Arret(Exception):
    """The rest of the file is not worth reading."""


def normalize(texte):
    """Lower case, no accent, words joined by one underscore: how headers and codes are compared."""
    sans_accent = unicodedata.normalize("NFKD", str(texte)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", sans_accent.lower()).strip("_")


def list_colonnes_utiles(regles, format=None):
    """Columns the rules need, required ones; `soumis_droits_devoirs` is read too when it is there."""
    lues = {"entree"} | {regle.de for regle in regles} | {regle.a for regle in regles}
    return ["identifiant", "organisme"] + [col for cle, col in COLONNES_DATES.items() if cle in lues]


def read_entete(chemin, nom):
    """Interim."""
    with open(chemin, "rb") as fichier:
        depot = check_depot(fichier, nom)
        lignes = _iter_xlsx(fichier) if depot.nature == "xlsx" else _iter_csv(fichier, depot.encodage)
        entete = next((tuple(str(x or "") for x in c) for n, c in lignes if any(c)), ())
        lignes.close()
    for cellule in entete:
        if ENTETE_PERSONNELLE.search(normalize(cellule)):
            raise FichierRefuse(
                "donnee_personnelle",
                f"La colonne « {cellule} » semble contenir des données personnelles : retirez-la du fichier.",
            )
    return entete


def propose_correspondance(entetes, regles, format):
    """Interim."""
    noms = {normalize(e): e for e in entetes}
    proposee = {}
    for colonne in [*list_colonnes_utiles(regles), *FACULTATIVES]:
        proches = get_close_matches(colonne, noms, n=1)
        proposee[colonne] = noms[proches[0]] if proches else None
    return proposee


def compute_fichier(
    chemin, nom, regles, debut, fin, arrete_au, aujourdhui, *, format=None, correspondance=None, suivi=None
):
    """Interim."""
    with open(chemin, "rb") as fichier:
        empreinte = hashlib.file_digest(fichier, "sha256").hexdigest()
        lecture = _Lecture(regles, aujourdhui, correspondance or {}, suivi)
        try:
            depot = check_depot(fichier, nom)
            lecture.run(_iter_xlsx(fichier) if depot.nature == "xlsx" else _iter_csv(fichier, depot.encodage))
        except FichierRefuse as refus:
            lecture.fail(None, None, refus.code, refus.message)
        except _Arret:
            pass
    bornes = debut, fin, arrete_au
    return ResultatFichier(
        lecture.lignes,
        empreinte,
        None if lecture.nb_erreurs else lecture.cohortes.compute(*bornes),
        tuple(lecture.erreurs),
        lecture.nb_erreurs,
        tuple(lecture.ignorees),
        None if lecture.nb_erreurs else lecture.cohortes.compute_details(*bornes),
    )


def _iter_csv(fichier, encodage):
    """Rows of a CSV with their line number; the separator is the commonest of ; , tab in the header."""
    texte = io.TextIOWrapper(fichier, encoding=encodage, errors="replace", newline="")
    try:
        entete = texte.readline(100_000)
        texte.seek(0)
        separateur = max(";,\t", key=entete.count)
        lecteur = csv.reader(texte, delimiter=separateur, strict=True)
        for cellules in lecteur:
            yield lecteur.line_num, cellules
    except csv.Error as erreur:
        raise FichierRefuse(
            "csv_casse",
            f"Ligne {lecteur.line_num} : le texte est mal délimité (guillemet ou séparateur en trop).",
        ) from erreur
    finally:
        texte.detach()


def _iter_xlsx(fichier):
    """Rows of the first sheet with their number. Anything openpyxl trips on is one sentence."""
    try:
        classeur = openpyxl.load_workbook(fichier, read_only=True, data_only=True, keep_links=False)
        feuille = classeur.worksheets[0]
        feuille.reset_dimensions()
        yield from enumerate(feuille.iter_rows(values_only=True), start=1)
    except FichierRefuse:
        raise
    except Exception as erreur:
        # A damaged workbook makes openpyxl raise a dozen different classes.
        raise FichierRefuse(
            "classeur_illisible", "Ce classeur est endommagé : il ne peut être lu."
        ) from erreur


class _Lecture:
    """One pass over a file: checks each line, feeds the cohorts, collects the faults."""

    def __init__(self, regles, aujourdhui, correspondance, suivi):
        self.correspondance = {normalize(e): c for c, e in correspondance.items()}
        self.suivi = suivi
        self.cohortes = Cohortes(regles)
        self.utiles = list_colonnes_utiles(regles)
        self.aujourdhui = aujourdhui.toordinal()
        self.lignes = self.nb_erreurs = 0
        self.erreurs, self.ignorees = [], []
        self._dates = {"": 0, None: 0}
        self._vues = set()
        self._organismes = {"": "", None: ""}
        self._soumis = {"": True, None: True}

    def fail(self, ligne, colonne, code, message, lu="", attendu=""):
        self.nb_erreurs += 1
        if len(self.erreurs) < MAX_ERREURS:
            self.erreurs.append(ErreurLigne(ligne, colonne, code, message, lu, attendu))

    def run(self, lignes):
        entete = next(((n, c) for n, c in lignes if any(c)), None)
        if entete is None:
            self.fail(None, None, "fichier_vide", "Le fichier est vide.")
            return
        places = self._read_entete(*entete)
        largeur = len(entete[1])
        for numero, cellules in lignes:
            if not any(cellules):
                continue
            self.lignes += 1
            if self.suivi and self.lignes % 2000 == 0:
                self.suivi(self.lignes, min(0.99, self.lignes / 100_000))
            if self.lignes > MAX_LIGNES:
                self.fail(numero, None, "trop_de_lignes", f"Le fichier dépasse {MAX_LIGNES} lignes.")
                return
            if self.lignes <= LIGNES_INSPECTEES:
                self._inspect(numero, cellules)
            if len(cellules) != largeur:
                if len(cellules) > largeur and any(cellules[largeur:]):
                    self.fail(numero, None, "ligne_trop_longue", "La ligne a plus de cellules que l’en-tête.")
                    continue
                cellules = [*cellules, *[""] * (largeur - len(cellules))]
            self._read_ligne(numero, [None if p is None else cellules[p] for p in places])
        if not self.lignes:
            self.fail(None, None, "fichier_vide", "Le fichier n’a aucune ligne sous l’en-tête.")

    def _read_entete(self, numero, cellules):
        noms = [normalize(cellule or "") for cellule in cellules]
        noms = [self.correspondance.get(nom, nom) for nom in noms]
        for nom, cellule in zip(noms, cellules, strict=True):
            if ENTETE_PERSONNELLE.search(nom):
                self.fail(
                    numero,
                    str(cellule),
                    "donnee_personnelle",
                    f"La colonne « {cellule} » semble contenir des données personnelles : retirez-la du fichier.",
                )
        if self.nb_erreurs:
            raise _Arret
        connues = {*self.utiles, *FACULTATIVES}
        self.ignorees = [str(c) for n, c in zip(noms, cellules, strict=True) if n not in connues and c]
        for nom in connues:
            if noms.count(nom) > 1:
                self.fail(
                    numero, nom, "colonne_en_double", f"La colonne « {nom} » est présente plusieurs fois."
                )
        for nom in self.utiles:
            if nom not in noms:
                self._fail_colonne_manquante(numero, nom, noms, cellules)
        if self.nb_erreurs:
            raise _Arret
        ordre = ["identifiant", "organisme", *COLONNES_DATES.values(), *FACULTATIVES]
        return [noms.index(nom) if nom in noms and nom in connues else None for nom in ordre]

    def _fail_colonne_manquante(self, numero, nom, noms, cellules):
        proches = get_close_matches(nom, [n for n in noms if n not in self.utiles], n=1)
        indice = f" Le nom le plus proche est « {cellules[noms.index(proches[0])]} »." if proches else ""
        self.fail(numero, nom, "colonne_manquante", f"La colonne « {nom} » manque.{indice}", attendu=nom)

    def _inspect(self, numero, cellules):
        """Stop the import when a cell looks like a NIR or an e-mail address; the value is not repeated."""
        for cellule in cellules:
            if cellule and (NIR.fullmatch(str(cellule).strip()) or COURRIEL.search(str(cellule))):
                self.fail(
                    numero,
                    None,
                    "donnee_personnelle",
                    f"Ligne {numero} : une cellule ressemble à un NIR ou à une adresse électronique. "
                    "Remplacez les identifiants par des pseudonymes.",
                )
                raise _Arret

    def _read_ligne(self, numero, cellules):
        identifiant, organisme, *dates, soumis = cellules
        ordinaux = [self._dates.get(cellule) if cellule.__hash__ else None for cellule in dates]
        if None in ordinaux:
            ordinaux = [
                self._read_date(numero, colonne, cellule)
                for colonne, cellule in zip(COLONNES_DATES.values(), dates, strict=True)
            ]
        entree, _, orientation, rdv, cer = ordinaux
        lu_organisme = self._organismes.get(organisme)
        if lu_organisme is None:
            lu_organisme = self._read_organisme(numero, organisme)
        lu_soumis = self._soumis.get(soumis)
        if lu_soumis is None:
            lu_soumis = self._read_soumis(numero, soumis)
        self._check_personne(numero, identifiant, entree)
        if orientation > 0:
            self._check_ordre(numero, entree, orientation, rdv, cer)
            if lu_organisme == "":
                self.fail(
                    numero,
                    "organisme",
                    "organisme_manquant",
                    "Il y a une date d’orientation mais pas d’organisme.",
                    attendu=", ".join(ORGANISMES),
                )
        self.cohortes.add(Parcours(lu_soumis, lu_organisme, *ordinaux))

    def _check_personne(self, numero, identifiant, entree):
        texte = "" if identifiant is None else str(identifiant).strip()
        if not texte:
            self.fail(
                numero, "identifiant", "identifiant_vide", "L’identifiant est vide.", attendu="un pseudonyme"
            )
        elif entree > 0:
            cle = f"{texte}\0{entree}"
            if cle in self._vues:
                self.fail(
                    numero,
                    "identifiant",
                    "doublon",
                    "Une autre ligne a le même identifiant et la même date d’entrée.",
                )
            self._vues.add(cle)

    def _check_ordre(self, numero, entree, orientation, rdv, cer):
        if entree > orientation:
            self.fail(
                numero,
                "date_orientation",
                "orientation_avant_entree",
                "L’orientation est antérieure à l’entrée dans le RSA.",
            )
        if 0 < rdv < orientation:
            self.fail(
                numero,
                "date_premier_rdv",
                "rdv_avant_orientation",
                "Le premier rendez-vous est antérieur à l’orientation.",
            )
        if 0 < cer < orientation:
            self.fail(
                numero, "date_cer", "cer_avant_orientation", "Le contrat est antérieur à l’orientation."
            )

    def _read_date(self, numero, colonne, cellule):
        """Ordinal of a cell, 0 when empty or wrong (the fault is noted). Good ones are remembered by their text."""
        connue = self._dates.get(cellule)
        if connue is not None:
            return connue
        jour = parse_date(cellule)
        lu = str(cellule)[:40]
        if jour is None:
            self.fail(numero, colonne, "date_illisible", "Ce n’est pas une date.", lu, FORMAT_DATE)
            return 0
        ordinal = jour.toordinal() if jour else 0
        if ordinal > self.aujourdhui:
            self.fail(
                numero,
                colonne,
                "date_future",
                "La date est postérieure au jour de l’import.",
                lu,
                "une date passée",
            )
            return 0
        self._dates[cellule] = ordinal
        return ordinal

    def _read_organisme(self, numero, cellule):
        code = normalize(cellule)
        if code not in ORGANISMES and code:
            attendu = ", ".join(ORGANISMES)
            lu = str(cellule)[:40]
            self.fail(
                numero,
                "organisme",
                "organisme_inconnu",
                "Cet organisme n’est pas connu.",
                lu,
                attendu,
            )
            return "inconnu"
        self._organismes[cellule] = code
        return code

    def _read_soumis(self, numero, cellule):
        reponse = {"oui": True, "non": False, "": True}.get(normalize(cellule))
        if reponse is None:
            lu = str(cellule)[:40]
            self.fail(numero, "soumis_droits_devoirs", "oui_non", "Ce n’est ni oui ni non.", lu, "oui ou non")
            return True
        self._soumis[cellule] = reponse
        return reponse


def parse_date(cellule):
    """The date of a cell: real date, AAAA-MM-JJ or JJ/MM/AAAA; False when blank, None when it is no date."""
    if isinstance(cellule, datetime):
        return cellule.date()
    if isinstance(cellule, date):
        return cellule
    texte = str(cellule).strip()
    if not texte:
        return False
    if trouve := ISO.fullmatch(texte):
        annee, mois, jour = map(int, trouve.groups())
    elif trouve := FRANCAISE.fullmatch(texte):
        jour, mois, annee = map(int, trouve.groups())
    else:
        return None
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None
