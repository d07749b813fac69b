from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder

TABLES = ["axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog"]


def forget(apps, schema_editor):
    """Delete what django-axes kept: names and addresses of failed sign-ins, its permissions, that it was migrated."""
    alias = schema_editor.connection.alias
    apps.get_model("contenttypes", "ContentType").objects.using(alias).filter(app_label="axes").delete()
    if MigrationRecorder(schema_editor.connection).has_table():
        MigrationRecorder.Migration.objects.using(alias).filter(app="axes").delete()


class Migration(migrations.Migration):
    """Wrong passwords are counted by `practices.web.throttle`. Going back, django-axes makes its tables anew."""

    dependencies = [
        ("practices", "0006_log_position"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        *[migrations.RunSQL(f"DROP TABLE IF EXISTS {table}", migrations.RunSQL.noop) for table in TABLES],
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
