"""Reads on the workbook of money: what an uploaded one would change, cell by cell."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from conventions.models import Action, Exercice
from conventions.policies import refusal_to_set_prevu_etat
from fichiers.classeur.apercu import Apercu, CelluleChangee, Conflit, open_apercu
from fichiers.classeur.feuilles import CODE
from fichiers.classeur.lecture import Anomalie, LigneLue
from financement.classeur.colonnes import JUSTIFICATION
from financement.classeur.identite import IdentiteFinancement
from financement.controles import BLOQUANT
from financement.queries.classeur import PREVU_ETAT, list_motifs, normalise_valeur, show_valeur
from financement.queries.montants import (
    TEXTES_ECART,
    Contenu,
    build_tableau,
    list_actions,
    list_auteurs_montants,
    list_colonnes,
    read_cellules,
)

# The column where a rule is said, by its code: that of the action's number for the others.
CELLULES = {
    "execute_manquant": "{source}.execute",
    "execute_sans_prevu": "{source}.prevu",
    "justification": JUSTIFICATION,
}


@dataclass(frozen=True)
class ClasseurLu:
    """An uploaded workbook understood: nothing of it was compared with the database yet."""

    identite: IdentiteFinancement
    lignes: dict[str, LigneLue]
    anomalies: list[Anomalie]


def build_apercu(exercice: Exercice, lu: ClasseurLu, choix: Mapping[str, str]) -> Apercu:
    """Compare the cells of a workbook with the money as it is; six queries at most.

    `choix` is "site" or "classeur", by « number.champ ». In the answer, `a_ecrire` is {Cellule: new}.
    """
    return _Comparaison(exercice, lu, choix).run()


@dataclass(frozen=True)
class ActionDite:
    """An action as the preview names it."""

    code: str
    libelle: str


class _Comparaison:
    """One workbook beside the money as it is now."""

    def __init__(self, exercice: Exercice, lu: ClasseurLu, choix: Mapping[str, str]) -> None:
        self.exercice, self.lu, self.choix = exercice, lu, choix
        self.motifs, self.refus = list_motifs(exercice), refusal_to_set_prevu_etat(exercice)
        self.actions = {action.pk: action for action in list_actions(exercice)}
        self.stockes = read_cellules(self.actions.values())
        self.colonnes = {colonne.cle: colonne for colonne in list_colonnes(exercice)}
        self.apercu = open_apercu(lu.anomalies)

    def run(self) -> Apercu:
        connues = self.lu.identite.actions
        for numero, ligne in self.lu.lignes.items():
            action = self.actions.get(connues[numero])
            if action is None:
                self._refuse_disparue(numero, ligne)
            else:
                self._compare_ligne(numero, ligne, action)
        for pk, action in self.actions.items():
            if pk not in connues.values():
                texte = (
                    f"L’action {action.numero}, créée après ce classeur, n’y est "
                    "pas\u00a0: elle reste telle quelle."
                )
                self.apercu.remarques.append(Anomalie("", "", texte, "remarque"))
        self._sign_conflits()
        self._add_constats()
        return self.apercu

    def _refuse_disparue(self, numero: str, ligne: LigneLue) -> None:
        vu = self.lu.identite.get_vu
        if any(saisi != vu(numero, champ) for champ, saisi in ligne.valeurs.items()):
            texte = f"L’action {numero} n’est plus sur le site\u00a0: videz sa ligne, numéro compris."
            self.apercu.erreurs.append(Anomalie(ligne.feuille, ligne.get_cellule(CODE), texte))

    def _compare_ligne(self, numero: str, ligne: LigneLue, action: Action) -> None:
        laissees = 0
        for champ, saisi in ligne.valeurs.items():
            stocke, vu = self.stockes.get((action.pk, champ)), self.lu.identite.get_vu(numero, champ)
            actuel = normalise_valeur(stocke)
            if saisi == actuel:
                self.apercu.inchangees += 1
            elif saisi == vu:
                laissees += 1
            elif refus := self._find_refus(champ):
                self.apercu.erreurs.append(Anomalie(ligne.feuille, ligne.get_cellule(champ), refus))
            else:
                self._change(ligne, action, champ, stocke, saisi, is_conflit=actuel != vu)
        if laissees:
            s = "s" if laissees > 1 else ""
            texte = (
                f"{numero}\u00a0: {laissees} cellule{s} modifiée{s} sur le site depuis votre téléchargement\u202f; "
                "votre classeur n’y touche pas, le site les garde."
            )
            place = ligne.get_cellule(CODE)
            self.apercu.remarques.append(Anomalie(ligne.feuille, place, texte, "remarque"))

    def _find_refus(self, champ: str) -> str | None:
        """Why this cell cannot be written at all, or None."""
        if champ == PREVU_ETAT:
            return self.refus
        if champ not in TEXTES_ECART and champ.split(".")[0] not in self.colonnes:
            entete = self.lu.identite.entetes[champ]
            return (
                f"La colonne «\u00a0{entete}\u00a0» n’est plus sur le site\u00a0: remettez cette cellule comme "
                "elle était."
            )
        return None

    def _change(
        self,
        ligne: LigneLue,
        action: Action,
        champ: str,
        stocke: Contenu,
        saisi: Contenu,
        *,
        is_conflit: bool,
    ) -> None:
        changement = CelluleChangee(
            ligne.feuille,
            ligne.get_cellule(champ),
            ActionDite(action.numero, action.titre),
            self.lu.identite.entetes[champ],
            show_valeur(champ, normalise_valeur(stocke), self.motifs),
            show_valeur(champ, saisi, self.motifs),
        )
        cle = f"{action.numero}.{champ}"
        if is_conflit:
            choisi = self.choix.get(cle, "")
            version = hashlib.sha256(str(stocke).encode()).hexdigest()[:16]
            dite = ActionDite(action.numero, f"{action.titre}, {changement.colonne}")
            conflit = Conflit(cle, dite, (changement,), touchee=True, choix=choisi, version=version)
            self.apercu.conflits.append(conflit)
        else:
            self.apercu.changements.append(changement)
        if not is_conflit or choisi == "classeur":
            self.apercu.a_ecrire[action.pk, champ] = saisi

    def _sign_conflits(self) -> None:
        conflits = self.apercu.conflits
        auteurs = (
            list_auteurs_montants(self.exercice, [conflit.cle for conflit in conflits]) if conflits else {}
        )
        self.apercu.conflits = [
            replace(c, par=str(auteurs[c.cle].par), le=auteurs[c.cle].le) if c.cle in auteurs else c
            for c in conflits
        ]

    def _add_constats(self) -> None:
        """The rules the money as it would be does not meet, of the whole and of the actions that change: they do not
        prevent from saving, they will from transmitting."""
        ecrites = self.apercu.a_ecrire
        if not ecrites:
            return
        lignes = {connu: self.lu.lignes.get(numero) for numero, connu in self.lu.identite.actions.items()}
        changees = {self.actions[pk].numero: lignes[pk] for pk, _ in ecrites}
        depensees = {self.actions[pk].numero for pk, champ in ecrites if champ.endswith(".execute")}
        cellules = self.stockes | ecrites
        tableau = build_tableau(
            self.exercice, list(self.actions.values()), list(self.colonnes.values()), cellules, is_bilan=True
        )
        for constat in tableau.constats:
            visees = depensees if constat.code == "execute_manquant" else changees
            if constat.numero and constat.numero not in visees:
                continue
            texte = constat.phrase
            if constat.gravite == BLOQUANT:
                texte += " À régler avant de transmettre."
            ligne = changees.get(constat.numero)
            champ = CELLULES.get(constat.code, CODE).format(source=constat.source)
            feuille, place = (ligne.feuille, ligne.get_cellule(champ)) if ligne else ("", "")
            self.apercu.remarques.append(Anomalie(feuille, place, texte, "remarque"))
