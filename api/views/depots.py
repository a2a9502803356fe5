"""What a tool sends: judged and written as by the pages, under the name of its holder."""

from api.acces import DEPOT
from api.erreurs import Empechement
from api.fiches.communs import REFUS_DE_DEPOT
from api.fiches.depots import ChiffresEnregistres, ChiffresEnvoyes
from api.forms.chiffres import EnvoiDeChiffres
from api.routes import EXERCICE, routes
from comptes import horloge
from comptes.acces import check
from comptes.journal import act_through
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from indicateurs.operations.valeurs import record_valeurs
from indicateurs.queries.lignes import get_chiffres


@routes.post(
    f"{EXERCICE}/chiffres",
    auth=DEPOT,
    response={200: ChiffresEnregistres, **REFUS_DE_DEPOT},
    summary="Déposer des chiffres",
    description=(
        "Tout ou rien. Ce qui n’est pas envoyé d’un chiffre reste comme il est. La version lue est rendue\u00a0: si "
        "quelqu’un a écrit entre-temps, rien n’est enregistré (409)."
    ),
)
def deposer_chiffres(request, code: str, annee: int, envoi: ChiffresEnvoyes):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    aujourdhui = horloge.get_jour_compte(exercice.convention)
    lus = EnvoiDeChiffres(exercice, get_chiffres(exercice), envoi.chiffres, aujourdhui)
    if not lus.is_valid():
        raise Empechement(422, erreurs=lus.erreurs)
    saisies = lus.grille.saisies
    with act_through(request.auth.outil):
        ecriture = {"by": request.user, "at": horloge.now(), "exercice": exercice}
        changes = record_valeurs(**ecriture, saisies=saisies)
    versions = dict(exercice.valeurs.filter(code__in=saisies).values_list("code", "version"))
    return {
        "changes": changes,
        "chiffres": [{"code": un, "version": versions.get(un, 0)} for un in saisies],
        "signaux": lus.signaux,
    }
