"""Many people at once on one form of one convention: what was acknowledged, and what is stored. By itself
(`python -m tests.editeurs`), on the database of DATABASE_URL, in a process of its own."""

import gc
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django
from django.conf import settings


def edit_together(session, editeurs, tours):
    """What came of `editeurs` people, in the session of this key, who send the form `tours` times each, as soon as they
    are answered: (code of an answer: how many; the version each acknowledged one was typed on; the first and the last
    version; whether what is stored is what was acknowledged last; lines of journal written)."""
    from django.db import connections
    from django.test import Client
    from django.urls import reverse

    from comptes.gestes import Geste
    from comptes.models import Trace
    from conventions.models import Convention
    from tests.formulaires_lus import read_formulaire

    adresse, depart = reverse("conventions:paiement", args=["29"]), Barrier(editeurs)
    lire = Convention.objects.filter(code="29").values_list("version", "modalites_paiement").get
    dites = Trace.objects.filter(convention="29", geste=Geste.DIRE_PAIEMENT)
    (avant, _), lignes = lire(), dites.count()

    def enter():
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        return client

    # All have the same page open.
    ouverte = read_formulaire(enter().get(adresse))

    def edit(rang):
        client, champs = enter(), dict(ouverte)
        try:
            depart.wait(60)
            return [send(client, champs, f"{rang}, {tour}") for tour in range(tours)]
        finally:
            connections.close_all()

    def send(client, champs, texte):
        vue = int(champs["version"])
        reponse = client.post(adresse, champs | {"modalites_paiement": texte})
        # Refused, one reads what the page says now, and sends again.
        suivante = vue + 1 if reponse.status_code == 302 else read_formulaire(reponse).get("version", vue)
        champs["version"] = str(suivante)
        return reponse.status_code, vue, texte

    with ThreadPoolExecutor(editeurs) as fils:
        envois = [un for siens in fils.map(edit, range(editeurs)) for un in siens]
    apres, stocke = lire()
    gardes = {vue: texte for statut, vue, texte in envois if statut == 302}
    statuts = [statut for statut, _, _ in envois]
    return {
        "statuts": {statut: statuts.count(statut) for statut in set(statuts)},
        "vues": sorted(vue for statut, vue, _ in envois if statut == 302),
        "versions": [avant, apres],
        "is_derniere_stockee": stocke == gardes.get(max(gardes, default=0)),
        "lignes": dites.count() - lignes,
    }


def forget_version():
    """The house without its version check: whoever writes is taken to have seen what there is. Gives it back."""
    from conventions.operations import conventions as operations

    verifier = operations.update_versioned
    operations.update_versioned = lambda objet, version, champs: verifier(
        objet, type(objet).objects.get(pk=objet.pk).version, champs
    )
    return lambda: setattr(operations, "update_versioned", verifier)


if __name__ == "__main__":
    django.setup()
    # Static files where they lie, and no query remembered.
    settings.DEBUG = False
    gc.set_threshold(50_000)  # as in the tests
    cle, combien, fois, is_sans_verification = sys.argv[1], *map(int, sys.argv[2:])
    if is_sans_verification:
        forget_version()
    json.dump(edit_together(cle, combien, fois), sys.stdout)
