"""The page of a comparison: what it shows, what it says of what can't be compared, its file, and what it costs."""

from __future__ import annotations

import csv
import html
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices import search
from practices.models import Practice, Requirement
from tests import factories
from tests.queries import count_of

pytestmark = pytest.mark.usefixtures("vocabulary")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(html.unescape(answer.content.decode()).split())


def address(*practices: Practice, path: str = "/compare/") -> str:
    return f"{path}?{'&'.join(f'id={one.pk}' for one in practices)}"


@pytest.fixture
def some(vocabulary: factories.Vocabulary) -> list[Practice]:
    morocco, egypt, _philippines = vocabulary.countries
    return [
        factories.practice(
            f"Practice {name}", countries=[(country, "origin")], done_en=f"What {name} did.", results_en=results
        )
        for name, country, results in zip(
            "ABCDE", [morocco, morocco, egypt, egypt, egypt], ["=1+1 more came of it.", "", "", "", ""], strict=True
        )
    ]


def test_it_shows_practices_side_by_side(client: Client, some: list[Practice]) -> None:
    shown = page(client, address(*some[:3]))
    assert "<h1>Three practices side by side</h1>" in shown
    assert "The same in all three:" in shown
    assert "the source is silent" in shown
    assert shown.count("Stands apart.") == 1  # the country of the third
    assert "What B did." in shown
    assert shown.count('<td class="mute">') == 2  # two say nothing of results
    assert 'name="robots" content="noindex, follow"' in shown
    assert f'href="{address(*some[1:3]).replace("&", "&amp;")}"' in client.get(address(*some[:3])).content.decode()
    for language, title in (("fr", "/fr"), ("es", "/es")):
        assert client.get(f"{title}{address(*some[:2])}").status_code == 200, language


def test_a_long_text_is_parted_and_cleaned(client: Client, some: list[Practice]) -> None:
    long = factories.practice(done_en=f"**Bold** <script>x</script> {'word ' * 100}\n\n{'more ' * 100}")
    shown = page(client, address(long, some[0]))
    assert "<strong>Bold</strong> <script>" in shown  # as text, which `page` has unescaped
    assert b"<script>x" not in client.get(address(long, some[0])).content
    assert "<details><summary>Read on</summary> <p>more" in shown


def test_an_approach_is_marked(client: Client, some: list[Practice]) -> None:
    Practice.objects.filter(pk=some[1].pk).update(evidence_basis="approach")
    assert page(client, address(*some[:2])).count('<span class="approach">Approach</span>') == 1
    answer = client.get(address(*some[:2], path="/compare.csv")).content.decode()
    lines = {line[0]: line[1:] for line in csv.reader(io.StringIO(answer))}
    assert lines["Kind of entry"] == ["differs", "Named practice", "Approach"]
    assert lines["What was done, or what it consists of"][1:] == ["What A did.", "What B did."]


def test_it_helps_to_choose(client: Client, some: list[Practice]) -> None:
    first, second, *_others = some
    assert "Find the first one" in page(client, "/compare/")
    assert "Compare with it" in page(client, address(first))
    found = page(client, f"{address(first)}&q=Practice+B")
    assert f"id={first.pk}&id={second.pk}" in found
    assert "Nothing else was found" in page(client, f"{address(first)}&q=qwertyuiop")
    assert client.get(f"/compare/?q={'x' * 3000}").status_code == 200


def test_it_says_what_can_not_be_compared(client: Client, some: list[Practice]) -> None:
    first, second, gone, merged, fifth = some
    factories.withdraw(gone)
    Practice.objects.filter(pk=merged.pk).update(state="merged", replaced_by=second)
    draft = factories.draft()
    assert "was withdrawn" in (shown := page(client, address(first, gone), 410))
    assert f'href="{gone.get_absolute_url()}"' in shown
    assert "There is no practice" in page(client, address(first, draft), 404)
    assert f"There is no practice ‘{'9' * 20}’" in page(client, f"{address(first)}&id={'9' * 40}", 404)
    assert "named twice" in page(client, address(first, second, first))
    assert "named twice" in page(client, address(first, first))
    assert "Four practices at the most" in page(client, f"/compare/?id={first.pk},{second.pk},{fifth.pk},7,8,9", 400)
    assert "Two practices side by side" in page(client, address(first, second, draft))  # the others all the same
    answer = client.get(f"/fr{address(first, merged)}&utm_source=mail")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr{address(first, second)}&utm_source=mail")


def test_the_file_holds_all_that_is_compared(client: Client, some: list[Practice]) -> None:
    Requirement.objects.create(practice=some[1], kind="partner", text_en="Banks.")
    answer = client.get(address(*some[:2], path="/compare.csv"))
    assert answer["X-Robots-Tag"] == "noindex"
    lines = {line[0]: line[1:] for line in csv.reader(io.StringIO(answer.content.decode()))}
    assert lines["What is compared"] == ["How far they differ", "Practice A", "Practice B"]
    assert lines["Results"] == ["differs", "'=1+1 more came of it.", "The source is silent."]
    assert lines["What it takes"] == ["differs", "The source is silent.", "Partner: Banks."]
    assert lines["Where and role"] == ["the same", *["Morocco (country of origin)"] * 2]
    factories.withdraw(some[2])
    for path, status in {"": 400, f"?id={some[0].pk}": 400, f"?id={some[0].pk}&id=999999": 404}.items():
        assert client.get(f"/compare.csv{path}").status_code == status
    assert client.get(address(*some[:3], path="/compare.csv")).status_code == 410


def test_it_is_kept_and_asks_the_database_for_little(client: Client, some: list[Practice]) -> None:
    search.snapshot()  # builds the index
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address(*some[:4]))
    assert count_of(captured) <= 10
    assert "public" in answer["Cache-Control"]
    assert client.get(address(*some[:4]), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_practices_lead_to_it(client: Client, some: list[Practice]) -> None:
    shown = client.get(some[0].get_absolute_url()).content.decode()
    assert f'href="/compare/?id={some[0].pk}"' in shown
    assert 'href="/compare/"' in shown
    assert f'href="/compare/?id={some[0].pk}&amp;id=' in shown  # beside what is like it
