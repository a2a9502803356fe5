"""What one field finds, within the perimeter: conventions, years, actions, indicators, papers, evidence, remarks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, TypeAlias

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When, Window
from django.urls import reverse
from django.utils.text import Truncator

from comptes.models import Utilisateur
from conventions.models import Action, Exercice
from conventions.ordre import OrdreNaturel
from nombres.formats import compter
from pilotage.mots import are_trouves, is_trouve, split_mots
from pilotage.plein_texte import Contient
from pilotage.queries.pieces_cherchees import find_pieces
from pilotage.queries.places_cherchees import AnneeCherchee, Places, build_condition, read_places
from referentiels.models import Referentiel
from remarques.models import MessageRemarque, Remarque
from remarques.queries.fils import get_page
from reporting.models import Document, NatureDocument

APERCU, TOUT = 5, 100  # results of a kind shown among others, and alone
EXTRAIT = 200  # characters of a remark
EMPREINTE_MIN = 8  # characters from which a fingerprint is looked for
TITRES = {
    "conventions": "Conventions",
    "exercices": "Exercices",
    "actions": "Actions",
    "indicateurs": "Indicateurs des référentiels",
    "documents": "Documents",
    "pieces": "Pièces jointes",
    "remarques": "Remarques",
}
# Of an action, without who leads it: `migrations/0003_recherche.py` has an index on exactly these, another on the
# first two.
COLONNES = (
    *(
        "numero",
        "titre",
        "public",
        "territoire",
        "diagnostic",
        "objectifs",
        "description",
        "moyens",
        "calendrier",
    ),
    *("resultats_attendus", "lien_spie", "evaluation", "bilan", "difficultes", "perspectives"),
    "justification_ecart",
)
DE_L_EXERCICE = ("exercice__convention__departement", "exercice__convention__collectivite")


@dataclass(frozen=True)
class Trouvaille:
    """One result: its words, its page, where it is, and what leads further, as (words, address)."""

    libelle: str
    adresse: str
    lieu: str
    extrait: str = ""
    suites: tuple[tuple[str, str], ...] = ()


Trouve: TypeAlias = tuple[list[Trouvaille], int]  # the first of a kind at least, and how many there are


@dataclass(frozen=True)
class GroupeTrouve:
    """The results of one kind: the first of them, and how many there are."""

    genre: str
    trouvailles: Sequence[Trouvaille]
    nombre: int

    @property
    def titre(self) -> str:
        return TITRES[self.genre]

    @property
    def reste(self) -> str:
        """« et 12 autres », "" where all is shown."""
        reste = self.nombre - len(self.trouvailles)
        return f"et {compter(reste, 'autre', 'autres')}" if reste else ""


def search(user: Utilisateur, cherches: Sequence[str], genre: str = "") -> list[GroupeTrouve]:
    """What answers to all the words (of `list_cherches`), in any order: each is in the text, or says whose it is
    (« insertion finistère 2021 »), one at least in the text. The first of each kind, or those of `genre` alone; kinds
    without any are left out. Nine queries at most, whatever the number of rows."""
    places = read_places(user)
    nombre = TOUT if genre else APERCU
    groupes = (
        _cut(un, trouve(places, cherches, nombre), nombre)
        for un, trouve in RECHERCHES.items()
        if genre in ("", un)
    )
    return [groupe for groupe in groupes if groupe.nombre]


def _cut(genre: str, trouve: Trouve, nombre: int) -> GroupeTrouve:
    trouvailles, total = trouve
    return GroupeTrouve(genre, trouvailles[:nombre], total)


def _find_conventions(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    trouvees = [
        Trouvaille(
            str(une),
            reverse("reporting:convention", args=[une.code]),
            f"{une.dispositif}, {une.departement.region}",
        )
        for pk, une in places.conventions.items()
        if are_trouves(cherches, places.mots[pk])
    ]
    return trouvees, len(trouvees)


def _find_exercices(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    """Those whose year is said: a convention leads to all of its own."""
    trouves = []
    for une in places.annees:
        mots = une.mots
        convention = places.conventions[une.convention]
        if any(is_trouve(mot, mots) for mot in cherches) and are_trouves(
            cherches, [*mots, *places.mots[une.convention]]
        ):
            adresse = (
                reverse("reporting:exercice", args=[convention.code, une.annee])
                if une.is_lisible
                else reverse("reporting:convention", args=[convention.code])
            )
            trouves.append(Trouvaille(f"Exercice {une.annee}", adresse, str(convention)))
    return trouves, len(trouves)


def _read(lignes: QuerySet[Any], nombre: int) -> tuple[list[Any], int]:
    """The first rows, and how many there are, in one query."""
    lues = list(lignes.annotate(en_tout=Window(Count("pk")))[:nombre])
    return lues, lues[0].en_tout if lues else 0


def _name_lieu(exercice: Exercice) -> str:
    return f"{exercice.convention} – {exercice.annee}"


def _find_actions(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    """Those that say it in their title first, then the latest. Each text is asked for apart, so that its index serves
    whatever else is asked."""
    lisibles = Action.objects.filter(exercice__in=Exercice.objects.readable_by(places.user)).order_by()

    def make_q(mots: Sequence[str], colonnes: Sequence[str] = COLONNES) -> Q:
        return Q(pk__in=lisibles.filter(Contient(*colonnes, cherches=mots)).values("pk"))

    lues = (
        lisibles.filter(build_condition(places, cherches, make_q))
        .select_related(*DE_L_EXERCICE)
        .defer(*COLONNES[2:])
        .order_by(
            Case(When(make_q(cherches, COLONNES[:2]), then=0), default=1),
            "-exercice__annee",
            "exercice__convention__code",
            OrdreNaturel("numero"),
            "pk",
        )
    )
    actions, total = _read(lues, nombre)
    return [
        Trouvaille(
            str(une),
            reverse(
                "conventions:action", args=[une.exercice.convention.code, une.exercice.annee, une.numero]
            ),
            _name_lieu(une.exercice),
        )
        for une in actions
    ], total


def _find_indicateurs(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    """Those of what is published, where they are defined; where they are typed and explained, once one knows whose."""
    trouves = []
    for referentiel in Referentiel.objects.published().order_by("-code"):
        siennes = [une for une in places.annees if une.referentiel == referentiel.code and une.is_lisible]
        for code, indicateur in referentiel.definition.indicateurs.items():
            mots = split_mots(f"{code} {indicateur.libelle}")
            dits = [mot for mot in cherches if is_trouve(mot, mots)]
            autres = [mot for mot in cherches if mot not in dits]
            la = [une for une in siennes if all(places.is_de(mot, une) for mot in autres)]
            if dits and (la or not autres):
                trouves.append(
                    Trouvaille(
                        f"{code} – {indicateur.libelle}",
                        f"{reverse('referentiels:lire', args=[referentiel.code])}#{code}",
                        str(referentiel),
                        suites=_lead_to_figure(places, la, indicateur.axe, code),
                    )
                )
    return trouves, len(trouves)


def _lead_to_figure(
    places: Places, annees: Iterable[AnneeCherchee], axe: str, code: str
) -> tuple[tuple[str, str], ...]:
    """Where its last figure is typed and explained, where only one convention may be meant."""
    annees = list(annees)
    if len({une.convention for une in annees}) != 1:
        return ()
    convention = places.conventions[annees[0].convention]
    page = (convention.code, annees[0].annee, axe)
    ou = f"{annees[0].annee}, {convention}"
    return (
        (f"Saisie de {ou}", reverse("indicateurs:saisie", args=page)),
        (f"Explication de {ou}", reverse("indicateurs:pourquoi", args=[*page, code])),
    )


def _make_q_document(mots: Sequence[str]) -> Q:
    """Papers whose name, number or fingerprint these words are."""
    return reduce(and_, map(_make_q_mot, mots))


def _make_q_mot(mot: str) -> Q:
    natures = [nature for nature, libelle in NatureDocument.choices if is_trouve(mot, split_mots(libelle))]
    condition = Q(nature__in=natures)
    if is_trouve(mot, ("projet",)):
        condition |= Q(projet=True)
    if mot.isdigit() and len(mot) < 4:
        condition |= Q(avenant__numero=int(mot))
    if len(mot) >= EMPREINTE_MIN:
        condition |= Q(empreinte__startswith=mot)
    return condition


def _find_documents(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    lus = (
        Document.objects.readable_by(places.user)
        .filter(build_condition(places, cherches, _make_q_document))
        .select_related("avenant", *DE_L_EXERCICE)
        .defer("contenu", "octets")
        .order_by("-le", "-pk")
    )
    documents, total = _read(lus, nombre)
    return [
        Trouvaille(_name_document(un), reverse("reporting:document", args=[un.pk]), _name_lieu(un.exercice))
        for un in documents
    ], total


def _name_document(document: Document) -> str:
    nom = document.get_nature_display()
    if document.avenant:
        nom = f"{nom} n°\u00a0{document.avenant.numero}"
    return f"{nom} (projet)" if document.projet else nom


def _find_pieces(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    """By the name of their file."""
    pieces, total = find_pieces(places, cherches, nombre)
    trouvees = []
    for une in pieces:
        convention = places.conventions[une.convention]
        trouvees.append(Trouvaille(une.nom, une.get_adresse(convention.code), une.name_lieu(str(convention))))
    return trouvees, total


def _make_q_remarque(mots: Sequence[str]) -> Q:
    """Remarks where each of these words is in what they are about, or in a message."""
    return reduce(
        and_,
        (
            Q(Contient("libelle", cherches=[mot]))
            | Q(
                pk__in=MessageRemarque.objects.filter(Contient("texte", cherches=[mot]))
                .order_by()
                .values("remarque")
            )
            for mot in mots
        ),
    )


def _find_remarques(places: Places, cherches: Sequence[str], nombre: int) -> Trouve:
    premiers = MessageRemarque.objects.filter(remarque=OuterRef("pk")).order_by("le", "pk")
    lues = (
        Remarque.objects.visible_to(places.user)
        .filter(build_condition(places, cherches, _make_q_remarque))
        .select_related(*DE_L_EXERCICE)
        .annotate(dit=Subquery(premiers.values("texte")[:1]))
        .order_by("-le", "-pk")
    )
    remarques, total = _read(lues, nombre)
    return [
        Trouvaille(
            une.libelle,
            get_page(une),
            f"{_name_lieu(une.exercice)}, {une.get_etat_display().lower()}",
            extrait=Truncator(une.dit or "").chars(EXTRAIT),
        )
        for une in remarques
    ], total


RECHERCHES: dict[str, Callable[[Places, Sequence[str], int], Trouve]] = {
    "conventions": _find_conventions,
    "exercices": _find_exercices,
    "actions": _find_actions,
    "indicateurs": _find_indicateurs,
    "documents": _find_documents,
    "pieces": _find_pieces,
    "remarques": _find_remarques,
}
