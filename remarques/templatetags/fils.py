"""`{% remarques_ici "indicateur" code %}`: what is said of one place of the exercice of a page, where it is shown."""

from django import template

from remarques.models import EtatRemarque

register = template.Library()

BADGES = {
    EtatRemarque.OUVERTE: "fr-badge--warning",
    EtatRemarque.REPONDUE: "fr-badge--info",
    EtatRemarque.RESOLUE: "fr-badge--success",
}


@register.filter
def badge_de_remarque(etat):
    """The colour of an état of a remark."""
    return BADGES[etat]


@register.inclusion_tag("remarques/_ici.html", takes_context=True)
def remarques_ici(context, ancre, cle):
    """The remarks on one place (`remarques.models.Ancre`, its key), and for the State the link to write one; where the
    page says `depuis`, one comes back to it."""
    exercice = context["exercice"]
    remarques = context["remarques_de_la_page"].read(exercice)
    fils = remarques.par_lieu.get((ancre, str(cle)), [])
    return {
        "exercice": exercice,
        "fils": fils,
        "ouverts": sum(fil.remarque.is_ouverte for fil in fils),
        "peut_remarquer": remarques.peut_remarquer,
        "ancre": ancre,
        "cle": cle,
        "depuis": context.get("depuis", ""),
    }


@register.inclusion_tag("remarques/_annexe.html", takes_context=True)
def remarques_a_annexer(context):
    """The choice to print them with a rapport, where there are some that the collectivité reads."""
    fils = context["remarques_de_la_page"].read(context["exercice"]).fils
    return {"nombre": sum(not fil.remarque.is_entre_services for fil in fils)}


@register.inclusion_tag("remarques/_bilan.html", takes_context=True)
def remarques_en_tete(context):
    """How many remarks an exercice has, those that await the reader, and the way to all of them."""
    exercice = context["exercice"]
    return {"exercice": exercice, "remarques": context["remarques_de_la_page"].read(exercice)}
