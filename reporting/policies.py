"""Who may produce a document, and who decides on the money, when. A refusal is a sentence; None is a yes."""

from collections.abc import Iterable, Sequence
from datetime import date

from comptes.models import Utilisateur
from conventions.models import ETATS_EN_INSTRUCTION, ETATS_TRANSMIS, Acte, Etat, Exercice
from conventions.policies import (
    RESERVE_AU_DEPARTEMENT,
    is_de_la_collectivite,
    is_de_la_prefecture,
    is_du_commissaire,
    refusal_of_acte,
    refusal_of_perimetre,
)
from nombres.formats import date_fr, format_euros
from reporting import contents
from reporting.echecs import ECHECS_DU_SITE
from reporting.models import Document
from reporting.queries.decision import Dossier

DECISION_A_LA_PREFECTURE = "Seule la préfecture du département propose, notifie et verse."
FICHE_A_L_ETAT = "Seuls le commissaire et la préfecture préparent le dialogue de performance."
AVIS_AU_COMMISSAIRE = "Seul le commissaire rend un avis et tient le dialogue de performance."
PROJET_A_PRODUIRE = (
    "Produisez d’abord le projet d’avenant\u00a0: la signature porte sur ce que dit son document."
)
REPONSE_DU_DEPARTEMENT = "Seule la collectivité répond à la proposition de la préfecture."

LECTURE_A_L_ETAT = "Les marques de lecture sont celles des services de l’État."


def refusal_to_produce(user: Utilisateur | None, exercice: Exercice) -> str | None:
    """Why `user` may not produce a document of `exercice`, or None; `user` None is the command line."""
    if user is None:
        return None
    return None if is_de_la_collectivite(user, exercice.convention) else RESERVE_AU_DEPARTEMENT


