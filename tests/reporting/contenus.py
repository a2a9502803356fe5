"""Two documents made by hand: a rapport and an avenant that hold a little of everything."""

import dataclasses
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from nombres.locutions import Nom
from reporting import pdf
from reporting.contents import (
    CibleAvantApres,
    ContenuAvenant,
    ContenuAxe,
    ContenuConvention,
    ContenuDeliberation,
    ContenuExercice,
    ContenuIndicateur,
    ContenuLigneBudget,
    ContenuMesure,
    ContenuRapport,
    ContenuSignataire,
    FicheAction,
    MontantAvantApres,
    Texte,
)

CONVENTION = ContenuConvention(
    code="67",
    dispositif="CALPAE",
    dispositif_libelle="Convention d'appui à la lutte contre la pauvreté et d'accès à l'emploi",
    collectivite="Collectivité européenne d'Alsace",
    partie=Nom("Collectivité européenne d'Alsace"),
    departement="Bas-Rhin",
    region="Grand Est",
    date_signature=date(2019, 6, 28),
    signataires=(
        ContenuSignataire(partie="etat", nom="Josiane Muller", titre="préfète de la région Grand Est"),
        ContenuSignataire(partie="departement", nom="Frédéric Klein", titre="président"),
    ),
)
EXERCICE = ContenuExercice(
    annee=2021,
    regime="civile",
    debut=date(2021, 1, 1),
    fin=date(2021, 12, 31),
    referentiel="2021-03-19",
    reference="Instruction n° DIPLP/2021/23 du 19 mars 2021",
)
DELIBERATION = ContenuDeliberation(
    organe="assemblée plénière",
    numero="2022-041",
    date_vote=date(2022, 3, 14),
    date_transmission=date(2022, 3, 18),
)


def build_actions(count):
    return tuple(
        FicheAction(
            numero=str(rank),
            titre=f"Orienter l'entrant <b>numéro {rank}</b>",
            axe="S4",
            nature="renforcee",
            etat="en_cours",
            description='Une description : "courte" & utile.',
            public="Adultes",
            budget=(
                ContenuLigneBudget(source="etat", prevu=Decimal("1234567.89"), execute=Decimal("1000000.00")),
                ContenuLigneBudget(
                    source="valorisation", prevu=Decimal("1234567.89"), execute=Decimal("1.00")
                ),
            ),
            motif_ecart="crise sanitaire",
            justification="Appel à projets reporté.",
            bilan="Le bilan de l'année.",
        )
        for rank in range(1, count + 1)
    )


def build_indicateurs(count):
    mesure = ContenuMesure(
        statut="renseigne",
        numerateur=Decimal("9698"),
        denominateur=Decimal("11845"),
        en_cours=421,
        mediane=Decimal("27.5"),
    )
    delai = ContenuIndicateur(
        code="R2",
        libelle="Nouveaux entrants orientés dans le délai",
        unite="personnes",
        nature="delai",
        sens="hausse",
        regle="30 jours à compter de la date d'entrée dans le RSA",
        resultat=mesure,
        cible=Fraction(17, 20),
        source="parcours",
        empreinte="9f3ac21b",
        date_arrete=date(2021, 12, 31),
        methode="jour de la demande",
    )
    vide = ContenuIndicateur(
        code="F2",
        libelle="Personnes accompagnées",
        unite="personnes",
        nature="effectif",
        verifie=False,
        resultat=ContenuMesure(statut="non_disponible"),
    )
    return (delai, *(dataclasses.replace(vide, code=f"F{rank}") for rank in range(2, count + 1)))


def build_rapport(projet=True, actions=2, indicateurs=3):
    axe = ContenuAxe(
        code="S4",
        libelle="Orientation et parcours",
        nature="socle",
        actions=build_actions(actions),
        indicateurs=build_indicateurs(indicateurs),
    )
    return ContenuRapport(
        etabli_le=date(2022, 3, 21),
        projet=projet,
        convention=CONVENTION,
        exercice=EXERCICE,
        axes=(axe,),
        deliberation=DELIBERATION,
        introduction="L'introduction du rapport.",
        contexte="Le contexte.",
        conclusion="La conclusion.",
        certification="Le signataire certifie.",
        certifie_par=CONVENTION.signataires[1],
        notes=(Texte(code="delais", titre="Lecture des délais", texte="En jours calendaires."),),
    )


def build_avenant(projet=True):
    financement = MontantAvantApres(
        action="1",
        titre="Orienter",
        axe="S4",
        source="etat",
        ancien=Decimal("900000.00"),
        nouveau=Decimal("1231197.47"),
    )
    cible = CibleAvantApres(
        code="R2",
        libelle="Nouveaux entrants orientés dans le délai",
        unite="personnes",
        nature="delai",
        annee=2021,
        ancien=Fraction(1, 2),
        nouveau=Fraction(17, 20),
    )
    return ContenuAvenant(
        etabli_le=date(2021, 4, 30),
        projet=projet,
        numero="3",
        convention=CONVENTION,
        exercice=EXERCICE,
        montant_etat=Decimal("1231197.47"),
        financements=(
            financement,
            dataclasses.replace(
                financement, source="valorisation", ancien=None, nouveau=Decimal("1500000.00")
            ),
        ),
        cibles=(cible,),
        actions=build_actions(1),
        visas=("la loi de finances pour l'année 2021",),
        preambule="Le préambule.",
        articles=(
            Texte(code="finances", titre="Engagements financiers", texte="Un montant en lettres."),
            Texte(code="duree", titre="Durée", texte="Un an."),
        ),
        clauses=(Texte(code="si", titre="Systèmes d'information", texte="Une clause."),),
        signataires=CONVENTION.signataires,
        deliberation=DELIBERATION,
        date_signature=None if projet else date(2021, 5, 12),
    )


COLLE_DE_WORD = (Path(__file__).parent / "texte_colle_de_word.txt").read_bytes().decode()
COLLE = COLLE_DE_WORD + " ⁂ Київ 中"


def print_texte(texte):
    return pdf.render(dataclasses.replace(build_rapport(), contexte=texte))


def draw(texte):
    """A page of these words, those that no font has included."""
    return pdf._draw(f'<html lang="fr"><head><title>Essai</title></head><body>{texte}</body></html>')
