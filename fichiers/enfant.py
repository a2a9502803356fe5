"""The child process that reads a file a request waits for: limits first, one order, one answer.

Without Django, without secrets. It reads one line of JSON (the order) then the bytes of the file on its standard input,
and answers JSON, or the bytes of a file. A file that kills this process kills nothing else.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

from fichiers.porte import FichierRefuse
from saisie.caracteres import clean_texte

MEMOIRE, SECONDES, SORTIE = 300_000_000, 10, 30_000_000


def limit_ressources(*, memoire: int, secondes: int, disque: int) -> None:
    """Nothing this process does can take the machine's memory, its time or its disk (bytes, seconds, bytes)."""
    for limite, valeur in (
        (resource.RLIMIT_AS, memoire),
        (resource.RLIMIT_CPU, secondes),
        (resource.RLIMIT_FSIZE, disque),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limite, (valeur, valeur))


def obey(gestes: Mapping[str, Callable[..., Any]]) -> None:
    """Do one of `gestes`, which take the bytes and the order and give plain values or bytes; a refusal is an answer
    like another, {"refus": [code, sentence]}. Whatever else happens ends the process."""
    limit_ressources(memoire=MEMOIRE, secondes=SECONDES, disque=SORTIE)
    ordre = json.loads(sys.stdin.buffer.readline())
    octets = sys.stdin.buffer.read()
    try:
        reponse = gestes[ordre.pop("geste")](octets, **ordre)
    except FichierRefuse as refus:
        reponse = {"refus": [refus.code, refus.message]}
    if not isinstance(reponse, bytes):
        reponse = json.dumps(clean(reponse)).encode()
    sys.stdout.buffer.write(reponse)


def clean(valeur: Any) -> Any:
    """The same plain values, their texts without what no page shows and no table stores."""
    if isinstance(valeur, str):
        return valeur if valeur.isascii() and valeur.isprintable() else clean_texte(valeur)
    if isinstance(valeur, dict):
        return {clean(cle): clean(v) for cle, v in valeur.items()}
    return [clean(v) for v in valeur] if isinstance(valeur, list | tuple) else valeur
