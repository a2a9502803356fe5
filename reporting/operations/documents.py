"""The documents, frozen once. Their pages are drawn afterwards (`operations.dessin`): nothing is drawn here.

A command that draws by itself gives no `enqueue`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from avenants.models import Avenant
from avenants.operations.avenants import sign_avenant
from avenants.policies import refusal_of_contenu
from comptes.acces import check, read_at_one_instant
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Exercice, Transition
from conventions.operations.acces import lock_exercices
from conventions.queries.exercices import find_cloture
from reporting import contents
from reporting.models import Document, EtapeDecision, EtatDocument, NatureDocument, Photographie, Remise
from reporting.operations.dessin import MiseAuDessin
from reporting.policies import (
    refusal_to_conclude,
    refusal_to_hand_over,
    refusal_to_produce,
    refusal_to_produce_commun,
)
from reporting.queries.avenant import build_avenant
from reporting.queries.decision import find_notification
from reporting.queries.documents import build_rapport, build_rapport_commun
from reporting.queries.papiers import (
    build_rapports,
    find_photographie_transmise,
    list_projets,
    list_reunis,
)
from reporting.queries.remarques import annex_remarques, build_remarques
from reporting.queries.remises import build_recepisse


def produce_rapport(
    *,
    by: Utilisateur | None,
    at: datetime,
    exercice: Exercice,
    avec_remarques: bool = False,
    enqueue: MiseAuDessin | None = None,
) -> Document:
    """Freeze the rapport d'exécution as the figures stand, with the remarks of the State and the answers as an annex
    when asked for; the same figures give the same document, and a closed exercice has one. Raises Refus."""
    check(refusal_to_produce(by, exercice))
    with read_at_one_instant():
        exercice = _reread(exercice)
        cloture = find_cloture([exercice])
        decision = find_notification([exercice]) if cloture else None
        document = _find_final(NatureDocument.RAPPORT, cloture, decision)
        contenu = None if document else build_rapport(exercice, timezone.localtime(at).date())
        remarques = build_remarques(exercice) if avec_remarques else ()
        photographies = _list_transmises([exercice])
    if document:
        return draw_again(by=by, at=at, document=document, enqueue=enqueue)
    assert contenu is not None  # no document has it
    contenu = replace(contenu, remarques=remarques)
    return freeze_document(
        by=by,
        at=at,
        exercice=exercice,
        nature=NatureDocument.RAPPORT,
        contenu=contenu,
        cloture=cloture,
        decision=decision,
        photographies=photographies,
        enqueue=enqueue,
    )


def produce_rapport_commun(
    *,
    by: Utilisateur | None,
    at: datetime,
    exercice: Exercice,
    avec_remarques: bool = False,
    enqueue: MiseAuDessin | None = None,
) -> Document:
    """Freeze the report of all the conventions `exercice` reports with, as the figures stand, with the remarks on each
    as an annex when asked for; once they are all closed it has one. Raises Refus."""
    check(refusal_to_produce_commun(by, exercice))
    with read_at_one_instant():
        exercice = _reread(exercice)
        reunis = list_reunis(exercice)
        cloture = find_cloture(reunis)
        decision = find_notification(reunis) if cloture else None
        document = _find_final(NatureDocument.COMMUN, cloture, decision)
        contenu = None if document else build_rapport_commun(reunis, timezone.localtime(at).date())
        if contenu and avec_remarques:
            contenu = annex_remarques(contenu, reunis)
        photographies = _list_transmises(reunis)
    if document:
        return draw_again(by=by, at=at, document=document, enqueue=enqueue)
    assert contenu is not None  # no document has it
    premier, *autres = reunis
    return freeze_document(
        by=by,
        at=at,
        exercice=premier,
        nature=NatureDocument.COMMUN,
        contenu=contenu,
        cloture=cloture,
        decision=decision,
        communs=autres,
        photographies=photographies,
        enqueue=enqueue,
    )


def freeze_rapports_transmis(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    photographie: Photographie,
    enqueue: MiseAuDessin | None,
) -> None:
    """Freeze the reports that go with the figures of a `photographie` just taken of a locked exercice. Inside the
    caller's transaction. Raises Refus: one of them is known not to be drawable."""
    for rapport in build_rapports(_reread(exercice), timezone.localtime(at).date()):
        check(refusal_to_hand_over(rapport.contenu, list_projets(rapport)))
        premier, *autres = rapport.exercices
        freeze_document(
            by=by,
            at=at,
            exercice=premier,
            nature=rapport.nature,
            contenu=rapport.contenu,
            communs=autres,
            photographies=[photographie],
            enqueue=enqueue,
        )


def produce_recepisse(
    *, by: Utilisateur, at: datetime, remise: Remise, enqueue: MiseAuDessin | None = None
) -> Document:
    """Freeze the receipt of a round, which has one. Raises Refus."""
    check(refusal_to_produce(by, remise.exercice))
    return freeze_document(
        by=by,
        at=at,
        exercice=remise.exercice,
        nature=NatureDocument.RECEPISSE,
        contenu=build_recepisse(remise),
        remise=remise,
        enqueue=enqueue,
    )


def _list_transmises(exercices: Iterable[Exercice]) -> list[Photographie]:
    """The figures that the State has before it of these exercices."""
    return [une for une in map(find_photographie_transmise, exercices) if une]


