"""The trees behind the documents: arithmetic, exact round trip, fingerprint, texts."""

import dataclasses
import json
import tomllib
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import pytest

import referentiels
from referentiels.comparabilite import Comparabilite
from reporting.contents import (
    PLACEHOLDERS,
    ActeAnterieur,
    CibleAvantApres,
    ContenuAvenant,
    ContenuAxe,
    ContenuConvention,
    ContenuDeliberation,
    ContenuExercice,
    ContenuIndicateur,
    ContenuIndicateurPropre,
    ContenuJalon,
    ContenuLigneBudget,
    ContenuMesure,
    ContenuMethode,
    ContenuRapport,
    ContenuSignataire,
    FicheAction,
    MontantAvantApres,
    Texte,
    build_textes_avenant,
    build_textes_rapport,
    build_valeurs,
    compute_total,
    empreinte,
    fill_texte,
    from_dict,
    to_dict,
)

REFERENTIELS = sorted((Path(referentiels.__file__).parent / "instructions").glob("*.toml"))

CONVENTION = ContenuConvention(
    code="29",
    dispositif="CALPAE",
    dispositif_libelle="Convention d'appui à la lutte contre la pauvreté et d'accès à l'emploi",
    collectivite="Département du Finistère",
    departement="Finistère",
    region="Bretagne",
    date_signature=date(2019, 6, 28),
    signataires=(ContenuSignataire(partie="etat", nom="P. Le Goff", titre="préfet du Finistère"),),
    avenants=(ActeAnterieur(numero="1", date_signature=date(2019, 11, 26)),),
)
EXERCICE = ContenuExercice(
    annee=2021,
    regime="civile",
    debut=date(2021, 1, 1),
    fin=date(2021, 12, 31),
    referentiel="2021-03-19",
    reference="Instruction n° 2021/23 du 19 mars 2021",
)


def budget(source="etat", prevu="100.00", execute="90.00", libelle=""):
    return ContenuLigneBudget(
        source=source,
        libelle=libelle,
        prevu=None if prevu is None else Decimal(prevu),
        execute=None if execute is None else Decimal(execute),
    )


def indicateur(nature="effectif", cible=None, sens="hausse", **mesure):
    return ContenuIndicateur(
        code="R2",
        libelle="x",
        unite="personnes",
        nature=nature,
        sens=sens,
        cible=cible,
        resultat=ContenuMesure(**{"statut": "renseigne"} | mesure),
    )


def rapport(**kwargs):
    action = FicheAction(numero="1", titre="Orienter", axe="S4", nature="nouvelle", budget=(budget(),))
    axe = ContenuAxe(
        code="S4",
        libelle="Orientation",
        nature="socle",
        actions=(action,),
        indicateurs=(
            indicateur(
                "delai",
                Fraction(17, 20),
                numerateur=Decimal("3987"),
                denominateur=Decimal("5810"),
                en_cours=421,
                mediane=Decimal("27.5"),
            ),
        ),
    )
    return ContenuRapport(
        **{
            "etabli_le": date(2022, 3, 21),
            "projet": True,
            "convention": CONVENTION,
            "exercice": EXERCICE,
            "axes": (axe,),
            "deliberation": ContenuDeliberation(organe="commission permanente", numero="41"),
            "notes": (Texte(code="delais", titre="Lecture", texte="…"),),
        }
        | kwargs
    )


def avenant(**kwargs):
    def ligne(action, source, ancien, nouveau):
        return MontantAvantApres(
            action=action,
            titre="t",
            axe="S4",
            source=source,
            ancien=None if ancien is None else Decimal(ancien),
            nouveau=None if nouveau is None else Decimal(nouveau),
        )

    def cible(code, annee, ancien, nouveau):
        return CibleAvantApres(
            code=code, libelle=code, unite="u", nature="taux", annee=annee, ancien=ancien, nouveau=nouveau
        )

    return ContenuAvenant(
        **{
            "etabli_le": date(2021, 4, 30),
            "projet": True,
            "numero": "4",
            "convention": CONVENTION,
            "exercice": EXERCICE,
            "montant_etat": Decimal("150.00"),
            "financements": (
                ligne("1", "etat", None, "100.00"),
                ligne("1", "valorisation", "80.00", "80.00"),
                ligne("2", "etat", "60.00", "50.00"),
                ligne("2", "valorisation", None, "120.00"),
            ),
            "cibles": (
                cible("R2", 2022, None, Fraction(1)),
                cible("R2", 2021, Fraction(1, 2), Fraction(17, 20)),
                cible("R4", 2021, Fraction(1, 3), Fraction(1, 3)),
            ),
        }
        | kwargs
    )


