from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F


def take_over(apps: Any, schema_editor: Any) -> None:
    """Begin with the time that readers were told until now, and learn anew what terms say: by other keys."""
    records = apps.get_model("practices", "Record").objects.using(schema_editor.connection.alias)
    records.update(updated_at=F("changed_at"))
    apps.get_model("practices", "LogPosition").objects.using(schema_editor.connection.alias).update(terms={})


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0016_cleaned_texts_and_words"),
    ]

    operations = [
        migrations.AddField("change", "of_links_only", models.BooleanField(default=False)),
        migrations.AlterField("record", "changed_at", models.DateTimeField(db_index=True, verbose_name="recorded")),
        migrations.AddField("record", "updated_at", models.DateTimeField(null=True, verbose_name="changed")),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.AlterField("record", "updated_at", models.DateTimeField(verbose_name="changed")),
    ]
