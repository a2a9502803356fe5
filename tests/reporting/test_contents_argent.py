"""The money of a frozen content: totals, shares, what changes."""

import dataclasses
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from nombres.locutions import Nom
from referentiels.parts import ReglePart
from reporting.contents import (
    ContenuAvenant,
    ContenuAxe,
    ContenuDeliberation,
    ContenuDepenseCommune,
    ContenuRapport,
    ContenuRapportCommun,
    FicheAction,
    MontantAvantApres,
    Texte,
    compute_total,
    from_dict,
    redate,
    to_dict,
)
from tests.reporting.contenus_calcules import CONVENTION, avenant, budget, rapport


def test_a_total_leaves_an_unknown_amount_out_and_says_so():
    total = compute_total([budget(), budget(execute=None), budget("autres", None, "5.00")])
    assert (total.prevu, total.execute) == (Decimal("200.00"), Decimal("95.00"))
    assert (total.prevu_partiel, total.execute_partiel) == (True, True)
    assert total.ecart is None and total.taux is None


def test_a_complete_total_has_its_gap_and_its_exact_rate():
    total = compute_total([budget(), budget(prevu="200.00", execute="110.00")])
    assert total.ecart == Decimal("-100.00")
    assert total.taux == Fraction(2, 3)
    assert not total.est_partiel


def test_no_amount_at_all_is_missing_not_zero():
    total = compute_total([budget(prevu=None, execute=None)])
    assert total.prevu is None and total.execute is None and not total.est_partiel
    assert compute_total([]).prevu is None


def test_a_planned_zero_has_a_gap_and_no_rate():
    total = compute_total([budget(prevu="0.00", execute="10.00")])
    assert total.ecart == Decimal("10.00") and total.taux is None


def test_a_carry_over_counts_in_the_total_and_is_told_apart():
    lignes = (budget(), budget("report", "7.00", "2.00"))
    action = FicheAction(numero="1", titre="t", axe="S4", nature="nouvelle", budget=lignes)
    contenu = rapport(axes=(ContenuAxe(code="S4", libelle="l", nature="socle", actions=(action,)),))
    assert contenu.total.prevu == contenu.axes[0].total.prevu == action.total.prevu == Decimal("107.00")
    assert (contenu.report.prevu, contenu.report.execute) == (Decimal("7.00"), Decimal("2.00"))
    assert contenu.axes[0].report == action.report == contenu.report


def test_a_paper_older_than_the_carry_over_as_a_source_still_opens():
    """Until then, a fiche had a `report` that nobody filled in; nor had it steps, nor the rapport a simulation."""
    action = FicheAction(numero="1", titre="t", axe="S4", nature="nouvelle", budget=(budget(),))
    contenu = rapport(axes=(ContenuAxe(code="S4", libelle="l", nature="socle", actions=(action,)),))
    ecrit = to_dict(contenu)
    fiche = ecrit["axes"][0]["actions"][0]
    for nouvelle in ("etp", "jalons", "indicateurs", "propres", "is_justification_attendue"):
        del fiche[nouvelle]
    fiche["report"] = None
    del ecrit["simulation"], ecrit["montant_notifie"], ecrit["depense_commune"]
    assert from_dict(ContenuRapport, ecrit) == contenu
    fiche["inconnue"] = None
    with pytest.raises(ValueError, match=r"unknown keys \['inconnue'\]"):
        from_dict(ContenuRapport, ecrit)


def test_those_who_pay_are_listed_in_the_order_of_sources_each_partner_by_name():
    lignes = (
        budget("autres", libelle="Ville"),
        budget("etat"),
        budget("autres", libelle="CAF"),
        budget("etat"),
    )
    action = FicheAction(numero="1", titre="t", axe="S4", nature="nouvelle", budget=lignes)
    contenu = rapport(axes=(ContenuAxe(code="S4", libelle="l", nature="socle", actions=(action,)),))
    assert [(un.source, un.libelle, un.total.prevu) for un in contenu.par_financeur] == [
        ("etat", "", Decimal("200.00")),
        ("autres", "CAF", Decimal("100.00")),
        ("autres", "Ville", Decimal("100.00")),
    ]


def test_an_avenant_knows_what_it_changes():
    contenu = avenant()
    assert [(ligne.action, ligne.source) for ligne in contenu.financements_modifies] == [
        ("1", "etat"),
        ("2", "etat"),
        ("2", "valorisation"),
    ]
    assert [(ligne.code, ligne.annee) for ligne in contenu.cibles_modifiees] == [("R2", 2022), ("R2", 2021)]


def test_an_avenant_adds_up_by_source_and_by_action():
    contenu = avenant()
    assert contenu.par_source == (
        ("etat", Decimal("60.00"), Decimal("150.00")),
        ("valorisation", Decimal("80.00"), Decimal("200.00")),
    )
    assert contenu.total == (Decimal("140.00"), Decimal("350.00"))
    assert contenu.part_collectivite == Fraction(4, 7)
    assert [ligne.montants for ligne in contenu.par_action] == [
        (Decimal("100.00"), Decimal("80.00")),
        (Decimal("50.00"), Decimal("120.00")),
    ]


def test_the_state_also_pays_with_what_it_carries_over_and_each_partner_has_a_name():
    communs = {"action": "1", "titre": "t", "axe": "S4"}
    contenu = avenant(
        montant_etat=Decimal("100.00"),
        financements=(
            MontantAvantApres(**communs, source="report", nouveau=Decimal("50.00")),
            MontantAvantApres(**communs, source="autres", libelle="CAF", nouveau=Decimal("150.00")),
            MontantAvantApres(**communs, source="etat", nouveau=Decimal("100.00")),
        ),
    )
    # The other half is a partner's: the collectivité brings nothing.
    assert contenu.part_collectivite == 0
    assert contenu.par_financeur == (
        ("etat", "", Decimal("100.00")),
        ("autres", "CAF", Decimal("150.00")),
        ("report", "", Decimal("50.00")),
    )


