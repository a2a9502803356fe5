"""Somebody who takes all that is published of a year, every edition of it, and works out what is left out: nothing from
1 to 4 is found, by a reader or by one of the collectivités it is about.

The attacker reads the open data, as anybody does, and is told more than anybody: how a référentiel links its figures,
which conventions answered what and which of them each sum counts, and which figures are the same from an edition to the
next. A count is found when only one value agrees with all of it, or when it is printed.
"""

import csv
import io
import random
import zipfile
from datetime import UTC, date, datetime

import pytest

from pilotage import edition, masquage
from pilotage.edition import publish
from pilotage.familles import Famille, count_effectifs
from pilotage.masquage import decide
from pilotage.paquet import Cartouche, write_paquet
from pilotage.secret import SEUIL, Masques, is_publiable
from tests.ampleur import count_cas
from tests.pilotage import annees
from tests.pilotage.annees import DEFINITION, FAMILLES, draw_annee, get_collectivite, make_brute
from tests.pilotage.attaquant import Enigme

pytestmark = pytest.mark.une_base

LE = datetime(2022, 6, 1, 9, tzinfo=UTC)
CARTOUCHE = Cartouche("Une année", "2024.1", 1, LE, date(2022, 6, 1), "0" * 64)
CAS = count_cas(60)


def publish_all(annee, monkeypatch):
    """[(the tables of one edition as they are read, its decisions by family)], edition after edition."""
    faites, releves = [], []
    for dites in annee:
        decisions = {}

        def note(famille, *reste, decisions=decisions):
            decision = decide(famille, *reste)
            decisions |= dict.fromkeys(famille.codes, decision)
            return decision

        monkeypatch.setattr(edition, "decide", note)
        publication, releve = publish(make_brute(dites), releves)
        releves.append(releve)
        faites.append((read_tables(write_paquet(publication, CARTOUCHE)), decisions))
    return faites


def read_tables(octets):
    archive = zipfile.ZipFile(io.BytesIO(octets))
    return {
        nom.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(nom).decode())))
        for nom in archive.namelist()
        if nom.endswith(".csv")
    }


def get_termes(code):
    """The names of what its numerator and its denominator count."""
    un = DEFINITION.indicateurs[code]
    if un.nature == "moyenne":
        return un.numerateur, un.denominateur
    bas = {"taux": un.denominateur, "delai": f"{code}.denominateur"}.get(un.nature, "")
    return code, bas


def make_enigme(annee, faites, famille, initie):
    """What is known of a family, and the counts from 1 to 4 that are left out: {name: what it is made of}."""
    enigme, secrets = Enigme(), {}
    connus = read_connus(annee, faites, famille, initie)
    for rang, (dites, (tables, decisions)) in enumerate(zip(annee, faites, strict=True)):
        effectifs = {code: count_effectifs(famille, mesures) for code, (mesures, _) in dites.items()}
        for convention, siens in effectifs.items():
            tell_liens(enigme, secrets, connus, convention, siens, famille, rang)
        for ligne in tables["agregats"]:
            if ligne["indicateur"] in famille.codes and ligne["etat"] == "publie":
                tell_somme(
                    enigme, secrets, connus, dites, effectifs, ligne, decisions[ligne["indicateur"]], rang
                )
    return enigme, secrets


def read_connus(annee, faites, famille, initie):
    """{(convention, term, value)} that are read in one of the editions, or that an insider knows as its own."""
    connus = set()
    for dites, (tables, _) in zip(annee, faites, strict=True):
        for code, (mesures, _) in dites.items():
            if get_collectivite(code) == initie:
                connus |= {(code, nom, un) for nom, un in count_effectifs(famille, mesures).items()}
        for ligne in tables["indicateurs"]:
            if ligne["indicateur"] not in famille.codes:
                continue
            lus = zip(
                get_termes(ligne["indicateur"]), (ligne["numerateur"], ligne["denominateur"]), strict=True
            )
            for nom, lu in (*lus, (f"{ligne['indicateur']}.en_cours", ligne["en_cours"])):
                if lu and nom:
                    connus.add((ligne["convention"], nom, int(lu)))
    return connus


def tell_liens(enigme, secrets, connus, convention, siens, famille, rang):
    """What is between the terms of one convention, as the référentiel says it."""

    def make(nom):
        """(form, number): an unknown, or what is known."""
        cle = (convention, nom, siens[nom])
        if cle in connus:
            return {}, int(siens[nom])
        enigme.say(cle, siens[nom])
        return {cle: 1}, 0

    termes = {nom: make(nom) for nom in siens if " - " not in nom}
    for nom, (forme, _) in termes.items():
        if 0 < siens[nom] < SEUIL:
            secrets[rang, convention, nom] = forme
    for haut, bas in famille.ecarts:
        if haut in termes and bas in termes and siens[haut] >= siens[bas]:
            forme, nombre = subtract(termes[haut], termes[bas])
            if 0 < siens[haut] - siens[bas] < SEUIL:
                secrets[rang, convention, f"{haut} - {bas}"] = forme
            if forme:
                enigme.au_moins.append((forme, -nombre))
    for parties, tout in ((("S1", "S2"), "S3"), (("R2.denominateur", "R2.en_cours"), "R1")):
        if {*parties, tout} <= termes.keys():
            forme, nombre = termes[tout]
            for partie in parties:
                forme, nombre = subtract((forme, nombre), termes[partie])
            if forme:
                enigme.egaux.append((forme, -nombre))


