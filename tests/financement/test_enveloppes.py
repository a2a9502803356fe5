"""Subtotals by envelope and by nature, and what the envelopes forbid, of amounts made by hand and at random."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from conventions.calculations import SOURCES, Montants, sum_montants
from financement.enveloppes import (
    SANS_ENVELOPPE,
    MontantAxe,
    SousTotal,
    compute_sous_totaux,
    list_depassements,
    list_notifiees,
    sum_sous_totaux,
)
from referentiels.enveloppes import Enveloppe
from tests.financement.budgets import DEFINITION, make_action, say

D = Decimal
VOLETS = (
    Enveloppe("volet_1", "Volet 1", ("S1",), False),
    Enveloppe("volet_2", "Volet 2", ("S2", "S3"), False),
    Enveloppe("volet_3", "Volet 3", ("S4",), False),
)


def etat(axe, prevu, execute=None):
    return MontantAxe(axe, "etat", Montants(D(prevu), execute if execute is None else D(execute)))


def say_depassements(enveloppes, montants, notifies, notifie=None):
    notifiees = list_notifiees(enveloppes, {code: D(montant) for code, montant in notifies.items()})
    notifie = sum(map(D, notifies.values())) if notifie is None else D(notifie)
    return [
        phrase.replace("\u202f", " ").replace("\u00a0", " ")
        for phrase in list_depassements(notifie, notifiees, montants)
    ]


def test_a_volet_without_fongibilité_pays_its_axes_and_no_other():
    notifies = {"volet_1": "100", "volet_2": "200", "volet_3": "300"}
    juste = [etat("S1", "100"), etat("S2", "150"), etat("S3", "50"), etat("S4", "300")]
    assert say_depassements(VOLETS, juste, notifies) == []
    trop = [etat("S1", "100.50"), etat("S2", "150"), etat("S3", "60"), etat("S4", "289.50")]
    assert say_depassements(VOLETS, trop, notifies) == [
        "L’axe S1 prévoit 100,50 € de crédits de l’État ; l’enveloppe « Volet 1 », qui seule peut les payer, n’a que "
        "100,00 € : 0,50 € de trop.",
        "Les axes S2 et S3 prévoient 210,00 € de crédits de l’État ; l’enveloppe « Volet 2 », qui seule peut les "
        "payer, n’a que 200,00 € : 10,00 € de trop.",
    ]
    # The same amounts, were the credits free to move.
    libres = [replace(un, fongible=True) for un in VOLETS]
    assert say_depassements(libres, trop, notifies) == []


def test_nothing_is_said_of_envelopes_that_are_not_known_or_are_not_the_amount():
    trop = [etat("S1", "500")]
    assert say_depassements(VOLETS, trop, {}, "500") == []
    assert say_depassements(VOLETS, trop, {"volet_1": "100"}, "500") == []
    assert say_depassements(VOLETS, trop, {"volet_1": "100", "volet_2": "400"}) != []


def test_credits_that_stay_do_not_pay_the_others_and_those_of_the_others_do_not_come():
    enveloppes = (
        Enveloppe("socle", "Socle", ("S1", "S2")),
        Enveloppe("initiatives", "Initiatives", ("I",)),
        Enveloppe("mobilites", "Mobilités", ("N1",), False),
    )
    notifies = {"socle": "100", "initiatives": "50", "mobilites": "20"}
    # The socle pays initiatives, not mobilités; nor is what mobilités do not use for anything else.
    assert say_depassements(enveloppes, [etat("S1", "90"), etat("I", "60"), etat("N1", "20")], notifies) == []
    (phrase,) = say_depassements(enveloppes, [etat("S1", "110"), etat("I", "50"), etat("N1", "10")], notifies)
    assert phrase == (
        "Les axes S1 et I prévoient 160,00 € de crédits de l’État ; les enveloppes « Socle » et « Initiatives », qui "
        "seules peuvent les payer, n’ont que 150,00 € : 10,00 € de trop."
    )


def can_pay(enveloppes, notifies, prevus):
    """By trying every way, euro by euro: an axe is paid by envelopes that may."""
    if not any(prevus.values()):
        return True
    axe = next(code for code, reste in prevus.items() if reste)
    nommes = {un for enveloppe in enveloppes for un in enveloppe.axes}
    fongibles = {axe for e in enveloppes if e.fongible for axe in e.axes}
    for enveloppe in enveloppes:
        libre = enveloppe.fongible and (axe in fongibles or axe not in nommes)
        sienne = not enveloppe.axes or axe in enveloppe.axes
        if notifies[enveloppe.code] and (
            sienne or libre or (enveloppe.fongible and any(not e.axes and e.fongible for e in enveloppes))
        ):
            reste = prevus | {axe: prevus[axe] - 1}
            if can_pay(enveloppes, notifies | {enveloppe.code: notifies[enveloppe.code] - 1}, reste):
                return True
    return False


def test_what_is_refused_is_what_no_way_of_paying_pays():
    hasard = Random(11)
    refuses = 0
    for _ in range(400):
        axes = ["S1", "S2", "S3"]
        enveloppes = [
            Enveloppe(code, code, tuple(a for a in axes if hasard.random() < 0.5), hasard.random() < 0.4)
            for code in ("a", "b", "c")
        ]
        notifies = {un.code: hasard.randrange(4) for un in enveloppes}
        prevus, reste = {}, sum(notifies.values())
        for axe in axes:
            prevus[axe] = hasard.randint(0, reste)
            reste -= prevus[axe]
        if all(un.fongible for un in enveloppes):
            continue
        dites = say_depassements(
            enveloppes,
            [etat(axe, str(m)) for axe, m in prevus.items()],
            {c: str(m) for c, m in notifies.items()},
        )
        assert (dites == []) == can_pay(enveloppes, notifies, prevus), (enveloppes, notifies, prevus)
        refuses += bool(dites)
    assert refuses > 50


def test_a_shared_axe_counts_with_the_first_that_names_it_and_nothing_is_lost():
    montants = [etat("S4", "100", "90"), etat("I", "50"), etat("N5", "7"), etat("N1", "1")]
    montants.append(MontantAxe("S4", "departement_nouveau", Montants(D(30), D(20))))
    notifiees = list_notifiees(DEFINITION.enveloppes, {"socle": D(80), "accompagnement_rsa": D(20)})
    sous_totaux = compute_sous_totaux(DEFINITION.natures, notifiees, montants)
    dits = {un.libelle: un for un in sous_totaux.enveloppes}
    assert dits["Actions du socle"] == SousTotal(
        "Actions du socle", Montants(D(100), D(90)), Montants(D(130), D(110)), D(80)
    )
    rsa = next(un for un in sous_totaux.enveloppes if un.libelle.startswith("Accompagnement"))
    assert (rsa.notifie, rsa.etat.prevu, rsa.mention) == (
        D(20), None, "compté avec «\u00a0Actions du socle\u00a0»"
    )  # fmt: skip
    assert dits["Systèmes d’information"].notifie is dits["Systèmes d’information"].etat.prevu is None
    assert dits[SANS_ENVELOPPE].etat.prevu == D(7)
    assert [un.libelle for un in sous_totaux.natures] == [
        "Engagement du socle", "Initiative départementale", "Engagement facultatif", "Engagement transverse"
    ]  # fmt: skip
    for siens in (sous_totaux.natures, sous_totaux.enveloppes):
        assert sum_montants(un.total for un in siens) == sum_montants(un.montants for un in montants)
    deux = sum_sous_totaux([sous_totaux, compute_sous_totaux(DEFINITION.natures, (), montants), sous_totaux])
    assert [un.libelle for un in deux.enveloppes] == [un.libelle for un in sous_totaux.enveloppes]
    assert deux.enveloppes[0].notifie == D(160)
    assert sum_montants(un.total for un in deux.natures).prevu == 3 * D(188)


def test_subtotals_add_up_whatever_the_amounts():
    hasard = Random(2020)
    for _ in range(200):
        montants = [
            MontantAxe(
                axe.code,
                source,
                Montants(*(hasard.choice((None, D(hasard.randrange(10**9)).scaleb(-2))) for _ in "pe")),
            )
            for axe, source in product(DEFINITION.axes, SOURCES)
            if hasard.random() < 0.3
        ]
        sous_totaux = compute_sous_totaux(
            DEFINITION.natures, list_notifiees(DEFINITION.enveloppes, {}), montants
        )
        total = sum_montants(un.montants for un in montants)
        for siens in (sous_totaux.natures, sous_totaux.enveloppes):
            assert sum_montants(un.total for un in siens) == total


@pytest.mark.parametrize(("notifie", "dit"), [("100", []), ("99", ["repartition"])])
def test_a_split_that_is_no_longer_the_amount_is_said(notifie, dit):
    """An avenant changed the amount: whoever types the actions can do nothing about it."""
    actions = [make_action(etat=(notifie, notifie), departement_nouveau=("200", "200"))]
    constats = say(actions, notifie, enveloppes={"socle": D(90), "initiatives": D(10)})
    assert [code for code, *_ in constats] == dit
    assert all(gravite == "alerte" for _, gravite, _ in constats)


def test_a_volet_above_its_envelope_is_not_handed_over():
    definition = replace(DEFINITION, enveloppes=VOLETS)
    actions = [
        make_action("1", "S1", etat=("60", "60"), departement_nouveau=("200", "200")),
        make_action("2", "S4", etat=("40", "40"), departement_nouveau=("200", "200")),
    ]
    notifies = {"volet_1": D(50), "volet_3": D(50)}
    ((code, gravite, phrase),) = say(actions, "100", definition=definition, enveloppes=notifies)
    assert (code, gravite) == ("enveloppe", "bloquant")
    assert phrase.startswith("L’axe S1 prévoit 60,00 € de crédits de l’État ; l’enveloppe « Volet 1 »")


def test_an_amount_above_the_cap_of_the_convention_is_said():
    actions = [make_action(etat=("100", "100"), departement_nouveau=("200", "200"))]
    assert say(actions, "100", plafond=D(100)) == []
    ((code, gravite, phrase),) = say(actions, "100", plafond=D(90))
    assert (code, gravite) == ("plafond", "alerte")
    assert phrase.endswith("dépasse le plafond annuel de la convention, 90,00 € : 10,00 € de trop.")
