"""Bounds put on a column that had none."""

from django.db import migrations


class BornerColonne(migrations.AlterField):
    """`AlterField` for a column whose class brings a CHECK of its own: where a table is not rebuilt, Django looks for
    those of its own classes only."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor != "postgresql":
            return
        modele = to_state.apps.get_model(app_label, self.model_name)
        champ = modele._meta.get_field(self.name)
        table = modele._meta.db_table
        nom = schema_editor._create_index_name(table, [champ.column], suffix="_check")
        schema_editor.execute(
            schema_editor._create_check_sql(modele, nom, champ.db_check(schema_editor.connection))
        )
