"""Drafts of an earlier release, in which a reviewer once wrote: who wrote last is told by their history."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from practices.editorial import history
from practices.models import Practice
from tests import factories

pytestmark = pytest.mark.both_databases


def test_it_is_the_author_who_has_changed_it_since(vocabulary: factories.Vocabulary) -> None:
    author, editor = factories.person("amina", "Contributor"), factories.person("ed", "Editor")
    written = {}
    for name, last in (("author", author), ("editor", editor)):
        draft = factories.complete_draft(author=author)
        for by, title in ((editor, "First"), (last, "Last")):
            draft.title_en = f"{title} {name}"
            draft.save()
            history.record(draft, by)
        Practice.objects.filter(pk=draft.pk).update(written_by=editor)  # as the earlier release left it
        written[name] = draft.pk
    import_module("practices.migrations.0021_who_wrote_it_last").by_their_history(apps, None)
    found = {name: Practice.objects.get(pk=pk).written_by for name, pk in written.items()}
    assert found == {"author": None, "editor": editor}
