"""What a round says, thing by thing: the leaves of its two frozen trees, each under a key that stays from one round to
the next. Pure.

Left out is what follows from the rest (the simulation, what compares with what), what the référentiel says, and who
handed over what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from conventions.calculations import name_source
from reporting.contents.execution import ActionExecution, ContenuExecution
from reporting.contents.financement import FicheAction
from reporting.contents.indicateur import ContenuIndicateur
from reporting.contents.remise import ContenuRemise

Cle = tuple[str, ...]
Valeur = str | Decimal | int | date | bool | None

CHIFFRES, MONTANTS, CIBLES, ACTIONS, TEXTES, PIECES, METHODE, VOTE, AVERTISSEMENTS, EXERCICE = RUBRIQUES = (
    "Chiffres",
    "Montants",
    "Cibles et situations initiales",
    "Actions",
    "Textes",
    "Pièces justificatives",
    "Méthode déclarée",
    "Délibération",
    "Avertissements",
    "Exercice",
)
# How a value reads (`reporting.libelles.tell_enonce`): what somebody wrote, a code, an amount, a share, a number, a
# day, a fingerprint, words of ours.
TEXTE, CODE, EUROS, PART, NOMBRE, JOUR, EMPREINTE, MOTS = (
    *("texte", "code", "euros", "part", "nombre", "jour", "empreinte", "mots"),
)


@dataclass(frozen=True)
class Enonce:
    """One thing that a round says of `objet`: a figure, an amount, a text, a file…"""

    rubrique: str  # of RUBRIQUES
    objet: str
    quoi: str
    valeur: Valeur
    sorte: str  # of the above


@dataclass(frozen=True)
class ObjetDit:
    """What a round says of one thing: an action, an indicator, the report."""

    nom: str
    enonces: tuple[Enonce, ...]


Enonces = dict[Cle, Enonce]
Suite = Iterator[tuple[Cle, Enonce]]

# Fields of a fiche that somebody wrote; the others are short.
FICHE = {
    "mesure": ("Mesure", MOTS),
    "diagnostic": ("Diagnostic", TEXTE),
    "objectifs": ("Objectifs", TEXTE),
    "description": ("Description", TEXTE),
    "public": ("Public", TEXTE),
    "file_active_avant": ("File active avant", NOMBRE),
    "file_active_apres": ("File active visée", NOMBRE),
    "territoire": ("Territoire", TEXTE),
    "pilote": ("Pilote", MOTS),
    "partenaires": ("Partenaires", MOTS),
    "etp": ("Équivalents temps plein", NOMBRE),
    "moyens": ("Moyens", TEXTE),
    "calendrier": ("Calendrier", TEXTE),
    "resultats_attendus": ("Résultats attendus", TEXTE),
    "lien_spie": ("Lien avec le service public de l’insertion et de l’emploi", TEXTE),
    "evaluation": ("Évaluation", TEXTE),
    "difficultes": ("Difficultés rencontrées", TEXTE),
    "perspectives": ("Perspectives", TEXTE),
}
MESURE = {
    "statut": ("État du chiffre", CODE),
    "numerateur": ("Numérateur", NOMBRE),
    "denominateur": ("Dénominateur", NOMBRE),
    "en_cours": ("En cours", NOMBRE),
    "mediane": ("Médiane, en jours", NOMBRE),
    "moyenne": ("Moyenne, en jours", NOMBRE),
}
INDICATEUR = {
    "source": ("Source", CODE),
    "fiabilite": ("Fiabilité", CODE),
    "methode": ("Méthode", MOTS),
    "empreinte": ("Fichier de parcours", MOTS),
    "date_arrete": ("Arrêté au", JOUR),
    "explication": ("Explication", TEXTE),
}
METHODES = {
    "date_entree": ("Date d’entrée", MOTS),
    "droits_suspendus": ("Droits suspendus", MOTS),
    "date_rdv": ("Date du rendez-vous", MOTS),
    "logiciel": ("Logiciel", MOTS),
    "rupture": ("Rupture de série", TEXTE),
    "rupture_le": ("Rupture de série, le", JOUR),
}
DELIBERATION = {
    "organe": ("Organe", MOTS),
    "numero": ("Numéro", MOTS),
    "date_vote": ("Votée le", JOUR),
    "date_transmission": ("Transmise au préfet le", JOUR),
}
ACTION = {
    "titre": ("Titre", MOTS),
    "axe": ("Axe", MOTS),
    "nature": ("Nature", CODE),
    "etat": ("Avancement", CODE),
}
DE_L_ACTION = {
    "bilan": ("Bilan de l’année", TEXTE),
    "motif_ecart": ("Motif de l’écart", MOTS),
    "justification": ("Justification de l’écart", TEXTE),
}
COLONNES = {"prevu": "prévu", "execute": "exécuté"}
PROPRE = {"unite": ("unité", MOTS), "cible": ("cible", NOMBRE), "resultat": ("résultat", NOMBRE)}


def list_enonces(execution: ContenuExecution, contenu: ContenuRemise) -> Enonces:
    """All that a round says, in the order it is shown: its execution, and what it has besides."""
    indicateurs = {un.code: un for axe in execution.axes for un in axe.indicateurs}
    actions = {action.numero: f"Action {action.numero} – {action.titre}" for action in execution.actions}
    suites = [
        *(_list_indicateur(un) for un in indicateurs.values()),
        _list_montants(execution),
        *(_list_budget(action, execution) for action in execution.actions),
        _list_cibles(contenu, indicateurs),
        *(_list_action(action) for action in execution.actions),
        _list_textes(contenu),
        *(_list_fiche(fiche, actions.get(fiche.numero, fiche.numero)) for fiche in contenu.fiches),
        _list_pieces(contenu, indicateurs, actions),
        _list_champs(("methode",), METHODE, METHODE, contenu.methode, METHODES),
        _list_champs(("deliberation",), VOTE, VOTE, contenu.deliberation, DELIBERATION),
        _list_avertissements(execution, contenu, indicateurs),
        _list_exercice(execution),
    ]
    return {cle: enonce for suite in suites for cle, enonce in suite}


def group_enonces(enonces: Enonces, rubrique: str) -> tuple[ObjetDit, ...]:
    """What is said of one kind (of RUBRIQUES), thing by thing."""
    siens = [un for un in enonces.values() if un.rubrique == rubrique]
    return tuple(
        ObjetDit(nom, tuple(un for un in siens if un.objet == nom))
        for nom in dict.fromkeys(un.objet for un in siens)
    )


def _list_champs(
    cle: Cle, rubrique: str, objet: str, source: Any, champs: dict[str, tuple[str, str]], avant: str = ""
) -> Suite:
    """Those of the fields of `source` that say something: one that is empty is not there."""
    for champ, (quoi, sorte) in champs.items() if source else ():
        valeur = getattr(source, champ)
        if valeur not in (None, ""):
            dit = f"{avant}{quoi.lower()}" if avant else quoi
            yield (*cle, champ), Enonce(rubrique, objet, dit, valeur, sorte)


def _list_indicateur(un: ContenuIndicateur) -> Suite:
    objet, cle = f"{un.code} – {un.libelle}", ("indicateur", un.code)
    yield from _list_champs(cle, CHIFFRES, objet, un.resultat, _name_mesure(un))
    yield from _list_champs(cle, CHIFFRES, objet, un, INDICATEUR)


def _name_mesure(un: ContenuIndicateur | None) -> dict[str, tuple[str, str]]:
    """A count has a value, and a délai cases within the limit."""
    mots = {"effectif": "Valeur", "delai": "Dans le délai"}
    return MESURE | {"numerateur": (mots.get(un.nature if un else "", "Numérateur"), NOMBRE)}


def _list_montants(execution: ContenuExecution) -> Suite:
    """What the State notified, and what is spent in common."""
    commune = execution.depense_commune
    montants = [
        ("notifie", "Notifié par l’État", execution.montant_notifie),
        *(
            (f"enveloppe.{un.enveloppe.code}", un.enveloppe.libelle, un.montant)
            for un in execution.enveloppes
        ),
        ("commune", "Dépense commune", commune.montant if commune else None),
        ("commune.noms", "Dépense commune, conventions", commune.noms if commune else None),
    ]
    for code, quoi, valeur in montants:
        if valeur is not None:
            sorte = EUROS if isinstance(valeur, Decimal) else MOTS
            yield ("exercice", code), Enonce(MONTANTS, "L’exercice", quoi, valeur, sorte)


def _list_budget(action: ActionExecution, execution: ContenuExecution) -> Suite:
    objet = f"Action {action.numero} – {action.titre}"
    for (source, nom, rang), ligne in _number((un.source, un.libelle, un) for un in action.budget):
        qui = name_source(source, execution.convention.partie.mot)
        for colonne, mot in COLONNES.items():
            montant = getattr(ligne, colonne)
            if montant is not None:
                quoi = f"{qui}{f' ({nom})' if nom else ''}, {mot}"
                yield (
                    ("action", action.numero, "budget", source, nom, rang, colonne),
                    Enonce(MONTANTS, objet, quoi, montant, EUROS),
                )


def _list_cibles(contenu: ContenuRemise, indicateurs: dict[str, ContenuIndicateur]) -> Suite:
    for cible in contenu.cibles:
        un = indicateurs.get(cible.code)
        sorte = PART if un and un.nature in ("taux", "delai") else NOMBRE
        yield (
            ("cible", cible.code, str(cible.annee)),
            Enonce(CIBLES, _name(cible.code, indicateurs), f"Cible {cible.annee}", cible.valeur, sorte),
        )
    for situation in contenu.situations:
        cle, objet = ("situation", situation.code), _name(situation.code, indicateurs)
        champs = _name_mesure(indicateurs.get(situation.code))
        yield from _list_champs(cle, CIBLES, objet, situation.mesure, champs, "Situation initiale, ")
        yield from _list_champs(cle, CIBLES, objet, situation, {"au": ("au", JOUR)}, "Situation initiale, ")


def _list_action(action: ActionExecution) -> Suite:
    cle, objet = ("action", action.numero), f"Action {action.numero} – {action.titre}"
    yield from _list_champs(cle, ACTIONS, objet, action, ACTION)
    lies = ", ".join(un.code for un in action.indicateurs)
    if lies:
        yield (*cle, "indicateurs"), Enonce(ACTIONS, objet, "Indicateurs", lies, MOTS)
    for (libelle, rang), jalon in _number((un.libelle, un) for un in action.jalons):
        quoi = f"Étape «\u00a0{libelle}\u00a0», "
        champs = {"prevu_le": ("prévue le", JOUR), "fait_le": ("faite le", JOUR)}
        yield from _list_champs((*cle, "jalon", libelle, rang), ACTIONS, objet, jalon, champs, quoi)
    for (libelle, rang), propre in _number((un.libelle, un) for un in action.propres):
        yield (*cle, "propre", libelle, rang), Enonce(ACTIONS, objet, "Indicateur propre", libelle, MOTS)
        yield from _list_champs(
            (*cle, "propre", libelle, rang), CHIFFRES, objet, propre, PROPRE, f"{libelle}, "
        )
    yield from _list_champs(cle, TEXTES, objet, action, DE_L_ACTION)


def _list_textes(contenu: ContenuRemise) -> Suite:
    champs = {"contexte": ("Contexte et gouvernance", TEXTE), "conclusion": ("Conclusion", TEXTE)}
    yield from _list_champs(("textes",), TEXTES, "Le rapport", contenu, champs)


def _list_fiche(fiche: FicheAction, objet: str) -> Suite:
    yield from _list_champs(("fiche", fiche.numero), TEXTES, objet, fiche, FICHE)


def _list_pieces(
    contenu: ContenuRemise, indicateurs: dict[str, ContenuIndicateur], actions: dict[str, str]
) -> Suite:
    """A file of the same name in the same place is the same piece of evidence, other where its bytes are."""
    noms = {
        "chiffre": {code: _name(code, indicateurs) for code in indicateurs},
        "action": actions,
        "redeploiement": {"": "Redéploiement de crédits"},
    }
    for (nature, cle, nom, rang), piece in _number((un.nature, un.cle, un.nom, un) for un in contenu.pieces):
        objet = noms[nature].get(cle, cle)
        yield ("piece", nature, cle, nom, rang), Enonce(PIECES, objet, nom, piece.empreinte, EMPREINTE)


def _list_avertissements(
    execution: ContenuExecution, contenu: ContenuRemise, indicateurs: dict[str, ContenuIndicateur]
) -> Suite:
    champs = {
        "constat": ("Constat", MOTS),
        "gravite": ("Gravité", CODE),
        "explication": ("Explication", TEXTE),
        "derogation": ("Levé par la préfecture", TEXTE),
    }
    for (code, rang), un in _number((un.code, un) for un in contenu.avertissements):
        cle, objet = ("avertissement", code, rang), _name(code, indicateurs)
        yield from _list_champs(cle, AVERTISSEMENTS, objet, un, champs)
    regle = {"message": ("Règle de financement", MOTS), "gravite": ("Gravité", CODE)}
    constats = ((un.code, un.numero, un.source, un.financeur, un) for un in execution.constats)
    for nom, constat in _number(constats):
        objet = f"Action {constat.numero}" if constat.numero else "L’exercice"
        yield from _list_champs(("constat", *nom), AVERTISSEMENTS, objet, constat, regle)


def _list_exercice(execution: ContenuExecution) -> Suite:
    champs = {"arrete_au": ("Chiffres arrêtés au", JOUR)}
    yield from _list_champs(("exercice",), EXERCICE, "L’exercice", execution, champs)
    champs = {"prolonge_au": ("Exécution prolongée au", JOUR)}
    yield from _list_champs(("exercice",), EXERCICE, "L’exercice", execution.exercice, champs)


def _name(code: str, indicateurs: dict[str, ContenuIndicateur]) -> str:
    return f"{code} – {indicateurs[code].libelle}" if code in indicateurs else code


def _number(lignes: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """((name…, its rank among those of that name), the thing), of (name…, the thing)."""
    vus: Counter[tuple[Any, ...]] = Counter()
    for *nom, chose in lignes:
        vus[tuple(nom)] += 1
        yield (*nom, str(vus[tuple(nom)])), chose
