"""Reads on référentiels: those one may see, what one says, what it changes, what its rules would have found."""

import re
from collections import Counter
from dataclasses import dataclass

from conventions.definitions import Axe, DefinitionConvention, parse_referentiel
from conventions.lecture import DefinitionInvalide
from conventions.models import ETATS_TRANSMIS, Exercice, Referentiel
from indicateurs.changements import Changement, list_changements
from indicateurs.definitions import (
    DefinitionIndicateurs,
    Indicateur,
    build_definition_indicateurs,
    check_referentiel,
)
from indicateurs.models import Valeur
from indicateurs.queries.fautes import SURPRISE, Faute, list_fautes, list_regles_implicites


@dataclass(frozen=True)
class Lecture:
    """A référentiel as a page shows it. `faute` is why it cannot be used; there is then nothing else to show."""

    faute: str
    ligne: int | None  # where the fault is in the text, as far as one can tell
    convention: DefinitionConvention | None = None
    indicateurs: DefinitionIndicateurs | None = None
    axes: tuple[tuple[Axe, tuple[Indicateur, ...]], ...] = ()
    regles_implicites: tuple[tuple[str, str, str], ...] = ()  # (code, rule, message)


@dataclass(frozen=True)
class Comparaison:
    """A référentiel against the one before it, None when there is none."""

    precedent: Referentiel | None
    changements: tuple[Changement, ...]

    @property
    def non_comparables(self):
        """How many indicators count something else than before."""
        return len({changement.objet for changement in self.changements if not changement.comparable})


@dataclass(frozen=True)
class RegleSimulee:
    """One rule of a simulation: how many transmitted exercices break it, and which."""

    faute: Faute  # one of those it found, for its words
    exercices: tuple[Exercice, ...]


@dataclass(frozen=True)
class Simulation:
    """The rules of a référentiel over what was transmitted: by rule, and by exercice (how many of each gravity)."""

    regles: tuple[RegleSimulee, ...]
    muettes: tuple[str, ...]  # rules that found nothing
    exercices: tuple[tuple[Exercice, int, int, int, int], ...]  # blocking, alerte, information, à l'essai


def list_referentiels(user):
    """Référentiels the user may read, the latest first, without their texts."""
    return Referentiel.objects.visible_to(user).defer("source").order_by("etat", "-publie_le", "-code")


def build_lecture(source, contenu=None):
    """Read a référentiel's text, or the `contenu` of a published one, which may have no text."""
    try:
        if contenu is None:
            indicateurs = check_referentiel(parse_referentiel(source))
        else:
            indicateurs = build_definition_indicateurs(contenu)
    except DefinitionInvalide as erreur:
        return Lecture(str(erreur), find_ligne(source, str(erreur)))
    convention = indicateurs.convention
    return Lecture(
        "",
        None,
        convention,
        indicateurs,
        tuple((axe, tuple(indicateurs.list_axe(axe.code))) for axe in convention.axes),
        tuple(list_regles_implicites(indicateurs)),
    )


def find_ligne(source, faute):
    """The line a fault speaks of: the one TOML gives, that of the rule, of the key, or of the code; None otherwise."""
    if trouve := re.search(r"ligne (\d+)", faute):
        return int(trouve[1])
    cherches = []
    if trouve := re.match(r"Contrôle «\s(.{1,1000}?)\s»", faute):
        cherches.append(re.escape(trouve[1]))
    if trouve := re.search(r"la clé «\s([^»]{1,100})\s»", faute):
        cherches.append(rf"(^|\.|\[|\{{|, ?)\s*[\"']?{re.escape(trouve[1])}[\"']?\s*[=\].]")
    if trouve := re.match(r"(?:Indicateur|Axe) (\S+)", faute):
        cherches.append(rf"^\s*code\s*=\s*[\"']{re.escape(trouve[1])}[\"']")
    for motif in cherches:
        for numero, ligne in enumerate(source.splitlines(), 1):
            if re.search(motif, ligne):
                return numero
    return None


def compare_au_precedent(contenu):
    """What a valid content changes against the one it names, or else the last published of its instrument before it."""
    publies = Referentiel.objects.published().exclude(code=contenu["code"])
    precedent = publies.filter(code=contenu.get("precedent", "")).first()
    if precedent is None:
        meme = publies.filter(dispositif=contenu["dispositif"])
        avant = [r for r in meme if r.contenu["date_signature"] <= contenu["date_signature"]]
        precedent = max(avant, key=lambda r: r.contenu["date_signature"], default=None)
    changements = tuple(list_changements(precedent.contenu, contenu)) if precedent else ()
    return Comparaison(precedent, changements)


def simulate_regles(definition, dispositif):
    """Run the rules over every transmitted exercice of an instrument; two queries whatever their number, no write."""
    exercices = list(
        Exercice.objects.filter(etat__in=ETATS_TRANSMIS, convention__dispositif=dispositif)
        .select_related("convention__departement", "convention__collectivite")
        .order_by("convention__code", "annee")
    )
    mesures = {}
    for valeur in Valeur.objects.filter(exercice__in=exercices):
        mesures.setdefault(valeur.exercice_id, {})[valeur.code] = valeur.mesure
    par_annee = {(e.convention_id, e.annee): mesures.get(e.pk, {}) for e in exercices}
    trouvees, lignes = {}, []
    for exercice in exercices:
        precedentes = par_annee.get((exercice.convention_id, exercice.annee - 1))
        fautes = list_fautes(definition, mesures.get(exercice.pk, {}), precedentes)
        for faute in fautes:
            trouvees.setdefault((faute.code, faute.regle), (faute, []))[1].append(exercice)
        comptes = Counter("essai" if f.a_l_essai else f.gravite for f in fautes)
        lignes.append((exercice, *(comptes[g] for g in ("bloquant", "alerte", "information", "essai"))))
    regles = sorted(trouvees.values(), key=lambda trouvee: -len(trouvee[1]))
    dites = {faute.regle for faute, _ in regles}
    ecrites = [c.regle for c in definition.controles] + [r for _, r, _ in list_regles_implicites(definition)]
    if definition.seuil_surprise is not None:
        ecrites += [f"{SURPRISE} {i.code}" for i in definition.indicateurs.values() if i.is_saisi]
    return Simulation(
        tuple(RegleSimulee(faute, tuple(siens)) for faute, siens in regles),
        tuple(dict.fromkeys(regle for regle in ecrites if regle not in dites)),
        tuple(lignes),
    )
