from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conventions", "0004_votes_rattaches")]

    operations = [
        migrations.RemoveConstraint(model_name="deliberation", name="deliberation_dit_son_exercice"),
        migrations.RemoveField(model_name="deliberation", name="annee"),
        migrations.RemoveField(model_name="deliberation", name="anciennes"),
        migrations.RemoveField(model_name="deliberation", name="objet"),
    ]
