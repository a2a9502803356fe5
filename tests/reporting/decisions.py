"""The decision on money: when it is taken, its amounts, its pages."""

from datetime import UTC, datetime
from decimal import Decimal

from django.urls import reverse

D = Decimal
AT = datetime(2022, 6, 1, 9, tzinfo=UTC)


def get_page(client, qui, exercice, route="decision_financiere"):
    client.force_login(qui)
    return client.get(reverse(f"reporting:{route}", args=[exercice.convention.code, exercice.annee]))


def post(client, qui, exercice, route, **saisi):
    client.force_login(qui)
    adresse = reverse(f"reporting:{route}", args=[exercice.convention.code, exercice.annee])
    return client.post(adresse, saisi)
