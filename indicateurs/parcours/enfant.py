"""The child process that reads a user's file: only it, and its own child, ever parse one.

It is started by `appel` as a plain Python without Django, puts limits on itself, reads what to do as JSON on its
standard input, and answers on its standard output, one JSON object a line: `{"qui", "lignes", "part"}` as it goes on,
then `{"resultat"}` or `{"entetes"}` or `{"refus"}`. If it dies, its parent says so in one sentence.
"""

import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from fichiers import enfant
from fichiers.porte import FichierRefuse, admit_fichier, find_entree_feuille, find_nature
from indicateurs.delais import list_comptes
from indicateurs.parcours.cellules import EN_ERREUR, FORMULE_SANS_VALEUR
from indicateurs.parcours.entetes import (
    FauteDEntete,
    find_places,
    list_colonnes_utiles,
    list_fautes_entete,
    list_ignorees,
    make_attendus,
)
from indicateurs.parcours.examen import MAX_FORMULES, Examen, Place
from indicateurs.parcours.feuille import FeuilleDeParcours
from indicateurs.parcours.lecture import read_lignes
from indicateurs.parcours.lignes import Bilan, EnErreur, Lignes
from indicateurs.parcours.processus import Ailleurs
from indicateurs.parcours.sources import Csv, SansGuillemet, SourceDeLignes
from indicateurs.parcours.valeurs import find_inconnues
from referentiels.delais import DateParcours, FormatParcours, Limite, RegleDelai

MEMOIRE = {"csv": 400_000_000, "xlsx": 1_200_000_000}
SECONDES_CPU = 300


def main() -> None:
    """Do the one job read on the standard input."""
    # Millions of short-lived tuples and no cycle: nothing to look for.
    gc.disable()
    os.write(1, json.dumps(answer(json.load(sys.stdin))).encode() + b"\n")


def answer(table: dict[str, Any]) -> Any:
    """What is said of a job, as plain values."""
    with Path(table["chemin"]).open("rb") as fichier:
        try:
            reponse = Travail(table, fichier).run()
        except FichierRefuse as refus:
            reponse = {"refus": [refus.code, refus.message, refus.ligne]}
    return enfant.clean(reponse)


def limit_calcul(nature: str, *, is_attendu: bool) -> None:
    """What reading a file of this nature may take; less when a request waits for it (`is_attendu`). It writes none."""
    enfant.limit_ressources(
        memoire=enfant.MEMOIRE if is_attendu else MEMOIRE[nature],
        secondes=enfant.SECONDES if is_attendu else SECONDES_CPU,
        disque=0,
    )


def _build_regle(table: dict[str, Any]) -> RegleDelai:
    return RegleDelai(
        **table
        | {"limite": Limite(**table["limite"]), "sauf_organismes": frozenset(table["sauf_organismes"])}
    )


def _build_format(table: dict[str, Any]) -> FormatParcours:
    return FormatParcours(tuple(DateParcours(**d) for d in table["dates"]), tuple(table["organismes"]))


