"""A fiche action as the documents and the page of the execution print it."""

from django.db.models import prefetch_related_objects

from conventions.models import Action, Exercice
from conventions.queries.fiches import name_mesure
from financement.controles import is_justification_attendue
from financement.queries.montants import list_actions
from referentiels.models import Referentiel
from reporting import contents


def list_fiches(exercice: Exercice) -> list[Action]:
    """The actions of an exercice with all that a fiche says, in the order of the axes; six queries at most."""
    actions = list_actions(exercice)
    prefetch_related_objects(actions, "jalons", "indicateurs_propres")
    return actions


def build_budget(action: Action) -> tuple[contents.ContenuLigneBudget, ...]:
    """What each source brings to an action (of `list_actions`), named where there are several."""
    return tuple(
        contents.ContenuLigneBudget(
            source=f.source, libelle=str(f.partenaire or ""), prevu=f.prevu, execute=f.execute
        )
        for source in contents.SOURCES_FINANCEMENT
        for f in action.financements.all()
        if f.source == source
    )


def build_jalons(action: Action) -> tuple[contents.ContenuJalon, ...]:
    """The steps of an action."""
    return tuple(
        contents.ContenuJalon(libelle=jalon.libelle, prevu_le=jalon.prevu_le, fait_le=jalon.fait_le)
        for jalon in action.jalons.all()
    )


def build_propres(action: Action) -> tuple[contents.ContenuIndicateurPropre, ...]:
    """What an action counts by itself."""
    return tuple(
        contents.ContenuIndicateurPropre(
            libelle=un.libelle, unite=un.unite, cible=un.cible, resultat=un.resultat
        )
        for un in action.indicateurs_propres.all()
    )


def build_fiche_action(action: Action, referentiel: Referentiel) -> contents.FicheAction:
    """A fiche action with its money, its steps and its indicators (of `list_fiches`)."""
    indicateurs = referentiel.definition.indicateurs
    return contents.FicheAction(
        **{
            champ: getattr(action, champ)
            for champ in (
                "numero", "titre", "axe", "nature", "etat", "diagnostic", "description", "objectifs", "public",
                "territoire", "etp", "moyens", "calendrier", "resultats_attendus", "lien_spie",
                "file_active_avant", "file_active_apres", "evaluation", "motif_ecart", "bilan", "difficultes",
                "perspectives",
            )
        },
        mesure=name_mesure(referentiel.definition, action.mesure),
        pilote=", ".join(filter(None, (action.pilote_nom, action.pilote_fonction))),
        partenaires=", ".join(str(partenaire) for partenaire in action.partenaires.all()),
        justification=action.justification_ecart,
        is_justification_attendue=is_justification_attendue(
            action.montants, referentiel.definition.seuil_justification
        ),
        budget=build_budget(action),
        jalons=build_jalons(action),
        indicateurs=tuple(
            contents.LienIndicateur(code=code, libelle=indicateurs[code].libelle)
            for code in action.indicateurs
            if code in indicateurs
        ),
        propres=build_propres(action),
    )  # fmt: skip
