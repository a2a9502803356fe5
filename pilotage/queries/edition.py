"""What an edition is made of, across conventions, and the editions there are. Queries do not grow with the list."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Coalesce

from conventions.calculations import SOURCES_ETAT, Montants, sum_montants
from conventions.models import ETATS_TRANSMIS, Convention, Exercice, Financement
from fichiers.integrite import OctetsAlteres
from indicateurs.calculations import compute_resultat
from indicateurs.models import Valeur
from pilotage.edition import Brute, LigneBrute, publish
from pilotage.familles import list_familles
from pilotage.masquage import Dessous
from pilotage.models import Edition
from pilotage.paquet import Cartouche
from pilotage.publication import ConventionPubliee, IndicateurPublie, MontantPublie, Publication
from pilotage.queries.perimetre import Perimetre, choose_transmis, load_perimetre
from referentiels.definitions import Definition
from referentiels.mesures import CHIFFRES, VIDE
from reporting import contents


def list_editions(dispositif: str, annee: int) -> list[Edition]:
    """Those of one year of an instrument, in order, without what they say."""
    return list(
        Edition.objects.filter(dispositif=dispositif, annee=annee)
        .defer("contenu", "releve", "octets")
        .order_by("numero")
    )


def list_toutes_editions() -> list[Edition]:
    """Every edition, the latest year first, without what they say."""
    return list(Edition.objects.defer("contenu", "releve", "octets").select_related("par"))


def list_publiables() -> list[tuple[str, int]]:
    """(instrument, year) of what there is to publish, the latest first: an exercice at least was handed over."""
    remis = Exercice.objects.filter(etat__in=ETATS_TRANSMIS).order_by("-annee", "convention__dispositif")
    return list(remis.values_list("convention__dispositif", "annee").distinct())


def read_publication(edition: Edition) -> Publication:
    """What an edition says, as it said it. Raises OctetsAlteres where it is no longer what its fingerprint is of."""
    if contents.compute_empreinte(edition.contenu) != edition.empreinte_contenu:
        raise OctetsAlteres(
            "Cette édition n’est plus celle qui a été publiée\u00a0: son contenu ne correspond pas à son empreinte "
            "SHA-256. Signalez-le à l’administration du site."
        )
    return contents.from_dict(Publication, edition.contenu)


def make_cartouche(edition: Edition) -> Cartouche:
    """Which edition it is, as it is quoted."""
    return Cartouche(
        titre=edition.titre,
        version=edition.version,
        numero=edition.numero,
        le=edition.le,
        jour=edition.jour,
        empreinte=edition.empreinte_contenu,
    )


def prepare_edition(dispositif: str, annee: int) -> tuple[Publication, Dessous]:
    """What an edition of that year would say now, and what would be beneath it. Raises ValidationError for a year no
    exercice of which was handed over."""
    avant = Edition.objects.filter(dispositif=dispositif, annee=annee).order_by("numero")
    releves = [contents.from_dict(Dessous, un) for un in avant.values_list("releve", flat=True)]
    return publish(read_brute(dispositif, annee), releves)


def read_brute(dispositif: str, annee: int) -> Brute:
    """The figures of a year as they are. Raises ValidationError for a year no exercice of which was handed over."""
    choix = choose_transmis(dispositif, annee)
    if not choix.exercices:
        raise ValidationError(
            f"Aucun exercice {annee} de ce dispositif n’est remis à l’État\u00a0: rien à publier."
        )
    perimetre = load_perimetre(choix, choix.exercices)
    definition, annuelle = perimetre.definition, perimetre.annuelle
    assert definition is not None and annuelle is not None  # it has an exercice
    definitions = {e.referentiel.code: e.referentiel.definition for e in choix.exercices}
    definitions = {definition.code: definition} | definitions
    return Brute(
        entete=Publication(
            dispositif=dispositif,
            dispositif_libelle=definition.dispositif_libelle,
            annee=annee,
            referentiel=definition.code,
            reference=definition.reference,
            methode=annuelle.methode.libelle if annuelle.methode else "",
            methode_fixee=annuelle.fixee is not None,
            indicateurs=tuple(_list_indicateurs(definitions.values())),
            conventions=(
                *(_tell_convention(e.convention, e, perimetre) for e in choix.exercices),
                *_list_absentes(dispositif, annee, choix.exercices),
            ),
            lignes=(),
            agregats=(),
            montants=tuple(_list_montants(choix.exercices)),
        ),
        familles=list_familles(definitions.values()),
        lignes=tuple(_list_lignes(perimetre)),
        mesures={e.convention.code: perimetre.mesures.get(e.pk, {}) for e in choix.exercices},
        inities={e.convention.code: e.convention.collectivite_id for e in choix.exercices},
        seuils=definition.seuils_ensemble,
    )


def _list_indicateurs(definitions: Iterable[Definition]) -> Iterable[IndicateurPublie]:
    """Those of the référentiel of the year first, then those that only another declares."""
    dits = set()
    for definition in definitions:
        axes = {axe.code: axe.libelle for axe in definition.axes}
        for un in definition.indicateurs.values():
            if un.code in dits:
                continue
            dits.add(un.code)
            yield IndicateurPublie(
                code=un.code,
                axe=un.axe,
                axe_libelle=axes[un.axe],
                libelle=un.libelle,
                definition=un.definition,
                nature=un.nature,
                unite=un.unite,
                sens=un.sens,
                decimales=un.decimales_lues,
                numerateur=un.numerateur,
                denominateur=un.denominateur,
                famille="",
                verifie=un.verifie,
            )


def _tell_convention(
    convention: Convention, exercice: Exercice | None, perimetre: Perimetre | None = None, absence: str = ""
) -> ConventionPubliee:
    repere = perimetre.reperes[exercice.pk] if perimetre and exercice else None
    return ConventionPubliee(
        code=convention.code,
        libelle=convention.lieu,
        collectivite=convention.collectivite.nom,
        departement=convention.departement_id,
        departement_libelle=convention.departement.nom,
        region=convention.departement.region_id,
        region_libelle=convention.departement.region.nom,
        etat="" if absence or not exercice else exercice.etat,
        etat_libelle="" if absence or not exercice else exercice.get_etat_display(),
        referentiel=exercice.referentiel.code if exercice else "",
        methode=repere.methode.libelle if repere and repere.methode else "",
        absence=absence,
    )


def _list_absentes(dispositif: str, annee: int, presents: Iterable[Exercice]) -> list[ConventionPubliee]:
    """Conventions of that year that are not in the edition, and why; two queries."""
    ailleurs = {e.convention_id for e in presents}
    exercices = {
        e.convention_id: e
        for e in Exercice.objects.filter(annee=annee, convention__dispositif=dispositif)
        .exclude(convention__in=ailleurs)
        .select_related("referentiel")
    }
    courantes = (
        Convention.objects.filter(dispositif=dispositif)
        .exclude(pk__in=ailleurs)
        .annotate(au=Coalesce("prolongee_au", "fin"))
        .filter(Q(pk__in=exercices) | Q(debut__lte=date(annee, 12, 31), au__gte=date(annee, 1, 1)))
        .select_related("departement__region", "collectivite")
        .order_by("code")
    )
    return [
        _tell_convention(une, exercices.get(une.pk), absence=_explain_absence(exercices.get(une.pk), annee))
        for une in courantes
    ]


def _explain_absence(exercice: Exercice | None, annee: int) -> str:
    """What everybody may know of what is not handed over: not how far it is."""
    if exercice is None:
        return f"pas d’exercice {annee}"
    return f"exercice {annee} pas encore remis à l’État, ou renvoyé pour être complété"


def _list_lignes(perimetre: Perimetre) -> Iterable[LigneBrute]:
    dites = {
        (exercice, code): (fiabilite, arrete_au)
        for exercice, code, fiabilite, arrete_au in Valeur.objects.filter(
            exercice__in=perimetre.lisibles, etat__in=CHIFFRES
        ).values_list("exercice", "code", "fiabilite", "arrete_au")
    }
    for exercice in perimetre.choix.exercices:
        mesures = perimetre.mesures.get(exercice.pk, {})
        for code, indicateur in perimetre.reperes[exercice.pk].indicateurs.items():
            resultat = compute_resultat(indicateur, mesures)
            fiabilite, arrete_au = dites.get((exercice.pk, code), ("", None))
            yield LigneBrute(
                exercice.convention.code,
                indicateur,
                resultat,
                mesures.get(code, VIDE),
                fiabilite,
                arrete_au or exercice.arrete_au if (exercice.pk, code) in dites else None,
                perimetre.compare(exercice, code, resultat),
            )


def _list_montants(exercices: Iterable[Exercice]) -> Iterable[MontantPublie]:
    """Each convention, axe after axe of its référentiel; sums in Python: SQLite adds amounts as floating numbers."""
    exercices = list(exercices)
    lus: dict[tuple[int, str], list[tuple[str, Montants]]] = {}
    lignes = Financement.objects.filter(action__exercice__in=[e.pk for e in exercices])
    for exercice, axe, source, prevu, execute in lignes.values_list(
        "action__exercice", "action__axe", "source", "prevu", "execute"
    ):
        lus.setdefault((exercice, axe), []).append((source, Montants(prevu, execute)))
    for e in exercices:
        for un in e.referentiel.definition.axes:
            if siens := lus.get((e.pk, un.code)):
                yield _sum_axe(e.convention.code, un.code, un.libelle, siens)


def _sum_axe(convention: str, axe: str, libelle: str, montants: list[tuple[str, Montants]]) -> MontantPublie:
    tout = sum_montants(un for _, un in montants)
    etat = sum_montants(un for source, un in montants if source in SOURCES_ETAT)
    return MontantPublie(
        convention=convention,
        axe=axe,
        axe_libelle=libelle,
        prevu=tout.prevu,
        execute=tout.execute,
        etat_prevu=etat.prevu,
        etat_execute=etat.execute,
        incomplet=tout.est_partiel,
    )
