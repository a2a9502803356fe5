"""Remarks with their threads: those of an exercice, those of one of its places, and whom they await."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max, Min, Prefetch, QuerySet
from django.urls import reverse

from comptes.models import ROLES_DE_REVUE, ROLES_DEPARTEMENTAUX, Utilisateur
from conventions.models import Etat, Exercice
from nombres.formats import compter
from remarques.models import (
    Ancre,
    Audience,
    EtatRemarque,
    MessageRemarque,
    Remarque,
)
from remarques.policies import (
    refusal_to_answer_remarque,
    refusal_to_pursue,
    refusal_to_remark,
)
from remarques.queries.lieux import find_adresse, get_numero, list_lieux


@dataclass(frozen=True)
class Fil:
    """One remark, what was said of it, and what it is to one reader."""

    remarque: Remarque
    messages: tuple[MessageRemarque, ...]
    page: str  # that shows its place, "" where the place is gone
    is_attendu: bool  # does it await the reader?
    peut_ecrire: bool

    @property
    def adresse(self) -> str:
        """Where it is read beside what it is about; alone, where that is gone."""
        return f"{self.page}#remarque-{self.remarque.pk}" if self.page else get_page(self.remarque)

    @property
    def suivi(self) -> str:
        """Who follows it where that is no longer whoever wrote it, "" where it is."""
        auteur = self.remarque.auteur
        if not (self.remarque.is_resolue or self.remarque.is_du_service(auteur)):
            return f"{auteur} a quitté son service\u00a0: ses collègues suivent cette remarque."
        premiers = {message.par for message in self.messages[:1]}
        return "" if premiers <= {auteur} else f"Reprise par {auteur}."


@dataclass(frozen=True)
class Remarques:
    """The remarks of an exercice that one reader may read, in the order they were written."""

    exercice: Exercice
    fils: tuple[Fil, ...]
    peut_remarquer: bool
    is_de_la_collectivite: bool  # the reader

    @cached_property
    def par_lieu(self) -> dict[tuple[str, str], list[Fil]]:
        """By nature and key of their place; for an action, those of its texts and amounts too."""
        lieux: dict[tuple[str, str], list[Fil]] = {}
        for fil in self.fils:
            ancre, cle = fil.remarque.ancre, fil.remarque.cle
            cles = {(ancre, cle)}
            if numero := get_numero(ancre, cle):
                cles |= {(Ancre.ACTION, numero), (ancre, ":".join(cle.split(":")[:2]))}
            for un in cles:
                lieux.setdefault(un, []).append(fil)
        return lieux

    @property
    def ouverts(self) -> list[Fil]:
        """Those to which nobody answered yet."""
        return [fil for fil in self.fils if fil.remarque.is_ouverte]

    @property
    def attendus(self) -> list[Fil]:
        """Those that await the reader."""
        return [fil for fil in self.fils if fil.is_attendu]

    @property
    def phrase(self) -> str:
        """How many they are, and how many nobody answered."""
        dites = compter(len(self.fils), "remarque", "remarques")
        ouvertes = len(self.ouverts)
        return f"{dites}, {compter(ouvertes, 'ouverte', 'ouvertes') if ouvertes else 'aucune ouverte'}"

    @property
    def attente(self) -> str:
        """What the reader does of those that await them."""
        nombre = len(self.attendus)
        if self.is_de_la_collectivite:
            return compter(nombre, "attend votre réponse\u00a0:", "attendent votre réponse\u00a0:")
        return compter(nombre, "vous attend\u00a0:", "vous attendent\u00a0:")


def get_page(remarque: Remarque) -> str:
    """The address of a remark by itself."""
    exercice = remarque.exercice
    return reverse("remarques:remarque", args=[exercice.convention.code, exercice.annee, remarque.pk])


def is_attendue_de(user: Utilisateur, audience: str, etat: str, service: str) -> bool:
    """Does a remark in that état, of that service, await `user`? What is open awaits whoever it is said to, what is
    answered whoever asked."""
    if user.role in ROLES_DEPARTEMENTAUX:
        return audience == Audience.COLLECTIVITE and etat == EtatRemarque.OUVERTE
    if user.role not in ROLES_DE_REVUE:
        return False
    if audience == Audience.COLLECTIVITE:
        return etat == EtatRemarque.REPONDUE
    attendu = EtatRemarque.REPONDUE if service == user.role else EtatRemarque.OUVERTE
    return etat == attendu


def list_remarques_lues(user: Utilisateur, exercice: Exercice) -> QuerySet[Remarque]:
    """The remarks of an exercice that `user` may read."""
    return Remarque.objects.visible_to(user).filter(exercice=exercice).select_related("auteur")


def list_remarques_ecrites(user: Utilisateur, exercice: Exercice) -> QuerySet[Remarque]:
    """The same, and those that were there for `user` and are withdrawn."""
    return Remarque.objects.written_for(user).filter(exercice=exercice).select_related("auteur")


def read_remarques(user: Utilisateur, exercice: Exercice) -> Remarques:
    """The `Remarques` of an exercice for `user`: three queries at most, one where nobody wrote anything, none of a
    first draft."""
    if _is_jamais_lu(exercice):
        return Remarques(exercice, (), False, user.is_departemental)
    messages = Prefetch("messages", MessageRemarque.objects.select_related("par"))
    return make_remarques(user, exercice, list_remarques_lues(user, exercice).prefetch_related(messages))


def _is_jamais_lu(exercice: Exercice) -> bool:
    """Is it a first draft, of which the State could say nothing yet?"""
    return exercice.etat == Etat.BROUILLON and not exercice.is_second_arrete


def make_remarques(user: Utilisateur, exercice: Exercice, lues: Iterable[Remarque]) -> Remarques:
    """Of `lues`, with their messages; one query more where some are about actions."""
    pages = _find_pages(exercice, list(lues))
    politique = refusal_to_answer_remarque if user.is_departemental else refusal_to_pursue
    fils = [
        Fil(
            remarque,
            tuple(remarque.messages.all()),
            page,
            is_attendue_de(user, remarque.audience, remarque.etat, remarque.service),
            politique(user, remarque) is None,
        )
        for remarque, page in pages
    ]
    peut_remarquer = refusal_to_remark(user, exercice) is None
    return Remarques(exercice, tuple(fils), peut_remarquer, user.is_departemental)


def _find_pages(exercice: Exercice, remarques: Sequence[Remarque]) -> list[tuple[Remarque, str]]:
    """Each remark with the page that shows its place, "" where the action it is about is gone."""
    cherches = {get_numero(un.ancre, un.cle) for un in remarques} - {""}
    presents = (
        exercice.actions.filter(numero__in=cherches).values_list("numero", flat=True) if cherches else ()
    )
    perdus = cherches - set(presents)
    for remarque in remarques:
        remarque.exercice = exercice
    return [
        (un, "" if get_numero(un.ancre, un.cle) in perdus else find_adresse(exercice, un.ancre, un.cle))
        for un in remarques
    ]


def get_version_du_lieu(user: Utilisateur, exercice: Exercice, ancre: str, cle: str) -> str:
    """What `user` saw said at a place, and near it, before writing there: one more remark is another text."""
    cles = {lieu.cle for lieu in list_lieux(exercice, ancre, cle)}
    lues = list_remarques_lues(user, exercice).filter(cle__in=cles).aggregate(Count("pk"), Max("pk"))
    return f"{lues['pk__count']}.{lues['pk__max'] or 0}"


def get_version_des_fils(user: Utilisateur, exercice: Exercice) -> str:
    """What is said in the threads of an exercice that `user` reads: one more message is another text."""
    lues = list_remarques_lues(user, exercice).select_related(None)
    return str(MessageRemarque.objects.filter(remarque__in=lues).count())


def list_demandes(remarques: Remarques) -> list[Fil]:
    """Of the remarks of an exercice, those that are sent with it to the collectivité: what it must answer, what blocks
    first."""
    siennes = [fil for fil in remarques.ouverts if not fil.remarque.is_entre_services]
    return sorted(siennes, key=lambda fil: not fil.remarque.is_bloquante)


def list_restantes(remarques: Remarques) -> list[Fil]:
    """Those of which something is still expected: a validation ends them."""
    return [fil for fil in remarques.fils if not fil.remarque.is_resolue]


def find_attendues(user: Utilisateur, exercices: Collection[int]) -> dict[int, tuple[int, int]]:
    """{key of an exercice: how many of its remarks await `user`, the key of the oldest}, of those given by their keys;
    one query, none for who never answers."""
    if not (user.is_departemental or user.role in ROLES_DE_REVUE):
        return {}
    lignes = (
        Remarque.objects.visible_to(user)
        .filter(exercice__in=exercices)
        .exclude(etat=EtatRemarque.RESOLUE)
        .order_by()
        .values_list("exercice", "audience", "etat", "service")
        .annotate(nombre=Count("pk"), premiere=Min("pk"))
    )
    attendues: dict[int, tuple[int, int]] = {}
    for exercice, audience, etat, service, nombre, premiere in lignes:
        if is_attendue_de(user, audience, etat, service):
            avant, ancienne = attendues.get(exercice, (0, premiere))
            attendues[exercice] = (avant + nombre, min(ancienne, premiere))
    return attendues


def list_manques_de_reponse(exercice: Exercice) -> list[tuple[str, str]]:
    """(words, address) of each remark the collectivité has not answered: nothing is handed over again before. Two
    queries at most, none of a first draft."""
    if _is_jamais_lu(exercice):
        return []
    pages = _find_pages(exercice, list(Remarque.objects.filter(exercice=exercice).to_answer()))
    return [
        (
            f"Remarque à laquelle répondre\u00a0: {un.libelle}",
            f"{page}#remarque-{un.pk}" if page else get_page(un),
        )
        for un, page in pages
    ]
