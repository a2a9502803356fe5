"""What somebody else saved, said beside what was typed."""

from comptes.queries import get_derniere_trace


def show_conflit(form, conflit, listes=()):
    """Say beside each field what somebody else saved, and let the next submission win knowingly.

    The typed text stays. `listes`: (field or formset, what is stored, as text) for what is not a column of the row.
    """
    actuel = conflit.objet
    # A copy of the same class: `|` would turn what was typed into lists.
    form.data = form.data.copy()
    form.data["version"] = actuel.version
    form.add_error(
        None, "Cette fiche a été modifiée entre-temps : relisez les champs signalés, puis enregistrez."
    )
    trace = get_derniere_trace(actuel)
    valeurs = {champ: getattr(actuel, champ, None) for champ in form.fields}
    modifies = [
        (form.fields[champ], _read(form.fields[champ], valeurs[champ]))
        for champ in form.fields
        if champ != "version" and champ in form.changed_data and valeurs[champ] is not None
    ]
    for porteur, valeur in (*modifies, *listes):
        porteur.conflit = {
            "qui": trace.par if trace else "une autre personne",
            "quand": trace.le if trace else None,
            "valeur": valeur,
        }


def _read(field, valeur):
    """A stored value as the page of the form says it."""
    valeur = field.prepare_value(valeur)
    libelles = dict(getattr(field, "choices", ()))
    if isinstance(valeur, list):
        return "\n".join(libelles.get(un, un) for un in valeur)
    return libelles.get(valeur, valeur) if isinstance(valeur, str) else valeur
