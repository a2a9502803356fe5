"""Reads across the whole house: dashboards, and the frozen trees the two documents are made from."""

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from avenants.queries import list_changements_cible, list_changements_financement
from comptes.models import Role
from conventions.models import ETATS_TRANSMIS, Exercice, Referentiel, Source
from indicateurs.calculations import compute_resultat, is_cible_atteinte
from indicateurs.models import Cible, Valeur
from indicateurs.queries.lignes import get_definition, list_lignes
from reporting import contents

# Texts of the documents for a référentiel that has none, or not all.
TEXTES = tomllib.loads((Path(__file__).parent / "textes.toml").read_text(encoding="utf-8"))
DATES_DEPART = {
    "entree": "de la date d’entrée",
    "notification_droits": "de la notification d’ouverture des droits",
    "orientation": "de la date d’orientation",
    "premier_rdv": "du premier rendez-vous",
    "cer": "de la signature du contrat",
}


@dataclass(frozen=True)
class CelluleDelai:
    """One délai of one exercice on a dashboard; `taux` None is « non calculable » or not entered."""

    taux: Fraction | None
    cible: Fraction | None
    atteinte: bool | None
    en_cours: int | None

    @property
    def taux_100(self):
        """Rate from 0 to 100, for drawing."""
        return None if self.taux is None else float(self.taux * 100)

    @property
    def cible_100(self):
        """Target from 0 to 100, for drawing."""
        return None if self.cible is None else float(self.cible * 100)

    @property
    def atteinte_code(self):
        return {True: "oui", False: "non", None: "inconnu"}[self.atteinte]


@dataclass(frozen=True)
class LigneBord:
    """One exercice on a dashboard; no cell at all when its content may not be read."""

    exercice: Exercice
    is_lisible: bool
    cellules: tuple[CelluleDelai, ...]


@dataclass(frozen=True)
class TableauDeBord:
    """Exercices of one year of one instrument against the délais of their référentiel."""

    annee: int
    annees: tuple[int, ...]
    dispositif: str
    dispositifs: tuple[str, ...]
    delais: tuple
    lignes: tuple[LigneBord, ...]


def list_exercices(user):
    """Exercices of the user's perimeter, latest first, whatever their état."""
    return (
        Exercice.objects.visible_to(user)
        .select_related("convention__departement", "convention__collectivite")
        .order_by("convention__code", "-annee")
    )


def build_tableau_de_bord(user, annee=None, dispositif=None):
    """Dashboard of a year of an instrument (the latest without them), six queries whatever the number of départements.

    One instrument at a time: the délais of two have nothing in common.
    """
    vus = Exercice.objects.visible_to(user).order_by("-annee", "convention__dispositif")
    paires = list(vus.values_list("annee", "convention__dispositif").distinct())
    dispositifs = tuple(dict.fromkeys(d for _, d in paires))
    dispositif = dispositif if dispositif in dispositifs else next(iter(dispositifs), "")
    annees = tuple(a for a, d in paires if d == dispositif)
    annee = annee if annee in annees else next(iter(annees), None)
    exercices = list(
        list_exercices(user)
        .filter(annee=annee, convention__dispositif=dispositif)
        .order_by("convention__code")
    )
    # Parsed once per référentiel, not once per département.
    referentiels = Referentiel.objects.in_bulk({exercice.referentiel_id for exercice in exercices})
    definitions = {pk: get_definition(referentiel) for pk, referentiel in referentiels.items()}
    lisibles = {e.pk for e in exercices if is_lisible(user, e)}
    codes = {code for definition in definitions.values() for code in definition.codes_calcules}
    mesures, cibles = {}, {}
    for valeur in Valeur.objects.filter(exercice__in=lisibles, code__in=codes):
        mesures.setdefault(valeur.exercice_id, {})[valeur.code] = valeur.mesure
    for cible in Cible.objects.filter(
        convention__in=[e.convention_id for e in exercices], annee=annee, code__in=codes
    ):
        cibles[cible.convention_id, cible.code] = cible.valeur
    delais = _list_delais(definitions)
    lignes = tuple(
        LigneBord(
            exercice,
            exercice.pk in lisibles,
            _build_cellules(exercice, delais, definitions, mesures, cibles)
            if exercice.pk in lisibles
            else (),
        )
        for exercice in exercices
    )
    return TableauDeBord(annee, annees, dispositif, dispositifs, delais, lignes)


