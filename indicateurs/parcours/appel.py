"""Reads a parcours file and says everything that is wrong with it at once. Keeps no line of a person.

The file is never parsed here: a child process does it (`enfant`), with limits, and gives back plain counts.
"""

import hashlib
import json
import os
import selectors
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from fichiers.appel import start_enfant
from fichiers.porte import FichierRefuse
from indicateurs.delais import DetailDelai, ResultatDelai, build_comptes, compute_resultats
from indicateurs.parcours.cellules import Vocabulaire
from referentiels.delais import FORMAT_USUEL, FormatParcours, RegleDelai

ENFANT = "indicateurs.parcours.enfant"
SECONDES_MAX = 600
ENTRE_DEUX_SUIVIS = 0.25
MAX_REPONSE = 10_000_000
INTERROMPUE = (  # as a child would say it: code, sentence, line
    "lecture_interrompue",
    "La lecture de ce fichier a été arrêtée, car elle demandait trop de mémoire ou de temps\u00a0: vérifiez-le, "
    "ou enregistrez-le au format CSV.",
    None,
)


SuiviDeLecture = Callable[[int, float], None]  # takes the lines read, and the part read, from 0 to 1


class CalculAnnule(Exception):
    """Raised by `suivi` to cancel; leaves `compute_fichier` once its child processes are ended."""


@dataclass(frozen=True)
class ErreurLigne:
    """One fault of the file: line and column as the agent sees them (line 1 is the header), None for the whole file.
    The message repeats no value of the file."""

    ligne: int | None
    colonne: str | None
    code: str
    message: str


@dataclass(frozen=True)
class ResultatFichier:
    """What a file gives: figures by code and what lies behind the delays, or None and the
    faults (the first thousand in full, `nb_erreurs` for all)."""

    lignes: int
    empreinte: str
    resultats: dict[str, ResultatDelai | int] | None
    details: dict[str, DetailDelai]
    erreurs: tuple[ErreurLigne, ...]
    nb_erreurs: int
    colonnes_ignorees: tuple[str, ...]
    lignes_masquees: int = 0  # rows a filter or a hand had hidden, read as the others
    ligne_entete: int = 1
    feuille: str = ""  # name of the sheet that was read, when the workbook has several
    mots: tuple[tuple[str, str], ...] = ()  # (column, normalised text) of the explained words that it holds

    def get_resultats_json(self) -> dict[str, dict[str, Any]] | None:
        """Figures ready for JSON: {"R1": {"effectif": 10}, "R2": {"dans_delai": 5, ...}}; None on errors."""
        if self.resultats is None:
            return None
        return {
            code: asdict(figure) if isinstance(figure, ResultatDelai) else {"effectif": figure}
            for code, figure in self.resultats.items()
        }

    def get_constats_json(self) -> dict[str, Any]:
        """What the reading noted of the file itself, ready for JSON."""
        return {nom: getattr(self, nom) for nom in ("lignes_masquees", "ligne_entete", "feuille", "mots")}

    def get_details_json(self) -> dict[str, dict[str, Any]]:
        """Details ready for JSON: {"R2": {"par_mois": [["2021-03", 5, 3, 2]], "decile_9": 41, "distribution": ...}}."""
        return {code: json.loads(json.dumps(asdict(detail))) for code, detail in self.details.items()}


@dataclass(frozen=True)
class EnteteLu:
    """The headers of a file in their order, and the values of its closed lists that nobody explained yet, by
    column; these only when all its columns are known."""

    entetes: tuple[str, ...]
    inconnues: dict[str, list[str]]


def read_entete(
    chemin: str | Path,
    nom: str,
    regles: Sequence[RegleDelai],
    *,
    format: FormatParcours = FORMAT_USUEL,
    correspondance: Mapping[str, str] | None = None,
    valeurs: Vocabulaire | None = None,
) -> EnteteLu:
    """EnteteLu of a file (CSV or XLSX); raises FichierRefuse when it does not pass the gate. `correspondance` and
    `valeurs` (see `compute_fichier`) are what is known already; headers are looked for under a title."""
    travail = _describe("entetes", chemin, nom, regles, format, correspondance, valeurs)
    with _start(travail) as enfant:
        reponse = enfant.wait(None)
    if "entetes" not in reponse:
        raise FichierRefuse(*reponse["refus"])
    return EnteteLu(tuple(reponse["entetes"]), reponse["inconnues"])


