"""What each removal does, in words, before it is done: what goes with it, what remains."""

from collections import Counter

from django.urls import reverse
from django.utils import timezone

from comptes.fuseaux import compute_jour_compte
from comptes.models import ROLES_DE_REVUE
from nombres.exacts import sum_known
from nombres.formats import compter, date_fr, format_euros
from saisie.recapitulation import JOURNAL, Recapitulation, make_retrait

SUITE_DES_REMARQUES = (
    "Ses remarques restent à son service\u00a0: le premier de ses collègues qui y écrit reprend chacune."
)
# Of a signed copy, which only the database's keeper still reads.
CONSERVEE = "Le fichier reste conservé hors du site avec son empreinte\u202f; le journal garde qui l’a retiré et quand."


def make_retour(exercice, route, mots, *autres):
    """(words, address) of a page of the exercice."""
    return mots, reverse(route, args=[exercice.convention.code, exercice.annee, *autres])


def recapitulate_action(action, refus):
    """Before an action is deleted."""
    prevu = sum_known(ligne.prevu for ligne in action.financements.all())
    jalons, propres = action.jalons.count(), action.indicateurs_propres.count()
    return make_retrait(
        titre=f"Supprimer l’action {action.numero}",
        faits=(
            ("Action", str(action)),
            ("Exercice", f"{action.exercice.convention}, {action.exercice.annee}"),
            ("Montant prévu, toutes sources", format_euros(prevu)),
            ("Étapes", str(jalons)),
            ("Indicateurs propres", str(propres)),
            ("Partenaires", ", ".join(un.nom for un in action.partenaires.all()) or "Aucun"),
        ),
        disparait=(
            "La fiche et tous ses textes\u00a0: rien ne permet de les retrouver.",
            "Ses montants, ses étapes et ses indicateurs propres.",
        ),
        reste=(
            "Ses partenaires restent dans la liste de la convention.",
            "Le journal garde son numéro, son titre, et qui l’a supprimée.",
        ),
        retour=make_retour(action.exercice, "conventions:action", f"l’action {action.numero}", action.numero),
        refus=refus,
        lu=str(action.version),
    )


def recapitulate_partenaire(partenaire, exercice, refus):
    """Before a partner nothing refers to leaves the list of the convention."""
    return make_retrait(
        titre=f"Retirer le partenaire «\u00a0{partenaire.nom}\u00a0»",
        faits=(("Partenaire", partenaire.nom), ("Convention", str(exercice.convention))),
        disparait=("Son nom quitte la liste des partenaires de la convention, pour tous ses exercices.",),
        reste=(
            "Il n’est partenaire d’aucune action et n’en finance aucune\u00a0: aucune fiche ne change.",
            JOURNAL,
        ),
        retour=make_retour(exercice, "conventions:partenaires", "les partenaires"),
        refus=refus,
    )


def recapitulate_brouillon(brouillon, page, quoi, retour):
    """Before what one typed on `page` (words) and did not save is given up; `quoi` are words for what is saved."""
    return make_retrait(
        titre="Abandonner le brouillon",
        faits=(("Page", page), ("Cases tapées et non enregistrées", str(len(brouillon.champs)))),
        disparait=("Ce que vous aviez tapé sur cette page sans l’enregistrer.",),
        reste=(f"{quoi} enregistrés ne changent pas.", "Les brouillons de vos collègues ne changent pas."),
        retour=retour,
    )


def recapitulate_depot(depot, retour):
    """Before a workbook that waits to be confirmed is given up."""
    le = timezone.localtime(depot.le)
    return make_retrait(
        titre="Abandonner le classeur déposé",
        faits=(("Classeur", depot.nom_fichier), ("Déposé le", f"{date_fr(le.date())} à {le:%H:%M}")),
        disparait=("Le classeur déposé est effacé du site, sans que rien n’en soit enregistré.",),
        reste=("Ce qui est enregistré ne change pas.", "Votre fichier reste sur votre ordinateur."),
        retour=retour,
        lu=depot.le.isoformat(),
    )