def subtract(un, autre):
    forme = dict(un[0])
    for cle, coefficient in autre[0].items():
        forme[cle] = forme.get(cle, 0) - coefficient
    return {cle: coefficient for cle, coefficient in forme.items() if coefficient}, un[1] - autre[1]


def tell_somme(enigme, secrets, connus, dites, effectifs, ligne, decision, rang):
    """A sum that is read: of whom it counts, those left out among them."""
    territoire, code = ligne["territoire"], ligne["indicateur"]
    region = {"24": 0, "11": 1}.get(territoire)
    for nom, lu in zip(get_termes(code), (ligne["numerateur"], ligne["denominateur"]), strict=True):
        if not nom:
            continue
        if 0 < int(lu) < SEUIL:
            secrets[rang, territoire, f"Σ {nom}"] = {}
        reste, forme = int(lu), {}
        for convention, (_, ecartes) in dites.items():
            siens = effectifs[convention]
            is_dedans = region is None or int(convention[1:]) % 2 == region
            if not is_dedans or convention in decision.exclues[territoire] or code in ecartes:
                continue
            if any(un and un not in siens for un in get_termes(code)):
                continue
            if is_sans_valeur(code, siens):
                continue
            cle = (convention, nom, siens[nom])
            if cle in connus:
                reste -= int(siens[nom])
            else:
                forme[cle] = 1
        assert forme or reste == 0, (ligne, reste)
        if forme:
            enigme.egaux.append((forme, reste))


def is_sans_valeur(code, siens):
    """Something out of nothing: it is in no sum."""
    haut, bas = get_termes(code)
    return bool(bas) and siens[bas] == 0 and siens[haut] != 0


def attack(annee, monkeypatch):
    """Counts from 1 to 4 that are found: [(who finds it, edition, convention, which)]."""
    faites = publish_all(annee, monkeypatch)
    gens = {get_collectivite(code) for dites in annee for code in dites}
    trouves = []
    for famille in FAMILLES:
        for initie in (None, *sorted(gens)):
            enigme, secrets = make_enigme(annee, faites, famille, initie)
            autres = {nom: un for nom, un in secrets.items() if get_collectivite(nom[1]) != initie}
            trouves += [(initie, *nom) for nom, forme in autres.items() if enigme.is_trouve(forme)]
    return trouves


def draw_cas(nombre):
    hasard = random.Random(55)
    return [draw_annee(hasard) for _ in range(nombre)]


def test_nobody_finds_a_count_that_is_left_out(monkeypatch):
    publiees, tues = 0, 0
    for annee in draw_cas(CAS):
        assert not attack(annee, monkeypatch), annee
        for tables, _ in publish_all(annee, monkeypatch):
            publiees += sum(bool(ligne["numerateur"]) for ligne in tables["indicateurs"])
            tues += sum(ligne["etat"] == "secret" for ligne in tables["indicateurs"])
    assert min(publiees, tues) > 5 * CAS, "some of it is published, and some is not"


def mask_the_small_alone(lignes, ensembles, d_office=(), **reste):
    masquees = {cle for cle, un in lignes.items() if cle in d_office or not is_publiable(un)}
    return Masques(frozenset(masquees), frozenset())


def count_terms_alone(famille, mesures):
    return {cle: un for cle, un in count_effectifs(famille, mesures).items() if " - " not in cle}


# {what is left out of the rules: what stands for it}
FAIBLESSES = {
    "secondary masking": [
        (masquage, "find_masques", mask_the_small_alone),
        (masquage, "is_suite_sure", lambda *_: True),
    ],
    "what two sums do not share": [(masquage, "is_suite_sure", lambda *_: True)],
    "the editions before": [(masquage, "_read_passe", lambda famille, avant: PASSE_VIDE)],
    "differences": [(masquage, "count_effectifs", count_terms_alone)],
    "linked indicators": [
        (
            annees,
            "FAMILLES",
            tuple(Famille((code,), frozenset({code}), ()) for code in DEFINITION.indicateurs),
        )
    ],
    "insiders": [(annees, "get_collectivite", lambda _: "the same")],
}
PASSE_VIDE = masquage._read_passe(FAMILLES[0], ())


@pytest.mark.parametrize("regle", FAIBLESSES)
def test_the_attacker_finds_some_as_soon_as_a_rule_is_left_out(monkeypatch, regle):
    for module, nom, autre in FAIBLESSES[regle]:
        monkeypatch.setattr(module, nom, autre)
    assert any(attack(annee, monkeypatch) for annee in draw_cas(CAS))
