import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0002_socle_suite"),
        ("referentiels", "0002_journal"),
    ]

    operations = [
        # Leaves its name to what a vote approves.
        migrations.RenameField("deliberation", "conventions", "anciennes"),
        migrations.AddField(
            model_name="convention",
            name="deliberation",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="conventions", to="conventions.deliberation"),
        ),
        migrations.AddField(
            model_name="exercice",
            name="deliberation",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rapports", to="conventions.deliberation"),
        ),
        migrations.AddField(
            model_name="exercice",
            name="deliberation_second_arrete",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seconds_rapports", to="conventions.deliberation"),
        ),
        migrations.AddConstraint(
            model_name="exercice",
            constraint=models.CheckConstraint(condition=models.Q(("is_second_arrete", True), ("deliberation_second_arrete__isnull", True), _connector="OR"), name="exercice_second_vote_si_second_arrete", violation_error_message="Seul un second arrêté se vote une seconde fois."),
        ),
    ]
