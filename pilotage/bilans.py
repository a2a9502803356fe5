"""The yearly balance of a région as a workbook: a sheet for each of its questions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from fichiers.classeur.ecriture import make_format
from fichiers.tables.colonnes import (
    EUROS,
    POURCENT,
    Case,
    ColonneExport,
    NombreEcrit,
    TableExport,
    TypeColonne,
)
from financement.enveloppes import SousTotal
from indicateurs.calculations import Resultat
from indicateurs.models import ETATS_LUS
from nombres.exacts import Nombre
from nombres.formats import date_fr
from pilotage.ensembles import Ensemble
from pilotage.queries.bilan import BilanRegional
from pilotage.queries.cellules import Cellule
from pilotage.queries.financement import EnsembleFinancier, LigneConsolidee
from pilotage.queries.tableau import LigneBord
from referentiels.definitions import Indicateur

ATTEINTE = {True: "oui", False: "non", None: None}
TEXTE, ENTIER, DECIMAL, DATE = TypeColonne.TEXTE, TypeColonne.ENTIER, TypeColonne.DECIMAL, TypeColonne.DATE
# (technical name, heading, type, description, width); the rows are tuples of as many cells.
Declaration = tuple[str, str, TypeColonne, str, int]
CONVENTION: Declaration = (
    "convention",
    "Convention",
    TEXTE,
    "Le territoire et le code de la convention.",
    34,
)
CODE: Declaration = ("code", "Code", TEXTE, "Le code de l’indicateur dans son référentiel.", 7)
LIBELLE: Declaration = ("libelle", "Libellé", TEXTE, "Ce que compte l’indicateur.", 60)
VALEUR: Declaration = (
    "valeur",
    "Valeur",
    DECIMAL,
    "Un effectif, ou le numérateur divisé par le dénominateur.",
    12,
)
SYNTHESE: tuple[Declaration, ...] = (
    ("question", "Question", TEXTE, "Ce qui est demandé.", 60),
    ("reponse", "Réponse", DECIMAL, "Un nombre, une part ou un montant en euros.", 18),
    ("sur", "Sur quoi elle repose", TEXTE, "De qui parle la réponse.", 60),
)
TRANSMISSION: tuple[Declaration, ...] = (
    CONVENTION,
    ("etat", "État", TEXTE, "L’état de l’exercice.", 24),
    ("attendu_le", "Rapport attendu le", DATE, "Le jour où le rapport était dû.", 16),
    ("rapport", "Où il en est", TEXTE, "Remis, en retard, ou encore attendu.", 34),
    ("renseignes", "Chiffres renseignés", ENTIER, "Parmi les chiffres attendus.", 12),
    ("attendus", "Chiffres attendus", ENTIER, "Ceux sans lesquels l’exercice ne se transmet pas.", 12),
    ("estimes", "Chiffres estimés", ENTIER, "Ceux que la collectivité dit estimés.", 12),
)
ENSEMBLE: tuple[Declaration, ...] = (
    CODE,
    LIBELLE,
    ("numerateur", "Somme des numérateurs", DECIMAL, "Des seuls chiffres transmis et comparables.", 16),
    ("denominateur", "Somme des dénominateurs", DECIMAL, "Des mêmes conventions.", 16),
    VALEUR,
    ("comptees", "Conventions comptées", ENTIER, "Dont le chiffre est transmis et comparable.", 12),
    ("conventions", "Conventions", ENTIER, "Toutes celles du périmètre.", 12),
    ("part", "Part des cas connus", DECIMAL, "De ce que compte l’indicateur là où il est transmis.", 12),
    ("reserve", "Repose sur trop peu", TEXTE, "Pourquoi la somme ne vaut qu’à titre indicatif.", 26),
)
INDICATEURS: tuple[Declaration, ...] = (
    CONVENTION,
    CODE,
    LIBELLE,
    ("etat", "État", TEXTE, "Ce que la collectivité dit du chiffre.", 16),
    ("numerateur", "Numérateur", DECIMAL, "Le chiffre, ou ce que le taux divise.", 14),
    ("denominateur", "Dénominateur", DECIMAL, "Ce par quoi le taux divise.", 14),
    VALEUR,
    ("cible", "Cible", DECIMAL, "La cible de l’année.", 12),
    ("atteinte", "Cible atteinte", TEXTE, "Sur la valeur exacte, sans arrondi.", 10),
    ("compte", "Dans l’ensemble", TEXTE, "Le chiffre compte-t-il dans la somme\u00a0?", 10),
)
ARGENT: tuple[Declaration, ...] = (
    CONVENTION,
    ("notifie", "Notifié par l’État", DECIMAL, "En euros.", 18),
    ("prevu", "Prévu", DECIMAL, "Toutes sources, en euros.", 18),
    ("execute", "Exécuté", DECIMAL, "Toutes sources, en euros.", 18),
    ("taux", "Taux d’exécution", DECIMAL, "Exécuté sur prévu, où les deux sont complets.", 12),
    ("sur", "Sur quoi il repose", TEXTE, "De combien de conventions parlent les montants exécutés.", 40),
)
ENVELOPPES: tuple[Declaration, ...] = (
    CONVENTION,
    ("enveloppe", "Enveloppe ou nature", TEXTE, "L’enveloppe notifiée, ou la nature des axes.", 40),
    ("notifie", "Notifié", DECIMAL, "En euros.", 18),
    ("etat_prevu", "État, prévu", DECIMAL, "Crédits de l’État, en euros.", 18),
    ("etat_execute", "État, exécuté", DECIMAL, "Crédits de l’État, en euros.", 18),
    ("prevu", "Prévu", DECIMAL, "Toutes sources, en euros.", 18),
    ("execute", "Exécuté", DECIMAL, "Toutes sources, en euros.", 18),
)
POINTS: tuple[Declaration, ...] = (
    CONVENTION,
    ("nature", "Nature", TEXTE, "De quoi il s’agit.", 18),
    ("phrase", "Ce qu’il faut regarder", TEXTE, "Pourquoi.", 110),
)
ABSENTS: tuple[Declaration, ...] = (
    CODE,
    LIBELLE,
    CONVENTION,
    ("motif", "Pourquoi", TEXTE, "Pourquoi la convention n’est pas dans la somme.", 80),
)
Feuille = tuple[TableExport, Iterable[Sequence[Case]]]


def list_feuilles(bilan: BilanRegional, le: date) -> Iterator[Feuille]:
    """The sheets of a balance made on a day, each with its rows."""
    tableau, argent = bilan.tableau, bilan.argent
    yield _declare("Synthèse", SYNTHESE), _list_synthese(bilan, le)
    yield _declare("Transmission", TRANSMISSION), map(_read_transmission, tableau.lignes)
    yield _declare("Ensemble", ENSEMBLE), map(_read_somme, tableau.ensembles)
    yield _declare("Indicateurs", INDICATEURS), _list_indicateurs(tableau.lignes)
    yield (
        _declare("Argent", ARGENT),
        [*map(_read_argent, argent.total.lignes), _read_total(argent.total, bilan.lieu)],
    )
    yield _declare("Enveloppes", ENVELOPPES), _list_enveloppes(argent.total, bilan.lieu)
    yield _declare("À regarder", POINTS), _list_points(bilan)
    yield _declare("Absents", ABSENTS), _list_absents(bilan)


def _declare(titre: str, declarations: Sequence[Declaration]) -> TableExport:
    def read(rang: int) -> Callable[[Any], Case]:
        return lambda ligne: ligne[rang]

    return TableExport(
        titre,
        tuple(
            ColonneExport(code, nom, type_, description, read(rang), largeur=largeur, decimales=15)
            for rang, (code, nom, type_, description, largeur) in enumerate(declarations)
        ),
    )


def _list_synthese(bilan: BilanRegional, le: date) -> Iterator[Sequence[Case]]:
    choix, essentiel = bilan.tableau.choix, bilan.tableau.essentiel
    montants, sur = essentiel.montants, essentiel.couverture_montants
    yield f"{bilan.lieu}, {choix.dispositif} {choix.annee or ''}", None, f"Au {date_fr(le)}"
    yield "Exercices transmis", essentiel.transmis, f"sur {essentiel.conventions}"
    yield "Rapports en retard", essentiel.en_retard, ""
    for un in essentiel.delais:
        dit = f"{un.indicateur.code} – {un.indicateur.libelle}"
        yield dit, _write_valeur(un.valeur, un.indicateur), un.couverture
    yield "Prévu, en euros", _write(montants.prevu, EUROS), sur
    yield "Exécuté, en euros", _write(montants.execute, EUROS), sur
    yield "Taux d’exécution", _write(montants.taux, POURCENT), sur
    dits = f"{essentiel.renseignes} sur {essentiel.attendus} attendus"
    yield "Chiffres renseignés", _write(essentiel.part_renseignee, POURCENT), dits


def _read_transmission(ligne: LigneBord) -> Sequence[Case]:
    un, rapport = ligne.avancement, ligne.avancement.rapport
    lus = (un.renseignes, un.attendus, un.estimes) if ligne.is_lisible else (None, None, None)
    dates = (rapport.le, rapport.mots) if rapport else (None, None)
    return (str(ligne.exercice.convention), ligne.exercice.get_etat_display(), *dates, *lus)


def _read_somme(un: Ensemble) -> Sequence[Case]:
    sommes = (None, None) if un.valeur is None else (un.numerateur, un.denominateur)
    return (
        un.indicateur.code,
        un.indicateur.libelle,
        *sommes,
        _write_valeur(un.valeur, un.indicateur),
        un.comparables,
        un.conventions,
        None if un.valeur is None else _write(un.part_des_cas, POURCENT),
        un.absence if un.valeur is None else un.manque,
    )


def _list_indicateurs(lignes: Iterable[LigneBord]) -> Iterator[Sequence[Case]]:
    """Of what was handed over: a draft that one reads is no result."""
    for ligne in lignes:
        if ligne.is_transmise:
            for cellule in ligne.cellules:
                yield str(ligne.exercice.convention), *_read_chiffre(cellule, cellule.resultat)


def _read_chiffre(cellule: Cellule, resultat: Resultat) -> Sequence[Case]:
    un = cellule.indicateur
    is_compte = cellule.is_comparable and resultat.valeur is not None
    return (
        un.code,
        un.libelle,
        ETATS_LUS[resultat.etat],
        resultat.numerateur,
        resultat.denominateur,
        _write_valeur(resultat.valeur, un),
        _write_valeur(cellule.cible, un),
        ATTEINTE[cellule.atteinte],
        "oui" if is_compte else "non",
    )


def _read_argent(ligne: LigneConsolidee) -> Sequence[Case]:
    montants = ligne.montants
    return (
        str(ligne.exercice.convention),
        _write(ligne.notifie, EUROS),
        _write(montants.prevu, EUROS),
        _write(montants.execute, EUROS),
        _write(montants.taux, POURCENT),
        "incomplet" if ligne.is_incomplet else "" if ligne.is_lisible else "pas encore transmis",
    )


def _read_total(total: EnsembleFinancier, lieu: str) -> Sequence[Case]:
    return (
        lieu,
        _write(total.notifie, EUROS),
        _write(total.montants.prevu, EUROS),
        _write(total.montants.execute, EUROS),
        _write(total.taux, POURCENT),
        total.couverture_execute,
    )


def _list_enveloppes(total: EnsembleFinancier, lieu: str) -> Iterator[Sequence[Case]]:
    for nom, siens in (
        *((str(un.exercice.convention), un.sous_totaux) for un in total.lignes if un.is_lisible),
        (lieu, total.sous_totaux),
    ):
        for un in (*siens.enveloppes, *siens.natures):
            yield nom, un.libelle, *_read_sous_total(un)


def _read_sous_total(un: SousTotal) -> Sequence[Case]:
    montants = (un.notifie, un.etat.prevu, un.etat.execute, un.total.prevu, un.total.execute)
    return tuple(_write(montant, EUROS) for montant in montants)


def _list_points(bilan: BilanRegional) -> Iterator[Sequence[Case]]:
    for point in bilan.points:
        yield str(point.exercice.convention), point.nature, point.phrase


def _list_absents(bilan: BilanRegional) -> Iterator[Sequence[Case]]:
    for place in bilan.absents:
        yield place.indicateur.code, place.indicateur.libelle, str(place.convention), place.motif


def _write_valeur(valeur: Nombre | None, indicateur: Indicateur) -> Case:
    """A value in the unit of its indicator. A workbook has no fractions: fifteen digits, beside their terms."""
    return _write(valeur, POURCENT if indicateur.is_proportion else make_format(indicateur.decimales_lues))


def _write(valeur: Any, format_: str) -> Case:
    return None if valeur is None else NombreEcrit(valeur, format_)
