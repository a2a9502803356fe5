"""The parcours file of the demo: made, read and counted as one that an agent gives."""

from datetime import date, timedelta
from tempfile import NamedTemporaryFile

from indicateurs.operations.parcours import record_delais
from indicateurs.parcours.appel import compute_fichier


def record_parcours_demo(scene, exercice, annee, at):
    """The délais of the year, to be confirmed."""
    definition = exercice.referentiel.definition
    nom = f"parcours-{scene.convention.code}-{annee}.csv"
    periode = exercice.debut, exercice.fin, exercice.fin
    with NamedTemporaryFile("w", encoding="utf-8") as fichier:
        fichier.write(_make_parcours(scene, annee))
        fichier.flush()
        resultat = compute_fichier(fichier.name, nom, definition.regles_delai, *periode, at.date())
    return record_delais(
        by=scene.agent,
        at=at,
        exercice=exercice,
        nom_fichier=nom,
        arrete_au=exercice.fin,
        methode=scene.date_entree,
        resultat=resultat,
    )


def _make_parcours(scene, annee):
    """A CSV of the year's entries: four in five are oriented, some of them late."""
    lignes = [
        "identifiant;date_entree;date_notification;date_orientation;organisme;date_premier_rdv;date_cer"
    ]
    lent = scene.hasard.randint(24, 48) - 4 * (annee - 2019)
    for numero in range(round(300 * scene.taille)):
        entree = date(annee, 1, 1) + timedelta(days=scene.hasard.randrange(365))
        notification = entree + timedelta(days=scene.hasard.randrange(10))
        orientation = entree + timedelta(days=10 + int(scene.hasard.expovariate(1 / lent)))
        organisme = scene.hasard.choice(["cd_social", "cd_socio_pro", "pole_emploi", "autre"])
        if organisme == "autre":
            organisme = "hors_spe" if numero % 5 else "autre_spe"
        rdv = orientation + timedelta(days=3 + int(scene.hasard.expovariate(1 / 10)))
        cer = rdv + timedelta(days=int(scene.hasard.expovariate(1 / 14)))
        extrait = date(annee + 1, 1, 31)
        suite = [orientation, organisme, *("" if jour > extrait else jour for jour in (rdv, cer))]
        if organisme == "pole_emploi":
            suite[3] = ""
        if orientation > extrait or scene.hasard.random() < 0.1:
            suite = [""] * 4
        lignes.append(";".join(map(str, (f"P{annee}{numero:05}", entree, notification, *suite))))
    return "\n".join(lignes)
