"""The links that follow what was just saved."""

from django import template

from reporting.queries.suites import list_suites

register = template.Library()


@register.inclusion_tag("reporting/_suites.html", takes_context=True)
def suites(context, jour):
    """Where the person goes next on `jour`, from a page on an exercice; nothing on another one."""
    exercice, request = context.get("exercice"), context["request"]
    if not exercice or not request.resolver_match:
        return {"suites": []}
    lieu = request.resolver_match
    return {"suites": list_suites(request.user, exercice, lieu.view_name, lieu.kwargs, jour)}
