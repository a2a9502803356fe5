"""What a référentiel says of indicators: definitions and rules between figures. Pure values, read from its content."""

import re
from dataclasses import dataclass
from decimal import Decimal

from referentiels.comparabilite import SeuilsEnsemble
from referentiels.controles import MOTS, Controle, build_controle, check_cles_controle
from referentiels.definition_convention import (
    DefinitionConvention,
    build_definition_convention,
    check_cles_convention,
)
from referentiels.delais import FormatParcours, RegleDelai, build_format, build_regle
from referentiels.lecture import (
    DefinitionInvalide,
    check_cles,
    read_code,
    read_phrase,
    read_proportion,
    read_table,
    read_tables,
    read_text,
    read_textes,
)

NATURES = ("effectif", "taux", "delai", "moyenne")
SENS = ("hausse", "baisse", "neutre")
# A word of the rules, a header of a file, a part of an address.
CODE_INDICATEUR = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,9}")
# What follows an axe in the addresses of the entry page (indicateurs.urls).
MOTS_D_ADRESSE = {"brouillon", "reprendre", "abandonner"}
LIMITE_MAX = 10_000  # of a délai, in days, weeks or months
CAS_MAX = 1_000_000
DECIMALES_MAX = 2  # what the column of a figure keeps
CLES_SAISIE = {"seuil_surprise"}
CLES_COMPARAISON = {"part_min", "cas_min"}
CLES_DELAI = {"de", "a", "limite", "sauf_organisme"}
CLES_INDICATEUR = {"code", "axe", "nature", "sens", "unite", "libelle", "definition", "verifie", "decimales"}
# What each nature adds: it would mean nothing elsewhere.
CLES_NATURE = {
    "effectif": set(),
    "taux": {"denominateur", "cible_2022"},
    "delai": {"delai", "total", "evenements", "cible_2022"},
    "moyenne": {"numerateur", "denominateur"},
}


@dataclass(frozen=True)
class Indicateur:
    code: str
    axe: str
    nature: str  # one of NATURES
    sens: str  # one of SENS: which way is better
    unite: str
    libelle: str
    definition: str
    verifie: bool  # False: its definition is still to be compared with the official annex
    decimales: int
    numerateur: str  # code of the indicator divided (moyenne only)
    denominateur: str  # code of the indicator one divides by (taux, moyenne)
    regle: RegleDelai | None  # délai only
    cible_2022: Decimal | None  # proportion set by the instruction itself

    @property
    def decimales_lues(self):
        """Decimals its result is shown with: a mean has one at least."""
        return max(self.decimales, 1) if self.nature == "moyenne" else self.decimales

    @property
    def is_proportion(self):
        """Is the result a proportion, shown as a percentage?"""
        return self.nature in ("taux", "delai")

    @property
    def is_saisi(self):
        """Is a figure stored for it? A moyenne is only computed from two others."""
        return self.nature != "moyenne"

    @property
    def attend_une_cible(self):
        return self.sens != "neutre"


@dataclass(frozen=True)
class Definition(DefinitionConvention):
    """The whole of what a référentiel says, of conventions and of indicators."""

    indicateurs: dict[str, Indicateur]  # by code, in the order of the référentiel
    controles: tuple[Controle, ...]
    format_parcours: FormatParcours  # the columns of the files its délais are computed from
    # Proportion of last year's result beyond which a figure asks for an explanation; None asks for none.
    seuil_surprise: Decimal | None
    # What a sum over several départements must rest on to be shown as theirs.
    seuils_ensemble: SeuilsEnsemble

    def list_axe(self, axe):
        """The indicators of one axe, in order."""
        return [indicateur for indicateur in self.indicateurs.values() if indicateur.axe == axe]

    @property
    def regles_delai(self):
        return [indicateur.regle for indicateur in self.indicateurs.values() if indicateur.regle]

    @property
    def codes_a_rapprocher(self):
        """Codes whose definition is still to be compared with the official annex."""
        return [code for code, indicateur in self.indicateurs.items() if not indicateur.verifie]

    @property
    def codes_calcules(self):
        """Codes a parcours file fills: the délais, their totals and their events."""
        codes = []
        for regle in self.regles_delai:
            codes += [code for code in (regle.total, regle.code, regle.evenements) if code]
        return codes


def _read_indicateur(table, format_parcours):
    code = read_code(table, CODE_INDICATEUR, "Indicateur")
    ou = f"Indicateur {code}"
    nature, sens = table.get("nature"), table.get("sens", "neutre")
    if code in MOTS or code in MOTS_D_ADRESSE:
        raise DefinitionInvalide(
            f"{ou}\u00a0: ce mot appartient à l’écriture des règles ou aux adresses du site, choisissez un autre code."
        )
    if nature not in NATURES:
        raise DefinitionInvalide(
            f"{ou}\u00a0: nature «\u00a0{nature}\u00a0» inconnue ({', '.join(NATURES)})."
        )
    if sens not in SENS:
        raise DefinitionInvalide(f"{ou}\u00a0: sens «\u00a0{sens}\u00a0» inconnu ({', '.join(SENS)}).")
    verifie, decimales = table.get("verifie", True), table.get("decimales", 0)
    if not isinstance(verifie, bool):
        raise DefinitionInvalide(f"{ou}\u00a0: «\u00a0verifie\u00a0» est true ou false.")
    if type(decimales) is not int or not 0 <= decimales <= DECIMALES_MAX:
        raise DefinitionInvalide(f"{ou}\u00a0: «\u00a0decimales\u00a0» est un nombre de 0 à {DECIMALES_MAX}.")
    return Indicateur(
        code=code,
        axe=read_text(table, "axe", ou),
        nature=nature,
        sens=sens,
        unite=read_text(table, "unite", ou),
        libelle=read_phrase(table, "libelle", ou),
        definition=read_phrase(table, "definition", ou) if "definition" in table else "",
        verifie=verifie,
        decimales=decimales,
        numerateur=read_text(table, "numerateur", ou) if nature == "moyenne" else "",
        denominateur=read_text(table, "denominateur", ou) if nature in ("taux", "moyenne") else "",
        regle=_read_regle(table, ou, format_parcours) if nature == "delai" else None,
        cible_2022=read_proportion(table, "cible_2022", ou) if "cible_2022" in table else None,
    )


