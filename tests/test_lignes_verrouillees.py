"""Every row the code locks (`select_for_update`), proved: while somebody else holds it, the write waits there, before
it has read anything it decides by. Asked of PostgreSQL itself: no chance in it.

The locks are found in the sources; one that is not tried here fails. On PostgreSQL only: SQLite writes one at a time.
"""

import ast
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from django.db import connection, connections, transaction

from avenants.models import Avenant
from avenants.operations.avenants import record_avenant
from avenants.operations.deliberations import lock_approuvables
from comptes.gestes import Geste
from comptes.invitations import lock_compte
from comptes.jetons import create_jeton, withdraw_jeton
from comptes.journal import record_trace
from comptes.models import EssaisConnexion, Jeton, Portee, Suppleance, TeteDeJournal
from comptes.operations import open_essai
from comptes.suppleances import end_suppleance, start_suppleance
from conventions.models import Campagne, Convention, Exercice, Partenaire
from conventions.operations.acces import lock_exercice, lock_exercices
from conventions.operations.campagnes import lock_campagne
from conventions.operations.conventions import lock_conventions
from conventions.operations.partenaires import delete_partenaire
from financement.operations.montants import record_montants
from indicateurs.models import ImportParcours, MethodeReference
from indicateurs.operations.methode import set_methode_reference
from indicateurs.operations.parcours import cancel_import
from referentiels.models import Referentiel
from referentiels.operations import discard_referentiel
from tests.concurrence import get_exercice
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.sources import RACINE, list_sources

AT = datetime(2021, 11, 1, 9, tzinfo=UTC)
METHODE = {"date_entree": "demande", "droits_suspendus": "inclus", "date_rdv": "tenue"}


def inside(verrouiller, objet):
    """A lock is taken in the transaction of its caller."""

    def take():
        with transaction.atomic():
            verrouiller(objet)

    return take


def make_partenaire(nom):
    return Partenaire.objects.create(convention=get_exercice().convention, nom=nom)


def hold_exercice(gens):
    exercice = get_exercice()
    return Exercice.objects.filter(pk=exercice.pk), inside(lock_exercice, exercice)


def hold_another_year(gens):
    exercice = get_exercice()
    autres = Exercice.objects.filter(convention=exercice.convention).exclude(pk=exercice.pk)
    return autres, inside(lock_exercices, exercice)


def hold_convention(gens):
    convention = get_exercice().convention
    return Convention.objects.filter(pk=convention.pk), inside(lock_conventions, [convention])


def hold_campagne(gens):
    campagne = Campagne.objects.get()
    return Campagne.objects.filter(pk=campagne.pk), inside(lock_campagne, campagne)


def hold_annee_votee(gens):
    """Whichever year of the convention: one of its avenants may be signed meanwhile."""
    convention = get_exercice().convention
    return Exercice.objects.filter(convention=convention), inside(lock_approuvables, convention)


def hold_partenaire(gens):
    """While an amount is given to it."""
    exercice, partenaire = get_exercice(), make_partenaire("Une caisse")
    saisis = {(exercice.actions.first().pk, f"autres-{partenaire.pk}.prevu"): Decimal(1)}
    write = partial(record_montants, by=gens["agent.29"], at=AT, exercice=exercice, vus={}, saisis=saisis)
    return Partenaire.objects.filter(pk=partenaire.pk), write


def hold_partenaire_that_goes(gens):
    partenaire = make_partenaire("Une autre")
    commun = {"by": gens["agent.29"], "at": AT, "exercice": get_exercice(), "partenaire": partenaire}
    return Partenaire.objects.filter(pk=partenaire.pk), partial(delete_partenaire, **commun)


def hold_essais(gens):
    essai = partial(open_essai, at=AT, email="agent.29@calpae.example", adresse="::1")
    essai()
    return EssaisConnexion.objects.all(), essai


def hold_import(gens):
    imp = ImportParcours.objects.filter(exercice=get_exercice()).latest("pk")
    cancel = partial(cancel_import, by=gens["agent.29"], at=AT, imp=imp)
    return ImportParcours.objects.filter(pk=imp.pk), cancel


def hold_brouillon(gens):
    lignes = Referentiel.objects.filter(code=BROUILLON_DE_REFERENTIEL)
    return lignes, partial(discard_referentiel, by=gens["centrale"], at=AT, brouillon=lignes.get())


def hold_tete(gens):
    exercice = get_exercice()
    say = partial(record_trace, by=None, at=AT, geste=Geste.AUTRE, objet=exercice)
    return TeteDeJournal.objects.filter(pk=exercice.convention.code), say


def hold_compte(gens):
    return type(gens["agent.29"]).objects.filter(pk=gens["agent.29"].pk), inside(
        lock_compte, gens["agent.29"]
    )


