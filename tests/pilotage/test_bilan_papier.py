"""The yearly balance of a région on paper: drawn as any document is, of what its reader may read."""

import io
from collections import defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

import page
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from conventions.models import Exercice, Financement
from indicateurs.models import Valeur
from indicateurs.templatetags.chiffres import cible_lue, resultat_lu
from nombres.formats import format_euros, nombre, pourcent
from nombres.typographie import typographie
from pilotage.models import EtatExport, Export
from pilotage.queries.papier_bilan import build_bilan_fige
from reporting import contents
from tests.lecture import read
from tests.reporting.exercices import clone
from tests.reporting.lecture_pdf import list_hauteurs, list_tables, list_titres, text_of

pytestmark = [pytest.mark.usefixtures("sans_verrous", "sas"), pytest.mark.une_base]

AT = datetime(2022, 4, 2, 9, tzinfo=UTC)
DEMANDE = {"annee": ["2021"], "region": ["53"]}


def ask(client, demo, qui="commissaire.53", **demande):
    client.force_login(demo.get_compte(qui))
    return client.post(reverse("reporting:demander_export"), {"table": "bilan", "annee": 2021} | demande)


def fetch(client, export):
    return client.post(reverse("reporting:fichier_export", args=[export.pk]))


def test_the_balance_of_a_région_is_drawn_and_says_the_sums_of_its_rows(client, demo, travailler):
    clone(demo.transmis, ["35"], date_entree="flux_cnaf")
    clone(demo.transmis, ["56", "44"])
    Valeur.objects.filter(exercice__convention__code="56", code="R2").update(numerateur=301, denominateur=402)
    client.force_login(demo.get_compte("commissaire.53"))
    assert "Bilan 2021 (PDF)" in read(client.get(reverse("reporting:tableau_de_bord")))
    assert ask(client, demo).status_code == 302
    export = Export.objects.get()
    travailler()
    reponse = fetch(client, export)
    document = reponse.getvalue()
    reponse.close()
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == 'attachment; filename="bilan-bretagne-2021.pdf"'
    look_at_pages(document)
    look_at_sums(document)
    look_at_empreinte(document, demo)
    look_at_groupes(document, build_bilan_fige(export.par, DEMANDE, timezone.now()).contenu)
    # Of the years before too, which its charts tell.
    export.refresh_from_db()
    siens = Exercice.objects.filter(convention__departement__region="53", annee__lte=2021)
    assert set(export.exercices) == {un.pk for un in siens if un.is_readable_by(export.par)}
    # One of them is recalled: the paper is given to nobody any more.
    Exercice.objects.filter(convention__code="56").update(etat="a_completer")
    assert fetch(client, export).status_code == 403


def look_at_pages(document):
    constat = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
    assert constat.is_compliant, sorted({f"{un.rule_id} : {un.message}" for un in constat.failures})
    niveaux = [niveau for niveau, _ in list_titres(document)]
    assert niveaux[0] == 1 and not [1 for avant, apres in pairwise(niveaux) if apres > avant + 1]
    *hauteurs, _derniere = list_hauteurs(document)
    assert min(hauteurs) > 0.3
    lu = pypdf.PdfReader(io.BytesIO(document))
    assert lu.metadata.title == "Bilan régional annuel 2021 – Bretagne"
    assert lu.metadata.author == "Commissaire à la lutte contre la pauvreté – Bretagne"
    cellules = [un for table in list_tables(document) for ligne in table for un in ligne]
    assert all(un.scope for un in cellules if un.tag == "TH" and un.texte)


def look_at_sums(document):
    rangees = [[un.texte for un in ligne] for table in list_tables(document) for ligne in table]
    transmis = Exercice.objects.filter(convention__code__in=["22", "35", "56"], annee=2021)
    # Counted otherwise, the 35 is in no délai.
    r2 = Valeur.objects.filter(exercice__in=transmis, code="R2").exclude(exercice__convention__code="35")
    haut, bas = sum(un.numerateur for un in r2), sum(un.denominateur for un in r2)
    assert r2.count() == 2
    taux = pourcent(Fraction(haut) / Fraction(bas))
    assert find_rangee(rangees, "Bretagne", nombre(haut), nombre(bas), taux)
    couverture = find_rangee(rangees, "Bretagne", nombre(haut), nombre(bas), taux)[-1]
    assert couverture.startswith("2 conventions sur 4")
    montants = Financement.objects.filter(action__exercice__in=transmis).values_list("prevu", "execute")
    prevu, execute = (sum(montant) for montant in zip(*montants, strict=True))
    assert find_rangee(rangees, "Bretagne", format_euros(prevu), format_euros(execute))
    # A number of days is not added.
    assert next(un for un in rangees if un[0].startswith("G5"))[1:4] == ["—", "—", "—"]
    assert find_rangee(rangees, "Finistère (29)", "Pas encore transmis", "Tous les indicateurs")
    dits = (un for un in rangees if un[0] == "Ille-et-Vilaine (35)" and len(un) == 3)
    assert "R2" in next(un for un in dits if "autre date" in un[1].lower())[2]


