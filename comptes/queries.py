"""Reads on accounts, on what they are told, and on the journal."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, Func, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from comptes.gestes import Geste
from comptes.models import Courriel, Notification, Trace, Utilisateur
from comptes.ordre import OrdreDesNoms

COLONNES_DU_PERIMETRE = ("collectivite_id", "departement_id", "region_id")  # `Utilisateur.cle_perimetre`


def get_derniere_ecriture(objet: Model) -> Trace | None:
    """The last line of the journal that changed something of this very row; None when there is none."""
    return Trace.objects.about(objet).filter(details__has_key="ecrits").select_related("par").first()


def list_auteurs_de_champs(objet: Model, noms: Collection[str]) -> dict[str, Trace]:
    """{name: the last line of the journal that changed it}, of the `noms` of columns, lists or lines of this very row
    that somebody changed; one query, whatever else was done to it."""
    if not noms:
        return {}
    auteurs: dict[str, Trace] = {}
    traces = Trace.objects.about(objet).filter(details__ecrits__has_any_keys=list(noms))
    for trace in traces.select_related("par"):
        for nom in trace.details["ecrits"].keys() & set(noms):
            auteurs.setdefault(nom, trace)
    return auteurs


def list_auteurs(objet: Model, geste: Geste, noms: Collection[str]) -> dict[str, Trace]:
    """{name of a cell: the last line of the journal about `objet` that wrote it}, of those of `noms` that such a line
    (`geste`) speaks of; one query."""
    if not noms:
        return {}
    traces = Trace.objects.about(objet).filter(geste=geste, details__apres__has_any_keys=list(noms))
    auteurs: dict[str, Trace] = {}
    for trace in traces.select_related("par"):
        for nom in trace.details["apres"]:
            if nom in noms:
                auteurs.setdefault(nom, trace)
    return auteurs


def list_utilisateurs(user: Utilisateur) -> QuerySet[Utilisateur]:
    """Accounts `user` may know of, each with its perimeter and with `dernier_courriel`, the état of the last mail that
    was written to it (None: none); the open ones first."""
    derniers = Courriel.objects.filter(a=OuterRef("pk")).order_by("-le", "-pk")
    return (
        Utilisateur.objects.visible_to(user)
        .select_related("collectivite", "departement", "region")
        .annotate(dernier_courriel=Subquery(derniers.values("etat")[:1]))
        .order_by("-is_active", "role", OrdreDesNoms("nom"), "pk")
    )


def list_courriels(user: Utilisateur) -> QuerySet[Courriel]:
    """The mails that `user` may know were written, without their text, the latest first."""
    return Courriel.objects.visible_to(user).defer("corps").select_related("a").order_by("-le", "-pk")


def list_invites(user: Utilisateur) -> QuerySet[Utilisateur]:
    """The open accounts of `list_utilisateurs` whose holder was invited and has not chosen a password yet."""
    ouverts = list_utilisateurs(user).filter(is_active=True, last_login=None)
    return ouverts.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def with_non_lues(comptes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """Each account with `non_lues`, how many notifications it may read and has not: no query of its own."""
    cle = join_colonnes("/", *map(OuterRef, COLONNES_DU_PERIMETRE))
    siennes = Notification.objects.filter(a=OuterRef("pk"), lue_le=None, perimetre=cle).order_by()
    return comptes.annotate(non_lues=Subquery(siennes.values(nombre=Func("pk", function="COUNT"))))


def join_colonnes(par: str, *colonnes: Any) -> Func:
    """Texts of a row as one, the mark `par` between two; none is an empty one. Flat, where each nested `Concat` takes
    time of every request to be written as SQL."""
    textes = (Coalesce(colonne, Value("")) for colonne in colonnes)
    return Func(
        *textes, template="(%(expressions)s)", arg_joiner=f" || '{par}' || ", output_field=CharField()
    )


def list_notifications(user: Utilisateur) -> tuple[QuerySet[Notification], QuerySet[Notification]]:
    """What `user` was told: what still asks for something, and the rest; the latest first."""
    siennes = Notification.objects.visible_to(user)
    a_faire = siennes.a_faire()
    return a_faire, siennes.exclude(pk__in=a_faire.values("pk"))
