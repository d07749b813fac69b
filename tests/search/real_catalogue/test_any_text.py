"""Whatever is typed, the page and the API answer: with practices, with ways on, or with what to shorten."""

from __future__ import annotations

from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from lxml import html

from practices.discovery.criteria import LONGEST_TEXT, printable
from tests.drawing import examples

MARKUP = "<hacked>"
calm = examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
letters = st.characters(exclude_categories=["Cs"])
pieces = st.sampled_from(
    [*'"“”«»-–*:()\\/%&<>', "OR", " ", "\t", "\x00", "remitances", "Maroc", "d'", "WHO", "SMS", "rem"]
)
typed = st.text(letters, max_size=LONGEST_TEXT) | st.lists(pieces, max_size=30).map("".join)
long = st.text(letters, min_size=LONGEST_TEXT + 1, max_size=2000)


@calm
@given(text=typed)
@example('"' * 200)
@example("OR " * 66)
@example("a " * 100)
@example("-" * 200)
@example("İ" * 200)
@example("remitances " * 18)
def test_any_text_is_answered(client: Client, text: str) -> None:
    page = client.get("/practices/", {"q": text})
    assert page.status_code == 200
    found = page.context["found"]
    assert found.criteria.q == printable(text)
    said = page.content.decode()
    assert found.total or ("The newest practices" in said or "The nearest practices" in said)
    answer = client.get("/api/v1/practices", {"q": text})
    assert answer.status_code == 200
    assert answer.json()["count"] == found.total
    assert client.get("/practices/suggest", {"q": text}).status_code == 200


@calm
@given(text=long)
@example("fees " * 400)
def test_a_text_that_is_too_long_is_refused_clearly(client: Client, text: str) -> None:
    page = client.get("/practices/", {"q": text})
    assert page.status_code == 200
    if len(printable(text)) > LONGEST_TEXT:
        assert f"You typed {len(printable(text)):,}".replace(",", "") in page.content.decode().replace(",", "")
        assert page.context["found"].total == 0
    answer = client.get("/api/v1/practices", {"q": text})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "q"
    assert client.get("/practices/suggest", {"q": text}).json() == {"groups": []} or len(text.strip()) <= LONGEST_TEXT


@calm
@given(text=typed)
@example("00:gUE\U00018d1f")  # nothing is found, and ways lead on, with markup of ours
def test_what_was_typed_stands_in_the_box_unchanged_and_escaped(client: Client, text: str) -> None:
    asked = f"{text[: LONGEST_TEXT - len(MARKUP)]}{MARKUP}"
    content = client.get("/es/practices/", {"q": asked}).content
    assert MARKUP.encode() not in content and b"\x00" not in content
    box = html.fromstring(content).xpath("//main//input[@name='q']")[0]
    assert box.get("value") == printable(asked)
