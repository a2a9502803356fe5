"""The open data of an edition as one ZIP: CSV files, their schema (`datapackage.json`), how to read them. No Django.

The same edition gives the same bytes, on any machine: nothing is compressed, and every file has the day of the edition.
"""

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fichiers.classeur.ecriture import protect_texte
from nombres.exacts import arrondi
from nombres.formats import date_fr
from pilotage.publication import Publication
from pilotage.schema_ouvert import DECIMALES_VALEUR, TABLES, ChampOuvert, TableOuverte
from pilotage.secret import CAS_D_UNE_DUREE
from reporting.contents import map_textes
from saisie.caracteres import clean_texte

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence version 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


@dataclass(frozen=True)
class Cartouche:
    """Which edition it is, and when it was made: `le` is an aware instant, `jour` its day where the site is."""

    titre: str
    version: str
    numero: int
    le: datetime
    jour: date
    empreinte: str  # SHA-256 of the content, in hexadecimal

    def cite(self, publication: Publication) -> str:
        """How it is quoted."""
        return (
            f"Administration centrale, «\u00a0{self.titre}\u00a0», {publication.dispositif} {publication.annee}, "
            f"édition n°\u00a0{self.numero} (version {self.version}) du {date_fr(self.jour)}, SHA-256 du contenu "
            f"{self.empreinte}."
        )


def write_paquet(publication: Publication, cartouche: Cartouche) -> bytes:
    """Bytes of the ZIP; its texts, whoever typed them, without what no one can read."""
    publication = map_textes(publication, clean_texte)
    fichiers = {f"{table.nom}.csv": _write_csv(table, publication) for table in TABLES}
    descripteur = _describe(publication, cartouche, fichiers)
    fichiers |= {
        "datapackage.json": f"{json.dumps(descripteur, ensure_ascii=False, indent=2)}\n".encode(),
        "LISEZMOI.md": _write_lisezmoi(publication, cartouche).encode(),
    }
    octets = BytesIO()
    le = cartouche.le.astimezone(UTC)
    with ZipFile(octets, "w", ZIP_STORED) as archive:
        for nom, contenu in sorted(fichiers.items()):
            entree = ZipInfo(nom, (le.year, le.month, le.day, le.hour, le.minute, le.second // 2 * 2))
            entree.external_attr = 0o644 << 16
            archive.writestr(entree, contenu)
    return octets.getvalue()


def _write_csv(table: TableOuverte, publication: Publication) -> bytes:
    texte = StringIO()
    ecriture = csv.writer(texte)
    ecriture.writerow(colonne.nom for colonne in table.colonnes)
    for ligne in table.lignes(publication):
        ecriture.writerow(_write_cellule(colonne, ligne, publication) for colonne in table.colonnes)
    return texte.getvalue().encode()


def _write_cellule(colonne: ChampOuvert, ligne: object, publication: Publication) -> str:
    valeur = colonne.lire(ligne, publication)
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Fraction):
        valeur = arrondi(valeur, DECIMALES_VALEUR)
    if isinstance(valeur, Decimal):
        ecrite = f"{valeur:f}"
        return ecrite.rstrip("0").rstrip(".") if "." in ecrite else ecrite
    texte = str(valeur)
    return protect_texte(texte)


def _describe(
    publication: Publication, cartouche: Cartouche, fichiers: dict[str, bytes]
) -> dict[str, object]:
    """The Data Package that `datapackage.json` says."""
    return {
        "profile": "tabular-data-package",
        "name": f"{publication.dispositif.lower()}-{publication.annee}",
        "title": cartouche.titre,
        "description": cartouche.cite(publication),
        "version": cartouche.version,
        "created": cartouche.le.astimezone(UTC).isoformat(),
        "licenses": [LICENCE],
        "sources": [{"title": publication.reference}],
        "contributors": [{"title": "Administration centrale", "role": "publisher"}],
        "keywords": ["pauvreté", "emploi", "insertion", "RSA", publication.dispositif],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.nom,
                "title": table.titre,
                "description": table.description,
                "path": f"{table.nom}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(fichiers[f"{table.nom}.csv"]),
                "hash": f"sha256:{hashlib.sha256(fichiers[f'{table.nom}.csv']).hexdigest()}",
                "schema": table.schema,
            }
            for table in TABLES
        ],
    }


def _write_lisezmoi(publication: Publication, cartouche: Cartouche) -> str:
    return "\n".join([*_tell_edition(publication, cartouche), *_tell_fichiers(), *_tell_regles(publication)])


def _tell_edition(publication: Publication, cartouche: Cartouche) -> Iterable[str]:
    presentes, absentes = len(publication.presentes), publication.absentes
    yield from (f"# {cartouche.titre}", "")
    yield from (f"{publication.dispositif_libelle}, exercice {publication.annee}.", "")
    yield from ("## Citer cette édition", "", cartouche.cite(publication), "")
    yield from (f"Licence\u00a0: {LICENCE['title']} ({LICENCE['path']}).", "")
    yield from ("## De qui elle parle", "")
    yield from (f"{presentes} conventions sur {presentes + len(absentes)}.", "")
    for une in absentes:
        yield f"* {une.libelle} ({une.code})\u00a0: {une.absence}"
    if absentes:
        yield ""


def _tell_fichiers() -> Iterable[str]:
    yield from ("## Fichiers", "", "CSV, UTF-8, virgule, point décimal.", "")
    for table in TABLES:
        yield from (f"### {table.nom}.csv\u00a0: {table.titre}", "", table.description, "")
        yield from (f"* `{colonne.nom}`\u00a0: {colonne.description}" for colonne in table.colonnes)
        yield ""


def _tell_regles(publication: Publication) -> Iterable[str]:
    methode = publication.methode or "aucune"
    qui = "fixée par l’administration centrale" if publication.methode_fixee else "la plus déclarée"
    yield from (
        "## Méthode",
        "",
        f"Indicateurs\u00a0: référentiel {publication.referentiel} ({publication.reference}).",
        "",
        f"Méthode de référence des délais ({qui})\u00a0: {methode}. Un chiffre compté autrement, ou selon une autre "
        "définition, est publié mais n’entre dans aucune somme\u00a0; le fichier dit pourquoi.",
        "",
        "Une somme est celle des numérateurs et celle des dénominateurs des conventions comparables, jamais une "
        "moyenne de taux. Elle dit de combien de conventions elle parle.",
        "",
        "## Secret statistique",
        "",
        f"Aucun effectif de personnes de 1 à {publication.seuil - 1} n’est publié, ni ne se déduit de ce qui l’est "
        "(ni d’une différence, ni d’un taux, ni d’une somme, ni d’une autre édition de la même année). Les indicateurs "
        "liés (colonne `famille`) sont masqués ensemble\u00a0; d’autres lignes le sont avec eux pour qu’aucun total ne "
        "les révèle. Une ligne masquée porte l’état `secret` et aucun chiffre\u00a0: ce n’est ni zéro, ni une absence.",
        "",
        "Une somme compte les lignes masquées quand elle ne les révèle pas, et les écarte sinon\u00a0: comparer "
        "`comparables` et `sommees`.",
        "",
        f"La médiane et la moyenne d’un délai ne sont publiées qu’à partir de {CAS_D_UNE_DUREE} cas.",
        "",
    )
