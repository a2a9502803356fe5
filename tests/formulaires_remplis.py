"""How every form of the site is reached, and filled: what a page does not say, the state that makes it appear, who
reads it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from avenants.models import Avenant
from comptes import horloge
from comptes.models import Collectivite, Utilisateur
from conventions.models import Action, BrouillonSaisie, Convention, Exercice, Financement, Partenaire, Reprise
from conventions.operations.classeur import store_depot
from fichiers.pieces import make_piece
from indicateurs.models import Derogation, EtatImport, ImportParcours, PieceJointe
from referentiels.models import Referentiel
from reporting.operations.decision import notify_decision, record_versement
from reporting.operations.documents import produce_avenant
from reporting.queries.decision import get_dossier
from saisie.pages import make_page
from tests.actes import GESTES as ACTES
from tests.actes import RETRAITS, ask_22
from tests.chemins import FICHIER, LE, RANGEES, ROUTES, get_anterieur, get_url
from tests.concurrence import make_convention
from tests.demo import BROUILLON_DE_REFERENTIEL, draw_blank, draw_waiting, enter
from tests.formulaires_lus import list_formulaires
from tests.routes import LECTURE
from tests.sources import RACINE

PARCOURS = (RACINE / "tests" / "cas" / "delais-2021.csv").read_bytes()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT = datetime(2022, 6, 1, 9, tzinfo=UTC)


# Who edits, and who reads the same page meanwhile.
PAIRES = (
    ("agent.29", "valideur.29"),
    ("prefecture.29", "prefecture.29"),
    ("centrale", "centrale"),
)
EDITEURS = dict(PAIRES)


# Route, or (route, button): why it is not sent here.
A_PART = {
    "comptes:connexion": "tests/comptes/test_connexion.py sends it a hundred times at once",
    "comptes:deconnexion": "ends a session, writes no work",
    **dict.fromkeys(
        ("comptes:lire_notification", "comptes:lire_notifications"),
        "marks as read, writes no work: tests/comptes/test_notifications.py",
    ),
    "reporting:marquer_vu": "one's own mark on a point, writes no work: tests/reporting/test_lecture.py",
    **dict.fromkeys(
        ("conventions:agir", "comptes:cesser"),
        "whose page it is then changes: tests/comptes/test_suppleances.py",
    ),
    **dict.fromkeys(
        ("conventions:rouvrir_compte", "conventions:renvoyer_invitation"),
        "of an account that is closed, or invited: tests/comptes/test_comptes.py",
    ),
    "reporting:fichier_export": "gives a file, writes no work: tests/pilotage/test_exports_ensemble.py",
    "api:nouveau_jeton": "makes another token each time: tests/api/test_jetons.py",
    "referentiels:deplacer": "moves a line: twice, it moves twice; tests/referentiels/test_volets.py",
    "comptes:changer": "changes the password of a demo account: tests/comptes/test_comptes.py",
    **dict.fromkeys(
        ("indicateurs:colonnes_parcours", "indicateurs:valeurs_parcours"),
        "in the answer to a file of unknown words, on no page: tests/indicateurs/test_import_parcours.py",
    ),
    **dict.fromkeys(
        (
            "reporting:rapport_commun",
            "reporting:reunir_exercices",
            "reporting:separer_exercices",
            "reporting:produire_rapport_commun",
        ),
        "two conventions of one collectivité, which the demo has not: tests/reporting/test_alsace.py",
    ),
}


SANS_PERIMETRE = {"collectivite": "", "region": ""}
# Route: what its fields are filled with, where any text would not do.
SAISIES = {
    "conventions:ouvrir_convention": {
        "code": "56",
        "departement": "56",
        "collectivite": lambda: Collectivite.objects.get(departements="56").pk,
        "debut": "2021-01-01",
        "fin": "2021-12-31",
        "precedente": "",
    },
    "conventions:inviter": {
        "email": "quelqu-un@example.org",
        "role": "prefecture",
        **SANS_PERIMETRE,
        "departement": "29",
    },
    "conventions:compte": {"role": "prefecture", **SANS_PERIMETRE, "departement": "29"},
    "conventions:ouvrir_exercice": {
        "convention": lambda: Convention.objects.get(code="35").pk,
        "annee": "2021",
        "referentiel": lambda: Referentiel.objects.get(code="2021-03-19").pk,
        "debut": "2021-01-01",
        "fin": "2021-12-31",
        "montant_notifie": "1000",
    },
    "conventions:nouvelle_campagne": {
        "dispositif": "CALPAE",
        "annee": "2022",
        "referentiel": lambda: Referentiel.objects.get(code="2022-01-19").pk,
        "ouverture": "2022-12-01",
        "rapport_le": "2023-03-31",
        "correction_au": "2023-05-31",
        "instruction_au": "2023-06-30",
        "jours_reponse": "30",
    },
    "conventions:accorder_delai": {"jusqu_au": "2022-06-15"},
    "conventions:nouvelle_collectivite": {
        "code": "13M",
        "departements": "13",
        "siren": "732829320",
        "successeur": "",
        "existe_au": "",
    },
    "conventions:collectivite": {"siren": "732829320", "successeur": "", "existe_au": ""},
    "conventions:action": {"numero": "X-1"},
    "conventions:nouvelle_action": {"numero": "N-1"},
    "conventions:dates": {"prolongee_au": ""},
    "conventions:paiement": {"siret": "732 829 320 00074"},
    "conventions:redeploiements": {
        "cibles_atteintes": "on",
        **{f"montant-{numero}": "10" for numero in ("S2-1", "S4-1")},
    },
    "referentiels:ajouter": {"code": "Z1"},
    "referentiels:element": {"code": "S2"},
    "referentiels:dupliquer": {"code": "copie-2022", "annees": "2022"},
    "indicateurs:derogations": {"jusqu_au": "2027-06-30"},
    "avenants:nouveau": {"montant_etat": lambda: sum_etat()},
    "reporting:nouvelle_deliberation": {"approuve": lambda: f"exercice-{get_29().pk}-deliberation"},
    "reporting:nouvel_anterieur": {"numero": "7"},
    "reporting:anterieur": {"numero": "8"},
    "reporting:verser": {"montant": "2"},
}


def pdf(mot):
    return SimpleUploadedFile(f"{mot}.pdf", b"%PDF-1.7\n" + mot.encode() + b"\n%%EOF", "application/pdf")


def xlsx(sujet):
    return SimpleUploadedFile("chiffres.xlsx", download_classeur(sujet), XLSX)


# Route: the file it is sent.
FICHIERS = {
    "indicateurs:classeur": lambda mot: xlsx("indicateurs"),
    "conventions:classeur": lambda mot: xlsx("financement"),
    "indicateurs:parcours": lambda mot: SimpleUploadedFile("parcours.csv", PARCOURS, "text/csv"),
}


def get_29():
    return Exercice.objects.select_related("convention", "referentiel").get(convention__code="29", annee=2021)


def sum_etat():
    """What the State gives to the actions of the 29."""
    lignes = Financement.objects.filter(action__exercice=get_29(), source="etat")
    return f"{sum(ligne.prevu or 0 for ligne in lignes):.2f}".replace(".", ",")


def prepare_france():
    """What the demo lacks for all its forms to be there: rows one deletes, drafts one takes over."""
    agent, valideur = (
        Utilisateur.objects.get(email=f"{qui}.29@calpae.example") for qui in ("agent", "valideur")
    )
    get_anterieur()
    make_convention({"centrale": Utilisateur.objects.get(email="centrale@calpae.example")})[0]()
    exercice = get_29()
    action = exercice.actions.get(numero="S4-1")
    for cle in ("piece", "partenaire", "redeploiement"):
        RANGEES[cle](action).save()
    exercice.actions.create(numero="X-1", axe="S4", nature="nouvelle", titre="Une action que rien ne retient")
    Partenaire.objects.create(convention=exercice.convention, nom="Une caisse", is_cofinanceur=True)
    precedente = Action.objects.filter(exercice__convention=exercice.convention, exercice__annee=2020).first()
    # One action of the year before is decided of, the others are to be.
    exercice.reprises.all().delete()
    Reprise.objects.create(exercice=exercice, precedente=precedente, choix="arretee", motif="Finie.")
    make_piece(PieceJointe, **FICHIER, by=agent, at=LE, exercice=exercice, code="R2").save()
    Derogation.objects.create(
        exercice=exercice,
        code="R1",
        regle="x",
        motif="Un motif.",
        jusqu_au=date(2027, 6, 30),
        par=Utilisateur.objects.get(email="prefecture.29@calpae.example"),
        le=LE,
    )
    for page, adresse, par in (
        (make_page("indicateurs", "S4"), reverse("indicateurs:saisie", args=["29", 2021, "S4"]), agent),
        (make_page("indicateurs", "S1"), reverse("indicateurs:saisie", args=["29", 2021, "S1"]), valideur),
        (
            make_page("financement", "prevu"),
            reverse("conventions:financement", args=["29", 2021, "prevu"]),
            agent,
        ),
    ):
        client = Client()
        client.force_login(par)
        champs = {
            champ.nom: "12"
            for formulaire in list_formulaires(client.get(adresse), adresse)
            for champ in formulaire.champs
            if champ.is_chiffre
        }
        BrouillonSaisie.objects.create(exercice=exercice, page=page, par=par, champs=champs, le=LE)


def draw_avenant(demo):
    """The projet of the avenant that waits is drawn: it may be signed."""
    avenant = Avenant.objects.select_related("exercice__convention").get(convention__code="29", numero=3)
    produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reporting.taches.draw", draw_blank)
        draw_waiting()


def prepare_notification(demo):
    """The decision of the 22 is notified, and a part of it paid."""
    ACTES["reporting:notifier"][2](demo)
    prefecture, exercice = demo.get_compte("prefecture.22"), demo.transmis
    commun = {"by": prefecture, "at": AT, "exercice": exercice}
    notify_decision(**commun, vu=get_dossier(exercice).version, montant=Decimal(12), motif="Établi.")
    record_versement(
        **commun,
        vu=get_dossier(exercice).version,
        verse_le=date(2022, 6, 1),
        montant=Decimal(1),
        imputation="BOP 304",
    )


def deposit_classeurs(demo):
    """Both workbooks wait to be confirmed."""
    for sujet in ("indicateurs", "financement"):
        store_depot(
            by=demo.get_compte("agent.29"),
            at=horloge.now(),
            exercice=demo.brouillon,
            sujet=sujet,
            nom_fichier="chiffres.xlsx",
            octets=download_classeur(sujet),
        )


def download_classeur(sujet):
    """The workbook of the 29 as its agent downloads it."""
    app = {"indicateurs": "indicateurs", "financement": "conventions"}[sujet]
    adresse = reverse(f"{app}:telecharger_classeur", args=["29", 2021])
    return make_client("agent.29").get(adresse).content


def refuse_parcours(demo):
    """A parcours file whose lines were refused."""
    ImportParcours.objects.filter(exercice=demo.brouillon).update(
        etat=EtatImport.REFUSE,
        resultats=None,
        details=None,
        nb_erreurs=1,
        erreurs=[{"ligne": 2, "colonne": "date_entree", "code": "date", "message": "Pas une date."}],
    )


# What makes other forms appear, and the pages they are on: (who, route, its parameters).
SCENES = [
    (None, [("agent.29", "conventions:action", ["29", 2021, "X-1"])]),
    (None, [("centrale", "referentiels:rubrique", [BROUILLON_DE_REFERENTIEL, "axes"])]),
    (draw_avenant, [("valideur.29", "avenants:signer_avenant", ["29", 2021, 3])]),
    *((acte[2], [(acte[0], nom, acte[1])]) for nom, acte in ACTES.items()),
    (
        ask_22,
        [
            ("prefecture.22", "remarques:ecrire", ["22", 2021, "action", "S1-1"]),
            ("prefecture.22", "remarques:remarque", None),
        ],
    ),
    (None, [("commissaire.53", "reporting:decision_financiere", ["22", 2021])]),
    (prepare_notification, [("prefecture.22", "reporting:decision_financiere", ["22", 2021])]),
    (
        deposit_classeurs,
        [("agent.29", f"{app}:apercu_classeur", ["29", 2021]) for app in ("indicateurs", "conventions")],
    ),
    (refuse_parcours, [("agent.29", "indicateurs:import_parcours", ["29", 2021, None])]),
    # What prepares a removal says where its page is.
    *((make, [(qui, nom, None)]) for nom, (qui, make) in RETRAITS.items()),
]
SAISIES |= {nom: acte[3] for nom, acte in ACTES.items()}


def list_pages():
    """[(who reads it, its address)]: every page that the permission table knows, by those of `PAIRES` who may."""
    pages = []
    for nom in sorted(LECTURE):
        if set(ROUTES[nom]) & set(RANGEES):
            continue
        adresse = get_url(nom, None)
        pages += [(qui, adresse) for qui, _ in PAIRES if LECTURE[nom][qui] == 200]
        if "/2021/" in adresse:
            pages.append(("valideur.29", adresse.replace("/2021/", "/2020/")))
    return pages


def fill(route, formulaire, mot, write=None):
    """What a browser sends of a form where every text is `write(field)`, and what must not be empty is chosen."""
    envoi = formulaire.read()
    write = write or (lambda champ: f"{mot} {champ.nom}"[: champ.longueur or 60])
    for champ in formulaire.champs:
        vide = not envoi.get(champ.nom, [""])[0]
        if champ.genre == "file" and (champ.requis or route in FICHIERS):
            envoi[champ.nom] = [FICHIERS.get(route, pdf)(mot)]
        elif champ.genre in ("textarea", "text") and not champ.is_chiffre:
            envoi[champ.nom] = [write(champ)]
        elif champ.genre == "date" and vide:
            envoi[champ.nom] = ["2021-06-15"]
        elif champ.genre == "select" and vide:
            envoi[champ.nom] = [next((un for un in champ.choix if un), "")]
        elif (champ.genre == "radio" and champ.nom not in envoi) or (
            champ.genre == "checkbox" and champ.requis
        ):
            envoi[champ.nom] = [champ.valeur]
    for nom, valeur in SAISIES.get(route, {}).items():
        if nom.startswith("montant-"):
            nom = f"montant-{get_29().actions.get(numero=nom.removeprefix('montant-')).pk}"
        envoi[nom] = [valeur() if callable(valeur) else valeur]
    return envoi


def make_client(qui):
    client = Client(raise_request_exception=False)
    enter(client, qui)
    return client
