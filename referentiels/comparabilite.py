"""May two figures be compared? Only when they were counted the same way (domaine.md, « des choux et des carottes »).

A figure is held against one other: that of last year, or, on a dashboard, those of the other départements. Each answer
is the list of reasons why not, in French, ready to be shown; no reason is « comparable ». No Django, no clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from referentiels.definitions import Definition, Indicateur
from referentiels.delais import RegleDelai

NON_DECLAREE = "méthode non déclarée"
SANS_REFERENCE = "aucune méthode de référence"
# Of the dates d'entrée really in use, the one the DREES counts from (§5 of the domain).
ENTREE_DREES = "Jour de la demande"
AUTRE_QUE_LA_DREES = "La méthode de référence, celle de la DREES, part de la demande."
DEPARTS_DE_L_ENTREE = ("entree", "notification_droits")
# The dates a délai runs between, as a sentence names them.
DATES = {
    "entree": "la date d’entrée",
    "notification_droits": "la notification d’ouverture des droits",
    "orientation": "la date d’orientation",
    "premier_rdv": "le premier rendez-vous",
    "cer": "la signature du contrat",
}
ORGANISMES = {
    "cd_social": "le département (social)",
    "cd_socio_pro": "le département (socioprofessionnel)",
    "pole_emploi": "Pôle emploi",
    "autre_spe": "les autres organismes du SPE",
    "hors_spe": "les organismes hors SPE",
    "autre": "les autres organismes (SPE ou non, sans précision)",
}


@dataclass(frozen=True)
class Methode:
    """How a département counted the délais of one exercice, in the words of its declaration: one per choice."""

    date_entree: str
    droits_suspendus: str
    date_rdv: str
    rupture: str = ""
    rupture_le: date | None = None

    @property
    def choix(self) -> tuple[str, str, str]:
        """What two départements must share to be compared."""
        return self.date_entree, self.droits_suspendus, self.date_rdv

    @property
    def part_de_la_demande(self) -> bool:
        """Does it count from the day the DREES counts from?"""
        return self.date_entree == ENTREE_DREES

    @property
    def libelle(self) -> str:
        """The method in one line."""
        return (
            f"date d’entrée\u00a0: {_lower(self.date_entree)}\u202f; "
            f"droits suspendus\u00a0: {_lower(self.droits_suspendus)}\u202f; rendez-vous\u00a0: {_lower(self.date_rdv)}"
        )


@dataclass(frozen=True)
class Comparabilite:
    """Does a figure compare with `avec` (« 2020 », « les autres départements »)? `motifs` say why not; `note`, that it
    is not counted as the DREES counts, whatever it compares with."""

    avec: str  # "" when there is nothing to hold it against
    motifs: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_comparable(self) -> bool:
        return not self.motifs


def compare_methodes(declaration: Methode | None, reference: Methode | None) -> tuple[str, ...]:
    """Why figures counted by `declaration` do not compare with those of `reference`: French reasons.

    Without reference only what `declaration` says of itself counts: not declared, or a rupture de série.
    """
    if declaration is None:
        return (NON_DECLAREE,)
    motifs = []
    if declaration.rupture:
        quand = f" le {declaration.rupture_le:%d/%m/%Y}" if declaration.rupture_le else ""
        motifs.append(f"rupture de série{quand} ({declaration.rupture.strip().rstrip('.')})")
    if reference is not None:
        questions = ("autre date d’entrée", "droits suspendus comptés autrement", "autre date de rendez-vous")
        for question, sien, autre in zip(questions, declaration.choix, reference.choix, strict=True):
            if sien != autre:
                motifs.append(f"{question} ({_lower(sien)}, et non {_lower(autre)})")
    return tuple(motifs)


def is_serie_rompue(declaration: Methode | None, precedente: Methode | None) -> bool:
    """Is the series of the délais known to be broken between two years? Both are declared, and not counted
    alike: what is not declared is not known."""
    return None not in (declaration, precedente) and bool(compare_methodes(declaration, precedente))


def compare_definitions(indicateur: Indicateur, reference: Indicateur | None) -> tuple[str, ...]:
    """Why the same code does not count the same thing in two référentiels: nature, terms, unit, limit, dates,
    organismes. `changements` marks the same differences.

    A label reworded changes nothing to the count: see `compare_redactions`. `reference` None: the code is new.
    """
    if reference is None:
        return ("indicateur nouveau dans ce référentiel",)
    if indicateur.nature != reference.nature:
        return (f"autre nature d’indicateur ({indicateur.nature}, et non {reference.nature})",)
    motifs = []
    for mot, champ in (("numérateur", "numerateur"), ("dénominateur", "denominateur"), ("unité", "unite")):
        sien, autre = getattr(indicateur, champ), getattr(reference, champ)
        if sien != autre:
            motifs.append(f"autre {mot} ({sien or 'aucun'}, et non {autre or 'aucun'})")
    if indicateur.regle and reference.regle:
        motifs += _compare_regles(indicateur.regle, reference.regle)
    return tuple(motifs)


@dataclass(frozen=True)
class Repere:
    """What one exercice (or most départements of a list) counts by: `nom` is how a badge names it."""

    nom: str
    indicateurs: Mapping[str, Indicateur]  # by code
    # Codes that a parcours file fills: their figures depend on the method declared.
    codes_calcules: tuple[str, ...]
    methode: Methode | None


def compare_reperes(code: str, repere: Repere, reference: Repere | None = None) -> Comparabilite:
    """How the figure `code` of one exercice holds against `reference`, definition first, then method."""
    motifs: tuple[str, ...] = ()
    if reference is not None:
        motifs += compare_definitions(repere.indicateurs[code], reference.indicateurs.get(code))
    if code in repere.codes_calcules:
        motifs += compare_methodes(repere.methode, reference.methode if reference else None)
        if repere.methode and reference and reference.methode is None and code in reference.codes_calcules:
            motifs += (f"{NON_DECLAREE} pour {reference.nom}" if reference.nom else SANS_REFERENCE,)
    note = _tell_autre_que_la_drees(repere.indicateurs[code].regle, repere.methode)
    return Comparabilite(reference.nom if reference else "", motifs, note)


def _tell_autre_que_la_drees(regle: RegleDelai | None, methode: Methode | None) -> str:
    """What stands beside a délai that runs from the entry, and not from the day of the request; "" when it does, or
    when nobody said from when."""
    if regle is None or regle.de not in DEPARTS_DE_L_ENTREE:
        return ""
    if regle.de == "entree" and (methode is None or methode.part_de_la_demande):
        return ""
    return AUTRE_QUE_LA_DREES


def is_poursuivi(code: str, definition: Definition, precedente: Definition) -> bool:
    """Does `code` mean the same indicator in both? It outlives each référentiel of an instrument; of two instruments,
    it does where both call it by the same name."""
    sien, avant = definition.indicateurs.get(code), precedente.indicateurs.get(code)
    if sien is None or avant is None:
        return False
    return definition.dispositif == precedente.dispositif or sien.libelle == avant.libelle


def list_codes_rompus(repere: Repere, precedent: Repere | None) -> frozenset[str]:
    """Codes whose series is known to be broken from one exercice to the next (None: there is none before): not
    defined alike, or, for the délais, not counted alike. What is not there before is new, not broken."""
    if precedent is None:
        return frozenset()
    redefinis = {
        code
        for code, indicateur in repere.indicateurs.items()
        if code in precedent.indicateurs and compare_definitions(indicateur, precedent.indicateurs[code])
    }
    is_rompue = is_serie_rompue(repere.methode, precedent.methode)
    return frozenset(redefinis.union(repere.codes_calcules if is_rompue else ()))


def _compare_regles(regle: RegleDelai, reference: RegleDelai) -> list[str]:
    motifs = []
    if regle.limite != reference.limite:
        motifs.append(f"autre limite ({regle.limite.libelle}, et non {reference.limite.libelle})")
    for mot, champ in (("départ", "de"), ("fin", "a")):
        sien, autre = getattr(regle, champ), getattr(reference, champ)
        if sien != autre:
            motifs.append(f"autre {mot} ({name_date(sien)}, et non {name_date(autre)})")
    if regle.sauf_organismes != reference.sauf_organismes:
        motifs.append(
            f"autres personnes écartées ({name_organismes(regle)}, et non {name_organismes(reference)})"
        )
    return motifs


def name_date(code: str) -> str:
    """A date of a parcours as a sentence names it; one that only its référentiel knows, by its code."""
    return DATES.get(code, f"la date «\u00a0{code}\u00a0»")


def name_organismes(regle: RegleDelai) -> str:
    """Whom the rule of a délai leaves out, as a sentence names them."""
    noms = sorted(ORGANISMES.get(code, f"«\u00a0{code}\u00a0»") for code in regle.sauf_organismes)
    return f"orientées vers {' et '.join(noms)}" if noms else "aucune"


def compare_redactions(indicateur: Indicateur, reference: Indicateur) -> tuple[str, ...]:
    """What is worded otherwise without changing what is counted: said on the page of the figure, no more."""
    changements = []
    if indicateur.libelle != reference.libelle:
        changements.append(f"libellé\u00a0: auparavant «\u00a0{reference.libelle}\u00a0»")
    if indicateur.definition != reference.definition:
        changements.append(f"définition\u00a0: auparavant «\u00a0{reference.definition or 'aucune'}\u00a0»")
    return tuple(changements)


def find_methode_commune(methodes: Iterable[Methode | None]) -> Methode | None:
    """The method most of them declare; None when nobody declares, or when several methods tie: no one then decides
    for the others.

    Those that changed within the year count no one's way: they are left out.
    """
    comptes = Counter(methode.choix for methode in methodes if methode is not None and not methode.rupture)
    premieres = comptes.most_common(2)
    if not premieres or len({compte for _, compte in premieres}) < len(premieres):
        return None
    return Methode(*premieres[0][0])


def _lower(texte: str) -> str:
    return texte[:1].lower() + texte[1:]
