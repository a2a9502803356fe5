"""Counts that are not published: what a reader, or one of those a table is about, works out of it."""

import random
from itertools import product

import pytest

from pilotage.secret import SEUIL, find_masques, is_publiable
from tests.ampleur import count_cas

pytestmark = pytest.mark.une_base

PLAFOND = 60  # no count of these tables is above


def list_solutions(lignes, ensembles, masques, colonne, initie=None):
    """{key: values} of the rows left out that agree with all that is published, and with what `initie` knows of itself:
    at most two values each, found by trying."""
    connues = {
        cle: effectifs[colonne]
        for cle, effectifs in lignes.items()
        if cle not in masques.lignes or cle == initie
    }
    inconnues = [cle for cle in lignes if cle not in connues]
    sommes = [
        (set(ensemble), sum(lignes[cle][colonne] for cle in ensemble))
        for rang, ensemble in enumerate(ensembles)
        if rang not in masques.ensembles
    ]
    valeurs = {cle: set() for cle in inconnues}

    def is_possible(essai):
        for ensemble, somme in sommes:
            dites = [essai[cle] for cle in ensemble if cle in essai]
            if sum(dites) > somme or (len(dites) == len(ensemble) and sum(dites) != somme):
                return False
        return True

    def search(essai, reste, cible, interdit):
        """A value of `cible` other than `interdit`, or None."""
        if not is_possible(essai):
            return None
        if not reste:
            return essai[cible]
        cle, *suite = reste
        for valeur in range(PLAFOND + 1):
            if cle == cible and valeur == interdit:
                continue
            trouvee = search({**essai, cle: valeur}, suite, cible, interdit)
            if trouvee is not None:
                return trouvee
        return None

    for cle in inconnues:
        valeurs[cle].add(lignes[cle][colonne])
        autre = search(dict(connues), inconnues, cle, lignes[cle][colonne])
        if autre is not None:
            valeurs[cle].add(autre)
    return valeurs


def draw_table(hasard):
    """Two régions and France; a row is a count, what is left, and both."""
    lignes = {}
    for cle in range(hasard.randint(3, 7)):
        haut, reste = (hasard.choice([0, 1, 2, 3, 4, 5, 6, 9, 14]) for _ in range(2))
        lignes[cle] = (haut, reste, haut + reste)
    coupe = hasard.randint(1, len(lignes) - 1)
    toutes = list(lignes)
    return lignes, [toutes[:coupe], toutes[coupe:], toutes]


def test_no_small_count_is_worked_out_even_by_one_it_is_about():
    hasard = random.Random(19032021)
    publiees = 0
    for _ in range(count_cas(60)):
        lignes, ensembles = draw_table(hasard)
        masques = find_masques(lignes, ensembles)
        publiees += len(lignes) - len(masques.lignes) + len(ensembles) - len(masques.ensembles)
        assert all(is_publiable(lignes[cle]) for cle in lignes.keys() - masques.lignes)
        for rang, ensemble in enumerate(ensembles):
            somme = tuple(map(sum, zip(*(lignes[cle] for cle in ensemble), strict=True)))
            assert rang in masques.ensembles or is_publiable(somme)
        for initie, colonne in product([None, *masques.lignes], range(3)):
            for cle, valeurs in list_solutions(lignes, ensembles, masques, colonne, initie).items():
                if 0 < lignes[cle][colonne] < SEUIL:
                    assert len(valeurs) > 1, (lignes, ensembles, masques, initie, cle)
            if colonne == 0:
                check_restes(lignes, ensembles, masques, initie)
    assert publiees, "something is published"


def check_restes(lignes, ensembles, masques, initie):
    """Nor is a small count of several rows together."""
    ouverts = [set(un) for rang, un in enumerate(ensembles) if rang not in masques.ensembles]
    for ensemble in ouverts:
        dites = set().union(*(autre for autre in ouverts if autre < ensemble))
        reste = (ensemble & masques.lignes) - dites - {initie}
        if reste:
            assert is_publiable(tuple(map(sum, zip(*(lignes[cle] for cle in reste), strict=True)))), reste


def test_sets_that_overlap_are_refused():
    """What is worked out of two of them is not what this module looks at."""
    with pytest.raises(ValueError, match="overlap"):
        find_masques({1: (9,), 2: (9,), 3: (9,)}, [[1, 2], [2, 3]])


def test_a_row_is_left_out_with_enough_others_the_smallest_first():
    """A région of five, one of which has three cases: two more are left out, and the sums stay."""
    lignes = {"22": (3, 20), "29": (40, 9), "35": (60, 12), "56": (30, 7), "975": (8, 6)}
    masques = find_masques(lignes, [["22", "29", "35", "56"], list(lignes)])
    assert masques.lignes == {"22", "56", "29"}
    assert not masques.ensembles


def test_nothing_is_left_out_of_what_is_safe():
    lignes = {"22": (0, 20), "29": (40, 0)}
    masques = find_masques(lignes, [["22", "29"]])
    assert not masques.lignes
    assert not masques.ensembles


def test_a_région_of_one_département_takes_others_like_it_with_it_not_france():
    lignes = {"2A": (3, 20), "971": (6, 9), "972": (7, 9), "29": (40, 9), "35": (60, 12)}
    masques = find_masques(lignes, [["2A"], ["971"], ["972"], ["29", "35"], list(lignes)])
    assert masques.lignes == {"2A", "971", "972"}
    assert masques.ensembles == {0, 1, 2}
