"""A parcours file that a tool sends: the same gate and the same queue as on its page, then its figures, confirmed."""

from django.http import Http404
from ninja import File, Form, UploadedFile
from ninja.pagination import paginate
from ninja.responses import Status

from api.acces import DEPOT
from api.erreurs import Empechement
from api.fiches.communs import REFUS, REFUS_DE_DEPOT, Pages
from api.fiches.parcours import (
    ConfirmationEnvoyee,
    ImportConfirme,
    ImportDepose,
    ImportLu,
    ParcoursEnvoye,
    make_import_depose,
    make_import_lu,
)
from api.forms.parcours import check_parcours, read_correspondance, read_valeurs
from api.routes import EXERCICE, routes
from comptes import horloge
from comptes.acces import check
from comptes.journal import act_through
from conventions.views.exercice import get_exercice
from fichiers.porte import FichierRefuse
from fichiers.sas import store_fichier
from indicateurs.operations.parcours import cancel_import, confirm_import, start_import
from indicateurs.policies.parcours import refusal_to_deposit
from indicateurs.queries.depots import merge_valeurs
from indicateurs.queries.parcours import build_apercu_parcours, list_imports
from indicateurs.taches import calculer_parcours
from indicateurs.views.parcours import erase_on_refusal

PARCOURS = f"{EXERCICE}/parcours"
IMPORT = f"{PARCOURS}/{{int:pk}}"


def _get_import(request, code, annee, pk):
    exercice = get_exercice(request, code, annee)
    imp = list_imports(request.user, exercice).filter(pk=pk).first()
    if imp is None:
        raise Http404
    imp.exercice = exercice
    return imp


@routes.post(
    PARCOURS,
    auth=DEPOT,
    response={202: ImportDepose, **REFUS_DE_DEPOT},
    summary="Déposer un fichier de parcours",
    description=(
        "Un formulaire (multipart/form-data). Le fichier est lu en arrière-plan, puis effacé\u00a0: suivez-le, puis "
        "confirmez ses chiffres."
    ),
)
def deposer_parcours(
    request, code: str, annee: int, fichier: File[UploadedFile], envoi: Form[ParcoursEnvoye]
):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_deposit(request.user, exercice))
    lus = check_parcours(exercice, envoi, fichier, horloge.get_jour_venu(exercice.convention))
    attente = {"nom_fichier": lus["fichier"].name, "revoir": False}
    try:
        attente["depot"] = store_fichier(lus["fichier"])
        with erase_on_refusal(attente["depot"]):
            correspondance, inconnues = read_correspondance(exercice, attente, envoi)
            valeurs = merge_valeurs(exercice, read_valeurs(exercice, inconnues, envoi))
            with act_through(request.auth.outil):
                imp = start_import(
                    by=request.user,
                    at=horloge.now(),
                    exercice=exercice,
                    **{nom: attente[nom] for nom in ("depot", "nom_fichier")},
                    **{nom: lus[nom] for nom in ("arrete_au", "methode")},
                    correspondance=correspondance,
                    valeurs=valeurs,
                    enqueue=calculer_parcours.enqueue,
                )
    except FichierRefuse as refus:
        faute = {"champ": "fichier", "message": refus.message, "code": refus.code}
        raise Empechement(422, refus.message, [faute]) from refus
    return Status(202, make_import_depose(imp))


@routes.get(
    PARCOURS,
    response={200: list[ImportLu], **REFUS},
    summary="Les fichiers de parcours d’un exercice",
    description="Le dernier d’abord\u00a0; l’État ne voit que ceux dont viennent des chiffres.",
)
@paginate(Pages)
def lister_parcours(request, code: str, annee: int):
    exercice = get_exercice(request, code, annee)
    return [make_import_lu(imp) for imp in list_imports(request.user, exercice)]


@routes.get(
    IMPORT,
    response={200: ImportLu, **REFUS},
    summary="Un fichier de parcours",
    description="Où en est son calcul, ses erreurs, ou ses chiffres avec les versions à rendre.",
)
def lire_parcours(request, code: str, annee: int, pk: int):
    imp = _get_import(request, code, annee, pk)
    return make_import_lu(imp, build_apercu_parcours(imp) if imp.resultats is not None else None)


@routes.post(
    f"{IMPORT}/confirmation",
    auth=DEPOT,
    response={200: ImportConfirme, **REFUS_DE_DEPOT},
    summary="Confirmer les chiffres d’un fichier",
    description="Ils deviennent ceux de l’exercice\u00a0; si l’un a changé entre-temps, rien n’est enregistré (409).",
)
def confirmer_import(request, code: str, annee: int, pk: int, envoi: ConfirmationEnvoyee):
    imp = _get_import(request, code, annee, pk)
    with act_through(request.auth.outil):
        ecriture = {"by": request.user, "at": horloge.now(), "imp": imp}
        return {"changes": confirm_import(**ecriture, versions=envoi.versions)}


@routes.post(
    f"{IMPORT}/abandon",
    auth=DEPOT,
    response={200: ImportLu, **REFUS_DE_DEPOT},
    summary="Abandonner un fichier",
    description="Son calcul s’arrête, le fichier est effacé, rien n’est enregistré.",
)
def abandonner_parcours(request, code: str, annee: int, pk: int):
    imp = _get_import(request, code, annee, pk)
    with act_through(request.auth.outil):
        return make_import_lu(cancel_import(by=request.user, at=horloge.now(), imp=imp))
