"""What a référentiel says of conventions: instrument, calendar, axes, money. Pure values, read from its content.

`contenu` everywhere is the parsed TOML file of a référentiel with its dates as ISO texts (what `Referentiel.contenu`
stores). The part about indicators is read by `referentiels.definitions`, the texts by `referentiels.textes`.

What a file leaves out has a meaning: without `[financement]` no share of the département nor justification is asked,
without `[calendrier]` nothing is due, without `[textes]` documents are printed with general ones. A key nobody knows
is refused when a file is published: a misspelt rule would otherwise be a rule that does not exist. What is published
is only read, and opens for ever, whatever keys a later version of this code knows.
"""

import json
import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from nombres.exacts import EXACT
from nombres.formats import pourcent_utile
from referentiels.lecture import (
    DefinitionInvalide,
    check_cles,
    read_code,
    read_date,
    read_phrase,
    read_proportion,
    read_table,
    read_tables,
    read_text,
    read_textes,
)
from referentiels.textes import list_fautes_textes

NATURES_AXE = ("socle", "initiative", "facultatif", "transverse")
# Both are part of an address; an axe's is also stored beside each of its actions.
CODE_REFERENTIEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
CODES_RESERVES = ("nouveau",)  # the address of a new draft
MOTIF_ECART_MAX = 60  # what the column of an action keeps
CODE_AXE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}")
TAILLE_MAX = 500_000  # characters; the longest file so far has 25,000
# « a.b.c… » thirty deep: reading such a key takes tomllib a time that grows much faster than the key.
CLE_DEMESUREE = re.compile(r"""(?:\.[ \t]*[\w"'-]{1,60}[ \t]*){30}""")
DEMESURE = "Le texte n’est pas du TOML valide\u00a0: un nombre ou une imbrication démesurés."
CLES = {
    "code", "dispositif", "dispositif_libelle", "reference", "date_signature", "date_publication", "precedent",
    "annees", "calendrier", "comparaison", "financement", "refaction", "saisie", "contexte_national", "axes",
    "indicateurs", "controles", "textes",
    # The columns of another parcours file: `indicateurs.delais` reads them.
    "parcours",
}  # fmt: skip
CLES_FINANCEMENT = {"part_departement_min", "seuil_justification", "motifs_ecart", "redeploiement"}
CLES_CALENDRIER = {"rapport", "rapport_prolonge", "avenant", "dialogue_de_performance", "report_execution"}
CLES_REFACTION = {"part_etat_max", "report_prolongation"}
CLES_REDEPLOIEMENT = {"de", "vers", "condition"}
CONDITION_REDEPLOIEMENT = "cibles atteintes"  # the only one known
REGIMES = ("civile", "glissante")
REPORTS = ("non_consomme", "aucun")
CLES_AXE = {"code", "libelle", "nature"}


@dataclass(frozen=True)
class Axe:
    code: str
    libelle: str
    nature: str  # one of NATURES_AXE

    @property
    def is_facultatif(self):
        """Nothing is expected of an optional axe until the convention has an action in it."""
        return self.nature != "socle"


@dataclass(frozen=True)
class Bareme:
    """What part of the spending the State may bear when an exercice is settled (`financement.refaction`)."""

    part_etat_max: Decimal  # proportion of the executed total, 0 to 1
    report_prolongation: str  # one of REPORTS: what an extension of the execution lets carry over
    source: str  # in French: where it comes from


@dataclass(frozen=True)
class RegleRedeploiement:
    """Credits of axe `de` may be moved to the axes `vers` once the targets of `de` are reached."""

    de: str
    vers: tuple[str, ...]


