"""Reads on parcours files: the list of an exercice, and what one file says before and after it is confirmed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from comptes.models import Utilisateur
from conventions.models import Exercice
from dessins.distribution import Distribution
from fichiers.personnes import IDENTIFIANT
from indicateurs.calculations import compute_echus, compute_part
from indicateurs.durees import count_jours
from indicateurs.models import CorrespondanceColonnes, EtatImport, EtatValeur, ImportParcours, Valeur
from indicateurs.parcours.entetes import FACULTATIVES, list_colonnes_utiles
from indicateurs.parcours.valeurs import list_choix
from indicateurs.queries.versions import EcartDeVersion, compare_versions
from nombres.formats import NBSP, date_fr
from referentiels.comparabilite import name_date, name_organismes
from referentiels.definitions import Definition, Indicateur
from referentiels.delais import ORGANISME, SOUMIS, RegleDelai
from referentiels.mesures import Mesure

COMPTES = ("effectif", "dans_delai", "hors_delai", "en_cours", "mediane_jours", "moyenne_jours", "decile_9")
# What a replaced figure is shown by: its numbers, and what they are as of.
CHANGEMENTS_MONTRES = {
    "État",
    "Chiffre",
    "Dans le délai",
    "Hors délai",
    "En cours",
    "Médiane en jours",
    "Moyenne en jours",
    "Date d’arrêté",
}
LIBELLES_COLONNES = {
    IDENTIFIANT: "Identifiant de la personne",
    ORGANISME: "Organisme d’orientation",
    SOUMIS: "Soumis aux droits et devoirs",
}


@dataclass(frozen=True)
class Compte:
    """One number of a file, and what it was in the file confirmed before (None: there was none)."""

    nombre: int | Decimal | None
    avant: int | Decimal | None
    change: bool


@dataclass(frozen=True)
class Mois:
    """The cases of a délai that started in one month, at the date d'arrêté."""

    debut: date
    dans_delai: int
    hors_delai: int
    en_cours: int

    @property
    def taux(self) -> Fraction | None:
        """The share in time of those that ended, None when none did."""
        return compute_part(self.dans_delai, compute_echus(self.dans_delai, self.hors_delai))


@dataclass(frozen=True)
class Delai:
    """What lies behind one delay: its months and the distribution of its durations."""

    indicateur: Indicateur
    mois: tuple[Mois, ...]
    dessin: Distribution


@dataclass(frozen=True)
class HorsCohorte:
    """How many lines of a file one délai counts, how many it does not, and why: (reason, lines)."""

    indicateur: Indicateur
    comptees: int
    exclues: int
    raisons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Remplacement:
    """A figure of the exercice that the file would replace by another: what changes of it."""

    indicateur: Indicateur
    actuelle: Valeur
    changements: tuple[EcartDeVersion, ...]


@dataclass(frozen=True)
class ApercuParcours:
    """A calculated file as its page shows it: (indicator, {name of COMPTES: Compte}, rate or None), the delays, and
    what its confirmation would replace."""

    lignes: tuple[tuple[Indicateur, dict[str, Compte], Fraction | None], ...]
    delais: tuple[Delai, ...]
    hors_cohorte: tuple[HorsCohorte, ...]
    remplacements: tuple[Remplacement, ...]
    versions: dict[str, int]  # by code, of the figures that the exercice has
    precedent: ImportParcours | None
    changements: int


def list_colonnes_attendues(exercice: Exercice) -> tuple[list[tuple[str, str, bool]], tuple[str, ...]]:
    """What a file of the exercice must hold: its columns, each with its label and whether it is required; the codes
    of the organismes."""
    definition = exercice.referentiel.definition
    format_parcours = definition.format_parcours
    utiles = list_colonnes_utiles(definition.regles_delai, format_parcours)
    libelles = LIBELLES_COLONNES | {jour.colonne: jour.libelle for jour in format_parcours.dates}
    colonnes = [(colonne, libelles[colonne], colonne in utiles) for colonne in (*utiles, *FACULTATIVES)]
    return colonnes, format_parcours.organismes


