"""Drafting, comparing, simulating and publishing a référentiel; what the database refuses afterwards."""

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.gestes import Geste
from comptes.models import Trace
from indicateurs.models import VersionValeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.essai import simulate_regles
from referentiels.changements import list_changements
from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel
from referentiels.models import Referentiel
from referentiels.operations import ReferentielPublie, draft_referentiel, load_referentiel
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.gestes import confirm
from tests.lecture import read_html
from tests.referentiels.textes import NOUVEAU, TEXTE_2021

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def get_brouillon():
    """The draft of the test, beside the one of the demo."""
    return Referentiel.objects.exclude(code=BROUILLON_DE_REFERENTIEL).get(etat="brouillon")


@pytest.fixture
def centrale(client, demo):
    client.force_login(demo.get_compte("centrale"))
    return client


def test_a_draft_keeps_wrong_text_as_typed_and_says_its_fault_with_the_line(centrale):
    faux = NOUVEAU.replace('axe = "S1"', 'axe = "S9"', 1)
    reponse = centrale.post(
        reverse("referentiels:nouveau"), {"source": faux.replace("\n", "\r\n")}, follow=True
    )
    page = read_html(reponse)
    ligne = faux.splitlines().index('axe = "S9"') + 1
    assert f"Indicateur A1\u00a0: axe «\u00a0S9\u00a0» inconnu. (ligne {ligne} du texte)" in page
    brouillon = get_brouillon()
    assert brouillon.source == faux
    # Not even TOML: kept too.
    url = reverse("referentiels:modifier", args=[brouillon.code])
    page = read_html(centrale.post(url, {"version": 1, "source": "code = \n[[axes]"}, follow=True))
    assert "n’est pas du TOML valide\u00a0: ligne 1, colonne 8." in page
    brouillon.refresh_from_db()
    assert (brouillon.source, brouillon.contenu, brouillon.version) == ("code = \n[[axes]", {}, 2)


def test_a_file_is_taken_in_place_of_the_text_and_a_bad_one_is_refused_without_losing_it(centrale):
    url = reverse("referentiels:nouveau")
    mauvais = SimpleUploadedFile("r.toml", b"\xff\xfe\x00")
    reponse = centrale.post(url, {"source": "# mon texte", "fichier": mauvais})
    assert reponse.status_code == 422
    assert "pas un texte écrit en UTF-8" in read_html(reponse)
    assert "# mon texte" in read_html(reponse)
    centrale.post(url, {"source": "# mon texte", "fichier": SimpleUploadedFile("r.toml", NOUVEAU.encode())})
    assert get_brouillon().source == NOUVEAU
    assert centrale.post(url, {"source": " "}).status_code == 422


def test_the_second_of_two_editors_of_a_draft_is_told_and_keeps_what_they_typed(centrale, demo):
    brouillon = draft_referentiel(by=demo.get_compte("centrale"), at=AT, source="# un")
    url = reverse("referentiels:modifier", args=[brouillon.code])
    centrale.post(url, {"version": 1, "source": "# deux"})
    reponse = centrale.post(url, {"version": 1, "source": "# trois"})
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert "modifiée entre-temps" in page
    assert "# deux" in page
    assert reponse.context["form"]["source"].value() == "# trois"
    assert centrale.post(url, {"version": 2, "source": "# trois"}).status_code == 302


def test_a_draft_sent_without_the_version_it_was_read_at_is_a_conflict_and_keeps_what_is_typed(
    centrale, demo
):
    brouillon = draft_referentiel(by=demo.get_compte("centrale"), at=AT, source="# un")
    reponse = centrale.post(reverse("referentiels:modifier", args=[brouillon.code]), {"source": "# deux"})
    assert reponse.status_code == 422
    assert reponse.context["form"]["source"].value() == "# deux"
    brouillon.refresh_from_db()
    assert brouillon.source == "# un"


