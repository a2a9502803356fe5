"""Where a convention starts from and what it aims at, as one of its exercices knows it."""

from datetime import date
from decimal import Decimal

from conventions.models import SujetMemoire
from conventions.queries.memoires import read_memoires
from indicateurs.models import Cible, SituationInitiale

CHAMPS_SITUATION = ("au", "numerateur", "denominateur")


def list_cibles(exercice, annees=None, code=None):
    """{(code, year): target} as `exercice` knows them: those in force while it is open; as it closed on them since. Of
    these years, or of this indicator, only; one query, and what a closed exercice remembers."""
    cibles = Cible.objects.filter(convention=exercice.convention_id)
    if annees is not None:
        cibles = cibles.filter(annee__in=annees)
    if code is not None:
        cibles = cibles.filter(code=code)
    connues = {(cible.code, cible.annee): cible.valeur for cible in cibles}
    for cle, valeur in read_memoires(exercice, SujetMemoire.CIBLE).items():
        su, _, annee = cle.rpartition(".")
        if code not in (None, su) or (annees is not None and int(annee) not in annees):
            continue
        connues[su, int(annee)] = None if valeur is None else Decimal(valeur)
    return {cle: valeur for cle, valeur in connues.items() if valeur is not None}


def list_cibles_dites(exercice):
    """{(code, year): Cible}, with what each was agreed by, as `exercice` knows them; not to be saved."""
    dites = {(un.code, un.annee): un for un in Cible.objects.filter(convention=exercice.convention_id)}
    connues = list_cibles(exercice)
    for code, annee in {*dites, *connues}:
        valeur, dite = connues.get((code, annee)), dites.get((code, annee))
        if dite is None or dite.valeur != valeur:
            # Moved since: what agrees it now is not what this exercice knew.
            dites[code, annee] = Cible(convention=exercice.convention, code=code, annee=annee, valeur=valeur)
    for dite in dites.values():
        dite.convention = exercice.convention
    return dites


def list_situations(exercice):
    """{code: SituationInitiale} of the convention as `exercice` knows them (see `list_cibles`)."""
    situations = {un.code: un for un in SituationInitiale.objects.filter(convention=exercice.convention_id)}
    for code, champs in read_memoires(exercice, SujetMemoire.SITUATION).items():
        situations.pop(code, None)
        if champs is not None:
            situations[code] = SituationInitiale(
                convention_id=exercice.convention_id,
                code=code,
                au=date.fromisoformat(champs["au"]),
                numerateur=Decimal(champs["numerateur"]),
                denominateur=None if champs["denominateur"] is None else Decimal(champs["denominateur"]),
            )
    return situations


def name_cible(code, annee):
    """A target as the journal and the memory of an exercice name it: « R2.2021 »."""
    return f"{code}.{annee}"


def tell_situation(champs):
    """A situation as the journal and the memory of an exercice keep it."""
    return champs and {champ: None if valeur is None else str(valeur) for champ, valeur in champs.items()}
