"""Every geste of the journal done once, by its operation, with every text as long as its column allows.

`FAITS` lists them in an order in which each is possible: the world of one is what those before it made. Names are at
their maximum too: territories, people, conventions, référentiel, actions.
"""

from tests.tous_gestes import (
    actions,
    annees,
    campagnes,
    comptes,
    conventions,
    editions,
    indicateurs,
    papiers,
    referentiels,
    suites,
)

ORDRE = (
    comptes,
    referentiels,
    conventions,
    campagnes,
    actions,
    indicateurs,
    papiers,
    annees,
    suites,
    editions,
)
# [(gestes, the function that does them)]
FAITS = [
    (faire.gestes, faire)
    for moment in ORDRE
    for faire in vars(moment).values()
    if hasattr(faire, "gestes") and faire.__module__ == moment.__name__
]
