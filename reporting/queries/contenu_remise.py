"""What is handed over of an exercice besides the execution its photograph keeps."""

from dataclasses import dataclass
from datetime import date

from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from conventions.models import Exercice, PieceAction, Redeploiement
from indicateurs.models import PieceJointe
from indicateurs.queries.brouillons import list_brouillons
from indicateurs.queries.cadre import list_cibles, list_situations
from indicateurs.queries.fautes import Faute, FauteLue, list_fautes, read_fautes
from indicateurs.queries.lignes import Chiffres, get_chiffres
from indicateurs.queries.methode import get_declaration
from reporting import contents
from reporting.contents.ecarts_remises import Difference
from reporting.models import Remise
from reporting.queries.documents import build_deliberation, build_methode
from reporting.queries.execution import build_execution
from reporting.queries.fiches import build_fiche_action, list_fiches
from reporting.queries.remises import EtatLu, list_remises, read_remise


@dataclass(frozen=True)
class RemiseAFaire:
    """What handing over now would say, and what it would change of the last round (None: the first one)."""

    lue: EtatLu
    precedente: Remise | None
    differences: tuple[Difference, ...]

    @property
    def rang(self) -> int:
        return self.precedente.rang + 1 if self.precedente else 1


def build_remise_a_faire(user: Utilisateur, exercice: Exercice, jour: date) -> RemiseAFaire:
    """The round `user` would hand over on `jour`."""
    lue = EtatLu(build_execution(exercice), build_contenu_remise(exercice, jour))
    precedente = list_remises(user).filter(exercice=exercice).last()
    differences = lue.compare_to(read_remise(precedente)) if precedente else ()
    return RemiseAFaire(lue, precedente, differences)


def build_contenu_remise(exercice: Exercice, jour: date) -> contents.ContenuRemise:
    """What a submission of `exercice` made on `jour` would say, not certified yet; the queries do not grow with what it
    holds."""
    declaration = get_declaration(exercice)
    return contents.ContenuRemise(
        convention=exercice.convention.code,
        annee=exercice.annee,
        contexte=exercice.contexte,
        conclusion=exercice.conclusion,
        fiches=tuple(
            build_fiche_action(action, exercice.referentiel).redaction for action in list_fiches(exercice)
        ),
        deliberation=build_deliberation(exercice.vote_du_rapport),
        methode=build_methode(declaration) if declaration else None,
        cibles=_list_cibles_remises(exercice),
        situations=_list_situations_remises(exercice),
        pieces=_list_pieces(exercice),
        avertissements=_list_avertissements(exercice, jour),
        brouillons=tuple(
            contents.BrouillonLaisse(
                libelle=un.libelle,
                par=un.par,
                le=compute_jour_compte(un.le, exercice.convention.departement_id),
            )
            for un in list_brouillons(exercice)
        ),
    )


def _list_cibles_remises(exercice: Exercice) -> tuple[contents.CibleRemise, ...]:
    """Those of its indicators, in the order of the référentiel, for every year."""
    connues = exercice.referentiel.definition.indicateurs
    cibles = list_cibles(exercice)
    return tuple(
        contents.CibleRemise(code=code, annee=annee, valeur=cibles[code, annee])
        for rang, annee, code in sorted(
            (list(connues).index(code), annee, code) for code, annee in cibles if code in connues
        )
    )


def _list_situations_remises(exercice: Exercice) -> tuple[contents.SituationRemise, ...]:
    situations = list_situations(exercice)
    return tuple(
        contents.SituationRemise(
            code=code,
            au=situations[code].au,
            mesure=contents.ContenuMesure(
                statut=situations[code].etat,
                numerateur=situations[code].numerateur,
                denominateur=situations[code].denominateur,
                moyenne=situations[code].moyenne_jours,
            ),
        )
        for code in exercice.referentiel.definition.indicateurs
        if code in situations
    )


def _list_pieces(exercice: Exercice) -> tuple[contents.PieceRemise, ...]:
    """The evidence of its figures, of its actions and of its redéploiements; three queries, and no byte of a file."""
    champs = ("nom_fichier", "taille", "empreinte")
    actions = PieceAction.objects.filter(action__exercice=exercice).order_by("action__numero", "pk")
    chiffres = PieceJointe.objects.filter(exercice=exercice).order_by("code", "pk")
    preuves = Redeploiement.objects.filter(exercice=exercice).order_by("pk")
    lues = [
        *(("chiffre", *ligne) for ligne in chiffres.values_list("code", *champs)),
        *(("action", *ligne) for ligne in actions.values_list("action__numero", *champs)),
        *(("redeploiement", "", *ligne) for ligne in preuves.values_list(*champs)),
    ]
    return tuple(
        contents.PieceRemise(nature=nature, cle=cle, nom=nom, taille=taille, empreinte=empreinte)
        for nature, cle, nom, taille, empreinte in lues
    )


def _list_avertissements(exercice: Exercice, jour: date) -> tuple[contents.AvertissementRemis, ...]:
    """The rules its figures break, each with what explains it, or what sets it aside."""
    chiffres = get_chiffres(exercice)
    fautes = list_fautes(
        exercice.referentiel.definition,
        chiffres.mesures,
        chiffres.precedentes,
        lambda: chiffres.list_codes_rompus(exercice),
    )
    comptees = [faute for faute in fautes if not faute.a_l_essai]
    return tuple(_tell_avertissement(lue, chiffres) for lue in read_fautes(exercice, comptees, jour))


def _tell_avertissement(lue: FauteLue, chiffres: Chiffres) -> contents.AvertissementRemis:
    faute: Faute = lue.faute
    valeur = chiffres.valeurs.get(faute.code)
    return contents.AvertissementRemis(
        code=faute.code,
        gravite=faute.gravite,
        constat=faute.constat,
        explication=valeur.commentaire if valeur else "",
        derogation=lue.derogation.motif if lue.derogation else "",
    )
