"""The example dashboard and alert rules ask for figures and labels that exist, and docs/operations.md tells of all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils import timezone

from practices.backup import stamps
from practices.monitoring import condition, metrics
from practices.monitoring.exposition import _Now
from practices.monitoring.readiness import NAMES, OK, Finding, Lag

FOLDER: Path = settings.BASE_DIR / "deploy" / "monitoring"
DOCUMENT = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
_BY_PROMETHEUS = {"up"}
_NAME = re.compile(r"\b(?:catalogue|process)_[a-z_]+\b")
_SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Each figure by its full name, with its labels."""
    monkeypatch.setattr(stamps, "LAST_BACKUP", "stamp-of-this-test.json")
    (settings.DATA_DIR / stamps.LAST_BACKUP).write_text('{"made": "2026-11-30T02:00:00Z"}')
    monkeypatch.setattr(condition, "manifests", lambda: [{"made": "2026-11-30T02:00:00Z"}])
    monkeypatch.setattr(condition, "last_alerts", timezone.now)
    monkeypatch.setattr("practices.monitoring.readiness._lag", Lag(0, 0.0))
    found = {}
    for family in [*metrics.REGISTRY.collect(), *_Now([Finding(name, OK) for name in NAMES]).collect()]:
        collector = metrics.REGISTRY._names_to_collectors.get(family.name)
        labels = set(getattr(collector, "_labelnames", ())) | {key for one in family.samples for key in one.labels}
        for suffix in _SUFFIXES.get(family.type, ()):
            found[family.name + suffix] = labels | ({"le"} if suffix == "_bucket" else set())
    (settings.DATA_DIR / stamps.LAST_BACKUP).unlink()
    return found


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    board = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    return list(board["panels"])


def asked() -> list[str]:
    """Return every expression of both files."""
    return [rule["expr"] for rule in rules()] + [target["expr"] for one in panels() for target in one["targets"]]


def test_both_ask_only_for_figures_and_labels_that_exist(figures: dict[str, set[str]]) -> None:
    of_prometheus = {"instance", "job"}
    for expression in asked():
        names = set(_NAME.findall(expression))
        assert names or set(re.findall(r"^\w+", expression)) <= _BY_PROMETHEUS, expression
        assert names <= set(figures), expression
        known = of_prometheus.union(*(figures[name] for name in names))
        grouped = {
            word.strip()
            for group in re.findall(r"\b(?:by|ignoring) \(([^)]*)\)", expression)
            for word in group.split(",")
        }
        matched = {
            word for inside in re.findall(r"\{([^}]*)\}", expression) for word in re.findall(r"(\w+) ?[=!]", inside)
        }
        assert grouped | matched <= known, expression


def test_every_figure_of_ours_is_on_the_dashboard_and_in_the_document(figures: dict[str, set[str]]) -> None:
    ours = {re.sub(r"_(bucket|count|sum)$", "", name) for name in figures if name.startswith("catalogue_")}
    shown = {re.sub(r"_(bucket|count|sum)$", "", name) for one in asked() for name in _NAME.findall(one)}
    assert ours - shown == {"catalogue_index_lag_changes"}  # the alerts go by seconds
    told = set(re.findall(r"^\| `(catalogue_\w+)` \|", DOCUMENT, re.MULTILINE))
    assert told == ours


def test_every_alert_says_what_to_do(figures: dict[str, set[str]]) -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    told = re.findall(r"^- \*\*(Catalogue\w+)\*\*", DOCUMENT, re.MULTILINE)
    assert told == names
    for rule in rules():
        assert rule["annotations"]["summary"] and rule["labels"]["severity"] in {"page", "ticket"}
