"""The catalogue over time, and the years of one practice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml import html

from practices.discovery.age import Age
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.years import by_month, by_year, lasting
from practices.editorial import history, revisions
from practices.models import Practice, Source
from practices.templatetags.timelines import age_line
from tests import factories
from tests.metadata.heads import tree


def told(series: Any) -> list[tuple[str, int, int]]:
    return [(row.label, row.first, row.second) for row in series.told]


def test_years_stand_one_by_one_and_older_ones_by_decade(vocabulary: factories.Vocabulary) -> None:
    factories.practice(start_year=2007)
    factories.practice(start_year=2007, reported_on=datetime.date(2009, 1, 1))
    factories.practice(start_year=1949)
    factories.practice(start_year=1871, reported_on=None)
    factories.draft(start_year=2008)
    found = by_year(Browse(Criteria()))
    assert told(found) == [
        ("1800–1899", 1, 0),
        ("1940–1949", 1, 0),
        ("2007", 2, 2),
        ("2009", 0, 1),
    ]
    assert (found.beyond, found.beyond_second) == (0, 1)
    labels = [row.label for row in found.rows]
    assert labels[1:3] == ["1900–1909", "1910–1919"]
    assert labels[8:11] == ["1970–1979", "1980", "1981"]


@pytest.mark.both_databases
def test_practices_of_known_years_stand_between_the_first_and_the_last(vocabulary: factories.Vocabulary) -> None:
    factories.practice("Old", start_year=1997, end_year=2002)
    factories.practice("Goes on", start_year=2002, status="in-force", reported_on=datetime.date(2007, 1, 1))
    factories.practice("Ended", end_year=2007, status="ended")
    factories.practice("Undated")
    factories.draft("Hidden", start_year=1900)
    found = {one.practice.title: (one.start, one.end, one.is_ongoing) for one in lasting(Browse(Criteria()))}
    assert found == {"Old": (0, 50, False), "Goes on": (50, 100, True), "Ended": (100, 100, False)}


def test_an_empty_catalogue_has_no_years(db: None) -> None:
    found = Browse(Criteria())
    assert by_year(found).rows == by_month(found).rows == lasting(found) == []


@pytest.fixture
def publisher(db: None) -> User:
    return factories.person("publisher", "Publisher")


@pytest.mark.both_databases
def test_months_count_what_was_added_and_each_revised_practice_once(
    vocabulary: factories.Vocabulary, publisher: User
) -> None:
    now = timezone.localtime()
    before = now.replace(day=1) - datetime.timedelta(days=40)
    first = factories.practice(published_at=before)
    factories.practice(published_at=now - datetime.timedelta(days=3000))
    hidden = factories.practice()
    for practice in (first, hidden):
        history.record(practice, publisher)
        for number in range(2):
            practice.summary_en = f"Another summary, {number}."
            practice.save()
            history.record(practice, publisher)
    revisions.start(first, publisher)  # what is begun is no revision yet
    factories.withdraw(hidden)
    found = by_month(Browse(Criteria()))
    assert [(row.short, row.first, row.second) for row in found.told] == [
        (f"{before:%Y-%m}", 1, 0),
        (f"{now:%Y-%m}", 0, 1),
    ]
    assert found.beyond == 1
    months = [row.short for row in found.rows]
    assert months == sorted(months) and len(months) in (2, 3)


@pytest.mark.usefixtures("catalogue")
def test_about_shows_both_with_tables_of_the_same(client: Client) -> None:
    page = tree(client.get("/about/"))
    first = timezone.localtime(Practice.objects.published().earliest("published_at").published_at)
    for name, row in (
        ("years", ["1940–1949", "1", "0"]),
        ("growth", [first.strftime("%B %Y"), "74", "0"]),
    ):
        section = page.xpath(f"//section[@id='{name}']")[0]
        assert [cell.text_content() for cell in section.xpath(".//tbody/tr[1]/*")] == row
        assert section.xpath(".//*[local-name()='svg'][@aria-hidden='true']")
    assert page.xpath("//section[@id='growth']//a/@href")[0].endswith("/practices/feed.atom")
    assert "/practices/?period=ongoing" in page.xpath("//section[@id='years']//a/@href")


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_about_makes_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/about/")
    with django_assert_max_num_queries(7):
        client.get("/about/")


# One practice -----------------------------------------------------------------------------------


def aged(**fields: Any) -> Age:
    usual = {
        "reported_on": datetime.date(2007, 10, 8),
        "published_at": datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC),
    }
    made = factories.practice(**usual | fields)
    return Age(Practice.objects.with_page_relations().get(pk=made.pk))


def test_years_that_are_known_stand_in_order(vocabulary: factories.Vocabulary) -> None:
    age = aged(start_year=2001, end_year=2008, review_due=datetime.date(2027, 3, 1))
    assert [(mark.kind, mark.year) for mark in age.marks] == [
        ("began", 2001),
        ("reported", 2007),
        ("ended", 2008),
        ("published", 2010),
        ("entered", 2026),
        ("due", 2027),
    ]
    assert age.words == (
        "Timeline: began 2001, reported 2007, ended 2008, published 2010, entered here 2026, review due 2027"
    )


def test_what_is_not_known_is_not_drawn(db: None) -> None:
    age = aged(reported_on=None)  # and its source is undated
    assert [mark.kind for mark in age.marks] == ["entered"]
    assert age_line(age) == ""


def test_a_document_that_tells_of_its_own_year_has_one_mark(vocabulary: factories.Vocabulary) -> None:
    Source.objects.update(year=2007)
    assert [mark.kind for mark in aged().marks] == ["reported", "entered"]


def test_the_line_is_dotted_where_nobody_has_looked(vocabulary: factories.Vocabulary) -> None:
    drawn = age_line(aged())
    assert drawn.count('class="l"') == drawn.count('class="gap"') == 1
    assert "not checked since" in drawn
    assert 'aria-label="Timeline: reported 2007, published 2010, entered here 2026"' in drawn
    checked = age_line(aged(verified_on=datetime.date(2026, 1, 1), verified_by="ILO"))
    assert "not checked since" not in checked and ">checked</text>" in checked


def test_words_never_lie_on_one_another(vocabulary: factories.Vocabulary) -> None:
    crowded = aged(
        start_year=2006,
        end_year=2007,
        verified_on=datetime.date(2026, 5, 1),
        verified_by="ILO",
        review_due=datetime.date(2027, 3, 1),
    )
    texts = html.fragment_fromstring(age_line(crowded)).iter("text")
    places = [(float(text.get("x")), float(text.get("y"))) for text in texts if text.get("class") != "k"]
    assert len(places) == 7
    for x, y in places:
        assert 0 < x < 420
        assert not any(abs(x - other) < 80 and y == lower for other, lower in places if (other, lower) != (x, y))


def test_it_stands_beside_the_trust_line(client: Client, practice: Any, vocabulary: factories.Vocabulary) -> None:
    page = tree(client.get(f"/fr{practice().get_absolute_url()}"))
    assert page.xpath("//div[@class='trust']/*[local-name()='svg'][@role='img']")
