"""Another instrument, loaded from its file and filled through the pages."""

import io
import re

from django.core.management import call_command

from tests.lecture import read_html


def load(chemin):
    call_command("charger_referentiels", str(chemin), stdout=io.StringIO())


def post(client, url, donnees, attendu=302):
    reponse = client.post(url, donnees)
    fautes = re.findall(r"(?:error-text|alert--error)[^>]*>(?:<[^>]*>)*([^<]+)", read_html(reponse))
    assert reponse.status_code == attendu, fautes
    return reponse