class Travail:
    """One job, as `appel.compute_fichier` or `appel.read_entete` writes it."""

    def __init__(self, table: dict[str, Any], fichier: BinaryIO) -> None:
        self._table, self._fichier = table, fichier
        self._nature = find_nature(fichier, table["nom"])
        limit_calcul(self._nature, is_attendu=table["action"] == "entetes")
        self._regles = [_build_regle(r) for r in table["regles"]]
        self._format = _build_format(table["format"])
        self._attendus = make_attendus(self._regles, self._format, table["correspondance"])

    def run(self) -> dict[str, Any]:
        """What to answer; raises FichierRefuse when the file does not pass the gate."""
        if self._nature == "xlsx":
            return self._run_xlsx()
        depot = admit_fichier(self._fichier, self._table["nom"])
        return self._answer(
            (SansGuillemet if depot.coupe_simple else Csv)(self._fichier, depot.encodage, self._attendus)
        )

    def _answer(
        self,
        source: SourceDeLignes,
        en_erreur: EnErreur | None = None,
        constats: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        if self._table["action"] == "entetes":
            return {"entetes": list(source.entetes), "inconnues": self._find_inconnues(source)}
        places, fautes = self._find_places(source.entetes, self._table["correspondance"])
        if fautes:
            bilan, places = Bilan(), {}
            for faute in fautes:
                bilan.fautes.add(source.numero_entete, *faute)
        else:
            bilan = read_lignes(source, partial(self._make_lignes, source, places, en_erreur or {}))
        return {
            "resultat": {
                "lignes": bilan.nombre,
                "nb_erreurs": bilan.fautes.nombre,
                "erreurs": bilan.fautes.premieres,
                "ignorees": list_ignorees(source.entetes, places) if places else [],
                "comptes": [] if bilan.fautes.nombre else list_comptes(bilan.comptes),
                "constats": {"ligne_entete": source.numero_entete, "mots": sorted(bilan.mots)}
                | (constats or {}),
            }
        }

    def _find_places(
        self, entetes: Sequence[str], correspondance: Mapping[str, str]
    ) -> tuple[dict[str, int], list[FauteDEntete]]:
        """Place of each column in the line, and what is wrong with the headers: see `entetes.find_places`."""
        utiles = list_colonnes_utiles(self._regles, self._format)
        places, fautes = find_places(entetes, utiles, correspondance)
        return places, list_fautes_entete(entetes) or fautes

    def _find_inconnues(self, source: SourceDeLignes) -> dict[str, list[str]]:
        """The values of closed lists, by column, that must be asked about, once all columns are known."""
        presents = set(source.entetes)
        connus = {c: entete for c, entete in self._table["correspondance"].items() if entete in presents}
        places, fautes = self._find_places(source.entetes, connus)
        if fautes:
            return {}
        return find_inconnues(source.iter_rangees(), places, self._format, self._table["valeurs"])

    def _make_lignes(
        self, source: SourceDeLignes, places: Mapping[str, int], en_erreur: EnErreur, en_ordre: bool = False
    ) -> Lignes:
        debut, fin, arrete_au, aujourdhui = (
            date.fromisoformat(self._table[cle]) for cle in ("debut", "fin", "arrete_au", "aujourdhui")
        )
        return Lignes(
            self._regles,
            self._format,
            (debut, fin, arrete_au),
            aujourdhui,
            places,
            len(source.entetes),
            en_erreur,
            self._table["valeurs"],
            en_ordre,
        )

    def _run_xlsx(self) -> dict[str, Any]:
        """The gate here, calamine in a process of its own: both start at once. What the gate sees is rare; the workbook
        is then read again, knowing it."""
        with Ailleurs(self._read_xlsx) as lecture:
            en_erreur = admit_fichier(self._fichier, self._table["nom"]).en_erreur
            examen = Examen(self._fichier)
            vus = en_erreur, examen.formules, examen.masquees
            reponse = None if any(vus) else lecture.wait()
        if any(vus):
            with Ailleurs(partial(self._read_xlsx, *vus)) as lecture:
                reponse = lecture.wait()
        if reponse is None:
            raise FichierRefuse(
                "classeur_illisible", "Ce classeur est endommagé ou trop grand\u00a0: il ne peut être lu."
            )
        return reponse

    def _read_xlsx(
        self,
        en_erreur: Sequence[tuple[str, int, int]] = (),
        formules: Mapping[str, list[Place]] | None = None,
        masquees: Mapping[str, list[int]] | None = None,
    ) -> dict[str, Any]:
        """The answer, from calamine; the arguments are what the gate and `Examen` saw, by entry of the archive."""
        try:
            source = FeuilleDeParcours(self._table["chemin"], self._attendus)
        except FichierRefuse as refus:
            return {"refus": [refus.code, refus.message, refus.ligne]}
        except BaseException:
            # calamine raises its own classes, or a panic that is no Exception; to the user they are one thing.
            message = "Ce classeur est endommagé\u00a0: il ne peut être lu."
            return {"refus": ["classeur_illisible", message, None]}
        entree = (
            find_entree_feuille(self._fichier, source.rang) if en_erreur or formules or masquees else None
        )
        return self._answer_xlsx(source, entree, en_erreur, formules or {}, masquees or {})

    def _answer_xlsx(
        self,
        source: FeuilleDeParcours,
        entree: str | None,
        en_erreur: Sequence[tuple[str, int, int]],
        formules: Mapping[str, list[Place]],
        masquees: Mapping[str, list[int]],
    ) -> dict[str, Any]:
        """`entree` is the name in the archive of the sheet that is read, None when it is not known."""
        illisibles = {(n, c - source.decalage): EN_ERREUR for nom, n, c in en_erreur if entree in (None, nom)}
        for nom, cellules in formules.items():
            if entree not in (None, nom):
                continue
            if len(cellules) > MAX_FORMULES:
                return {"refus": [*FORMULE_SANS_VALEUR, cellules[0][0] or None]}
            illisibles |= {(n, c - source.decalage): FORMULE_SANS_VALEUR for n, c in cellules}
        numeros = {n for nom, rangees in masquees.items() if entree in (None, nom) for n in rangees}
        constats = {"lignes_masquees": source.count_lignes(numeros), "feuille": source.nom}
        return self._answer(source, illisibles, constats)


if __name__ == "__main__":
    main()