def find_rangee(rangees, premier, *dits):
    """The first row of that head that has all these cells."""
    voulus = {_flatten(un) for un in dits}
    return next(
        (un for un in rangees if un[0] == premier and voulus <= {_flatten(case) for case in un}), None
    )


def _flatten(texte):
    return " ".join(texte.split())


def look_at_empreinte(document, demo):
    """That of the same figures, asked for another day by somebody else."""
    texte = text_of(document).replace(" ", "")
    autre = build_bilan_fige(demo.get_compte("centrale"), DEMANDE, AT).contenu
    siennes = autre.chiffres
    assert autre.empreinte == contents.empreinte(contents.from_dict(type(siennes), contents.to_dict(siennes)))
    assert autre.empreinte in texte


def look_at_groupes(document, contenu):
    """What is told in few rows says all it is made of: each figure, amount and thing to look at of each convention."""
    rangees = [[_flatten(un.texte) for un in ligne] for table in list_tables(document) for ligne in table]
    cellules = defaultdict(list)
    for nom, *autres in rangees:
        cellules[nom] += autres
    dits = {nom: " | ".join(siennes) for nom, siennes in cellules.items()}

    def write(texte):
        return _flatten(typographie(texte))

    assert len(contenu.points) > 20
    for point in contenu.points:
        assert write(point.constat) in dits[write(point.convention)]
        assert point.code in dits[write(point.convention)]
    # One row of each convention for each nature.
    assert sum(len(un.conventions) for un in contenu.points_par_nature) < len(contenu.points) / 2
    chiffres = contenu.chiffres
    figures = [un for axe in chiffres.axes for indicateur in axe.indicateurs for un in indicateur.chiffres]
    for figure in figures:
        lus = [resultat_lu(figure)] if figure.resultat.valeur is not None else []
        lus += [f"{figure.signe} cible {cible_lue(figure)}".strip()] if figure.cible is not None else []
        assert all(_flatten(un) in dits[write(figure.convention)] for un in lus)
    parts = [
        (une.nom, un)
        for une in chiffres.transmises
        for un in (*une.sous_totaux.enveloppes, *une.sous_totaux.natures)
        if un.is_connu
    ]
    assert len(parts) > 6
    for nom, un in parts:
        montants = (un.notifie, un.etat.prevu, un.etat.execute, un.total.prevu, un.total.execute)
        assert find_rangee(
            rangees, write(nom), *(format_euros(montant) for montant in montants if montant is not None)
        )


def withdraw_perimetre(demo):
    Utilisateur.objects.filter(pk=demo.get_compte("commissaire.53").pk).update(region_id="44")


def withdraw_exercice(demo):
    Exercice.objects.filter(convention__code="22", annee=2020).update(etat="a_completer")


@pytest.mark.parametrize("withdraw", [withdraw_perimetre, withdraw_exercice])
def test_a_right_withdrawn_before_it_is_drawn_draws_none(
    client, demo, travailler, sas, monkeypatch, withdraw
):
    dessines = []
    monkeypatch.setattr("pilotage.taches.draw", lambda *args, **champs: dessines.append(args))
    ask(client, demo)
    withdraw(demo)
    travailler()
    export = Export.objects.get()
    assert (export.etat, export.depot, dessines) == (EtatExport.REFUSE, "", [])
    assert fetch(client, export).status_code == 403
    assert not (sas / "exports").exists() or not list((sas / "exports").iterdir())


def test_a_balance_is_of_one_région(client, demo):
    """Of France it would have hundreds of pages; of nothing, none."""
    clone(demo.transmis, ["44"])
    for demande in ({}, {"region": "99"}, {"annee": ""}):
        reponse = ask(client, demo, "centrale", **demande)
        assert reponse.status_code == 403
        assert "Le bilan en PDF est celui d’une région" in read(reponse)
    assert ask(client, demo, "centrale", region="53").status_code == 302
    assert [un.demande for un in Export.objects.all()] == [{"annee": ["2021"], "region": ["53"]}]


def test_a_draft_is_not_in_it_even_on_ones_own_paper(demo):
    contenu = build_bilan_fige(demo.get_compte("agent.29"), {"annee": ["2021"]}, AT).contenu
    (sienne,) = contenu.chiffres.conventions
    assert (sienne.is_transmise, sienne.renseignes, sienne.montants.execute) == (False, None, None)
    assert not [un for axe in contenu.chiffres.axes for un in axe.indicateurs if un.chiffres or un.comptees]
    assert (contenu.titre, contenu.chiffres.transmises) == ("Bilan annuel", ())
    (evolution,) = (une for une in contenu.chiffres.evolutions if une.code == "R2")
    assert [une.resultats[-1] for une in evolution.suites] == [None, None]


def test_a_balance_asks_no_more_of_a_larger_région(demo, django_assert_max_num_queries):
    centrale, demande = demo.get_compte("centrale"), {"annee": ["2021"], "region": ["53"]}
    clone(demo.transmis, ["35", "56"])
    with django_assert_max_num_queries(32):
        build_bilan_fige(centrale, demande, AT)
