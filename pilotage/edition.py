"""From the figures of a year to what may be published of them: where a `Publication` is made. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicateurs.calculations import Resultat
from nombres.exacts import sum_known
from pilotage.ensembles import is_additif
from pilotage.familles import Famille
from pilotage.masquage import Decision, Dessous, FamilleChiffree, decide
from pilotage.publication import (
    FRANCE,
    NON_SOMMABLE,
    PUBLIE,
    SANS_CHIFFRE,
    SECRET,
    AgregatPublie,
    IndicateurPublie,
    LignePubliee,
    Publication,
)
from pilotage.secret import is_duree_publiable
from referentiels.comparabilite import Comparabilite
from referentiels.definitions import Indicateur, SeuilsEnsemble
from referentiels.mesures import VIDE, Mesure


@dataclass(frozen=True)
class LigneBrute:
    """One indicator of one convention, as it is: never shown by itself."""

    convention: str
    indicateur: Indicateur
    resultat: Resultat
    mesure: Mesure
    fiabilite: str
    arrete_au: date | None
    comparabilite: Comparabilite | None

    @property
    def is_sommable(self) -> bool:
        """Does it count in the sums? It compares, and has all it is made of."""
        if self.comparabilite is None or not self.comparabilite.is_comparable:
            return False
        resultat = self.resultat
        if not is_additif(self.indicateur.nature, self.indicateur.unite):
            return False
        if self.indicateur.nature == "effectif":
            return resultat.numerateur is not None
        # 0 out of 0 adds nothing to a sum.
        return resultat.valeur is not None or (resultat.numerateur == 0 and resultat.denominateur == 0)


@dataclass(frozen=True)
class Brute:
    """All that an edition is made of. `entete` says everything but its figures: no line, no sum."""

    entete: Publication
    familles: tuple[Famille, ...]
    lignes: tuple[LigneBrute, ...]
    mesures: Mapping[str, Mapping[str, Mesure]]  # by convention, then by code
    inities: Mapping[str, str]  # by convention, the collectivité that knows its figures as its own
    seuils: SeuilsEnsemble


def publish(brute: Brute, avant: Sequence[Dessous] = ()) -> tuple[Publication, Dessous]:
    """What may be published of `brute`, after the editions `avant` of the same year, and what is beneath it."""
    territoires = _list_territoires(brute.entete)
    sommables: dict[str, set[str]] = {}
    for ligne in brute.lignes:
        if ligne.is_sommable:
            sommables.setdefault(ligne.convention, set()).add(ligne.indicateur.code)
    decisions: dict[str, Decision] = {}
    releves = []
    for famille in brute.familles:
        siens = {code: frozenset(unes & set(famille.codes)) for code, unes in sommables.items()}
        decision = decide(famille, FamilleChiffree(brute.mesures, siens, brute.inities), territoires, avant)
        decisions |= dict.fromkeys(famille.codes, decision)
        releves.append(decision.releve)
    chefs = {code: famille.codes[0] for famille in brute.familles for code in famille.codes}
    publication = replace(
        brute.entete,
        indicateurs=tuple(replace(un, famille=chefs[un.code]) for un in brute.entete.indicateurs),
        lignes=tuple(_publish_ligne(un, decisions[un.indicateur.code], brute) for un in brute.lignes),
        agregats=tuple(
            _sum_territoire(brute, decisions[un.code], nom, siennes, un)
            for nom, siennes in territoires.items()
            for un in brute.entete.indicateurs
        ),
    )
    return publication, Dessous(tuple(releves))


def _list_territoires(entete: Publication) -> dict[str, frozenset[str]]:
    """FRANCE, then each région: the conventions whose figures are there."""
    dits = {FRANCE: frozenset(une.code for une in entete.presentes)}
    for region in entete.regions:
        dits[region] = frozenset(une.code for une in entete.presentes if une.region == region)
    return dits


def _publish_ligne(brute: LigneBrute, decision: Decision, tout: Brute) -> LignePubliee:
    """A line, without a number where it is left out."""
    resultat, mesure = brute.resultat, brute.mesure
    ligne = LignePubliee(
        brute.convention,
        brute.indicateur.code,
        resultat.etat,
        arrete_au=brute.arrete_au,
        comparable=None if brute.comparabilite is None else brute.comparabilite.is_comparable,
        motifs=brute.comparabilite.motifs if brute.comparabilite else (),
    )
    if resultat.numerateur is None:
        return ligne
    if brute.convention in decision.masquees:
        return replace(ligne, etat=SECRET)
    is_durable = is_duree_publiable(_count_cas(brute, tout.mesures[brute.convention]))
    return replace(
        ligne,
        numerateur=resultat.numerateur,
        denominateur=resultat.denominateur,
        en_cours=mesure.en_cours,
        mediane_jours=mesure.mediane_jours if is_durable else None,
        moyenne_jours=mesure.moyenne_jours if is_durable else None,
        fiabilite=brute.fiabilite,
    )


def _count_cas(brute: LigneBrute, mesures: Mapping[str, Mesure]) -> Decimal | None:
    """The fewest events that the median and the mean of a délai rest on: those it counts, those in time without."""
    regle = brute.indicateur.regle
    evenements = mesures.get(regle.evenements, VIDE).effectif if regle and regle.evenements else None
    return brute.resultat.numerateur if evenements is None else evenements


def _sum_territoire(
    brute: Brute,
    decision: Decision,
    territoire: str,
    conventions: frozenset[str],
    indicateur: IndicateurPublie,
) -> AgregatPublie:
    """Σ numerators over Σ denominators of one indicator, of those that compare and that the secrecy leaves in."""
    comparables = [
        un
        for un in brute.lignes
        if un.indicateur.code == indicateur.code and un.convention in conventions and un.is_sommable
    ]
    sommees = [un for un in comparables if un.convention not in decision.exclues[territoire]]
    denominateur = sum_known(un.resultat.denominateur for un in sommees)
    vide = SANS_CHIFFRE if is_additif(indicateur.nature, indicateur.unite) else NON_SOMMABLE
    etat = PUBLIE if sommees else SECRET if comparables else vide
    return AgregatPublie(
        territoire=territoire,
        indicateur=indicateur.code,
        etat=etat,
        numerateur=sum_known(un.resultat.numerateur for un in sommees),
        denominateur=denominateur,
        conventions=len(conventions),
        comparables=len(comparables),
        sommees=len(sommees),
        reserve=brute.seuils.find_manque(len(sommees), len(conventions), denominateur) if sommees else "",
    )
