"""Those who answer for a convention are told what becomes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from comptes.models import ROLES_DE_REVUE, ROLES_DEPARTEMENTAUX, NatureNotification, Role, Utilisateur
from comptes.notifications import notify, settle
from comptes.pages import find_page
from conventions.models import Acte, Exercice
from conventions.queries.destinataires import list_destinataires
from conventions.transitions import Passage
from nombres.locutions import capitalize


def tell_roles(
    *,
    by: Utilisateur | None,
    at: datetime,
    exercice: Exercice,
    roles: Iterable[str],
    nature: NatureNotification,
    phrase: str,
    url: str = "",
    is_action: bool = False,
    objet: Model | None = None,
) -> None:
    """Tell whoever has one of `roles` for the convention of `exercice`, but `by` who did it (None: a worker, a
    command); inside the caller's transaction.

    `objet` is what is told of, the exercice itself when not said; `url` the page of the exercice.
    """
    comptes = list_destinataires(exercice.convention, roles)
    notify(
        at=at,
        a=comptes.exclude(pk=by.pk) if by else comptes,
        nature=nature,
        objet=objet or exercice,
        phrase=phrase,
        url=url or find_page("exercice", exercice.convention.code, exercice.annee),
        is_action=is_action,
        convention=exercice.convention.code,
    )


def tell_author(
    *,
    at: datetime,
    exercice: Exercice,
    a: Utilisateur | None,
    nature: NatureNotification,
    objet: Model,
    phrase: str,
    url: str,
    is_action: bool = False,
) -> None:
    """Tell one what became of what they asked for about `exercice` (`a` None: nobody asked), as long as it is of their
    perimeter; inside the caller's transaction."""
    if a is None or not exercice.convention.is_visible_to(a):
        return
    notify(
        at=at,
        a=[a],
        nature=nature,
        objet=objet,
        phrase=phrase,
        url=url,
        is_action=is_action,
        convention=exercice.convention.code,
    )


@dataclass(frozen=True)
class _Annonce:
    """What an act says, {exercice} being the year and its convention, {partie} who signed it; of whom it asks
    something."""

    nature: NatureNotification
    phrase: str
    agissent: tuple[Role, ...] = ()


_N = NatureNotification
ANNONCES: Mapping[Acte, _Annonce] = {
    Acte.PROPOSER: _Annonce(
        _N.CONTROLE,
        "{exercice} vous est proposé\u00a0: validez-le pour la collectivité, ou rendez-le à la saisie.",
        (Role.VALIDEUR_DEPARTEMENTAL,),
    ),
    Acte.APPROUVER: _Annonce(
        _N.CONTROLE, "{exercice} est validé par la collectivité, avant sa transmission."
    ),
    Acte.RENDRE: _Annonce(
        _N.CONTROLE, "{exercice} est rendu à la saisie\u00a0: lisez pourquoi.", (Role.AGENT_DEPARTEMENTAL,)
    ),
    Acte.TRANSMETTRE: _Annonce(_N.INSTRUCTION, "{exercice} est transmis à l’État.", ROLES_DE_REVUE),
    Acte.RAPPELER: _Annonce(
        _N.INSTRUCTION, "{partie} a rappelé {exercice} avant qu’il soit lu\u00a0: il sera transmis à nouveau."
    ),
    Acte.INSTRUIRE: _Annonce(_N.INSTRUCTION, "L’État a commencé à instruire {exercice}."),
    Acte.RENVOYER: _Annonce(_N.RENVOI, "L’État demande un complément sur {exercice}.", ROLES_DEPARTEMENTAUX),
    Acte.RENDRE_AVIS: _Annonce(_N.AVIS, "Le commissaire a rendu son avis sur {exercice}."),
    Acte.DIALOGUER: _Annonce(
        _N.AVIS, "Les conclusions du dialogue de performance sur {exercice} sont écrites."
    ),
    Acte.VALIDER: _Annonce(_N.DECISION, "La préfecture a validé {exercice}."),
    Acte.NOTIFIER: _Annonce(_N.DECISION, "La décision financière sur {exercice} est notifiée."),
    Acte.CLORE: _Annonce(_N.DECISION, "{exercice} est clos\u00a0: plus rien n’y est attendu."),
    Acte.ROUVRIR: _Annonce(
        _N.RENVOI,
        "L’administration centrale a rouvert {exercice}\u00a0: il se complète.",
        ROLES_DEPARTEMENTAUX,
    ),
    Acte.OUVRIR_SECOND_ARRETE: _Annonce(_N.INSTRUCTION, "Le second arrêté de {exercice} est ouvert."),
}
# What an act asks, or a day calls to mind, is asked no more once another act is done.
NATURES_D_ACTE = (_N.CONTROLE, _N.INSTRUCTION, _N.RENVOI, _N.ECHEANCE)


def tell_passage(*, by: Utilisateur, at: datetime, exercice: Exercice, passage: Passage) -> None:
    """Tell those that the table says (`conventions.transitions`) that `exercice` moved, but `by` who moved it; what the
    act before asked of anybody is settled; of one that is written again, all that was. Inside the caller's
    transaction."""
    settle(at=at, objet=exercice, natures=() if exercice.is_modifiable else NATURES_D_ACTE)
    annonce = ANNONCES[passage.acte]
    partie = exercice.convention.collectivite.nom_decline.le
    phrase = capitalize(annonce.phrase.format(exercice=exercice.designation, partie=partie))
    for is_action in (True, False):
        roles = [role for role in passage.previent if (role in annonce.agissent) == is_action]
        if roles:
            tell_roles(
                by=by,
                at=at,
                exercice=exercice,
                roles=roles,
                nature=annonce.nature,
                phrase=phrase,
                is_action=is_action,
            )
