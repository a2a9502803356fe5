"""What is left out of an edition, family by family: `pilotage.secret` applied to figures, and to the editions of the
year that came before. No Django.

A family of linked indicators (`pilotage.familles`) is left out whole of a convention. A sum counts rows that are left
out only where all of them have the same indicators to sum: otherwise the sums of two indicators would say a row. And
an edition leaves out at least what an earlier one of the year left out: what is shown later would say what it hid.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilotage.familles import Famille, count_effectifs
from pilotage.secret import Somme, find_masques, is_publiable, is_suite_sure
from referentiels.mesures import Mesure

Effectifs = Mapping[str, Mapping[str, Decimal]]  # by convention, then by column


@dataclass(frozen=True)
class EffectifReleve:
    """One count of a row that is left out."""

    colonne: str
    valeur: Decimal


@dataclass(frozen=True)
class LigneCachee:
    """A convention left out of a family, with what it counts there and who knows that."""

    convention: str
    initie: str
    effectifs: tuple[EffectifReleve, ...]


@dataclass(frozen=True)
class SommeRelevee:
    """A sum that is published: the conventions left out that it counts."""

    conventions: tuple[str, ...]


@dataclass(frozen=True)
class FamilleRelevee:
    """What an edition left out of a family, with the counts beneath."""

    codes: tuple[str, ...]
    profil: tuple[str, ...]  # the indicators that each convention left out and summed has
    dites: tuple[str, ...]  # conventions whose figures are published
    cachees: tuple[LigneCachee, ...]
    sommes: tuple[SommeRelevee, ...]


@dataclass(frozen=True)
class Dessous:
    """What is beneath an edition, family by family: for the next ones of the year, and nobody else."""

    familles: tuple[FamilleRelevee, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What is left out of a family: the conventions whose figures are, and, territory by territory, those among them
    that its sums leave out too."""

    masquees: frozenset[str]
    exclues: Mapping[str, frozenset[str]]  # by territory
    releve: FamilleRelevee


@dataclass(frozen=True)
class FamilleChiffree:
    """The figures of a family, as they are: by convention its measures, and the indicators of it that are summed."""

    mesures: Mapping[str, Mapping[str, Mesure]]
    sommables: Mapping[str, frozenset[str]]
    inities: Mapping[str, str]  # by convention, who knows its figures as its own


def decide(
    famille: Famille,
    table: FamilleChiffree,
    territoires: Mapping[str, Collection[str]],
    avant: Sequence[Dessous] = (),
) -> Decision:
    """What an edition leaves out of `famille`; `territoires` are sets of conventions, nested or apart, whose sums it
    says, `avant` the editions of the year that came before."""
    effectifs = {code: count_effectifs(famille, siennes) for code, siennes in table.mesures.items()}
    effectifs = {code: siens for code, siens in effectifs.items() if siens}
    passe = _read_passe(famille, avant)
    masquees = {code for code, siens in effectifs.items() if not is_publiable(tuple(siens.values()))}
    masquees |= passe.tues & effectifs.keys()
    profil = passe.profil or _find_profil(table.sommables, effectifs)
    # Left out, these are in no sum: another would be worked out of it.
    seules = {
        code for code in effectifs if code in passe.dites or table.sommables.get(code, frozenset()) != profil
    }
    lignes = _list_lignes(effectifs, effectifs.keys() - (masquees & seules))
    inities = {**passe.inities, **table.inities}
    masques = find_masques(
        lignes, list(territoires.values()), d_office=masquees, dites=seules, inities=inities
    )
    masquees |= masques.lignes
    ouverts = [nom for rang, nom in enumerate(territoires) if rang not in masques.ensembles]
    restes = {nom: frozenset(territoires[nom]) & masques.lignes for nom in ouverts}
    sommes = _keep_sures(restes, lignes, passe, inities)
    exclues = {
        nom: frozenset(masquees & set(siennes)) - (sommes[nom].cachees if nom in sommes else frozenset())
        for nom, siennes in territoires.items()
    }
    cachees = {code: (table.inities[code], effectifs[code]) for code in sorted(masquees)}
    releve = _write_releve(famille, profil, effectifs.keys() - masquees, cachees, sommes)
    return Decision(frozenset(masquees), exclues, releve)


