"""The fiche of an action: its lists, its evidence; typed, read, and refused."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from comptes.operations import ModifieEntreTemps
from conventions.forms.actions import CHAMPS_FICHE
from conventions.models import Action, Jalon, Partenaire, PieceAction
from conventions.operations.actions import IndicateurSaisi, JalonSaisi, record_action
from conventions.operations.pieces import delete_piece_action, record_piece_action
from tests.conventions.fiches import AT, NOTE, get_adresse, record
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.lecture import read_html

# What a form and its page do is the same on any database.
pytestmark = pytest.mark.une_base


def test_a_fiche_is_typed_whole_and_says_itself_back(client, agent, action):
    saisie = read_formulaire(client.get(get_adresse(action)))
    saisie |= {
        "etp": "2,5",
        "indicateurs": ["R2", "R1", "A1"],
        "nouveaux_partenaires": "Fédération des CCAS, caf,  Ligue  de l’enseignement",
        "jalons-0-libelle": "Ouverture",
        "jalons-0-prevu_le": "2021-09-01",
        "jalons-0-fait_le": "2021-09-20",
        "jalons-2-libelle": "Bilan",
        "jalons-2-prevu_le": "2021-03-01",
        "propres-1-libelle": "Entretiens",
        "propres-1-cible": "1 400",
        "propres-1-resultat": "215,5",
    }
    reponse = client.post(get_adresse(action), saisie)
    assert reponse.status_code == 302, reponse.context["form"].errors
    action = Action.objects.get(pk=action.pk)
    assert action.etp == Decimal("2.5")
    assert action.indicateurs == ["A1", "R1", "R2"]  # in the order of the référentiel
    assert [str(jalon) for jalon in action.jalons.all()] == ["Bilan", "Ouverture"]
    assert action.indicateurs_propres.get().resultat == Decimal("215.5")
    noms = [un.nom for un in action.partenaires.all()]
    assert {"Fédération des CCAS", "Ligue de l’enseignement", "CAF"} <= set(noms)
    assert not Partenaire.objects.filter(nom="caf").exists()
    page = read_html(client.get(get_adresse(action)))
    assert 'value="2,5"' in page
    assert "fait le 20 septembre 2021, 19 jours après" in page
    assert "1 étape en retard." in page


def test_the_limit_of_the_texts_is_shown_once_and_read_aloud_with_each(client, agent, action):
    page = read_html(client.get(get_adresse(action)))
    textes = re.findall(r'<textarea name="(\w+)"[^>]*aria-describedby="(\w+)"', page)
    assert len(textes) > 10
    aides = {}
    for nom, cle in textes:
        classes, aide = re.search(rf'<span class="([^"]*)" id="{cle}">([^<]*)</span>', page).groups()
        aides.setdefault((aide, "fr-sr-only" in classes), []).append(nom)
    assert list(aides) == [("Au plus 20\u202f000 caractères.", True)]
    assert page.count("Chaque texte a au plus 20\u202f000 caractères") == 1


def test_a_row_that_is_emptied_goes(client, agent, action):
    record(agent, action, jalons=[JalonSaisi("Un", date(2021, 1, 1)), JalonSaisi("Deux", date(2021, 2, 1))])
    saisie = read_formulaire(client.get(get_adresse(action)))
    saisie |= {"jalons-0-libelle": "", "jalons-0-prevu_le": ""}
    assert client.post(get_adresse(action), saisie).status_code == 302
    assert [str(jalon) for jalon in action.jalons.all()] == ["Deux"]


def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(client, agent, action):
    saisie = read_formulaire(client.get(get_adresse(action)))
    saisie |= {
        "axe": "",
        "etp": "1,2345",
        "nouveaux_partenaires": "Un nouveau",
        "jalons-0-prevu_le": "2021-09-01",
        "jalons-1-libelle": "Sans date",
        "jalons-2-libelle": "Faite demain",
        "jalons-2-prevu_le": "2021-09-01",
        "jalons-2-fait_le": "2999-01-01",
        "propres-0-cible": "-3",
        "propres-1-libelle": "Illisible",
        "propres-1-cible": "1e9",
    }
    reponse = client.post(get_adresse(action), saisie)
    page = read_html(reponse)
    assert reponse.status_code == 422
    for phrase in (
        "Choisissez un axe\u00a0: une action et son argent appartiennent à un axe.",
        "Au plus 2 décimales.",
        "Nommez cette étape, ou videz la ligne.",
        "Dites quand cette étape est prévue.",
        "Cette étape est dite faite à une date qui n’est pas encore venue.",
        "Un nombre ne peut pas être négatif.",
        "Écrivez un nombre, par exemple 1 234 ou 12,5.",
    ):
        assert phrase in page, phrase
    for typed in ("1,2345", "Un nouveau", "Sans date", "Faite demain", "-3", "Illisible", "1e9"):
        assert f'value="{typed}"' in page, typed
    assert not Jalon.objects.filter(action=action).exists()
    assert not Partenaire.objects.filter(nom="Un nouveau").exists()


@pytest.mark.parametrize("numero", ["nouvelle", "Nouvelle", "S4/1", "S3-1"])
def test_a_number_that_is_no_address_or_another_s_is_refused(client, agent, action, numero):
    saisie = read_formulaire(client.get(get_adresse(action))) | {"numero": numero}
    reponse = client.post(get_adresse(action), saisie)
    assert reponse.status_code == 422
    assert f'value="{numero}"' in read_html(reponse)
    # The page still speaks of the action as it is stored.
    assert "<h1>S4-1 –" in read_html(reponse)


@pytest.mark.parametrize("poste", [{"x": "1"}, {"jalons-TOTAL_FORMS": "9999", "jalons-INITIAL_FORMS": "0"}])
def test_a_form_that_is_not_ours_is_no_server_error(client, agent, action, poste):
    assert client.post(get_adresse(action), poste).status_code == 422
    assert client.post(get_adresse(None, "nouvelle_action"), poste).status_code == 422


def test_the_second_of_two_editors_sees_the_lists_the_first_left(client, agent, action, demo):
    saisie = read_formulaire(client.get(get_adresse(action)))
    record(
        demo.get_compte("valideur.29"),
        action,
        partenaires=["Mission locale"],
        jalons=[JalonSaisi("Recrutement", date(2021, 4, 1))],
        indicateurs_propres=[IndicateurSaisi("Visites", "visites", Decimal(12))],
        indicateurs=["R1"],
    )
    saisie |= {"jalons-0-libelle": "Ouverture", "jalons-0-prevu_le": "2021-09-01", "indicateurs": ["R2"]}
    reponse = client.post(get_adresse(action), saisie)
    page = read_html(reponse)
    assert reponse.status_code == 422
    for stored in ("Recrutement, 01/04/2021", "Visites, visites, 12", "<blockquote>Mission locale", "R1 –"):
        assert stored in page, stored
    assert page.count("Votre saisie est toujours dans le champ") == 4
    assert re.search(r'<a href="#id_indicateurs[^"]*">[^<]*Ce champ a été modifié entre-temps', page), page
    assert 'value="Ouverture"' in page
    # Sent again, it wins knowingly.
    assert client.post(get_adresse(action), read_formulaire(reponse)).status_code == 302
    assert [str(jalon) for jalon in action.jalons.all()] == ["Ouverture"]


def test_the_same_row_typed_twice_is_not_dropped_by_the_second(client, agent, action, demo):
    saisie = read_formulaire(client.get(get_adresse(action)))
    ligne = JalonSaisi("Ouverture", date(2021, 9, 1))
    record(demo.get_compte("valideur.29"), action, jalons=[ligne], partenaires=["CAF"])
    saisie |= {"jalons-0-libelle": "Ouverture", "jalons-0-prevu_le": "2021-09-01"}
    reponse = client.post(get_adresse(action), saisie)
    assert client.post(get_adresse(action), read_formulaire(reponse)).status_code == 302
    assert [str(jalon) for jalon in action.jalons.all()] == ["Ouverture"]


def test_the_state_reads_a_fiche_not_a_form(client, agent, action, demo):
    record(
        agent,
        action,
        jalons=[JalonSaisi("Ouverture", date(2021, 9, 1))],
        partenaires=["Mission locale"],
        indicateurs=["R2"],
        indicateurs_propres=[IndicateurSaisi("Visites", "visites", Decimal(12))],
        etp=Decimal("2.50"),
    )
    record_piece_action(by=agent, at=AT, action=action, **NOTE)
    client.force_login(demo.get_compte("prefecture.29"))
    page = read_html(client.get(get_adresse(action)))
    for phrase in (
        "Ouverture, échéance au 1<sup>er</sup> septembre 2021&nbsp;: <strong>en retard",
        "Mission locale",
        "R2 – Nouveaux entrants orientés",
        "Visites",
        "<dd>2,5</dd>",
        "note.csv",
        "La saisie est réservée aux agents de la collectivité.",
    ):
        assert phrase in page, phrase
    main = page.split("<main", 1)[1].split("</main>")[0]
    assert "<form" not in main
    assert client.get(get_adresse(None, "nouvelle_action")).status_code == 403


def test_evidence_is_joined_given_back_and_removed_through_the_page(client, agent, action):
    fichier = SimpleUploadedFile("note.csv", NOTE["octets"], "text/csv")
    assert client.post(get_adresse(action, "joindre_piece_action"), {"fichier": fichier}).status_code == 302
    piece = PieceAction.objects.get(action=action)
    reponse = client.get(get_adresse(action, "piece_action", piece=piece.pk))
    assert reponse.content == NOTE["octets"]
    assert reponse["Content-Disposition"].startswith("attachment")
    fichier.seek(0)
    encore = client.post(get_adresse(action, "joindre_piece_action"), {"fichier": fichier})
    assert encore.status_code == 422
    assert "Cette pièce est déjà jointe à cette action." in read_html(encore)
    assert confirm(client, get_adresse(action, "retirer_piece_action", piece=piece.pk)).status_code == 302
    assert not PieceAction.objects.exists()
    gestes = Trace.objects.filter(geste=Geste.RETIRER_PIECE_ACTION).values_list(
        "details__empreinte", flat=True
    )
    assert piece.empreinte in gestes


def test_a_file_of_persons_is_refused_as_evidence_of_an_action(client, agent, action):
    fichier = SimpleUploadedFile("liste.csv", b"nom;prenom\nDurand;Anne", "text/csv")
    reponse = client.post(get_adresse(action, "joindre_piece_action"), {"fichier": fichier})
    assert reponse.status_code == 422
    assert "semble contenir des lignes de personnes" in read_html(reponse)


def test_evidence_of_another_action_is_not_at_this_address(client, agent, action, demo):
    autre = demo.brouillon.actions.get(numero="S3-1")
    autre.exercice = demo.brouillon
    piece = record_piece_action(by=agent, at=AT, action=autre, **NOTE)
    assert client.get(get_adresse(action, "piece_action", piece=piece.pk)).status_code == 404
    assert client.post(get_adresse(action, "retirer_piece_action", piece=piece.pk)).status_code == 404


def test_evidence_stays_once_the_exercice_is_transmitted(demo, sans_verrous):
    action = demo.transmis.actions.first()
    action.exercice = demo.transmis
    with pytest.raises(Refus, match="ne se modifie plus"):
        record_piece_action(by=demo.get_compte("agent.22"), at=AT, action=action, **NOTE)
    piece = PieceAction.objects.create(
        **NOTE, taille=1, empreinte="0", par=demo.get_compte("agent.22"), le=AT, action=action
    )
    with pytest.raises(Refus, match="ne se modifie plus"):
        delete_piece_action(by=demo.get_compte("agent.22"), at=AT, piece=piece)


def test_the_second_of_two_editors_of_an_action_is_told(demo):
    agent = demo.get_compte("agent.29")
    action = demo.brouillon.actions.get(numero="S3-1")
    champs = {champ: getattr(action, champ) for champ in CHAMPS_FICHE}
    vue = action.version
    kwargs = {
        "by": agent,
        "at": AT,
        "exercice": demo.brouillon,
        "action": action,
        "version": vue,
    }
    record_action(**kwargs, champs=champs | {"bilan": "Le premier."})
    with pytest.raises(ModifieEntreTemps):
        record_action(**kwargs, champs=champs | {"bilan": "Le second."})
    action.refresh_from_db()
    assert action.bilan == "Le premier."
