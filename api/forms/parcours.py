"""A parcours file that a tool sends, judged by the forms of the pages, all that they ask being answered at once."""

from api.erreurs import Empechement
from fichiers.porte import FichierRefuse
from indicateurs.forms.parcours import ColonnesForm, ParcoursForm, ValeursForm
from indicateurs.parcours.entetes import find_faute_a_relier, is_usuelle, list_fautes_entete
from indicateurs.queries.depots import list_colonnes_obligatoires, propose_colonnes, read_depot
from indicateurs.queries.parcours import get_entetes_connus, get_valeurs_connues, list_colonnes_attendues

A_RELIER = (
    "Les colonnes de ce fichier ne sont pas celles qui sont attendues\u00a0: dites lesquelles sont les leurs dans "
    "«\u00a0correspondance\u00a0»."
)
A_EXPLIQUER = "Ce fichier a des mots inconnus\u00a0: dites ce qu’ils veulent dire dans «\u00a0valeurs\u00a0»."
SANS_PAGE = {"jeton": "-"}


def check_parcours(exercice, envoi, fichier, aujourdhui):
    """The file and what is said of it, as the page takes them (`cleaned_data`); Empechement otherwise."""
    form = ParcoursForm(
        {"arrete_au": envoi.arrete_au.isoformat(), "methode": str(envoi.methode)},
        {"fichier": fichier},
        exercice=exercice,
        aujourdhui=aujourdhui,
        valeurs_connues=get_valeurs_connues(exercice),
    )
    if not form.is_valid():
        raise Empechement(422, erreurs=_list_fautes(form))
    return form.cleaned_data


def read_correspondance(exercice, attente, envoi):
    """({expected column: header}, {column: words that nobody explained}) of a waiting file. Raises FichierRefuse, or
    Empechement where columns are to be said."""
    lu = read_depot(exercice, attente, get_entetes_connus(exercice))
    if fautes := list_fautes_entete(lu.entetes):
        raise FichierRefuse(*fautes[0][1:])
    proposee, utiles = propose_colonnes(exercice, lu.entetes), list_colonnes_obligatoires(exercice)
    if envoi.correspondance is None and is_usuelle(proposee, utiles):
        return {}, lu.inconnues
    if envoi.correspondance is None and (faute := find_faute_a_relier(lu.entetes, utiles)):
        raise FichierRefuse(*faute)
    form = ColonnesForm(
        SANS_PAGE | (envoi.correspondance or {}),
        entetes=lu.entetes,
        colonnes=list_colonnes_attendues(exercice)[0],
        proposee=proposee,
        adresse="",
    )
    if not form.is_valid():
        connues = {"entetes": [un for un in lu.entetes if un], "proposition": proposee}
        raise Empechement(422, A_RELIER, _list_fautes(form, "correspondance.", connues))
    return form.correspondance, read_depot(exercice, attente, form.correspondance).inconnues


def read_valeurs(exercice, inconnues, envoi):
    """{column: {word: code}} of the words of a waiting file that nobody explained yet, as `envoi` explains them. Raises
    Empechement where one is left."""
    if not inconnues:
        return {}
    dites, champs = envoi.valeurs or {}, {}
    for colonne, textes in inconnues.items():
        champs |= {
            f"{colonne}-{rang}": dites.get(colonne, {}).get(texte, "") for rang, texte in enumerate(textes)
        }
    form = ValeursForm(
        SANS_PAGE | champs,
        inconnues=inconnues,
        connues={},
        format_parcours=exercice.referentiel.definition.format_parcours,
        adresse="",
    )
    if form.is_valid():
        return form.valeurs
    erreurs = []
    for faute in _list_fautes(form):
        colonne, _, rang = faute["champ"].rpartition("-")
        codes = [code for code, _ in form.fields[faute["champ"]].choices if code]
        lieu = {"champ": f"valeurs.{colonne}.{inconnues[colonne][int(rang)]}", "actuel": {"codes": codes}}
        erreurs.append(faute | lieu)
    raise Empechement(422, A_EXPLIQUER, erreurs)


def _list_fautes(form, prefixe="", actuel=None):
    return [
        {
            "champ": prefixe + champ,
            "message": faute["message"],
            "code": faute["code"] or None,
            "actuel": actuel,
        }
        for champ, fautes in form.errors.get_json_data().items()
        for faute in fautes
    ]
