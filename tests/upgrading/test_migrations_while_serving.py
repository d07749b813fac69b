"""`.ci/migrations.py` finds each kind of migration that harms a release which goes on serving."""

from __future__ import annotations

import importlib.util
from types import ModuleType
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from tests.upgrading import ROOT


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("migrations_check", ROOT / ".ci" / "migrations.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of(*operations: Operation, **given: Any) -> migrations.Migration:
    made = type("Migration", (migrations.Migration,), {"operations": list(operations), **given})
    return made("0099_made_up", "practices")


def state() -> ProjectState:
    """One table that a release has."""
    columns = {
        "id": models.BigAutoField(primary_key=True),
        "name": models.CharField(max_length=80),
        "year": models.IntegerField(null=True),
    }
    known = ProjectState()
    known.add_model(ModelState("practices", "Thing", list(columns.items())))
    return known


def text(**given: Any) -> models.CharField:
    return models.CharField(**{"max_length": 80, **given})


DATA = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)
ADDED = migrations.AddField("Thing", "note", text(null=True))
UNSAFE: list[tuple[str, list[Operation]]] = [
    ("drop", [migrations.RemoveField("Thing", "year")]),
    ("drop", [migrations.DeleteModel("Thing")]),
    ("rename", [migrations.RenameField("Thing", "year", "since")]),
    ("rename", [migrations.RenameModel("Thing", "Object")]),
    ("rename", [migrations.AlterModelTable("Thing", "things")]),
    ("not-null", [migrations.AddField("Thing", "note", text(default=""))]),
    ("narrow", [migrations.AlterField("Thing", "name", text(max_length=40))]),
    ("narrow", [migrations.AlterField("Thing", "year", models.IntegerField(default=0))]),
    ("narrow", [migrations.AlterField("Thing", "year", text(null=True))]),
    ("narrow", [migrations.AddConstraint("Thing", models.CheckConstraint(condition=models.Q(year__gt=0), name="c"))]),
    ("index", [migrations.AddIndex("Thing", models.Index(fields=["year"], name="i"))]),
    ("index", [migrations.AddConstraint("Thing", models.UniqueConstraint(fields=["year"], name="u"))]),
    ("index", [migrations.AlterField("Thing", "name", text(db_index=True))]),
    ("one-way", [migrations.RunPython(migrations.RunPython.noop)]),
    ("one-way", [migrations.RunSQL("SELECT 1")]),
    ("mixed", [ADDED, DATA]),
]
SAFE: list[list[Operation]] = [
    [ADDED],
    [migrations.AddField("Thing", "note", text(db_default=""))],
    [migrations.AlterField("Thing", "name", text(max_length=90))],
    [migrations.AlterField("Thing", "name", models.TextField())],
    [migrations.AlterField("Thing", "year", models.IntegerField(null=True, verbose_name="since"))],
    [DATA],
    # Nobody uses a table that comes with it.
    [
        migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("New", "note", text(default="")),
        migrations.AddIndex("New", models.Index(fields=["note"], name="n")),
    ],
]


@pytest.mark.parametrize(("kind", "operations"), UNSAFE)
def test_what_is_unsafe_is_found(check: ModuleType, kind: str, operations: list[Operation]) -> None:
    found = check.findings(of(*operations), state(), set())
    assert [name for name, _place in found] == [kind]
    assert kind in check.unexplained(of(*operations), found)[0]


@pytest.mark.parametrize("operations", SAFE)
def test_what_is_safe_is_not(check: ModuleType, operations: list[Operation]) -> None:
    assert check.findings(of(*operations), state(), set()) == []


def test_each_kind_is_tried(check: ModuleType) -> None:
    assert {kind for kind, _operations in UNSAFE} == set(check.KINDS)


def test_a_migration_may_say_that_it_is_meant_and_why(check: ModuleType) -> None:
    operation = migrations.RemoveField("Thing", "year")
    meant = of(operation, meant={"drop": "No release since 1.2.0 reads it."})
    assert check.unexplained(meant, check.findings(meant, state(), set())) == []
    without_reason = of(operation, meant={"drop": ""})
    assert check.unexplained(without_reason, check.findings(without_reason, state(), set())) != []
    in_vain = of(ADDED, meant={"drop": "Nothing is dropped."})
    assert check.unexplained(in_vain, check.findings(in_vain, state(), set())) != []


def test_tables_and_data_may_stand_in_one_migration_without_a_transaction(check: ModuleType) -> None:
    assert check.findings(of(ADDED, DATA, atomic=False), state(), set()) == []
