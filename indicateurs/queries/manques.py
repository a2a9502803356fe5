"""All that is missing before an exercice can be handed over."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.urls import reverse

from conventions.models import Action, EtatAction, Exercice
from financement.controles import BLOQUANT, Constat
from financement.queries.montants import TableauFinancier, build_tableau_financier
from indicateurs.queries.fautes import list_fautes, read_fautes
from indicateurs.queries.lignes import Chiffres, get_chiffres
from indicateurs.queries.methode import list_manques_methode
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import VIDE
from remarques.queries.fils import list_manques_de_reponse


@dataclass(frozen=True)
class Manque:
    """One thing still to do before transmission, and where."""

    libelle: str
    url: str
    code: str = ""  # the indicator it is about, if any


def list_manques(exercice: Exercice, jour: date) -> list[Manque]:
    """All that is missing on `jour` before the exercice can be handed over, each with the address of the place."""
    tableau = build_tableau_financier(exercice, is_bilan=True)
    actions = [ligne.action for axe in tableau.axes for ligne in axe.lignes]
    chiffres = get_chiffres(exercice)
    return [
        *_list_manques_actions(exercice, actions, tableau),
        *list_manques_indicateurs(exercice, actions, chiffres, jour),
        *(Manque(libelle, url) for libelle, url in list_manques_methode(exercice)),
        *(Manque(libelle, url) for libelle, url in list_manques_de_reponse(exercice)),
    ]


def _list_manques_actions(
    exercice: Exercice, actions: Sequence[Action], tableau: TableauFinancier
) -> list[Manque]:
    code, annee = exercice.convention.code, exercice.annee
    if not actions:
        return [
            Manque("Aucune action n’est enregistrée.", reverse("conventions:actions", args=[code, annee]))
        ]
    bilans = [
        Manque(
            f"Action {action.numero}\u00a0: bilan de l’année",
            f"{reverse('conventions:action', args=[code, annee, action.numero])}#id_bilan",
        )
        for action in actions
        if action.etat != EtatAction.A_DEMARRER and not action.bilan.strip()
    ]
    bilans += [
        Manque(
            f"Action {action.numero}\u00a0: file active avant et après",
            f"{reverse('conventions:action', args=[code, annee, action.numero])}#id_file_active_avant",
        )
        for action in actions
        if exercice.referentiel.definition.file_active and action.is_sans_file_active
    ]
    pks = {action.numero: action.pk for action in actions}
    cles = {(colonne.source, colonne.financeur): colonne.cle for colonne in tableau.colonnes}
    return bilans + [
        Manque(constat.phrase, _make_adresse(exercice, constat, pks, cles))
        for constat in tableau.constats
        if constat.gravite == BLOQUANT
    ]


# What is mended where amounts spent are typed; the other rules are about what was planned.
DE_L_EXECUTE = {"execute_manquant": None, "justification": "motif_ecart"}


def _make_adresse(
    exercice: Exercice, constat: Constat, pks: Mapping[str, int], cles: Mapping[tuple[str, str], str]
) -> str:
    """The cell of the financing grid to mend; the rules of the whole are said at its top."""
    page = "execute" if constat.code in DE_L_EXECUTE else "prevu"
    url = reverse("conventions:financement", args=[exercice.convention.code, exercice.annee, page])
    if not constat.numero:
        return f"{url}#constats"
    case = DE_L_EXECUTE.get(constat.code) or cles.get((constat.source, constat.financeur), "etat")
    return f"{url}#id_{pks[constat.numero]}-{case}"


def list_attendus(definition: Definition, axes_ouverts: Collection[str]) -> Iterator[Indicateur]:
    """The indicators whose figure a transmission waits for; `axes_ouverts` are the axes that have an action, the only
    optional ones to be expected."""
    for axe in definition.axes:
        if axe.is_facultatif and axe.code not in axes_ouverts:
            continue
        for indicateur in definition.list_axe(axe.code):
            if indicateur.is_saisi and indicateur.exige:
                yield indicateur


def list_manques_indicateurs(
    exercice: Exercice, actions: Iterable[Action], chiffres: Chiffres, jour: date
) -> list[Manque]:
    """What is missing among the stored figures on `jour`; `actions` say which optional axes
    are expected."""
    definition = exercice.referentiel.definition
    mesures = chiffres.mesures
    commentaires = {code for code, valeur in chiffres.valeurs.items() if valeur.commentaire.strip()}
    axes_ouverts = {action.axe for action in actions}
    manques = []

    def add(indicateur: Indicateur, texte: str, champ: str) -> None:
        url = reverse("indicateurs:saisie", args=[exercice.convention.code, exercice.annee, indicateur.axe])
        ancre = f"{url}#id_{indicateur.code}-{champ}"
        manques.append(Manque(f"{indicateur.code} – {texte}", ancre, indicateur.code))

    for indicateur in list_attendus(definition, axes_ouverts):
        if mesures.get(indicateur.code, VIDE).etat == "vide":
            add(indicateur, indicateur.libelle, "numerateur")
    for code, valeur in chiffres.valeurs.items():
        if valeur.a_confirmer:
            add(definition.indicateurs[code], "chiffre repris de l’an dernier, à confirmer", "confirme")
    list_rompus = partial(chiffres.list_codes_rompus, exercice)
    fautes = list_fautes(definition, mesures, chiffres.precedentes, list_rompus)
    for lue in read_fautes(exercice, fautes, jour):
        faute = lue.faute
        if lue.is_bloquante:
            add(definition.indicateurs[faute.code], faute.message, "numerateur")
        elif faute.demande_explication and faute.code not in commentaires:
            add(definition.indicateurs[faute.code], faute.message, "commentaire")
    return manques