# Money


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


# Figures


@pytest.mark.parametrize(
    ("ligne", "valeur"),
    [
        (indicateur(numerateur=Decimal("22.5")), Fraction(45, 2)),
        (indicateur("taux", numerateur=Decimal(1), denominateur=Decimal(3)), Fraction(1, 3)),
        (indicateur("moyenne", numerateur=Decimal(1288), denominateur=Decimal("22.5")), Fraction(2576, 45)),
        (indicateur("taux", numerateur=Decimal(1), denominateur=Decimal(0)), None),
        (indicateur("taux", numerateur=Decimal(1)), None),
        (indicateur(statut="neant"), Fraction(0)),
        (indicateur(statut="vide", numerateur=Decimal(3)), None),
        (indicateur(statut="non_disponible"), None),
        (indicateur(statut="non_concerne"), None),
        (indicateur(), None),
    ],
)
def test_a_value_is_exact_and_what_is_missing_has_none(ligne, valeur):
    assert ligne.valeur == valeur


@pytest.mark.parametrize(
    ("numerateur", "sens", "atteinte"),
    [
        ("850", "hausse", True),
        ("849", "hausse", False),
        ("849", "baisse", True),
        ("851", "baisse", False),
        ("900", "neutre", None),
    ],
)
def test_a_target_is_reached_in_the_direction_of_its_indicator(numerateur, sens, atteinte):
    ligne = indicateur(
        "taux", Fraction(17, 20), sens, numerateur=Decimal(numerateur), denominateur=Decimal(1000)
    )
    assert ligne.cible_atteinte is atteinte


def test_a_target_is_judged_on_the_exact_value_not_on_the_rounded_one():
    ligne = indicateur("taux", Fraction(17, 20), numerateur=Decimal(84999), denominateur=Decimal(100000))
    assert ligne.cible_atteinte is False


def test_a_target_without_a_figure_has_no_answer():
    assert indicateur("taux", Fraction(1), statut="vide").cible_atteinte is None
    assert indicateur("taux", numerateur=Decimal(1), denominateur=Decimal(1)).ecart is None


def test_pending_cases_are_on_the_bar_and_not_in_the_rate():
    ligne = rapport().delais[0]
    assert ligne.resultat.hors_delai == Decimal(1823)
    assert ligne.valeur == Fraction(3987, 5810)
    longueurs = [longueur for _debut, longueur in ligne.resultat.segments]
    assert longueurs == [Fraction(3987, 6231), Fraction(1823, 6231), Fraction(421, 6231)]
    assert ligne.resultat.segments[2][0] == Fraction(5810, 6231)


def test_no_case_draws_no_bar():
    assert ContenuMesure(statut="renseigne", numerateur=Decimal(0), denominateur=Decimal(0)).segments == ()
    assert ContenuMesure(statut="vide").segments == ()


# Avenant


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
    assert contenu.part_etat == Fraction(3, 7)
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
    assert contenu.part_etat == Fraction(1, 2)
    assert contenu.par_financeur == (
        ("etat", "", Decimal("100.00")),
        ("autres", "CAF", Decimal("150.00")),
        ("report", "", Decimal("50.00")),
    )


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
    ],
)
def test_an_organ_reads_inside_a_sentence(organe, phrase):
    assert ContenuDeliberation(organe=organe, numero="1").organe_en_phrase == phrase


def test_the_name_of_the_collectivite_has_a_gender():
    assert not CONVENTION.est_feminine
    assert dataclasses.replace(CONVENTION, collectivite="Collectivité européenne d'Alsace").est_feminine


# JSON and fingerprint


@pytest.mark.parametrize("contenu", [rapport(), avenant()], ids=["rapport", "avenant"])
def test_a_tree_survives_its_json_exactly(contenu):
    relu = from_dict(type(contenu), json.loads(json.dumps(to_dict(contenu))))
    assert relu == contenu
    assert empreinte(relu) == empreinte(contenu)


