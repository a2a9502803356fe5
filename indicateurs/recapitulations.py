"""What publishing a référentiel does, and what each removal does, in words, before it is done."""

from conventions.recapitulations import make_retour
from nombres.formats import date_fr, nombre
from saisie.recapitulation import JOURNAL, make_retrait


def recapitulate_derogation(derogation, exercice):
    """Before a rule that was set aside counts again."""
    return make_retrait(
        titre=f"Rétablir la règle {derogation.regle}",
        faits=(
            ("Indicateur", derogation.code),
            ("Règle levée", derogation.regle),
            ("Motif", derogation.motif),
            ("Levée jusqu’au", date_fr(derogation.jusqu_au)),
            ("Par", str(derogation.par)),
        ),
        disparait=(
            "La dérogation et son motif\u00a0: la règle bloque de nouveau la transmission de l’exercice.",
            "La lever encore demande un nouveau motif.",
        ),
        reste=("Les chiffres saisis ne changent pas.", JOURNAL),
        retour=make_retour(exercice, "indicateurs:derogations", "les règles levées"),
    )


def recapitulate_abandon(imp, refus):
    """Before a parcours file is given up."""
    return make_retrait(
        titre="Abandonner l’import",
        faits=(("Fichier", imp.nom_fichier), ("État", imp.get_etat_display())),
        disparait=(
            "Le fichier déposé et les délais qui en sont calculés\u00a0: il se dépose de nouveau si besoin.",
        ),
        reste=("Les chiffres enregistrés ne changent pas.", JOURNAL),
        retour=make_retour(imp.exercice, "indicateurs:import_parcours", "l’import", imp.pk),
        refus=refus,
    )


def recapitulate_effacement(imp, refus):
    """Before the statement of the lines that were refused is erased."""
    return make_retrait(
        titre="Effacer le relevé des lignes refusées",
        faits=(("Fichier", imp.nom_fichier), ("Erreurs relevées", nombre(imp.nb_erreurs))),
        disparait=(
            "Le relevé\u00a0: il ne se télécharge plus, et le fichier est à déposer de nouveau pour l’obtenir.",
        ),
        reste=("Les chiffres enregistrés ne changent pas.", JOURNAL),
        retour=make_retour(imp.exercice, "indicateurs:import_parcours", "l’import", imp.pk),
        refus=refus,
    )
