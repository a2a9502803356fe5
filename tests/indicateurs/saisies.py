"""The grid of an axe as a browser has it: its address, its fields, what it says was changed."""

import re
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.html import strip_tags

from indicateurs.models import VersionValeur
from tests.lecture import read_html

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def get_adresse(axe, nom="saisie"):
    return reverse(f"indicateurs:{nom}", args=["29", 2021, axe])


def read_champs(reponse):
    """{name: value} of the grid, as a browser would send it back."""
    html = read_html(reponse).split("data-grille=", 1)[1]
    champs = {}
    for balise in re.findall(r"<input[^>]*>", html):
        attributs = dict(re.findall(r'([\w-]+)="([^"]*)"', balise))
        if attributs.get("type") != "checkbox":
            champs[attributs["name"]] = attributs.get("value", "")
    for nom, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        choisie = re.search(r'value="([^"]*)" selected', options)
        champs[nom] = choisie.group(1) if choisie else ""
    for nom, texte in re.findall(r'<textarea name="([^"]+)".*?>\n?(.*?)</textarea>', html, re.DOTALL):
        champs[nom] = texte
    champs.pop("csrfmiddlewaretoken", None)
    return champs


def read_texte(reponse):
    return " ".join(strip_tags(read_html(reponse)).split())


def list_changes(exercice):
    return VersionValeur.objects.filter(exercice=exercice).count()
