import django.core.validators
import practices.models.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):
    """How documents are numbered and where they can be found. What is there already stays as it is."""

    dependencies = [
        ('practices', '0009_featured'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='doi',
            field=models.CharField(blank=True, help_text='For example 10.18356/1a2b3c4d.', max_length=120, validators=[django.core.validators.RegexValidator('^10\\.[0-9]{4,9}(\\.[0-9]+)*/[^\\s<>\\"]+\\Z', 'Write the DOI alone, as 10.18356/1a2b3c4d: it begins with ‘10.’, without https://doi.org/.')], verbose_name='DOI'),
        ),
        migrations.AddField(
            model_name='source',
            name='isbn',
            field=models.CharField(blank=True, max_length=17, validators=[practices.models.identifiers.ISBNValidator()], verbose_name='ISBN'),
        ),
        migrations.AddField(
            model_name='source',
            name='licence',
            field=models.CharField(blank=True, help_text='As the document says it, for example ‘CC BY-NC-ND 3.0 IGO’.', max_length=200, verbose_name='licence'),
        ),
        migrations.AddField(
            model_name='source',
            name='where_to_find',
            field=models.TextField(blank=True, help_text='In words: who keeps it, under which number to ask for it. Only what the document or its record says.', max_length=600, verbose_name='where to find it'),
        ),
        migrations.AddField(
            model_name='source',
            name='where_to_find_en',
            field=models.TextField(blank=True, help_text='In words: who keeps it, under which number to ask for it. Only what the document or its record says.', max_length=600, null=True, verbose_name='where to find it'),
        ),
        migrations.AddField(
            model_name='source',
            name='where_to_find_es',
            field=models.TextField(blank=True, help_text='In words: who keeps it, under which number to ask for it. Only what the document or its record says.', max_length=600, null=True, verbose_name='where to find it'),
        ),
        migrations.AddField(
            model_name='source',
            name='where_to_find_fr',
            field=models.TextField(blank=True, help_text='In words: who keeps it, under which number to ask for it. Only what the document or its record says.', max_length=600, null=True, verbose_name='where to find it'),
        ),
        migrations.AlterField(
            model_name='source',
            name='authors',
            field=models.TextField(help_text='People or institutions, one per line, as ‘Family name, Given name’. An institution with a comma in its name stands in braces: {Ministry of Labour, Republic of Korea}.', max_length=500, verbose_name='authors'),
        ),
        migrations.AlterField(
            model_name='source',
            name='kind',
            field=models.CharField(choices=[('report', 'Report'), ('presentation', 'Presentation'), ('issues-paper', 'Issues paper'), ('background-document', 'Background document'), ('discussion-note', 'Discussion note'), ('evaluation', 'Evaluation'), ('article', 'Article'), ('law', 'Law'), ('treaty', 'Treaty'), ('toolkit', 'Toolkit'), ('dataset', 'Dataset'), ('web-page', 'Web page')], max_length=30, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='source',
            name='language',
            field=models.CharField(default='en', help_text='Its code in ISO 639: en, fr, es, ar …', max_length=8, validators=[practices.models.identifiers.validate_language], verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='source',
            name='url',
            field=models.URLField(blank=True, help_text='The document itself, where it is on the web.', verbose_name='link'),
        ),
    ]