@pytest.mark.parametrize(
    ("regles", "parts"),
    [
        ((), []),
        ((ReglePart("collectivite", Decimal("0.5")),), []),  # said already
        (
            (ReglePart("collectivite", Decimal("0.5"), sur="action"),),
            [
                (
                    "Plus petite part du Département, crédits nouveaux et valorisation, dans le total d’une action",
                    Fraction(80, 180),
                )
            ],
        ),
        (
            (ReglePart("etat", Decimal("0.6"), de="etat_et_collectivite", sauf=("S5",)),),
            [
                (
                    "Part de l’État, report compris, dans ce qu’apportent l’État et le Département, l’axe S5 excepté",
                    Fraction(3, 7),
                )
            ],
        ),
    ],
)
def test_the_table_says_what_share_each_rule_of_the_article_speaks_of(regles, parts):
    propre = ("Part du Département dans le total, crédits nouveaux et valorisation", Fraction(4, 7))
    assert list(avenant(regles_part=regles).parts) == [propre, *parts]


def test_an_avenant_older_than_its_rules_of_shares_still_opens():
    ecrit = to_dict(avenant())
    del ecrit["regles_part"]
    assert from_dict(ContenuAvenant, ecrit) == avenant()


def test_what_the_state_gives_and_no_action_receives_is_said():
    assert avenant().reste_a_repartir == 0
    assert avenant(montant_etat=Decimal("151.00")).reste_a_repartir == Decimal("1.00")


def test_a_trajectory_has_one_value_per_year():
    contenu = avenant()
    assert contenu.annees_cibles == (2021, 2022)
    assert [t.valeurs for t in contenu.trajectoires] == [
        (Fraction(17, 20), Fraction(1)),
        (Fraction(1, 3), None),
    ]


def test_chosen_clauses_follow_the_article_on_money():
    def texte(code):
        return Texte(code=code, titre=code, texte=code)

    articles = (texte("objet"), texte("finances"), texte("duree"))
    ordre = [t.code for t in avenant(articles=articles, clauses=(texte("si"),)).articles_et_clauses]
    assert ordre == ["objet", "finances", "si", "duree"]
    ordre = [t.code for t in avenant(articles=articles[:1], clauses=(texte("si"),)).articles_et_clauses]
    assert ordre == ["objet", "si"]


@pytest.mark.parametrize(
    ("organe", "phrase"),
    [
        ("Assemblée plénière", "de l’assemblée plénière"),
        ("commission permanente", "de la commission permanente"),
        ("conseil départemental", "du conseil départemental"),
        ("Bureau", "du bureau"),
    ],
)
def test_an_organ_reads_inside_a_sentence(organe, phrase):
    assert ContenuDeliberation(organe=organe, numero="1").organe_en_phrase == phrase


def test_the_name_of_the_collectivite_is_declined():
    assert CONVENTION.titulaire.le == f"le {CONVENTION.collectivite}"
    bordeaux = {"collectivite": "Bordeaux Métropole", "sans_article": True, "partie": Nom("Métropole")}
    titulaire = dataclasses.replace(CONVENTION, **bordeaux).titulaire
    assert (titulaire.le, titulaire.du, titulaire.e) == ("Bordeaux Métropole", "de Bordeaux Métropole", "e")


def make_commun(montant, *rapports):
    commune = ContenuDepenseCommune(noms="67 et 68", montant=montant)
    ensemble = tuple(dataclasses.replace(un, depense_commune=commune) for un in rapports)
    return ContenuRapportCommun(etabli_le=ensemble[0].etabli_le, projet=True, rapports=ensemble)


def make_prevu(*prevus):
    actions = tuple(
        FicheAction(numero="1", titre="t", axe="S4", nature="nouvelle", budget=(budget(prevu=prevu),))
        for prevu in prevus
    )
    return rapport(axes=(ContenuAxe(code="S4", libelle="l", nature="socle", actions=actions),))


@pytest.mark.parametrize(
    ("montant", "prevus", "taux"),
    [
        ("150.00", (["100.00"], ["200.00"]), Fraction(1, 2)),
        (None, (["100.00"], ["200.00"]), None),  # nobody said what was spent
        ("150.00", (["100.00", None], ["200.00"]), None),  # nor, here, all that was planned
        ("150.00", (["0.00"], ["0.00"]), None),
    ],
)
def test_a_common_report_has_a_rate_only_of_what_is_known(montant, prevus, taux):
    commun = make_commun(montant and Decimal(montant), *(make_prevu(*un) for un in prevus))
    assert commun.taux == taux


def test_a_common_report_has_what_the_state_notified_only_once_each_convention_is():
    un, autre = (rapport(montant_notifie=Decimal(montant)) for montant in ("10.00", "5.50"))
    assert make_commun(None, un, autre).notifie == Decimal("15.50")
    assert make_commun(None, un, rapport(montant_notifie=None)).notifie is None


def test_a_common_report_is_of_another_day_with_all_its_reports():
    jour = date(2030, 1, 2)
    commun = redate(make_commun(None, rapport(), rapport()), jour)
    assert {commun.etabli_le, *(un.etabli_le for un in commun.rapports)} == {jour}
