from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comptes", "0007_chaine")]

    operations = [
        migrations.AddConstraint(
            model_name="trace",
            constraint=models.UniqueConstraint(
                fields=("convention", "rang"),
                name="trace_a_son_rang",
                violation_error_message="Deux lignes du journal ne peuvent pas avoir le même rang.",
            ),
        ),
    ]