def recapitulate_fermeture(compte, laisses):
    """Before an account is closed; `laisses` are those of `list_laisses`."""
    par_exercice = Counter(str(un.exercice) for un in laisses)
    return make_retrait(
        titre=f"Fermer le compte de {compte.nom}",
        faits=(
            ("Nom", compte.nom),
            ("Adresse", compte.email),
            ("Rôle", f"{compte.get_role_display()}, {compte.perimetre_libelle}"),
            (
                "Saisies en attente",
                "\n".join(f"{ou}\u00a0: {combien}" for ou, combien in par_exercice.items()) or "Aucune",
            ),
        ),
        disparait=(
            "Cette personne ne peut plus rien ouvrir\u00a0: ses sessions finissent à leur prochaine page.",
            "Le lien d’une invitation ou d’un mot de passe qu’elle aurait reçu n’ouvre plus rien.",
        ),
        reste=(
            "Ce qu’elle a écrit reste, sous son nom.",
            "Ses saisies en attente se reprennent\u00a0: par vous, ici, ou par ses collègues.",
            *([SUITE_DES_REMARQUES] if compte.role in ROLES_DE_REVUE else ()),
            "Le compte se rouvre quand on veut.",
        ),
        retour=("les comptes", reverse("conventions:comptes")),
        lu=f"{compte.version}.{','.join(f'{type(un).__name__}{un.pk}' for un in laisses)}",
    )


def recapitulate_ouverture(campagne, prevus, refus=None):
    """Before a campaign is opened, or the exercices it lacks; `prevus` are of `list_exercices_prevus`."""
    ouverts = [un.convention for un in prevus if not un.refus]
    laisses = [un for un in prevus if un.refus]
    if campagne.is_ouverte and not ouverts:
        refus = refus or "Il n’y a aucun exercice à ouvrir."
    titre = "Ouvrir les exercices manquants de la" if campagne.is_ouverte else "Ouvrir la"
    return Recapitulation(
        titre=f"{titre} campagne {campagne.dispositif} {campagne.annee}",
        faits=(
            ("Référentiel", str(campagne.referentiel)),
            ("Échéance du rapport", date_fr(campagne.rapport_le)),
            ("Fin de la fenêtre de correction", date_fr(campagne.correction_au)),
            ("Échéance de l’instruction", date_fr(campagne.instruction_au)),
            ("Exercices créés", _count_conventions(ouverts)),
            *(("Sans exercice", f"{un.convention}\u00a0: {un.refus}") for un in laisses),
        ),
        suites=(
            f"Les exercices {campagne.annee} de ce dispositif, déjà ouverts ou créés ici, sont tenus par ces dates.",
            "Chaque exercice créé prend la suite du précédent\u00a0: même régime, à partir de son lendemain.",
            "Le montant notifié par l’État se dit ensuite, exercice par exercice.",
        ),
        definitif=(
            "Le dispositif, l’année et le référentiel de la campagne.",
            "Une date passée ne change plus sans qu’on dise pourquoi.",
        ),
        retour=("la campagne", campagne.get_absolute_url()),
        refus=refus,
        lu=str(campagne.version),
    )


def _count_conventions(conventions):
    if not conventions:
        return "Aucun"
    return f"{compter(len(conventions), 'exercice', 'exercices')}\u00a0: {', '.join(map(str, conventions))}"


def recapitulate_delai(delai):
    """Before a granted delay is withdrawn."""
    convention = delai.exercice.convention
    le = compute_jour_compte(delai.le, convention.departement_id)
    return make_retrait(
        titre=f"Retirer le délai accordé pour {delai.exercice.annee}",
        faits=(
            ("Convention", str(convention)),
            (
                "Rapport attendu",
                f"jusqu’au {date_fr(delai.jusqu_au)}, au lieu du {date_fr(delai.au_lieu_du)}",
            ),
            ("Accordé par", f"{delai.par}, le {date_fr(le)}"),
            ("Motif", delai.motif),
        ),
        disparait=("Le rapport est de nouveau attendu à l’échéance de la campagne.",),
        reste=("Ce qui est saisi ne change pas.", JOURNAL),
        retour=("la convention", convention.get_absolute_url()),
    )
