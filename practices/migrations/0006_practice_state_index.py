from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("practices", "0005_link_checks_and_previews")]

    operations = [
        migrations.AddIndex(model_name="practice", index=models.Index(fields=["state"], name="practice_state")),
    ]
