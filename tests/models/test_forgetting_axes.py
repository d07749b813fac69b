"""What django-axes kept is gone with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.beside import empty_database, migrate

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
BEFORE, AFTER = "0006_log_position", "0007_forget_axes"


def test_its_tables_its_permissions_and_its_migrations_go(tmp_path: Path) -> None:
    with empty_database(tmp_path):
        migrate(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE axes_accessattempt (id integer PRIMARY KEY)")
            cursor.execute(
                "CREATE TABLE axes_accessattemptexpiration (id integer PRIMARY KEY REFERENCES axes_accessattempt (id))"
            )
        group = Group.objects.create(name="They see it")
        for app, model in (("axes", "accessattempt"), ("practices", "practice")):
            kind = ContentType.objects.create(app_label=app, model=model)
            group.permissions.create(content_type=kind, codename=f"view_{model}", name="Can view")
        MigrationRecorder(connection).record_applied("axes", "0001_initial")
        migrate(AFTER)
        assert not [name for name in connection.introspection.table_names() if name.startswith("axes")]
        assert not Permission.objects.filter(content_type__app_label="axes").exists()
        assert not MigrationRecorder.Migration.objects.filter(app="axes").exists()
        assert [permission.codename for permission in group.permissions.all()] == ["view_practice"]
