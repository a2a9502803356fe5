"""The frozen trees the two documents are made from."""

import tomllib
from fractions import Fraction
from pathlib import Path

from django.db.models import prefetch_related_objects

import referentiels
from avenants.queries import list_changements_cible, list_changements_financement
from conventions.models import ObjetDeliberation
from financement.controles import is_justification_attendue
from financement.queries.montants import list_actions, list_colonnes
from financement.queries.rapport_commun import get_depense_commune
from indicateurs.queries.cadre import list_cibles, list_situations
from indicateurs.queries.lignes import get_definition, list_lignes
from indicateurs.queries.methode import get_declaration
from indicateurs.trajectoire import compute_initiale
from referentiels.comparabilite import name_date
from reporting import contents
from reporting.queries.decision import get_dossier, get_notification

# Texts of the documents for a référentiel that has none, or not all.
TEXTES = tomllib.loads((Path(referentiels.__file__).parent / "documents.toml").read_text(encoding="utf-8"))


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
        signataires=_build_signataires(convention),
        avenants=tuple(
            contents.ActeAnterieur(numero=str(a.numero), date_signature=a.date_signature) for a in anterieurs
        ),
    )


def _build_signataires(convention):
    """Both sides, the State's first; a collectivité nobody is named for signs by its executive."""
    signataires = [
        contents.Signataire(
            partie=un.partie, nom=un.nom, titre=" – ".join(filter(None, (un.titre, un.qualite)))
        )
        for un in convention.signataires.all()
    ]
    if not any(un.partie == "departement" for un in signataires):
        executif = convention.collectivite.titre_executif
        signataires.append(contents.Signataire(partie="departement", nom="", titre=executif))
    return tuple(signataires)


def build_exercice(exercice):
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


def find_deliberation(convention, objet, annee):
    """The last vote of the collectivité on this (of ObjetDeliberation) for that year, or None."""
    vote = convention.deliberations.filter(objet=objet, annee=annee).first()
    return vote and contents.Deliberation(
        organe=vote.get_organe_display(),
        numero=vote.numero,
        date_vote=vote.date_vote,
        date_transmission=vote.date_transmission,
    )


def build_depense_commune(exercice):
    """What is spent for several conventions together, when an exercice is reported on with others; None otherwise."""
    commune = get_depense_commune(exercice)
    return commune and contents.DepenseCommune(noms=commune.noms, montant=commune.montant)


def list_fiches(exercice):
    """The actions of an exercice with all that a fiche says, in the order of the axes; six queries at most."""
    actions = list_actions(exercice)
    prefetch_related_objects(actions, "jalons", "indicateurs_propres")
    return actions


def build_budget(action):
    """What each source brings to an action (of `list_actions`), named where there are several."""
    return tuple(
        contents.LigneBudget(
            source=f.source, libelle=str(f.partenaire or ""), prevu=f.prevu, execute=f.execute
        )
        for source in contents.SOURCES_FINANCEMENT
        for f in action.financements.all()
        if f.source == source
    )


def build_jalons(action):
    """The steps of an action."""
    return tuple(
        contents.Jalon(libelle=jalon.libelle, prevu_le=jalon.prevu_le, fait_le=jalon.fait_le)
        for jalon in action.jalons.all()
    )


def build_propres(action):
    """What an action counts by itself."""
    return tuple(
        contents.IndicateurPropre(libelle=un.libelle, unite=un.unite, cible=un.cible, resultat=un.resultat)
        for un in action.indicateurs_propres.all()
    )


