"""What two rounds do not say alike: nothing that a round says escapes, and the differences make one of the other."""

import random
import re
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import contents
from reporting.contents.ecarts_remises import AJOUTE, RETIRE
from reporting.contents.enonces import RUBRIQUES
from tests.ampleur import count_cas

pytestmark = pytest.mark.une_base

# What a round holds and its differences leave out: it follows from the rest, the référentiel says it, or it says who.
LAISSES = (
    "execution.simulation",  # computed from the amounts
    "execution.convention",
    "execution.etat",
    "execution.seuil_justification",
    r"execution.exercice.(?!prolonge_au)",
    r"execution.axes.(code|libelle|nature)$",
    "execution.axes.indicateurs.(libelle|unite|nature|decimales|sens|definition|regle|verifie|publie)$",
    "execution.axes.indicateurs.comparabilite",  # computed from the methods
    "execution.axes.indicateurs.cible",  # those of the exercice and of the next: all are in the content
    "execution.axes.actions.indicateurs.(?!code)",  # those of its axe
    "execution.axes.actions.(is_justification_attendue|pieces)$",  # computed, counted
    r"execution.enveloppes.enveloppe.(?!code)",
    "execution.constats.ligne",  # its source
    "contenu.(convention|annee)$",
    "contenu.fiches.(titre|axe|nature|indicateurs|is_justification_attendue)",  # of the execution
    "contenu.pieces.taille",  # with its fingerprint
    "contenu.brouillons",  # what was left out is not handed over
)
# Where a value is one of a list.
AUTRES = {
    "execution.axes.actions.budget.source": "autres",
    "contenu.pieces.nature": "redeploiement",
}


@pytest.fixture
def remise(demo):
    """The round of the 22, as JSON, with one of each thing it lacks; who handed it over is not compared."""
    une = demo.transmis.remises.select_related("photographie").get()
    lue = {"execution": une.photographie.contenu, "contenu": une.contenu}
    axes = lue["execution"]["axes"] = lue["execution"]["axes"][:3]  # enough of each thing, and quicker
    contenu, action = lue["contenu"], axes[0]["actions"][0]
    contenu["fiches"], contenu["cibles"] = contenu["fiches"][:3], contenu["cibles"][:9]
    contenu["certificat"] = None
    contenu["deliberation"] = {"organe": "Bureau", "numero": "12", "date_vote": "2022-03-04"}
    contenu["methode"] |= {"rupture": "Nouveau logiciel.", "rupture_le": "2021-06-01"}
    contenu["pieces"].append(
        {"nature": "action", "cle": "S1-1", "nom": "a.pdf", "taille": 1, "empreinte": "a"}
    )
    contenu["avertissements"].append(
        {"code": "R1", "gravite": "alerte", "constat": "Loin.", "explication": "Oui.", "derogation": "Non."}
    )
    action |= {"motif_ecart": "calendrier", "justification": "Voté en juin."}
    action["budget"].append({"source": "autres", "libelle": "CAF", "prevu": "10.00", "execute": "9.00"})
    return lue


def read_enonces(lue):
    return contents.list_enonces(
        contents.from_dict(contents.ContenuExecution, lue["execution"]),
        contents.from_dict(contents.ContenuRemise, lue["contenu"]),
    )


def list_places(arbre, chemin=()):
    """Each leaf and each list of a tree, by its path."""
    if isinstance(arbre, dict):
        for cle, valeur in arbre.items():
            yield from list_places(valeur, (*chemin, cle))
        return
    if isinstance(arbre, list):
        if arbre:
            yield chemin
        for rang, valeur in enumerate(arbre):
            yield from list_places(valeur, (*chemin, rang))
    elif arbre is not None and arbre != "":
        yield chemin


def name_place(chemin):
    return ".".join(un for un in chemin if isinstance(un, str))


def is_laisse(chemin):
    return any(re.match(un, name_place(chemin)) for un in LAISSES)


def change(hasard, lue, chemin):
    """The same tree with another value there, or with one thing less in that list."""
    autre = deepcopy(lue)
    *mene, dernier = chemin
    lieu = autre
    for pas in mene:
        lieu = lieu[pas]
    if isinstance(lieu[dernier], list):
        del lieu[dernier][hasard.randrange(len(lieu[dernier]))]
    else:
        lieu[dernier] = AUTRES.get(name_place(chemin)) or make_autre(lieu[dernier])
    return autre


