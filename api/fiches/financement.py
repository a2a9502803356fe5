"""The money of an exercice."""

from collections.abc import Sequence

from ninja import Field, Schema

from api.champs import Euros, write_euros, write_fraction
from conventions.calculations import Montants
from conventions.models import Exercice
from financement.queries.montants import AxeFinancier, Colonne, LigneFinanciere, TableauFinancier


class MontantsLus(Schema):
    """Planned and executed amounts, of a line or of a total."""

    prevu: Euros
    execute: Euros
    prevu_partiel: bool = Field(description="Un total auquel manque le montant prévu d’une ligne.")
    execute_partiel: bool = Field(description="Un total auquel manque le montant exécuté d’une ligne.")
    taux_exact: str | None = Field(description="Exécuté sur prévu, en fraction réduite.")


class ApportLu(Schema):
    """What one source brings."""

    source: str = Field(description="etat, departement_nouveau, valorisation, autres ou report.")
    financeur: str = Field(description="Nom du cofinanceur\u00a0; vide pour une source qui n’en a pas.")
    libelle: str
    montants: MontantsLus


class ActionFinancee(Schema):
    numero: str
    axe: str
    apports: list[ApportLu] = Field(description="Les sources dont un montant est rempli.")
    total: MontantsLus


class AxeFinance(Schema):
    code: str
    libelle: str
    total: MontantsLus


class FinancementLu(Schema):
    """The money of an exercice: by action, by axe, by source, in all."""

    convention: str
    annee: int
    montant_notifie: Euros
    actions: list[ActionFinancee]
    axes: list[AxeFinance]
    sources: list[ApportLu]
    total: MontantsLus


def make_montants(lus: Montants) -> MontantsLus:
    """Of a `conventions.calculations.Montants`."""
    return MontantsLus(
        prevu=write_euros(lus.prevu),
        execute=write_euros(lus.execute),
        prevu_partiel=lus.prevu_partiel,
        execute_partiel=lus.execute_partiel,
        taux_exact=write_fraction(lus.taux),
    )


def _make_apport(colonne: Colonne, montants: Montants) -> ApportLu:
    return ApportLu(
        source=colonne.source,
        financeur=colonne.financeur,
        libelle=colonne.libelle,
        montants=make_montants(montants),
    )


def _make_action(axe: AxeFinancier, ligne: LigneFinanciere, colonnes: Sequence[Colonne]) -> ActionFinancee:
    remplis = [
        (colonne, montants)
        for colonne, montants in zip(colonnes, ligne.montants, strict=True)
        if montants.prevu is not None or montants.execute is not None
    ]
    return ActionFinancee(
        numero=ligne.action.numero,
        axe=axe.axe.code,
        apports=[_make_apport(*rempli) for rempli in remplis],
        total=make_montants(ligne.total),
    )


def make_financement(exercice: Exercice, tableau: TableauFinancier) -> FinancementLu:
    """Of a `financement.queries.montants.TableauFinancier`."""
    return FinancementLu(
        convention=exercice.convention.code,
        annee=exercice.annee,
        montant_notifie=write_euros(exercice.montant_notifie),
        actions=[_make_action(axe, un, tableau.colonnes) for axe in tableau.axes for un in axe.lignes],
        axes=[
            AxeFinance(code=un.axe.code, libelle=un.axe.libelle, total=make_montants(un.total))
            for un in tableau.axes
        ],
        sources=[_make_apport(*source) for source in tableau.sources],
        total=make_montants(tableau.total),
    )