def compute_fichier(
    chemin: str | Path,
    nom: str,
    regles: Sequence[RegleDelai],
    debut: date,
    fin: date,
    arrete_au: date,
    aujourdhui: date,
    *,
    format: FormatParcours = FORMAT_USUEL,
    correspondance: Mapping[str, str] | None = None,
    valeurs: Vocabulaire | None = None,
    suivi: SuiviDeLecture | None = None,
) -> ResultatFichier:
    """Compute the delays of `regles` on a file (CSV or XLSX) for starts from `debut` to `fin`, at `arrete_au`.

    `correspondance` serves where headers differ, `valeurs` where the values of closed lists do. `suivi` is called a
    few times a second; what it raises cancels the work. All faults are reported at once, and then no figure is given.
    """
    travail = _describe("calcul", chemin, nom, regles, format, correspondance, valeurs) | {
        "debut": debut.isoformat(),
        "fin": fin.isoformat(),
        "arrete_au": arrete_au.isoformat(),
        "aujourdhui": aujourdhui.isoformat(),
    }
    with _start(travail) as enfant, Path(chemin).open("rb") as fichier:
        empreinte = hashlib.file_digest(fichier, "sha256").hexdigest()
        reponse = enfant.wait(suivi)
    return _build_resultat(reponse, empreinte, regles)


def _build_resultat(reponse: dict[str, Any], empreinte: str, regles: Sequence[RegleDelai]) -> ResultatFichier:
    """ResultatFichier of what the child answered."""
    if "refus" in reponse:
        code, message, ligne = reponse["refus"]
        faute = ErreurLigne(ligne, None, code, message)
        return ResultatFichier(0, empreinte, None, {}, (faute,), 1, ())
    recu = reponse["resultat"]
    resultats: dict[str, ResultatDelai | int] | None = None
    details: dict[str, DetailDelai] = {}
    if not recu["nb_erreurs"]:
        resultats, details = compute_resultats(regles, build_comptes(recu["comptes"]))
    return ResultatFichier(
        lignes=recu["lignes"],
        empreinte=empreinte,
        resultats=resultats,
        details=details,
        erreurs=tuple(ErreurLigne(*erreur) for erreur in recu["erreurs"]),
        nb_erreurs=recu["nb_erreurs"],
        colonnes_ignorees=tuple(recu["ignorees"]),
        **recu["constats"],
    )


def _describe(
    action: str,
    chemin: str | Path,
    nom: str,
    regles: Sequence[RegleDelai],
    format_parcours: FormatParcours,
    correspondance: Mapping[str, str] | None,
    valeurs: Vocabulaire | None,
) -> dict[str, Any]:
    """A job as plain data; `enfant` builds rules and format back."""
    return {
        "action": action,
        "chemin": str(chemin),
        "nom": nom,
        "correspondance": {colonne: entete for colonne, entete in (correspondance or {}).items() if entete},
        "valeurs": valeurs or {},
        "regles": [
            vars(regle) | {"limite": vars(regle.limite), "sauf_organismes": sorted(regle.sauf_organismes)}
            for regle in regles
        ],
        "format": {
            "dates": [vars(d) for d in format_parcours.dates],
            "organismes": format_parcours.organismes,
        },
    }


@contextmanager
def _start(travail: dict[str, Any]) -> Iterator["_Enfant"]:
    """The child at work."""
    with start_enfant(ENFANT, entree=subprocess.PIPE, sortie=subprocess.PIPE) as processus:
        assert processus.stdin and processus.stdout  # both are pipes
        yield _Enfant(processus.stdin, processus.stdout, travail)


class _Enfant:
    """The child as its parent sees it: what it says, line by line."""

    def __init__(self, entree: IO[bytes], sortie: IO[bytes], travail: dict[str, Any]) -> None:
        self._sortie, self._recu = sortie, b""
        self._avancees: dict[int, tuple[int, float]] = {}  # of each process
        with suppress(BrokenPipeError), entree:
            entree.write(json.dumps(travail).encode())

    def wait(self, suivi: SuiviDeLecture | None) -> dict[str, Any]:
        """Its answer: {"entetes"}, {"resultat"} or {"refus": [code, sentence, line]}; the last when it dies as well."""
        limite = time.monotonic() + SECONDES_MAX
        with selectors.DefaultSelector() as selecteur:
            selecteur.register(self._sortie, selectors.EVENT_READ)
            while time.monotonic() < limite and len(self._recu) < MAX_REPONSE:
                if selecteur.select(ENTRE_DEUX_SUIVIS):
                    morceau = os.read(self._sortie.fileno(), 1 << 16)
                    if not morceau:
                        break
                    self._recu += morceau
                    try:
                        if reponse := self._read_lignes():
                            return reponse
                    except ValueError:  # not what our program writes
                        break
                if suivi:
                    avancees = self._avancees.values()
                    suivi(sum(lignes for lignes, _ in avancees), min(1.0, sum(part for _, part in avancees)))
        return {"refus": INTERROMPUE}

    def _read_lignes(self) -> dict[str, Any] | None:
        """Take in the whole lines received; the answer when it is there."""
        *lignes, self._recu = self._recu.split(b"\n")
        for ligne in lignes:
            message: dict[str, Any] = json.loads(ligne)
            if "qui" not in message:
                return message
            self._avancees[message["qui"]] = message["lignes"], message["part"]
        return None