def list_imports(user: Utilisateur, exercice: Exercice) -> QuerySet[ImportParcours]:
    """Files of an exercice the user may read, the last one first."""
    return exercice.imports.readable_by(user).select_related("par").order_by("-le", "-pk")


def get_entetes_connus(exercice: Exercice) -> dict[str, str]:
    """The headers of the expected columns in the last file of the collectivité whose headers were its own."""
    connue = _get_correspondance(exercice)
    return connue.entetes if connue else {}


def get_valeurs_connues(exercice: Exercice) -> dict[str, dict[str, str]]:
    """What the last file of the collectivité called the values of closed lists, where a file of the exercice may
    hold them."""
    connue = _get_correspondance(exercice)
    format_parcours = exercice.referentiel.definition.format_parcours
    valeurs = {
        colonne: {texte: code for texte, code in mots.items() if code in list_choix(colonne, format_parcours)}
        for colonne, mots in (connue.valeurs if connue else {}).items()
    }
    return {colonne: mots for colonne, mots in valeurs.items() if mots}


def _get_correspondance(exercice: Exercice) -> CorrespondanceColonnes | None:
    """Read once by exercice of a request, whoever asks."""
    return getattr(exercice.convention.collectivite, "correspondance_colonnes", None)


def get_avancement(imp: ImportParcours) -> dict[str, str | int | bool]:
    """How far a calculation is, ready for JSON."""
    return {
        "etat": imp.etat,
        "libelle": imp.get_etat_display(),
        "avancement": imp.avancement,
        "lignes": imp.lignes,
        "fini": not imp.is_vivant,
    }


def build_apercu_parcours(imp: ImportParcours) -> ApercuParcours:
    """Figures of a calculated import, beside those of the last one confirmed before it."""
    definition = imp.exercice.referentiel.definition
    precedent = (
        imp.exercice.imports.filter(etat=EtatImport.CONFIRME, pk__lt=imp.pk).order_by("-le", "-pk").first()
    )
    lignes = []
    for code in (code for code in definition.indicateurs if code in imp.chiffres):
        chiffre = imp.chiffres[code]
        maintenant = _list_comptes(imp, code, chiffre)
        avant = _list_comptes(precedent, code, precedent.chiffres.get(code, {})) if precedent else {}
        comptes = {
            nom: Compte(nombre, avant.get(nom), nom in avant and avant[nom] != nombre)
            for nom, nombre in maintenant.items()
        }
        dans = chiffre.get("dans_delai")
        taux = compute_part(dans, compute_echus(dans, chiffre.get("hors_delai")))
        lignes.append((definition.indicateurs[code], comptes, taux))
    actuelles = list(imp.exercice.valeurs.filter(code__in=imp.chiffres).select_related("par"))
    return ApercuParcours(
        lignes=tuple(lignes),
        hors_cohorte=tuple(_list_hors_cohorte(imp, definition)),
        remplacements=tuple(_list_remplacements(imp, definition, actuelles)),
        versions={valeur.code: valeur.version for valeur in actuelles},
        delais=tuple(
            _build_delai(definition.indicateurs[code], detail) for code, detail in (imp.details or {}).items()
        ),
        precedent=precedent,
        changements=sum(compte.change for _, comptes, _ in lignes for compte in comptes.values()),
    )


def _list_hors_cohorte(imp: ImportParcours, definition: Definition) -> Iterator[HorsCohorte]:
    """None for a file that was calculated before its lines were told apart."""
    for code, detail in (imp.details or {}).items():
        if "exclus" in detail:
            indicateur, chiffre = definition.indicateurs[code], imp.chiffres[code]
            assert indicateur.regle is not None  # only délais have details
            dites = _say_exclusions(imp, indicateur.regle)
            yield HorsCohorte(
                indicateur=indicateur,
                comptees=sum(chiffre[nom] for nom in ("dans_delai", "hors_delai", "en_cours")),
                exclues=sum(nombre for _, nombre in detail["exclus"]),
                raisons=tuple((dites[raison], nombre) for raison, nombre in detail["exclus"]),
            )


