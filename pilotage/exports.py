"""The dashboards as workbooks, for whoever wants to work on them elsewhere."""

from decimal import Decimal
from fractions import Fraction

from fichiers.classeur.ecriture import make_format
from fichiers.classeur.table import write_table
from fichiers.tables.colonnes import NombreEcrit
from financement.enveloppes import SousTotal
from reporting.libelles import LIBELLES

EUROS = "#,##0.00"
POURCENT = "0.0%"
# Heading, width in characters.
COLONNES = (
    ("Convention", 11), ("Département", 26), ("Exercice", 9), ("État de l’exercice", 18), ("Code", 7),
    ("Libellé", 60), ("Référentiel", 13), ("Numérateur", 12), ("Dénominateur", 13), ("Valeur", 10), ("Cible", 10),
    ("Médiane (jours)", 10), ("Moyenne (jours)", 10), ("OARSA 2018, moyenne (jours)", 16),
    ("État", 16), ("Fiabilité", 10), ("Source", 24), ("Arrêté au", 12), ("Méthode", 60), ("Comparable", 12),
    ("Pourquoi non", 60),
)  # fmt: skip
COLONNES_FINANCEMENT = (
    ("Niveau", 13), ("Région", 28), ("Convention", 11), ("Département", 26), ("Exercice", 9),
    ("État de l’exercice", 18), ("Notifié par l’État", 18), ("Prévu, toutes sources", 20),
    ("Exécuté, toutes sources", 22), ("Taux d’exécution", 16), ("Montants notifiés de", 24), ("Montants prévus de", 24),
    ("Montants exécutés de", 36), ("Taux de", 24), ("Dépense d’un rapport commun", 28),
)  # fmt: skip


def write_tableau(annee, lignes):
    """Bytes of the XLSX of `queries.tableau.list_lignes_export`; a text is written as text, never as a formula."""
    return write_table(f"Indicateurs {annee or ''}".strip(), COLONNES, map(_list_valeurs, lignes))


def write_financement(consolidation):
    """Bytes of the XLSX of a `queries.financement.Consolidation`: départements, then régions, then the whole."""
    annee, regions = consolidation.choix.annee, consolidation.regions
    lignes = [_list_montants(region.libelle, ligne) for region in regions for ligne in region.lignes]
    if consolidation.is_par_region:
        lignes += [_list_sommes("Région", region.libelle, annee, region) for region in regions]
    lignes.append(_list_sommes("Ensemble", consolidation.total.libelle, annee, consolidation.total))
    colonnes = [
        *COLONNES_FINANCEMENT,
        *((nom, 26) for nom in _name_sous_totaux(consolidation.total.sous_totaux)),
    ]
    ensembles = [ligne for region in regions for ligne in region.lignes]
    ensembles += [*(regions if consolidation.is_par_region else ()), consolidation.total]
    lignes = [
        (*ligne, *_list_sous_totaux(un.sous_totaux, consolidation.total.sous_totaux))
        for ligne, un in zip(lignes, ensembles, strict=True)
    ]
    return write_table(f"Financement {annee or ''}".strip(), colonnes, lignes)


def _name_sous_totaux(tous):
    """A column for what each envelope was notified, then for what the State and all sources planned and spent in it;
    the latter of each nature."""
    for enveloppe in tous.enveloppes:
        yield from (f"{enveloppe.libelle}, {quoi}" for quoi in ("notifié", "État prévu", "État exécuté"))
    for nature in tous.natures:
        yield from (
            f"{nature.libelle}, {quoi}" for quoi in ("État prévu", "État exécuté", "prévu", "exécuté")
        )


def _list_sous_totaux(siens, tous):
    """The cells of one exercice, or of several, in the order of `_name_sous_totaux`."""
    enveloppes = {un.libelle: un for un in siens.enveloppes}
    natures = {un.libelle: un for un in siens.natures}
    for enveloppe in tous.enveloppes:
        un = enveloppes.get(enveloppe.libelle, SousTotal(enveloppe.libelle))
        yield from map(_make_euros, (un.notifie, un.etat.prevu, un.etat.execute))
    for nature in tous.natures:
        un = natures.get(nature.libelle, SousTotal(nature.libelle))
        yield from map(_make_euros, (un.etat.prevu, un.etat.execute, un.total.prevu, un.total.execute))


def _list_valeurs(ligne):
    """The cells of a figure, in the order of COLONNES."""
    exercice, i, valeur = ligne.exercice, ligne.indicateur, ligne.valeur
    comparabilite = ligne.comparabilite
    return (
        exercice.convention.code,
        exercice.convention.departement.nom,
        exercice.annee,
        exercice.get_etat_display(),
        i.code,
        i.libelle,
        exercice.referentiel.code,
        ligne.resultat.numerateur,
        ligne.resultat.denominateur,
        _make_fraction(ligne.resultat.valeur, i),
        _make_fraction(ligne.cible, i),
        valeur.mediane_jours if valeur else None,
        valeur.moyenne_jours if valeur else None,
        _make_oarsa(ligne.oarsa),
        LIBELLES[ligne.resultat.etat],
        valeur.get_fiabilite_display() if valeur and valeur.is_chiffree else "",
        valeur.get_source_display() if valeur else "",
        ligne.arrete_au,
        ligne.methode,
        "" if comparabilite is None else "oui" if comparabilite.is_comparable else "non",
        "\u202f; ".join(comparabilite.motifs) if comparabilite else "",
    )


def _list_montants(region, ligne):
    """The cells of one exercice, in the order of COLONNES_FINANCEMENT."""
    exercice, montants, commun = ligne.exercice, ligne.montants, ligne.rapport_commun
    return (
        "Département",
        region,
        exercice.convention.code,
        exercice.convention.departement.nom,
        exercice.annee,
        exercice.get_etat_display(),
        *(_make_euros(montant) for montant in (ligne.notifie, montants.prevu, montants.execute)),
        _make_taux(montants.taux),
        None,
        None,
        "incomplet" if ligne.is_incomplet else None,
        None,
        f"commune à un rapport de la {commun.collectivite.nom}" if commun else None,
    )


def _list_sommes(niveau, libelle, annee, ensemble):
    """The cells of a région or of the whole, in the order of COLONNES_FINANCEMENT."""
    montants = ensemble.montants
    return (
        niveau,
        libelle,
        None,
        None,
        annee,
        None,
        *(_make_euros(montant) for montant in (ensemble.notifie, montants.prevu, montants.execute)),
        _make_taux(ensemble.taux),
        ensemble.couverture_notifie,
        ensemble.couverture_prevu,
        ensemble.couverture_execute,
        ensemble.couverture_taux,
        _make_euros(ensemble.depense_commune),
    )


def _make_oarsa(moyenne):
    """What the DREES published: a number of days, or why there is none; nothing where it asked nothing."""
    return None if moyenne is None else moyenne.absence or moyenne.jours


def _make_fraction(valeur, indicateur):
    """A value in the unit of its indicator. A workbook has no fractions: fifteen digits, beside the two numbers they
    come from."""
    return _divide(valeur, POURCENT if indicateur.is_proportion else make_format(indicateur.decimales_lues))


def _make_taux(taux):
    return _divide(taux, POURCENT)


def _divide(valeur, format_):
    if valeur is None:
        return None
    fraction = Fraction(valeur)
    return NombreEcrit(Decimal(fraction.numerator) / Decimal(fraction.denominator), format_)


def _make_euros(montant):
    return None if montant is None else NombreEcrit(montant, EUROS)
