"""The yardstick of `make bench`: the six figures of 2021 by polars, with the validations `calculer_delais` makes.

concurrent_polars.py FICHIER DEBUT FIN ARRETE_AU AUJOURDHUI: prints the figures as JSON, or how many lines are at fault.
Not a dependency: run by the interpreter named in BENCH_PYTHON.
"""

import hashlib
import json
import sys
from datetime import date
from pathlib import Path

import polars as pl

DATES = ("date_entree", "date_orientation", "date_premier_rdv", "date_cer")
ORGANISMES = ["cd_social", "cd_socio_pro", "pole_emploi", "autre"]
NIR = r"^[12]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[AB])\s?\d{3}\s?\d{3}(\s?\d{2})?$"
COURRIEL = r"[^@\s]+@[^@\s]+\.[a-z]{2,}"
REGLES = (
    ("R2", "date_entree", "date_orientation", {"days": 30}, (), "R1", None),
    ("R4", "date_orientation", "date_premier_rdv", {"days": 14}, (), None, "R3"),
    ("R6", "date_orientation", "date_cer", {"months": 1}, ("pole_emploi",), None, "R5"),
)


def read(fichier):
    """All columns as text: a date that is none must be seen, not become a null."""
    return pl.read_csv(
        fichier, separator=";", infer_schema=False, encoding="utf8", truncate_ragged_lines=False
    )


def parse(colonne):
    iso = pl.col(colonne).str.to_date("%Y-%m-%d", strict=False)
    return iso.fill_null(pl.col(colonne).str.to_date("%d/%m/%Y", strict=False)).alias(f"j_{colonne}")


def list_fautes(aujourdhui):
    """One boolean expression for each fault of a line."""
    entree, orientation, rdv, cer = (pl.col(f"j_{c}") for c in DATES)
    fautes = [pl.col(c).is_not_null() & pl.col(f"j_{c}").is_null() for c in DATES]
    fautes += [pl.col(f"j_{c}") > aujourdhui for c in DATES]
    fautes += [orientation < entree, rdv < orientation, cer < orientation]
    fautes += [pl.col("identifiant").is_null() | (pl.col("identifiant").str.strip_chars() == "")]
    fautes += [pl.col("organisme").is_not_null() & ~pl.col("organisme").is_in(ORGANISMES)]
    fautes += [orientation.is_not_null() & pl.col("organisme").is_null()]
    fautes += [~pl.col("soumis_droits_devoirs").is_in(["oui", "non"])]
    return [faute.fill_null(False) for faute in fautes]


def compute(lignes, regle, debut, fin, arrete):
    code, de, a, limite, sauf, total, evenements = regle
    depart, evenement = pl.col(f"j_{de}"), pl.col(f"j_{a}")
    en_mois = "months" in limite
    echeance = depart.dt.offset_by(f"{limite['months']}mo") if en_mois else depart + pl.duration(**limite)
    cohorte = lignes.filter(
        (pl.col("soumis_droits_devoirs") != "non")
        & depart.is_between(debut, min(fin, arrete))
        & ~pl.col("organisme").is_in(sauf).fill_null(False)
    )
    arrive = (evenement <= arrete).fill_null(False)
    dans = arrive & (evenement <= echeance)
    en_cours = ~arrive & (pl.lit(arrete) <= echeance)
    figures = cohorte.select(
        total=pl.len(),
        dans=dans.sum(),
        en_cours=en_cours.sum(),
        evenements=arrive.sum(),
        mediane=(evenement - depart).dt.total_days().filter(arrive).median(),
    ).row(0, named=True)
    resultats = {}
    if total:
        resultats[total] = {"effectif": figures["total"]}
    resultats[code] = {
        "dans_delai": figures["dans"],
        "hors_delai": figures["total"] - figures["dans"] - figures["en_cours"],
        "en_cours": figures["en_cours"],
        "mediane_jours": figures["mediane"],
    }
    if evenements:
        resultats[evenements] = {"effectif": figures["evenements"]}
    return resultats


def main():
    fichier = Path(sys.argv[1])
    debut, fin, arrete, aujourdhui = map(date.fromisoformat, sys.argv[2:6])
    with fichier.open("rb") as octets:
        empreinte = hashlib.file_digest(octets, "sha256").hexdigest()
    lues = read(fichier)
    debut_lu = lues.head(500)
    personnelles = sum(
        (debut_lu[c].str.contains(NIR) | debut_lu[c].str.contains(COURRIEL)).sum() or 0
        for c in debut_lu.columns
    )
    lignes = lues.with_columns(parse(c) for c in DATES)
    fautives = lignes.select(pl.any_horizontal(list_fautes(aujourdhui)).sum()).item()
    doublons = lues.height - lignes.select(pl.struct("identifiant", "j_date_entree").n_unique()).item()
    if personnelles or fautives or doublons:
        sys.exit(f"{personnelles} {fautives} {doublons}")
    resultats = {}
    for regle in REGLES:
        resultats |= compute(lignes, regle, debut, fin, arrete)
    sys.stdout.write(
        json.dumps({"lignes": lues.height, "empreinte": empreinte, "indicateurs": resultats}) + "\n"
    )


if __name__ == "__main__":
    main()
