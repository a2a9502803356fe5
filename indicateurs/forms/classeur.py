"""A workbook as it comes back: the file, its identity, its cells as figures, the choices on its conflicts."""

import zipfile
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from conventions.champs import NombreField
from conventions.forms.presentation import make_helper
from indicateurs.classeur.appel import read_classeur
from indicateurs.classeur.colonnes import NOMBRES, list_saisis
from indicateurs.classeur.identite import Identite, check_identite, read_identite
from indicateurs.classeur.lecture import Anomalie, find_identite, read_feuilles
from indicateurs.depot import FichierRefuse, check_depot
from indicateurs.forms.saisie import LigneForm
from indicateurs.queries.classeur import CHOIX, VIDES, FigureLue
from indicateurs.queries.lignes import get_definition

MAX_OCTETS, MAX_DEPLIES = 5_000_000, 60_000_000


@dataclass(frozen=True)
class ClasseurLu:
    """An uploaded workbook understood: nothing of it was compared with the database yet."""

    identite: Identite
    figures: dict[str, FigureLue]
    anomalies: list[Anomalie]


def read_depot(exercice, octets):
    """Read a workbook in the child process and clean its figures; raises FichierRefuse with one sentence."""
    brut = read_classeur(octets)
    identite = read_identite(find_identite(brut))
    check_identite(identite, exercice)
    indicateurs = get_definition(exercice.referentiel).indicateurs
    lecture = read_feuilles(
        brut, feuilles=identite.feuilles, indicateurs=indicateurs, annee=exercice.annee, choix=CHOIX
    )
    figures = {code: _clean(indicateurs[code], ligne) for code, ligne in lecture.lignes.items()}
    return ClasseurLu(identite, figures, lecture.anomalies)


def _clean(indicateur, ligne):
    """One line through the form of the entry page: the same rules, its faults at their cells."""
    attendus = list_saisis(indicateur)
    if len(ligne.valeurs) < len(attendus):
        return FigureLue(ligne, None)  # the reader already said which cell
    donnees = {f"{indicateur.code}-version": "0"}
    for nom in attendus:
        valeur = ligne.valeurs[nom]
        donnees[f"{indicateur.code}-{nom}"] = (
            NombreField().prepare_value(valeur) if nom in NOMBRES else valeur
        )
    form = LigneForm({cle: "" if v is None else v for cle, v in donnees.items()}, indicateur=indicateur)
    if not form.is_valid():
        return FigureLue(ligne, None, tuple(_list_anomalies(ligne, form.errors)))
    champs = VIDES | {nom: form.cleaned_data.get(nom) for nom in (*NOMBRES, "etat", "commentaire")}
    champs |= {"etat": str(champs["etat"] or VIDES["etat"]), "fiabilite": ligne.valeurs["fiabilite"]}
    return FigureLue(ligne, champs)


def _list_anomalies(ligne, erreurs):
    for nom, messages in erreurs.items():
        for message in messages:
            yield Anomalie(ligne.feuille, ligne.get_cellule(nom), message)


class DepotForm(forms.Form):
    """A workbook to read: it passes the gate, is opened by the child, and is one of this exercice."""

    fichier = forms.FileField(
        label="Votre classeur rempli",
        help_text="Le fichier .xlsx téléchargé ici. Rien n’est enregistré avant que vous ayez confirmé.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, exercice, **kwargs):
        super().__init__(*args, **kwargs)
        self.exercice = exercice
        self.helper = make_helper("fichier", bouton="Vérifier le classeur")

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        try:
            _check_taille(fichier)
            if check_depot(fichier, fichier.name, MAX_OCTETS).nature != "xlsx":
                raise FichierRefuse("type_refuse", "Ce fichier n’est pas un classeur Excel (.xlsx).")
            fichier.seek(0)
            self.octets = fichier.read()
            read_depot(self.exercice, self.octets)
        except FichierRefuse as refus:
            raise ValidationError(refus.message, code=refus.code) from refus
        return fichier


def _check_taille(fichier):
    """A workbook is small: refuse what says it inflates to more, before the gate inflates it to see."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            deplie = sum(entree.file_size for entree in archive.infolist())
    except Exception:  # the gate says what is wrong with it
        return
    if deplie > MAX_DEPLIES:
        raise FichierRefuse("classeur_trop_gros", "Ce classeur est trop volumineux une fois décompressé.")


def read_choix(donnees, figures):
    """The choices posted, {code: "site" or "classeur"}, and the versions they were made on, {code: int}."""
    choix, versions = {}, {}
    for code in figures:
        choisi, version = donnees.get(f"choix-{code}", ""), donnees.get(f"version-{code}", "")
        if choisi in ("site", "classeur") and version.isdecimal() and len(version) < 9:
            choix[code], versions[code] = choisi, int(version)
    return choix, versions
