"""A believable France to try the site on: made by the same operations an agent uses, the same for the same seed."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import comptes
from comptes.models import Collectivite, Departement, Region, Role, Utilisateur
from comptes.operations import create_compte
from conventions.models import Convention, Etat
from conventions.operations.actions import record_action
from conventions.operations.collectivites import record_collectivite
from conventions.operations.exercices import record_textes
from conventions.operations.notification import record_notification
from conventions.operations.ouverture import open_convention, open_exercice
from demonstration.actions import HORS_FICHE, make_listes_demo, record_reprise_demo
from demonstration.avenants import draft_avenant_demo, draft_suites_demo
from demonstration.campagnes import open_campagne_demo
from demonstration.confiance import (
    DATES_ENTREE,
    record_methode_demo,
    record_piece_demo,
    record_situations_demo,
)
from demonstration.decision import advise_demo, print_decision_demo, propose_demo, settle_demo
from demonstration.editions import publish_edition_demo
from demonstration.indicateurs import explain_demo, record_cibles_demo, record_valeurs_demo
from demonstration.jours import make_instant
from demonstration.parcours import record_parcours_demo
from demonstration.remarques import ask_demo, discuss_demo
from demonstration.vie import record_paiement_demo, record_vie_demo
from financement.operations.montants import record_montants
from indicateurs.operations.parcours import confirm_import
from referentiels.enveloppes import find_enveloppe
from referentiels.models import Referentiel
from reporting.models import Document
from reporting.operations.transmission import review, transmit
from reporting.taches import draw_document

DONNEES = Path(__file__).parent / "france.json"
TERRITOIRES = Path(comptes.__file__).parent / "territoires" / "territoires.json"
PREMIERES = ("22", "29", "35", "56", "67", "68")
DOMAINE = "calpae.example"
REFERENTIELS = {2019: "2019-09-25", 2020: "2020-02-12", 2021: "2021-03-19"}
# État of the 2021 exercice, département after département: each one is shown.
ETATS_2021 = (Etat.TRANSMIS, Etat.BROUILLON, Etat.VALIDE, Etat.A_COMPLETER, Etat.TRANSMIS, Etat.BROUILLON)

# One that signs beside the département of its territory, for these actions of the catalogue, from 2021 on.
METROPOLE = {
    "code": "35M",
    "nature": "metropole",
    "nom": "Rennes Métropole",
    "sans_article": True,
    "titre_executif": "président de Rennes Métropole",
    "siren": "243500139",
}
ACTIONS_DE_METROPOLE = ("I-1", "N1-1")


class Demonstration:
    """Fills `nombre` conventions with random but repeatable figures; what exists already is left alone."""

    def __init__(self, nombre, graine, mot_de_passe):
        self.graine, self.mot_de_passe = graine, mot_de_passe
        self.textes = json.loads(DONNEES.read_text(encoding="utf-8"))
        toutes = json.loads(TERRITOIRES.read_text(encoding="utf-8"))["conventions"]
        rang = {code: place for place, code in enumerate(PREMIERES)}
        self.conventions = sorted(toutes, key=lambda c: (rang.get(c["code"], len(rang)), c["code"]))[:nombre]
        self.departements = {convention["departement"] for convention in self.conventions}
        self.comptes = []

    def run(self):
        """Fill what is missing; returns the e-mails of all demo accounts."""
        self.centrale = self._get_compte("centrale", "Administration centrale", Role.CENTRALE)
        for place, territoire in enumerate(self.conventions):
            self._fill_convention(place, territoire)
        open_campagne_demo(self.centrale)
        publish_edition_demo(self.centrale)
        return self.comptes

    def _get_compte(self, prefixe, nom, role, **perimetre):
        email = f"{prefixe}@{DOMAINE}"
        if email not in self.comptes:
            self.comptes.append(email)
        existant = Utilisateur.objects.filter(email=email).first()
        return existant or create_compte(
            by=None,
            at=make_instant(2019, 1, 7),
            email=email,
            nom=nom,
            role=role,
            password=self.mot_de_passe,
            **perimetre,
        )

    def _list_signataires(self, place, collectivite):
        prefet, executif = self.textes["signataires"][place % len(self.textes["signataires"])]
        return [
            {"partie": "etat", "nom": prefet, "titre": "le préfet"},
            {"partie": "departement", "nom": executif, "titre": f"le {collectivite.titre_executif}"},
        ]

    def _fill_convention(self, place, territoire):
        code = territoire["code"]
        departement = Departement.objects.select_related("region").get(code=territoire["departement"])
        collectivite = Collectivite.objects.get(code=territoire["collectivite"])
        region = Region.objects.get(code=departement.region_id)
        agent = self._get_compte(
            f"agent.{code}", f"Agent {departement.nom}", Role.AGENT_DEPARTEMENTAL, collectivite=collectivite
        )
        valideur = self._get_compte(
            f"valideur.{code}",
            f"Valideur {departement.nom}",
            Role.VALIDEUR_DEPARTEMENTAL,
            collectivite=collectivite,
        )
        prefecture = self._get_compte(
            f"prefecture.{code}", f"Préfecture {departement.nom}", Role.PREFECTURE, departement=departement
        )
        self._get_compte(
            f"commissaire.{region.code}", f"Commissaire {region.nom}", Role.COMMISSAIRE, region=region
        )
        if Convention.objects.filter(code=code).exists():
            return
        convention = open_convention(
            by=self.centrale,
            at=make_instant(2019, 7, 1),
            code=code,
            departement=departement,
            collectivite=collectivite,
            date_signature=date(2019, 6, 26),
            debut=date(2019, 1, 1),
            fin=date(2021, 12, 31),
            signataires=self._list_signataires(place, collectivite),
        )
        scene = Scene(self, convention, agent, valideur, prefecture, place)
        self._fill_scene(scene)

    def _fill_scene(self, scene):
        for annee, referentiel in REFERENTIELS.items():
            scene.fill_annee(annee, Referentiel.objects.get(code=referentiel))
        record_vie_demo(scene, make_instant(2021, 4, 6))
        if scene.place > 1:  # the first two leave these to the visitor
            record_paiement_demo(scene, make_instant(2019, 9, 16))
            draft_suites_demo(scene)
        if scene.convention.code == "35":
            self._fill_metropole(scene)

    def _fill_metropole(self, voisine):
        """The métropole of the same territory: its own convention, a draft of its first year."""
        departement = voisine.convention.departement
        collectivite = record_collectivite(
            by=self.centrale, at=make_instant(2020, 9, 7), champs=METROPOLE, departements=[departement]
        )
        agent = self._get_compte(
            "agent.35m", f"Agent {collectivite.nom}", Role.AGENT_DEPARTEMENTAL, collectivite=collectivite
        )
        convention = open_convention(
            by=self.centrale,
            at=make_instant(2020, 12, 21),
            code=collectivite.code,
            departement=departement,
            collectivite=collectivite,
            date_signature=date(2020, 12, 17),
            debut=date(2021, 1, 1),
            fin=date(2021, 12, 31),
            signataires=self._list_signataires(voisine.place, collectivite),
        )
        scene = Scene(self, convention, agent, None, voisine.prefecture, voisine.place)
        scene.fill_premiere(2021, Referentiel.objects.get(code=REFERENTIELS[2021]), ACTIONS_DE_METROPOLE)


class Scene:
    """One convention being filled, with its people and its own random figures."""

    def __init__(self, demonstration, convention, agent, valideur, prefecture, place):
        self.textes = demonstration.textes
        self.centrale = demonstration.centrale
        self.convention, self.agent, self.valideur, self.prefecture = convention, agent, valideur, prefecture
        self.place = place
        self.hasard = Random(f"{demonstration.graine}-{convention.code}")  # noqa: S311 — figures, not secrets
        self.taille = Decimal(self.hasard.randint(60, 180)) / 100
        # Drawn apart, so that the figures do not depend on them.
        self.departs = Random(f"{demonstration.graine}-{convention.code}-departs")  # noqa: S311
        self.stocks = Random(f"{demonstration.graine}-{convention.code}-stocks")  # noqa: S311
        self.habitudes = Random(f"{demonstration.graine}-{convention.code}-methode")  # noqa: S311
        self.couverture = Decimal(0)
        self.date_entree = DATES_ENTREE[place % len(DATES_ENTREE)]

    def fill_annee(self, annee, referentiel):
        """One exercice: actions, money, targets, figures, parcours, avenant, then its état."""
        at = make_instant(annee + 1, 2, 15)
        etat = ETATS_2021[self.place % len(ETATS_2021)] if annee == 2021 else Etat.VALIDE
        actions = [a for a in self.textes["actions"] if annee >= a["depuis"]]
        notifie = sum(self.compute_montant(a["etat"]) for a in actions)
        exercice = self._open(annee, referentiel, actions, notifie)
        enregistrees = [self._record_action(exercice, a, annee, at, etat) for a in actions]
        record_reprise_demo(self, exercice, at)
        self._record_montants(exercice, zip(enregistrees, actions, strict=True), at, etat)
        if annee == 2019:
            record_cibles_demo(self, exercice)
        record_valeurs_demo(self, exercice, annee, at, etat)
        record_piece_demo(self, exercice, at)
        imp = record_parcours_demo(self, exercice, annee, at)
        # In a draft, the visitor confirms it, and declares the method.
        if etat != Etat.BROUILLON:
            confirm_import(by=self.agent, at=at, imp=imp, versions={})
            record_methode_demo(self, exercice, at)
        if annee == 2019:
            record_situations_demo(self, exercice, make_instant(2019, 9, 2))
        record_textes(
            by=self.agent, at=at, exercice=exercice, version=exercice.version, **self.textes["rapport"]
        )
        draft_avenant_demo(self, exercice, annee, enregistrees, notifie)
        self._reach(exercice, etat, annee)

    def fill_premiere(self, annee, referentiel, numeros):
        """A first exercice in preparation, of a few actions, whose money is typed and nothing else."""
        actions = [a | {"depuis": annee} for a in self.textes["actions"] if a["numero"] in numeros]
        notifie = sum(self.compute_montant(a["etat"]) for a in actions)
        exercice = self._open(annee, referentiel, actions, notifie)
        at = make_instant(annee + 1, 2, 15)
        enregistrees = [self._record_action(exercice, a, annee, at, Etat.BROUILLON) for a in actions]
        self._record_montants(exercice, zip(enregistrees, actions, strict=True), at, Etat.BROUILLON)

    def _open(self, annee, referentiel, actions, notifie):
        exercice = open_exercice(
            by=self.centrale,
            at=make_instant(annee, 3, 1),
            convention=self.convention,
            annee=annee,
            debut=date(annee, 1, 1),
            fin=date(annee, 12, 31),
            referentiel=referentiel,
            montant_notifie=notifie,
        )
        return self._record_notification(exercice, actions, annee, notifie)

    def _record_notification(self, exercice, actions, annee, notifie):
        """The envelopes are what their axes plan; of S4, a tenth is of the credits added in 2021."""
        enveloppes = {}
        definition = exercice.referentiel.definition
        for action in actions if definition.enveloppes else ():
            montant = self.compute_montant(action["etat"])
            sienne = find_enveloppe(definition.enveloppes, action["axe"])
            code = sienne.code if sienne else "commissaire"
            if action["axe"] == "S4" and "accompagnement_rsa" in {un.code for un in definition.enveloppes}:
                plus = (montant / 10).quantize(Decimal("0.01"))
                enveloppes["accompagnement_rsa"] = enveloppes.get("accompagnement_rsa", 0) + plus
                montant -= plus
            enveloppes[code] = enveloppes.get(code, 0) + montant
        return record_notification(
            by=self.centrale,
            at=make_instant(annee, 3, 1),
            exercice=exercice,
            version=exercice.version,
            montant=notifie,
            enveloppes=enveloppes,
        )

    def compute_montant(self, base):
        """An amount of the catalogue, at the size of the département."""
        return (Decimal(base) * self.taille).quantize(Decimal("0.01"))

    def _record_action(self, exercice, action, annee, at, etat):
        """One action of the catalogue; in a draft, the last one still lacks its bilan."""
        champs = {cle: v for cle, v in action.items() if cle not in HORS_FICHE}
        is_finie = self._is_finie(action, etat)
        if not is_finie:
            champs["bilan"] = ""
        return record_action(
            by=self.agent,
            at=at,
            exercice=exercice,
            action=None,
            version=0,
            **make_listes_demo(action, annee, is_finie=is_finie),
            champs={
                **champs,
                "nature": "nouvelle" if annee == action["depuis"] else "reconduite",
                "etat": "en_cours",
                "territoire": f"Ensemble du territoire ({self.convention.departement.nom})",
            },
        )

    def _is_finie(self, action, etat):
        return not (etat == Etat.BROUILLON and action["numero"] == "S5-1")

    def _record_montants(self, exercice, actions, at, etat):
        """What was planned and spent; in a draft, the last action still lacks what was spent."""
        saisis = {}
        for enregistree, action in actions:
            prevu = self.compute_montant(action["etat"])
            taux = Decimal(self.hasard.randint(92, 108)) / 100
            for source, part in (
                ("etat", Decimal(1)),
                ("departement_nouveau", Decimal("0.65")),
                ("valorisation", Decimal("0.40")),
            ):
                montant = (prevu * part).quantize(Decimal("0.01"))
                depense = min(montant, (montant * taux).quantize(Decimal("0.01")))
                saisis[enregistree.pk, f"{source}.prevu"] = montant
                saisis[enregistree.pk, f"{source}.execute"] = (
                    depense if self._is_finie(action, etat) else None
                )
        record_montants(by=self.agent, at=at, exercice=exercice, vus={}, saisis=saisis)

    def compute_cible(self, indicateur, rang):
        """Ten per cent better each year; a mean delay does not depend on the size of the département."""
        depart = Decimal(str(self.textes["effectifs"][indicateur.code]))
        if indicateur.sens == "baisse":
            return Decimal(round(depart * (1 - Decimal("0.1") * rang)))
        return Decimal(round(depart * self.taille * (1 + Decimal("0.1") * rang)))

    def compute_population(self, annee):
        """Inhabitants, a little more each year."""
        depart = self.textes["populations"].get(self.convention.code, 720000 * self.taille)
        return (Decimal(depart) * (1 + Decimal("0.003") * (annee - 2018))).quantize(Decimal(1))

    def _reach(self, exercice, etat, annee):
        if etat == Etat.BROUILLON:
            return
        explain_demo(self, exercice, make_instant(annee + 1, 3, 15))
        transmit(by=self.valideur, at=make_instant(annee + 1, 3, 22), exercice=exercice, certifie=True)
        for document in Document.objects.about(exercice).filter(photographies__exercice=exercice):
            draw_document(document.pk)
        if etat == Etat.TRANSMIS:
            propose_demo(self, exercice)
            if self.place > 1:  # the first leaves it to the visitor
                discuss_demo(self, exercice, make_instant(annee + 1, 4, 4))
            return
        if annee == 2020 and self.place == 1:
            advise_demo(self, exercice)
        if etat == Etat.A_COMPLETER:
            ask_demo(self, exercice, make_instant(annee + 1, 4, 19))
        motif = "Précisez le bilan de l’axe S3." if etat == Etat.A_COMPLETER else ""
        review(
            by=self.prefecture, at=make_instant(annee + 1, 4, 20), exercice=exercice, vers=etat, motif=motif
        )
        if etat == Etat.VALIDE and annee == 2020:
            settle_demo(self, exercice)
            if self.place == 1:
                print_decision_demo(self, exercice)
