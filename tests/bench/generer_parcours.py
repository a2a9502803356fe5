"""Write a valid parcours file of N lines, the same for the same seed: generer_parcours.py N FICHIER [GRAINE].

A name in .xlsx makes a workbook with real dates; with « melange » in it, the lines are shuffled.
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

import openpyxl

ENTETE = (
    "identifiant;date_entree;date_notification;date_orientation;organisme;"
    "date_premier_rdv;date_cer;soumis_droits_devoirs"
)
ORGANISMES = ("cd_social", "cd_socio_pro", "pole_emploi", "autre")
DEBUT, EXTRAIT = date(2020, 11, 1), date(2022, 2, 1)


def generate_lignes(nombre, graine):
    """One line per entry, over fourteen months; what would come after the extraction is not there yet."""
    hasard = Random(graine)
    jours = [(DEBUT + timedelta(days=n)).isoformat() for n in range(900)]
    dernier = (EXTRAIT - DEBUT).days
    for numero in range(nombre):
        entree = hasard.randrange(426)
        orientation = entree + 5 + int(hasard.expovariate(0.04))
        rdv = orientation + int(hasard.expovariate(0.08))
        cer = rdv + int(hasard.expovariate(0.07))
        organisme = hasard.choice(ORGANISMES)
        if orientation > dernier:
            suite = ";;;"
        else:
            dates = [jours[orientation], organisme]
            dates.append(jours[rdv] if rdv <= dernier else "")
            dates.append(jours[cer] if cer <= dernier and organisme != "pole_emploi" else "")
            suite = ";".join(dates)
        soumis = "oui" if hasard.random() < 0.85 else "non"
        yield f"P{numero:08};{jours[entree]};{jours[entree + hasard.randrange(10)]};{suite};{soumis}\n"


def main():
    nombre, sortie = int(sys.argv[1]), Path(sys.argv[2])
    graine = int(sys.argv[3]) if len(sys.argv) > 3 else 2021
    lignes = generate_lignes(nombre, graine)
    if "melange" in sortie.name:
        lignes = list(lignes)
        Random(graine).shuffle(lignes)
    if sortie.suffix == ".xlsx":
        write_classeur(sortie, lignes)
        return
    with sortie.open("w", encoding="utf-8") as fichier:
        fichier.write(ENTETE + "\n")
        fichier.writelines(lignes)


def write_classeur(sortie, lignes):
    classeur = openpyxl.Workbook(write_only=True)
    feuille = classeur.create_sheet()
    feuille.append(ENTETE.split(";"))
    for ligne in lignes:
        cellules = ligne.rstrip("\n").split(";")
        feuille.append([date.fromisoformat(c) if c[:2] == "20" else c or None for c in cellules])
    classeur.save(sortie)


if __name__ == "__main__":
    main()
