"""A convention of a real département, opened and kept through the pages."""

from datetime import UTC, datetime

from django.urls import reverse

from avenants.models import Avenant
from comptes.models import Collectivite
from comptes.operations import create_compte
from conventions.models import Convention, Exercice
from referentiels.models import Referentiel
from referentiels.operations import draft_referentiel, publish_brouillon
from reporting.models import Document
from tests.formulaires_lus import read_formulaire
from tests.lecture import read, read_papier
from tests.reporting.alsace import SANS_LISTE, post

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
COMMISSION = {"organe": "commission_permanente", "date_transmission": ""}


class Departement:
    """A convention of one département, and those who act on it through the pages."""

    def __init__(self, client, demo, code, *, collectivite=None, axe="S4", organe=COMMISSION, **convention):
        self.client, self.code, self.centrale = client, code, demo.get_compte("centrale")
        self.axe, self.organe = axe, organe
        collectivite = collectivite or Collectivite.objects.get(departements=code)
        self.agent, self.valideur = (
            create_compte(
                by=None, at=AT, email=f"{role}@{code}.example", nom=role, role=role, password="x",
                collectivite=collectivite,
            )
            for role in ("agent_departemental", "valideur_departemental")
        )  # fmt: skip
        client.force_login(self.centrale)
        usuelle = {
            "dispositif": "CALPAE", "code": code, "departement": code, "collectivite": collectivite.pk,
            "date_signature": "2019-06-26", "debut": "2019-01-01", "fin": "2021-12-31",
            "titre_etat": "le préfet", "titre_departement": "le président du conseil départemental",
        }  # fmt: skip
        post(client, "conventions:ouvrir_convention", **usuelle | convention)

    @property
    def convention(self):
        return Convention.objects.get(code=self.code)

    def open_annee(self, annee, referentiel):
        """An exercice with one action, 1,000 € of each side."""
        self.client.force_login(self.centrale)
        post(
            self.client, "conventions:ouvrir_exercice", convention=self.convention.pk, annee=annee,
            regime="civile", debut=f"{annee}-01-01", fin=f"{annee}-12-31",
            referentiel=Referentiel.objects.get(code=referentiel).pk, montant_notifie="1000,00",
        )  # fmt: skip
        self.client.force_login(self.agent)
        post(
            self.client, "conventions:nouvelle_action", self.code, annee, numero="S4-1", titre="Orientation",
            axe=self.axe, nature="nouvelle", etat="realisee", bilan="Fait.", version="0", **SANS_LISTE,
        )  # fmt: skip

    def draft_avenant(self, annee, numero):
        pk = Exercice.objects.get(convention=self.convention, annee=annee).actions.get().pk
        post(
            self.client, "avenants:nouveau", self.code, annee, "financier", numero=numero, regime="civile",
            objet=f"Engagements {annee}", montant_etat="1000,00",
            **{f"{pk}-etat": "1000,00", f"{pk}-departement_nouveau": "1000,00"},
        )  # fmt: skip

    def sign_avenant(self, annee, numero, le, imprimer):
        """Draw its projet, then sign it: the text of both papers."""
        self.client.force_login(self.valideur)
        projet = self.print_avenant(annee, numero, imprimer)
        adresse = reverse("avenants:signer_avenant", args=[self.code, annee, numero])
        lu = read_formulaire(self.client.get(adresse)) | {"date_signature": le}
        reponse = self.client.post(adresse, lu)
        assert reponse.status_code == 302, read(reponse)
        imprimer()
        final = Avenant.objects.get(convention=self.convention, numero=numero).documents.get(projet=False)
        return projet, read_papier(final)

    def prepare_report(self):
        """The execution of 2020 is to go on, by the avenant n° 4."""
        self.client.force_login(self.agent)
        post(self.client, "avenants:nouveau", self.code, 2020, "report", numero="4", objet="Report 2020")

    def sign_report(self, imprimer):
        """The same, signed in January 2021."""
        self.prepare_report()
        return self.sign_avenant(2020, 4, "2021-01-29", imprimer)

    def read_choix(self):
        """{what may be voted, in words: its key}, as the form of a vote offers it."""
        adresse = reverse("reporting:nouvelle_deliberation", args=[self.code])
        return {
            libelle: cle
            for cle, libelle in self.client.get(adresse).context["form"]["approuve"].field.choices
        }

    def vote(self, quoi, numero, date_vote):
        adresse = reverse("reporting:nouvelle_deliberation", args=[self.code])
        lu = read_formulaire(self.client.get(adresse))
        dit = {"approuve": [self.read_choix()[quoi]], "numero": numero, "date_vote": date_vote}
        reponse = self.client.post(adresse, lu | self.organe | dit)
        assert reponse.status_code == 302, read(reponse)

    def print_avenant(self, annee, numero, imprimer):
        post(self.client, "avenants:produire_avenant", self.code, annee, numero)
        imprimer()
        avenant = Avenant.objects.get(convention=self.convention, numero=numero)
        return read_papier(avenant.documents.latest("pk"))

    def print_rapport(self, annee, imprimer):
        post(self.client, "reporting:produire_rapport", self.code, annee)
        imprimer()
        return read_papier(Document.objects.filter(exercice__convention__code=self.code).latest("pk"))


def open_loiret(client, demo):
    """Loiret up to July 2020: two avenants signed before the site, a third one prepared."""
    departement = Departement(client, demo, "45")
    departement.open_annee(2020, "2020-02-12")
    for numero, le, objet in (
        ("2", "2020-03-09", "Engagements 2020"),
        ("1", "2019-12-12", "Report de l’exécution 2019"),
    ):
        post(client, "reporting:nouvel_anterieur", "45", numero=numero, date_signature=le, objet=objet)
    departement.draft_avenant(2020, 3)
    return departement


def publish_2022(demo):
    """A référentiel that judges 2022 as that of 2021 judged its year."""
    source = Referentiel.objects.get(code="2021-03-19").source
    source = source.replace('code = "2021-03-19"', 'code = "suite-2022"')
    centrale = demo.get_compte("centrale")
    brouillon = draft_referentiel(
        by=centrale, at=AT, source=source.replace("annees = [2021]", "annees = [2022]")
    )
    return publish_brouillon(by=centrale, at=AT, brouillon=brouillon, version=brouillon.version)
