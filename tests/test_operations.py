"""The life of an exercice, on the small France of the demo."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from avenants.models import Avenant
from avenants.queries import list_changements_cible, list_changements_financement
from comptes.acces import Refus
from comptes.models import Utilisateur
from comptes.operations import Disparu, ModifieEntreTemps, operation
from conventions.calculations import Montants, sum_montants
from conventions.forms.actions import CHAMPS_FICHE
from conventions.models import Action, Etat, Financement
from conventions.operations.actions import delete_action, record_action
from financement.controles import is_justification_attendue, is_part_departement_suffisante
from indicateurs.calculations import (
    compute_echus,
    compute_hors_delai,
    compute_resultat,
    is_cible_atteinte,
)
from indicateurs.models import Cible, Valeur
from indicateurs.operations.transmission import ExerciceIncomplet, transmit_exercice
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.fautes import list_fautes
from referentiels.mesures import Mesure
from referentiels.models import Referentiel
from referentiels.operations import ReferentielPublie, load_referentiel
from reporting.operations.documents import conclude_avenant, produce_avenant, produce_rapport
from saisie.champs import EurosField, NombreField
from saisie.comparaison import CasesModifiees
from tests.cloture import decide

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def test_an_incomplete_exercice_is_not_transmitted_and_says_all_that_is_missing(demo):
    with pytest.raises(ExerciceIncomplet) as refus:
        transmit_exercice(by=demo.get_compte("agent.29"), at=AT, exercice=demo.brouillon)
    libelles = [manque.libelle for manque in refus.value.manques]
    assert "Action S5-1\u00a0: bilan de l’année" in libelles
    assert any(libelle.startswith("R2 –") for libelle in libelles)
    demo.brouillon.refresh_from_db()
    assert demo.brouillon.etat == Etat.BROUILLON


def test_sending_back_says_what_to_complete_then_the_département_edits_again(demo):
    commissaire, agent = demo.get_compte("commissaire.53"), demo.get_compte("agent.22")
    vue = demo.transmis.valeurs.get(code="F1").version
    saisie = {"F1": SaisieValeur(vue, "renseigne", Decimal(50), commentaire="Recompté.")}
    with pytest.raises(Refus, match="ne se modifie plus"):
        record_valeurs(by=agent, at=AT, exercice=demo.transmis, saisies=saisie)
    with pytest.raises(ValidationError, match="compléter"), transaction.atomic():
        decide(by=commissaire, at=AT, exercice=demo.transmis, vers="a_completer", motif="")
    decide(by=commissaire, at=AT, exercice=demo.transmis, vers="a_completer", motif="Précisez F1.")
    assert record_valeurs(by=agent, at=AT, exercice=demo.transmis, saisies=saisie) == 1
    transmit_exercice(by=agent, at=AT, exercice=demo.transmis)
    decide(by=commissaire, at=AT, exercice=demo.transmis, vers="valide", motif="")
    with pytest.raises(Refus, match="validé"):
        decide(by=commissaire, at=AT, exercice=demo.transmis, vers="a_completer", motif="Trop tard")


def test_the_second_of_two_editors_of_a_figure_is_told_and_nothing_is_lost(demo):
    agent, valideur = demo.get_compte("agent.29"), demo.get_compte("valideur.29")
    vue = demo.brouillon.valeurs.get(code="F1").version
    record_valeurs(
        by=valideur,
        at=AT,
        exercice=demo.brouillon,
        saisies={"F1": SaisieValeur(vue, "renseigne", Decimal(71))},
    )
    saisies = {"F1": SaisieValeur(vue, "renseigne", Decimal(72)), "F2": SaisieValeur(1, "neant", Decimal(0))}
    with pytest.raises(CasesModifiees) as conflit:
        record_valeurs(by=agent, at=AT, exercice=demo.brouillon, saisies=saisies)
    assert conflit.value.actuels["F1"].numerateur == 71
    assert demo.brouillon.valeurs.get(code="F2").numerateur != 0
    # The same figure sent twice is no conflict and no change.
    meme = {"F1": SaisieValeur(vue, "renseigne", Decimal(71))}
    assert record_valeurs(by=agent, at=AT, exercice=demo.brouillon, saisies=meme) == 0


def test_the_second_of_two_editors_of_an_action_is_told(demo):
    agent = demo.get_compte("agent.29")
    action = demo.brouillon.actions.get(numero="S3-1")
    champs = {champ: getattr(action, champ) for champ in CHAMPS_FICHE}
    vue = action.version
    kwargs = {
        "by": agent,
        "at": AT,
        "exercice": demo.brouillon,
        "action": action,
        "version": vue,
    }
    record_action(**kwargs, champs=champs | {"bilan": "Le premier."})
    with pytest.raises(ModifieEntreTemps):
        record_action(**kwargs, champs=champs | {"bilan": "Le second."})
    action.refresh_from_db()
    assert action.bilan == "Le premier."


def test_an_action_money_was_spent_on_is_not_deleted(demo):
    with pytest.raises(Refus, match="abandonnée"):
        delete_action(by=demo.get_compte("agent.29"), at=AT, action=demo.brouillon.actions.get(numero="S3-1"))


def test_signing_applies_the_lines_and_keeps_what_changed(demo, dessiner):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    nouveaux = {(c.cle[0].pk, c.cle[1]): c.nouveau for c in list_changements_financement(avenant)}
    assert nouveaux
    with pytest.raises(Refus, match="valideur"):
        conclude_avenant(
            by=demo.get_compte("agent.29"),
            at=AT,
            avenant=avenant,
            version=1,
            date_signature=date(2021, 5, 14),
        )
    produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    dessiner()
    document = conclude_avenant(
        by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=date(2021, 5, 14)
    )
    for (action, source), montant in nouveaux.items():
        assert Financement.objects.get(action=action, source=source).prevu == montant
    assert Cible.objects.get(convention=avenant.convention, code="R2", annee=2022).valeur == Decimal("0.9")
    assert list_changements_financement(avenant) == list_changements_cible(avenant) == []
    assert not document.projet
    assert document.contenu["financements"]


def test_the_same_figures_make_one_document(demo, dessiner):
    agent = demo.get_compte("agent.29")
    premier = produce_rapport(by=agent, at=AT, exercice=demo.brouillon)
    assert produce_rapport(by=agent, at=AT, exercice=demo.brouillon) == premier
    assert premier.projet
    assert premier.octets is None
    dessiner()
    premier.refresh_from_db()
    assert bytes(premier.octets).startswith(b"%PDF")


def test_a_published_referentiel_never_changes(demo):
    contenu = Referentiel.objects.get(code="2021-03-19").contenu
    load_referentiel(by=None, at=AT, contenu=contenu)
    with pytest.raises(ReferentielPublie, match="ne change plus"):
        load_referentiel(by=None, at=AT, contenu=contenu | {"reference": "Autre"})


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"etat": "renseigne", "numerateur": None}, "valeur_chiffre_selon_etat"),
        ({"etat": "neant", "numerateur": 3}, "valeur_chiffre_selon_etat"),
        ({"etat": "non_disponible", "numerateur": 0}, "valeur_chiffre_selon_etat"),
        ({"etat": "renseigne", "numerateur": -1}, "valeur_positive"),
        ({"etat": "renseigne", "numerateur": 5, "denominateur": 4}, "valeur_numerateur_sous_denominateur"),
    ],
)
def test_the_database_refuses_an_impossible_figure(demo, champs, contrainte):
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Valeur.objects.create(
            exercice=demo.brouillon, code="X", par=demo.get_compte("agent.29"), le=AT, **champs
        )


def test_the_database_holds_role_and_perimeter_together(demo):
    with pytest.raises(IntegrityError, match="utilisateur_perimetre_du_role"), transaction.atomic():
        Utilisateur.objects.filter(email="agent.29@calpae.example").update(role="centrale")


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [("1 234,56", "1234.56"), ("1\u202f234\u00a0€", "1234"), ("0", "0"), ("12.5", "12.5"), ("", None)],
)
def test_amounts_as_people_type_them(texte, valeur):
    assert EurosField().clean(texte) == (None if valeur is None else Decimal(valeur))


@pytest.mark.parametrize(
    ("champ", "texte", "message"),
    [
        (EurosField(), "1234,567", "Au plus 2 décimales."),
        (EurosField(), "-5", "Un montant ne peut pas être négatif."),
        (EurosField(), "1e9", "Écrivez un montant en euros, par exemple 12 345,67."),
        (EurosField(), "dix", "Écrivez un montant en euros, par exemple 12 345,67."),
        (NombreField(), "1,5", "Écrivez un nombre entier, sans décimale."),
        (NombreField(), "-1", "Un nombre ne peut pas être négatif."),
    ],
)
def test_what_is_no_number_is_one_sentence(champ, texte, message):
    with pytest.raises(forms.ValidationError) as erreur:
        champ.clean(texte)
    assert erreur.value.messages == [message]


def test_rates_are_exact_and_missing_is_never_zero(demo):
    indicateurs = Referentiel.objects.get(code="2021-03-19").definition.indicateurs
    mesures = {"A1": Mesure("renseigne", Decimal(3)), "A2": Mesure("renseigne", Decimal(2))}
    assert compute_resultat(indicateurs["A2"], mesures).valeur == Fraction(2, 3)
    assert compute_resultat(indicateurs["A3"], mesures).valeur is None
    assert compute_resultat(indicateurs["A2"], mesures | {"A1": Mesure("neant", Decimal(0))}).valeur is None
    delai = {"R2": Mesure("renseigne", Decimal(5), Decimal(8), 2)}
    assert compute_resultat(indicateurs["R2"], delai).valeur == Fraction(5, 8)


@pytest.mark.parametrize(("dans", "hors"), [(5, 3), (0, 0), (0, 4), (7, 0)])
def test_cases_past_a_delai_are_what_is_over_less_what_was_in_time(dans, hors):
    echus = compute_echus(Decimal(dans), Decimal(hors))
    assert compute_hors_delai(Mesure("renseigne", Decimal(dans), echus)) == hors
    assert compute_echus(None, Decimal(hors)) is compute_echus(Decimal(dans), None) is None
    assert compute_hors_delai(Mesure("renseigne", Decimal(dans))) is None
    assert compute_hors_delai(Mesure("renseigne", None, echus)) is None


def test_a_target_is_reached_on_the_exact_value_not_on_the_rounded_one():
    presque = Fraction(7999, 10000)
    assert is_cible_atteinte("hausse", presque, Decimal("0.8")) is False
    assert is_cible_atteinte("baisse", presque, Decimal("0.8")) is True
    assert is_cible_atteinte("hausse", presque, None) is None


def test_blocking_rules_name_the_figure_to_mend(demo):
    definition = Referentiel.objects.get(code="2021-03-19").definition
    mesures = {
        "A1": Mesure("renseigne", Decimal(3)),
        "A2": Mesure("renseigne", Decimal(4)),
        "R1": Mesure("renseigne", Decimal(9)),
        "R2": Mesure("renseigne", Decimal(5), Decimal(8), 2),
    }
    assert [faute.code for faute in list_fautes(definition, mesures)] == ["A2", "R2"]
    assert list_fautes(definition, {"A2": Mesure("renseigne", Decimal(4))}) == []


def test_money_adds_up_and_unknown_amounts_stay_unknown():
    total = sum_montants([Montants(Decimal("10.10"), None), Montants(Decimal("0.05"), None)])
    assert (total.prevu, total.execute, total.ecart) == (Decimal("10.15"), None, None)
    partiel = sum_montants([Montants(Decimal(10), Decimal(9)), Montants(Decimal(5), None)])
    assert (partiel.prevu, partiel.execute, partiel.ecart, partiel.taux) == (
        Decimal(15),
        Decimal(9),
        None,
        None,
    )
    assert is_part_departement_suffisante(Decimal(50), Decimal(100), Decimal("0.5"))
    assert not is_part_departement_suffisante(Decimal("50.01"), Decimal(100), Decimal("0.5"))
    assert is_justification_attendue(Montants(Decimal(100), Decimal("89.99")), Decimal("0.10"))
    assert not is_justification_attendue(Montants(Decimal(100), Decimal(90)), Decimal("0.10"))


@operation
def look_for(*, action, quoi):
    """What finds nothing: `quoi` says where it looks."""
    quoi.objects.get(pk=action.pk if quoi is Action else 0)


def test_a_row_that_is_missing_is_gone_meanwhile_only_if_it_is_the_one_that_was_acted_on(demo):
    action = demo.brouillon.actions.create(numero="X-1", axe="S4", titre="Une action que rien ne retient")
    with pytest.raises(Referentiel.DoesNotExist):
        look_for(action=action, quoi=Referentiel)
    Action.objects.filter(pk=action.pk).delete()
    with pytest.raises(Disparu):
        look_for(action=action, quoi=Action)
