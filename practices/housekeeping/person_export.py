"""Everything that is stored about one person, as JSON that people can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from practices.models import Alert, Logged, Submission
from practices.signin import session
from practices.web import throttle

from . import person as people
from .person import Person

# What opens an account, and what is no word about the person: the catalogue's content as they left it.
_LEFT_OUT = {"password", "key", "session", "content", "table"}


def as_json(person: Person) -> str:
    """Return all of it."""
    account = person.account
    told: dict[str, Any] = {
        "made": timezone.now(),
        "site": settings.SITE_URL,
        "left out": "passwords and keys of the second step, which open an account; texts of practices in the history",
        "account": _account(account) if account else None,
        "proposals": [_whole(one) for one in people.submissions(person.mails)],
        "told by mail": [_alert(one) for one in people.alerts(person.mails)],
        "done by them": {kind: rows for kind, rows in _done_by(account) if rows} if account else {},
        "counts of attempts of today and yesterday": [_row(one) for one in throttle.of(*person.mails, *person.names)],
        "named in": [_mention(place) for place in people.places(person) if place.model is not Submission],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False) + "\n"


def _account(account: User) -> dict[str, Any]:
    return _row(account) | {
        "roles": [group.name for group in account.groups.all()],
        "permissions beyond roles": sorted(map(str, account.user_permissions.all())),
        "sessions end": [one.ends for one in session.of(account)],
        "recovery codes left": StaticToken.objects.filter(device__user=account).count(),
    }


def _done_by(account: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the rows of every table that name the account, by table and column."""
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and isinstance(relation, models.ManyToOneRel):
            model, field = relation.related_model, relation.field.name
            rows: Any = model._base_manager.filter(**{field: account}).order_by("pk")
            yield f"{model._meta.label}, {field}", [_row(one) for one in rows.iterator(chunk_size=500)]


def _row(row: models.Model) -> dict[str, Any]:
    """Return a row with what it tells of the person: of what belongs to the catalogue, which it is."""
    if isinstance(row, Logged):
        return {"number": row.pk, "title": str(row)}
    shown = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    texts = {name for name, value in shown.items() if isinstance(value, str) and len(value) > 5000}
    return {name: value for name, value in shown.items() if name not in _LEFT_OUT | texts and value not in ("", None)}


def _whole(submission: Submission) -> dict[str, Any]:
    return {field.name: field.value_from_object(submission) for field in submission._meta.concrete_fields}


def _alert(alert: Alert) -> dict[str, Any]:
    """Return an alert without its address as it is kept, which says nothing."""
    return {name: value for name, value in _row(alert).items() if not name.startswith("address")}


def _mention(place: people.Place) -> dict[str, Any]:
    value = place.model._base_manager.filter(pk=place.pk).values_list(place.field, flat=True).first()
    return {"table": place.model._meta.label, "row": place.pk, "column": place.field} | (
        {"text": value} if isinstance(value, str) and place.field not in _LEFT_OUT else {}
    )
