"""What a tool reads: the perimeter that the pages have, by the queries that they have."""

from django.http import Http404
from ninja.pagination import paginate

from api.champs import Annee, CodeDeConvention, Dispositif, write_exact
from api.fiches.actions import ActionLue
from api.fiches.chiffres import ChiffreDonne, CibleDonnee, make_chiffre, name_unite_lue, write_lue
from api.fiches.communs import REFUS, Pages
from api.fiches.conventions import ConventionLue, ExerciceLu
from api.fiches.financement import FinancementLu, make_financement
from api.routes import EXERCICE, routes
from conventions.queries.conventions import list_conventions
from conventions.queries.exercices import list_exercices_lisibles
from conventions.views.exercice import get_exercice
from financement.queries.montants import build_tableau_financier, list_actions
from indicateurs.queries.cadre import list_cibles_dites
from indicateurs.queries.lignes import list_lignes
from pilotage.queries.chiffres import list_lignes_export


def _filter(lignes, **filtres):
    """`lignes` as the address asks for them: a filter that is not there keeps all."""
    return lignes.filter(**{nom: valeur for nom, valeur in filtres.items() if valeur is not None})


@routes.get(
    "/conventions",
    response={200: list[ConventionLue], **REFUS},
    summary="Les conventions",
    description="Celles du périmètre du jeton, par code.",
)
@paginate(Pages)
def lister_conventions(
    request, dispositif: Dispositif | None = None, convention: CodeDeConvention | None = None
):
    return _filter(list_conventions(request.user), dispositif=dispositif, code=convention).order_by("code")


@routes.get(
    "/conventions/{code}",
    response={200: ConventionLue, **REFUS},
    summary="Une convention",
    description="Ses parties et ses dates.",
)
def lire_convention(request, code: str):
    convention = list_conventions(request.user).filter(code=code).first()
    if convention is None:
        raise Http404
    return convention


@routes.get(
    "/exercices",
    response={200: list[ExerciceLu], **REFUS},
    summary="Les exercices",
    description=(
        "Ceux dont le contenu se lit, le dernier d’abord\u00a0: un brouillon n’est lu que de qui l’écrit et de sa "
        "préfecture."
    ),
)
@paginate(Pages)
def lister_exercices(
    request,
    annee: Annee | None = None,
    dispositif: Dispositif | None = None,
    convention: CodeDeConvention | None = None,
):
    lisibles = list_exercices_lisibles(request.user)
    filtres = {"annee": annee, "convention__dispositif": dispositif, "convention__code": convention}
    return _filter(lisibles, **filtres).order_by("-annee", "convention__code")


@routes.get(
    EXERCICE,
    response={200: ExerciceLu, **REFUS},
    summary="Un exercice",
    description="Son état, ses dates, ce que l’État a notifié.",
)
def lire_exercice(request, code: str, annee: int):
    return get_exercice(request, code, annee)


@routes.get(
    f"{EXERCICE}/actions",
    response={200: list[ActionLue], **REFUS},
    summary="Les actions d’un exercice",
    description="Leurs fiches entières, dans l’ordre des axes.",
)
@paginate(Pages)
def lister_actions(request, code: str, annee: int):
    exercice = get_exercice(request, code, annee)
    return list_actions(exercice, ("partenaires", "jalons", "indicateurs_propres"))


@routes.get(
    f"{EXERCICE}/chiffres",
    response={200: list[ChiffreDonne], **REFUS},
    summary="Les chiffres d’un exercice",
    description="Un par indicateur du référentiel, rempli ou non, comparé à l’année précédente.",
)
@paginate(Pages)
def lister_chiffres(request, code: str, annee: int):
    exercice = get_exercice(request, code, annee)
    return [make_chiffre(exercice, ligne) for ligne in list_lignes(exercice, lecteur=request.user)]


@routes.get(
    f"{EXERCICE}/cibles",
    response={200: list[CibleDonnee], **REFUS},
    summary="Les cibles d’un exercice",
    description="Celles de toutes les années, telles que l’exercice les connaît.",
)
@paginate(Pages)
def lister_cibles(request, code: str, annee: int):
    exercice = get_exercice(request, code, annee)
    indicateurs = exercice.referentiel.definition.indicateurs
    return [
        CibleDonnee(
            code=un.code,
            annee=un.annee,
            cible_exacte=write_exact(un.valeur),
            cible=write_lue(un.valeur, indicateurs[un.code]),
            unite=name_unite_lue(indicateurs[un.code]),
            convenue_le=un.convenue_le,
            avenant=un.avenant,
        )
        for _, un in sorted(list_cibles_dites(exercice).items())
        if un.code in indicateurs
    ]


@routes.get(
    f"{EXERCICE}/financement",
    response={200: FinancementLu, **REFUS},
    summary="Le financement d’un exercice",
    description="Les montants prévus et exécutés, par action, par axe et par source.",
)
def lire_financement(request, code: str, annee: int):
    exercice = get_exercice(request, code, annee)
    return make_financement(exercice, build_tableau_financier(exercice))


@routes.get(
    "/chiffres",
    response={200: list[ChiffreDonne], **REFUS},
    summary="Les chiffres d’une année",
    description=(
        "Ceux de toutes les conventions du périmètre, comparés entre elles, comme l’export du tableau de bord. Sans "
        "année ni dispositif, les derniers\u00a0; d’une année où il n’y a rien, rien."
    ),
)
@paginate(Pages)
def lister_chiffres_d_une_annee(
    request,
    annee: Annee | None = None,
    dispositif: Dispositif | None = None,
    convention: CodeDeConvention | None = None,
):
    connue, lignes = list_lignes_export(request.user, annee, dispositif)
    if annee not in (None, connue):
        return []
    return [
        make_chiffre(un.exercice, un)
        for un in lignes
        if convention in (None, un.exercice.convention.code)
        and dispositif in (None, un.exercice.convention.dispositif)
    ]