def test_a_draft_is_read_tried_published_once_then_read_by_all_and_changed_by_none(centrale, demo):
    centrale.post(reverse("referentiels:nouveau"), {"source": NOUVEAU})
    brouillon = get_brouillon()
    publier = reverse("referentiels:publier", args=[brouillon.code])
    assert "Exercices jugés" in read_html(centrale.get(publier))
    assert centrale.post(publier, {"vu": 1}).status_code == 422  # not confirmed
    page = read_html(centrale.post(publier, {"vu": 7, "confirme": "on"}))
    assert "Ce brouillon a changé depuis l’ouverture de cette page" in page
    assert centrale.post(publier, {"vu": 1, "confirme": "on"}).status_code == 302
    publie = Referentiel.objects.get(code="2022-03-14")
    assert publie.pk == brouillon.pk
    assert Trace.objects.about(publie).filter(geste=Geste.PUBLIER_REFERENTIEL).exists()
    for geste in ("modifier", "publier"):
        assert centrale.get(reverse(f"referentiels:{geste}", args=["2022-03-14"])).status_code == 404
    assert centrale.post(reverse("referentiels:supprimer", args=["2022-03-14"])).status_code == 404
    centrale.force_login(demo.get_compte("agent.22"))
    page = read_html(centrale.get(reverse("referentiels:lire", args=["2022-03-14"])))
    assert "A2 &lt;= A1" in page
    assert "2 semaines" in page
    # The same code is not published twice.
    centrale.force_login(demo.get_compte("centrale"))
    centrale.post(reverse("referentiels:nouveau"), {"source": NOUVEAU.replace("Nouveaux", "Nouvelles")})
    code = get_brouillon().code
    page = read_html(centrale.post(reverse("referentiels:publier", args=[code]), {"vu": 1, "confirme": "on"}))
    assert "2022-03-14 est publié\u00a0: il ne change plus" in page


def test_a_draft_is_nobody_elses_and_may_be_thrown_away(centrale, demo):
    brouillon = draft_referentiel(by=demo.get_compte("centrale"), at=AT, source="# un")
    centrale.force_login(demo.get_compte("agent.29"))
    assert centrale.get(reverse("referentiels:lire", args=[brouillon.code])).status_code == 404
    assert brouillon.code not in read_html(centrale.get(reverse("referentiels:liste")))
    centrale.force_login(demo.get_compte("centrale"))
    confirm(centrale, reverse("referentiels:supprimer", args=[brouillon.code]))
    assert not Referentiel.objects.filter(pk=brouillon.pk).exists()
    assert Trace.objects.get(geste=Geste.SUPPRIMER_REFERENTIEL).details["source"] == "# un"


def test_what_changes_says_which_figures_no_longer_compare_and_why():
    avant, apres = parse_referentiel(TEXTE_2021), parse_referentiel(NOUVEAU)
    apres = deepcopy(apres)
    apres["indicateurs"] = [i for i in apres["indicateurs"] if i["code"] != "T1"]
    par_code = {i["code"]: i for i in apres["indicateurs"]}
    par_code["R2"]["delai"]["limite"] = {"jours": 45}
    par_code["R6"]["delai"]["de"] = "entree"
    par_code["A3"]["denominateur"] = "A1"
    par_code["F1"]["libelle"] = "Intervenants formés"
    par_code["F2"]["nature"] = "taux"
    par_code["F2"]["denominateur"] = "P0"
    apres["indicateurs"].append(par_code["M2"] | {"code": "M3"})
    apres["axes"][0]["libelle"] = "Jeunes majeurs"
    apres["controles"][0]["gravite"] = "alerte"
    apres["saisie"]["seuil_surprise"] = "0.20"
    apres["textes"]["rapport"]["introduction"] = "Autre."
    changements = list_changements(avant, apres)
    dits = {(c.objet.split(" – ")[0], c.quoi): (c.avant, c.apres, c.comparable) for c in changements}
    assert dits.pop(("Rapport, introduction", "Rédaction"))[1:] == ("Autre.", True)
    assert dits == {
        ("S1", "Libellé"): ("Prévention des sorties sèches de l’aide sociale à l’enfance", "Jeunes majeurs", True),
        ("A3", "Dénominateur"): ("A2", "A1", False),
        ("F1", "Libellé"): (
            "Intervenants sociaux formés à la fonction de référent de parcours", "Intervenants formés", True,
        ),
        ("F2", "Nature"): ("effectif", "taux", False),
        ("F2", "Dénominateur"): ("", "P0", False),
        ("R2", "Limite"): ("30 jours", "45 jours", False),
        ("R6", "Date de départ"): ("la date d’orientation", "la date d’entrée", False),
        ("M3", "Ajouté"): ("", "", True),
        ("T1", "Retiré"): ("", "", True),
        ("A2 <= A1", "Gravité"): ("bloquant", "alerte", True),
        ("Date de signature", "Valeur"): ("19 mars 2021", "14 mars 2022", True),
        ("Exercices jugés", "Valeur"): ("2021", "2022", True),
        ("Années des cibles", "Valeur"): ("2021, 2022", "2022", True),
        ("Variation à expliquer au-delà de", "Valeur"): ("30\u00a0%", "20\u00a0%", True),
    }  # fmt: skip
    assert list_changements(avant, avant) == []


