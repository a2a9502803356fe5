"""What somebody else saved, said beside what was typed."""

from django.db.models import Manager

from comptes.queries import list_auteurs_de_champs
from saisie.signaux import SaisieDAutrui


def show_conflit(form, conflit, listes=(), stockes=None, prefixe=""):
    """Say beside each field what somebody else saved, and let the next submission win knowingly.

    The typed text stays. It is compared with the row as it is now, not as the page was opened: a field left alone here
    and changed by the other one is said too, with who changed that. `stockes` {name of a field: stored value} is for
    what is not a column of the row, `listes` (name, field or formset, what is stored, as text) for what is not a field;
    `prefixe` is that of the names the journal has for them.
    """
    actuel = conflit.objet
    # A copy of the same class: `|` would turn what was typed into lists.
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = actuel.version
    form.add_error(
        None, "Cette fiche a été modifiée entre-temps\u00a0: relisez les champs signalés, puis enregistrez."
    )
    valeurs = {nom: _get_stored(actuel, nom) for nom in form.fields if hasattr(actuel, nom)} | (stockes or {})
    modifies = [
        (nom, form.fields[nom], _read(form.fields[nom], valeur))
        for nom, valeur in valeurs.items()
        if nom != "version" and form.fields[nom].has_changed(valeur, _get_typed(form, nom))
    ]
    dits = [*modifies, *listes]
    auteurs = list_auteurs_de_champs(actuel, [f"{prefixe}{nom}" for nom, *_ in dits])
    for nom, porteur, valeur in dits:
        trace = auteurs.get(f"{prefixe}{nom}")
        porteur.conflit = SaisieDAutrui.of_trace(trace, valeur)
    # Last: a field in error is no longer among what was read, which `listes` may still ask for.
    for nom, *_ in modifies:
        form.add_error(nom, "Ce champ a été modifié entre-temps.")


def _get_stored(objet, nom):
    valeur = getattr(objet, nom)
    return valeur.all() if isinstance(valeur, Manager) else valeur


def _get_typed(form, nom):
    return form.fields[nom].widget.value_from_datadict(form.data, form.files, form.add_prefix(nom))


def _read(field, valeur):
    """A stored value as the page of the form says it."""
    valeur = field.prepare_value(valeur)
    libelles = dict(getattr(field, "choices", ()))
    if isinstance(valeur, list):
        return "\n".join(libelles.get(un, un) for un in valeur)
    return libelles.get(valeur, valeur) if isinstance(valeur, str) else valeur
