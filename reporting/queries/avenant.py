"""The frozen tree an avenant is made from: each line old and new."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from avenants.models import Avenant
from avenants.queries import list_changements_cible, list_changements_financement
from conventions.models import Action, Convention
from financement.queries.montants import list_colonnes
from indicateurs.queries.cadre import list_annees_convenues, list_cibles
from referentiels.definitions import Indicateur
from reporting import contents
from reporting.queries.documents import build_convention, build_deliberation, build_exercice, get_textes
from reporting.queries.fiches import build_fiche_action, list_fiches


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


def build_avenant(avenant: Avenant, etabli_le: date) -> contents.ContenuAvenant:
    """Everything an avenant says, frozen. Read before the signature applies it, it still knows the old values."""
    exercice = avenant.exercice
    assert avenant.montant_etat is not None  # the site prints financial avenants only
    jour = avenant.date_signature or etabli_le
    convention, annee = build_convention(exercice.convention, jour, avenant), build_exercice(exercice)
    actions = list_fiches(exercice)
    regles = tuple(un for un in exercice.referentiel.definition.regles_part if un.is_bloquante)
    valeurs = contents.build_valeurs(
        convention,
        annee,
        numero=str(avenant.numero),
        montant_etat=avenant.montant_etat,
        regles_part=regles,
    )
    textes = get_textes(exercice.referentiel, "avenant")
    return contents.ContenuAvenant(
        etabli_le=etabli_le,
        projet=not avenant.is_signe,
        numero=str(avenant.numero),
        convention=convention,
        exercice=annee,
        montant_etat=avenant.montant_etat,
        financements=_build_financements(avenant, actions),
        cibles=_build_cibles(avenant),
        actions=tuple(build_fiche_action(action, exercice.referentiel).engagement for action in actions),
        signataires=convention.signataires,
        deliberation=build_deliberation(avenant.deliberation),
        date_signature=avenant.date_signature,
        paiement=_build_paiement(exercice.convention),
        regles_part=regles,
        **contents.build_textes_avenant(textes, valeurs, avenant.clauses, {action.axe for action in actions}),
    )
