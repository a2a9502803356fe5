"""The papers of the State: the letter that proposes, the arrêté that notifies, the sheet of a dialogue."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from comptes.acces import Refus
from comptes.management.commands.charger_territoires import FICHIER
from conventions.models import Campagne
from reporting import contents, pdf
from reporting.contents.tribunaux import RESSORTS, name_tribunal
from reporting.models import Document, EtapeDecision
from reporting.operations.papiers import draft_arrete, produce_arrete, produce_fiche, produce_lettre
from reporting.queries.a_faire import build_a_faire
from reporting.queries.decision import get_dossier
from reporting.queries.liste import list_lignes_vues
from reporting.queries.papiers_decision import build_arrete, build_dialogue, build_proposition
from tests.gestes import confirm
from tests.reporting import contenus_decision
from tests.reporting.decisions import AT, D, get_page
from tests.reporting.lecture_pdf import read

# Nothing is drawn but where it says so; what is decided is the same on any database.
pytestmark = pytest.mark.une_base

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def read_contenu(document):
    return contents.from_dict(contents.CLASSES[document.nature], document.contenu)


def tell(contenu):
    """All the words of frozen contents, whatever their spaces."""
    return json.dumps(contents.to_dict(contenu), ensure_ascii=False).translate(ESPACES)


def write_arrete(dossier, montant):
    lu = dossier.lire()
    return build_arrete(lu, montant=D(montant), motif="Établi.", etabli_le=AT.date(), notification=None)


# --- The letter ----------------------------------------------------------------------------------------------------


def test_the_letter_says_the_amount_in_digits_and_letters_on_which_figures_and_until_when(dossier):
    etape = dossier.proposer("12000.50")
    dit = build_proposition(dossier.lire(), etape, etape.jour)
    texte = tell(dit)
    for phrase in (
        "12 000,50 € (douze mille euros et cinquante centimes)",
        "arrêtés au 31 décembre 2021",
        "le commissaire n’a pas rendu d’avis.",
        "Votre réponse est attendue jusqu’au 1er juillet 2022 inclus",
    ):
        assert phrase in texte, phrase
    assert dit.chiffres.empreinte == etape.photographie.empreinte
    assert dit.destinataire.partie == "departement"
    assert not dit.projet


def test_without_a_campaign_no_time_is_given_to_answer(dossier):
    Campagne.objects.all().delete()
    etape = dossier.proposer("1")
    assert "attendue jusqu’au" not in tell(build_proposition(dossier.lire(), etape, etape.jour))
    assert dossier.lire().reponse_attendue_au is None
    with pytest.raises(Refus, match=r"après sa réponse écrite\.$"):
        dossier.notifier("0")


# --- The arrêté ----------------------------------------------------------------------------------------------------


def test_the_articles_are_those_of_the_case_and_the_amounts_are_in_letters(dossier):
    dossier.repondre("1000")
    codes = {montant: [un.code for un in write_arrete(dossier, montant).articles] for montant in ("0", "12")}
    assert codes["0"] == ["sans_retenue", "due", "recours", "execution"]
    assert codes["12"] == ["retenue", "due", "recours", "execution"]
    texte = tell(write_arrete(dossier, "12"))
    for phrase in (
        "12,00 € (douze euros)",
        "1 270 068,00 € (un million deux cent soixante-dix mille soixante-huit euros)",
        "a répondu par écrit le 1er juin 2022, en acceptant que 1 000,00 € soient retenus",
        "devant le tribunal administratif de Rennes",
        "délai de deux mois",
    ):
        assert phrase in texte, phrase
    beaucoup = contenus_decision.CHIFFRES.__class__(
        **{**vars(contenus_decision.CHIFFRES), "montant": Decimal("1000000.01")}
    )
    assert (beaucoup.due, beaucoup.trop_percu) == (0, Decimal("0.01"))
    assert beaucoup.cas == {"toujours", "retenue", "trop_percu"}


def test_after_the_time_to_answer_the_decision_is_notified_without_and_the_arrêté_says_so(dossier):
    proposition = dossier.lire().proposition
    dernier = proposition.jour + timedelta(days=30)
    assert dossier.lire().reponse_attendue_au == dernier
    assert not dossier.lire().is_delai_passe(dernier)
    assert dossier.lire().is_delai_passe(dernier + timedelta(days=1))
    assert "n’a pas répondu à cette proposition dans le délai qui expirait le 26 mai 2022" in tell(
        write_arrete(dossier, "1")
    )
    # AT is the 1st of June.
    assert dossier.notifier("0").montant == 0


def test_the_first_page_says_until_when_an_answer_is_awaited(dossier):
    dossier.proposer("12")
    attentes = {
        un.nature: un.echeance and un.echeance.le
        for groupe in build_a_faire(
            dossier.departement, list_lignes_vues(dossier.departement, AT), [], AT
        ).groupes
        for un in groupe.attentes
    }
    assert attentes["proposition"] == date(2022, 7, 1)
    ailleurs = build_a_faire(dossier.prefecture, list_lignes_vues(dossier.prefecture, AT), [], AT).ailleurs
    assert any("doit y répondre, au plus tard le 1er juillet 2022" in un.phrase for un in ailleurs)


# --- Produced, kept, read ------------------------------------------------------------------------------------------


def test_each_act_produces_its_paper_once_and_the_projet_decides_nothing(client, dossier):
    def post(route, **saisi):
        client.force_login(dossier.prefecture)
        return confirm(client, reverse(f"reporting:{route}", args=["22", 2021]), **saisi)

    assert post("proposer", montant="12", motif="Peu fait.").status_code == 302
    lettre = dossier.exercice.documents.get(nature="lettre")
    assert lettre.decision == dossier.lire().proposition
    dossier.repondre()
    dossier.valider()
    assert post("notifier", montant="12", motif="Établi.", projet="").status_code == 302
    projet = dossier.exercice.documents.get(nature="arrete")
    assert (projet.projet, projet.decision, dossier.lire().notification) == (True, None, None)
    assert post("notifier", montant="13", motif="Établi.", projet="").status_code == 422
    assert post("notifier", montant="12", motif="Établi.").status_code == 302
    arrete = dossier.exercice.documents.get(nature="arrete", projet=False)
    assert arrete.decision == dossier.lire().notification
    assert read_contenu(arrete).etabli_le == dossier.lire().notification.jour
    commun = {"by": dossier.prefecture, "at": AT + timedelta(days=3), "exercice": dossier.exercice}
    assert (produce_lettre(**commun), produce_arrete(**commun)) == (lettre, arrete)


def test_what_the_state_prepares_is_not_read_by_the_collectivité(client, demo, dossier):
    commun = {"at": AT, "exercice": dossier.exercice}
    fiche = produce_fiche(by=demo.get_compte("commissaire.53"), **commun)
    lettre = produce_lettre(by=dossier.prefecture, **commun)
    dossier.valider()
    projet = draft_arrete(
        by=dossier.prefecture, vu=dossier.lire().version, montant=D(1), motif="Établi.", **commun
    )
    for qui, lus in (
        ("valideur.22", {lettre}),
        ("prefecture.22", {lettre, fiche, projet}),
        ("commissaire.53", {lettre, fiche, projet}),
        ("valideur.29", set()),
    ):
        siens = Document.objects.readable_by(demo.get_compte(qui)).filter(
            pk__in=[fiche.pk, lettre.pk, projet.pk]
        )
        assert set(siens) == lus, qui
        for un in (fiche, lettre, projet):
            client.force_login(demo.get_compte(qui))
            assert client.get(f"/documents/{un.pk}/").status_code == (200 if un in lus else 404)
    page = get_page(client, dossier.departement, dossier.exercice).content.decode()
    assert "Lettre de proposition" in page
    assert "Fiche du dialogue" not in page


def test_the_rapport_tells_the_opinion_before_the_decision(demo):
    notification = EtapeDecision.objects.get(exercice=demo.valide, etape="notifiee")
    assert get_dossier(demo.valide).tell_avis(notification.le) == (
        "Le commissaire a rendu un avis favorable avec réserves le 6 avril 2021."
    )


# --- The sheet of a dialogue ---------------------------------------------------------------------------------------


def test_the_sheet_has_two_pages_at_most_on_each_convention_and_at_its_fullest(demo):
    plein = contenus_decision.build_dialogue("promptement")
    assert len(read(pdf.render(plein)).pages) == 2
    lourd = max((demo.valide, demo.transmis), key=lambda un: len(str(get_dossier(un).executions)))
    assert len(read(pdf.render(build_dialogue(get_dossier(lourd), date(2022, 6, 1)))).pages) <= 2


def test_the_sheet_says_what_is_missed_late_and_surprising_and_how_many_more(demo):
    dit = build_dialogue(get_dossier(demo.transmis), date(2022, 6, 1))
    execution = get_dossier(demo.transmis).executions[get_dossier(demo.transmis).transmission.pk]
    assert dit.nombre_manquees == sum(
        un.cible_atteinte is False for axe in execution.axes for un in axe.indicateurs
    )
    assert dit.autres_manquees == dit.nombre_manquees - contents.LIGNES_MAX > 0
    assert [un.numero for un in dit.retards] == ["S4-1"]
    assert any("37,3" in phrase for phrase in dit.surprises.dites)
    assert dit.avis == "Le commissaire n’a pas rendu d’avis."


def test_every_département_has_its_court():
    connus = {un["code"] for un in json.loads(FICHIER.read_text(encoding="utf-8"))["departements"]}
    codes = [code for siens in RESSORTS.values() for code in siens]
    assert len(codes) == len(set(codes))
    assert set(codes) == connus
    assert name_tribunal("2B") == "le tribunal administratif de Bastia"
