"""Where a word has no result and the rest nearly everything, the page says so, and rare words come first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.models import Practice

NEARLY_ALL = "Nearly every practice meets the rest of the question."


def browse(question: str) -> Browse:
    return Browse(Criteria.from_parameters(QueryDict(question)))


def said(question: str) -> str:
    return " ".join(message.text for message in browse(question).messages)


@pytest.fixture
def remitting(practice: Callable[..., Practice]) -> set[int]:
    """Two of ten practices, which hide among the others: their titles say nothing."""
    few = {practice("One", summary_en=f"Workers and {word}.").pk for word in ("remittances", "savings")}
    for _ in range(8):
        practice("Workers, workers abroad", summary_en="Workers, and what workers do abroad.")
    return few


@pytest.mark.usefixtures("remitting")
@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("q=quagga workers ", f"No practice has “quagga”. {NEARLY_ALL}"),
        ("q=workers quagga zebra ", f"No practice has “quagga”, “zebra”. {NEARLY_ALL}"),
        (
            "q=quagga workers remittances ",
            f"No practice has “quagga”. {NEARLY_ALL} Those with “remittances” come first.",
        ),
        (
            "q=quagga savings workers abroad remittances ",
            f"No practice has “quagga”. {NEARLY_ALL} Those with any of “savings”, “remittances” come first.",
        ),
        ("q=quagga workers remittances &sort=newest", f"No practice has “quagga”. {NEARLY_ALL}"),
        ("q=quagga remittances ", "No practice has “quagga”."),
        ("q=quagga remittances savings ", "No practice has “quagga”. Those shown have some of the other words."),
        ("q=workers ", ""),
        ("q=workers remittances ", ""),
    ],
)
def test_the_page_says_what_the_rest_of_the_question_meets(question: str, message: str) -> None:
    assert said(question) == message


@pytest.mark.parametrize(
    "text", ["quagga savings workers abroad remittances ", "workers abroad quagga remittances savings "]
)
def test_what_meets_a_rare_word_comes_first_on_whatever_page(remitting: set[int], text: str) -> None:
    found = browse(f"q={text}")
    assert (found.total, set(found.results.ids[:2])) == (10, remitting)


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ("best", "Few practices have all of these words. They come first; the others have some of the words."),
        ("title", "Few practices have all of these words. Those shown have some of them."),
    ],
)
def test_what_comes_first_is_told_for_best_match_alone(practice, order: str, message: str) -> None:
    practice("Remittances of workers by telephone")
    practice("Remittances of workers")
    sort = "" if order == "best" else f"&sort={order}"
    assert said(f"q=remittances workers telephone {sort}") == message


def test_of_many_words_nothing_comes_first_for_having_all(practice) -> None:
    practice("Remittances of workers by telephone, savings and credit")
    practice("Remittances of workers and savings, credit")
    text = "Few practices have all of these words. Those shown have some of them, best match first."
    assert said("q=remittances workers telephone savings credit ") == text
