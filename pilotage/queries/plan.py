"""The plan of the site: the pages one may open without naming anything, then one's conventions and their years."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from comptes.models import Utilisateur
from comptes.pages import find_page
from comptes.policies import (
    refusal_to_invite,
    refusal_to_read_comptes,
    refusal_to_read_courriels,
    refusal_to_read_journal,
)
from conventions.models import Exercice
from conventions.policies import refusal_to_open, refusal_to_record_collectivite, refusal_to_run_campagnes
from conventions.queries.conventions import list_conventions
from pilotage.policies import refusal_to_see_nation
from referentiels.policies import refusal_to_prepare_referentiels

Refus = Callable[[Utilisateur], str | None]


@dataclass(frozen=True)
class Lien:
    libelle: str
    adresse: str
    suites: tuple["Lien", ...] = ()


# {page: (its words, who may not open it)}, in the order of the plan: every page whose address names nothing.
PAGES: dict[str, tuple[str, Refus | None]] = {
    "reporting:accueil": ("À faire", None),
    "reporting:recherche": ("Recherche", None),
    "comptes:notifications": ("Notifications", None),
    "comptes:preferences": ("Ce qui vous est écrit par courriel", None),
    "reporting:tableau_de_bord": ("Tableau de bord des indicateurs", None),
    "reporting:evolution": ("Les délais, année par année", None),
    "reporting:exporter_bilan": ("Bilan de l’année, au format XLSX", None),
    "reporting:delais": ("Les délais, convention par convention", None),
    "reporting:exporter_tableau": ("Indicateurs, au format XLSX", None),
    "reporting:financement": ("Tableau de bord du financement", None),
    "reporting:exporter_financement": ("Financement, au format XLSX", None),
    "reporting:nation": ("La France", refusal_to_see_nation),
    "reporting:instruction": ("Avancement et délais de l’État", refusal_to_see_nation),
    "reporting:regles": ("Règles soulevées", refusal_to_see_nation),
    "reporting:charge": ("Charge de saisie", refusal_to_see_nation),
    "reporting:exports": ("Fichiers demandés", None),
    "reporting:editions": ("Éditions nationales", None),
    "referentiels:liste": ("Référentiels", None),
    "referentiels:nouveau": ("Préparer un référentiel", refusal_to_prepare_referentiels),
    "conventions:campagnes": ("Campagnes", refusal_to_run_campagnes),
    "conventions:nouvelle_campagne": ("Préparer une campagne", refusal_to_run_campagnes),
    "conventions:ouvrir_convention": ("Ouvrir une convention", refusal_to_open),
    "conventions:ouvrir_exercice": ("Ouvrir un exercice", refusal_to_open),
    "conventions:collectivites": ("Collectivités", refusal_to_record_collectivite),
    "conventions:nouvelle_collectivite": ("Enregistrer une collectivité", refusal_to_record_collectivite),
    "conventions:comptes": ("Comptes", refusal_to_read_comptes),
    "conventions:inviter": ("Inviter quelqu’un", refusal_to_invite),
    "reporting:courriels": ("Courriels envoyés", refusal_to_read_courriels),
    "reporting:journal_hors_convention": ("Journal des comptes et des référentiels", refusal_to_read_journal),
    "comptes:changer": ("Changer de mot de passe", None),
    "comptes:aide": ("Aide", None),
}
# For whoever is not logged in; the first two for nobody else.
OUVERTES = {
    "comptes:connexion": "Se connecter",
    "comptes:oublie": "Mot de passe oublié",
    "reporting:plan": "Plan du site",
    "comptes:accessibilite": "Accessibilité",
    "comptes:mentions_legales": "Mentions légales",
    "comptes:donnees_personnelles": "Données personnelles",
    "comptes:contact": "Contact",
}


def list_pages_sans_objet(resolver: URLResolver | None = None, prefixe: str = "") -> Iterator[str]:
    """Names of the addresses of the site that name no object."""
    for motif in (resolver or get_resolver()).url_patterns:
        if motif.pattern.converters:
            continue
        if isinstance(motif, URLPattern):
            yield f"{prefixe}{motif.name}"
        else:
            yield from list_pages_sans_objet(motif, f"{motif.namespace}:" if motif.namespace else prefixe)


def list_pages_ouvertes(is_connecte: bool) -> list[Lien]:
    """What anybody reads."""
    ouvertes = list(OUVERTES.items())[2 if is_connecte else 0 :]
    pages = [Lien(libelle, reverse(page)) for page, libelle in ouvertes]
    return [*pages, Lien("Lire et déposer par un outil (API)", find_page("api"))]


def list_pages(user: Utilisateur) -> list[Lien]:
    """What `user` may open, whatever the object."""
    pages = [
        Lien(libelle, reverse(page))
        for page, (libelle, refus) in PAGES.items()
        if refus is None or refus(user) is None
    ]
    jetons = Lien("Jetons d’accès des outils", find_page("jetons"))
    return [*pages, jetons, Lien("Créer un jeton d’accès", find_page("nouveau_jeton"))]


def list_pages_des_conventions(user: Utilisateur) -> list[Lien]:
    """The conventions of the perimeter, each with its journal and the exercices whose content `user` may read; two
    queries."""
    annees: dict[int, list[int]] = {}
    for convention, annee in (
        Exercice.objects.readable_by(user).values_list("convention", "annee").order_by("-annee")
    ):
        annees.setdefault(convention, []).append(annee)
    return [
        Lien(
            str(une),
            reverse("reporting:convention", args=[une.code]),
            (
                *(
                    Lien(f"Exercice {annee}", reverse("reporting:exercice", args=[une.code, annee]))
                    for annee in annees.get(une.pk, ())
                ),
                Lien("Journal", reverse("reporting:journal", args=[une.code])),
            ),
        )
        for une in list_conventions(user)
    ]
