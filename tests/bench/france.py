"""A France as large as it may become, in the database of DATABASE_URL, already migrated and loaded with territories
and référentiels: 101 départements × 7 exercices × 40 indicators × 40 actions.

`python tests/bench/france.py [FOIS]` adds FOIS conventions for each département, one by default: figures are drawn
from a fixed seed. `--compter` says how many rows there are.
"""

# Django is set up before its models are imported.
# ruff: noqa: E402
import os
import random
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import transaction

from comptes.models import Collectivite, Departement, Role, Utilisateur
from comptes.operations import create_compte
from conventions.models import (
    ETATS_TRANSMIS,
    Action,
    Campagne,
    Convention,
    Etat,
    Exercice,
    Financement,
    NatureAction,
    Source,
    Transition,
)
from indicateurs.models import Cible, DeclarationMethode, Valeur
from referentiels.models import Referentiel
from referentiels.operations import load_referentiel

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ANNEES = range(2019, 2026)
INDICATEURS = 40
ACTIONS = 40
MOT_DE_PASSE = "bench-2021-bench"
CENTRALE, AGENT = "bench.centrale@calpae.example", "bench.29@calpae.example"
# Of ten exercices of the last year, in turn.
ETATS = (Etat.TRANSMIS, Etat.INSTRUCTION, Etat.VALIDE, Etat.TRANSMIS, Etat.BROUILLON) * 2


def open_referentiel():
    """The instruction of 2021 with as many more indicators as it takes, in its axes."""
    contenu = Referentiel.objects.get(code="2021-03-19").contenu
    indicateurs = [{cle: un[cle] for cle in un if cle != "cibles"} for un in contenu["indicateurs"]]
    axes = [un["code"] for un in contenu["axes"]]
    indicateurs += [
        {
            "code": f"X{rang}",
            "axe": axes[rang % len(axes)],
            "nature": "effectif" if rang % 2 else "taux",
            "sens": "hausse",
            "unite": "personnes",
            "libelle": f"Indicateur supplémentaire {rang}",
            **({} if rang % 2 else {"denominateur": f"X{rang - 1}"}),
        }
        for rang in range(1, INDICATEURS - len(indicateurs) + 1)
    ]
    propre = {"code": "bench", "annees": [2090], "indicateurs": indicateurs}
    return load_referentiel(by=None, at=AT, contenu={**contenu, **propre})


def add_conventions(suffixe, referentiel, par, hasard):
    """A convention in each département, its exercices, their figures, actions and money; then what became of them."""
    dates = {"date_signature": date(2019, 1, 1), "debut": date(2019, 1, 1), "fin": date(2025, 12, 31)}
    departements = {un.pk: un for un in Departement.objects.all()}
    # The first of those that may sign there: the Alsace for two, the département of the Rhône for its own.
    signataires = {
        departement.pk: un
        for un in Collectivite.objects.order_by("-code").prefetch_related("departements")
        for departement in un.departements.all()
    }
    conventions = Convention.objects.bulk_create(
        Convention(
            code=f"{pk}{suffixe}", departement=un, collectivite=signataires[pk], dispositif="CALPAE", **dates
        )
        for pk, un in departements.items()
        if pk in signataires
    )
    exercices = Exercice.objects.bulk_create(
        Exercice(
            convention=convention,
            annee=annee,
            debut=date(annee, 1, 1),
            fin=date(annee, 12, 31),
            referentiel=referentiel,
            montant_notifie=Decimal(1_000_000),
        )
        for convention in conventions
        for annee in ANNEES
    )
    add_figures(exercices, referentiel, par, hasard)
    add_actions(exercices, referentiel, hasard)
    for place, exercice in enumerate(exercices):
        rang = place // len(ANNEES)
        exercice.etat = ETATS[rang % len(ETATS)] if exercice.annee == ANNEES[-1] else Etat.VALIDE
    Exercice.objects.bulk_update(exercices, ["etat"], batch_size=200)
    Transition.objects.bulk_create(
        Transition(exercice=un, de=Etat.BROUILLON, vers=Etat.TRANSMIS, par=par, le=AT)
        for un in exercices
        if un.etat in ETATS_TRANSMIS
    )


