"""What each transmission froze: its figures of that day, for ever."""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from conventions.models import Etat, Financement, Transition
from reporting import contents
from reporting.explications import explain_justifie, explain_simulation
from reporting.models import Document, EtapeDecision, Photographie, Remise
from reporting.operations.transmission import transmit
from reporting.queries.execution import build_execution
from tests.lecture import read_html
from tests.remarques.faites import send_back
from tests.reporting.decisions import AT, D

# A photograph as it was written the day this test was: it opens for ever.
ANCIENNE = Path(__file__).parents[1] / "cas" / "photographie.json"


def test_each_transmission_keeps_the_execution_as_it_stands(demo, dossier):
    exercice = dossier.exercice
    premiere = dossier.lire().transmission
    assert contents.from_dict(contents.ContenuExecution, premiere.contenu).etat == Etat.TRANSMIS
    send_back(exercice, dossier.prefecture, AT)
    ligne = Financement.objects.get(action__exercice=exercice, action__numero="S1-1", source="etat")
    Financement.objects.filter(pk=ligne.pk).update(execute=ligne.execute - D("1000"))
    exercice.refresh_from_db()
    transmit(by=dossier.departement, at=AT, exercice=exercice, certifie=True)
    seconde = dossier.lire().transmission
    avant, apres = (
        contents.from_dict(contents.ContenuExecution, photo.contenu) for photo in (premiere, seconde)
    )
    assert seconde.pk != premiere.pk
    assert avant.total.execute - apres.total.execute == 1000
    assert apres.simulation.total.refaction - avant.simulation.total.refaction == 1000
    exercice.refresh_from_db()
    assert seconde.empreinte == contents.empreinte(build_execution(exercice))


def test_the_page_of_a_photograph_says_the_figures_of_its_day(client, demo, dossier, sans_verrous):
    photographie = dossier.lire().transmission
    Financement.objects.filter(action__exercice=dossier.exercice).update(execute=D("1.23"))
    client.force_login(dossier.departement)
    page = read_html(client.get(reverse("reporting:photographie", args=[photographie.pk])))
    assert photographie.empreinte in page
    assert "30\u202f576,00\u00a0€" in page
    assert "1,23" not in page


def test_an_old_photograph_still_opens():
    execution = contents.from_dict(
        contents.ContenuExecution, json.loads(ANCIENNE.read_text(encoding="utf-8"))
    )
    assert execution.simulation.total.refaction == D("4847.04")
    assert [action.numero for action, _ in execution.actions_simulees] == ["S1-1", "S2-1"]
    # Told by the formula it followed: action by action, whatever was spent on the State's credits.
    assert explain_justifie(execution.simulation) == (
        "Est justifié le plus petit des deux, crédits disponibles ou plafond. Le total est la somme des actions\u00a0: "
        "une action n’en compense pas une autre."
    )
    assert "depense_etat" not in {terme.code for terme in explain_simulation(execution.simulation)}


@pytest.mark.parametrize(
    ("modele", "champ"),
    [
        (Photographie, "empreinte"),
        (Remise, "empreinte"),
        (EtapeDecision, "motif"),
        (Transition, "motif"),
        (Document, "empreinte"),
    ],
)
def test_the_database_refuses_to_change_what_was_decided_and_on_what(demo, modele, champ):
    ligne = modele.objects.first()
    elle = modele.objects.filter(pk=ligne.pk)
    for ordre in (lambda: elle.update(**{champ: "x"}), lambda: elle._raw_delete(elle.db)):
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            ordre()
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(f"DELETE FROM {modele._meta.db_table}")
