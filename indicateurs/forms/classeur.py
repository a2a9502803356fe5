"""A workbook of indicators as it comes back: its identity, its cells as figures."""

from fichiers.classeur.appel import read_classeur
from fichiers.classeur.identite import check_identite, read_identite
from fichiers.classeur.lecture import Anomalie, find_identite
from indicateurs.classeur.colonnes import NOMBRES, list_lus
from indicateurs.classeur.identite import IdentiteIndicateurs
from indicateurs.classeur.lecture import LectureIndicateurs
from indicateurs.forms.saisie import LigneForm
from indicateurs.queries.apercu import ChiffreLu, ClasseurLu
from indicateurs.queries.classeur import CHOIX, VIDES


def interpret_classeur(exercice, octets):
    """Read a workbook in the child process and clean its figures; raises FichierRefuse with one sentence."""
    brut = read_classeur(octets)
    identite = read_identite(find_identite(brut), IdentiteIndicateurs)
    check_identite(identite, exercice)
    indicateurs = exercice.referentiel.definition.indicateurs
    lecture = LectureIndicateurs(indicateurs, exercice.annee, CHOIX).read(brut, identite.feuilles)
    figures = {code: _clean(indicateurs[code], ligne) for code, ligne in lecture.lignes.items()}
    return ClasseurLu(identite, figures, lecture.anomalies)


def _clean(indicateur, ligne):
    """One line through the form of the entry page: the same rules, its faults at their cells."""
    # The reader already said which cells it could not read; the others are judged without them.
    attendus = list_lus(indicateur, ligne.colonnes)
    lisibles = [nom for nom in attendus if nom in ligne.valeurs]
    donnees = {f"{indicateur.code}-version": "0"}
    for nom in lisibles:
        donnees[f"{indicateur.code}-{nom}"] = ligne.valeurs[nom]
    form = LigneForm({cle: "" if v is None else v for cle, v in donnees.items()}, indicateur=indicateur)
    if not form.is_valid() or len(lisibles) < len(attendus):
        erreurs = {nom: messages for nom, messages in form.errors.items() if nom in lisibles}
        lus = {nom: form.cleaned_data[nom] for nom in lisibles if nom in form.cleaned_data}
        return ChiffreLu(ligne, None, tuple(_list_anomalies(ligne, erreurs)), lus)
    champs = VIDES | {nom: form.cleaned_data.get(nom) for nom in (*NOMBRES, "etat", "commentaire")}
    champs |= {"etat": str(champs["etat"] or VIDES["etat"]), "fiabilite": ligne.valeurs["fiabilite"]}
    return ChiffreLu(ligne, champs)


def _list_anomalies(ligne, erreurs):
    for nom, messages in erreurs.items():
        for message in messages:
            yield Anomalie(ligne.feuille, ligne.get_cellule(nom), message)
