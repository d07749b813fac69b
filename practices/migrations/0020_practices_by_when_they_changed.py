from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0019_institutional_authors")]

    operations = [
        migrations.AddIndex(
            model_name="practice", index=models.Index(fields=["updated_at"], name="practice_updated")
        ),
    ]