def test_the_known_chain_compares_each_to_the_one_before(centrale):
    page = read_html(centrale.get(reverse("referentiels:lire", args=["2020-02-12"])))
    assert "Par rapport à" in page
    assert "Non comparable" in read_html(centrale.get(reverse("referentiels:lire", args=["2021-03-19"])))
    assert "premier référentiel" in read_html(centrale.get(reverse("referentiels:lire", args=["2019-02-04"])))


def test_a_simulation_counts_what_each_rule_would_have_found_and_writes_nothing(centrale, demo):
    source = NOUVEAU.replace('regle = "A2 <= A1"', 'regle = "F1 > 1000000"\na_l_essai = true', 1)
    brouillon = draft_referentiel(by=demo.get_compte("centrale"), at=AT, source=source)
    simulation = simulate_regles(build_definition(brouillon.contenu), "CALPAE")
    trouvees = {regle.faute.regle: len(regle.exercices) for regle in simulation.regles}
    # Transmitted so far: both conventions in 2019 and 2020, the Côtes-d’Armor in 2021.
    assert trouvees["F1 > 1000000"] == len(simulation.exercices) == 5
    assert "A3 <= A2" in simulation.muettes
    assert all(essai >= 1 for *_, essai in simulation.exercices)
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        page = read_html(centrale.get(reverse("referentiels:simulation", args=[brouillon.code])))
    assert len(requetes) == 5  # session, user, référentiel, exercices, figures
    assert "5 / 5" in page
    assert "29 (2021)" not in page


def test_the_pages_of_référentiels_cost_the_same_whatever_there_is_to_show(centrale, demo):
    nombres = set()
    for source in ("# vide", NOUVEAU):
        draft_referentiel(by=demo.get_compte("centrale"), at=AT, source=source)
        with CaptureQueriesContext(connection) as requetes:
            centrale.get(reverse("referentiels:liste"))
        nombres.add(len(requetes))
    assert nombres == {3}


# --- What the database holds ---------------------------------------------------------------------------------------


def test_the_database_refuses_any_change_to_a_published_référentiel(demo):
    publie = Referentiel.objects.filter(code="2021-03-19")
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        publie.update(dispositif="CLS")
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        publie.update(etat="brouillon", publie_le=None)
    libre = Referentiel.objects.create(code="x", etat="publie", publie_le=AT, empreinte="0", contenu={})
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        libre.delete()
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("DELETE FROM conventions_referentiel WHERE code = 'x'")


def test_the_database_only_adds_to_the_history_of_a_figure(demo):
    agent, exercice = demo.get_compte("agent.29"), demo.brouillon
    vue = exercice.valeurs.get(code="F1").version
    record_valeurs(
        by=agent, at=AT, exercice=exercice, saisies={"F1": SaisieValeur(vue, "renseigne", Decimal(3))}
    )
    version = VersionValeur.objects.get(exercice=exercice, code="F1", version=vue + 1)
    for ordre in (lambda: VersionValeur.objects.filter(pk=version.pk).update(numerateur=4), version.delete):
        with pytest.raises(IntegrityError, match="historique"), transaction.atomic():
            ordre()
    version.refresh_from_db()
    assert version.numerateur == 3


def test_a_published_referentiel_never_changes(demo):
    contenu = Referentiel.objects.get(code="2021-03-19").contenu
    load_referentiel(by=None, at=AT, contenu=contenu)
    with pytest.raises(ReferentielPublie, match="ne change plus"):
        load_referentiel(by=None, at=AT, contenu=contenu | {"reference": "Autre"})
