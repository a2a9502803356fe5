"""What the papers of the State say: the sheet of a dialogue, the letter that proposes, the arrêté that notifies."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from conventions.models import Exercice
from nombres.formats import date_fr, format_euros
from remarques.models import EtatRemarque, Remarque
from reporting import contents
from reporting.models import EtapeDecision, Remise
from reporting.queries.decision import Dossier
from reporting.queries.documents import build_convention, build_exercice, get_textes


def build_dialogue(dossier: Dossier, etabli_le: date) -> contents.ContenuDialogue:
    """The sheet that prepares a dialogue, on the figures last handed over."""
    ronde = dossier.transmission
    assert ronde is not None  # else it was refused
    execution = dossier.executions[ronde.pk]
    manquees, retards = contents.list_manquees(execution), contents.list_retards(execution)
    avertissements = _list_avertissements(ronde.pk)
    return contents.ContenuDialogue(
        etabli_le=etabli_le,
        convention=execution.convention,
        exercice=execution.exercice,
        transmis_le=ronde.jour,
        arrete_au=execution.arrete_au,
        empreinte=ronde.empreinte,
        montant_notifie=execution.montant_notifie,
        total=execution.total,
        simule=execution.simulation.total.refaction,
        is_simulation_complete=execution.simulation.is_complete,
        axes=contents.list_axes(execution),
        manquees=tuple(manquees[: contents.LIGNES_MAX]),
        nombre_manquees=len(manquees),
        retards=tuple(retards[: contents.LIGNES_MAX]),
        nombre_retards=len(retards),
        surprises=contents.make_liste(contents.list_surprises(execution, avertissements)),
        questions=contents.make_liste(_list_questions(dossier.exercice)),
        avis=dossier.dit_avis,
    )


def _list_avertissements(photographie: int) -> list[str]:
    """The warnings of a round, those nobody explained first; none of one older than the rounds."""
    remise = Remise.objects.filter(photographie=photographie).first()
    if remise is None:
        return []
    avertis = contents.from_dict(contents.ContenuRemise, remise.contenu).avertissements
    return [f"{un.code}\u00a0: {un.constat}" for un in sorted(avertis, key=lambda un: bool(un.explication))]


def _list_questions(exercice: Exercice) -> list[str]:
    """What is still asked of the collectivité, the blocking first."""
    dites = Remarque.objects.filter(exercice=exercice).for_collectivite().exclude(etat=EtatRemarque.RESOLUE)
    return [
        f"{une.libelle}\u00a0: {message.texte}"
        for une in dites.prefetch_related("messages").order_by("-is_bloquante", "pk")
        if (message := next(iter(une.messages.all()), None))
    ]


def build_proposition(
    dossier: Dossier, proposition: EtapeDecision, etabli_le: date
) -> contents.ContenuProposition:
    """The letter of a proposal, as things were when it was made."""
    exercice = dossier.exercice
    chiffres = _build_chiffres(dossier, proposition, proposition.montant)
    commun = _build_commun(exercice, etabli_le)
    valeurs = _build_valeurs(dossier, proposition, proposition, chiffres, commun)
    textes = get_textes(exercice.referentiel, "proposition")
    dits: dict[str, Any] = contents.build_textes_proposition(textes, valeurs)
    return contents.ContenuProposition(
        projet=False,
        chiffres=chiffres,
        motif=proposition.motif,
        **commun,
        **dits,
    )


def build_arrete(
    dossier: Dossier,
    *,
    montant: Decimal | None,
    motif: str,
    etabli_le: date,
    notification: EtapeDecision | None,
) -> contents.ContenuArrete:
    """The arrêté that keeps `montant` back for `motif`: a projet as long as there is no `notification`."""
    exercice, proposition = dossier.exercice, dossier.proposition
    assert proposition is not None  # else it was refused
    reponse = dossier.reponse
    chiffres = replace(
        _build_chiffres(dossier, notification or proposition, montant),
        propose=proposition.montant,
        accepte=reponse.montant if reponse else None,
    )
    commun = _build_commun(exercice, etabli_le)
    valeurs = _build_valeurs(dossier, notification, proposition, chiffres, commun)
    textes = get_textes(exercice.referentiel, "notification")
    dits: dict[str, Any] = contents.build_textes_arrete(textes, valeurs, chiffres.cas)
    return contents.ContenuArrete(
        projet=notification is None,
        chiffres=chiffres,
        motif=motif,
        **commun,
        **dits,
    )


def _build_commun(exercice: Exercice, etabli_le: date) -> dict[str, Any]:
    return {
        "etabli_le": etabli_le,
        "convention": build_convention(exercice.convention, etabli_le),
        "exercice": build_exercice(exercice),
    }


def _build_chiffres(
    dossier: Dossier, etape: EtapeDecision, montant: Decimal | None
) -> contents.ChiffresDecision:
    """The figures a step rests on."""
    assert montant is not None  # a proposal and a decision say one
    execution = dossier.executions[etape.photographie_id]
    return contents.ChiffresDecision(
        arrete_au=execution.arrete_au,
        empreinte=etape.photographie.empreinte,
        notifie=execution.montant_notifie or execution.simulation.total.notifie or Decimal(0),
        prevu=execution.total.prevu,
        execute=execution.total.execute,
        simule=execution.simulation.total.refaction,
        montant=montant,
    )


def _build_valeurs(
    dossier: Dossier,
    etape: EtapeDecision | None,
    proposition: EtapeDecision,
    chiffres: contents.ChiffresDecision,
    commun: dict[str, Any],
) -> dict[str, str]:
    """The words of both papers, `etape` being what is said: None, a decision not notified yet."""
    le = etape.le if etape else None
    return contents.build_valeurs(
        commun["convention"],
        commun["exercice"],
        autres=contents.build_valeurs_decision(
            chiffres,
            avis=_make_proposition(dossier.tell_avis(le)),
            date_proposition=date_fr(proposition.jour),
            reponse=_tell_reponse(dossier, commun["convention"].partie.le),
            delai=_tell_delai(dossier),
            tribunal=contents.name_tribunal(dossier.exercice.convention.departement_id),
        ),
    )


def _make_proposition(phrase: str) -> str:
    """A sentence as it follows « que »."""
    return f"{phrase[:1].lower()}{phrase[1:].rstrip('.')}"


def _tell_reponse(dossier: Dossier, partie: str) -> str:
    """What was answered to the proposal, or that nothing was in time."""
    reponse = dossier.reponse
    if reponse is None:
        echeance = dossier.reponse_attendue_au
        dans = f" dans le délai qui expirait le {date_fr(echeance)}" if echeance else ""
        return f"{partie} n’a pas répondu à cette proposition{dans}"
    accepte = (
        "sans accepter de montant"
        if reponse.montant is None
        else f"en acceptant que {format_euros(reponse.montant)} soient retenus"
    )
    return f"{partie} a répondu par écrit le {date_fr(reponse.jour)}, {accepte}"


def _tell_delai(dossier: Dossier) -> str:
    """Until when an answer is awaited, where the campaign says it."""
    echeance = dossier.reponse_attendue_au
    if echeance is None:
        return ""
    return (
        f"Votre réponse est attendue jusqu’au {date_fr(echeance)} inclus\u00a0; passé ce jour, la décision peut être "
        "prise sans elle."
    )