@dataclass(frozen=True)
class DefinitionConvention:
    code: str
    dispositif: str
    dispositif_libelle: str
    reference: str
    date_signature: date
    precedent: str
    annees: tuple[int, ...]
    axes: tuple[Axe, ...]
    part_departement_min: Decimal  # proportion, 0 to 1; 0 asks for nothing
    seuil_justification: Decimal | None  # proportion of the planned amount; None: no gap has to be justified
    motifs_ecart: tuple[str, ...]
    echeance_rapport: str  # "MM-JJ" of the year after the exercice, "" when nothing is due
    rapport_prolonge: date | None  # when it is due in an extended exercice, None: computed
    echeances_avenant: dict[str, date]  # by régime, one of REGIMES; {} when nothing is due
    prolongation: date | None  # until when the execution may be extended, None: it may not
    dialogue: str  # "MM-JJ" of the year after the exercice, "" without a dialogue de performance
    bareme: Bareme
    redeploiement: RegleRedeploiement | None

    def get_axe(self, code):
        """The axe of this code; raises KeyError when this référentiel has none."""
        for axe in self.axes:
            if axe.code == code:
                return axe
        raise KeyError(code)

    def compute_echeance_rapport(self, annee, prolonge_au=None, fin=None):
        """Date the rapport of exercice `annee`, which ends on `fin` (31 December without it), is due; None when the
        référentiel does not say.

        An execution extended to `prolonge_au` moves it by as many months as the end moves.
        """
        if not self.echeance_rapport:
            return None
        fin = fin or date(annee, 12, 31)
        due = date.fromisoformat(f"{fin.year + 1}-{self.echeance_rapport}")
        if prolonge_au is None or prolonge_au <= fin:
            return due
        mois = (prolonge_au.year - fin.year) * 12 + prolonge_au.month - fin.month
        return self.rapport_prolonge or _add_mois(due, mois)

    def compute_dialogue(self, annee):
        """Date from which the dialogue de performance on exercice `annee` is held, None when there is none."""
        return date.fromisoformat(f"{annee + 1}-{self.dialogue}") if self.dialogue else None

    @property
    def jour_rapport(self):
        """Day and month the rapport is due, in a year that does not matter; None when the référentiel does not say."""
        return self.compute_echeance_rapport(2020)

    @property
    def part_etat_max(self):
        """The largest share of the planned total the State may bring: what the département's leaves."""
        return EXACT.subtract(Decimal(1), self.part_departement_min)

    @property
    def refus_part_etat(self):
        """The sentence for a convention where the State would bring more than this référentiel allows."""
        return f"La part prévue de l’État dépasse {pourcent_utile(self.part_etat_max)} du total de la convention."


