from django.db import migrations, models


class Migration(migrations.Migration):
    """Practices that publishers have chosen for the first page."""

    dependencies = [("practices", "0008_policy_area_group")]

    operations = [
        migrations.AddField(
            "practice",
            "featured",
            models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="place on the first page"),
        ),
    ]