def produce_avenant(
    *, by: Utilisateur | None, at: datetime, avenant: Avenant, enqueue: MiseAuDessin | None = None
) -> Document:
    """Freeze the draft of an avenant; a signed one has its document already. Raises Refus."""
    check(refusal_of_contenu(avenant))
    check(refusal_to_produce(by, avenant.exercice))
    with read_at_one_instant():
        lus = Avenant.objects.select_related("exercice__convention", "exercice__referentiel", "convention")
        avenant = lus.get(pk=avenant.pk)
        check(refusal_of_contenu(avenant))
        document = avenant.documents.filter(projet=False).first()
        contenu = None if document else build_avenant(avenant, timezone.localtime(at).date())
    if document:
        return draw_again(by=by, at=at, document=document, enqueue=enqueue)
    assert contenu is not None  # no document has it
    return freeze_document(
        by=by,
        at=at,
        exercice=avenant.exercice,
        nature=NatureDocument.AVENANT,
        contenu=contenu,
        avenant=avenant,
        enqueue=enqueue,
    )


@operation
def conclude_avenant(
    *,
    by: Utilisateur,
    at: datetime,
    avenant: Avenant,
    version: int | None,
    date_signature: date,
    enqueue: MiseAuDessin | None = None,
) -> Document:
    """Sign what was read at this `version` and drawn as a projet: freeze the final paper, with old and new values, and
    apply the lines to the convention.

    Raises Refus (its projet is not drawn, or no longer says the same), or ModifieEntreTemps when the avenant changed.
    """
    lock_exercices(avenant.exercice)
    avenant.refresh_from_db()
    contenu = build_avenant(avenant, timezone.localtime(at).date())
    projets = list(avenant.documents.filter(projet=True).defer("octets", "contenu"))
    avenant = sign_avenant(by=by, at=at, avenant=avenant, version=version, date_signature=date_signature)
    check(refusal_to_conclude(contenu, projets))
    return freeze_document(
        by=by,
        at=at,
        exercice=avenant.exercice,
        nature=NatureDocument.AVENANT,
        contenu=replace(contenu, projet=False, date_signature=date_signature),
        avenant=avenant,
        enqueue=enqueue,
    )


def _reread(exercice: Exercice) -> Exercice:
    lus = Exercice.objects.select_related(
        "convention__departement__region", "convention__collectivite", "referentiel"
    )
    return lus.get(pk=exercice.pk)


def _find_final(nature: str, cloture: Transition | None, decision: EtapeDecision | None) -> Document | None:
    """The report this closing already has, or None: one before the decision is notified, one that states it."""
    if cloture is None:
        return None
    return Document.objects.filter(nature=nature, cloture=cloture, decision=decision).first()


@operation
def freeze_document(
    *,
    by: Utilisateur | None,
    at: datetime,
    exercice: Exercice,
    nature: str,
    contenu: contents.Contenu,
    enqueue: MiseAuDessin | None,
    avenant: Avenant | None = None,
    communs: Sequence[Exercice] = (),
    photographies: Iterable[Photographie] = (),
    cloture: Transition | None = None,
    decision: EtapeDecision | None = None,
    remise: Remise | None = None,
) -> Document:
    """Keep `contenu`, or return the document that has it already: one by content for a projet; for a final paper, one
    by closing and decision, by avenant, by step of the decision, or by round. `communs` are the other exercices it
    speaks of, `photographies` the figures handed over that it says."""
    fin: dict[str, Any] = {"cloture": cloture, "decision": decision, "remise": remise}
    empreinte, projet = contents.empreinte(contenu), contenu.projet
    cle: dict[str, Any] = {"exercice": exercice, "nature": nature, "projet": projet, "avenant": avenant}
    is_unique = avenant or any(fin.values())
    cle |= {"empreinte_contenu": empreinte} if projet or not is_unique else fin
    defaults = fin | {"contenu": contents.to_dict(contenu), "empreinte_contenu": empreinte}
    defaults |= {"battement": at, "par": by, "le": at}
    document, cree = Document.objects.get_or_create(**cle, defaults=defaults)
    document.photographies.add(*photographies)
    if not cree:
        return draw_again(by=by, at=at, document=document, enqueue=enqueue)
    document.communs.set(communs)
    geste, scelles = Geste(f"produire_{nature}"), seal(document)
    for un in (document,) if document.is_de_l_etat else (exercice, *communs):
        record_trace(by=by, at=at, geste=geste, objet=un, empreinte=empreinte, scelles=scelles)
    if enqueue:
        enqueue(document_pk=document.pk)
    return document


@operation
def draw_again(
    *, by: Utilisateur | None, at: datetime, document: Document, enqueue: MiseAuDessin | None
) -> Document:
    """The document, put back in the queue when its drawing had failed."""
    echoue = Document.objects.filter(pk=document.pk, etat=EtatDocument.ECHEC)
    if echoue.update(etat=EtatDocument.A_DESSINER, motif_echec="", tentatives=0, battement=at):
        record_trace(
            by=by,
            at=at,
            geste=Geste(f"produire_{document.nature}"),
            objet=document if document.is_de_l_etat else document.exercice,
            empreinte=document.empreinte_contenu,
        )
        document.refresh_from_db(fields=["etat", "motif_echec", "tentatives", "battement"])
        if enqueue:
            enqueue(document_pk=document.pk)
    return document
