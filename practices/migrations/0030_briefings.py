import uuid

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0029_short_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Briefing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("es", "Spanish")],
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="purpose")),
                ("note", models.TextField(blank=True, max_length=3000, verbose_name="author’s note")),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="made")),
                ("ends_at", models.DateTimeField(db_index=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "briefing",
                "verbose_name_plural": "briefings",
                "ordering": ["-made_at"],
                "default_permissions": (),
            },
        ),
    ]
