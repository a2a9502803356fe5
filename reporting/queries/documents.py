"""The frozen tree a rapport is made from, and what an avenant says of a convention in the same words."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import referentiels
from avenants.models import Avenant
from comptes.models import Collectivite
from conventions.models import Convention, Deliberation, Exercice
from conventions.queries.enveloppes import get_enveloppes
from financement.enveloppes import list_notifiees
from financement.queries.rapport_commun import get_depense_commune
from indicateurs.calculations import Resultat
from indicateurs.models import DeclarationMethode, Valeur
from indicateurs.oarsa import get_moyenne
from indicateurs.queries.cadre import list_situations
from indicateurs.queries.lignes import LigneIndicateur, list_lignes_dites
from indicateurs.queries.methode import get_declaration
from indicateurs.trajectoire import Initiale, compute_initiale
from nombres.locutions import Nom
from referentiels.comparabilite import name_date
from referentiels.delais import RegleDelai
from referentiels.models import Referentiel
from reporting import contents
from reporting.queries.decision import get_dossier, get_notification
from reporting.queries.fiches import build_fiche_action, list_fiches

# Texts of the documents for a référentiel that has none, or not all.
GENERAUX = Path(referentiels.__file__).parent / "documents"
# Of each document, by key, where a référentiel gives none of its own.
TEXTES: dict[str, dict[str, Any]] = {
    cle: textes
    for document in ("rapport", "avenant", "decision")  # a file each
    for cle, textes in tomllib.loads((GENERAUX / f"{document}.toml").read_text(encoding="utf-8")).items()
}


def build_convention(
    convention: Convention, le: date | None = None, jusqu_a: Avenant | None = None
) -> contents.ContenuConvention:
    """The convention as a document of that day names it, by default by who holds it today; `jusqu_a` is the avenant
    whose predecessors are cited."""
    anterieurs = convention.avenants.filter(statut="signe").select_related("deliberation").order_by("numero")
    if jusqu_a:
        anterieurs = anterieurs.filter(numero__lt=jusqu_a.numero)
    premier = convention.exercices.first()
    assert premier is not None  # a document is of one of its exercices
    definition = premier.referentiel.definition
    partie = _find_partie(convention, le)
    signataire = _find_partie(convention, convention.date_signature)
    return contents.ContenuConvention(
        code=convention.code,
        dispositif=convention.dispositif,
        dispositif_libelle=definition.dispositif_libelle,
        collectivite=partie.nom,
        sans_article=partie.sans_article,
        partie=partie.partie,
        signataire="" if signataire == partie else signataire.nom_decline.le,
        instrument=Nom(definition.nom_court, definition.genre),
        departement=convention.departement.nom,
        region=convention.departement.region.nom,
        date_signature=convention.date_signature,
        signataires=_build_signataires(convention),
        avenants=tuple(
            contents.ActeAnterieur(
                numero=str(a.numero),
                date_signature=a.date_signature,
                objet=a.objet,
                deliberation=build_deliberation(a.deliberation),
            )
            for a in anterieurs
        ),
    )


def _find_partie(convention: Convention, jour: date | None) -> Collectivite:
    """Who is beside the State in what is signed that day."""
    titulaire = convention.collectivite
    return titulaire if jour is None else titulaire.find_partie(jour, convention.departement) or titulaire


def _build_signataires(convention: Convention) -> tuple[contents.ContenuSignataire, ...]:
    """Both sides, the State's first; a collectivité nobody is named for signs by its executive."""
    signataires = [
        contents.ContenuSignataire(
            partie=un.partie, nom=un.nom, titre=" – ".join(filter(None, (un.titre, un.qualite)))
        )
        for un in convention.signataires.all()
    ]
    if not any(un.partie == "departement" for un in signataires):
        executif = convention.collectivite.titre_executif
        signataires.append(contents.ContenuSignataire(partie="departement", nom="", titre=executif))
    return tuple(signataires)


def build_exercice(exercice: Exercice) -> contents.ContenuExercice:
    """The exercice as the documents name it."""
    return contents.ContenuExercice(
        annee=exercice.annee,
        regime=exercice.regime,
        debut=exercice.debut,
        fin=exercice.fin,
        referentiel=exercice.referentiel.code,
        reference=exercice.referentiel.definition.reference,
        prolonge_au=exercice.prolonge_au,
        arrete_au=exercice.arrete_au if exercice.is_second_arrete else None,
    )


