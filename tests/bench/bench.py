"""`make bench`: times the long operations and prints one Markdown table, with the machine it ran on.

Each measure is a whole process (start of Python included), run several times; the median is kept, and the
peak memory is the sum of the peaks of that process and of its children. "Warm" measures repeat one call inside a
process. A measure may name a yardstick: the two commands then run in turn, and the ratio of each pair is taken.
BENCH_PYTHON names the interpreter of the yardsticks, which may import polars (not a dependency of the project).
To add one, add a line to `list_mesures`. A second table gives the worst files to the processes that read them.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pire_cas import build_table

RACINE = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(RACINE / "manage.py")]
LIGNES = 1_000_000
REFERENTIEL = ["--referentiel", "2021-03-19"]
ANNEE_2021 = ["--debut", "2021-01-01", "--fin", "2021-12-31", "--arrete-au", "2021-12-31"]
DATES_2021 = ["2021-01-01", "2021-12-31", "2021-12-31", date.today().isoformat()]
RAPPORT = ["produire_rapport", "--departement", "29", "--annee", "2020"]
AVENANT = ["produire_avenant", "--departement", "29", "--numero", "3"]


@dataclass(frozen=True)
class Mesure:
    """What to run and how often. `prepared` is true when it needs the demo database, `warm` when the command
    measures itself and prints its seconds. Limits are the ones promised in the issue; None where none was."""

    nom: str
    commande: list[str]
    fois: int = 3
    prepared: bool = True
    warm: bool = False
    secondes_max: float | None = None
    memoire_max: int | None = None
    etalon: list[str] | None = None
    rapport_max: float | None = None


@dataclass(frozen=True)
class Resultat:
    """One run: wall and CPU seconds, sum of the peak resident memories in MB, and what the process wrote."""

    secondes: float
    cpu: float
    memoire: float
    sortie: str
    erreur: str | None


def list_mesures(dossier):
    pdf = str(dossier / "document.pdf")
    bench = RACINE / "tests/bench"
    etalon = os.environ.get("BENCH_PYTHON", sys.executable)
    mesures = []
    for nombre, nom, fois in (
        (LIGNES, "ordre.csv", 5),
        (LIGNES, "melange.csv", 5),
        (2 * LIGNES, "double.csv", 3),
        (LIGNES // 10, "parcours.xlsx", 5),
    ):
        fichier = str(dossier / nom)
        generer = [sys.executable, str(bench / "generer_parcours.py"), str(nombre), fichier, "2021"]
        contre = [etalon, str(bench / "concurrent_polars.py"), fichier, *DATES_2021]
        rapport = 1.5
        if nom.endswith("xlsx"):
            contre, rapport = [sys.executable, str(bench / "lecture_nue.py"), fichier], 2
        mesures += [
            Mesure(f"generate {nom}, {nombre:,} lines", generer, fois=1, prepared=False),
            Mesure(
                f"calculer_delais {nom}, {nombre:,} lines",
                [*MANAGE, "calculer_delais", fichier, *REFERENTIEL, *ANNEE_2021, "--format", "json"],
                fois=fois,
                memoire_max=300,
                etalon=contre,
                rapport_max=rapport,
            ),
        ]
    for page, mot in (("telecharger", "download"), ("apercu", "preview")):
        mesures += [
            Mesure(
                f"workbook of 40 indicators, {mot}, {conventions} conventions",
                [sys.executable, str(bench / "classeur.py"), page, str(conventions)],
                fois=1,
                warm=True,
            )
            for conventions in (6, 60)
        ]
    return [
        *mesures,
        Mesure("rapport d'exécution, cold", [*MANAGE, *RAPPORT, "--sortie", pdf]),
        Mesure("avenant, cold", [*MANAGE, *AVENANT, "--sortie", pdf]),
        Mesure(
            "rapport d'exécution, warm",
            [sys.executable, __file__, "--warm", *RAPPORT, "--sortie", pdf],
            fois=1,
            warm=True,
        ),
        Mesure(
            "avenant, warm",
            [sys.executable, __file__, "--warm", *AVENANT, "--sortie", pdf],
            fois=1,
            warm=True,
        ),
    ]


def describe_machine():
    """CPU, cores, memory, Python and operating system, as one line each."""
    try:
        systeme = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        systeme = platform.platform()
    cpuinfo = read_field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()
    memoire = read_field("/proc/meminfo", "MemTotal")
    gigaoctets = f"{int(memoire.split()[0]) / 1024**2:.0f} GB" if memoire else "unknown"
    return [
        f"* CPU: {cpuinfo}, {len(os.sched_getaffinity(0))} cores",
        f"* memory: {gigaoctets}",
        f"* Python {platform.python_version()}, {systeme}, Linux {platform.release()}",
    ]


def read_field(fichier, nom):
    try:
        lignes = Path(fichier).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((ligne.split(":", 1)[1].strip() for ligne in lignes if ligne.startswith(nom)), None)


def run(commande, environnement):
    """Run one process to its end and measure it."""
    with tempfile.TemporaryFile() as sortie, tempfile.TemporaryFile() as erreurs:
        debut = time.perf_counter()
        processus = subprocess.Popen(
            commande, cwd=RACINE, env=environnement, stdin=subprocess.DEVNULL, stdout=sortie, stderr=erreurs
        )
        pics = {}
        while (fini := os.wait4(processus.pid, os.WNOHANG))[0] == 0:
            note_pics(processus.pid, pics)
            time.sleep(0.01)
        _, statut, usage = fini
        secondes = time.perf_counter() - debut
        processus.returncode = os.waitstatus_to_exitcode(statut)
        sortie.seek(0)
        erreurs.seek(0)
        texte = sortie.read().decode(errors="replace")
        derniere = (erreurs.read().decode(errors="replace").strip().splitlines() or ["no message"])[-1]
    return Resultat(
        secondes=secondes,
        cpu=usage.ru_utime + usage.ru_stime,
        memoire=max(usage.ru_maxrss, sum(pics.values())) / 1024,
        sortie=texte,
        erreur=f"exit status {processus.returncode}: {derniere}" if processus.returncode else None,
    )


def note_pics(pid, pics):
    """Keep the peak resident memory, in kB, of a process and of its children, as far as the system tells it."""
    pic = read_field(f"/proc/{pid}/status", "VmHWM")
    if pic:
        pics[pid] = int(pic.split()[0])
        enfants = Path(f"/proc/{pid}/task/{pid}/children")
        try:
            for enfant in enfants.read_text(encoding="ascii").split():
                note_pics(int(enfant), pics)
        except OSError:  # it has ended, or this system does not say
            return


def prepare_base(base, environnement):
    """A database as the demo has it. Returns the error that prevented it, or None."""
    base.touch()
    for commande in (
        ["migrate", "--verbosity", "0"],
        ["charger_territoires"],
        ["charger_referentiels"],
        ["donnees_demo", "--departements", "6", "--graine", "2021"],
    ):
        if erreur := run([*MANAGE, *commande], environnement).erreur:
            return f"{commande[0]}: {erreur}"
    return None


def measure(mesure, modele, base, environnement):
    """Run a measure as often as it asks, and its yardstick in turn, each time on an untouched copy of the database: a
    document is stored once, and a second run on the same database would only read it back."""
    resultats, etalons = [], []
    for _ in range(mesure.fois):
        for reste in base.parent.glob(base.name + "*"):
            reste.unlink()
        shutil.copyfile(modele, base)
        resultats.append(run(mesure.commande, environnement))
        if resultats[-1].erreur:
            break
        if mesure.etalon:
            etalons.append(run(mesure.etalon, environnement))
            if etalons[-1].erreur:
                mesure = replace(mesure, etalon=None)
    return resultats, etalons


def format_etalon(mesure, resultats, etalons):
    """The line of the yardstick, with the ratios of time and CPU, and whether the promised ratio is held."""
    if not etalons or etalons[-1].erreur:
        cause = etalons[-1].erreur if etalons else "no run"
        return f"| ↳ yardstick | | | | | NOT RUN: {cause.replace('|', '/')} (see BENCH_PYTHON) |", True
    paires = list(zip(resultats, etalons, strict=True))
    temps = statistics.median(r.secondes / e.secondes for r, e in paires)
    cpu = statistics.median(r.cpu / e.cpu for r, e in paires)
    secondes = statistics.median(e.secondes for e in etalons)
    tenu = temps <= mesure.rapport_max
    verdict = f"time × {temps:.2f}, CPU × {cpu:.2f}; at most × {mesure.rapport_max}: {'held' if tenu else 'EXCEEDED'}"
    return (
        f"| ↳ {Path(mesure.etalon[1]).name} | {len(etalons)} | {secondes:.2f} s "
        f"| {statistics.median(e.cpu for e in etalons):.2f} s | {max(e.memoire for e in etalons):.0f} MB | {verdict} |",
        tenu,
    )


def format_ligne(mesure, resultats):
    """One line of the table, and whether the measure ran within its limits."""
    if erreur := resultats[-1].erreur:
        return f"| {mesure.nom} | | | | | FAILED, {erreur.replace('|', '/')} |", False
    fois, cpu = mesure.fois, f"{statistics.median(r.cpu for r in resultats):.2f} s"
    secondes = statistics.median(r.secondes for r in resultats)
    if mesure.warm:
        durees = json.loads(resultats[0].sortie.splitlines()[-1])
        fois, secondes, cpu = len(durees), statistics.median(durees), ""
    memoire = max(r.memoire for r in resultats)
    limites, tenues = [], True
    for valeur, limite, unite in (
        (secondes, mesure.secondes_max, "s"),
        (memoire, mesure.memoire_max, "MB"),
    ):
        if limite is not None:
            limites.append(f"{limite} {unite}")
            tenues = tenues and valeur <= limite
    verdict = f"{', '.join(limites)}: {'held' if tenues else 'EXCEEDED'}" if limites else ""
    return f"| {mesure.nom} | {fois} | {secondes:.2f} s | {cpu} | {memoire:.0f} MB | {verdict} |", tenues


def measure_warm(commande):
    """In this process: run the command once, and time the drawing of the document it made, content in, pages out.

    The first, cold, drawing is the command's. Prints the list of seconds, as JSON.
    """
    sys.path.insert(0, str(RACINE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # here: the parent process measures others and stays light
    from django.core.management import call_command

    django.setup()
    from reporting.dessinateur import render_fige
    from reporting.models import Document

    call_command(*commande)
    document = Document.objects.latest("pk")
    render_fige(document.nature, document.contenu)
    durees = []
    for _ in range(5):
        debut = time.perf_counter()
        render_fige(document.nature, document.contenu)
        durees.append(time.perf_counter() - debut)
    sys.stdout.write(json.dumps(durees) + "\n")


def main():
    with tempfile.TemporaryDirectory(prefix="calpae-bench-") as nom:
        dossier = Path(nom)
        modele, base = dossier / "modele.sqlite3", dossier / "base.sqlite3"
        environnement = {
            "SECRET_KEY": "bench-0123456789-0123456789-0123456789-0123456789",
            "DEBUG": "false",
            "HTTPS": "false",
            **os.environ,
        }
        manque = prepare_base(modele, environnement | {"DATABASE_URL": f"sqlite:///{modele}"})
        environnement["DATABASE_URL"] = f"sqlite:///{base}"
        entete = [
            "",
            *describe_machine(),
            "",
            "| measure | runs | time (median) | CPU | peak memory | limit |",
        ]
        sys.stdout.write("\n".join([*entete, "| --- | --- | --- | --- | --- | --- |", ""]))
        reussi = not manque
        for mesure in list_mesures(dossier):
            if mesure.prepared and manque:
                sys.stdout.write(f"| {mesure.nom} | | | | | NOT RUN, {manque} |\n")
                continue
            resultats, etalons = measure(mesure, modele, base, environnement)
            lignes = [format_ligne(mesure, resultats)]
            if mesure.etalon:
                lignes.append(format_etalon(mesure, resultats, etalons))
            for ligne, tenu in lignes:
                sys.stdout.write(ligne + "\n")
                reussi = reussi and tenu
            sys.stdout.flush()
    lignes, tenu = build_table()
    sys.stdout.write("\n".join(["", *lignes, ""]))
    return 0 if reussi and tenu else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--warm"]:
        measure_warm(sys.argv[2:])
    else:
        sys.exit(main())
