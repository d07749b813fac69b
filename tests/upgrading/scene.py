"""What happens on a site before its database is kept. It runs on the code of each release, so it asks what is there.

Practice 2 is withdrawn, practice 3 and a policy area have other link names, and there are a draft, a practice of the
curators' own, and an account.
"""

from importlib import import_module

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from practices.models import PolicyArea, Practice


def first(*names):
    """Return the first module that this release has."""
    for name in names:
        try:
            return import_module(f"practices.{name}")
        except ModuleNotFoundError:
            continue
    return None


by = get_user_model().objects.create_superuser("curator", "curator@example.org", "Upgrading-2026")
history = first("editorial.history", "history")
workflow = first("editorial.workflow", "workflow")


def changed(thing, **values):
    """Change a thing, as the admin does: with a line in its log, and in the thing's history if there is one."""
    if history:
        history.catch_up(thing)
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save()
    kind = ContentType.objects.get_for_model(thing)
    LogEntry.objects.create(user=by, content_type=kind, object_id=thing.pk, object_repr=thing, action_flag=CHANGE)
    if history:
        history.record(thing, by, "changed", "It is called so.")


changed(Practice.objects.get(pk=3), slug="called-otherwise")
changed(PolicyArea.objects.order_by("pk").first(), slug="called-otherwise")

if hasattr(workflow, "perform"):
    said = first("editorial.moves", "workflow").Details(reason="It was reported twice.")
    workflow.perform(Practice.objects.get(pk=2), "withdraw", by, said)
else:
    workflow.withdraw(Practice.objects.get(pk=2), "It was reported twice.")

told = {"evidence_basis": "named-practice", "instrument": "programme", "level": "national", "status": "in-force"}
# With a number that no practice of the fixtures has.
draft = Practice.objects.create(pk=900, title="A draft", slug="a-draft", summary="It waits.", **told)
if history:
    history.record(draft, by, "added")
