"""The API itself: what every address of it answers with, and how it refuses. Its addresses are in `api/views/`."""

import json
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError
from ninja.errors import ValidationError as FormeRefusee
from ninja.parser import Parser

from api.acces import LECTURE, Cadence
from api.champs import write_exact
from api.erreurs import Empechement, make_erreur
from comptes.operations import ModifieEntreTemps
from saisie.comparaison import CasesModifiees

# What is said of each kind of value that is not as it is declared, by the words pydantic has for it.
ATTENDUS = (
    ("missing", "Ce champ est obligatoire."),
    ("extra_forbidden", "Ce champ n’existe pas."),
    ("int", "Un nombre entier est attendu."),
    ("date", "Une date est attendue, AAAA-MM-JJ."),
    ("bool", "Vrai ou faux est attendu."),
    ("enum", "Cette valeur n’est pas de celles qui sont admises."),
    ("literal_error", "Cette valeur n’est pas de celles qui sont admises."),
    ("greater_than", "Ce nombre est trop petit."),
    ("less_than", "Ce nombre est trop grand."),
    ("string_too_long", "Ce texte est trop long."),
    ("too_long", "Il y en a trop."),
    ("too_short", "Il en manque."),
    ("string", "Cette valeur ne s’écrit pas ainsi."),
)

ENTRETEMPS = (
    "Quelqu’un d’autre a écrit entre-temps\u00a0: rien n’est enregistré. Relisez, puis renvoyez avec la nouvelle "
    "version."
)


class Lecteur(Parser):
    """Bodies, whose numbers are read as they are written: never a float."""

    def parse_body(self, request):
        return json.loads(
            request.body,
            parse_float=Decimal,
            parse_constant=_refuse_constante,
            object_pairs_hook=_refuse_doublons,
        )


def _refuse_constante(nom):
    raise ValueError(f"{nom} is no number")


def _refuse_doublons(paires):
    """A name said twice means two things: neither is written."""
    dits = dict(paires)
    if len(dits) < len(paires):
        raise ValueError("a name is said twice")
    return dits


api = NinjaAPI(
    title="CALPAE",
    version="1",
    description="Lire ce que le site sait d’un périmètre, et y déposer des chiffres, pour les outils des services.",
    urls_namespace="api-v1",
    # Its document and its page are of ours (`api/views/pages.py`): those of the library load scripts from elsewhere.
    openapi_url=None,
    docs_url=None,
    auth=LECTURE,
    throttle=Cadence(),
    parser=Lecteur(),
)


@api.exception_handler(FormeRefusee)
def say_forme(request, exc):
    return make_erreur(422, erreurs=[_make_faute(une) for une in exc.errors])


def _make_faute(une):
    """One error of pydantic, in French: where (without where ninja looked for it), and what is expected."""
    type_, ou = une["type"], une["loc"][1:]
    # What a view calls all that is sent is no name of the sender's.
    ou = ou[1:] if ou[0] == "envoi" and len(ou) > 1 else ou
    message = next(
        (dit for debut, dit in ATTENDUS if type_.startswith(debut)), "Cette valeur n’est pas admise."
    )
    return {"champ": ".".join(map(str, ou)), "message": message, "code": type_}


@api.exception_handler(HttpError)
def say_http(request, exc):
    """What ninja says, in English, is said by the status; what our own policies say is said as it is."""
    dit = exc.message if isinstance(exc, AuthenticationError | AuthorizationError) else ""
    return make_erreur(exc.status_code, "" if dit in ("Unauthorized", "Forbidden") else dit)


@api.exception_handler(Empechement)
def say_empechement(request, exc):
    return make_erreur(exc.statut, exc.detail, exc.erreurs)


@api.exception_handler(PermissionDenied)
def say_refus_de_politique(request, exc):
    return make_erreur(403, str(exc))


@api.exception_handler(Http404)
def say_absent(request, exc):
    return make_erreur(404)


@api.exception_handler(RequestDataTooBig)
def say_trop_gros(request, exc):
    maximum = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000
    return make_erreur(413, f"Ce qui est envoyé dépasse {maximum} ko\u00a0: envoyez-le en plusieurs fois.")


@api.exception_handler(ValidationError)
def say_impossible(request, exc):
    """What an operation refuses of what was sent, or that it came too late for."""
    return make_erreur(409, " ".join(exc.messages))


@api.exception_handler(CasesModifiees)
def say_premier(request, exc):
    """What somebody else wrote first: what each figure is now, by whom."""
    erreurs = [
        {
            "champ": code,
            "message": f"Ce chiffre a été modifié entre-temps par {actuelle.par.nom}.",
            "code": "modifie",
            "actuel": {
                "version": actuelle.version,
                "etat": actuelle.etat,
                **{nom: write_exact(getattr(actuelle, nom)) for nom in ("numerateur", "denominateur")},
                "par": actuelle.par.nom,
                "le": actuelle.le.isoformat(),
            },
        }
        for code, actuelle in exc.actuels.items()
    ]
    return make_erreur(409, ENTRETEMPS, erreurs)


@api.exception_handler(ModifieEntreTemps)
def say_entretemps(request, exc):
    return make_erreur(409, str(exc))
