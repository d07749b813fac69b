"""Watching the rooms below: what they tell by signals is counted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save

from practices.models import Version
from practices.search import answered

from . import metrics, queries


def connect() -> None:
    """Start to watch. Called once, when the app is ready."""
    connection_created.connect(queries.watch, dispatch_uid="monitoring")
    post_save.connect(_version_written, sender=Version, dispatch_uid="monitoring")
    answered.connect(_question_answered, dispatch_uid="monitoring")


def _version_written(instance: Version, created: bool, **kwargs: Any) -> None:
    if created and instance.action == Version.Action.PUBLISHED:
        transaction.on_commit(metrics.publications.inc)


def _question_answered(seconds: float, from_index: bool, **kwargs: Any) -> None:
    metrics.search_seconds.labels("index" if from_index else "database").observe(seconds)