def _add_mois(jour, mois):
    """The same day `mois` months later; the last day of a month stays the last day of a month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    dernier = monthrange(annee, rang + 1)[1]
    is_dernier = (jour + timedelta(days=1)).day == 1
    return date(annee, rang + 1, dernier if is_dernier else min(jour.day, dernier))


def parse_referentiel(texte):
    """The content of a référentiel's TOML text, JSON-ready: dates as ISO texts, decimal numbers as exact texts.

    Raises DefinitionInvalide, with the line when the text is no TOML; what it then says is not looked at here.
    """
    if len(texte) > TAILLE_MAX:
        raise DefinitionInvalide(
            f"Le texte dépasse {TAILLE_MAX} caractères\u00a0: ce n’est pas un référentiel."
        )
    if CLE_DEMESUREE.search(texte):
        raise DefinitionInvalide(DEMESURE)
    try:
        lu = json.dumps(tomllib.loads(texte, parse_float=str), default=str)
        contenu = json.loads(lu)
    except tomllib.TOMLDecodeError as erreur:
        lieu = re.search(r"line (\d+), column (\d+)", str(erreur))
        ou = f"ligne {lieu[1]}, colonne {lieu[2]}" if lieu else "fin du texte"
        raise DefinitionInvalide(f"Le texte n’est pas du TOML valide\u00a0: {ou}.") from erreur
    except (RecursionError, ValueError) as erreur:
        raise DefinitionInvalide(DEMESURE) from erreur
    if "\\u0000" in lu:
        raise DefinitionInvalide("Le texte contient un caractère nul (\\u0000)\u00a0: retirez-le.")
    return contenu


def _name_axe(table):
    return f"Axe {table.get('code', '')}".strip()


def _read_axe(table):
    ou = _name_axe(table)
    axe = Axe(read_code(table, CODE_AXE, ou), read_phrase(table, "libelle", ou), table.get("nature", "socle"))
    if axe.nature not in NATURES_AXE:
        raise DefinitionInvalide(
            f"{ou}\u00a0: nature «\u00a0{axe.nature}\u00a0» inconnue ({', '.join(NATURES_AXE)})."
        )
    return axe


def _read_annees(contenu):
    annees = contenu.get("annees")
    if (
        not isinstance(annees, list)
        or not annees
        or any(type(a) is not int or not 2000 <= a <= 2100 for a in annees)
    ):
        raise DefinitionInvalide(
            "Référentiel\u00a0: «\u00a0annees\u00a0» doit être la liste des exercices jugés, par exemple [2024, 2025]."
        )
    return tuple(annees)


def _read_jour_annuel(calendrier, cle):
    """The day « MM-JJ » at `cle`, "" without it. Of a year that is no leap year: it must exist every year."""
    if cle not in calendrier:
        return ""
    jour = read_text(calendrier, cle, "[calendrier]")
    read_date(f"2021-{jour}", f"[calendrier], {cle} (MM-JJ)")
    return jour


def _read_jour(table, cle, ou):
    """The day at `cle`, None without it."""
    return read_date(read_text(table, cle, ou), f"{ou}, {cle}") if cle in table else None


def _read_echeances_avenant(calendrier):
    avenant = calendrier.get("avenant", {})
    if not isinstance(avenant, dict):
        raise DefinitionInvalide(
            "[calendrier]\u00a0: «\u00a0avenant\u00a0» dit une date par régime\u00a0: { civile = 2021-05-15, … }."
        )
    return {
        regime: _read_jour(avenant, regime, "[calendrier], avenant")
        for regime in REGIMES
        if regime in avenant
    }


def _read_redeploiement(financement):
    regle = financement.get("redeploiement")
    if regle is None:
        return None
    ou = "[financement], redeploiement"
    if not isinstance(regle, dict) or not read_textes(regle, "vers", ou):
        raise DefinitionInvalide(f"{ou}\u00a0: dites de quel axe (de) et vers quels axes (vers).")
    return RegleRedeploiement(read_text(regle, "de", ou), read_textes(regle, "vers", ou))


def _read_bareme(contenu, part_departement_min):
    """What `[refaction]` says; without it, the State bears what the département's minimal share leaves."""
    table = read_table(contenu, "refaction")
    report = table.get("report_prolongation", "non_consomme")
    if report not in REPORTS:
        raise DefinitionInvalide(
            f"[refaction]\u00a0: «\u00a0report_prolongation\u00a0» est l’un de\u00a0: {', '.join(REPORTS)}."
        )
    if "part_etat_max" in table:
        part = read_proportion(table, "part_etat_max", "[refaction]")
        return Bareme(part, report, "Part maximale de l’État fixée par le référentiel.")
    part = EXACT.subtract(Decimal(1), part_departement_min)
    source = (
        "Part maximale de l’État déduite de la part minimale du département\u00a0: le référentiel ne fixe pas "
        "de barème."
        if part_departement_min
        else "Le référentiel ne fixe ni barème ni part minimale du département\u00a0: l’État peut porter toute la "
        "dépense."
    )
    return Bareme(part, report, source)


def _read_or(read, table, sinon):
    """What `read` finds in `table`, `sinon` where it is wrong.

    For keys that were accepted before anyone read them: what was published then still opens. A new file was checked.
    """
    try:
        return read(table)
    except DefinitionInvalide:
        return sinon


def _check_calendrier(contenu):
    calendrier = read_table(contenu, "calendrier")
    check_cles(calendrier, CLES_CALENDRIER, "[calendrier]")
    _read_echeances_avenant(calendrier)
    check_cles(calendrier.get("avenant", {}), REGIMES, "[calendrier], avenant")
    _read_jour(calendrier, "report_execution", "[calendrier]")
    _read_jour_annuel(calendrier, "dialogue_de_performance")


