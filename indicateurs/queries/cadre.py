"""Where a convention starts from and what it aims at, as one of its exercices knows it."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from conventions.models import Exercice, Memoire, SujetMemoire
from conventions.queries.memoires import read_memoires
from indicateurs.models import Cible, EtatValeur, SituationInitiale
from referentiels.comparabilite import is_poursuivi

CHAMPS_SITUATION = ("au", "etat", "numerateur", "denominateur", "moyenne_jours")

CleDeCible = tuple[str, int]  # code, year
ChampsDeSituation = Mapping[str, date | Decimal | str | None]  # by name of CHAMPS_SITUATION


def list_cibles(
    exercice: Exercice, annees: Collection[int] | None = None, code: str | None = None
) -> dict[CleDeCible, Decimal]:
    """The targets as `exercice` knows them: those in force while it is open; as it closed on them since. Of
    these years, or of this indicator, only; one query, and what a closed exercice remembers."""
    cibles = Cible.objects.filter(convention=exercice.convention_id)
    if annees is not None:
        cibles = cibles.filter(annee__in=annees)
    if code is not None:
        cibles = cibles.filter(code=code)
    connues: dict[CleDeCible, Decimal | None] = {(un.code, un.annee): un.valeur for un in cibles}
    for cle, valeur in read_memoires(exercice, SujetMemoire.CIBLE).items():
        su, _, annee = cle.rpartition(".")
        if code not in (None, su) or (annees is not None and int(annee) not in annees):
            continue
        connues[su, int(annee)] = None if valeur is None else Decimal(valeur)
    return {cle: valeur for cle, valeur in connues.items() if valeur is not None}


def list_cibles_de_l_annee(
    exercices: Collection[Exercice], codes: Collection[str]
) -> dict[int, dict[str, Decimal]]:
    """The targets of these indicators, each of the year of its exercice and as it knows them, by its pk, then by code;
    two queries."""
    annees = {un.annee for un in exercices}
    # Thousands of them on a dashboard: read as tuples, and only those there are.
    en_vigueur: dict[tuple[int, int], dict[str, Decimal]] = {}
    for convention, annee, code, valeur in (
        Cible.objects.filter(
            convention__in={un.convention_id for un in exercices}, annee__in=annees, code__in=codes
        )
        .order_by()
        .values_list("convention", "annee", "code", "valeur")
    ):
        en_vigueur.setdefault((convention, annee), {})[code] = valeur
    connues = {un.pk: dict(en_vigueur.get((un.convention_id, un.annee), {})) for un in exercices}
    clos = {un.pk: un.annee for un in exercices if not un.is_modifiable}
    noms = {(annee, name_cible(code, annee)): code for annee in annees for code in codes}
    retenues = Memoire.objects.filter(exercice__in=clos, sujet=SujetMemoire.CIBLE)
    for exercice, cle, dite in retenues.values_list("exercice", "cle", "valeur"):
        su = noms.get((clos[exercice], cle))
        if su is None:  # of another year, or of another indicator
            continue
        connues[exercice].pop(su, None)
        if dite is not None:  # None: it had none
            connues[exercice][su] = Decimal(dite)
    return connues


def list_cibles_dites(exercice: Exercice) -> dict[CleDeCible, Cible]:
    """The targets with what each was agreed by, as `exercice` knows them; not to be saved."""
    stockees = {(un.code, un.annee): un for un in Cible.objects.filter(convention=exercice.convention_id)}
    dites = {}
    for (code, annee), valeur in list_cibles(exercice).items():
        dite = stockees.get((code, annee))
        if dite is None or dite.valeur != valeur:
            # Moved since: what agrees it now is not what this exercice knew.
            dite = Cible(code=code, annee=annee, valeur=valeur)
        dite.convention = exercice.convention
        dites[code, annee] = dite
    return dites


def list_annees_cibles(exercice: Exercice) -> list[int]:
    """Years an exercice has targets for, in order: those of its convention, and those its référentiel aims at."""
    convention, visees = exercice.convention, exercice.referentiel.definition.annees_cibles
    return sorted({*range(convention.debut.year, convention.terme.year + 1), *visees})


def list_annees_convenues(exercice: Exercice) -> list[int]:
    """Of these, those an avenant of the exercice agrees: its own, the next, and the last one aimed at."""
    annees = list_annees_cibles(exercice)
    return [a for a in annees if a in (exercice.annee, exercice.annee + 1, annees[-1])]


def list_situations(exercice: Exercice) -> dict[str, SituationInitiale]:
    """Where the convention starts from, by code, as `exercice` knows them (see `list_cibles`)."""
    situations = {un.code: un for un in SituationInitiale.objects.filter(convention=exercice.convention_id)}
    for code, champs in read_memoires(exercice, SujetMemoire.SITUATION).items():
        situations.pop(code, None)
        if champs is not None:
            situations[code] = SituationInitiale(
                convention_id=exercice.convention_id,
                code=code,
                au=date.fromisoformat(champs["au"]),
                # A memory may be older than the état and the mean.
                etat=champs.get("etat", EtatValeur.RENSEIGNE),
                **{
                    nom: None if champs.get(nom) is None else Decimal(champs[nom])
                    for nom in ("numerateur", "denominateur", "moyenne_jours")
                },
            )
    return situations


def list_situations_a_reprendre(exercice: Exercice) -> dict[str, SituationInitiale]:
    """Where the convention before started from, for the indicators that this one goes on with, by code; no query where
    there is none before, two otherwise."""
    avant = exercice.convention.precedente_id
    siens = Exercice.objects.filter(convention=avant).select_related("referentiel").order_by("annee")
    dernier = siens.last() if avant else None
    if dernier is None:
        return {}
    definitions = exercice.referentiel.definition, dernier.referentiel.definition
    situations = SituationInitiale.objects.filter(convention=avant)
    return {un.code: un for un in situations if is_poursuivi(un.code, *definitions)}


def name_cible(code: str, annee: int) -> str:
    """A target as the journal and the memory of an exercice name it: « R2.2021 »."""
    return f"{code}.{annee}"


def tell_situation(champs: ChampsDeSituation | None) -> dict[str, str | None] | None:
    """A situation as the journal and the memory of an exercice keep it."""
    return (
        None
        if champs is None
        else {champ: None if valeur is None else str(valeur) for champ, valeur in champs.items()}
    )
