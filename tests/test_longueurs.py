"""Every column of text filled to its maximum, every geste of the journal done, by the operations one uses, on objects
with the longest names: nothing overflows a column.

On PostgreSQL only: SQLite knows no length. The columns and the gestes are found by introspection: a new one fails until
`tests/tous_gestes` does it, or a table below says why nobody can.
"""

import pytest
from django.db import models
from django.db.models.functions import Length

from comptes.gestes import Geste
from comptes.models import Notification, Trace
from tests.annonces import check_told
from tests.sources import list_modeles
from tests.tous_gestes import FAITS
from tests.tous_gestes.monde import make_monde

# Column: why no operation fills it, whatever one types.
JAMAIS_PLEINES = {
    "comptes.EssaisConnexion.cle": "a kind and a digest of what was typed",
    "comptes.Collectivite.siren": "nine digits",
    "comptes.Courriel.objet": "words of ours",
    "comptes.Courriel.corps": "words of ours around a name and a perimeter: tests/comptes/test_comptes.py",
    "comptes.Courriel.adresse": "that of an account, which is as long",
    "comptes.Jeton.role": "a role of ours",
    "comptes.Jeton.perimetre": "the key of a perimeter",
    "comptes.Notification.phrase": "words of ours around a name",
    "comptes.Notification.perimetre": "codes, with a stroke between them",
    "comptes.Notification.sujet": "a model and the key of a row",
    "comptes.Notification.url": "a page of the site",
    "comptes.Trace.type_objet": "a model: tests/test_journal.py",
    "comptes.Trace.cle_objet": "the key of a row: tests/test_journal.py",
    "comptes.Utilisateur.password": "a hash, whose length is that of its algorithm",
    "conventions.BrouillonSaisie.page": "a subject and a place of ours, an axe at the longest",
    "conventions.Action.mesure": "a code of the référentiel",
    "conventions.MontantEnveloppe.enveloppe": "a code of the référentiel",
    "pilotage.Export.depot": "a random name of ours",
    "pilotage.Export.nom": "a table and a year",
    "remarques.Remarque.libelle": "what a place is called, cut at its length",
    "remarques.Remarque.cle": "a word of ours, the number of an action, the key of a partner",
    "pilotage.Edition.dispositif": "that of its conventions",
    "reporting.MarqueDeLecture.ancre": "a place of ours",
    "reporting.MarqueDeLecture.cle": "the code of an indicator, or the number of an action",
    "comptes.Courriel.perimetre": "the key of a perimeter",
    "comptes.Courriel.motif": "sentences of the site, with a code of SMTP",
    "comptes.Notification.cle": "what is awaited, its day and which reminder of it",
    "conventions.Memoire.cle": "the key of a partner, or an indicator and a year",
}
# Geste: why nobody does it.
JAMAIS_FAITS = {
    Geste.AUTRE: "lines older than the list of gestes",
    Geste.ANNULER_PROLONGATION: "lines older than the avenants de report on paper",
}
COLONNES = {
    f"{modele._meta.label}.{champ.name}": champ
    for modele in list_modeles(include_auto_created=True)
    for champ in modele._meta.concrete_fields
    if isinstance(champ, models.CharField | models.TextField) and not champ.choices
}


@pytest.fixture
def monde(sur_postgresql, demo, settings, tmp_path):
    settings.DEPOTS_DIR = tmp_path / "depots"
    return make_monde(demo)


def note_pleines(pleines):
    """Add the columns that a row fills now."""
    par_modele = {}
    for nom, champ in COLONNES.items():
        if nom not in pleines:
            par_modele.setdefault(champ.model, []).append(champ)
    for modele, champs in par_modele.items():
        lus = modele._base_manager.aggregate(**{un.name: models.Max(Length(un.name)) for un in champs})
        pleines |= {f"{modele._meta.label}.{un.name}" for un in champs if lus[un.name] == un.max_length}


def test_every_text_has_a_maximum():
    assert [nom for nom, champ in COLONNES.items() if not champ.max_length] == []


def test_every_geste_is_done_with_every_text_at_its_maximum(monde):
    pleines, faits = set(), set()
    dites = Notification.objects.latest("pk").pk
    for gestes, faire in FAITS:
        dernier = Trace.objects.latest("pk").pk
        faire(monde)
        lignes = Trace.objects.filter(pk__gt=dernier)
        assert set(gestes) <= set(lignes.values_list("geste", flat=True)), faire.__name__
        assert {len(ligne.convention) for ligne in lignes} <= {0, 20}, faire.__name__
        faits |= set(gestes)
        note_pleines(pleines)
    # Those told before keep the code their convention had.
    check_told(Notification.objects.filter(pk__gt=dites))
    assert {*faits, *JAMAIS_FAITS} == set(Geste)
    assert faits & set(JAMAIS_FAITS) == set()
    assert set(COLONNES) - pleines == set(JAMAIS_PLEINES)