def _check_financement(contenu):
    financement = read_table(contenu, "financement")
    check_cles(financement, CLES_FINANCEMENT, "[financement]")
    check_cles(read_table(contenu, "refaction"), CLES_REFACTION, "[refaction]")
    for motif in read_textes(financement, "motifs_ecart", "[financement]"):
        if len(motif) > MOTIF_ECART_MAX:
            raise DefinitionInvalide(
                f"[financement], motifs_ecart\u00a0: «\u00a0{motif}\u00a0» a plus de {MOTIF_ECART_MAX} caractères."
            )
    regle = _read_redeploiement(financement)
    if regle is None:
        return
    ou = "[financement], redeploiement"
    table = financement["redeploiement"]
    check_cles(table, CLES_REDEPLOIEMENT, ou)
    if table.get("condition", CONDITION_REDEPLOIEMENT) != CONDITION_REDEPLOIEMENT:
        raise DefinitionInvalide(
            f"{ou}\u00a0: la seule condition connue est «\u00a0{CONDITION_REDEPLOIEMENT}\u00a0»."
        )
    codes = [axe.get("code") for axe in read_tables(contenu, "axes")]
    for code in (regle.de, *regle.vers):
        if code not in codes:
            raise DefinitionInvalide(f"{ou}\u00a0: axe «\u00a0{code}\u00a0» inconnu.")
    if regle.de in regle.vers:
        raise DefinitionInvalide(f"{ou}\u00a0: l’axe «\u00a0{regle.de}\u00a0» ne peut pas donner à lui-même.")


def check_cles_convention(contenu):
    """Raise DefinitionInvalide on a key that nobody reads, or a text that cannot be printed: for a file to publish."""
    check_cles(contenu, CLES, "Référentiel")
    _check_calendrier(contenu)
    _check_financement(contenu)
    tables = read_tables(contenu, "axes")
    for table in tables:
        check_cles(table, CLES_AXE, _name_axe(table))
    for faute in list_fautes_textes(contenu.get("textes", {}), [table.get("code") for table in tables]):
        raise DefinitionInvalide(faute)


def build_definition_convention(contenu):
    """Read the convention part of a référentiel; raises DefinitionInvalide, with the place, on the first fault."""
    axes = tuple(_read_axe(table) for table in read_tables(contenu, "axes"))
    if len({axe.code for axe in axes}) != len(axes) or not axes:
        raise DefinitionInvalide("Axes\u00a0: il en faut au moins un, et chaque code une seule fois.")
    financement, calendrier = read_table(contenu, "financement"), read_table(contenu, "calendrier")
    part_departement_min = _read_option(financement, "part_departement_min", Decimal(0))
    definition = DefinitionConvention(
        code=read_code(contenu, CODE_REFERENTIEL, "Référentiel", CODES_RESERVES),
        dispositif=read_text(contenu, "dispositif", "Référentiel"),
        dispositif_libelle=read_text(contenu, "dispositif_libelle", "Référentiel"),
        reference=read_text(contenu, "reference", "Référentiel"),
        date_signature=read_date(read_text(contenu, "date_signature", "Référentiel"), "Date de signature"),
        precedent=read_text(contenu, "precedent", "Référentiel") if "precedent" in contenu else "",
        annees=_read_annees(contenu),
        axes=axes,
        part_departement_min=part_departement_min,
        seuil_justification=_read_option(financement, "seuil_justification", None),
        motifs_ecart=read_textes(financement, "motifs_ecart", "[financement]"),
        echeance_rapport=_read_jour_annuel(calendrier, "rapport"),
        rapport_prolonge=_read_jour(calendrier, "rapport_prolonge", "[calendrier]"),
        echeances_avenant=_read_or(_read_echeances_avenant, calendrier, {}),
        prolongation=_read_or(
            lambda table: _read_jour(table, "report_execution", "[calendrier]"), calendrier, None
        ),
        dialogue=_read_or(lambda table: _read_jour_annuel(table, "dialogue_de_performance"), calendrier, ""),
        bareme=_read_bareme(contenu, part_departement_min),
        redeploiement=_read_or(_read_redeploiement, financement, None),
    )
    if len(definition.dispositif) > 20:
        raise DefinitionInvalide(
            "Référentiel\u00a0: «\u00a0dispositif\u00a0» a au plus 20 caractères\u202f; le nom entier va dans "
            "«\u00a0dispositif_libelle\u00a0»."
        )
    return definition


def _read_option(financement, cle, sinon):
    return read_proportion(financement, cle, "[financement]") if cle in financement else sinon
