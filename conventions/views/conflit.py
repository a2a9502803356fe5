"""What somebody else saved, said beside what was typed."""

from comptes.queries import get_derniere_trace


def show_conflit(form, conflit):
    """Say beside each field what somebody else saved, and let the next submission win knowingly.

    The typed text stays.
    """
    actuel = conflit.objet
    # A copy of the same class: `|` would turn what was typed into lists.
    form.data = form.data.copy()
    form.data["version"] = actuel.version
    form.add_error(
        None, "Cette fiche a été modifiée entre-temps : relisez les champs signalés, puis enregistrez."
    )
    valeurs = {champ: getattr(actuel, champ, None) for champ in form.fields}
    trace = get_derniere_trace(actuel)
    for champ in form.fields:
        if champ != "version" and champ in form.changed_data and valeurs[champ] is not None:
            valeur = form.fields[champ].prepare_value(valeurs[champ])
            libelles = dict(getattr(form.fields[champ], "choices", ()))
            form.fields[champ].conflit = {
                "qui": trace.par if trace else "une autre personne",
                "quand": trace.le if trace else None,
                "valeur": libelles.get(valeur, valeur) if isinstance(valeur, str) else valeur,
            }
