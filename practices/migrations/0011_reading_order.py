from django.db import migrations, models

from practices.models.source import READING_ORDER


class Migration(migrations.Migration):
    """An index of citations in the order in which one reads their documents, along which their pages are found."""

    dependencies = [
        ('practices', '0010_documents'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='citation',
            index=models.Index('source', *READING_ORDER, name='citation_reading_order'),
        ),
    ]