@dataclass(frozen=True)
class _Passe:
    """What the editions of the year that came before said of a family."""

    tues: frozenset[str]
    dites: frozenset[str]
    inities: Mapping[str, str]
    profil: frozenset[str]
    sommes: tuple[Somme[str], ...]
    is_meme_famille: bool  # linked as it is now: its sums speak of the same rows


def _read_passe(famille: Famille, avant: Sequence[Dessous]) -> _Passe:
    siennes = [une for releve in avant for une in releve.familles if set(une.codes) & set(famille.codes)]
    sommes = []
    for une in siennes:
        effectifs = {
            ligne.convention: {un.colonne: un.valeur for un in ligne.effectifs} for ligne in une.cachees
        }
        lignes = _list_lignes(effectifs, effectifs.keys())
        sommes += [Somme(frozenset(somme.conventions), lignes) for somme in une.sommes]
    profils = {frozenset(une.profil) for une in siennes if une.profil}
    return _Passe(
        frozenset(ligne.convention for une in siennes for ligne in une.cachees),
        frozenset(code for une in siennes for code in une.dites),
        {ligne.convention: ligne.initie for une in siennes for ligne in une.cachees},
        next(iter(profils), frozenset()),
        tuple(sommes),
        len(profils) <= 1 and all(set(une.codes) == set(famille.codes) for une in siennes),
    )


def _find_profil(sommables: Mapping[str, frozenset[str]], effectifs: Collection[str]) -> frozenset[str]:
    """The indicators that most conventions have to sum; the most of them, of several."""
    comptes = Counter(sommables[code] for code in effectifs if sommables.get(code))
    if not comptes:
        return frozenset()
    return max(comptes, key=lambda un: (comptes[un], len(un), sorted(un)))


def _list_lignes(effectifs: Effectifs, conventions: Collection[str]) -> dict[str, tuple[Decimal, ...]]:
    """All that these conventions count, column by column, summed or not: what is between sums says the others."""
    colonnes = sorted({colonne for code in conventions for colonne in effectifs[code]})
    return {
        code: tuple(effectifs[code].get(colonne, Decimal(0)) for colonne in colonnes)
        for code in sorted(conventions)
    }


def _keep_sures(
    restes: Mapping[str, frozenset[str]],
    lignes: Mapping[str, tuple[Decimal, ...]],
    passe: _Passe,
    inities: Mapping[str, str],
) -> dict[str, Somme[str]]:
    """Of the sums by territory that count rows left out, those that may be known with one another and with those of
    the editions before; the smallest first."""
    gardees: dict[str, Somme[str]] = {}
    for nom in sorted(restes, key=lambda un: (len(restes[un]), un)):
        somme = Somme(restes[nom], lignes)
        connues = [*passe.sommes, *gardees.values(), somme]
        if not restes[nom] or (passe.is_meme_famille and is_suite_sure(connues, inities)):
            gardees[nom] = somme
    return gardees


def _write_releve(
    famille: Famille,
    profil: frozenset[str],
    dites: Collection[str],
    cachees: Mapping[str, tuple[str, Mapping[str, Decimal]]],
    sommes: Mapping[str, Somme[str]],
) -> FamilleRelevee:
    return FamilleRelevee(
        codes=famille.codes,
        profil=tuple(sorted(profil)),
        dites=tuple(sorted(dites)),
        cachees=tuple(
            LigneCachee(code, initie, tuple(EffectifReleve(nom, un) for nom, un in sorted(siens.items())))
            for code, (initie, siens) in cachees.items()
        ),
        sommes=tuple(SommeRelevee(tuple(sorted(une.cachees))) for une in sommes.values() if une.cachees),
    )
