"""The child processes that read a file a request waits for: what they are held to, and what it takes to kill one."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO

import pytest
from openpyxl import Workbook

from fichiers.appel import ILLISIBLE, PYTHON, RACINE, ask
from fichiers.porte import FichierRefuse
from indicateurs.parcours.appel import read_entete
from indicateurs.parcours.enfant import limit_calcul
from tests.bench.pire_cas import ARCHIVE, CAS, FEUILLE, TAILLES
from tests.fichiers.classeurs import make_zip

ENFANTS = {"fichiers.classeur.ouverture": "lire", "fichiers.examen": "examiner"}
LIMITES = {
    resource.RLIMIT_AS: 300_000_000,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 30_000_000,
    resource.RLIMIT_CORE: 0,
}


@pytest.mark.parametrize("module", ENFANTS)
def test_a_child_holds_itself_to_its_limits_before_it_reads_anything(module):
    enfant = subprocess.Popen([*PYTHON, module], cwd=RACINE, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        fin = time.monotonic() + 20
        lues = {}
        while lues != LIMITES and time.monotonic() < fin:
            time.sleep(0.05)
            lues = {limite: resource.prlimit(enfant.pid, limite)[1] for limite in LIMITES}
        assert lues == LIMITES
    finally:
        enfant.kill()
        enfant.communicate()


@pytest.mark.parametrize(
    ("ruse", "signal_ou_code"),
    [
        pytest.param("bytearray(400_000_000)", (1,), id="memory"),
        pytest.param("while True: pass", (-9, -24), id="processor"),
        pytest.param("sys.stdout.buffer.write(bytes(40_000_000)); sys.stdout.flush()", (1, -25), id="output"),
    ],
)
def test_what_goes_over_a_limit_dies(ruse, signal_ou_code):
    """The limits as the child sets them, shorter in time: ten seconds of a processor are long."""
    programme = (
        "import sys; from fichiers import enfant; enfant.SECONDES = 1\n"
        f"def ruse(octets):\n    {ruse.replace('; ', chr(10) + '    ')}\n"
        "enfant.obey({'lire': ruse})"
    )
    with tempfile.TemporaryFile() as sortie:
        fini = subprocess.run(
            [*PYTHON[:1], "-c", programme], cwd=RACINE, input=b'{"geste": "lire"}\n', stdout=sortie,
            stderr=subprocess.DEVNULL, timeout=30, check=False,
        )  # fmt: skip
        assert fini.returncode in signal_ou_code
        assert os.fstat(sortie.fileno()).st_size <= 30_000_000


@pytest.mark.parametrize(
    "lire",
    [
        pytest.param(
            lambda fichier: ask("fichiers.examen", {"geste": "examiner"}, b"x"), id="a file of evidence"
        ),
        pytest.param(lambda fichier: read_entete(fichier, "f.csv", ()), id="a parcours file"),
    ],
)
def test_a_child_that_reads_knows_no_secret(lire, monkeypatch, tmp_path):
    """Whoever starts it: what it knows of us is in the sentence of its refusal."""
    monkeypatch.setenv("SECRET_KEY", "se-cr-et")
    dit = "import json, os, sys; sys.stdin.read(); print(json.dumps({'refus': ['x', ' '.join(os.environ), None]}))"
    monkeypatch.setattr("fichiers.appel.PYTHON", [sys.executable, "-c", dit])
    (tmp_path / "f.csv").write_text("a")
    with pytest.raises(FichierRefuse) as refus:
        lire(tmp_path / "f.csv")
    assert set(refus.value.message.split()) <= {"LC_CTYPE"}


def make_bombe():
    """A workbook that passes every count, and whose one text would fill the memory: 30 MB of spaces of four bytes
    each once read, several times over."""
    debut, fin = ARCHIVE[FEUILLE]
    texte = b"<row><c t='inlineStr'><is><t>" + "\U0001f4a3".encode() * 14_000_000 + b"</t></is></c></row>"
    entrees = {nom: debut + fin for nom, (debut, fin) in ARCHIVE.items()} | {FEUILLE: debut + texte + fin}
    return make_zip(entrees)


def test_the_workbook_the_bombs_are_made_of_is_read():
    octets = make_zip({nom: debut + fin for nom, (debut, fin) in ARCHIVE.items()})
    assert ask("fichiers.classeur.ouverture", {"geste": "lire"}, octets)["feuilles"][0]["titre"] == "a"


def test_a_bomb_ends_its_reader_and_that_is_a_sentence():
    with pytest.raises(FichierRefuse) as refus:
        ask("fichiers.classeur.ouverture", {"geste": "lire"}, make_bombe())
    assert refus.value.message == ILLISIBLE
    assert "10 secondes" in ILLISIBLE
    assert "300 Mo" in ILLISIBLE


@pytest.fixture(scope="module")
def mesures():
    """{case: [its measure at 10 kB, at 100 kB]}: 1 MB is `make bench`'s. Measured from a process of their own: what a
    process forked from this one counts as its peak memory begins with this one's."""
    commande = [sys.executable, RACINE / "tests/bench/pire_cas.py", *map(str, TAILLES[:2])]
    return json.loads(subprocess.run(commande, stdout=subprocess.PIPE, timeout=600, check=True).stdout)


@pytest.mark.parametrize("nom", CAS)
def test_the_worst_file_is_read_or_refused_within_the_limits_and_in_proportion(nom, mesures):
    petit, grand = mesures[nom]
    assert grand["memoire"] < 300
    assert grand["cpu"] <= 10.5
    # Ten times the file: a square would take a hundred times as long. Half a second is the start of a process here.
    assert grand["cpu"] < 0.5 + 20 * petit["cpu"]


@pytest.mark.parametrize("module", ENFANTS)
def test_nothing_no_table_can_store_comes_out_of_a_child(module):
    """Controls and what takes no place, in titles, headers and cells: XML holds no others."""
    wb = Workbook()
    wb.active.append(["Code\u200b", "\x85", "a\ue000\u2028b", "é\ufeff"])
    sortie = BytesIO()
    wb.save(sortie)
    reponse = ask(module, {"geste": ENFANTS[module]}, sortie.getvalue())
    dite = json.dumps(reponse, ensure_ascii=False)
    dite.encode()
    assert not set(dite) & set("\u200b\x85\u2028\ufeff\x00")
    if module == "fichiers.classeur.ouverture":
        assert {c["v"] for c in reponse["feuilles"][0]["lignes"]["1"].values()} == {"Code", "a\ue000\nb", "é"}


@pytest.mark.parametrize("nature", ["csv", "xlsx"])
def test_a_parcours_file_a_request_waits_for_is_held_to_the_same(nature, monkeypatch):
    posees = {}
    monkeypatch.setattr(resource, "setrlimit", lambda limite, valeurs: posees.update({limite: valeurs}))
    limit_calcul(nature, is_attendu=True)
    for limite in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        assert posees[limite] == (LIMITES[limite], LIMITES[limite])
