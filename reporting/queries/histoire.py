"""The story of the money of an exercice, in the order it was written."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from comptes.models import Utilisateur
from conventions.models import Exercice
from nombres.formats import NBSP, date_fr, format_euros
from reporting import contents
from reporting.models import Avis, Dialogue, EtapeDecision, NatureEtape, Occasion, Photographie, Versement
from reporting.queries.decision import Dossier


@dataclass(frozen=True)
class Moment:
    """One line of the story: `montant` is what was simulated, proposed, accepted, notified or paid; None: not said."""

    code: str  # one of Occasion, NatureEtape, or « verse », « avis », « dialogue »
    titre: str
    le: datetime
    par: Utilisateur
    montant: Decimal | None
    texte: str = ""
    photographie_id: int | None = None
    is_partiel: bool = False
    simule: Decimal | None = None  # on the figures a proposal rests on
    versement_id: int | None = None
    ancre: str = ""  # of its line in the page, for what another page leads to

    @property
    def dit(self) -> str:
        """What follows its title: the amount, or why there is none."""
        montant = format_euros(self.montant)
        if self.code in ("avis", "dialogue"):
            dit = ""
        elif self.code == Occasion.TRANSMISSION:
            calculee = f"de {montant}{' (partielle)' if self.is_partiel else ''}"
            dit = f"{NBSP}: simulation {'non calculable' if self.montant is None else calculee}"
        elif self.code == NatureEtape.REPONDUE:
            dit = ", sans montant" if self.montant is None else f"{NBSP}: {montant} acceptés"
        else:
            dit = f"{NBSP}: {montant}"
        return dit if self.simule is None else f"{dit} pour {format_euros(self.simule)} simulés"


def list_histoire(dossier: Dossier) -> list[Moment]:
    """What happened to the money of an exercice since it was first handed over, in the order it was written."""
    transmises = [un for un in dossier.photographies if un.occasion == Occasion.TRANSMISSION]
    moments = [
        *(_tell_transmission(un, dossier.executions[un.pk].simulation) for un in transmises),
        *(_tell_etape(un, dossier.executions[un.photographie_id].simulation) for un in dossier.etapes),
        *(_tell_versement(un) for un in dossier.versements),
        *(_tell_avis(un) for un in dossier.tous_avis),
        *(_tell_dialogue(un) for un in dossier.dialogues),
    ]
    return sorted(moments, key=lambda moment: moment.le)


def list_instruction(exercice: Exercice) -> list[Moment]:
    """What the commissaire wrote of an exercice, oldest first: opinions and dialogues; two queries."""
    moments = [
        *map(_tell_avis, exercice.avis.select_related("par")),
        *map(_tell_dialogue, exercice.dialogues.select_related("par")),
    ]
    return sorted(moments, key=lambda moment: moment.le)


def _tell_transmission(photographie: Photographie, simulation: contents.Simulation) -> Moment:
    return Moment(
        photographie.occasion,
        f"Chiffres transmis, arrêtés au {date_fr(photographie.arrete_au)}",
        photographie.le,
        photographie.par,
        simulation.total.refaction,
        photographie_id=photographie.pk,
        is_partiel=not simulation.is_complete,
    )


def _tell_etape(etape: EtapeDecision, simulation: contents.Simulation) -> Moment:
    return Moment(
        etape.etape,
        etape.get_etape_display(),
        etape.le,
        etape.par,
        etape.montant,
        etape.motif,
        etape.photographie_id,
        simule=simulation.total.refaction if etape.etape == NatureEtape.PROPOSEE else None,
    )


def _tell_versement(versement: Versement) -> Moment:
    return Moment(
        "verse",
        f"Versé le {date_fr(versement.verse_le)}",
        versement.le,
        versement.par,
        versement.montant,
        f"Imputation\u00a0: {versement.imputation}",
        versement_id=versement.pk,
    )


def _tell_avis(avis: Avis) -> Moment:
    return Moment(
        "avis",
        f"Avis du commissaire\u00a0: {avis.get_sens_display().lower()}",
        avis.le,
        avis.par,
        None,
        "\n\n".join(filter(None, (_tell_reserves(avis), avis.motif))),
        avis.photographie_id,
        ancre=f"avis-{avis.pk}",
    )


def _tell_reserves(avis: Avis) -> str:
    return "\n".join(f"Réserve\u00a0: {reserve}" for reserve in avis.liste_reserves)


def _tell_dialogue(dialogue: Dialogue) -> Moment:
    return Moment(
        "dialogue",
        f"Dialogue de performance tenu le {date_fr(dialogue.tenu_le)}, {dialogue.ou}",
        dialogue.le,
        dialogue.par,
        None,
        f"Participants\u00a0: {', '.join(dialogue.participants.split(chr(10)))}\n\n{dialogue.conclusions}",
        dialogue.photographie_id,
        ancre=f"dialogue-{dialogue.pk}",
    )
