from django.db import migrations, models


def say_services(apps, schema_editor):
    """The service of each remark is that of whoever wrote it."""
    remarques = apps.get_model("remarques", "Remarque").objects
    remarques.filter(auteur__role="commissaire").update(service="commissaire")


class Migration(migrations.Migration):

    dependencies = [
        ("remarques", "0001_socle"),
    ]

    operations = [
        migrations.AddField(
            model_name="remarque",
            name="service",
            field=models.CharField(
                choices=[
                    ("prefecture", "Préfecture"),
                    ("commissaire", "Commissaire à la lutte contre la pauvreté"),
                ],
                default="prefecture",
                max_length=30,
                verbose_name="service",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(say_services, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="remarque",
            constraint=models.CheckConstraint(
                condition=models.Q(("service__in", ["prefecture", "commissaire"])),
                name="remarque_d_un_service",
                violation_error_message="Une remarque est écrite par la préfecture ou par le commissaire.",
            ),
        ),
    ]
