"""The frozen tree an avenant is made from: each line old and new."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from avenants.models import Avenant, NatureAvenant
from avenants.queries import list_changements_cible, list_changements_financement
from conventions.models import Action, Convention
from financement.enveloppes import list_notifiees
from financement.queries.montants import list_colonnes
from indicateurs.queries.cadre import list_annees_convenues, list_cibles
from nombres.exacts import sum_known
from nombres.formats import date_fr
from nombres.locutions import Nom
from referentiels.definitions import Indicateur
from referentiels.parts import ReglePart
from reporting import contents
from reporting.queries.documents import build_convention, build_deliberation, build_exercice, get_textes
from reporting.queries.fiches import build_fiche_action, list_fiches

# Where the texts of each nature are, in a référentiel or in the general ones.
TEXTES_DE: dict[str, str] = {
    NatureAvenant.FINANCIER: "avenant",
    **{
        nature: f"avenant_{nature}"
        for nature in (NatureAvenant.REPORT, NatureAvenant.PROROGATION, NatureAvenant.MODIFICATION)
    },
}
SOURCES_DE_L_ETAT = ("etat", "report")  # of the year, and of the one before


def _build_financements(
    avenant: Avenant, actions: Iterable[Action]
) -> tuple[contents.MontantAvantApres, ...]:
    """Every source of every action, old and new; a line the avenant does not touch keeps its amount."""
    changes = {(c.cle[0].pk, c.cle[1]): c.nouveau for c in list_changements_financement(avenant)}
    lignes, colonnes = [], list_colonnes(avenant.exercice)
    for action in actions:
        actuels = {f.cle: f.prevu for f in action.financements.all()}
        for colonne in colonnes:
            ancien = actuels.get(colonne.cle)
            nouveau = changes.get((action.pk, colonne.cle), ancien)
            if ancien is not None or nouveau is not None:
                lignes.append(
                    contents.MontantAvantApres(
                        action=action.numero,
                        titre=action.titre,
                        axe=action.axe,
                        source=colonne.source,
                        libelle=colonne.libelle if colonne.partenaire_id else "",
                        ancien=ancien,
                        nouveau=nouveau,
                    )
                )
    return tuple(lignes)


def _tell_denominateur(indicateur: Indicateur, indicateurs: Mapping[str, Indicateur]) -> str:
    """What its figure is divided by, in words; "" for a count."""
    if indicateur.nature == "delai":
        return "situations dont le délai est expiré"
    if not indicateur.denominateur:
        return ""
    diviseur = indicateurs[indicateur.denominateur]
    return f"{diviseur.code} – {diviseur.libelle}"


def _build_cibles(avenant: Avenant) -> tuple[contents.CibleAvantApres, ...]:
    """Targets of the years an avenant agrees, old and new, in the order of the référentiel."""
    exercice = avenant.exercice
    changes = {c.cle: c.nouveau for c in list_changements_cible(avenant)}
    anciennes = list_cibles(exercice)
    annees = sorted({*list_annees_convenues(exercice), *(annee for _, annee in changes)})
    lignes, indicateurs = [], exercice.referentiel.definition.indicateurs
    for i in indicateurs.values():
        for annee in annees:
            cle = (i.code, annee)
            ancien = anciennes.get(cle)
            nouveau = changes.get(cle, ancien)
            if ancien is None and nouveau is None:
                continue
            lignes.append(
                contents.CibleAvantApres(
                    code=i.code,
                    libelle=i.libelle,
                    unite=i.unite,
                    nature=i.nature,
                    annee=annee,
                    decimales=i.decimales,
                    denominateur=_tell_denominateur(i, indicateurs),
                    ancien=None if ancien is None else Fraction(ancien),
                    nouveau=None if nouveau is None else Fraction(nouveau),
                )
            )
    return tuple(lignes)


def _build_paiement(convention: Convention) -> tuple[contents.Texte, ...]:
    noms = dict(zip(convention.paiement, convention.paiement_nomme, strict=True))
    return tuple(
        contents.Texte(code=champ, titre=nom[:1].upper() + nom[1:], texte=dit)
        for champ, (nom, dit) in noms.items()
    )


def _build_credits(actions: Iterable[Action]) -> tuple[contents.CreditsDAction, ...]:
    """What the State planned for each action it pays for, and what was spent of it, as far as it is known."""
    credits = []
    for action in actions:
        lignes = [ligne for ligne in action.financements.all() if ligne.source in SOURCES_DE_L_ETAT]
        # What was not planned is not spent: a line that says nothing counts neither way.
        prevues = [ligne for ligne in lignes if ligne.prevu is not None]
        if prevues:
            executes = [ligne.execute for ligne in prevues]
            credits.append(
                contents.CreditsDAction(
                    action=action.numero,
                    titre=action.titre,
                    axe=action.axe,
                    prevu=sum_known(ligne.prevu for ligne in prevues),
                    execute=None if None in executes else sum_known(executes),
                )
            )
    return tuple(credits)


def build_jours(avenant: Avenant) -> tuple[contents.JourAvantApres, ...]:
    """The days an avenant moves, as they are before it is signed."""
    if avenant.prolonge_au is None:
        return ()
    exercice = avenant.exercice
    if avenant.nature == NatureAvenant.REPORT:
        libelle, ancien = f"Fin de l’exécution de l’exercice {exercice.annee}", exercice.fin
    else:
        definition = exercice.referentiel.definition
        instrument = Nom(definition.nom_court, definition.genre)
        libelle, ancien = f"Fin {instrument.du}", exercice.convention.terme
    return (contents.JourAvantApres(libelle=libelle, ancien=ancien, nouveau=avenant.prolonge_au),)


def _build_mots(avenant: Avenant, jours: Iterable[contents.JourAvantApres]) -> dict[str, str]:
    """The words that only its nature has: the days it moves, what it changes in the text."""
    mots = {"stipulations": avenant.stipulations}
    for jour in jours:
        mots |= {"terme": date_fr(jour.ancien), "prolonge_au": date_fr(jour.nouveau)}
    return mots


def build_avenant(avenant: Avenant, etabli_le: date) -> contents.ContenuAvenant:
    """Everything an avenant says, frozen. Read before the signature applies it, it still knows the old values."""
    exercice = avenant.exercice
    jour = avenant.date_signature or etabli_le
    convention, annee = build_convention(exercice.convention, jour, avenant), build_exercice(exercice)
    actions = list_fiches(exercice)
    jours = build_jours(avenant)
    textes, regles = _build_textes(avenant, convention, annee, jours, {action.axe for action in actions})
    return contents.ContenuAvenant(
        etabli_le=etabli_le,
        projet=not avenant.is_signe,
        numero=str(avenant.numero),
        nature=avenant.nature,
        convention=convention,
        exercice=annee,
        montant_etat=avenant.montant_etat,
        jours=jours,
        stipulations=avenant.stipulations,
        signataires=convention.signataires,
        deliberation=build_deliberation(avenant.deliberation),
        date_signature=avenant.date_signature,
        paiement=_build_paiement(exercice.convention),
        regles_part=regles,
        **_build_annexes(avenant, actions),
        **textes,
    )


def _build_annexes(avenant: Avenant, actions: list[Action]) -> dict[str, Any]:
    """What is annexed to an avenant of its nature, by field."""
    if avenant.nature == NatureAvenant.REPORT:
        return {"credits": _build_credits(actions)}
    if not avenant.is_chiffre:
        return {}
    definition = avenant.exercice.referentiel.definition
    annexes: dict[str, Any] = {
        "financements": _build_financements(avenant, actions),
        "natures": tuple(
            contents.NatureDAxe(axe=axe, nature=nature) for axe, nature in definition.natures.items()
        ),
        "enveloppes": list_notifiees(definition.enveloppes, {}),
        "cibles": _build_cibles(avenant),
    }
    if avenant.nature == NatureAvenant.FINANCIER:
        referentiel = avenant.exercice.referentiel
        annexes["actions"] = tuple(build_fiche_action(un, referentiel).engagement for un in actions)
    return annexes


def _build_textes(
    avenant: Avenant,
    convention: contents.ContenuConvention,
    annee: contents.ContenuExercice,
    jours: Iterable[contents.JourAvantApres],
    axes: set[str],
) -> tuple[dict[str, Any], tuple[ReglePart, ...]]:
    """The texts of its nature, filled, and the rules of shares that they say."""
    exercice = avenant.exercice
    regles = tuple(un for un in exercice.referentiel.definition.regles_part if un.is_bloquante)
    montant = exercice.montant_notifie if avenant.montant_etat is None else avenant.montant_etat
    valeurs = contents.build_valeurs(
        convention,
        annee,
        numero=str(avenant.numero),
        montant_etat=montant,
        regles_part=regles,
        autres=_build_mots(avenant, jours),
    )
    textes = get_textes(exercice.referentiel, TEXTES_DE[avenant.nature])
    return contents.build_textes_avenant(textes, valeurs, avenant.clauses, axes), regles
