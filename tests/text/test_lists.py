"""Lists as word processors write them become lists of Markdown, in the text and on its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from practices.text.lists import with_lists
from practices.text.markdown import to_html
from tests import factories
from tests.admin.forms import CHANGE, form_of


@pytest.mark.parametrize(
    ("pasted", "written"),
    [
        ("•\tOne\n•\tTwo", "- One\n- Two"),
        ("It has:\n• One\n• Two", "It has:\n- One\n- Two"),
        ("– One\n– Two", "- One\n- Two"),
        ("– an aside of one line", "– an aside of one line"),
        ("1.\tOne\n2.\tTwo", "1. One\n2. Two"),
        ("1)\tOne\n2)\u00a0Two", "1. One\n2. Two"),
        ("o\tOne\no\tTwo", "- One\n- Two"),
        ("\uf0b7\u00a0One", "- One"),
        ("- One\n2019. A year", "- One\n2019. A year"),
        ("One • two", "One • two"),
    ],
)
def test_lines_of_a_pasted_list_are_its_items(pasted: str, written: str) -> None:
    assert with_lists(pasted) == written
    assert with_lists(written) == written
    assert to_html(pasted) == to_html(written)


def test_a_list_is_saved_as_one(curator: Client, vocabulary: factories.Vocabulary) -> None:
    draft = factories.draft()
    sent = form_of(draft) | {"done_en": "It has:\r\n•\tOne\r\n•\tTwo", "summary_en": "• Not a list"}
    assert curator.post(reverse(CHANGE, args=[draft.pk]), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.done_en, draft.summary_en) == ("It has:\n- One\n- Two", "• Not a list")