def hold_jeton(gens):
    commun = {"by": gens["agent.29"], "at": AT, "le": AT}
    jeton, _ = create_jeton(**commun, outil="Un outil", portee=Portee.LECTURE, jours=30)
    return Jeton.objects.filter(pk=jeton.pk), partial(withdraw_jeton, **commun, jeton=jeton)


def hold_suppleance(gens):
    commun = {"by": gens["centrale"], "at": AT, "le": AT}
    une = start_suppleance(**commun, compte=gens["agent.29"], motif="Une raison")
    return Suppleance.objects.filter(pk=une.pk), partial(end_suppleance, **commun, pk=une.pk)


def hold_suppleance_that_ends(gens):
    lignes, _ = hold_suppleance(gens)
    commun = {"by": gens["centrale"], "at": AT, "le": AT}
    return lignes, partial(start_suppleance, **commun, compte=gens["valideur.29"], motif="Une autre")


def hold_reference(gens):
    fix = partial(set_methode_reference, by=gens["centrale"], at=AT, dispositif="CALPAE", annee=2021)
    reference = fix(version=0, champs=METHODE)
    change = partial(fix, version=reference.version, champs=METHODE | {"droits_suspendus": "exclus"})
    return MethodeReference.objects.filter(pk=reference.pk), change


def hold_avenant(gens):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    commun = {"by": gens["agent.29"], "at": AT, "avenant": avenant, "version": avenant.version}
    write = partial(record_avenant, **commun, champs={"objet": "Un autre"}, montants={}, cibles={})
    return Avenant.objects.filter(pk=avenant.pk), write


# Where the source locks: what proves each use of it, as (rows somebody holds, what waits for them).
VERROUILLAGES = {
    "comptes/invitations.py:lock_compte": (hold_compte,),
    "comptes/jetons.py:withdraw_jeton": (hold_jeton,),
    "comptes/journal.py:_lock_tete": (hold_tete,),
    "comptes/operations.py:open_essai": (hold_essais,),
    "comptes/suppleances.py:end_suppleance": (hold_suppleance,),
    "comptes/suppleances.py:start_suppleance": (hold_suppleance_that_ends,),
    "conventions/operations/acces.py:_list_verrouilles": (hold_exercice, hold_another_year),
    "conventions/operations/campagnes.py:lock_campagne": (hold_campagne,),
    "conventions/operations/conventions.py:lock_conventions": (hold_convention,),
    "financement/operations/montants.py:_check_partenaires": (hold_partenaire,),
    "conventions/operations/partenaires.py:delete_partenaire": (hold_partenaire_that_goes,),
    "indicateurs/operations/methode.py:set_methode_reference": (hold_reference,),
    "indicateurs/operations/parcours.py:_lock_import": (hold_import,),
    "referentiels/operations.py:_lock_brouillon": (hold_brouillon,),
    "avenants/operations/avenants.py:_lock_avenant": (hold_avenant,),
    "avenants/operations/deliberations.py:lock_approuvables": (hold_annee_votee,),
}


# A row that somebody else holds is left to them: nothing waits.
SANS_ATTENTE = {"comptes/courriels.py:_claim"}


def list_verrouillages():
    """Every function of the sources that asks for a lock."""
    for fichier in list_sources():
        for noeud in ast.walk(ast.parse(fichier.read_text())):
            if isinstance(noeud, ast.FunctionDef) and "select_for_update" in {
                un.attr for un in ast.walk(noeud) if isinstance(un, ast.Attribute)
            }:
                yield f"{fichier.relative_to(RACINE)}:{noeud.name}"


def test_every_lock_of_the_sources_is_proved_here():
    assert set(list_verrouillages()) - SANS_ATTENTE == set(VERROUILLAGES)


def is_somebody_waiting(fil):
    """Does another connection wait for a lock, before its thread ends?"""
    with connection.cursor() as cursor:
        for _ in range(1000):
            # What the second says is otherwise the same until the end of the transaction.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return True
            if fil.done():
                return False
            time.sleep(0.01)
    return False


def find_attente(lignes, write):
    """The order at which `write` waits while somebody holds `lignes`, None when it never does."""
    ordres = []

    def note(execute, sql, *reste):
        ordres.append(sql)
        return execute(sql, *reste)

    def run():
        try:
            with connection.execute_wrapper(note):
                return write()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as fils:
        with transaction.atomic():
            assert list(lignes.select_for_update(of=("self",)))
            fil = fils.submit(run)
            attente = ordres[-1] if is_somebody_waiting(fil) else None
        fil.result(30)
    return attente


def test_a_write_waits_for_each_row_it_locks(ensemble):
    fautes = {}
    for hold in (un for siens in VERROUILLAGES.values() for un in siens):
        lignes, write = hold(ensemble)
        attente = find_attente(lignes, write) or "nowhere"
        de = f'FROM "{lignes.model._meta.db_table}"'
        if not (attente.startswith("SELECT") and de in attente and " FOR UPDATE" in attente):
            fautes[hold.__name__] = attente[:80]
    assert fautes == {}
