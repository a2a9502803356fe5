"""What some refusals are asked about: rows that several acts make, of an exercice in the état that is asked."""

from dataclasses import replace
from datetime import UTC, datetime

from comptes.models import Utilisateur
from conventions.models import Etat, Exercice
from remarques.models import Remarque
from reporting.operations.decision import answer_proposition, notify_decision, propose_refaction
from reporting.queries.decision import get_dossier
from reporting.queries.execution import build_execution
from tests.cloture import decide

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)


def make_remarque(**champs):
    """One of the préfecture, to which nobody answered."""

    def arguments(exercice):
        dits = {
            "ancre": "action",
            "cle": "S1-1",
            "libelle": "S1-1",
            "audience": "collectivite",
            "service": "prefecture",
            "le": AT,
        } | champs
        auteur = Utilisateur.objects.get(email="prefecture.29@calpae.example")
        une = Remarque.objects.create(exercice=exercice, auteur=auteur, **dits)
        une.messages.create(par=auteur, le=AT, texte="Pourquoi ?", vers="ouverte")
        return (une,)

    return arguments


def lead_dossier(*pas):
    """The dossier of a decision after these steps, on the exercice in the état that is asked."""

    def arguments(exercice):
        transmis = Exercice.objects.get(pk=exercice.pk)
        qui = {"propose": "prefecture.22", "repond": "valideur.22", "notifie": "prefecture.22"}
        gestes = {"propose": propose_refaction, "repond": answer_proposition, "notifie": notify_decision}
        for un in pas:
            if un == "notifie":
                # The figures are agreed on first.
                prefecture = Utilisateur.objects.get(email="prefecture.22@calpae.example")
                decide(by=prefecture, at=AT, exercice=transmis, vers=Etat.VALIDE)
            montant = None if un == "repond" else 0
            gestes[un](
                by=Utilisateur.objects.get(email=f"{qui[un]}@calpae.example"),
                at=AT,
                exercice=transmis,
                vu=get_dossier(transmis).version,
                montant=montant,
                motif="Pour voir.",
            )
        return (replace(get_dossier(transmis), exercice=exercice),)

    return arguments


def answered(exercice):
    """A dossier whose proposal is answered, and a day."""
    return *lead_dossier("propose", "repond")(exercice), AT.date()


def simulate(exercice):
    return *lead_dossier()(exercice), build_execution(Exercice.objects.get(pk=exercice.pk))
