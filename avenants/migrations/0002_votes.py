import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avenants", "0001_socle"),
        ("conventions", "0003_votes"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="avenant", name="avenant_selon_sa_nature"),
        migrations.AddField(
            model_name="avenant",
            name="deliberation",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="avenants", to="conventions.deliberation"),
        ),
        migrations.AlterField(
            model_name="avenant",
            name="exercice",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="avenants", to="conventions.exercice"),
        ),
        migrations.AlterField(
            model_name="avenant",
            name="nature",
            field=models.CharField(choices=[("financier", "Avenant financier"), ("report", "Avenant de report"), ("anterieur", "Avenant antérieur")], default="financier", max_length=10, verbose_name="nature"),
        ),
        migrations.AlterField(
            model_name="avenant",
            name="regime",
            field=models.CharField(blank=True, choices=[("civile", "Année civile"), ("glissante", "Année glissante")], max_length=10, verbose_name="régime"),
        ),
        migrations.AddConstraint(
            model_name="avenant",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("montant_etat__isnull", False), ("nature", "financier"), ("prolonge_au__isnull", True)), models.Q(("montant_etat__isnull", True), ("nature", "report"), ("prolonge_au__isnull", False)), models.Q(("montant_etat__isnull", True), ("nature", "anterieur"), ("prolonge_au__isnull", True)), _connector="OR"), name="avenant_selon_sa_nature", violation_error_message="Un avenant financier dit un montant, un avenant de report une date."),
        ),
        migrations.AddConstraint(
            model_name="avenant",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("exercice__isnull", True), ("nature", "anterieur"), ("regime", ""), ("statut", "signe"), models.Q(("objet", ""), _negated=True)), models.Q(models.Q(("nature", "anterieur"), _negated=True), ("exercice__isnull", False), models.Q(("regime", ""), _negated=True)), _connector="OR"), name="avenant_anterieur_sans_exercice", violation_error_message="Seul un avenant antérieur, signé et qui dit son objet, n’a pas d’exercice."),
        ),
    ]