def add_figures(exercices, referentiel, par, hasard):
    indicateurs = referentiel.definition.indicateurs
    par_qui = {"par": par, "le": AT}
    valeurs, cibles, methodes = [], [], []
    for exercice in exercices:
        effectifs = {}
        for code, indicateur in indicateurs.items():
            total = effectifs.get(indicateur.denominateur) or hasard.randint(200, 900)
            nombre = effectifs[code] = hasard.randint(total // 2, total)
            denominateur = total if indicateur.nature == "delai" else None
            valeurs.append(
                Valeur(
                    exercice=exercice,
                    code=code,
                    etat="renseigne",
                    numerateur=nombre,
                    denominateur=denominateur,
                    fiabilite="estime" if hasard.random() < 0.1 else "fiable",
                    **par_qui,
                )
            )
            if indicateur.nature != "effectif":
                cible = Decimal(hasard.randint(60, 95)) / 100
                cibles.append(
                    Cible(convention_id=exercice.convention_id, code=code, annee=exercice.annee, valeur=cible)
                )
        entree = "demande" if exercice.convention_id % 10 else "flux_cnaf"
        choix = {"date_entree": entree, "droits_suspendus": "inclus", "date_rdv": "tenue"}
        methodes.append(DeclarationMethode(exercice=exercice, logiciel="Logiciel", **choix, **par_qui))
    Valeur.objects.bulk_create(valeurs, batch_size=2000)
    Cible.objects.bulk_create(cibles, batch_size=2000)
    DeclarationMethode.objects.bulk_create(methodes)


def add_actions(exercices, referentiel, hasard):
    axes = [un.code for un in referentiel.definition.axes]
    actions = Action.objects.bulk_create(
        (
            Action(
                exercice=exercice,
                numero=str(rang + 1),
                titre=f"Accompagner les publics, action {rang + 1}",
                axe=axes[rang % len(axes)],
                nature=NatureAction.values[0],
            )
            for exercice in exercices
            for rang in range(ACTIONS)
        ),
        batch_size=2000,
    )
    Financement.objects.bulk_create(
        (
            Financement(
                action=action,
                source=source,
                prevu=Decimal(prevu := hasard.randint(1_000, 40_000)),
                execute=Decimal(prevu * hasard.randint(50, 100) // 100),
            )
            for action in actions
            for source in (Source.ETAT, Source.DEPARTEMENT)
        ),
        batch_size=2000,
    )


def prepare(par, referentiel):
    """What is there once, whatever is added: who looks, and the campaign of the last year."""
    Campagne.objects.create(
        dispositif="CALPAE",
        annee=ANNEES[-1],
        referentiel=referentiel,
        ouverture=date(2026, 1, 15),
        rapport_le=date(2026, 3, 31),
        correction_au=date(2026, 5, 31),
        instruction_au=date(2026, 6, 30),
        ouverte_le=AT,
    )
    create_compte(
        by=None,
        at=AT,
        email=AGENT,
        nom="Agent",
        role=Role.AGENT_DEPARTEMENTAL,
        password=MOT_DE_PASSE,
        collectivite=Collectivite.objects.get(code="29D"),
    )
    Utilisateur.objects.filter(email__in=(CENTRALE, AGENT)).update(last_login=AT)


@transaction.atomic
def main(fois):
    referentiel = open_referentiel()
    par = Utilisateur.objects.filter(email=CENTRALE).first()
    if par is None:
        par = create_compte(
            by=None, at=AT, email=CENTRALE, nom="Centrale", role=Role.CENTRALE, password=MOT_DE_PASSE
        )
        prepare(par, referentiel)
    deja = Convention.objects.count() // 101
    for rang in range(deja, deja + fois):
        add_conventions("" if not rang else f"-{rang}", referentiel, par, random.Random(rang))


def compter():
    tables = (Convention, Exercice, Valeur, Action, Financement)
    return ", ".join(f"{un.objects.count():,} {un._meta.verbose_name}s" for un in tables)


if __name__ == "__main__":
    if sys.argv[1:] == ["--compter"]:
        sys.stdout.write(compter() + "\n")
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
