"""Make the groups of curators (practices/roles.py)."""

from django.db import migrations


def make_groups(apps, schema_editor):
    # Permissions are otherwise made after all migrations.
    from django.apps import apps as real_apps
    from django.contrib.auth.management import create_permissions

    from practices import roles

    for label in ("practices", "auth"):
        create_permissions(real_apps.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    roles.grant()


class Migration(migrations.Migration):

    dependencies = [
        ("practices", "0003_curators_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
