from django.db import migrations, models

# The groups that the fixtures propose, for a catalogue that was loaded before there were any.
GROUPS = {
    "govern": ["knowledge-base-and-data", "policy-coherence", "institutional-capacity", "public-support"],
    "cooperate": ["inter-state-cooperation", "partnerships-with-non-state-actors"],
    "protect": ["protection-of-migrant-workers-rights", "recruitment-regulation", "irregular-migration"],
    "money": ["remittances", "diaspora-engagement"],
    "move": [
        "temporary-and-circular-migration",
        "skills-and-human-resource-development",
        "integration",
        "recognition-and-portability",
    ],
}


def propose(apps, schema_editor):
    areas = apps.get_model("practices", "PolicyArea")._base_manager.using(schema_editor.connection.alias)
    for group, slugs in GROUPS.items():
        areas.filter(slug__in=slugs).update(group=group)


class Migration(migrations.Migration):
    """The group of a policy area, which gives it a hue and a shape."""

    dependencies = [("practices", "0007_forget_axes")]

    operations = [
        migrations.AddField(
            "policyarea",
            "group",
            models.CharField(
                blank=True,
                choices=[
                    ("govern", "Knowledge and government"),
                    ("cooperate", "Working together"),
                    ("protect", "Protection and rules"),
                    ("money", "Money and ties with home"),
                    ("move", "Mobility, skills, inclusion"),
                ],
                help_text="Under which heading it stands on the first page, and in which colour.",
                max_length=10,
                verbose_name="group",
            ),
        ),
        migrations.RunPython(propose, migrations.RunPython.noop, elidable=True),
    ]
