"""The words of actions, indexed where the database can: what `pilotage.plein_texte.MOTS` says, in its own words."""

from django.db import migrations

COLONNES = (
    *("numero", "titre", "public", "territoire", "diagnostic", "objectifs", "description", "moyens", "calendrier"),
    *("resultats_attendus", "lien_spie", "evaluation", "bilan", "difficultes", "perspectives"),
    "justification_ecart",
)
MOTS = (
    "array_to_tsvector(string_to_array(btrim(regexp_replace(regexp_replace(regexp_replace(lower(normalize("
    "regexp_replace(regexp_replace({}, '[Œœ]', 'oe', 'g'), '[Ææ]', 'ae', 'g'), NFKD) COLLATE \"C\"), "
    "'[\\u0300-\\u036f]', '', 'g'), '[^a-z0-9]+', ' ', 'g'), '([a-z0-9]{{200}})[a-z0-9]*', '\\1', 'g')), ' '))"
)


INDEX = {"action_mots": COLONNES, "action_mots_du_titre": COLONNES[:2]}


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for nom, colonnes in INDEX.items():
        expression = MOTS.format(" || ' ' || ".join(f'"{colonne}"' for colonne in colonnes))
        # In place at once, not in a list of what waits: each search would read that list through.
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS {nom} ON conventions_action USING gin (({expression})) WITH (fastupdate = off)"
        )


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for nom in INDEX:
            schema_editor.execute(f"DROP INDEX IF EXISTS {nom}")


class Migration(migrations.Migration):
    dependencies = [("pilotage", "0002_editions"), ("conventions", "0013_etats")]

    operations = [migrations.RunPython(add_index, remove_index)]