def _list_delais(definitions):
    """The délais of the latest of some référentiels, {primary key: DefinitionIndicateurs}."""
    derniere = definitions[max(definitions)] if definitions else None
    return tuple(i for i in derniere.indicateurs.values() if i.regle) if derniere else ()


def is_lisible(user, exercice):
    """May the user read what this exercice, already visible, holds? Same rule as `Exercice.objects.readable_by`."""
    return user.role not in (Role.COMMISSAIRE, Role.CENTRALE) or exercice.etat in ETATS_TRANSMIS


def _build_cellules(exercice, delais, definitions, mesures, cibles):
    cellules = []
    definition = definitions[exercice.referentiel_id]
    siennes = mesures.get(exercice.pk, {})
    for delai in delais:
        indicateur = definition.indicateurs.get(delai.code, delai)
        resultat = compute_resultat(indicateur, siennes)
        cible = cibles.get((exercice.convention_id, indicateur.code))
        mesure = siennes.get(indicateur.code)
        cellules.append(
            CelluleDelai(
                resultat.valeur,
                None if cible is None else Fraction(cible),
                is_cible_atteinte(indicateur.sens, resultat, cible),
                mesure.en_cours if mesure else None,
            )
        )
    return tuple(cellules)


def build_convention(convention, jusqu_a=None):
    """The convention as the documents name it; `jusqu_a` is the avenant whose predecessors are cited."""
    anterieurs = convention.avenants.filter(statut="signe").order_by("numero")
    if jusqu_a:
        anterieurs = anterieurs.exclude(pk=jusqu_a.pk)
    return contents.ContenuConvention(
        code=convention.code,
        dispositif=convention.dispositif,
        dispositif_libelle=convention.exercices.first().referentiel.definition.dispositif_libelle,
        collectivite=convention.collectivite.nom,
        departement=convention.departement.nom,
        region=convention.departement.region.nom,
        date_signature=convention.date_signature,
        signataires=(
            contents.Signataire(partie="etat", nom=convention.signataire_etat, titre=convention.titre_etat),
            contents.Signataire(
                partie="departement",
                nom=convention.signataire_departement,
                titre=convention.titre_departement or convention.collectivite.titre_executif,
            ),
        ),
        avenants=tuple(
            contents.ActeAnterieur(numero=str(a.numero), date_signature=a.date_signature) for a in anterieurs
        ),
    )


def build_exercice(exercice):
    """The exercice as the documents name it."""
    return contents.ContenuExercice(
        annee=exercice.annee,
        regime=exercice.regime,
        debut=exercice.debut,
        fin=exercice.fin,
        referentiel=exercice.referentiel.code,
        reference=exercice.referentiel.definition.reference,
    )


def build_fiche(action):
    """A fiche action with its money (prefetch `financements`)."""
    return contents.FicheAction(
        **{
            champ: getattr(action, champ)
            for champ in (
                "numero", "titre", "axe", "nature", "etat", "diagnostic", "description", "objectifs", "public",
                "territoire", "partenaires", "moyens", "calendrier", "resultats_attendus", "lien_spie",
                "evaluation", "motif_ecart", "bilan", "difficultes", "perspectives",
            )
        },
        pilote=", ".join(filter(None, (action.pilote_nom, action.pilote_fonction))),
        justification=action.justification_ecart,
        budget=tuple(
            contents.LigneBudget(source=f.source, prevu=f.prevu, execute=f.execute)
            for source in Source.values
            for f in action.financements.all()
            if f.source == source
        ),
    )  # fmt: skip


def build_ligne_indicateur(ligne):
    """An indicator as the rapport prints it, from what the entry page shows."""
    i, v, resultat = ligne.indicateur, ligne.valeur, ligne.resultat
    imp = v.import_parcours if v else None
    regle = (
        f"{i.regle.limite.libelle} à compter {DATES_DEPART.get(i.regle.de, f'de la date « {i.regle.de} »')}"
        if i.regle
        else ""
    )
    return contents.LigneIndicateur(
        code=i.code,
        libelle=i.libelle,
        unite=i.unite,
        nature=i.nature,
        decimales=i.decimales,
        sens=i.sens,
        definition=i.definition,
        regle=regle,
        verifie=i.verifie,
        resultat=contents.Mesure(
            statut=resultat.etat,
            numerateur=resultat.numerateur,
            denominateur=resultat.denominateur,
            en_cours=v.en_cours if v else None,
            mediane=v.mediane_jours if v else None,
        ),
        cible=None if ligne.cible is None else Fraction(ligne.cible),
        cible_suivante=None if ligne.cible_suivante is None else Fraction(ligne.cible_suivante),
        methode=imp.get_methode_display() if imp else "",
        source=v.source if v else "",
        empreinte=imp.empreinte[:8] if imp else "",
        date_arrete=imp.arrete_au if imp else None,
        explication=v.commentaire if v else "",
    )