def test_values_are_written_without_loss():
    ligne = to_dict(rapport())["axes"][0]["indicateurs"][0]
    assert ligne["cible"] == "17/20"
    assert ligne["resultat"]["mediane"] == "27.5"
    assert ligne["initiale"] is None
    assert to_dict(rapport())["etabli_le"] == "2022-03-21"
    assert to_dict(rapport())["axes"][0]["actions"][0]["budget"][0]["prevu"] == "100.00"


def test_the_fingerprint_follows_the_content():
    assert empreinte(rapport()) == empreinte(rapport())
    assert len(empreinte(rapport())) == 64
    assert empreinte(rapport()) != empreinte(rapport(projet=False))


@pytest.mark.parametrize(
    ("kwargs", "path"),
    [
        ({"projet": 1}, "ContenuRapport.projet"),
        ({"contexte": None}, "ContenuRapport.contexte"),
        ({"etabli_le": datetime(2022, 3, 21)}, "ContenuRapport.etabli_le"),
        ({"axes": []}, "ContenuRapport.axes"),
        ({"notes": ("x",)}, r"ContenuRapport.notes\[0\]"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_path(kwargs, path):
    with pytest.raises(TypeError, match=path):
        to_dict(rapport(**kwargs))


def test_a_float_is_never_written():
    ligne = ContenuLigneBudget(source="etat", prevu=1.5)
    with pytest.raises(TypeError, match=r"budget\[0\].prevu"):
        to_dict(FicheAction(numero="1", titre="t", axe="S4", nature="nouvelle", budget=(ligne,)))


def test_a_code_may_come_from_an_enumeration():
    class Partie(StrEnum):
        ETAT = "etat"

    ecrit = to_dict(ContenuSignataire(partie=Partie.ETAT, nom="n", titre="t"))
    assert type(ecrit["partie"]) is str and ecrit["partie"] == "etat"


@pytest.mark.parametrize(
    ("donnees", "error"),
    [
        ({"code": "a", "titre": "b", "texte": "c", "autre": 1}, ValueError),
        ({"code": "a", "titre": "b", "texte": 3}, TypeError),
        ({"code": "a"}, TypeError),
    ],
)
def test_what_does_not_fit_is_not_read(donnees, error):
    with pytest.raises(error):
        from_dict(Texte, donnees)


# Texts of the référentiels


def test_a_text_is_filled():
    assert fill_texte("Exercice {annee} {{sic}}", {"annee": "2021"}) == "Exercice 2021 {sic}"


@pytest.mark.parametrize(
    ("texte", "name"),
    [
        ("{inconnu}", "inconnu"),
        ("{annee.real}", "annee.real"),
        ("{annee[0]}", r"annee\[0\]"),
        ("{annee!r}", "annee"),
        ("{annee:>5}", "annee"),
        ("{}", ""),
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(texte, name):
    with pytest.raises(ValueError, match=f"Unknown placeholder: {name}."):
        fill_texte(texte, {"annee": "2021"})


def test_a_placeholder_without_value_is_refused_by_name():
    with pytest.raises(ValueError, match="numero"):
        fill_texte("Avenant n° {numero}", build_valeurs(CONVENTION, EXERCICE))


def test_the_words_of_every_placeholder():
    valeurs = build_valeurs(CONVENTION, EXERCICE, numero="4", montant_etat=Decimal("1231197.47"))
    assert set(valeurs) == PLACEHOLDERS
    assert valeurs["montant_lettres"].startswith("un million deux cent trente et un mille")
    assert valeurs["debut"] == "1er janvier 2021"
    assert valeurs["dispositif"].startswith("convention d'appui")
    assert valeurs["reference"].startswith("instruction n°")
    sans_date = dataclasses.replace(CONVENTION, date_signature=None)
    assert build_valeurs(sans_date, EXERCICE)["date_convention"] == "(date à compléter)"


@pytest.mark.parametrize("path", REFERENTIELS, ids=lambda path: path.stem)
def test_each_referentiel_gives_both_documents_all_their_texts(path):
    textes = tomllib.loads(path.read_text())["textes"]
    champs = build_textes_rapport(textes["rapport"], build_valeurs(CONVENTION, EXERCICE))
    contenu = rapport(**champs)
    assert {"actions", "delais", "indicateurs", "finances"} == set(contenu.note)
    offertes = [clause["code"] for clause in textes["avenant"].get("clauses", ())]
    valeurs = build_valeurs(CONVENTION, EXERCICE, numero="4", montant_etat=Decimal("1231197.47"))
    contenu = avenant(**build_textes_avenant(textes["avenant"], valeurs, offertes))
    assert [clause.code for clause in contenu.clauses] == offertes
    codes = [article.code for article in contenu.articles]
    assert codes == ["objet", "mesures", "finances", "duree", "suivi", "autres", "denonciation", "litiges"]
    finances = contenu.articles[2].texte
    assert "1\u202f231\u202f197,47" in finances and "quarante-sept centimes" in finances
    assert contenu.visas and contenu.preambule


def test_the_clauses_are_those_the_instruction_allows():
    def offertes(path):
        clauses = tomllib.loads(path.read_text())["textes"]["avenant"].get("clauses", ())
        return [clause["code"] for clause in clauses]

    assert {path.stem: offertes(path) for path in REFERENTIELS} == {
        "2019-09-25": [],
        "2020-02-12": ["report"],
        "2021-03-19": ["report", "mobilites", "si", "redeploiement"],
    }


def test_a_clause_that_is_not_offered_is_refused():
    textes = tomllib.loads(REFERENTIELS[0].read_text())["textes"]["avenant"]
    valeurs = build_valeurs(CONVENTION, EXERCICE, numero="4", montant_etat=Decimal(1))
    with pytest.raises(ValueError, match="mobilites"):
        build_textes_avenant(textes, valeurs, ["mobilites"])


def test_a_document_frozen_before_the_badge_is_still_read():
    donnees = to_dict(
        ContenuRapport(
            etabli_le=date(2022, 3, 1),
            projet=True,
            convention=CONVENTION,
            exercice=EXERCICE,
            axes=(ContenuAxe(code="S4", libelle="x", nature="socle", indicateurs=(indicateur("delai"),)),),
        )
    )
    del donnees["methode"]
    del donnees["axes"][0]["indicateurs"][0]["comparabilite"]
    ancien = from_dict(ContenuRapport, donnees)
    assert ancien.methode is None
    assert ancien.indicateurs[0].comparabilite is None


def test_a_badge_and_a_method_are_frozen_word_for_word():
    methode = ContenuMethode(
        date_entree="Jour de la demande",
        droits_suspendus="Écartés des entrants",
        date_rdv="Jour où le rendez-vous se tient",
        logiciel="Un logiciel",
        rupture="Changement",
        rupture_le=date(2021, 7, 1),
    )
    badge = Comparabilite(avec="2020", motifs=("autre limite", "méthode non déclarée"))
    assert from_dict(ContenuMethode, to_dict(methode)) == methode
    assert from_dict(Comparabilite, to_dict(badge)) == badge
    assert not badge.is_comparable
    assert Comparabilite(avec="2020").is_comparable


def test_what_becomes_of_an_action_changes_nothing_of_what_its_fiche_commits_to():
    """A projet of avenant is not out of date because a step was done, or a figure entered."""
    convenue = FicheAction(
        numero="S4-1",
        titre="Orienter",
        axe="S4",
        nature="nouvelle",
        jalons=(ContenuJalon(libelle="Recrutement", prevu_le=date(2021, 3, 1)),),
        propres=(ContenuIndicateurPropre(libelle="Entretiens", cible=Decimal(100)),),
    )
    rendue = dataclasses.replace(
        convenue,
        etat="realisee",
        budget=(ContenuLigneBudget(source="etat", prevu=Decimal(1), execute=Decimal(1)),),
        motif_ecart="recrutement",
        justification="Un départ.",
        is_justification_attendue=True,
        bilan="Fait.",
        difficultes="Aucune.",
        perspectives="Continuer.",
        jalons=(dataclasses.replace(convenue.jalons[0], fait_le=date(2021, 3, 2)),),
        propres=(dataclasses.replace(convenue.propres[0], resultat=Decimal(90)),),
    )
    assert rendue.engagement == convenue == convenue.engagement
    autre = dataclasses.replace(convenue, resultats_attendus="Trente jours.")
    assert autre.engagement != convenue