def _say_exclusions(imp: ImportParcours, regle: RegleDelai) -> dict[str, str]:
    """How each of delais.EXCLUSIONS is said of the lines that are in no cohort of a rule."""
    depart, exercice = name_date(regle.de), imp.exercice
    return {
        "non_soumis": "non soumises aux droits et devoirs",
        "organisme": name_organismes(regle),
        "sans_date": f"{depart} manque",
        "avant": f"{depart} tombe avant le {date_fr(exercice.debut)}, début de l’exercice",
        "apres_arrete": f"{depart} tombe après le {date_fr(imp.arrete_au)}, date d’arrêté",
        "apres": f"{depart} tombe après le {date_fr(exercice.fin)}, fin de l’exercice",
    }


def _list_remplacements(
    imp: ImportParcours, definition: Definition, actuelles: Iterable[Valeur]
) -> Iterator[Remplacement]:
    """In the order of the référentiel; a figure that is « vide » is not replaced, but filled."""
    par_code = {valeur.code: valeur for valeur in actuelles if valeur.etat != EtatValeur.VIDE}
    for code in (code for code in definition.indicateurs if code in par_code):
        actuelle, champs = par_code[code], make_champs_calcules(imp, code)
        if actuelle.mesure != Mesure(**champs):
            calculee = Valeur(code=code, arrete_au=imp.arrete_au, **champs)
            indicateur = definition.indicateurs[code]
            changements = compare_versions(actuelle, calculee, indicateur)
            dits = tuple(c for c in changements if c.libelle in CHANGEMENTS_MONTRES)
            yield Remplacement(indicateur, actuelle, dits)


def make_champs_calcules(imp: ImportParcours, code: str) -> dict[str, Any]:
    """Columns of a Valeur from one figure computed of a file; nobody counted at all is « néant confirmé »."""
    resultat, detail = imp.chiffres[code], (imp.details or {}).get(code, {})
    nombre = Decimal(resultat["effectif"] if "effectif" in resultat else resultat["dans_delai"])
    # A file counted before the mean was has none.
    jours = {"mediane_jours": resultat.get("mediane_jours"), "moyenne_jours": detail.get("moyenne_jours")}
    denominateur = compute_echus(nombre, resultat["hors_delai"]) if "hors_delai" in resultat else None
    return {
        "numerateur": nombre,
        "denominateur": denominateur,
        "en_cours": resultat.get("en_cours"),
        "etat": "renseigne" if nombre or denominateur else "neant",
        **{nom: None if lu is None else Decimal(str(lu)) for nom, lu in jours.items()},
    }


def _list_comptes(
    imp: ImportParcours, code: str, chiffre: Mapping[str, Any]
) -> dict[str, int | Decimal | None]:
    """Numbers of one figure, by name of COMPTES; those the figure does not have are left out."""
    comptes = dict(chiffre)
    if "dans_delai" in comptes:
        comptes["effectif"] = sum(comptes[nom] for nom in ("dans_delai", "hors_delai", "en_cours"))
        detail = (imp.details or {}).get(code)
        if detail:
            comptes |= {nom: detail.get(nom) for nom in ("moyenne_jours", "decile_9")}
    return {nom: _read_nombre(comptes[nom]) for nom in COMPTES if nom in comptes}


def _read_nombre(nombre: int | float | None) -> int | Decimal | None:
    """A number of JSON, exact again: medians and deciles come in halves."""
    return Decimal(str(nombre)) if isinstance(nombre, float) else nombre


def list_mois(detail: Mapping[str, Any]) -> tuple[Mois, ...]:
    """The months of one délai of `ImportParcours.details`."""
    return tuple(Mois(date.fromisoformat(f"{mois}-01"), *comptes) for mois, *comptes in detail["par_mois"])


def _build_delai(indicateur: Indicateur, detail: Mapping[str, Any]) -> Delai:
    assert indicateur.regle is not None
    limite = indicateur.regle.limite
    dessin = Distribution(
        cle=f"dessin-{indicateur.code}",
        titre=f"{indicateur.code}, distribution des durées",
        constat=f"Combien de jours, pour ceux dont l’événement a eu lieu (limite{NBSP}: {limite.libelle})",
        tranches=detail["distribution"],
        borne=count_jours(limite),
        limite=limite.libelle,
    )
    return Delai(indicateur, list_mois(detail), dessin)