def refusal_to_instruct(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` is not the one who decides for the State on `exercice`, whatever its state, or None."""
    if not is_de_la_prefecture(user, exercice.convention):
        return DECISION_A_LA_PREFECTURE
    return user.refus_personnel


def refusal_to_speak(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` is not the one who answers for the département on `exercice`, whatever its state, or None."""
    if not is_de_la_collectivite(user, exercice.convention):
        return REPONSE_DU_DEPARTEMENT
    return user.refus_personnel


def refusal_to_advise(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` is not the one who gives an opinion and holds the dialogue on `exercice`, whatever its state, or
    None."""
    if not is_du_commissaire(user, exercice.convention):
        return AVIS_AU_COMMISSAIRE
    return user.refus_personnel


def refusal_to_give_avis(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not give an opinion on the figures last handed over, or None: one a round, before the decision."""
    refus = refusal_to_hold_dialogue(user, dossier)
    if refus or dossier.avis is None:
        return refus
    le = date_fr(dossier.avis.jour)
    return f"L’avis sur ces chiffres est rendu depuis le {le}\u00a0: un autre suppose des chiffres transmis à nouveau."


def refusal_to_hold_dialogue(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not record a dialogue de performance, or None: on figures that were handed over, before the
    decision, with an opinion or without one."""
    exercice = dossier.exercice
    refus = refusal_to_advise(user, exercice) or _refusal_of_etat(dossier)
    if refus:
        return refus
    if exercice.etat not in ETATS_EN_INSTRUCTION:
        quand = "l’avis et le dialogue précèdent la décision."
        return f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: {quand}"
    return None


def refusal_to_propose(
    user: Utilisateur, dossier: Dossier, execution: contents.ContenuExecution
) -> str | None:
    """Why `user` may not propose an amount on this execution, or None."""
    refus = refusal_to_instruct(user, dossier.exercice) or _refusal_of_etat(dossier)
    return refus or _refusal_of_simulation(dossier.exercice, execution)


def refusal_to_answer(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not answer the last proposal, or None."""
    refus = refusal_to_speak(user, dossier.exercice) or _refusal_of_etat(dossier)
    if refus:
        return refus
    if dossier.proposition is None:
        return "La préfecture n’a encore rien proposé."
    if dossier.reponse:
        le = date_fr(dossier.reponse.jour)
        return f"La collectivité a répondu le {le}\u00a0: la préfecture peut notifier, ou proposer à nouveau."
    return _refusal_of_obsolete(dossier)


def refusal_to_notify(user: Utilisateur, dossier: Dossier, jour: date) -> str | None:
    """Why `user` may not notify the decision on that day, or None: not before the département's answer
    (contradictoire), unless the time to answer that its campaign gives has passed."""
    refus = refusal_to_instruct(user, dossier.exercice) or _refusal_of_etat(dossier)
    if refus:
        return refus
    if dossier.proposition is None:
        return (
            "Rien n’est proposé\u00a0: la collectivité répond par écrit à une proposition, puis la décision est "
            "notifiée."
        )
    if dossier.reponse is None and not dossier.is_delai_passe(jour):
        echeance = dossier.reponse_attendue_au
        sinon = f", ou après le {date_fr(echeance)}" if echeance else ""
        return (
            f"La collectivité n’a pas encore répondu à la proposition du {date_fr(dossier.proposition.jour)}\u00a0: "
            f"la décision est notifiée après sa réponse écrite{sinon}."
        )
    return _refusal_of_obsolete(dossier) or _refusal_of_non_valide(user, dossier.exercice)


def _refusal_of_non_valide(user: Utilisateur, exercice: Exercice) -> str | None:
    """The figures are agreed on before their money is."""
    if exercice.is_decide:
        return refusal_of_acte(user, exercice, Acte.NOTIFIER)
    quand = "la décision est notifiée une fois qu’il est validé."
    return f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: {quand}"


def refusal_to_produce_fiche(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not produce the sheet of a dialogue de performance, or None: the State prepares it, on figures
    that were handed over."""
    exercice = dossier.exercice
    if refusal_to_advise(user, exercice) and refusal_to_instruct(user, exercice):
        return FICHE_A_L_ETAT
    return _refusal_of_etat(dossier)


def refusal_to_produce_lettre(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not produce the letter of the last proposal, or None."""
    if refus := refusal_to_instruct(user, dossier.exercice):
        return refus
    return None if dossier.proposition else "Rien n’est proposé\u00a0: la lettre dit une proposition."


def refusal_to_produce_arrete(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not produce the arrêté of the decision, or None."""
    if refus := refusal_to_instruct(user, dossier.exercice):
        return refus
    return (
        None if dossier.notification else "La décision n’est pas notifiée\u00a0: son arrêté en est le texte."
    )


def refusal_to_pay(user: Utilisateur, dossier: Dossier) -> str | None:
    """Why `user` may not record a payment, or None."""
    refus = refusal_to_instruct(user, dossier.exercice)
    if refus:
        return refus
    if dossier.notification is None:
        return "Rien n’est dû tant que la décision n’est pas notifiée."
    if dossier.reste <= 0:
        return "Tout ce que l’État doit pour cet exercice est versé."
    return None


def refusal_to_withdraw_versement(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not withdraw a payment, or None: what is closed owes nothing, for good."""
    if refus := refusal_to_instruct(user, exercice):
        return refus
    if exercice.etat == Etat.CLOS:
        return f"L’exercice {exercice.annee} est clos\u00a0: ses versements ne se retirent plus."
    return None


def refusal_to_end(dossier: Dossier) -> str | None:
    """Why an exercice is not closed for good yet, or None: all that is owed is paid, or there is nothing to decide on
    its money."""
    if dossier.notification:
        if dossier.reste > 0:
            reste = format_euros(dossier.reste)
            return f"Il reste {reste} à verser\u00a0: l’exercice se clôt une fois tout versé."
        return None
    if dossier.proposition:
        return "Une réfaction est proposée\u00a0: l’exercice se clôt une fois la décision notifiée."
    if dossier.transmission and dossier.executions[dossier.transmission.pk].simulation.total.refaction:
        return (
            "La simulation dit des crédits à retenir\u00a0: proposez et notifiez une décision, de 0 s’il n’y a rien à "
            "retenir."
        )
    return None


def refusal_to_reopen(dossier: Dossier) -> str | None:
    """Why an exercice is not sent back for completion any more, or None: its money was decided on these figures."""
    if dossier.notification:
        le = date_fr(dossier.notification.jour)
        return f"La décision financière est notifiée depuis le {le}\u00a0: l’exercice ne se renvoie plus."
    return None


def _refusal_of_etat(dossier: Dossier) -> str | None:
    """Closed once notified; not open before the figures are handed over."""
    exercice = dossier.exercice
    if dossier.notification:
        return f"La décision est notifiée depuis le {date_fr(dossier.notification.jour)}\u00a0: elle ne change plus."
    if exercice.etat not in ETATS_TRANSMIS:
        return (
            f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: "
            "la décision s’instruit une fois l’exercice transmis."
        )
    return None


def _refusal_of_obsolete(dossier: Dossier) -> str | None:
    """The last proposal rests on figures handed over again since, or on another end of the execution."""
    if not dossier.is_obsolete:
        return None
    if dossier.transmission is None or dossier.is_prolongation_changee:
        return "La prolongation de l’exécution a changé depuis la proposition\u00a0: la préfecture propose à nouveau."
    return (
        f"Les chiffres ont été transmis à nouveau le {date_fr(dossier.transmission.jour)}, après la proposition\u00a0: "
        "la préfecture propose à nouveau, sur ces chiffres."
    )


def _refusal_of_simulation(exercice: Exercice, execution: contents.ContenuExecution) -> str | None:
    """Nothing is proposed on a partial simulation: what is missing, and the way out."""
    simulation = execution.simulation
    if simulation.is_complete:
        if simulation.total.refaction is None:
            return "Aucun crédit de l’État n’est prévu dans cet exercice\u00a0: il n’y a rien à retenir."
        return None
    commune = execution.depense_commune
    if commune and commune.montant is not None:
        suite = "la collectivité répartit la dépense commune entre les actions de chaque convention."
    else:
        suite = "la collectivité écrit ce qui a été dépensé, ou 0."
    quoi = f"La simulation est partielle, montant exécuté manquant\u00a0: {', '.join(simulation.manquants)}."
    if not exercice.is_decide:
        return f"{quoi} Renvoyez l’exercice pour complément\u00a0: {suite}"
    return f"{quoi} L’exercice est validé\u00a0: rien ne se propose sur ces chiffres."


def refusal_to_produce_commun(user: Utilisateur | None, exercice: Exercice) -> str | None:
    """Why `user` may not produce the common report `exercice` is in, or None."""
    if user and (refus := refusal_of_perimetre(user, exercice.convention)):
        return refus
    if exercice.rapport_commun_id is None:
        return f"L’exercice {exercice.annee} de la convention {exercice.convention.code} n’a pas de rapport commun."
    return refusal_to_produce(user, exercice)


def refusal_to_conclude(contenu: contents.ContenuAvenant, projets: Sequence[Document]) -> str | None:
    """Why an avenant that says `contenu` is not signed, or None: one signs the paper that was read, drawn already.

    `projets` are its documents; only the day each was made may differ.
    """
    lu = next((un for un in projets if un.empreinte_contenu == _compute_empreinte_au(contenu, un.jour)), None)
    if lu is None:
        if not projets:
            return PROJET_A_PRODUIRE
        return (
            "L’avenant, ou ce qu’il annexe, a changé depuis son dernier projet\u00a0: rien n’est signé. Produisez de "
            "nouveau le projet et relisez-le, puis enregistrez la signature."
        )
    return None if lu.is_dessine else _tell_attente(lu)


def refusal_to_show_signature(projets: Sequence[Document]) -> str | None:
    """Why the signature of an avenant is not asked for yet, or None: none of its `projets` is there to be read."""
    if any(projet.is_dessine for projet in projets):
        return None
    return _tell_attente(projets[0]) if projets else PROJET_A_PRODUIRE


def refusal_to_hand_over(
    contenu: contents.ContenuRapport | contents.ContenuRapportCommun, projets: Iterable[Document]
) -> str | None:
    """Why an exercice whose report says `contenu` is not handed over, or None: it is known that it cannot be drawn.
    `projets` are its drafts; a drawing that nobody asked for yet, or that failed by our fault, is no reason."""
    echoue = next((un for un in projets if un.is_echoue and un.motif_echec not in ECHECS_DU_SITE), None)
    if echoue is None:
        return None
    memes = [un for un in projets if un.empreinte_contenu == _compute_empreinte_au(contenu, un.jour)]
    echecs = [un for un in memes if un.is_echoue and un.motif_echec not in ECHECS_DU_SITE]
    if not echecs or any(un.is_dessine or un.is_attendu for un in memes):
        return None
    return (
        f"Le rapport ne peut pas être dessiné\u00a0: l’exercice n’est pas transmis. {echecs[0].motif_echec}"
    )


def refusal_to_close(papiers: Iterable[Document | None]) -> str | None:
    """Why the State does not close an exercice yet, or None: what it closes could not be corrected any more, and the
    report must be drawn. `papiers` are those of `list_papiers`."""
    return next(filter(None, map(_refusal_of_papier, papiers)), None)


def _refusal_of_papier(papier: Document | None) -> str | None:
    if papier is None:
        return (
            "Le rapport de ces chiffres n’est pas produit\u00a0: la collectivité le produit, puis vous le relisez et "
            "décidez."
        )
    if papier.is_dessine:
        return None
    nom = papier.get_nature_display().lower()
    if papier.is_attendu:
        return (
            f"Le {nom} transmis n’est pas encore dessiné\u00a0: relisez-le dès qu’il est prêt, puis décidez."
        )
    if papier.motif_echec in ECHECS_DU_SITE:
        return f"Le {nom} transmis n’est pas dessiné\u00a0: la collectivité le produit de nouveau. {papier.motif_echec}"
    return (
        f"Le {nom} transmis ne peut pas être dessiné\u00a0: renvoyez l’exercice pour complément, avec ce qui suit. "
        f"{papier.motif_echec}"
    )


def _compute_empreinte_au(
    contenu: contents.ContenuRapport | contents.ContenuRapportCommun | contents.ContenuAvenant, jour: date
) -> str:
    return contents.empreinte(contents.redate(contenu, jour))


def _tell_attente(projet: Document) -> str:
    if projet.is_attendu:
        return (
            "Le projet d’avenant n’est pas encore dessiné\u00a0: relisez-le dès qu’il est prêt, puis signez."
        )
    return f"Le projet d’avenant n’a pas été dessiné\u00a0: il ne peut être signé. {projet.motif_echec}"


def refusal_to_mark_vu(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not mark what was seen of a round of `exercice`, or None: whoever reads it for the State."""
    if refus := refusal_of_perimetre(user, exercice.convention):
        return refus
    return LECTURE_A_L_ETAT if user.is_departemental else user.refus_personnel
