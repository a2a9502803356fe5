"""A département without a convention, opened and filled through the pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from comptes.models import Departement, Utilisateur
from comptes.operations import create_compte
from conventions.models import Convention, Exercice, Partenaire
from tests.lecture import read
from tests.reporting.alsace import SANS_LISTE, post

AT = datetime(2019, 7, 1, 9, tzinfo=UTC)


@dataclass
class Lieu:
    """An exercice opened through the pages, and the browser of who works on it."""

    client: object
    code: str
    annee: int

    def become(self, role):
        self.client.force_login(Utilisateur.objects.get(email=f"{role}@{self.code}.example"))

    def post(self, nom, *args, **champs):
        return post(self.client, nom, self.code, self.annee, *args, **champs)

    def read(self, nom, *args):
        return read(self.client.get(reverse(nom, args=[self.code, self.annee, *args])))

    @property
    def exercice(self):
        return Exercice.objects.get(convention__code=self.code, annee=self.annee)

    def add_action(self, numero, axe, fiche=None, **montants):
        """One action, its plan typed in the grid, then the same spent; « fse » is a partner. `fiche`: what else, or
        otherwise, is typed of it."""
        usuelle = {"titre": "Une action", "nature": "nouvelle", "etat": "realisee", "bilan": "Fait."}
        self.post(
            "conventions:nouvelle_action", numero=numero, axe=axe, version="0",
            **usuelle | SANS_LISTE | (fiche or {}),
        )  # fmt: skip
        if "fse" in montants:
            self.post("conventions:ajouter_cofinanceur", "prevu", cofinanceur="FSE")
            fse = Partenaire.objects.get(convention__code=self.code, nom="FSE")
            montants[f"autres-{fse.pk}"] = montants.pop("fse")
        pk = self.exercice.actions.get(numero=numero).pk
        for colonne in ("prevu", "execute"):
            self.post(
                "conventions:financement", colonne, **{f"{pk}-{cle}": tape for cle, tape in montants.items()}
            )

    def declare_methode(self):
        self.post(
            "indicateurs:methode", version="0", date_entree="demande", droits_suspendus="exclus", date_rdv="tenue",
            logiciel="Un logiciel",
        )  # fmt: skip

    def draft(self, montant):
        self.post(
            "avenants:nouveau", "financier", numero="1", regime="civile", objet=f"Engagements de {self.annee}",
            montant_etat=montant, version="0",
        )  # fmt: skip


def open_lieu(client, demo, code, referentiel, notifie, signature, duree=3):
    """The first exercice of a département without a convention, which lasts `duree` years; its agent at work."""
    annee, departement = referentiel.definition.annees[0], Departement.objects.get(code=code)
    client.force_login(demo.get_compte("centrale"))
    post(
        client, "conventions:ouvrir_convention", dispositif=referentiel.dispositif, code=code, departement=code,
        collectivite=departement.collectivites.get().pk, date_signature=signature, debut=f"{annee}-01-01",
        fin=f"{annee + duree - 1}-12-31", titre_etat="la préfète",
        titre_departement="le premier vice-président, représentant le président",
    )  # fmt: skip
    post(
        client, "conventions:ouvrir_exercice", convention=Convention.objects.get(code=code).pk, annee=str(annee),
        regime="civile", debut=f"{annee}-01-01", fin=f"{annee}-12-31", referentiel=referentiel.pk,
        montant_notifie=notifie,
    )  # fmt: skip
    for role in ("agent", "valideur"):
        create_compte(
            by=None, at=AT, email=f"{role}@{code}.example", nom=f"{role} {code}", password="x",
            role=f"{role}_departemental", collectivite=departement.collectivites.get(),
        )  # fmt: skip
    lieu = Lieu(client, code, annee)
    lieu.become("agent")
    return lieu