def build_deliberation(vote: Deliberation | None) -> contents.ContenuDeliberation | None:
    """A vote as the documents cite it; None, to be completed by hand, as long as it is not recorded."""
    if vote is None:
        return None
    return contents.ContenuDeliberation(
        organe=vote.get_organe_display(),
        numero=vote.numero,
        date_vote=vote.date_vote,
        date_transmission=vote.date_transmission,
    )


def build_depense_commune(exercice: Exercice) -> contents.ContenuDepenseCommune | None:
    """What is spent for several conventions together, when an exercice is reported on with others; None otherwise."""
    commune = get_depense_commune(exercice)
    return contents.ContenuDepenseCommune(noms=commune.noms, montant=commune.montant) if commune else None


def build_ligne_indicateur(
    ligne: LigneIndicateur,
    *,
    arrete_au: date,
    initiale: Initiale | None = None,
    methode: str = "",
    publie: str = "",
) -> contents.ContenuIndicateur:
    """An indicator as the rapport prints it: `arrete_au` is that of the exercice."""
    i, v, resultat = ligne.indicateur, ligne.valeur, ligne.resultat
    imp = v.import_parcours if v else None
    return contents.ContenuIndicateur(
        code=i.code,
        libelle=i.libelle,
        unite=i.unite,
        nature=i.nature,
        decimales=i.decimales,
        sens=i.sens,
        definition=i.definition,
        regle=_tell_regle(i.regle) if i.regle else "",
        verifie=i.verifie,
        resultat=_build_mesure(resultat, v),
        initiale=_build_initiale(initiale) if initiale else None,
        date_initiale=initiale.au if initiale else None,
        cible=None if ligne.cible is None else Fraction(ligne.cible),
        cible_suivante=None if ligne.cible_suivante is None else Fraction(ligne.cible_suivante),
        methode=methode or (imp.get_methode_display() if imp else ""),
        fiabilite=v.fiabilite if v and v.is_chiffree else "",
        source=v.source if v else "calcul" if resultat.numerateur is not None else "",
        empreinte=imp.empreinte[:8] if imp else "",
        # Without a day of its own, a figure is as of the exercice.
        date_arrete=(v.arrete_au or arrete_au) if v and v.is_chiffree else None,
        explication=v.commentaire if v else "",
        publie=publie,
        comparabilite=ligne.comparabilite,
    )


def _build_mesure(resultat: Resultat, valeur: Valeur | None = None) -> contents.ContenuMesure:
    return contents.ContenuMesure(
        statut=resultat.etat,
        numerateur=resultat.numerateur,
        denominateur=resultat.denominateur,
        en_cours=valeur.en_cours if valeur else None,
        mediane=valeur.mediane_jours if valeur else None,
        moyenne=valeur.moyenne_jours if valeur else None,
    )


def _build_initiale(initiale: Initiale) -> contents.ContenuMesure:
    return replace(_build_mesure(initiale.resultat), moyenne=initiale.moyenne_jours)


def _tell_regle(regle: RegleDelai) -> str:
    depart = f"de {name_date(regle.de)}".replace("de le ", "du ", 1)
    return f"{regle.limite.libelle} à compter {depart}"


def _build_lignes(
    exercice: Exercice, declaration: DeclarationMethode | None
) -> list[tuple[str, contents.ContenuIndicateur]]:
    """Each line of an exercice, with the code of its axe, its initial situation and its method."""
    situations = list_situations(exercice)
    calcules = exercice.referentiel.definition.codes_calcules
    lignes = []
    for ligne in list_lignes_dites(exercice):
        initiale = compute_initiale(ligne.indicateur, situations)
        methode = declaration.methode.libelle if declaration and ligne.indicateur.code in calcules else ""
        publiee = get_moyenne(exercice.convention.code, ligne.indicateur.regle)
        dite = build_ligne_indicateur(
            ligne,
            arrete_au=exercice.arrete_au,
            initiale=initiale,
            methode=methode,
            publie=publiee.phrase if publiee else "",
        )
        lignes.append((ligne.indicateur.axe, dite))
    return lignes


def build_methode(declaration: DeclarationMethode) -> contents.ContenuMethode:
    """How the département declared it counted, in the words of the documents."""
    return contents.ContenuMethode(
        date_entree=declaration.get_date_entree_display(),
        droits_suspendus=declaration.get_droits_suspendus_display(),
        date_rdv=declaration.get_date_rdv_display(),
        logiciel=declaration.logiciel,
        rupture=declaration.rupture,
        rupture_le=declaration.rupture_le,
    )


