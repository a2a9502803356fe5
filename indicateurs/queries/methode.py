"""Reads on how a département counted."""

from django.urls import reverse

from indicateurs.models import DeclarationMethode, SourceValeur
from indicateurs.queries.lignes import get_definition


def get_declaration(exercice):
    """The declaration of an exercice, or None."""
    return DeclarationMethode.objects.filter(exercice=exercice).select_related("par", "exercice").first()


def get_declaration_precedente(exercice):
    """The latest declaration of an earlier exercice of the convention, or None: what this year starts from."""
    return (
        DeclarationMethode.objects.filter(
            exercice__convention=exercice.convention_id, exercice__annee__lt=exercice.annee
        )
        .select_related("exercice")
        .order_by("-exercice__annee")
        .first()
    )


def list_manques_methode(exercice):
    """What the method still lacks before transmission, as (sentence, address): nothing without a délai counted.

    The délais need a declaration, and the date d'entrée of the parcours file must be the one declared.
    """
    codes = get_definition(exercice.referentiel).codes_calcules
    comptees = [
        valeur
        for valeur in exercice.valeurs.filter(code__in=codes).select_related("import_parcours")
        if valeur.is_chiffree
    ]
    if not comptees:
        return []
    adresse = reverse("indicateurs:methode", args=[exercice.convention.code, exercice.annee])
    declaration = get_declaration(exercice)
    if declaration is None:
        return [("Déclaration de méthode : comment les délais ont été comptés.", f"{adresse}#id_date_entree")]
    for valeur in comptees:
        imp = valeur.import_parcours
        if valeur.source == SourceValeur.PARCOURS and imp.methode != declaration.date_entree:
            return [
                (
                    f"Déclaration de méthode : elle retient « {declaration.get_date_entree_display()} », "
                    f"le fichier de parcours « {imp.get_methode_display()} ».",
                    f"{adresse}#id_date_entree",
                )
            ]
    return []
