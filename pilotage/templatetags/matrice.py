"""The heat map of a dashboard. Thousands of cells: they are joined here, where a template would take most of the time
of the page, without what HTML lets one leave out (`</td>`, quotes), which would be most of its weight."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from indicateurs.formats import read_resultat, valeur_selon
from nombres.formats import NBSP, compter, date_courte, pourcent

register = template.Library()

# Up to that many figures each is a link by itself; beyond, its link would weigh more than the page may, and
# static/js/matrice.js makes it of the codes of its row and of its column.
LIENS_AU_PLUS = 1000
DE_TOUTES_LES_ANNEES = ("reporting:evolution",)  # pages that are of no year
# By whether the target is reached: class, sign, and the words for whoever does not see them.
VERDICTS = {True: ("o", "✓", "cible atteinte"), False: ("m", "▲", "cible manquée"), None: ("", "", "")}
ECARTEE = ("e", "≠", "compté autrement")
# What stands where there is no figure, by the état it was given.
SANS_CHIFFRE = {"vide": "–", "non_disponible": f"n.{NBSP}d.", "non_concerne": f"n.{NBSP}c."}
NON_CALCULABLE = "÷"
# What each sign means, in the order of the legend.
LEGENDE = (
    ("✓", "cible de l’année atteinte"),
    ("▲", "cible manquée"),
    ("≠", "compté autrement que les autres, hors de l’ensemble"),
    ("–", "non renseigné"),
    (f"n.{NBSP}d.", "non disponible"),
    (f"n.{NBSP}c.", "non concerné"),
    ("÷", "non calculable (dénominateur nul ou manquant)"),
    ("≈", "à titre indicatif"),
)

MENE = "chaque chiffre mène à la page qui l’explique"
MENE_AILLEURS = "le compte sous la somme d’une colonne mène à ses chiffres, chacun à la page qui l’explique"


@register.simple_tag
def legende_matrice(tableau):
    """What the signs of the cells mean, and where a figure leads: by the sum of its column, where links are made by a
    script and there is none."""
    mots = format_html_join("", "<li><b>{}</b>{}{}</li>", ((signe, NBSP, dit) for signe, dit in LEGENDE))
    if _has_liens(tableau):
        return mots + format_html("<li>{}</li>", MENE)
    return mots + format_html(
        "<li class=avec-script>{}</li><li class=sans-script>{}</li>", MENE, MENE_AILLEURS
    )


def _has_liens(tableau):
    return len(tableau.lignes) * len(tableau.colonnes) <= LIENS_AU_PLUS


@register.simple_tag
def place_matrice(tableau):
    """The address of the place behind a figure, with what stands for its convention (-c-), axe (-a-) and code (-i-)."""
    return reverse("indicateurs:pourquoi", args=["-c-", tableau.choix.annee, "-a-", "-i-"])


@register.simple_tag
def cellules_matrice(tableau):
    """The rows of a `TableauDeBord`."""
    colonnes = tableau.colonnes
    has_liens = _has_liens(tableau)
    return mark_safe("".join(_write_ligne(ligne, colonnes, has_liens) for ligne in tableau.lignes))  # noqa: S308


def _write_ligne(ligne, colonnes, has_liens):
    e = ligne.exercice
    # Every piece is escaped where it is made.
    tete = format_html(
        '<tr data-c="{}"><th scope=row>{}<td>{}<td{}>{}',
        e.convention.code,
        _link_convention(ligne),
        e.get_etat_display(),
        mark_safe(" class=m") if ligne.avancement.is_en_retard else "",
        _say_rapport(ligne.avancement.rapport),
    )
    if not ligne.is_lisible:
        return tete + format_html('<td colspan="{}" class=mention>Pas encore transmis', 3 + len(colonnes))
    return tete + _write_avancement(ligne.avancement) + write_cellules(ligne, colonnes, has_liens)


def _link_convention(ligne):
    e = ligne.exercice
    if ligne.is_lisible:
        adresse = reverse("reporting:exercice", args=[e.convention.code, e.annee])
    elif e.derniere_remise:
        adresse = reverse("reporting:remise", args=[e.convention.code, e.annee, e.derniere_remise])
        return format_html(
            '<a href="{}">{}, remise n°{}{}</a>', adresse, e.convention, NBSP, e.derniere_remise
        )
    else:
        return e.convention
    return format_html('<a href="{}">{}</a>', adresse, e.convention)


def _say_rapport(rapport):
    """When the report was due or came, in a word or two."""
    if rapport is None:
        return "–"
    if rapport.is_fait:
        return "remis en retard" if rapport.is_tardif else "remis"
    return rapport.mots if rapport.is_en_retard else f"avant le {date_courte(rapport.le)}"


def _write_avancement(avancement):
    fiabilite = compter(avancement.estimes, "estimé", "estimés") if avancement.estimes else "–"
    execute = "incomplet" if avancement.montants.est_partiel else pourcent(avancement.montants.taux)
    renseignes = f"{avancement.renseignes}/{avancement.attendus}"
    classe = mark_safe(" class=m") if avancement.is_incomplet else ""
    return format_html("<td{}>{}<td>{}<td>{}", classe, renseignes, fiabilite, execute)


def write_cellules(ligne, colonnes, has_liens):
    """The figures of a `LigneBord`, each a link to the page that explains it where `has_liens`."""
    if not has_liens:
        return "".join([_write_cellule(*read_chiffre(un)[:3]) for un in ligne.cellules])
    return "".join(map(_link_cellule, [ligne.exercice] * len(colonnes), ligne.cellules, colonnes))


def _link_cellule(e, cellule, colonne):
    classe, signe, lue, mots = read_chiffre(cellule)
    if not cellule.comparabilite:
        return _write_cellule(classe, signe, lue)
    adresse = reverse("indicateurs:pourquoi", args=[e.convention.code, e.annee, colonne.axe, colonne.code])
    dits = f"<span class=fr-sr-only>, {mots}</span>" if mots else ""
    return f'{_open_cellule(classe)}<a href="{adresse}">{lue}{_put_signe(signe)}{dits}</a>'


def _write_cellule(classe, signe, lue):
    return f"{_open_cellule(classe)}{lue}{_put_signe(signe)}"


def _open_cellule(classe):
    return f"<td class={classe}>" if classe else "<td>"


def _put_signe(signe):
    return f" {signe}" if signe else ""


def read_chiffre(cellule):
    """Its class, its sign, its figure without the unit that stands above, and the words of the sign."""
    resultat, indicateur = cellule.resultat, cellule.indicateur
    if resultat.valeur is None:
        lue = SANS_CHIFFRE.get(resultat.etat, NON_CALCULABLE)
        return "v", "", lue, ""
    classe, signe, mots = VERDICTS[cellule.atteinte]
    if cellule.atteinte is False:
        # It alone may be « < 100,0 »: what else is written is nothing but digits.
        args = resultat.valeur, cellule.cible, indicateur.nature, indicateur.decimales
        lue = read_resultat(*args, is_manquee=True).replace("<", "&lt;")
    else:
        lue = valeur_selon(resultat.valeur, indicateur.nature, indicateur.decimales)
    if cellule.is_ecartee:
        classe, signe, mots = ECARTEE[0], f"{signe}{ECARTEE[1]}", ", ".join(filter(None, (mots, ECARTEE[2])))
    return classe, signe, lue.removesuffix(f"{NBSP}%"), mots


@register.simple_tag(takes_context=True)
def entetes_matrice(context, tableau):
    """The headings of the columns: a code that sorts by it, its words, its unit."""
    demande = tableau.demande
    return format_html_join(
        "",
        '<th scope=col data-i="{}/{}"{}><a href="{}">{}</a> <span title="{}">{}</span>{}',
        (
            (
                un.axe,
                un.code,
                _say_tri(demande, un.code),
                _make_adresse(context, tri=f"-{un.code}" if demande.tri == un.code else un.code),
                un.code,
                _name_colonne(un),
                _name_colonne(un),
                mark_safe(" <small>%</small>") if un.is_proportion else "",
            )
            for un in tableau.colonnes
        ),
    )


def _name_colonne(indicateur):
    return (
        f"{indicateur.libelle} ({indicateur.regle.limite.libelle})"
        if indicateur.regle
        else indicateur.libelle
    )


def _say_tri(demande, code):
    if demande.cle_tri != code:
        return ""
    return mark_safe(f' aria-sort="{"descending" if demande.is_decroissant else "ascending"}"')  # noqa: S308


def _make_adresse(context, **autres):
    """The address of the page with this changed, the rest as it is asked."""
    demandes = context["request"].GET.copy()
    for nom, valeur in autres.items():
        demandes[nom] = valeur
    return f"?{demandes.urlencode()}"


@register.simple_tag
def adresse_du_choix(tableau, page, *cle):
    """The address of another page on the same year, instrument and région as a `TableauDeBord`; of the same instrument
    and région where it shows all years."""
    demandes = tableau.choix.retenues | {"region": tableau.demande.region or ()}
    if page in DE_TOUTES_LES_ANNEES:
        del demandes["annee"]
    return f"{reverse(page, args=cle)}?{urlencode(demandes, doseq=True)}"


@register.simple_tag
def sommes_matrice(tableau):
    """The sums of the columns, each with whom it speaks of."""
    return format_html_join(
        "",
        '<td>{}{}<br><a href="{}">{}</a>',
        (
            (
                _read_somme(un),
                f"{NBSP}≈" if un.manque else "",
                adresse_du_choix(tableau, "reporting:ensemble", un.indicateur.code),
                f"{un.comparables}/{un.conventions}",
            )
            for un in tableau.ensembles
        ),
    )


def _read_somme(ensemble):
    if ensemble.valeur is None:
        return "–"
    un = ensemble.indicateur
    return valeur_selon(ensemble.valeur, un.nature, un.decimales).removesuffix(f"{NBSP}%")
