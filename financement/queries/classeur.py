"""Reads on the workbook of money: what it is filled with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from conventions.models import Action, Exercice, Source
from conventions.policies import refusal_to_set_prevu_etat
from fichiers.classeur.feuilles import CODE
from fichiers.classeur.identite import sign_identite
from financement.classeur.colonnes import CALCULS, JUSTIFICATION, LIBELLE, MOTIF, PREVU
from financement.classeur.ecriture import ClasseurFinancement, GroupeAxe, LigneAction, PartClasseur
from financement.classeur.identite import IdentiteFinancement
from financement.parts import SOURCES_ETAT_ET_COLLECTIVITE
from financement.queries.montants import (
    COLONNES,
    MOTS_DES_COLONNES,
    Colonne,
    Contenu,
    list_actions,
    list_colonnes,
    read_cellules,
)
from nombres.formats import format_euros, pourcent_utile
from referentiels.definitions import Definition
from referentiels.parts import SOURCES_DE, choose_regle
from saisie.caracteres import clean_texte

# By code, the labels of the reasons a gap may be given.
Motifs: TypeAlias = Mapping[str, str]
# By number of action and champ, the filled cells as they come back from a workbook.
Vus: TypeAlias = dict[str, dict[str, Decimal | str]]

PREVU_ETAT = f"{Source.ETAT}.prevu"
# Three cells hold one of them and its limit.
PARTS = {
    "collectivite": "Part de la collectivité",
    "collectivite_nouveau": "Part en crédits nouveaux",
    "etat": "Part de l’État",
}
# No number of an action holds a space.
AXE, TOTAL = "Axe {}", "Total général"


def list_motifs(exercice: Exercice) -> dict[str, str]:
    """The reasons a gap may be given, by code."""
    return {motif: motif[:1].upper() + motif[1:] for motif in exercice.referentiel.definition.motifs_ecart}


def build_classeur(exercice: Exercice, at: datetime) -> ClasseurFinancement:
    """The workbook of the money of an exercice as it is at `at` (local time); five queries whatever it holds."""
    definition, refus = exercice.referentiel.definition, refusal_to_set_prevu_etat(exercice)
    colonnes, motifs = list_colonnes(exercice), list_motifs(exercice)
    actions = list_actions(exercice)
    vus, entetes = _list_vus(actions), _make_entetes(colonnes, motifs)
    groupes = _list_groupes(actions, vus, definition, motifs)
    return ClasseurFinancement(
        identite=sign_identite(_make_identite(exercice, at, entetes, actions, vus)),
        convention=str(exercice.convention),
        annee=exercice.annee,
        referentiel=str(exercice.referentiel),
        telecharge_le=at,
        entetes=entetes,
        montants=tuple(f"{colonne.cle}.{cote}" for colonne in colonnes for cote in COLONNES),
        groupes=groupes,
        total=TOTAL,
        motifs=tuple(motifs.values()),
        montant_notifie=exercice.montant_notifie,
        part=_find_part(definition),
        regles=tuple(f"{regle.phrase} {regle.effet_lu}" for regle in definition.regles_part),
        verrouilles=(PREVU_ETAT,) if refus else (),
        refus=refus or "",
    )


def _find_part(definition: Definition) -> PartClasseur | None:
    """What the sheet counts at its top: the share that binds most, the first one where none does."""
    regle = choose_regle(definition.regles_part) or next(iter(definition.regles_part), None)
    if regle is None:
        return None
    quoi = PARTS[regle.qui] if regle.sur == "ensemble" else f"{regle.quelle_part} par {regle.sur}"
    return PartClasseur(
        libelle=f"{quoi} ({pourcent_utile(regle.part)} {regle.sens})",
        champs=tuple(f"{source}.prevu" for source in regle.sources),
        base=(PREVU,) if regle.de == "total" else tuple(f"{un}.prevu" for un in SOURCES_ETAT_ET_COLLECTIVITE),
        etat=tuple(f"{source}.prevu" for source in SOURCES_DE["etat"]),
        sauf=tuple(AXE.format(code) for code in regle.sauf),
        sur=regle.sur,
        is_plafond=regle.is_plafond,
    )


def _make_identite(
    exercice: Exercice, at: datetime, entetes: dict[str, str], actions: Sequence[Action], vus: Vus
) -> IdentiteFinancement:
    return IdentiteFinancement(
        convention=exercice.convention.code,
        annee=exercice.annee,
        referentiel=exercice.referentiel.code,
        empreinte=exercice.referentiel.empreinte,
        telecharge_le=at.isoformat(),
        entetes=entetes,
        actions={action.numero: action.pk for action in actions},
        muettes=[TOTAL, *sorted({AXE.format(action.axe) for action in actions})],
        vus={numero: {c: str(v) for c, v in cellules.items()} for numero, cellules in vus.items()},
    )


def _make_entetes(colonnes: Iterable[Colonne], motifs: Motifs) -> dict[str, str]:
    """The headers by name of column. No two are alike: they tell the columns of an uploaded workbook."""
    montants: dict[str, str] = {}
    pris: set[str] = set()
    for colonne in colonnes:
        nom = libelle = " ".join(clean_texte(colonne.libelle).strip().split())
        rang = 2
        while libelle.casefold() in pris:
            libelle, rang = f"{nom} ({rang})", rang + 1
        pris.add(libelle.casefold())
        montants |= {f"{colonne.cle}.{cote}": f"{libelle}, {MOTS_DES_COLONNES[cote]}" for cote in COLONNES}
    return {
        CODE: "Action",
        LIBELLE: "Intitulé",
        **montants,
        **CALCULS,
        **({MOTIF: "Motif de l’écart"} if motifs else {}),
        JUSTIFICATION: "Justification de l’écart",
    }


def _list_vus(actions: Sequence[Action]) -> Vus:
    vus: Vus = {}
    numeros = {action.pk: action.numero for action in actions}
    for (pk, champ), stockee in read_cellules(actions).items():
        valeur = normalise_valeur(stockee)
        if valeur is not None:
            vus.setdefault(numeros[pk], {})[champ] = valeur
    return vus


def normalise_valeur(valeur: Contenu) -> Contenu:
    """A stored cell as it comes back from a workbook."""
    return clean_texte(valeur).strip() or None if isinstance(valeur, str) else valeur


def _list_groupes(
    actions: Iterable[Action], vus: Vus, definition: Definition, motifs: Motifs
) -> tuple[GroupeAxe, ...]:
    libelles = {axe.code: f"{axe.code} – {axe.libelle}" for axe in definition.axes}
    groupes = []
    for axe, siennes in groupby(actions, lambda action: action.axe):
        lignes = []
        for action in siennes:
            valeurs: dict[str, Contenu] = {**vus.get(action.numero, {})}
            if MOTIF in valeurs:
                valeurs[MOTIF] = show_valeur(MOTIF, valeurs[MOTIF], motifs)
            lignes.append(LigneAction(action.numero, action.titre, valeurs))
        groupes.append(GroupeAxe(AXE.format(axe), libelles.get(axe, axe), tuple(lignes)))
    return tuple(groupes)


def show_valeur(champ: str, valeur: Contenu, motifs: Motifs) -> str:
    """A cell as one reads it, "" when empty."""
    if isinstance(valeur, Decimal):
        return format_euros(valeur)
    return motifs.get(valeur, valeur) if valeur and champ == MOTIF else valeur or ""
