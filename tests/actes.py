"""Acts that are not undone: what makes each possible in the demo, what changes beneath whoever reads its page, what is
typed in it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from conventions.models import (
    BrouillonSaisie,
    Campagne,
    DepotClasseur,
    Exercice,
    RapportCommun,
    Transition,
)
from conventions.operations.campagnes import record_campagne
from indicateurs.models import Derogation, EtatImport, PieceJointe
from referentiels.models import Referentiel
from referentiels.operations import record_texte
from reporting.operations.decision import answer_proposition, propose_refaction
from reporting.operations.transmission import review
from reporting.queries.decision import get_dossier
from tests.avenants.report import extend_exercice
from tests.chemins import get_anterieur, get_jeton, make_delai, make_rangee
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.remarques.faites import ask, send_back

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
CLE = ["22", 2021]


def prepare_transmission(demo):
    """The 22 asked to complete 2021: nothing is missing, it may be handed over again."""
    send_back(demo.transmis, demo.get_compte("prefecture.22"), AT)


def ask_22(demo):
    """Something is asked of the 22: it may be sent back. The parameters of the page of what is asked."""
    return [*CLE, ask(demo.transmis, demo.get_compte("prefecture.22"), AT).pk]


def move_etat(demo):
    """Somebody else moved the life of the exercice on."""
    exercice = Exercice.objects.get(pk=demo.transmis.pk)
    Transition.objects.create(
        exercice=exercice,
        de=exercice.etat,
        vers=exercice.etat,
        par=demo.get_compte("agent.22"),
        le=AT,
        motif="x",
    )


def extend(demo):
    """The execution of 2020 of the 29 goes on to June."""
    valideur = demo.get_compte("valideur.29")
    extend_exercice(by=valideur, at=AT, exercice=demo.valide, numero=9, date_signature=date(2020, 12, 18))


def move_valide(demo):
    Transition.objects.create(
        exercice=demo.valide,
        de="transmis",
        vers="valide",
        par=demo.get_compte("prefecture.29"),
        le=AT,
        motif="x",
    )


def answer(demo):
    """The département answers the proposal of the demo."""
    answer_proposition(
        by=demo.get_compte("valideur.22"),
        at=AT,
        exercice=demo.transmis,
        vu=get_dossier(demo.transmis).version,
        montant=None,
        motif="Recruté en mai.",
    )


def agree(demo):
    """Answered, and the figures are agreed on."""
    answer(demo)
    review(by=demo.get_compte("prefecture.22"), at=AT, exercice=demo.transmis, vers="valide", motif="")


def write_step(demo):
    """A colleague writes in the dossier meanwhile, without closing it."""
    propose_refaction(
        by=demo.get_compte("prefecture.22"),
        at=AT,
        exercice=demo.transmis,
        vu=get_dossier(demo.transmis).version,
        montant=Decimal(12),
        motif="La sienne.",
    )


def answer_again(demo):
    """Proposed again, and answered again."""
    write_step(demo)
    answer(demo)


def edit_referentiel(demo):
    brouillon = Referentiel.objects.get(code=BROUILLON_DE_REFERENTIEL)
    record_texte(
        by=demo.get_compte("centrale"),
        at=AT,
        brouillon=brouillon,
        version=brouillon.version,
        source=brouillon.source.replace("Nouveaux", "Nouvelles"),
    )


CAMPAGNE = ["CALPAE", 2022]


def prepare_campagne(demo):
    """That of 2022, not open yet; its parameters."""
    champs = {
        "dispositif": "CALPAE",
        "annee": 2022,
        "referentiel": Referentiel.objects.get(code="2022-01-19"),
        "ouverture": date(2022, 12, 1),
        "rapport_le": date(2023, 3, 31),
        "correction_au": date(2023, 5, 31),
        "instruction_au": date(2023, 6, 30),
    }
    record_campagne(by=demo.get_compte("centrale"), at=AT, champs=champs)
    return CAMPAGNE


def move_campagne(demo):
    """A colleague changes its dates."""
    campagne = Campagne.objects.get(annee=2022)
    champs = {"instruction_au": date(2023, 7, 15)}
    record_campagne(
        by=demo.get_compte("centrale"), at=AT, campagne=campagne, version=campagne.version, champs=champs
    )


# route → (who, its parameters, what makes it possible, what one types, what changes meanwhile)
GESTES = {
    "reporting:transmettre": ("valideur.22", CLE, prepare_transmission, {}, move_etat),
    "reporting:acte": ("agent.22", [*CLE, "proposer"], prepare_transmission, {}, move_etat),
    "reporting:valider": ("prefecture.22", CLE, None, {"motif": "Bien."}, move_etat),
    "reporting:renvoyer": ("prefecture.22", CLE, ask_22, {"motif": "Revoyez S1-1."}, move_etat),
    "reporting:avis": (
        "commissaire.53",
        CLE,
        None,
        {"sens": "reserves", "reserves": "Les délais.", "motif": "Peu fait."},
        write_step,
    ),
    "reporting:dialogue": (
        "commissaire.53",
        CLE,
        None,
        {"tenu_le": "2022-05-20", "modalite": "visio", "participants": "Une.", "conclusions": "Fait."},
        write_step,
    ),
    "reporting:proposer": ("prefecture.22", CLE, None, {"montant": "12", "motif": "Peu fait."}, write_step),
    "reporting:repondre": ("valideur.22", CLE, None, {"montant": "12", "motif": "Recruté."}, write_step),
    "reporting:notifier": ("prefecture.22", CLE, agree, {"montant": "12", "motif": "Établi."}, answer_again),
    "referentiels:publier": (
        "centrale",
        [BROUILLON_DE_REFERENTIEL],
        None,
        {"confirme": "on"},
        edit_referentiel,
    ),
    "conventions:ouvrir_campagne": ("centrale", CAMPAGNE, prepare_campagne, {}, move_campagne),
    "avenants:ouvrir_second_arrete": ("valideur.29", ["29", 2020], extend, {}, move_valide),
}
LE_29 = ["29", 2021]


def make_action_nue(demo):
    nue = {"axe": "S4", "titre": "Une action que rien ne retient"}
    demo.brouillon.actions.get_or_create(numero="X-1", defaults=nue)
    return [*LE_29, "X-1"]


def make_depot(sujet):
    def make(demo):
        DepotClasseur.objects.create(
            exercice=demo.brouillon,
            sujet=sujet,
            par=demo.get_compte("agent.29"),
            nom_fichier="chiffres.xlsx",
            octets=b"x",
            le=AT,
        )
        return LE_29

    return make


def make_brouillon(page, place):
    def make(demo):
        par = demo.get_compte("agent.29")
        BrouillonSaisie.objects.update_or_create(
            exercice=demo.brouillon,
            page=f"{page}:{place}",
            par=par,
            defaults={"champs": {"x": "1"}, "le": AT},
        )
        return [*LE_29, place]

    return make


def make_derogation(demo):
    par = demo.get_compte("prefecture.29")
    levee = {"motif": "Un motif.", "par": par, "jusqu_au": date(2027, 6, 30), "le": AT}
    cle = {"exercice": demo.brouillon, "code": "R1", "regle": "x"}
    return [*LE_29, Derogation.objects.get_or_create(**cle, defaults=levee)[0].pk]


def refuse_import(demo):
    imp = demo.brouillon.imports.get()
    erreurs = [{"ligne": 2, "colonne": "date", "code": "x", "message": "Ce n’est pas une date."}]
    type(imp).objects.filter(pk=imp.pk).update(
        etat=EtatImport.REFUSE, erreurs=erreurs, nb_erreurs=1, resultats=None
    )
    return [*LE_29, imp.pk]


def join(demo):
    convention = demo.brouillon.convention
    commun = RapportCommun.objects.create(
        collectivite=convention.collectivite, dispositif=convention.dispositif, annee=2021, depense_commune=12
    )
    Exercice.objects.filter(pk=demo.brouillon.pk).update(rapport_commun=commun)
    return LE_29


# route → (who, its parameters once what it removes is there)
RETRAITS = {
    "conventions:supprimer_action": ("agent.29", make_action_nue),
    "conventions:retirer_piece_action": ("agent.29", lambda d: [*LE_29, "S4-1", make_rangee("piece").pk]),
    "conventions:retirer_partenaire": ("agent.29", lambda d: [*LE_29, make_rangee("partenaire").pk]),
    "conventions:annuler_reprise": ("agent.29", lambda d: [*LE_29, d.brouillon.reprises.first().pk]),
    "reporting:retirer_deliberation": ("agent.29", lambda d: ["29", d.valide.deliberation.pk]),
    "avenants:retirer_avenant": ("agent.29", lambda d: [*LE_29, 3]),
    "reporting:retirer_anterieur": ("agent.29", lambda d: ["29", get_anterieur().pk]),
    "conventions:retirer_copie": ("agent.29", lambda d: ["29", d.brouillon.convention.pieces.first().pk]),
    "conventions:abandonner_classeur": ("agent.29", make_depot("financement")),
    "conventions:abandonner_financement": ("agent.29", make_brouillon("financement", "prevu")),
    "indicateurs:abandonner_classeur": ("agent.29", make_depot("indicateurs")),
    "indicateurs:abandonner_brouillon": ("agent.29", make_brouillon("indicateurs", "S4")),
    "indicateurs:retirer_derogation": ("prefecture.29", make_derogation),
    "indicateurs:annuler_parcours": ("agent.29", lambda d: [*LE_29, d.brouillon.imports.get().pk]),
    "indicateurs:effacer_releve": ("agent.29", refuse_import),
    "indicateurs:supprimer_piece": (
        "agent.29",
        lambda d: [*LE_29, PieceJointe.objects.filter(exercice=d.brouillon).first().pk],
    ),
    "referentiels:retirer": ("centrale", lambda d: [BROUILLON_DE_REFERENTIEL, "axes.1"]),
    "referentiels:supprimer": ("centrale", lambda d: [BROUILLON_DE_REFERENTIEL]),
    "reporting:retirer_versement": (
        "prefecture.29",
        lambda d: ["29", 2020, d.valide.versements.first().pk],
    ),
    "reporting:separer_exercices": ("agent.29", join),
    "conventions:retirer_delai": ("centrale", lambda d: [*LE_29, make_delai()][:2]),
    "remarques:retirer": ("prefecture.22", ask_22),
    "api:retirer_jeton": ("agent.29", lambda d: [get_jeton(d.get_compte("agent.29")).pk]),
}
