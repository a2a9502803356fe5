"""Reads on the envelopes of a notified amount: with their exercice, in its own query."""

from decimal import Decimal

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from comptes.queries import join_colonnes
from conventions.models import Exercice, MontantEnveloppe
from conventions.models.enveloppes import Liste
from referentiels.models import Referentiel

CENTIME = Decimal("0.01")


def read_enveloppes(exercices: QuerySet[Exercice]) -> QuerySet[Exercice]:
    """`exercices`, each with what `get_enveloppes` answers then without a query."""
    dit = join_colonnes("=", "enveloppe", Cast("montant", CharField()))
    siennes = MontantEnveloppe.objects.filter(exercice=OuterRef("pk")).order_by().values("exercice")
    return exercices.annotate(repartition=Subquery(siennes.annotate(dits=Liste(dit)).values("dits")))


def get_enveloppes(exercice: Exercice) -> dict[str, Decimal]:
    """{code: amount in euros} of what was notified, {} when it is not split; no query of one that was read with it."""
    if "repartition" not in exercice.__dict__:
        return dict(exercice.enveloppes.values_list("enveloppe", "montant"))
    dites: str = exercice.__dict__["repartition"] or ""
    paires = (dite.split("=") for dite in dites.split(";") if dite)
    # SQLite writes 10.5 for ten euros fifty.
    return {code: Decimal(montant).quantize(CENTIME) for code, montant in paires}


def has_plafond(dispositif: str) -> bool:
    """Has the instrument a yearly cap, by one of its published référentiels?"""
    publies = Referentiel.objects.published().filter(dispositif=dispositif)
    return any(un.definition.plafond_annuel_constant for un in publies)
