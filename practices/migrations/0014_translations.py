from django.db import migrations, models


class Migration(migrations.Migration):
    """What is known of each translation. Those that there are begin as unofficial, and none as out of date."""

    dependencies = [
        ("practices", "0013_texts_and_archived_copies"),
    ]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="confirmed_by_es",
            field=models.CharField(
                blank=True,
                help_text="A person whose name readers see. It is taken back when the text of the translation changes.",
                max_length=200,
                verbose_name="translation confirmed by (Spanish)",
            ),
        ),
        migrations.AddField(
            model_name="practice",
            name="confirmed_by_fr",
            field=models.CharField(
                blank=True,
                help_text="A person whose name readers see. It is taken back when the text of the translation changes.",
                max_length=200,
                verbose_name="translation confirmed by (French)",
            ),
        ),
        migrations.AddField(
            model_name="practice",
            name="confirmed_on_es",
            field=models.DateField(blank=True, null=True, verbose_name="translation confirmed on (Spanish)"),
        ),
        migrations.AddField(
            model_name="practice",
            name="confirmed_on_fr",
            field=models.DateField(blank=True, null=True, verbose_name="translation confirmed on (French)"),
        ),
        migrations.AddField(
            model_name="practice",
            name="outdated_es",
            field=models.BooleanField(
                default=False,
                help_text="Ticked when the English changes. Take the tick away once the translation fits, or still does.",
                verbose_name="the English has changed since it was translated (Spanish)",
            ),
        ),
        migrations.AddField(
            model_name="practice",
            name="outdated_fr",
            field=models.BooleanField(
                default=False,
                help_text="Ticked when the English changes. Take the tick away once the translation fits, or still does.",
                verbose_name="the English has changed since it was translated (French)",
            ),
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by_fr", ""), ("confirmed_on_fr__isnull", True)),
                    models.Q(("confirmed_on_fr__isnull", False), models.Q(("confirmed_by_fr", ""), _negated=True)),
                    _connector="OR",
                ),
                name="confirmed_on_and_by_together_fr",
                violation_error_message="Give both: who confirmed the translation, and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by_es", ""), ("confirmed_on_es__isnull", True)),
                    models.Q(("confirmed_on_es__isnull", False), models.Q(("confirmed_by_es", ""), _negated=True)),
                    _connector="OR",
                ),
                name="confirmed_on_and_by_together_es",
                violation_error_message="Give both: who confirmed the translation, and when.",
            ),
        ),
    ]
