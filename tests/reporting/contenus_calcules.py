"""Contents made by hand, smaller than those of `contenus`: one figure, one amount, one avenant."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from reporting.contents import (
    ActeAnterieur,
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
    code="29",
    dispositif="CALPAE",
    dispositif_libelle="Convention d'appui à la lutte contre la pauvreté et d'accès à l'emploi",
    collectivite="Département du Finistère",
    departement="Finistère",
    region="Bretagne",
    date_signature=date(2019, 6, 28),
    signataires=(ContenuSignataire(partie="etat", nom="P. Le Goff", titre="préfet du Finistère"),),
    avenants=(ActeAnterieur(numero="1", date_signature=date(2019, 11, 26)),),
)
EXERCICE = ContenuExercice(
    annee=2021,
    regime="civile",
    debut=date(2021, 1, 1),
    fin=date(2021, 12, 31),
    referentiel="2021-03-19",
    reference="Instruction n° 2021/23 du 19 mars 2021",
)


def budget(source="etat", prevu="100.00", execute="90.00", libelle=""):
    return ContenuLigneBudget(
        source=source,
        libelle=libelle,
        prevu=None if prevu is None else Decimal(prevu),
        execute=None if execute is None else Decimal(execute),
    )


def indicateur(nature="effectif", cible=None, sens="hausse", **mesure):
    return ContenuIndicateur(
        code="R2",
        libelle="x",
        unite="personnes",
        nature=nature,
        sens=sens,
        cible=cible,
        resultat=ContenuMesure(**{"statut": "renseigne"} | mesure),
    )


def rapport(**kwargs):
    action = FicheAction(numero="1", titre="Orienter", axe="S4", nature="nouvelle", budget=(budget(),))
    axe = ContenuAxe(
        code="S4",
        libelle="Orientation",
        nature="socle",
        actions=(action,),
        indicateurs=(
            indicateur(
                "delai",
                Fraction(17, 20),
                numerateur=Decimal("3987"),
                denominateur=Decimal("5810"),
                en_cours=421,
                mediane=Decimal("27.5"),
            ),
        ),
    )
    return ContenuRapport(
        **{
            "etabli_le": date(2022, 3, 21),
            "projet": True,
            "convention": CONVENTION,
            "exercice": EXERCICE,
            "axes": (axe,),
            "deliberation": ContenuDeliberation(organe="commission permanente", numero="41"),
            "notes": (Texte(code="delais", titre="Lecture", texte="…"),),
        }
        | kwargs
    )


def avenant(**kwargs):
    def ligne(action, source, ancien, nouveau):
        return MontantAvantApres(
            action=action,
            titre="t",
            axe="S4",
            source=source,
            ancien=None if ancien is None else Decimal(ancien),
            nouveau=None if nouveau is None else Decimal(nouveau),
        )

    def cible(code, annee, ancien, nouveau):
        return CibleAvantApres(
            code=code, libelle=code, unite="u", nature="taux", annee=annee, ancien=ancien, nouveau=nouveau
        )

    return ContenuAvenant(
        **{
            "etabli_le": date(2021, 4, 30),
            "projet": True,
            "numero": "4",
            "convention": CONVENTION,
            "exercice": EXERCICE,
            "montant_etat": Decimal("150.00"),
            "financements": (
                ligne("1", "etat", None, "100.00"),
                ligne("1", "valorisation", "80.00", "80.00"),
                ligne("2", "etat", "60.00", "50.00"),
                ligne("2", "valorisation", None, "120.00"),
            ),
            "cibles": (
                cible("R2", 2022, None, Fraction(1)),
                cible("R2", 2021, Fraction(1, 2), Fraction(17, 20)),
                cible("R4", 2021, Fraction(1, 3), Fraction(1, 3)),
            ),
        }
        | kwargs
    )