def get_textes(referentiel: Referentiel, document: str) -> dict[str, Any]:
    """The texts of a document ("rapport", "avenant", "proposition"…): those of the référentiel, a general one where it
    has none."""
    siens: dict[str, Any] = referentiel.contenu.get("textes", {}).get(document, {})
    return TEXTES[document] | siens


def _build_axes(
    exercice: Exercice, lignes: Sequence[tuple[str, contents.ContenuIndicateur]]
) -> tuple[contents.ContenuAxe, ...]:
    """Every axe of the référentiel with its fiches and the figures of `lignes`."""
    actions = list_fiches(exercice)
    return tuple(
        contents.ContenuAxe(
            code=axe.code,
            libelle=axe.libelle,
            nature=axe.nature,
            actions=tuple(
                build_fiche_action(action, exercice.referentiel)
                for action in actions
                if action.axe == axe.code
            ),
            indicateurs=tuple(ligne for code, ligne in lignes if code == axe.code),
            nationaux=tuple(exercice.referentiel.definition.list_nationaux(axe.code)),
        )
        for axe in exercice.referentiel.definition.axes
    )


def build_simulation(
    exercice: Exercice, axes: Iterable[contents.ContenuAxe | contents.AxeExecution]
) -> contents.Simulation:
    """What the State would owe, over the actions of `axes`: the same on the page and on the paper."""
    return contents.compute_simulation(
        [action for axe in axes for action in axe.actions],
        exercice.referentiel.definition.bareme,
        # At the second round the extension has given all the time it had to give.
        is_prolonge=exercice.is_premier_arrete,
    )


def build_decision(exercice: Exercice) -> contents.DecisionNotifiee | None:
    """What the préfet notified, on the figures the decision froze; None as long as nothing is."""
    notification = get_notification(exercice)
    if notification is None:
        return None
    dossier = get_dossier(exercice)
    assert dossier.du is not None and dossier.trop_percu is not None  # it is notified
    fige = dossier.executions[notification.photographie_id]
    return contents.DecisionNotifiee(
        le=notification.jour,
        notifie=dossier.notifie,
        retenu=dossier.retenu,
        du=dossier.du,
        trop_percu=dossier.trop_percu,
        motif=notification.motif,
        simule=fige.simulation.total.refaction,
        arrete_au=fige.arrete_au,
        avis=dossier.tell_avis(notification.le),
    )


def build_rapport(exercice: Exercice, etabli_le: date) -> contents.ContenuRapport:
    """Everything the rapport d'exécution of an exercice says, frozen."""
    convention, annee = build_convention(exercice.convention, etabli_le), build_exercice(exercice)
    declaration = get_declaration(exercice)
    axes = _build_axes(exercice, _build_lignes(exercice, declaration))
    textes = get_textes(exercice.referentiel, "rapport")
    return contents.ContenuRapport(
        etabli_le=etabli_le,
        projet=not exercice.is_decide,
        convention=convention,
        exercice=annee,
        axes=axes,
        deliberation=build_deliberation(exercice.vote_du_rapport),
        methode=build_methode(declaration) if declaration else None,
        montant_notifie=exercice.montant_notifie,
        enveloppes=list_notifiees(exercice.referentiel.definition.enveloppes, get_enveloppes(exercice)),
        depense_commune=build_depense_commune(exercice),
        simulation=build_simulation(exercice, axes),
        decision=build_decision(exercice),
        contexte=exercice.contexte,
        conclusion=exercice.conclusion,
        certifie_par=next(un for un in convention.signataires if un.partie == "departement"),
        **contents.build_textes_rapport(textes, contents.build_valeurs(convention, annee)),
    )


def build_rapport_commun(exercices: Iterable[Exercice], etabli_le: date) -> contents.ContenuRapportCommun:
    """The common report of `exercices`, in the order of their conventions, frozen."""
    rapports = tuple(build_rapport(exercice, etabli_le) for exercice in exercices)
    votes = {rapport.deliberation for rapport in rapports}
    return contents.ContenuRapportCommun(
        etabli_le=etabli_le,
        projet=any(rapport.projet for rapport in rapports),
        rapports=rapports,
        # Its own vote is the one of all: of one convention alone, it approves the part of that one.
        deliberation=votes.pop() if len(votes) == 1 else None,
    )