def _read_regle(table, ou, format_parcours):
    delai = table.get("delai")
    if not isinstance(delai, dict) or not isinstance(delai.get("limite"), dict):
        raise DefinitionInvalide(
            f"{ou}\u00a0: «\u00a0delai\u00a0» dit de quelle date (de) à quelle date (a), et sa limite."
        )
    read_textes(delai, "sauf_organisme", f"{ou}, délai")
    for cle in ("total", "evenements"):
        if cle in table:
            read_text(table, cle, ou)
    nombres = [nombre for nombre in delai["limite"].values() if type(nombre) is int]
    if not any(nombres) or max(nombres) > LIMITE_MAX:
        raise DefinitionInvalide(f"{ou}\u00a0: la limite du délai est un nombre de jours, semaines ou mois.")
    try:
        return build_regle(table, format_parcours)
    except (TypeError, ValueError) as erreur:
        raise DefinitionInvalide(
            f"{ou}\u00a0: {erreur}".replace(f"{ou}\u00a0: {ou}\u00a0:", f"{ou}\u00a0:")
        ) from erreur


def _read_format(contenu):
    try:
        return build_format(contenu.get("parcours"))
    except ValueError as erreur:
        raise DefinitionInvalide(f"[parcours] {erreur}") from erreur


def _check_references(indicateurs, axes):
    for indicateur in indicateurs.values():
        ou = f"Indicateur {indicateur.code}"
        if indicateur.axe not in axes:
            raise DefinitionInvalide(f"{ou}\u00a0: axe «\u00a0{indicateur.axe}\u00a0» inconnu.")
        regle = indicateur.regle
        cites = [indicateur.numerateur, indicateur.denominateur]
        cites += [regle.total, regle.evenements] if regle else []
        for cite in filter(None, cites):
            if cite not in indicateurs:
                raise DefinitionInvalide(f"{ou}\u00a0: «\u00a0{cite}\u00a0» n’est pas un indicateur.")
            if cite == indicateur.code or not indicateurs[cite].is_saisi:
                raise DefinitionInvalide(
                    f"{ou}\u00a0: «\u00a0{cite}\u00a0» n’est pas un chiffre saisi dont il puisse dépendre."
                )


def build_definition(contenu):
    """Read a référentiel whole; raises DefinitionInvalide, with the place, on the first fault."""
    convention = build_definition_convention(contenu)
    format_parcours = _read_format(contenu)
    lus = [_read_indicateur(table, format_parcours) for table in read_tables(contenu, "indicateurs")]
    indicateurs = {indicateur.code: indicateur for indicateur in lus}
    if len(indicateurs) != len(lus):
        raise DefinitionInvalide("Indicateurs\u00a0: chaque code une seule fois.")
    _check_references(indicateurs, {axe.code for axe in convention.axes})
    saisie = read_table(contenu, "saisie")
    controles = tuple(build_controle(table, indicateurs) for table in read_tables(contenu, "controles"))
    if len({controle.regle for controle in controles}) != len(controles):
        raise DefinitionInvalide("Contrôles\u00a0: chaque règle une seule fois.")
    return Definition(
        **vars(convention),
        indicateurs=indicateurs,
        controles=controles,
        format_parcours=format_parcours,
        seuil_surprise=read_proportion(saisie, "seuil_surprise", "[saisie]")
        if "seuil_surprise" in saisie
        else None,
        seuils_ensemble=_read_seuils_ensemble(contenu),
    )


def _read_seuils_ensemble(contenu):
    """What `[comparaison]` says, the usual thresholds without it."""
    table, usuels = read_table(contenu, "comparaison"), SeuilsEnsemble()
    part = read_proportion(table, "part_min", "[comparaison]") if "part_min" in table else usuels.part_min
    cas = table.get("cas_min", usuels.cas_min)
    if type(cas) is not int or not 0 <= cas <= CAS_MAX:
        raise DefinitionInvalide(
            f"[comparaison]\u00a0: «\u00a0cas_min\u00a0» est un nombre de 0 à {CAS_MAX}."
        )
    return SeuilsEnsemble(part, cas)


def check_referentiel(contenu):
    """A référentiel to be published, as `build_definition` will read it ever after;
    raises DefinitionInvalide on a key that nobody reads, too."""
    check_cles_convention(contenu)
    check_cles(read_table(contenu, "saisie"), CLES_SAISIE, "[saisie]")
    check_cles(read_table(contenu, "comparaison"), CLES_COMPARAISON, "[comparaison]")
    for table in read_tables(contenu, "indicateurs"):
        _check_cles_indicateur(table)
    for table in read_tables(contenu, "controles"):
        check_cles_controle(table)
    return build_definition(contenu)


def _check_cles_indicateur(table):
    """Its keys, where its nature says which they are; another nature is refused when it is read."""
    ou, nature, delai = f"Indicateur {table.get('code', '')}".strip(), table.get("nature"), table.get("delai")
    if nature in NATURES:
        check_cles(table, CLES_INDICATEUR | CLES_NATURE[nature], f"{ou} ({nature})")
    if isinstance(delai, dict):
        check_cles(delai, CLES_DELAI, f"{ou}, délai")
