"""The money of a year: one row per exercice, then per région where one sees several, then the whole."""

from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter

from fichiers.tables.colonnes import EUROS, POURCENT, Case, ColonneExport, TypeColonne
from financement.enveloppes import SousTotal, SousTotaux
from pilotage.queries.financement import Consolidation, EnsembleFinancier, LigneConsolidee

TEXTE, ENTIER, DECIMAL = TypeColonne.TEXTE, TypeColonne.ENTIER, TypeColonne.DECIMAL
# Code, heading, type, width, what it is.
_COLONNES = (
    ("niveau", "Niveau", TEXTE, 13, "Département, région ou ensemble\u00a0: ne les additionnez pas entre eux."),
    ("region", "Région", TEXTE, 28, "Nom de la région, ou de l’ensemble."),
    ("convention", "Convention", TEXTE, 11, "Code de la convention."),
    ("departement", "Département", TEXTE, 26, "Nom du département."),
    ("annee", "Exercice", ENTIER, 9, "Année de l’exercice."),
    ("etat_exercice", "État de l’exercice", TEXTE, 18, "Où en est l’exercice le jour où le fichier est fait."),
    ("notifie", "Notifié par l’État", DECIMAL, 18, "Montant que l’État a notifié pour l’année."),
    ("prevu", "Prévu, toutes sources", DECIMAL, 20, "Prévu par les actions, toutes sources."),
    ("execute", "Exécuté, toutes sources", DECIMAL, 22, "Exécuté par les actions, toutes sources."),
    ("taux", "Taux d’exécution", DECIMAL, 16, "Exécuté divisé par prévu, de ceux qui disent les deux."),
    ("notifie_de", "Montants notifiés de", TEXTE, 24, "De combien de conventions parle la somme notifiée."),
    ("prevu_de", "Montants prévus de", TEXTE, 24, "De combien de conventions parle la somme prévue."),
    ("execute_de", "Montants exécutés de", TEXTE, 36, "De combien elle parle, ou «\u00a0incomplet\u00a0»."),
    ("taux_de", "Taux de", TEXTE, 24, "De combien de conventions parle le taux."),
    (
        "rapport_commun", "Rapport commun", TEXTE, 28,
        "La collectivité au rapport de laquelle cette convention est commune.",
    ),
    (
        "depense_commune", "Dépense d’un rapport commun", DECIMAL, 28,
        "Dépense dite une fois pour plusieurs conventions, jamais ajoutée à l’exécuté.",
    ),
)  # fmt: skip


def list_colonnes_financement(consolidation: Consolidation) -> tuple[ColonneExport, ...]:
    """The columns of a `queries.financement.Consolidation`: those of every year, then its subtotals."""
    colonnes = [(*une, POURCENT if une[0] == "taux" else EUROS) for une in _COLONNES]
    colonnes += [
        (f"sous_total_{rang}", nom, DECIMAL, 26, "Sous-total.", EUROS)
        for rang, nom in enumerate(_name_sous_totaux(consolidation.total.sous_totaux), start=1)
    ]
    return tuple(
        ColonneExport(
            code,
            titre,
            type_,
            description,
            itemgetter(rang),
            unite="" if type_ is not DECIMAL else "proportion" if code == "taux" else "euros",
            largeur=largeur,
            decimales=15 if code == "taux" else 2,
            format=format_ if type_ is DECIMAL else "",
        )
        for rang, (code, titre, type_, largeur, description, format_) in enumerate(colonnes)
    )


def list_lignes_financement(consolidation: Consolidation) -> Iterator[tuple[Case, ...]]:
    """The rows, in the order of the columns: départements, then régions, then the whole."""
    annee, regions, total = consolidation.choix.annee, consolidation.regions, consolidation.total
    lignes: list[tuple[tuple[Case, ...], LigneConsolidee | EnsembleFinancier]] = [
        (_list_montants(region.libelle, ligne), ligne) for region in regions for ligne in region.lignes
    ]
    if consolidation.is_par_region:
        lignes += [(_list_sommes("Région", region.libelle, annee, region), region) for region in regions]
    lignes.append((_list_sommes("Ensemble", total.libelle, annee, total), total))
    for ligne, un in lignes:
        yield (*ligne, *_list_sous_totaux(un.sous_totaux, total.sous_totaux))


def _name_sous_totaux(tous: SousTotaux) -> Iterator[str]:
    """A column for what each envelope was notified, then for what the State and all sources planned and spent in it;
    the latter of each nature."""
    for enveloppe in tous.enveloppes:
        yield from (f"{enveloppe.libelle}, {quoi}" for quoi in ("notifié", "État prévu", "État exécuté"))
    for nature in tous.natures:
        yield from (
            f"{nature.libelle}, {quoi}" for quoi in ("État prévu", "État exécuté", "prévu", "exécuté")
        )


def _list_sous_totaux(siens: SousTotaux, tous: SousTotaux) -> Iterator[Decimal | None]:
    """The cells of one exercice, or of several, in the order of `_name_sous_totaux`."""
    enveloppes = {un.libelle: un for un in siens.enveloppes}
    natures = {un.libelle: un for un in siens.natures}
    for enveloppe in tous.enveloppes:
        un = enveloppes.get(enveloppe.libelle, SousTotal(enveloppe.libelle))
        yield from (un.notifie, un.etat.prevu, un.etat.execute)
    for nature in tous.natures:
        un = natures.get(nature.libelle, SousTotal(nature.libelle))
        yield from (un.etat.prevu, un.etat.execute, un.total.prevu, un.total.execute)


def _list_montants(region: str, ligne: LigneConsolidee) -> tuple[Case, ...]:
    """The cells of one exercice."""
    exercice, montants, commun = ligne.exercice, ligne.montants, ligne.rapport_commun
    return (
        "Département",
        region,
        exercice.convention.code,
        exercice.convention.departement.nom,
        exercice.annee,
        exercice.get_etat_display(),
        ligne.notifie,
        montants.prevu,
        montants.execute,
        montants.taux,
        None,
        None,
        "incomplet" if ligne.is_incomplet else None,
        None,
        commun.collectivite.nom if commun else None,
        None,
    )


def _list_sommes(
    niveau: str, libelle: str, annee: int | None, ensemble: EnsembleFinancier
) -> tuple[Case, ...]:
    """The cells of a région or of the whole."""
    montants = ensemble.montants
    return (
        niveau,
        libelle,
        None,
        None,
        annee,
        None,
        ensemble.notifie,
        montants.prevu,
        montants.execute,
        ensemble.taux,
        ensemble.couverture_notifie,
        ensemble.couverture_prevu,
        ensemble.couverture_execute,
        ensemble.couverture_taux,
        None,
        ensemble.depense_commune,
    )