def make_autre(valeur):
    if isinstance(valeur, bool):
        return not valeur
    if isinstance(valeur, int):
        return valeur + 1
    if re.fullmatch(r"-?\d+(\.\d+)?", valeur):
        return str(Decimal(valeur) + 1)
    if re.fullmatch(r"\d+/\d+", valeur):
        return f"1{valeur}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", valeur):
        return (date.fromisoformat(valeur) + timedelta(days=1)).isoformat()
    return f"{valeur} autre"


def apply(enonces, differences):
    """What is said after the differences: what an oracle would do with them, one by one."""
    dits = {cle: un.valeur for cle, un in enonces.items()}
    for une in differences:
        if une.apres is None:
            del dits[une.cle]
        else:
            dits[une.cle] = une.apres.valeur
    return dits


def tell(enonces):
    return {cle: un.valeur for cle, un in enonces.items()}


def check_change(avant, autre):
    apres = read_enonces(autre)
    differences = contents.compare_remises(avant, apres)
    assert apply(avant, differences) == tell(apres)
    assert apply(apres, contents.compare_remises(apres, avant)) == tell(avant)
    return differences


def test_nothing_that_a_round_says_escapes(remise):
    """One place of each kind, changed: whatever is not named above shows."""
    hasard, genres, avant = random.Random(3), {}, read_enonces(remise)
    for chemin in list_places(remise):
        genres.setdefault(name_place(chemin), chemin)
    assert len(genres) > 90
    muets = {
        genre for genre, chemin in genres.items() if not check_change(avant, change(hasard, remise, chemin))
    }
    attendus = {genre for genre, chemin in genres.items() if is_laisse(chemin)}
    assert muets == attendus


def test_many_changes_at_once_make_the_other_round(remise):
    hasard, avant = random.Random(4), read_enonces(remise)
    for _ in range(count_cas(10)):
        autre = remise
        for _ in range(hasard.randint(1, 12)):
            autre = change(hasard, autre, hasard.choice(list(list_places(autre))))
        check_change(avant, autre)


def test_what_is_alike_says_nothing(remise):
    assert check_change(read_enonces(remise), deepcopy(remise)) == ()


def test_differences_are_told_by_kind_and_by_thing(remise):
    autre = deepcopy(remise)
    action = autre["execution"]["axes"][0]["actions"][0]
    action["budget"][0]["execute"] = str(Decimal(action["budget"][0]["execute"]) + 100)
    action["bilan"] += " Et davantage."
    autre["contenu"]["pieces"][-1]["empreinte"] = "b"
    del autre["execution"]["axes"][1]["actions"][0]
    differences = check_change(read_enonces(remise), autre)
    rubriques = contents.group_differences(differences)
    assert [un.titre for un in rubriques] == [
        un for un in RUBRIQUES if un in contents.count_rubriques(differences)
    ]
    assert sum(un.nombre for un in rubriques) == len(differences)
    montant = next(une for une in differences if une.ecart == 100)
    assert montant.enonce.objet == f"Action {action['numero']} – {action['titre']}"
    bilan = next(une for une in differences if une.cle[-1] == "bilan" and une.sens == "modifié")
    assert [un.texte for un in bilan.passages if un.quoi == AJOUTE] == [" Et davantage."]
    assert [une.sens for une in differences if une.cle[0] == "piece"] == ["remplacé"]
    retiree = remise["execution"]["axes"][1]["actions"][0]["numero"]
    assert {une.sens for une in differences if une.cle[:2] == ("action", retiree)} == {"retiré"}


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_words_make_both_texts_again(avant, apres):
    passages = contents.compare_mots(avant, apres)
    assert "".join(un.texte for un in passages if un.quoi != AJOUTE) == avant
    assert "".join(un.texte for un in passages if un.quoi != RETIRE) == apres


def test_one_word_is_one_passage():
    passages = contents.compare_mots("Douze postes ont été créés.", "Dix postes ont été créés.")
    assert [(un.texte, un.quoi) for un in passages] == [
        ("Douze", RETIRE),
        ("Dix", AJOUTE),
        (" postes ont été créés.", ""),
    ]


def test_what_did_not_change_is_shortened():
    long = " ".join(f"mot{rang}" for rang in range(60))
    commun, _ = contents.compare_mots(long, f"{long} fin")
    assert commun.abrege.startswith("mot0 ") and " […] " in commun.abrege and commun.abrege.endswith(" mot59")
    assert commun.texte == long
