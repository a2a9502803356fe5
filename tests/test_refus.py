"""Every refusal, asked of the policy itself: five roles, of the perimeter and of another, in every état.

A refusal that asks who one is and has no line here fails the first test.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import walk_packages

import pytest

from avenants.models import Avenant
from comptes.models import Portee, Utilisateur
from conventions.models import (
    ETATS_EN_INSTRUCTION,
    ETATS_MODIFIABLES,
    ETATS_TRANSMIS,
    Acte,
    Action,
    Campagne,
    Convention,
    Etat,
    Exercice,
    RapportCommun,
)
from conventions.policies import VOLETS, refusal_of_perimetre
from conventions.queries.partenaires import list_partenaires
from conventions.transitions import TRANSITIONS
from indicateurs.models import Cible, EtatImport, ImportParcours
from tests.chemins import get_jeton
from tests.refus import answered, lead_dossier, make_remarque, simulate
from tests.sources import APPS, RACINE, list_sources

pytestmark = pytest.mark.une_base

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)

# Who is asked: role → mailbox of the perimeter of the 29, of the 22, and of neither.
GENS = {
    "agent": ("agent.29", "agent.22"),
    "valideur": ("valideur.29", "valideur.22"),
    "prefecture": ("prefecture.29", "prefecture.22"),
    "commissaire": ("commissaire.53", "commissaire.44"),
    "centrale": ("centrale",),
}
DEPARTEMENT = {"agent", "valideur"}
VALIDEUR, PREFECTURE, COMMISSAIRE, CENTRALE = {"valideur"}, {"prefecture"}, {"commissaire"}, {"centrale"}
REVUE = {"prefecture", "commissaire"}
MODIFIABLES, REMIS, TOUS = ETATS_MODIFIABLES, ETATS_TRANSMIS, tuple(Etat)
INSTRUITS = ETATS_EN_INSTRUCTION
A_TRANSMETTRE = (*MODIFIABLES, Etat.CONTROLE, Etat.APPROUVE)
# Who does each act, and where: another act of theirs may be done on the way.
ACTES = {
    Acte.PROPOSER: (DEPARTEMENT, MODIFIABLES),
    Acte.APPROUVER: (VALIDEUR, (*MODIFIABLES, Etat.CONTROLE)),
    Acte.RENDRE: (DEPARTEMENT, (Etat.CONTROLE, Etat.APPROUVE)),
    Acte.TRANSMETTRE: (VALIDEUR, A_TRANSMETTRE),
    Acte.RAPPELER: (DEPARTEMENT, (Etat.TRANSMIS,)),
    Acte.INSTRUIRE: (REVUE, (Etat.TRANSMIS,)),
    Acte.RENVOYER: (REVUE, ETATS_EN_INSTRUCTION),
    Acte.RENDRE_AVIS: ({"commissaire"}, (Etat.TRANSMIS, Etat.INSTRUCTION)),
    Acte.DIALOGUER: ({"commissaire"}, (Etat.TRANSMIS, Etat.INSTRUCTION, Etat.AVIS)),
    Acte.VALIDER: (PREFECTURE, ETATS_EN_INSTRUCTION),
    Acte.NOTIFIER: (PREFECTURE, (Etat.VALIDE,)),
    Acte.CLORE: (PREFECTURE, (Etat.VALIDE, Etat.NOTIFIE)),
    Acte.ROUVRIR: (CENTRALE, (Etat.VALIDE,)),
}


@dataclass(frozen=True)
class Ligne:
    """One refusal, asked about 2021 of the 29 (or of the 22): `arguments(exercice)` after the user, then who gets a
    yes, in which états. Whoever else, anywhere else, gets a sentence."""

    nom: str
    arguments: Callable
    qui: set
    etats: tuple
    cas: str = ""
    code: str = "29"
    partout: bool = False  # it is of no perimeter: whoever has the role

    def __str__(self):
        return f"{self.nom} {self.cas}".strip()


def with_(exercice, **champs):
    for champ, valeur in champs.items():
        setattr(exercice, champ, valeur)
    return (exercice,)


def prolong(exercice):
    return with_(exercice, prolonge_au=date(2022, 6, 30))


def make_2020(exercice):
    """As if it were the year whose référentiel lets it be extended."""
    autre = Exercice.objects.select_related("referentiel").get(convention=exercice.convention, annee=2020)
    assert autre.prolongation
    return with_(exercice, referentiel=autre.referentiel, fin=autre.fin)


def make_action(exercice):
    action = Action(exercice=exercice, numero="Z-1", titre="Nue", axe="S4", nature="nouvelle")
    action.save()
    return (action,)


def make_partenaire(exercice):
    exercice.convention.partenaires.create(nom="Un partenaire que rien ne retient")
    return exercice, list_partenaires(exercice.convention).get(nom__startswith="Un partenaire que")


def make_cible(exercice):
    """A target of the year, still free; its convention knows the exercice in the état that is asked."""
    exercice.convention._prefetched_objects_cache = {"exercices": [exercice]}
    return (Cible(convention=exercice.convention, code="R4", annee=exercice.annee),)


def make_import(etat):
    return lambda exercice: (ImportParcours(exercice=exercice, etat=etat),)


def get_avenant(exercice):
    avenant = Avenant.objects.select_related("convention").get(convention__code="29", numero=3)
    avenant.exercice = exercice
    return (avenant,)


def join(exercice):
    rapport = RapportCommun.objects.create(
        collectivite=exercice.convention.collectivite, dispositif="CALPAE", annee=exercice.annee
    )
    return with_(exercice, rapport_commun=rapport)


def get_agent(exercice):
    return (Utilisateur.objects.get(email="agent.29@calpae.example"),)


def find_jeton_de_l_agent(exercice):
    return (get_jeton(*get_agent(exercice)),)


def itself(exercice):
    return (exercice,)


def nothing(exercice):
    return ()


LE_3 = date(2022, 1, 3)
LIGNES = [
    Ligne("refusal_to_read_comptes", nothing, VALIDEUR | PREFECTURE | CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_act_for", get_agent, CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_read_courriels", nothing, VALIDEUR | CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_read_journal", nothing, CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_see_nation", nothing, CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_publish_edition", nothing, CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_request", nothing, set(GENS), TOUS, partout=True),
    Ligne("refusal_to_invite", nothing, VALIDEUR | CENTRALE, TOUS, partout=True),
    Ligne("refusal_to_change_compte", get_agent, VALIDEUR | CENTRALE, TOUS),
    Ligne("refusal_to_make_jeton", nothing, set(GENS), TOUS, partout=True),
    Ligne("refusal_to_make_jeton", lambda e: (Portee.DEPOT,), DEPARTEMENT, TOUS, "to write", partout=True),
    Ligne("refusal_to_withdraw_jeton", find_jeton_de_l_agent, {"agent"} | VALIDEUR | CENTRALE, TOUS),
    Ligne("refusal_of_perimetre", lambda e: (e.convention,), set(GENS), TOUS),
    Ligne("refusal_to_edit", itself, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_delete_action", make_action, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_delete_partenaire", make_partenaire, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_remark", itself, REVUE, INSTRUITS),
    Ligne("refusal_to_answer_remarque", make_remarque(), DEPARTEMENT, TOUS),
    Ligne("refusal_to_answer_remarque", make_remarque(audience="etat"), set(), (), "entre services"),
    Ligne("refusal_to_answer_remarque", make_remarque(etat="resolue"), set(), (), "résolue"),
    Ligne("refusal_to_pursue", make_remarque(), REVUE, INSTRUITS),
    Ligne("refusal_to_pursue", make_remarque(etat="retiree"), set(), (), "retirée"),
    Ligne("refusal_to_resolve", make_remarque(), REVUE, INSTRUITS),
    Ligne("refusal_to_resolve", make_remarque(etat="resolue"), set(), (), "résolue"),
    Ligne("refusal_to_withdraw", make_remarque(), PREFECTURE, INSTRUITS),
    Ligne("refusal_to_redeploy", itself, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_redeploy", make_2020, set(), (), "sans règle"),
    *(
        Ligne("refusal_of_acte", lambda e, acte=acte: (e, acte), qui, etats, acte)
        for acte, (qui, etats) in ACTES.items()
    ),
    Ligne("refusal_of_acte", lambda e: (*prolong(e), Acte.OUVRIR_SECOND_ARRETE), DEPARTEMENT, REMIS, "second_arrete"),
    Ligne("refusal_of_transition", lambda e: (e, Etat.TRANSMIS), VALIDEUR, A_TRANSMETTRE, "vers transmis"),
    Ligne("refusal_of_transition", lambda e: (e, Etat.VALIDE), PREFECTURE, ETATS_EN_INSTRUCTION, "vers validé"),
    Ligne("refusal_of_transition", lambda e: (*prolong(e), Etat.BROUILLON), DEPARTEMENT,
          (Etat.CONTROLE, Etat.APPROUVE, *REMIS), "vers brouillon"),
    Ligne("refusal_to_open_second_arrete", prolong, DEPARTEMENT, REMIS),
    Ligne("refusal_to_open", nothing, CENTRALE, TOUS),
    Ligne("refusal_to_record_collectivite", nothing, CENTRALE, TOUS),
    Ligne("refusal_to_run_campagnes", nothing, CENTRALE, TOUS),
    Ligne("refusal_to_open_campagne", lambda e: (Campagne(ouverture=LE_3), LE_3), CENTRALE, TOUS),
    Ligne("refusal_to_open_campagne", lambda e: (Campagne(ouverture=LE_3), date(2022, 1, 2)), set(), (), "avant"),
    Ligne("refusal_to_grant_delai", itself, CENTRALE, [un for un in Etat if un not in ETATS_TRANSMIS]),
    Ligne("refusal_to_set_notifie", itself, PREFECTURE | CENTRALE, MODIFIABLES),
    *(
        Ligne("refusal_to_edit_convention", lambda e, volet=volet: (e.convention, volet), qui, TOUS, volet)
        for volet, qui in {
            "signataires_etat": DEPARTEMENT | PREFECTURE,
            "signataires_departement": DEPARTEMENT,
            "dates": DEPARTEMENT | PREFECTURE | CENTRALE,
            "paiement": DEPARTEMENT | PREFECTURE,
            "deliberations": DEPARTEMENT,
            "avenants_anterieurs": DEPARTEMENT | PREFECTURE,
            "pieces": DEPARTEMENT | PREFECTURE,
        }.items()
    ),
    Ligne("refusal_to_report_together", lambda e: ([e],), DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_waive", itself, PREFECTURE, MODIFIABLES),
    Ligne("refusal_to_prepare_referentiels", nothing, CENTRALE, TOUS),
    Ligne("refusal_to_set_methode_reference", nothing, CENTRALE, TOUS),
    Ligne("refusal_to_set_cible", make_cible, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_deposit", itself, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_confirm", make_import(EtatImport.CALCULE), DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_cancel", make_import(EtatImport.EN_COURS), DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_erase", make_import(EtatImport.REFUSE), DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_edit_avenant", get_avenant, DEPARTEMENT, MODIFIABLES),
    Ligne("refusal_to_delete_avenant", get_avenant, DEPARTEMENT, TOUS),
    Ligne("refusal_to_sign", get_avenant, VALIDEUR, MODIFIABLES),
    *(
        Ligne("refusal_to_prepare", lambda e, quoi=quoi: (e, quoi), DEPARTEMENT, MODIFIABLES, quoi)
        for quoi in ("financier", "modification")
    ),
    Ligne("refusal_to_prepare", lambda e: (*make_2020(e), "report"), DEPARTEMENT, TOUS, "report"),
    Ligne("refusal_to_prepare", lambda e: (e, "prorogation"), DEPARTEMENT, TOUS, "prorogation"),
    Ligne("refusal_to_produce", itself, DEPARTEMENT, TOUS),
    Ligne("refusal_to_produce_commun", join, DEPARTEMENT, TOUS),
    Ligne("refusal_to_instruct", itself, PREFECTURE, TOUS),
    Ligne("refusal_to_speak", itself, DEPARTEMENT, TOUS),
    Ligne("refusal_to_advise", itself, COMMISSAIRE, TOUS),
    Ligne("refusal_to_give_avis", lead_dossier(), COMMISSAIRE, INSTRUITS, code="22"),
    Ligne("refusal_to_hold_dialogue", lead_dossier(), COMMISSAIRE, INSTRUITS, code="22"),
    Ligne("refusal_to_propose", simulate, PREFECTURE, REMIS, code="22"),
    Ligne("refusal_to_answer", lead_dossier("propose"), DEPARTEMENT, REMIS, code="22"),
    Ligne("refusal_to_mark_vu", itself, REVUE | CENTRALE, TOUS),
    Ligne("refusal_to_notify", answered, PREFECTURE, (Etat.VALIDE,), code="22"),
    Ligne("refusal_to_produce_fiche", lead_dossier(), REVUE, REMIS, code="22"),
    Ligne("refusal_to_produce_lettre", lead_dossier(), PREFECTURE, TOUS, code="22"),
    Ligne("refusal_to_produce_arrete", lead_dossier("propose", "repond", "notifie"), PREFECTURE, TOUS, code="22"),
    Ligne("refusal_to_withdraw_versement", itself, PREFECTURE, [un for un in Etat if un != Etat.CLOS]),
    Ligne("refusal_to_pay", lead_dossier("propose", "repond", "notifie"), PREFECTURE, TOUS, code="22"),
]  # fmt: skip
# About what is asked, whoever asks: a caller asks who beside them.
SANS_PERSONNE = {
    "refusal_to_set_prevu_etat", "refusal_of_contenu", "refusal_of_convenue", "refusal_to_move_cible",
    "refusal_to_reopen", "refusal_to_conclude", "refusal_to_show_signature", "refusal_to_hand_over",
    "refusal_to_close", "refusal_to_end", "refusal_to_send_back", "refusal_to_validate",
    "refusal_to_write_export", "refusal_to_take",
}  # fmt: skip


def list_modules():
    for app in APPS:
        for chemin in sorted((RACINE / app).glob("policies*")):
            racine = import_module(f"{app}.policies")
            yield racine
            if chemin.is_dir():
                yield from (import_module(un.name) for un in walk_packages([chemin], f"{app}.policies."))


POLITIQUES = {
    nom: fonction
    for module in list_modules()
    for nom, fonction in inspect.getmembers(module, inspect.isfunction)
    if nom.startswith("refusal_") and fonction.__module__ == module.__name__
}


def test_every_refusal_is_in_the_table():
    sans_personne = {
        nom for nom, fonction in POLITIQUES.items() if "user" not in inspect.signature(fonction).parameters
    }
    assert sans_personne == SANS_PERSONNE
    assert {ligne.nom for ligne in LIGNES} == set(POLITIQUES) - SANS_PERSONNE
    assert all("valideur" in ligne.qui for ligne in LIGNES if "agent" in ligne.qui)


def test_no_refusal_is_written_outside_the_policies():
    definis = [
        nom
        for source in list_sources()
        for nom in re.findall(
            r"^def (refusal_\w+)\(\s*user\b", source.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert sorted(definis) == sorted(set(POLITIQUES) - SANS_PERSONNE)


@pytest.mark.parametrize("ligne", LIGNES, ids=str)
def test_a_refusal_holds_by_itself(ligne, demo):
    exercice = Exercice.objects.select_related("convention__departement", "referentiel").get(
        convention__code=ligne.code, annee=2021
    )
    etat_stocke = exercice.etat
    arguments = ligne.arguments(exercice)
    oui = set()
    for etat in Etat:
        exercice.etat = etat
        for role, boites in GENS.items():
            for boite in boites:
                reponse = POLITIQUES[ligne.nom](demo.get_compte(boite), *arguments)
                if reponse is None:
                    oui.add((etat, role, boite))
                else:
                    assert len(reponse) > 20, "a refusal is a sentence"
                    assert reponse.endswith(".")
    exercice.etat = etat_stocke
    siens = (f".{ligne.code}", ".53", "centrale")
    assert oui == {
        (etat, role, boite)
        for etat in ligne.etats
        for role in ligne.qui
        for boite in GENS[role]
        if ligne.partout or boite.endswith(siens)
    }


@pytest.mark.parametrize("boite", [boite for boites in GENS.values() for boite in boites])
def test_the_perimeter_of_a_row_is_that_of_the_lists(boite, demo):
    user = demo.get_compte(boite)
    visibles = set(Convention.objects.visible_to(user))
    assert visibles == {un for un in Convention.objects.all() if refusal_of_perimetre(user, un) is None}


def test_a_role_that_no_perimeter_names_sees_nothing(demo):
    user = demo.get_compte("centrale")
    user.role = "inconnu"
    assert not Convention.objects.visible_to(user)
    assert refusal_of_perimetre(user, demo.brouillon.convention)


def test_the_table_says_each_transition_and_each_part_of_a_convention():
    """What an act or a part of the life of a convention allows is written twice, here by hand."""
    assert set(VOLETS) | set(Acte) <= {ligne.cas for ligne in LIGNES}
    assert {un.acte for un in TRANSITIONS} == set(Acte)
    assert {un.vers for un in TRANSITIONS} == set(Etat)
