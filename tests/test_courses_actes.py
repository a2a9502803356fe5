"""Two people at once on each act of a year: one is done, the other is told in a sentence, nothing is half done.

On PostgreSQL only (tests/concurrence.py).
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from comptes.acces import Refus
from comptes.integrite import list_ruptures_de_scelles, list_ruptures_du_journal
from comptes.operations import ModifieEntreTemps
from conventions.models import Acte, Etat, Exercice
from remarques.operations import answer_remarque, resolve_remarque, write_remarque
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
)
from reporting.operations.instruction import record_avis, record_dialogue
from reporting.operations.passages import do_acte
from reporting.operations.transmission import review
from reporting.queries.decision import get_dossier
from reporting.queries.versions import get_version_de_l_acte, get_version_instruite
from tests.concurrence import run_together
from tests.remarques.faites import ask

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
DITS = (ValidationError, ModifieEntreTemps, Refus)
TENU = {"tenu_le": date(2022, 6, 1), "modalite": "visio", "participants": "Une", "conclusions": "Oui."}


@pytest.fixture
def annee(ensemble, monkeypatch):
    """2021 of the 22, handed over; who acts on it, as it is now seen."""
    monkeypatch.setattr("reporting.operations.transmission.list_papiers", lambda exercice: [])
    return Annee(ensemble)


class Annee:
    def __init__(self, gens):
        self.gens = {un.split(".")[0]: gens[un] for un in ("valideur.22", "prefecture.22", "commissaire.53")}
        self.quand = AT

    def read(self):
        lus = Exercice.objects.select_related("convention__departement", "referentiel")
        return lus.get(convention__code="22", annee=2021)

    def put(self, etat):
        """As if it were there: what the race before it made of it is not what this one is about."""
        Exercice.objects.filter(pk=self.read().pk).update(etat=etat)

    def make(self, operation, qui, **champs):
        self.quand += timedelta(minutes=1)
        return partial(operation, by=self.gens[qui], at=self.quand, exercice=self.read(), **champs)

    def act(self, qui, acte, **champs):
        vu = get_version_de_l_acte(self.gens[qui], self.read(), acte)
        return self.make(do_acte, qui, acte=acte, vu=vu, **champs)

    def write(self, operation, qui, **champs):
        return self.make(operation, qui, vu=get_dossier(self.read()).version, **champs)

    def ask(self):
        """A blocking remark, just read."""
        self.put(Etat.INSTRUCTION)
        return ask(self.read(), self.gens["prefecture"], AT)

    def thread(self, operation, qui, remarque, **champs):
        quoi = {"remarque": remarque, "vu": remarque.version}
        return partial(operation, by=self.gens[qui], at=AT, **quoi, **champs)

    def race(self, *gestes):
        """One of them, and only one, is told why not."""
        reponses = run_together(*gestes)
        dits = [une for une in reponses if isinstance(une, Exception)]
        assert len(dits) == len(gestes) - 1, reponses
        assert all(isinstance(un, DITS) and str(un) for un in dits), reponses
        return reponses


def test_each_act_is_done_once_by_the_first_of_two(annee):
    etapes = annee.read().etapes_decision.count()
    annee.put(Etat.TRANSMIS)
    annee.race(annee.act("prefecture", Acte.INSTRUIRE), annee.act("valideur", Acte.RAPPELER))
    annee.put(Etat.INSTRUCTION)
    for operation, qui, dit in (
        (record_avis, "commissaire", {"sens": "favorable"}),
        (record_dialogue, "commissaire", TENU),
        (propose_refaction, "prefecture", {"montant": Decimal(0), "motif": "Rien."}),
        (answer_proposition, "valideur", {"montant": None, "motif": "Vu."}),
    ):
        annee.race(*[annee.write(operation, qui, **dit)] * 2)
    exercice = annee.read()
    assert (exercice.avis.count(), exercice.dialogues.count()) == (1, 1)
    assert exercice.etapes_decision.count() == etapes + 2
    assert exercice.etat == Etat.DIALOGUE
    annee.put(Etat.VALIDE)
    annee.race(*[annee.write(notify_decision, "prefecture", montant=Decimal(0), motif="Rien.")] * 2)
    du = {"verse_le": date(2022, 6, 1), "montant": get_dossier(annee.read()).reste, "imputation": "304"}
    annee.race(*[annee.write(record_versement, "prefecture", **du)] * 2)
    annee.race(*[annee.act("prefecture", Acte.CLORE)] * 2)
    assert annee.read().etat == Etat.CLOS
    annee.put(Etat.CONTROLE)
    annee.race(
        annee.act("valideur", Acte.APPROUVER), annee.act("valideur", Acte.RENDRE, motif="L’indicateur R2.")
    )
    derniere = annee.read().transitions.order_by("pk").last()
    assert (derniere.de, derniere.vers) == (Etat.CONTROLE, annee.read().etat)
    assert not [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]


def test_a_remark_is_settled_or_holds_the_exercice_never_both(annee):
    """Resolved while sent back; answered while resolved; written while validated."""
    une = annee.ask()
    renvoye, _ = annee.race(
        annee.make(review, "prefecture", vers=Etat.A_COMPLETER, motif="Revoyez."),
        annee.thread(resolve_remarque, "commissaire", une),
    )
    is_renvoye = not isinstance(renvoye, Exception)
    assert annee.read().etat == (Etat.A_COMPLETER if is_renvoye else Etat.INSTRUCTION)
    assert annee.read().remarques.to_send_back().exists() == is_renvoye

    une = annee.ask()
    annee.race(
        annee.thread(answer_remarque, "valideur", une, texte="Voilà."),
        annee.thread(resolve_remarque, "prefecture", une),
    )
    assert une.messages.count() == 2
    for reste in annee.read().remarques.to_end():
        annee.thread(resolve_remarque, "prefecture", reste)()

    vu = get_version_instruite(annee.gens["prefecture"], get_dossier(annee.read()))
    valide, _ = annee.race(
        annee.make(review, "prefecture", vers=Etat.VALIDE, motif="", vu=vu),
        annee.make(write_remarque, "commissaire", ancre="action", cle="S1-1", texte="Encore."),
    )
    assert annee.read().remarques.to_end().exists() == isinstance(valide, Exception)
    assert not [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]
