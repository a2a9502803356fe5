"""The text of a référentiel and the one before it, line by line; the file one takes away, and gives back."""

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from referentiels.differences import list_differences
from referentiels.models import Referentiel
from referentiels.operations import draft_referentiel
from tests.lecture import read_html
from tests.referentiels.textes import NOUVEAU, TEXTE_2021

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def test_lines_taken_away_and_added_are_told_with_their_ranks_and_those_around():
    avant = "\n".join(f"ligne {rang}" for rang in range(1, 21))
    (bloc,) = list_differences(avant, avant.replace("ligne 10\n", "ligne dix\nligne onze et demie\n"))
    assert [(ligne.texte, ligne.avant, ligne.apres, ligne.quoi) for ligne in bloc] == [
        ("ligne 7", 7, 7, ""),
        ("ligne 8", 8, 8, ""),
        ("ligne 9", 9, 9, ""),
        ("ligne 10", 10, None, "retirée"),
        ("ligne dix", None, 10, "ajoutée"),
        ("ligne onze et demie", None, 11, "ajoutée"),
        ("ligne 11", 11, 12, ""),
        ("ligne 12", 12, 13, ""),
        ("ligne 13", 13, 14, ""),
    ]
    assert list_differences(avant, avant) == []
    assert len(list_differences(avant, avant.replace("ligne 2\n", "").replace("ligne 18\n", ""))) == 2


def test_a_draft_is_compared_to_the_one_it_replaces_even_when_it_cannot_be_published(client, demo):
    centrale = demo.get_compte("centrale")
    client.force_login(centrale)
    faux = NOUVEAU.replace('axe = "S1"', 'axe = "S9" # à revoir', 1)
    brouillon = draft_referentiel(by=centrale, at=AT, source=faux)
    page = read_html(client.get(reverse("referentiels:differences", args=[brouillon.code])))
    assert "Ligne retirée&nbsp;:</span><del>axe = &quot;S1&quot;</del>" in page
    assert "Ligne ajoutée&nbsp;:</span><ins>axe = &quot;S9&quot; # à revoir</ins>" in page
    for source, dit in (
        ("# vide", "Aucun référentiel publié ne le précède"),
        ("code = ", "Aucun référentiel"),
    ):
        autre = draft_referentiel(by=centrale, at=AT, source=source)
        assert dit in read_html(client.get(reverse("referentiels:differences", args=[autre.code])))
    memes = draft_referentiel(
        by=centrale, at=AT, source=f"{TEXTE_2021}\n".replace("2020-02-12", "2021-03-19", 1)
    )
    assert client.get(reverse("referentiels:differences", args=[memes.code])).status_code == 200


def test_the_file_one_downloads_is_the_one_that_was_typed_and_comes_back_as_it_was(client, demo):
    client.force_login(demo.get_compte("centrale"))
    reponse = client.get(reverse("referentiels:telecharger", args=["2021-03-19"]))
    assert reponse.content.decode() == TEXTE_2021
    assert reponse["Content-Disposition"] == 'attachment; filename="2021-03-19.toml"'
    fichier = SimpleUploadedFile("r.toml", reponse.content)
    client.post(reverse("referentiels:nouveau"), {"fichier": fichier})
    brouillon = Referentiel.objects.filter(etat="brouillon").latest("pk")
    assert brouillon.source == TEXTE_2021
    # One that was published without its text says as much.
    nu = Referentiel.objects.create(
        code="nu", etat="publie", publie_le=AT, empreinte="0", contenu=brouillon.contenu
    )
    client.post(
        reverse("referentiels:nouveau"),
        {"source": client.get(reverse("referentiels:telecharger", args=[nu.code])).content.decode()},
    )
    assert Referentiel.objects.filter(etat="brouillon").latest("pk").contenu == brouillon.contenu
