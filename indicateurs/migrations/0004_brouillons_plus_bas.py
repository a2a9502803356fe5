from django.db import migrations


class Migration(migrations.Migration):
    """Drafts and uploaded workbooks are those of `conventions` now; none of them outlives a day."""

    dependencies = [
        ("indicateurs", "0003_versions_des_chiffres"),
        ("conventions", "0007_sans_textes"),
    ]

    operations = [migrations.DeleteModel("BrouillonSaisie"), migrations.DeleteModel("DepotClasseur")]