def build_fiche(action, referentiel):
    """A fiche action with its money, its steps and its indicators (of `list_fiches`)."""
    indicateurs = get_definition(referentiel).indicateurs
    return contents.FicheAction(
        **{
            champ: getattr(action, champ)
            for champ in (
                "numero", "titre", "axe", "nature", "etat", "diagnostic", "description", "objectifs", "public",
                "territoire", "etp", "moyens", "calendrier", "resultats_attendus", "lien_spie",
                "evaluation", "motif_ecart", "bilan", "difficultes", "perspectives",
            )
        },
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


def build_ligne_indicateur(ligne, *, arrete_au, initiale=None, initiale_au=None, methode=""):
    """An indicator as the rapport prints it: `arrete_au` is that of the exercice, `initiale` a Resultat or None."""
    i, v, resultat = ligne.indicateur, ligne.valeur, ligne.resultat
    imp = v.import_parcours if v else None
    return contents.LigneIndicateur(
        code=i.code,
        libelle=i.libelle,
        unite=i.unite,
        nature=i.nature,
        decimales=i.decimales,
        sens=i.sens,
        definition=i.definition,
        regle=_tell_regle(i.regle) if i.regle else "",
        verifie=i.verifie,
        resultat=contents.Mesure(
            statut=resultat.etat,
            numerateur=resultat.numerateur,
            denominateur=resultat.denominateur,
            en_cours=v.en_cours if v else None,
            mediane=v.mediane_jours if v else None,
        ),
        initiale=initiale
        and contents.Mesure(
            statut=initiale.etat, numerateur=initiale.numerateur, denominateur=initiale.denominateur
        ),
        date_initiale=initiale_au,
        cible=None if ligne.cible is None else Fraction(ligne.cible),
        cible_suivante=None if ligne.cible_suivante is None else Fraction(ligne.cible_suivante),
        methode=methode or (imp.get_methode_display() if imp else ""),
        fiabilite=v.fiabilite if v and v.is_chiffree else "",
        source=v.source if v else "calcul" if resultat.numerateur is not None else "",
        empreinte=imp.empreinte[:8] if imp else "",
        # Without a day of its own, a figure is as of the exercice.
        date_arrete=(v.arrete_au or arrete_au) if v and v.is_chiffree else None,
        explication=v.commentaire if v else "",
        comparabilite=ligne.comparabilite
        and contents.Comparabilite(avec=ligne.comparabilite.avec, motifs=ligne.comparabilite.motifs),
    )


def _tell_regle(regle):
    depart = f"de {name_date(regle.de)}".replace("de le ", "du ", 1)
    return f"{regle.limite.libelle} à compter {depart}"


def _build_lignes(exercice, declaration):
    """(axe, indicator) of each line of an exercice, with its initial situation and its method."""
    situations = list_situations(exercice)
    calcules = get_definition(exercice.referentiel).codes_calcules
    lignes = []
    for ligne in list_lignes(exercice):
        initiale, au = compute_initiale(ligne.indicateur, situations)
        methode = declaration.methode.libelle if declaration and ligne.indicateur.code in calcules else ""
        dite = build_ligne_indicateur(
            ligne, arrete_au=exercice.arrete_au, initiale=initiale, initiale_au=au, methode=methode
        )
        lignes.append((ligne.indicateur.axe, dite))
    return lignes


def _build_methode(declaration):
    return contents.ContenuMethode(
        date_entree=declaration.get_date_entree_display(),
        droits_suspendus=declaration.get_droits_suspendus_display(),
        date_rdv=declaration.get_date_rdv_display(),
        logiciel=declaration.logiciel,
        rupture=declaration.rupture,
        rupture_le=declaration.rupture_le,
    )


def get_textes(referentiel, document):
    """The texts of a document ("rapport", "avenant"): those of the référentiel, a general one where it has none."""
    return TEXTES[document] | referentiel.contenu.get("textes", {}).get(document, {})


def _build_axes(exercice, lignes):
    """Every axe of the référentiel with its fiches and the figures of `lignes`."""
    actions = list_fiches(exercice)
    return tuple(
        contents.ContenuAxe(
            code=axe.code,
            libelle=axe.libelle,
            nature=axe.nature,
            actions=tuple(
                build_fiche(action, exercice.referentiel) for action in actions if action.axe == axe.code
            ),
            indicateurs=tuple(ligne for code, ligne in lignes if code == axe.code),
        )
        for axe in exercice.referentiel.definition.axes
    )


def build_simulation(exercice, axes):
    """What the State would owe, over the actions of `axes`: the same on the page and on the paper."""
    return contents.compute_simulation(
        [action for axe in axes for action in axe.actions],
        exercice.referentiel.definition.bareme,
        # At the second round the extension has given all the time it had to give.
        is_prolonge=exercice.is_premier_arrete,
    )


def build_decision(exercice):
    """What the préfet notified, on the figures the decision froze; None as long as nothing is."""
    if get_notification(exercice) is None:
        return None
    dossier = get_dossier(exercice)
    notification = dossier.notification
    fige = dossier.executions[notification.photographie_id]
    return contents.DecisionNotifiee(
        le=notification.jour,
        notifie=dossier.notifie,
        retenu=notification.montant,
        du=dossier.du,
        trop_percu=dossier.trop_percu,
        motif=notification.motif,
        simule=fige.simulation.total.refaction,
        arrete_au=fige.arrete_au,
    )


def build_rapport(exercice, etabli_le):
    """Everything the rapport d'exécution of an exercice says, frozen."""
    convention, annee = build_convention(exercice.convention), build_exercice(exercice)
    declaration = get_declaration(exercice)
    axes = _build_axes(exercice, _build_lignes(exercice, declaration))
    textes = get_textes(exercice.referentiel, "rapport")
    return contents.ContenuRapport(
        etabli_le=etabli_le,
        projet=exercice.etat != "valide",
        convention=convention,
        exercice=annee,
        axes=axes,
        deliberation=find_deliberation(exercice.convention, ObjetDeliberation.RAPPORT, exercice.annee),
        methode=declaration and _build_methode(declaration),
        montant_notifie=exercice.montant_notifie,
        depense_commune=build_depense_commune(exercice),
        simulation=build_simulation(exercice, axes),
        decision=build_decision(exercice),
        contexte=exercice.contexte,
        conclusion=exercice.conclusion,
        certifie_par=next(un for un in convention.signataires if un.partie == "departement"),
        **contents.build_textes_rapport(textes, contents.build_valeurs(convention, annee)),
    )


def build_rapport_commun(exercices, etabli_le):
    """The common report of `exercices`, in the order of their conventions, frozen."""
    rapports = tuple(build_rapport(exercice, etabli_le) for exercice in exercices)
    return contents.ContenuRapportCommun(
        etabli_le=etabli_le,
        projet=any(rapport.projet for rapport in rapports),
        rapports=rapports,
        deliberation=next((r.deliberation for r in rapports if r.deliberation), None),
    )


def _build_financements(avenant, actions):
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
                    contents.LigneFinancement(
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


def _tell_denominateur(indicateur, indicateurs):
    """What its figure is divided by, in words; "" for a count."""
    if indicateur.nature == "delai":
        return "situations dont le délai est expiré"
    if not indicateur.denominateur:
        return ""
    diviseur = indicateurs[indicateur.denominateur]
    return f"{diviseur.code} – {diviseur.libelle}"


def _build_cibles(avenant):
    """Targets of the exercice and the next, old and new, in the order of the référentiel."""
    exercice = avenant.exercice
    changes = {c.cle: c.nouveau for c in list_changements_cible(avenant)}
    anciennes = list_cibles(exercice)
    lignes, indicateurs = [], get_definition(exercice.referentiel).indicateurs
    for i in indicateurs.values():
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
                    denominateur=_tell_denominateur(i, indicateurs),
                    ancien=None if ancien is None else Fraction(ancien),
                    nouveau=None if nouveau is None else Fraction(nouveau),
                )
            )
    return tuple(lignes)


def build_avenant(avenant, etabli_le):
    """Everything an avenant says, frozen. Read before the signature applies it, it still knows the old values."""
    exercice = avenant.exercice
    convention, annee = build_convention(exercice.convention, avenant), build_exercice(exercice)
    actions = list_fiches(exercice)
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
        actions=tuple(build_fiche(action, exercice.referentiel).engagement for action in actions),
        signataires=convention.signataires,
        deliberation=find_deliberation(exercice.convention, ObjetDeliberation.AVENANT, exercice.annee),
        date_signature=avenant.date_signature,
        **contents.build_textes_avenant(textes, valeurs, avenant.clauses, {action.axe for action in actions}),
    )
