"""The gap map: what it counts, where its cells lead, what an empty one says, and what it costs."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.test import Client

from practices import search
from practices.discovery import gaps
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.discovery.gaps import Asked, GapMap
from practices.models import PolicyArea
from practices.search import follow
from practices.search.store import IndexUnavailable
from practices.taxonomy import vocabularies
from tests import factories

WITHOUT_TRAINING = "remittances:training"


def map_of(asked: Asked | None = None) -> GapMap:
    """Return the map of a question."""
    return GapMap(asked or Asked(), search.snapshot())


def cells_of(text: str) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked(Criteria(q="remittances"), "instrument", "region"),
        Asked(selecting("migration_phase", "training")),
        Asked(Criteria().with_values(gaps.BY_NAME["policy_area"], ["remittances", "integration"]), cell="x"),
    ],
    ids=["plain", "asked", "one-column", "two-rows"],
)
def test_every_number_is_that_of_the_results_it_leads_to(asked: Asked) -> None:
    found = map_of(asked)
    tallies = [*found.foot, found.total, *(row.total for row in found.rows)]
    tallies += [cell.tally for row in found.rows[:4] for cell in row.cells]
    assert found.total.total == found.found.total > 0
    for tally in tallies:
        results = Browse(tally.criteria).results
        assert (tally.total, tally.named) == (results.total, results.counts["evidence_basis"].get("named-practice", 0))


@pytest.mark.usefixtures("catalogue")
def test_it_shows_every_area_and_phase_and_says_how_many_cells_are_filled(client: Client) -> None:
    page = client.get("/gaps/").content.decode()
    assert "94 of 136 cells are filled, 42 are empty" in page
    assert "A gap in the catalogue is not a gap in the world." in page
    assert page.count('<td class="none">') == 42
    area = html.unescape(page).split('href="/practices/?migration_phase=planning&policy_area=knowledge-base-and')[1]
    assert re.match(r'-data"><i class="col" aria-hidden="true">Planning</i><b aria-hidden="true">9</b><svg', area)
    marks = area.split("</svg>")[0]
    assert (marks.count("<circle"), marks.count("<rect")) == (4, 5)


@pytest.mark.usefixtures("catalogue")
def test_beyond_what_can_be_counted_at_a_glance_there_is_the_number_alone(client: Client) -> None:
    page = client.get("/gaps/?rows=evidence_basis").content.decode()
    assert re.search(r'<b aria-hidden="true">23</b><span class="hidden">23 named practices', page)


@pytest.mark.usefixtures("catalogue")
def test_an_empty_cell_opens_without_a_script(client: Client) -> None:
    page = client.get("/gaps/").content.decode()
    assert f'href="/gaps/?cell={WITHOUT_TRAINING}#gap"' in page
    assert 'id="gap"' not in page
    opened = client.get(f"/gaps/?cell={WITHOUT_TRAINING}").content.decode()
    row = opened.split('id="gap"')[1].split("</tr>")[0]
    assert "No practice yet: Remittances, Training" in row
    assert "None of the 74 entries counted here is filed under both" in row
    assert 'href="/propose/?migration_phase=training&amp;policy_area=remittances"' in row
    assert "/practices/feed.atom?migration_phase=training&amp;policy_area=remittances" in row
    assert 'href="/gaps/">Close the cell' in row
    assert 'name="robots" content="noindex' in opened
    assert 'name="robots"' not in page


@pytest.mark.usefixtures("catalogue")
def test_the_nearest_practices_are_beside_the_cell_then_above_and_below_it() -> None:
    found = map_of(Asked(cell="public-support:planning"))
    assert found.opened
    phases = {near.practice.pk: {stop.term.value for stop in near.track if stop.is_covered} for near in found.near}
    areas = {near.practice.pk: near.practice.policy_areas.values_list("slug", flat=True) for near in found.near}
    assert found.near
    for near in found.near:
        if near.reason.startswith("Same policy area"):
            assert "public-support" in areas[near.practice.pk]
        else:
            assert near.reason.startswith("Same migration phase; policy area: ")
            assert "planning" in phases[near.practice.pk]
    beside = map_of(Asked(cell="policy-coherence:pre-departure")).near[0]
    assert beside.reason.startswith("Same policy area; migration phase: ")
    assert {stop.term.value for stop in beside.track if stop.is_covered} & {"planning", "recruitment"}


@pytest.mark.usefixtures("catalogue")
def test_what_makes_no_sense_is_left_out_and_named(client: Client) -> None:
    for address, message in [
        ("/gaps/?rows=colour", "‘colour’ can&#x27;t be counted by, so it was left out."),
        ("/gaps/?rows=level&columns=level", "‘level’ can&#x27;t be counted by, so it was left out."),
        ("/gaps/?country=atlantis", "‘atlantis’ is not in this catalogue, so it was left out."),
        ("/gaps/?cell=x", "There is no empty cell ‘x’ here."),
        ("/gaps/?cell=remittances:planning", "There is no empty cell ‘remittances:planning’ here."),
        (f"/gaps/?q={201 * 'a'}", "Search for 200 characters at the most"),
    ]:
        page = client.get(address)
        assert page.status_code == 200
        assert message in page.content.decode(), address


@pytest.mark.both_databases
def test_merged_terms_redirect_and_count_with_their_successor(client: Client, vocabulary: factories.Vocabulary) -> None:
    old = PolicyArea(slug="sending-money", name_en="Sending money", merged_into=vocabulary.areas[0], retired=True)
    old.save()
    answer = client.get("/gaps/?policy_area=sending-money&rows=level")
    assert answer.status_code == 301
    assert answer["Location"] == "/gaps/?policy_area=remittances&rows=level&columns=migration_phase"


def test_terms_out_of_use_are_rows_only_where_practices_have_them(vocabulary: factories.Vocabulary) -> None:
    for area in vocabulary.areas[:2]:
        area.retired = True
        area.save()
    factories.practice(policy_areas=[vocabulary.areas[0]], migration_phases=vocabulary.phases[:1])
    assert [row.choice.label for row in map_of().rows] == ["Remittances", "Public support"]


@pytest.mark.usefixtures("catalogue")
def test_the_file_has_all_cells_and_totals(client: Client) -> None:
    answer = client.get("/gaps.csv?bom=1")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="gap-map.csv"')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *rows = cells_of(client.get("/gaps.csv").content.decode())
    assert head == ["Policy area", "Migration phase", "Named practices", "Approaches", "Practices"]
    assert len(rows) == 18 * 9
    assert ["Inter-state cooperation", "Planning", "12", "5", "17"] in rows
    assert ["Remittances", "Training", "0", "0", "0"] in rows
    assert rows[-1] == ["Total", "Total", "39", "35", "74"]


def test_the_file_holds_no_formula(client: Client, vocabulary: factories.Vocabulary) -> None:
    PolicyArea.objects.filter(pk=vocabulary.areas[0].pk).update(name_en='=HYPERLINK("x")')
    rows = cells_of(client.get("/gaps.csv").content.decode())
    assert rows[1][0] == '\'=HYPERLINK("x")'


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("query", ["rows=colour", "country=atlantis", "q=" + 201 * "a"])
def test_a_file_of_what_makes_no_sense_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/gaps.csv?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.both_databases
def test_without_an_index_it_counts_what_can_be_read_while_a_reader_waits(
    client: Client, vocabulary: factories.Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        factories.practice("Fees", policy_areas=vocabulary.areas[:1], migration_phases=vocabulary.phases[:1])

    def broken() -> None:
        raise IndexUnavailable("It is broken.")

    monkeypatch.setattr(follow, "reader", broken)
    answer = client.get("/gaps/?q=fees")
    assert "1 of 9 cells is filled" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert ["Remittances", "Planning", "2", "0", "2"] in cells_of(client.get("/gaps.csv").content.decode())
    monkeypatch.setattr("practices.search.sql.MOST_TEXTS", 1)
    page = client.get("/gaps/")
    assert page.status_code == 200
    assert "nothing can be counted until then" in page.content.decode()
    assert "<table" not in page.content.decode()
    answer = client.get("/gaps.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


@pytest.mark.usefixtures("catalogue")
def test_where_nothing_is_found_there_is_no_table_of_nothing(client: Client) -> None:
    page = client.get("/gaps/?q=xyzzyq&rows=country&columns=source").content.decode()
    assert "No practice meets all of this." in page
    assert "<table" not in page


@pytest.mark.usefixtures("catalogue")
def test_what_nobody_could_read_at_once_is_cut_on_the_page_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "MOST_COLUMNS", 2)
    found = map_of()
    assert [column.value for column in found.columns] == ["planning", "employment"]
    assert "Only the rows and columns with most practices are shown." in client.get("/gaps/").content.decode()
    assert len(cells_of(client.get("/gaps.csv").content.decode())) == 1 + 18 * 9


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("address", "most"), [("/gaps/", 3), (f"/gaps/?q=fees&cell={WITHOUT_TRAINING}", 5)])
def test_it_makes_few_queries(
    client: Client, address: str, most: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    Browse(Criteria())  # builds the index
    monkeypatch.setattr(vocabularies, "_cached", None)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
