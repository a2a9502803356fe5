"""System checks of the documents: without its fonts a page comes out empty, and without an error.

`ReportingConfig.ready` imports this module.
"""

from importlib import import_module

from django.core.checks import Error, register


@register("documents")
def check_documents(app_configs, **kwargs):
    """The files a document needs are installed, and the libraries that draw it can be loaded."""
    # Not at the top: every command would wait 0.8 s for WeasyPrint, which only this check and the documents need.
    pdf = import_module("reporting.pdf")
    errors = [
        Error(
            f"A file needed by the PDF documents is missing: {name}.",
            hint="Install django-dsfr with its static files, and keep `static/` beside `manage.py`.",
            id="reporting.E001",
        )
        for name in pdf.list_ressources_manquantes()
    ]
    if pdf.ERREUR_DE_CHARGEMENT:
        errors.append(
            Error(
                f"The libraries that draw the PDF documents cannot be loaded: {pdf.ERREUR_DE_CHARGEMENT}",
                hint="On Debian: libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0.",
                id="reporting.E002",
            )
        )
    return errors
