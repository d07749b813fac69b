from django.db import migrations


class Migration(migrations.Migration):
    """A model's new name. Its table stays."""

    dependencies = [("practices", "0005_former_link_names")]

    operations = [
        migrations.AlterModelTable(name="noted", table="practices_noted"),
        migrations.RenameModel(old_name="Noted", new_name="LogPosition"),
    ]
