from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0028_acts_and_saved_filters'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShortAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('address', models.CharField(max_length=2000)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
    ]
