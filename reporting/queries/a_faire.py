"""« À faire »: what awaits whom. The one place that says it: a table for the états of an exercice
(`reporting.queries.tours`), the policies of each act for the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator

from avenants.models import Avenant
from avenants.policies import refusal_to_edit_avenant
from avenants.queries import build_suite
from comptes.fuseaux import PARIS, compute_jour_compte
from comptes.models import EtatCourriel, Role, Utilisateur
from comptes.policies import refusal_to_change_compte
from comptes.queries import list_invites
from conventions.echeances import say_depuis
from conventions.models import Campagne, Convention, Exercice
from conventions.policies import refusal_to_edit, refusal_to_set_notifie
from indicateurs.queries.brouillons import Brouillon, list_brouillons_de
from nombres.formats import compter
from referentiels.models import EtatReferentiel, Referentiel
from remarques.queries.fils import find_attendues
from reporting.models import Document, EtatDocument
from reporting.queries.attendus import find_attendu, is_partie, say_qui_d_autre
from reporting.queries.decision import Dossier, list_dossiers_ouverts
from reporting.queries.liste import Ligne
from reporting.queries.termes import find_terme_de_reponse
from reporting.queries.tours import AILLEURS, DUS, RIEN
from reporting.queries.vie import EtapeDeVie

# What may be awaited, in the order of the page → the title of those of a kind.
TITRES: Mapping[str, str] = {
    "renvoi": "Demandes de complément",
    "remarque": "Remarques et réponses",
    "proposition": "Propositions de la préfecture",
    "notifier": "Décisions à notifier",
    "signer": "Avenants à signer",
    "controler": "Exercices à valider pour la collectivité",
    "transmettre": "Exercices prêts à transmettre",
    "instruire": "Rapports à instruire",
    "relire": "Exercices à relire",
    "completer": "Exercices à compléter",
    "brouillon": "Saisies à enregistrer",
    "fichier": "Fichiers à confirmer",
    "campagne": "Campagnes à ouvrir",
    "sans_exercice": "Conventions sans exercice",
    "referentiel": "Référentiels en préparation",
    "notifie": "Montants notifiés à enregistrer",
    "invitation": "Invitations non remises",
    "invite": "Comptes pas encore ouverts",
}
# Of an exercice: the words of the link, its page, the place in it.
GESTES: Mapping[str, tuple[str, str, str]] = {
    "renvoi": ("Compléter l’exercice", "reporting:exercice", "#manques"),
    "completer": ("Compléter l’exercice", "reporting:exercice", "#manques"),
    "controler": ("Contrôler l’exercice", "reporting:exercice", "#decider"),
    "transmettre": ("Transmettre l’exercice", "reporting:transmettre", ""),
    "instruire": ("Instruire l’exercice", "reporting:exercice", "#decider"),
    "relire": ("Relire l’exercice", "reporting:exercice", "#decider"),
    "proposition": ("Répondre à la proposition sur l’exercice", "reporting:repondre", ""),
    "notifier": ("Notifier la décision sur l’exercice", "reporting:notifier", ""),
    "notifie": ("Enregistrer le montant notifié de l’exercice", "conventions:notification", ""),
}


@dataclass(frozen=True)
class Attente:
    """One thing that awaits the user, of a kind of TITRES: what, of whom, and the page where it is done."""

    nature: str
    quoi: str
    ou: str
    url: str
    depuis: date | None = None
    duree: str = ""
    echeance: EtapeDeVie | None = None
    detail: str = ""

    @property
    def rang(self) -> tuple[date, date, str]:
        """The most urgent first, then the oldest."""
        return (self.echeance.le if self.echeance else date.max, self.depuis or date.max, self.ou)


@dataclass(frozen=True)
class GroupeDAttentes:
    """The things of one kind that await the user."""

    titre: str
    attentes: tuple[Attente, ...]


@dataclass(frozen=True)
class AttenteAilleurs:
    """Something that awaits somebody else, in one sentence."""

    phrase: str
    lieu: str
    url: str


@dataclass(frozen=True)
class AFaire:
    """The first page of a user."""

    groupes: tuple[GroupeDAttentes, ...]
    ailleurs: tuple[AttenteAilleurs, ...]

    @property
    def nombre(self) -> int:
        """How many things await the user: those that are listed."""
        return sum(len(groupe.attentes) for groupe in self.groupes)


def build_a_faire(
    user: Utilisateur, lignes: Sequence[Ligne], sans_exercice: Iterable[Convention], at: datetime
) -> AFaire:
    """What awaits `user` at an instant, and what awaits others; six queries at most, whatever the number of lines."""
    attentes: list[Attente] = []
    ailleurs: list[AttenteAilleurs] = []
    instruit = is_partie(user)
    dossiers = list_dossiers_ouverts([ligne.exercice for ligne in lignes]) if instruit else []
    par_exercice = {dossier.exercice.pk: dossier for dossier in dossiers}
    for ligne in lignes:
        dossier = par_exercice.get(ligne.exercice.pk)
        if nature := find_attendu(user, ligne.exercice, dossier, at):
            attentes.append(_make_attente(ligne, nature, dossier, at))
        elif instruit:
            ailleurs += _list_ailleurs(user, ligne, dossier, at)
    if user.is_departemental:
        modifiables = [un.exercice for un in lignes if refusal_to_edit(user, un.exercice) is None]
        for brouillon in list_brouillons_de(modifiables):
            _sort_brouillon(user, brouillon, at, attentes, ailleurs)
        _sort_avenants(user, lignes, attentes, ailleurs)
    elif not instruit:
        ailleurs += _count_ailleurs(user, lignes)
    if user.role == Role.CENTRALE:
        attentes += _list_attentes_centrale(user, lignes, sans_exercice, at)
    attentes += _list_attentes_de_remarques(user, lignes)
    attentes += _list_attentes_comptes(user)
    groupes = {nature: [un for un in attentes if un.nature == nature] for nature in TITRES}
    return AFaire(
        tuple(
            GroupeDAttentes(TITRES[nature], tuple(sorted(siennes, key=lambda un: un.rang)))
            for nature, siennes in groupes.items()
            if siennes
        ),
        tuple(ailleurs),
    )


def _make_attente(ligne: Ligne, nature: str, dossier: Dossier | None, at: datetime) -> Attente:
    exercice, transition = ligne.exercice, ligne.dues.transition
    mots, route, ancre = GESTES[nature]
    etape = dossier.derniere if dossier and nature in ("proposition", "notifier") else transition
    depuis = _compute_jour(etape.le, exercice) if etape else None
    return Attente(
        nature,
        f"{mots} {exercice.annee}",
        str(exercice.convention),
        f"{reverse(route, args=[exercice.convention.code, exercice.annee])}{ancre}",
        depuis,
        say_depuis(depuis, _compute_jour(at, exercice)) if depuis else "",
        _find_terme(ligne, nature, dossier, at),
        Truncator(transition.motif).words(25, truncate="\u00a0…")
        if nature == "renvoi" and transition
        else "",
    )


def _find_terme(ligne: Ligne, nature: str, dossier: Dossier | None, at: datetime) -> EtapeDeVie | None:
    """Until when what an exercice awaits is awaited, None where no day is said."""
    if nature in DUS.values():
        return ligne.dues.terme
    if nature == "proposition" and dossier:
        return find_terme_de_reponse(dossier, at)
    return None


def _compute_jour(at: datetime, exercice: Exercice) -> date:
    return compute_jour_compte(at, exercice.convention.departement_id)


def _list_ailleurs(
    user: Utilisateur, ligne: Ligne, dossier: Dossier | None, at: datetime
) -> Iterator[AttenteAilleurs]:
    """Whom an exercice that awaits nothing of `user` awaits; nobody, when it is closed."""
    phrase = say_qui_d_autre(user, ligne.exercice, ligne.dues, dossier, at)
    if phrase:
        yield AttenteAilleurs(f"{phrase} {RIEN}", str(ligne.exercice), _get_page(ligne.exercice))


def _get_page(exercice: Exercice) -> str:
    return reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])


def _count_ailleurs(user: Utilisateur, lignes: Sequence[Ligne]) -> Iterator[AttenteAilleurs]:
    """How many exercices await others, with the list of them; nothing of what a draft holds."""
    for etat, (un_seul, plusieurs) in AILLEURS.items():
        nombre = sum(ligne.exercice.etat == etat for ligne in lignes)
        if nombre and (user.role, etat) not in DUS:
            phrase = f"{compter(nombre, un_seul, plusieurs)}. {RIEN}"
            yield AttenteAilleurs(
                phrase, "Voir la liste", f"{reverse('reporting:accueil')}?etat={etat}#conventions"
            )


def _sort_brouillon(
    user: Utilisateur, un: Brouillon, at: datetime, attentes: list[Attente], ailleurs: list[AttenteAilleurs]
) -> None:
    """What one typed or deposited awaits its author; a computed file, all those of the collectivité."""
    if un.is_en_calcul:
        return
    exercice, depuis = un.exercice, _compute_jour(un.le, un.exercice)
    duree = say_depuis(depuis, _compute_jour(at, exercice))
    if un.is_personnel and un.par_id != user.pk:
        phrase = f"{un.par} n’a pas enregistré {duree}\u00a0: {un.libelle}."
        ailleurs.append(AttenteAilleurs(phrase, str(exercice), f"{_get_page(exercice)}#brouillons"))
        return
    nature = "brouillon" if un.nature == "saisie" else "fichier"
    attentes.append(Attente(nature, un.libelle, str(exercice), un.url, depuis, duree))


def _sort_avenants(
    user: Utilisateur, lignes: Sequence[Ligne], attentes: list[Attente], ailleurs: list[AttenteAilleurs]
) -> None:
    """The avenants whose draft is drawn and whose turn it is: the valideur signs them; one query."""
    exercices = {ligne.exercice.pk: ligne.exercice for ligne in lignes}
    conventions = {exercice.convention_id for exercice in exercices.values()}
    projets = Document.objects.filter(avenant=OuterRef("pk"), etat=EtatDocument.DESSINE)
    par_convention: dict[int, list[Avenant]] = {}
    a_signer: list[Avenant] = []
    for un in Avenant.objects.filter(convention__in=conventions).annotate(has_projet=Exists(projets)):
        par_convention.setdefault(un.convention_id, []).append(un)
        if un.has_projet and not un.is_signe:
            a_signer.append(un)
    for avenant in a_signer:
        siens, exercice = par_convention[avenant.convention_id], exercices[avenant.exercice_id or 0]
        avenant.exercice = exercice
        attend = avenant.is_chiffre and build_suite(siens, sauf=avenant.pk).find_attente(avenant.numero)
        if attend or refusal_to_edit_avenant(user, avenant):
            continue
        url = reverse("avenants:avenant", args=[exercice.convention.code, exercice.annee, avenant.numero])
        if user.role == Role.VALIDEUR_DEPARTEMENTAL:
            quoi = f"Signer {avenant.designation}"
            attentes.append(Attente("signer", quoi, str(exercice), f"{url}#signature"))
        else:
            phrase = f"Le valideur enregistre la signature de {avenant.designation}. {RIEN}"
            ailleurs.append(AttenteAilleurs(phrase, str(exercice), url))


def _list_attentes_centrale(
    user: Utilisateur, lignes: Sequence[Ligne], sans_exercice: Iterable[Convention], at: datetime
) -> Iterator[Attente]:
    for convention in sans_exercice:
        url = f"{reverse('conventions:ouvrir_exercice')}?convention={convention.pk}"
        yield Attente("sans_exercice", "Ouvrir le premier exercice", str(convention), url)
    jour = at.astimezone(PARIS).date()
    for campagne in Campagne.objects.filter(ouverte_le=None, ouverture__lte=jour):
        url = reverse("conventions:ouvrir_campagne", args=[campagne.dispositif, campagne.annee])
        depuis = campagne.ouverture
        yield Attente("campagne", "Ouvrir", str(campagne), url, depuis, say_depuis(depuis, jour))
    for code in Referentiel.objects.filter(etat=EtatReferentiel.BROUILLON).values_list("code", flat=True):
        url = reverse("referentiels:rediger", args=[code])
        yield Attente("referentiel", "Terminer et publier", code, url)
    for ligne in lignes:
        exercice = ligne.exercice
        if exercice.montant_notifie is None and refusal_to_set_notifie(user, exercice) is None:
            mots, route, _ = GESTES["notifie"]
            url = reverse(route, args=[exercice.convention.code, exercice.annee])
            yield Attente("notifie", f"{mots} {exercice.annee}", str(exercice.convention), url)


def _list_attentes_de_remarques(user: Utilisateur, lignes: Sequence[Ligne]) -> Iterator[Attente]:
    """The remarks that await `user`, by exercice: to answer, or answered; alone, one leads to its page. One query."""
    lisibles = {ligne.exercice.pk: ligne.exercice for ligne in lignes if ligne.is_lisible}
    mots = "Répondre à" if user.is_departemental else "Reprendre"
    for pk, (nombre, premiere) in find_attendues(user, lisibles).items():
        exercice = lisibles[pk]
        quoi = f"{mots} {compter(nombre, 'remarque', 'remarques')} sur l’exercice {exercice.annee}"
        lieu = [exercice.convention.code, exercice.annee]
        url = f"{reverse('remarques:liste', args=lieu)}?portee=attendues"
        if nombre == 1:
            url = reverse("remarques:remarque", args=[*lieu, premiere])
        yield Attente("remarque", quoi, str(exercice.convention), url)


def _list_attentes_comptes(user: Utilisateur) -> Iterator[Attente]:
    """The accounts that `user` invited, or might have: not delivered; for a valideur, not opened either. One query."""
    if user.role not in (Role.VALIDEUR_DEPARTEMENTAL, Role.CENTRALE):
        return
    for compte in list_invites(user):
        is_perdue = compte.__dict__["dernier_courriel"] == EtatCourriel.ECHEC
        if refusal_to_change_compte(user, compte) or not (is_perdue or user.is_departemental):
            continue
        url = reverse("conventions:compte", args=[compte.pk])
        if is_perdue:
            yield Attente("invitation", f"Vérifier l’adresse de {compte}", compte.email, url)
        else:
            yield Attente("invite", f"{compte} n’a pas encore ouvert son compte", compte.email, url)
