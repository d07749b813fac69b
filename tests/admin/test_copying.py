"""A copy of a practice is a new draft that says the same."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from practices.editorial import content, history
from practices.models import Involvement, Organisation, Practice
from tests import factories
from tests.admin.forms import CHANGE

pytestmark = pytest.mark.both_databases
COPY = "admin:practices_practice_copy"


@pytest.fixture
def original(vocabulary: factories.Vocabulary) -> Practice:
    """Something published, with rows of each kind, that somebody has checked."""
    made = factories.practice(
        "Nurses are trained",
        policy_areas=[vocabulary.areas[0]],
        countries=[(vocabulary.countries[0], "origin")],
        title_fr="Des infirmières",
        confirmed_by_fr="Awa",
        confirmed_on_fr="2026-01-01",
        verified_by="Amina",
        verified_on="2026-01-01",
        review_due="2027-01-01",
        credit="A reader",
    )
    Involvement.objects.create(practice=made, organisation=Organisation.objects.create(slug="b", name_en="B"))
    made.figures.create(value=3, label_en="nurses", citation=made.citations.get())
    made.requirements.create(kind="time", text_en="Two years.")
    return made


def test_it_has_the_texts_terms_and_rows_and_none_of_what_was_said_of_the_other(original: Practice) -> None:
    amina = factories.person("amina", "Contributor")
    browser = factories.signed_in(amina)
    assert reverse(COPY, args=[original.pk]) in browser.get(reverse(CHANGE, args=[original.pk])).text
    answer = browser.post(reverse(COPY, args=[original.pk]))
    copy = Practice.objects.exclude(pk=original.pk).get()
    assert answer["Location"] == reverse(CHANGE, args=[copy.pk])
    assert (copy.state, copy.author, copy.published_at) == ("draft", amina, None)
    held, found = content.of(original), content.of(copy)
    differing = {name for name in held if held[name] != found[name]}
    assert differing == {
        "slug", "credit", "review_due", "verified_by", "verified_on", "confirmed_by_fr", "confirmed_on_fr"
    }  # fmt: skip
    assert not any(found[name] for name in differing - {"slug"})
    assert found["slug"] == "nurses-are-trained"
    (version,) = history.versions(copy)
    assert (version.action, version.reason) == ("added", f"Copy of practice {original.pk}, ‘Nurses are trained’.")


def test_what_one_may_not_see_is_not_copied(original: Practice) -> None:
    draft = factories.complete_draft("Somebody else's", author=factories.person("other", "Editor"))
    browser: Client = factories.signed_in(factories.person("amina", "Contributor"))
    assert browser.post(reverse(COPY, args=[draft.pk])).status_code == 403
    assert Practice.objects.count() == 2
