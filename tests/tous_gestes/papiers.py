"""Avenants and documents."""

from datetime import date
from decimal import Decimal

from avenants.models import Avenant, NatureAvenant
from avenants.operations.avenants import (
    delete_avenant,
    draft_avenant,
    record_avenant,
    sign_avenant,
)
from comptes.gestes import Geste
from reporting.models import Document
from reporting.operations.dessin import claim_document, record_dessin, record_echec_dessin
from reporting.operations.documents import produce_avenant, produce_rapport
from tests.tous_gestes.monde import AT, CODE, ecrire, fait, remplir


@fait(Geste.PREPARER_AVENANT)
def draft_an_avenant(monde):
    champs = {"numero": 1, "regime": "civile", "montant_etat": Decimal(1000), **remplir(Avenant, "objet")}
    monde.avenant = draft_avenant(**monde.de_l_agent, exercice=monde.exercice, champs=champs)


@fait(Geste.MODIFIER_AVENANT)
def change_avenant(monde):
    monde.avenant = record_avenant(
        **monde.de_l_agent,
        avenant=monde.avenant,
        version=monde.avenant.version,
        champs={"montant_etat": Decimal(900)},
        montants={(monde.action, "etat"): Decimal(900)},
        cibles={(CODE, 2024): Decimal(16)},
    )


@fait(Geste.PRODUIRE_AVENANT)
def print_avenant(monde):
    monde.document = produce_avenant(**monde.de_l_agent, avenant=monde.avenant)


@fait()
def fail_to_draw(monde):
    document = claim_document(at=AT, pk=monde.document.pk)
    record_echec_dessin(at=AT, document=document, motif=ecrire(Document, "motif_echec"))


@fait(Geste.PRODUIRE_AVENANT)
def draw_again(monde):
    produce_avenant(**monde.de_l_agent, avenant=monde.avenant)
    record_dessin(at=AT, document=claim_document(at=AT, pk=monde.document.pk), octets=b"%PDF")


@fait(Geste.PREPARER_AVENANT)
def draft_another(monde):
    champs = {"numero": 2, **remplir(Avenant, "objet", "stipulations")}
    nature = NatureAvenant.MODIFICATION
    monde.autre = draft_avenant(**monde.de_l_agent, exercice=monde.exercice, champs=champs, nature=nature)


@fait(Geste.RETIRER_AVENANT)
def remove_another(monde):
    delete_avenant(**monde.de_l_agent, avenant=monde.autre)


@fait(Geste.SIGNER_AVENANT, Geste.SAISIR_MONTANTS, Geste.FIXER_CIBLES)
def sign(monde):
    version = Avenant.objects.get(pk=monde.avenant.pk).version
    signature = {"avenant": monde.avenant, "version": version, "date_signature": date(2022, 5, 1)}
    sign_avenant(by=monde.valideur, at=AT, **signature)


@fait(Geste.PRODUIRE_RAPPORT)
def print_rapport(monde):
    produce_rapport(**monde.de_l_agent, exercice=monde.exercice)
