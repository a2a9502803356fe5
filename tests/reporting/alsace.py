"""Alsace 2020, entered through the pages: 2 231 197,47 € (convention 67) and 1 162 693,62 € (convention 68) engaged."""

from datetime import UTC, datetime
from decimal import Decimal

from django.urls import reverse

from comptes.models import Collectivite, Departement
from comptes.operations import create_compte
from conventions.models import Convention, Exercice, RapportCommun
from referentiels.models import Referentiel
from tests.lecture import read

AT = datetime(2021, 6, 1, 9, tzinfo=UTC)
ENGAGEMENTS = {"67": Decimal("2231197.47"), "68": Decimal("1162693.62")}
DEPENSE = "6 096 409,53"


def post(client, nom, *args, **champs):
    """Send a form of the site; the page it leads to must not be a refusal."""
    reponse = client.post(reverse(nom, args=args), champs)
    assert reponse.status_code == 302, read(reponse)
    return reponse


# A fiche sent with no milestone and no indicator of its own.
SANS_LISTE = {
    f"{liste}-{total}_FORMS": "0" for liste in ("jalons", "propres") for total in ("TOTAL", "INITIAL")
}


def open_conventions(client, gens):
    client.force_login(gens["centrale"])
    for code, montant in ENGAGEMENTS.items():
        post(
            client, "conventions:ouvrir_convention", dispositif="CALPAE", code=code, departement=code,
            collectivite="6AE", date_signature="2019-07-01", debut="2019-01-01", fin="2021-12-31",
            titre_etat="la préfète de région", titre_departement="le président de la collectivité",
        )  # fmt: skip
        convention = Convention.objects.get(code=code)
        post(
            client, "conventions:ouvrir_exercice", convention=convention.pk, annee="2020", regime="civile",
            debut="2020-01-01", fin="2020-12-31", referentiel=Referentiel.objects.get(code="2020-02-12").pk,
            montant_notifie=str(montant).replace(".", ","),
        )  # fmt: skip


def fill_actions(client, gens):
    client.force_login(gens["agent"])
    for code, montant in ENGAGEMENTS.items():
        post(
            client, "conventions:nouvelle_action", code, 2020, numero="S4-1", titre="Orientation", axe="S4",
            nature="reconduite", etat="realisee", bilan="Fait.", version="0", **SANS_LISTE,
        )  # fmt: skip
        pk = get_exercice(code).actions.get().pk
        tape = str(montant).replace(".", ",")
        montants = {f"{pk}-{source}": tape for source in ("etat", "departement_nouveau")}
        post(client, "conventions:financement", code, 2020, "prevu", **montants)


def get_exercice(code):
    return Exercice.objects.select_related("convention__departement", "referentiel").get(
        convention__code=code, annee=2020
    )


def open_comptes(demo):
    """Who acts: the centrale, one agent for both conventions, a préfecture each."""
    alsace = Collectivite.objects.get(code="6AE")
    agent = create_compte(
        by=None, at=AT, email="agent@alsace.example", nom="Agent d’Alsace", role="agent_departemental",
        password="x", collectivite=alsace,
    )  # fmt: skip
    prefectures = {
        code: create_compte(
            by=None, at=AT, email=f"prefecture@{code}.example", nom=f"Préfecture {code}", role="prefecture",
            password="x", departement=Departement.objects.get(code=code),
        )
        for code in ENGAGEMENTS
    }  # fmt: skip
    return {"centrale": demo.get_compte("centrale"), "agent": agent, **prefectures}


def enter_annee(client, gens):
    """2020 entered through the pages, up to the vote; nothing printed yet."""
    open_conventions(client, gens)
    fill_actions(client, gens)
    post(client, "reporting:reunir_exercices", "67", 2020)
    version = RapportCommun.objects.get().version
    post(client, "reporting:rapport_commun", "67", 2020, version=version, depense_commune="6 096 409,53")
    post(
        client, "reporting:nouvelle_deliberation", "67", version=Convention.objects.get(code="67").version,
        organe="commission_permanente", numero="CP-2021-5-1",
        date_vote="2021-05-31", date_transmission="",
        approuve=[f"exercice-{un.pk}-deliberation" for un in map(get_exercice, ENGAGEMENTS)],
    )  # fmt: skip
    return client
