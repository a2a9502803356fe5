"""Who may do what, route by route."""

OUVERTES = {
    *(f"comptes:{quoi}" for quoi in ("connexion", "oublie", "choisir", "accessibilite", "contact")),
    *(
        "comptes:mentions_legales",
        "comptes:donnees_personnelles",
        "reporting:plan",
        "api:page",
        "api:document",
    ),
}
QUI = (
    "agent.29",
    "agent.22",
    "prefecture.29",
    "prefecture.22",
    "commissaire.53",
    "commissaire.44",
    "centrale",
)
TOUS = dict.fromkeys(QUI, 200)
# The convention exists for the département, its préfecture, its commissaire and the centrale.
CONVENTION = TOUS | dict.fromkeys(("agent.22", "prefecture.22", "commissaire.44"), 404)
# Its life: the département, and its préfecture for what concerns the State, write; the others read it elsewhere.
VIE = CONVENTION | {"commissaire.53": 403, "centrale": 403}
# A draft: only the département and its préfecture read it.
BROUILLON = dict.fromkeys(QUI, 404) | {"agent.29": 200, "prefecture.29": 200}
SAISIE = BROUILLON | {"prefecture.29": 403}
PREFECTURE = BROUILLON | {"agent.29": 403}
PERSONNE = SAISIE | {"agent.29": 403}
# Nothing was uploaded: sent back to the page where one does.
APERCU = SAISIE | {"agent.29": 302}
# Of the préfecture, about a row that is not there.
RIEN_DE_TEL = dict.fromkeys(QUI, 404) | {"agent.29": 403}
IMPORT = dict.fromkeys(QUI, 404) | {"agent.29": 200}
CENTRALE = dict.fromkeys(QUI, 403) | {"centrale": 200}
EXPORT = dict.fromkeys(QUI, 404) | {"agent.29": 200}
POST_SEUL = dict.fromkeys(QUI, 405)
COMPTES = CENTRALE | {"prefecture.29": 200, "prefecture.22": 200}
LUES = ("comptes:lire_notification", "comptes:ouvrir_notification")
# A draft, written part by part.
PAR_PARTIES = ("rubrique", "ajouter", "element", "retirer")
CAMPAGNES = (
    *(f"conventions:{quoi}" for quoi in ("campagnes", "nouvelle_campagne", "modifier_campagne")),
    *("conventions:ouvrir_campagne", "reporting:campagne"),
)
LECTURE = {
    "comptes:aide": TOUS,
    **dict.fromkeys(
        (*LUES, "comptes:deconnexion", "comptes:cesser", "comptes:lire_notifications"), POST_SEUL
    ),
    **dict.fromkeys(("comptes:changer", "comptes:notifications", "comptes:preferences"), TOUS),
    "conventions:comptes": COMPTES,
    "conventions:inviter": CENTRALE,
    "conventions:compte": COMPTES | {"prefecture.22": 404},  # of the 29
    **dict.fromkeys(
        ("conventions:fermer_compte", "conventions:agir"),
        COMPTES | {"prefecture.29": 403, "prefecture.22": 404},
    ),
    "conventions:rouvrir_compte": POST_SEUL,
    "conventions:renvoyer_invitation": POST_SEUL,
    **dict.fromkeys(("api:jetons", "api:nouveau_jeton"), TOUS),
    "api:retirer_jeton": dict.fromkeys(QUI, 404) | dict.fromkeys(("agent.29", "centrale"), 200),
    "reporting:accueil": TOUS,
    "reporting:recherche": TOUS,
    "reporting:tableau_de_bord": TOUS,
    **dict.fromkeys((f"reporting:{quoi}" for quoi in ("delais", "evolution", "exporter_bilan")), TOUS),
    # Of whoever sees a year that has it.
    "reporting:ensemble": TOUS | {"commissaire.44": 404},
    "reporting:exporter_tableau": TOUS,
    "reporting:financement": TOUS,
    "reporting:exporter_financement": TOUS,
    "reporting:exports": TOUS,
    # Of whoever asked for it.
    **dict.fromkeys(("reporting:export", "reporting:avancement_export"), EXPORT),
    **dict.fromkeys(("reporting:fichier_export", "reporting:demander_export"), POST_SEUL),
    # Published: everybody reads it.
    **dict.fromkeys(
        (f"reporting:{quoi}" for quoi in ("editions", "edition", "telecharger_edition", "comparer_edition")),
        TOUS,
    ),
    "reporting:publier_edition": CENTRALE,
    **dict.fromkeys(
        (f"reporting:{quoi}" for quoi in ("convention", "journal", "exporter_journal")), CONVENTION
    ),
    "reporting:nation": CENTRALE,
    "reporting:instruction": CENTRALE,
    "reporting:regles": CENTRALE,
    "reporting:charge": CENTRALE,
    "reporting:journal_hors_convention": CENTRALE,
    "reporting:courriels": CENTRALE,
    # Of a demo alone.
    **dict.fromkeys(("demonstration:courriels", "demonstration:courriel"), dict.fromkeys(QUI, 404)),
    "reporting:exercice": BROUILLON,
    "reporting:transmettre": SAISIE,
    "reporting:acte": SAISIE,  # to the internal control
    # Of 2021, a draft: nobody decides on it yet.
    "reporting:valider": PERSONNE,
    "reporting:renvoyer": PERSONNE,
    # The draft of 2021: its own read it so, the State what was handed over.
    "reporting:lecture": IMPORT,
    "reporting:marquer_vu": POST_SEUL,
    "reporting:execution": BROUILLON,
    "reporting:position": BROUILLON,
    "remarques:liste": BROUILLON,
    "remarques:ecrire": PERSONNE,
    "remarques:remarque": BROUILLON,
    "remarques:retirer": PERSONNE,
    "reporting:simulation": BROUILLON,
    **dict.fromkeys(("reporting:remise", "reporting:recepisse"), CONVENTION),  # of 2020
    "reporting:photographie": CONVENTION,  # of 2020, which is validated
    **dict.fromkeys(("reporting:avis", "reporting:dialogue"), PERSONNE),  # of a draft
    "reporting:decision_financiere": BROUILLON,
    "reporting:proposer": PREFECTURE,
    "reporting:repondre": SAISIE,
    "reporting:notifier": PREFECTURE,
    **dict.fromkeys(
        (
            *("reporting:verser", "reporting:produire_fiche", "reporting:produire_lettre"),
            *("reporting:produire_arrete", "reporting:produire_recepisse"),
        ),
        POST_SEUL,
    ),
    "reporting:retirer_versement": RIEN_DE_TEL,
    "reporting:rapport": BROUILLON,
    "reporting:produire_rapport": POST_SEUL,
    "avenants:avenant": BROUILLON,
    "avenants:retirer_avenant": SAISIE,
    "avenants:produire_avenant": POST_SEUL,
    "avenants:signer_avenant": PERSONNE,  # the valideur alone signs
    "reporting:document": CONVENTION,  # of 2020, which is validated
    "reporting:avancement_document": CONVENTION,
    "conventions:ouvrir_convention": CENTRALE,
    "conventions:ouvrir_exercice": CENTRALE,
    **dict.fromkeys(
        (f"conventions:{quoi}" for quoi in ("collectivites", "nouvelle_collectivite", "collectivite")),
        CENTRALE,
    ),
    **dict.fromkeys(CAMPAGNES, CENTRALE),
    "conventions:accorder_delai": VIE | dict.fromkeys(("agent.29", "prefecture.29"), 403) | {"centrale": 200},
    "conventions:retirer_delai": VIE | dict.fromkeys(("agent.29", "prefecture.29"), 403) | {"centrale": 200},
    "conventions:notification": VIE | {"agent.29": 403, "centrale": 200},
    "conventions:dates": VIE | {"centrale": 200},
    "conventions:paiement": VIE,
    "conventions:signataires": VIE,
    "reporting:nouvelle_deliberation": VIE | {"prefecture.29": 403},
    "reporting:deliberation": VIE | {"prefecture.29": 403},
    "reporting:retirer_deliberation": VIE | {"prefecture.29": 403},
    "reporting:nouvel_anterieur": VIE,
    "reporting:anterieur": VIE,
    "reporting:retirer_anterieur": VIE,
    "conventions:joindre_copie": VIE,
    "conventions:copie": CONVENTION,
    "conventions:retirer_copie": VIE,
    "conventions:soldes": BROUILLON,
    "reporting:rapport_commun": BROUILLON,
    "reporting:reunir_exercices": POST_SEUL,
    "reporting:separer_exercices": SAISIE,
    "reporting:produire_rapport_commun": POST_SEUL,
    "avenants:prolongation": BROUILLON,
    # Not extended.
    "avenants:ouvrir_second_arrete": PERSONNE,
    "conventions:actions": BROUILLON,
    "conventions:nouvelle_action": SAISIE,
    "conventions:action": BROUILLON,
    "conventions:supprimer_action": SAISIE,
    "conventions:classeur": BROUILLON,
    "conventions:telecharger_classeur": SAISIE,
    "conventions:apercu_classeur": APERCU,
    "conventions:annoter_classeur": APERCU,
    "conventions:confirmer_classeur": POST_SEUL,
    "conventions:abandonner_classeur": APERCU,
    "conventions:joindre_piece_action": POST_SEUL,
    "conventions:piece_action": BROUILLON,
    "conventions:retirer_piece_action": SAISIE,
    "conventions:partenaires": BROUILLON,
    "conventions:renommer_partenaire": POST_SEUL,
    "conventions:retirer_partenaire": SAISIE,
    "conventions:reprise": BROUILLON,
    "conventions:annuler_reprise": SAISIE,
    "conventions:redeploiements": BROUILLON,
    "conventions:preuve_redeploiement": BROUILLON,
    "conventions:financement": BROUILLON,
    "conventions:brouillon_financement": POST_SEUL,
    "conventions:abandonner_financement": APERCU,
    "conventions:ajouter_cofinanceur": POST_SEUL,
    "conventions:retirer_cofinanceur": POST_SEUL,
    "indicateurs:saisie": BROUILLON,
    "indicateurs:brouillon": POST_SEUL,
    "indicateurs:reprendre": POST_SEUL,
    "indicateurs:abandonner_brouillon": APERCU,
    "indicateurs:reprendre_brouillon": POST_SEUL,
    "indicateurs:cibles": BROUILLON,
    "indicateurs:derogations": BROUILLON,
    "indicateurs:retirer_derogation": RIEN_DE_TEL,
    "indicateurs:parcours": BROUILLON,
    "indicateurs:colonnes_parcours": POST_SEUL,
    "indicateurs:valeurs_parcours": POST_SEUL,
    # Of 2021, calculated and still to be confirmed: nobody else knows that it exists.
    "indicateurs:import_parcours": IMPORT,
    "indicateurs:avancement_parcours": IMPORT,
    "indicateurs:annuler_parcours": IMPORT,
    "indicateurs:confirmer_parcours": POST_SEUL,
    "indicateurs:classeur": BROUILLON,
    "indicateurs:telecharger_classeur": SAISIE,
    "indicateurs:apercu_classeur": APERCU,
    "indicateurs:annoter_classeur": APERCU,
    "indicateurs:confirmer_classeur": POST_SEUL,
    "indicateurs:abandonner_classeur": APERCU,
    "referentiels:liste": TOUS,
    "referentiels:methode": CENTRALE,
    "referentiels:lire": TOUS,
    "referentiels:nouveau": CENTRALE,
    "referentiels:modifier": CENTRALE,  # of the draft
    "referentiels:simulation": CENTRALE,
    "referentiels:telecharger": TOUS,
    "referentiels:differences": TOUS,
    **dict.fromkeys((f"referentiels:{geste}" for geste in PAR_PARTIES), CENTRALE),
    "referentiels:dupliquer": CENTRALE,
    "referentiels:rediger": CENTRALE,
    "referentiels:deplacer": POST_SEUL,
    "referentiels:publier": CENTRALE,
    "referentiels:supprimer": CENTRALE,
    "indicateurs:pourquoi": BROUILLON,
    "indicateurs:joindre_piece": POST_SEUL,
    "indicateurs:piece": BROUILLON,
    "indicateurs:supprimer_piece": SAISIE,
    "indicateurs:methode": BROUILLON,
    "indicateurs:situation": BROUILLON,
    "indicateurs:releve_parcours": POST_SEUL,
    "indicateurs:effacer_releve": IMPORT,
    "avenants:choisir": SAISIE,
    "avenants:nouveau": SAISIE,
    "avenants:modifier": SAISIE,
}
# Forms of the life of a convention: whoever may not write gets what reading answers.
DE_LA_CONVENTION = {
    *(f"conventions:{quoi}" for quoi in ("dates", "notification", "signataires", "joindre_copie")),
    *(
        f"reporting:{quoi}"
        for quoi in ("nouvelle_deliberation", "deliberation", "nouvel_anterieur", "anterieur")
    ),
}
# What an empty POST answers to those who may not write; the agent of the département is tried elsewhere.
REFUS = dict.fromkeys(QUI, 404) | {"prefecture.29": 403}
GESTES_D_IMPORT = {
    f"indicateurs:{geste}"
    for geste in ("annuler_parcours", "confirmer_parcours", "releve_parcours", "effacer_releve")
}
GESTES = (BROUILLON, SAISIE, PREFECTURE, PERSONNE, POST_SEUL, RIEN_DE_TEL)
ABANDONS = ("conventions:abandonner_classeur", "conventions:abandonner_financement")
ABANDONS += ("indicateurs:abandonner_classeur", "indicateurs:abandonner_brouillon")
ECRITURE = {
    **dict.fromkeys((nom for nom, attendu in LECTURE.items() if attendu in GESTES), REFUS),
    **dict.fromkeys(ABANDONS, REFUS),
    **{nom: attendu | {"prefecture.29": 403} for nom, attendu in LECTURE.items() if nom in DE_LA_CONVENTION},
    **dict.fromkeys(
        ("reporting:retirer_deliberation", "reporting:retirer_anterieur", "conventions:retirer_copie"),
        VIE | {"prefecture.29": 403},
    ),
    **dict.fromkeys((*GESTES_D_IMPORT, *LUES), dict.fromkeys(QUI, 404)),
    # Of a draft, nothing was handed over.
    "reporting:marquer_vu": dict.fromkeys(QUI, 404),
    # Of 2020, which they read.
    "reporting:produire_recepisse": REFUS | dict.fromkeys(("commissaire.53", "centrale"), 403),
    "api:retirer_jeton": dict.fromkeys(QUI, 404),
    "conventions:ouvrir_convention": dict.fromkeys(QUI, 403),
    "conventions:inviter": dict.fromkeys(QUI, 403),
    **dict.fromkeys(
        (
            f"conventions:{geste}"
            for geste in ("compte", "agir", "fermer_compte", "rouvrir_compte", "renvoyer_invitation")
        ),
        dict.fromkeys(QUI, 403) | {"prefecture.22": 404},
    ),
    "conventions:ouvrir_exercice": dict.fromkeys(QUI, 403),
    "reporting:publier_edition": dict.fromkeys(QUI, 403),
    **dict.fromkeys(CAMPAGNES[1:4], dict.fromkeys(QUI, 403)),
    **dict.fromkeys(
        ("conventions:accorder_delai", "conventions:retirer_delai"),
        VIE | dict.fromkeys(("agent.29", "prefecture.29"), 403),
    ),
    "conventions:nouvelle_collectivite": dict.fromkeys(QUI, 403),
    "conventions:collectivite": dict.fromkeys(QUI, 403),
    **dict.fromkeys(
        (
            f"referentiels:{geste}"
            for geste in (
                *("methode", "nouveau", "modifier", "publier", "supprimer", "dupliquer", "deplacer"),
                *PAR_PARTIES,
            )
        ),
        dict.fromkeys(QUI, 403),
    ),
}
