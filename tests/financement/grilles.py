"""The grid of money as a browser has it: its address, its fields, rows in any number."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

from django.urls import reverse

from conventions.models import Action, Financement
from financement.forms.grille import Grille
from financement.queries.montants import get_montants

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def get_url(exercice, nom="financement", colonne="prevu"):
    return reverse(f"conventions:{nom}", args=[exercice.convention.code, exercice.annee, colonne])


def make_post(exercice, colonne="prevu", **textes):
    """What the page sends: every field with its stored text, and `textes` {numero__cle: text} typed over."""
    champs = {}
    for form in Grille(exercice, colonne, get_montants(exercice)).forms.values():
        champs[form.nom_vu] = form.make_vu()
        champs |= {form.add_prefix(nom): str(form[nom].value() or "") for nom in form.fields}
    return champs | type_in(exercice, textes)


def type_in(exercice, textes):
    pks = dict(exercice.actions.values_list("numero", "pk"))
    return {f"{pks[nom.split('__')[0]]}-{nom.split('__')[1]}": texte for nom, texte in textes.items()}


def read_champs(page):
    """What a browser would send of the page it was answered."""
    champs = re.findall(r'<input type="(?:text|hidden)" name="(\d+-[^"]+)"(?: value="([^"]*)")?', page)
    return {nom: unescape(texte) for nom, texte in champs}


def get_prevu(action, source="etat"):
    return Financement.objects.get(action=action, source=source).prevu


def add_actions(exercice, nombre):
    """`nombre` actions in all, each with an amount in every column."""
    for rang in range(nombre - exercice.actions.count()):
        action = Action.objects.create(
            exercice=exercice, numero=f"S4-{rang + 10}", titre="Une de plus", axe="S4"
        )
        Financement.objects.bulk_create(
            Financement(action=action, source=source, prevu=Decimal(100 + rang))
            for source in ("etat", "departement_nouveau", "valorisation", "report")
        )
    for action in exercice.actions.all()[nombre:]:
        action.delete()
