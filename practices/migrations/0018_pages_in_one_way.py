"""Pages and paragraphs are held by their own kind of field. The database is not touched."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0017_when_it_changed")]

    operations = [
        migrations.AlterField(
            "citation", "pages", models.CharField(blank=True, max_length=40, verbose_name="pages")
        ),
        migrations.AlterField(
            "citation", "paragraphs", models.CharField(blank=True, max_length=40, verbose_name="paragraphs")
        ),
    ]
