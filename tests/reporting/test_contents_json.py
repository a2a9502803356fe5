"""A content as JSON: read back the same, its fingerprint, the texts of the référentiels in it."""

import dataclasses
import json
import tomllib
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

import referentiels
from referentiels.comparabilite import Comparabilite
from referentiels.models import Referentiel
from referentiels.textes import DECISION_SEULEMENT, MODIFICATION_SEULEMENT, PROLONGATION_SEULEMENT
from reporting.contents import (
    PLACEHOLDERS,
    ActeAnterieur,
    ContenuAvenant,
    ContenuAxe,
    ContenuIndicateurPropre,
    ContenuJalon,
    ContenuLigneBudget,
    ContenuMethode,
    ContenuRapport,
    ContenuSignataire,
    FicheAction,
    Texte,
    build_textes_avenant,
    build_textes_rapport,
    build_valeurs,
    empreinte,
    fill_texte,
    from_dict,
    to_dict,
)
from reporting.queries.documents import get_textes
from tests.reporting.contenus_calcules import CONVENTION, EXERCICE, avenant, indicateur, rapport

REFERENTIELS = sorted((Path(referentiels.__file__).parent / "instructions").glob("*.toml"))


def test_a_paper_frozen_before_its_previous_avenants_said_their_votes_is_still_read():
    donnees = to_dict(
        avenant(convention=dataclasses.replace(CONVENTION, avenants=(ActeAnterieur(numero="1"),)))
    )
    for acte in donnees["convention"]["avenants"]:
        del acte["objet"], acte["deliberation"]
    (acte,) = from_dict(ContenuAvenant, donnees).convention.avenants
    assert acte.tell(CONVENTION.instrument) == "l’avenant n°\u00a01 à cette convention"


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


@pytest.mark.parametrize("montant", [3, 1.5, True, ["3"]])
def test_an_amount_is_read_from_a_text_only(montant):
    with pytest.raises(TypeError, match=r"ContenuLigneBudget\.prevu"):
        from_dict(ContenuLigneBudget, to_dict(ContenuLigneBudget(source="etat")) | {"prevu": montant})


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
    # Those of one nature of avenant, and of a decision, are given with it.
    ailleurs = PROLONGATION_SEULEMENT | MODIFICATION_SEULEMENT | DECISION_SEULEMENT
    assert PLACEHOLDERS - set(valeurs) == ailleurs
    assert set(valeurs) <= PLACEHOLDERS
    inconnu = build_valeurs(CONVENTION, EXERCICE, numero="4")
    assert inconnu["montant_chiffres"] == "(montant à compléter)"
    assert valeurs["montant_lettres"].startswith("un million deux cent trente et un mille")
    assert valeurs["debut"] == "1er janvier 2021"
    assert valeurs["dispositif"].startswith("convention d'appui")
    assert valeurs["reference"].startswith("instruction n°")
    sans_date = dataclasses.replace(CONVENTION, date_signature=None)
    assert build_valeurs(sans_date, EXERCICE)["date_convention"] == "(date à compléter)"


def read_textes(path):
    referentiel = Referentiel(contenu=tomllib.loads(path.read_text()))
    return {document: get_textes(referentiel, document) for document in ("rapport", "avenant")}


@pytest.mark.parametrize("path", REFERENTIELS, ids=lambda path: path.stem)
def test_each_referentiel_gives_both_documents_all_their_texts(path):
    textes = read_textes(path)
    champs = build_textes_rapport(textes["rapport"], build_valeurs(CONVENTION, EXERCICE))
    contenu = rapport(**champs)
    assert {"actions", "delais", "indicateurs", "finances"} == set(contenu.note)
    offertes = [clause["code"] for clause in textes["avenant"].get("clauses", ())]
    valeurs = build_valeurs(CONVENTION, EXERCICE, numero="4", montant_etat=Decimal("1231197.47"))
    contenu = avenant(**build_textes_avenant(textes["avenant"], valeurs, offertes))
    assert [clause.code for clause in contenu.clauses] == offertes
    codes = [article.code for article in contenu.articles]
    # The general texts know of no one who denounces.
    denonciation = ["denonciation"] if "[textes.avenant]" in path.read_text() else []
    assert codes == ["objet", "mesures", "finances", "duree", "suivi", "autres", *denonciation, "litiges"]
    finances = contenu.articles[2].texte
    assert "1\u202f231\u202f197,47" in finances and "quarante-sept centimes" in finances
    assert contenu.visas and contenu.preambule


def test_the_clauses_are_those_the_instruction_allows():
    def offertes(path):
        return [clause["code"] for clause in read_textes(path)["avenant"].get("clauses", ())]

    assert {path.stem: codes for path in REFERENTIELS if (codes := offertes(path))} == {
        "2020-02-12": ["report"],
        "2021-03-19": ["report", "mobilites", "si", "redeploiement"],
    }


def test_a_clause_that_is_not_offered_is_refused():
    textes = read_textes(REFERENTIELS[0])["avenant"]
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
