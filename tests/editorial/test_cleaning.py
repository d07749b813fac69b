"""Texts are clean by whatever door they come in, and what was saved before is cleaned once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import QuerySet, Value
from django.test import Client
from django.urls import reverse

from practices.editorial import content, history
from practices.editorial.cleaning import clean_texts
from practices.models import Change, Citation, Comment, Organisation, PolicyArea, Practice, Source, Synonym
from tests import factories
from tests.admin.forms import ADD, CHANGE, COMMENT, citation_row, form_of
from tests.factories import Vocabulary

pytestmark = pytest.mark.usefixtures("vocabulary")

DIRTY = "\ufeffRecog\u00adni\u200btion of re\u0301gimes\u200e"
CLEAN = "Recognition of régimes"


def behind_the_fields(thing: Any, **values: str) -> None:
    """Write to a row what its fields would clean."""
    QuerySet(type(thing)).filter(pk=thing.pk).update(**{name: Value(value) for name, value in values.items()})
    if hasattr(thing, "VALUE") or isinstance(thing, Practice):
        history.catch_up(type(thing)._base_manager.get(pk=thing.pk))


def test_forms_of_the_admin_clean_what_they_save(curator: Client, vocabulary: Vocabulary) -> None:
    rows = {"citations": [{"source": vocabulary.source.pk, "section": DIRTY, "pages": "12", "note_en": "a\r\nb"}]}
    data = form_of(rows=rows) | {"title_en": DIRTY, "done_en": "one\r\n\r\ntwo_x000D_\nthree\0", "_reason": DIRTY}
    assert curator.post(reverse(ADD), data).status_code == 302
    made = Practice.objects.get()
    assert (made.title_en, made.done_en) == (CLEAN, "one\n\ntwo\nthree")
    assert made.citations.values_list("section", "note_en").get() == (CLEAN, "a b")
    assert history.latest(made).content["title_en"] == CLEAN
    assert history.latest(made).reason == CLEAN
    # The same, typed in another way, is no change.
    again = form_of(made, {"citations": [citation_row(made.citations.get(), section=DIRTY, note_en="a b")]})
    again |= {"title_en": DIRTY, "done_en": "one\r\n\r\ntwo\r\nthree"}
    version = history.latest(made).number
    curator.post(reverse(CHANGE, args=[made.pk]), again)
    assert Practice.objects.get().done_en == "one\n\ntwo\nthree"
    assert history.latest(made).content["citations"][0]["section"] == CLEAN
    assert history.latest(made).number <= version + 1
    curator.post(reverse(COMMENT, args=[made.pk]), {"text": DIRTY})
    assert Comment.objects.get().text == CLEAN


@pytest.mark.both_databases
def test_every_way_of_saving_cleans(vocabulary: Vocabulary) -> None:
    PolicyArea.objects.bulk_create([PolicyArea(slug="a", name_en=DIRTY, aliases_en="x\r\ny\u2028z")])
    area = PolicyArea.objects.get(slug="a")
    assert (area.name_en, area.aliases_en) == (CLEAN, "x\ny\nz")
    made = Organisation(slug="b", name_en=DIRTY)
    made.save()
    assert made.name_en == CLEAN == Organisation.objects.get(name_en=DIRTY).name_en
    Organisation.objects.filter(pk=made.pk).update(name_fr=DIRTY)
    assert Organisation.objects.get(pk=made.pk).name_fr == CLEAN
    source = Source(slug="c", title=DIRTY, short_citation=DIRTY, kind="report", url="https://example.org/\u200ba")
    source.authors = "العمل\u200f (2)\r\nمی\u200cخواهم 👩\u200d🌾"
    source.save()
    assert (source.title, source.url) == (CLEAN, "https://example.org/a")
    assert Source.objects.get(slug="c").authors == "العمل\u200f (2)\nمی\u200cخواهم 👩\u200d🌾"
    draft = Practice()
    content.put(
        {
            "title_en": DIRTY,
            "slug": "d",
            "summary_en": "x",
            "evidence_basis": "approach",
            "level": "global",
            "instrument": "programme",
            "citations": [{"source": "report", "section": DIRTY}],
        },
        draft,
    )
    assert (draft.title_en, draft.citations.get().section) == (CLEAN, CLEAN)


@pytest.mark.both_databases
def test_what_was_saved_before_is_cleaned_once_and_says_so() -> None:
    published = factories.practice("Old", title_fr="Ancien", confirmed_by_fr="Ann", confirmed_on_fr="2026-01-01")
    cited, approved, untouched = factories.practice("Cited"), factories.draft("Approved"), factories.practice("Fine")
    area, synonym = PolicyArea.objects.first(), Synonym.objects.create(words="a\nb")
    Practice.objects.filter(pk=approved.pk).update(approved_at="2026-01-01T00:00:00Z")
    history.catch_up_all([published, cited, approved, untouched])
    behind_the_fields(published, title_en=DIRTY, title_fr="Re\u0301gime")
    behind_the_fields(cited.citations.get(), section=DIRTY)
    behind_the_fields(approved, done_en="a\r\nb")
    behind_the_fields(area, name_en=DIRTY)
    behind_the_fields(synonym, words="a\u00adb\nc")
    behind_the_fields(vocabulary_source := Source.objects.get(slug="report"), title=DIRTY)
    Practice.objects.filter(pk=approved.pk).update(approved_at="2026-01-01T00:00:00Z")
    Practice.objects.filter(pk=published.pk).update(
        confirmed_by_fr="Ann", confirmed_on_fr="2026-01-01", outdated_fr=False
    )
    history.catch_up_all([published])
    newest = Change.objects.latest("pk").pk
    texts = history.versions(untouched).count()
    call_command("clean_texts")
    for one in (published, cited, approved, area, synonym, vocabulary_source):
        assert history.latest(one).action == history.Action.CLEANED, one
        one.refresh_from_db()
    assert (published.title_en, published.title_fr, approved.done_en) == (CLEAN, "Régime", "a\nb")
    assert Citation.objects.get(practice=cited).section == CLEAN
    assert (area.name_en, synonym.words, vocabulary_source.title) == (CLEAN, "ab\nc", CLEAN)
    # Nobody has to look at a translation or approve a draft again for what nobody sees.
    assert (published.outdated_fr, published.confirmed_by_fr) == (False, "Ann")
    assert approved.approved_at is not None
    assert history.versions(untouched).count() == texts
    assert history.latest(published).content["title_en"] == CLEAN
    changed = set(Change.objects.filter(pk__gt=newest).values_list("practice_id", flat=True))
    assert {published.pk, cited.pk} <= changed and approved.pk not in changed
    newest = Change.objects.latest("pk").pk
    assert clean_texts() == 0
    assert Change.objects.latest("pk").pk == newest


def test_a_question_with_signs_that_nobody_sees_is_the_question_without() -> None:
    one = factories.practice("Recruitment of nurses")
    factories.practice("Savings")
    for asked in ("recruit\u00adment", "re\u200bcruitment", "\ufeffrecruitment", "recruitment\u200e"):
        answer = Client().get("/api/v1/practices", {"q": asked}).json()
        assert [found["id"] for found in answer["results"]] == [one.pk]
        assert answer["corrections"] == []


@pytest.mark.parametrize("value", ["MA", "M\u00adA", "\u200bMA", "ma\ufeff"])
def test_a_value_with_signs_that_nobody_sees_is_the_value_without(vocabulary: Vocabulary, value: str) -> None:
    one = factories.practice(countries=[(vocabulary.countries[0], "origin")])
    factories.practice()
    answer = Client().get("/api/v1/practices", {"country": value})
    assert answer.status_code == 200, answer.content
    assert [found["id"] for found in answer.json()["results"]] == [one.pk]