def get_textes(referentiel, document):
    """The texts of a document ("rapport", "avenant"): those of the référentiel, a general one where it has none."""
    return TEXTES[document] | referentiel.contenu.get("textes", {}).get(document, {})


def build_rapport(exercice, etabli_le):
    """Everything the rapport d'exécution of an exercice says, frozen."""
    convention, annee = build_convention(exercice.convention), build_exercice(exercice)
    lignes = list_lignes(exercice)
    actions = list(exercice.actions.prefetch_related("financements"))
    axes = tuple(
        contents.ContenuAxe(
            code=axe.code,
            libelle=axe.libelle,
            nature=axe.nature,
            actions=tuple(build_fiche(action) for action in actions if action.axe == axe.code),
            indicateurs=tuple(
                build_ligne_indicateur(ligne) for ligne in lignes if ligne.indicateur.axe == axe.code
            ),
        )
        for axe in exercice.referentiel.definition.axes
    )
    textes = get_textes(exercice.referentiel, "rapport")
    return contents.ContenuRapport(
        etabli_le=etabli_le,
        projet=exercice.etat != "valide",
        convention=convention,
        exercice=annee,
        axes=axes,
        contexte=exercice.contexte,
        conclusion=exercice.conclusion,
        certifie_par=convention.signataires[1],
        **contents.build_textes_rapport(textes, contents.build_valeurs(convention, annee)),
    )


def _build_financements(avenant, actions):
    """Every source of every action, old and new; a line the avenant does not touch keeps its amount."""
    changes = {(c.cle[0].pk, c.cle[1]): c.nouveau for c in list_changements_financement(avenant)}
    lignes = []
    for action in actions:
        actuels = {f.source: f.prevu for f in action.financements.all()}
        for source in Source.values:
            ancien = actuels.get(source)
            nouveau = changes.get((action.pk, source), ancien)
            if ancien is not None or nouveau is not None:
                lignes.append(
                    contents.LigneFinancement(
                        action=action.numero,
                        titre=action.titre,
                        axe=action.axe,
                        source=source,
                        ancien=ancien,
                        nouveau=nouveau,
                    )
                )
    return tuple(lignes)


def _build_cibles(avenant):
    """Targets of the exercice and the next, old and new, in the order of the référentiel."""
    exercice = avenant.exercice
    changes = {c.cle: c.nouveau for c in list_changements_cible(avenant)}
    anciennes = {(c.code, c.annee): c.valeur for c in exercice.convention.cibles.all()}
    lignes = []
    for i in get_definition(exercice.referentiel).indicateurs.values():
        for annee in (exercice.annee, exercice.annee + 1):
            cle = (i.code, annee)
            ancien = anciennes.get(cle)
            nouveau = changes.get(cle, ancien)
            if ancien is None and nouveau is None:
                continue
            lignes.append(
                contents.LigneCible(
                    code=i.code,
                    libelle=i.libelle,
                    unite=i.unite,
                    nature=i.nature,
                    annee=annee,
                    decimales=i.decimales,
                    ancien=None if ancien is None else Fraction(ancien),
                    nouveau=None if nouveau is None else Fraction(nouveau),
                )
            )
    return tuple(lignes)


def build_avenant(avenant, etabli_le):
    """Everything an avenant says, frozen. Read before the signature applies it, it still knows the old values."""
    exercice = avenant.exercice
    convention, annee = build_convention(exercice.convention, avenant), build_exercice(exercice)
    rang = {axe.code: place for place, axe in enumerate(exercice.referentiel.definition.axes)}
    actions = sorted(exercice.actions.prefetch_related("financements"), key=lambda a: (rang[a.axe], a.numero))
    valeurs = contents.build_valeurs(
        convention, annee, numero=str(avenant.numero), montant_etat=avenant.montant_etat
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
        actions=tuple(build_fiche(action) for action in actions),
        signataires=convention.signataires,
        date_signature=avenant.date_signature,
        **contents.build_textes_avenant(textes, valeurs, avenant.clauses),
    )
