from django.db import migrations


class Migration(migrations.Migration):
    """The partners of an action were a text: kept aside until the list of the convention is filled from it."""

    dependencies = [("conventions", "0003_autre_dispositif")]

    operations = [migrations.RenameField("action", "partenaires", "partenaires_texte")]
