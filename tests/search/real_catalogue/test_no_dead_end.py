"""A question that finds nothing ends with ways on that lead to just as many practices as they promise."""

from __future__ import annotations

import random
import re
from html import unescape

from django.http import QueryDict
from django.test import Client

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.taxonomy.facets import BY_NAME, FACETS

WORDS = """
    remittances remitances bank nurses enfermeras Maroc Filipinas agreement licensing licencing OSCE GATS xyzzy quagga
    "code of conduct" "text message" "wholly absent" -bank -women -training remit SMS workers OR zebra agencies
    memorandum understanding seasonal Espagne 1995 2007 d'Ivoire -"text message" WHO half-time
""".split("\n")
TYPED = [piece for line in WORDS for piece in re.findall(r'-?"[^"]*"|\S+', line)]


def questions(count: int, seed: int) -> list[Criteria]:
    """Random questions of up to four words and two facets, a quarter of their values to be left out."""
    chance = random.Random(seed)
    vocabularies = Browse(Criteria()).vocabularies
    made = []
    for _ in range(count):
        criteria = Criteria(q=" ".join(chance.choices(TYPED, k=chance.randint(0, 4))))
        for facet in chance.sample(FACETS, chance.choice([0, 1, 1, 2])):
            choices = [choice.value for choice in facet.choices(vocabularies)]
            some = chance.sample(choices, min(len(choices), chance.choice([1, 1, 2])))
            criteria = criteria.with_values(facet, [f"{chance.choice(['', '', '', '-'])}{value}" for value in some])
        made.append(criteria)
    return made


def followed(criteria: Criteria) -> Browse:
    """Follow a link: what is asked there is what its address says."""
    return Browse(Criteria.from_parameters(QueryDict(criteria.url("").partition("?")[2])))


def test_each_way_out_finds_as_many_practices_as_it_promises() -> None:
    dead_ends = 0
    for asked in questions(250, seed=23):
        found = Browse(asked)
        if found.total:
            assert not found.results.ways_out, asked
            continue
        dead_ends += 1
        assert [way.count for way in found.ways_out] == sorted((w.count for w in found.ways_out), reverse=True), asked
        for way in found.ways_out:
            assert followed(way.without).total == way.count, (asked, way)
        assert found.instead, asked
    assert dead_ends > 50  # or this test holds nothing


def test_no_way_out_is_left_out() -> None:
    """Dropping any one facet, or the whole text, that finds something is among them."""
    held = 0
    for asked in questions(120, seed=5):
        found = Browse(asked)
        if found.total:
            continue
        offered = {way.without for way in found.ways_out if way.count}
        for name, _values in asked.selections:
            shorter = found.criteria.with_values(BY_NAME[name], ())
            assert (shorter in offered) == bool(Browse(shorter).total), (asked, name)
            held += shorter in offered
    assert held > 10


def test_the_page_shows_each_way_out_and_its_address_keeps_the_promise(client: Client) -> None:
    page = client.get("/practices/", {"q": "remittances -bank", "country": "EC", "policy_area": "licensing"})
    html = page.content.decode()
    drops = html[html.index('class="drops"') : html.index("Show all practices")]
    links = re.findall(r'<a href="([^"]+)">.*?class="num"[^>]*>(\d+)<', drops, re.DOTALL)
    assert len(links) >= 2
    for address, promised in links:
        assert client.get(unescape(address)).context["found"].total == int(promised) > 0, address


def test_two_things_together_are_left_out_where_no_single_one_is_enough() -> None:
    found = Browse(Criteria.from_parameters(QueryDict("q=OSCE&country=EC&level=regional")))
    helping = [way for way in found.ways_out if way.count]
    assert len(helping) == 3 and all(len(way.labels) == 2 for way in helping)
    assert [way.labels for way in found.ways_out if not way.count] == [["Ecuador"], ["Regional"], ["“OSCE”"]]
    assert all(followed(way.without).total == way.count for way in helping)
    assert {" & ".join(way.labels): way.rest for way in helping}["Ecuador & Regional"] == "OSCE"


def test_of_many_things_only_what_helps_is_offered_alone() -> None:
    """Else a long text would be tried in hundreds of ways."""
    found = Browse(Criteria.from_parameters(QueryDict("q=xyzzy quagga zebu okapi foobar&country=EC&level=regional")))
    assert found.total == 0 and found.ways_out == []


def test_a_single_unknown_word_shows_the_newest(client: Client) -> None:
    page = client.get("/practices/?q=xyzzy")
    found = page.context["found"]
    assert (found.total, found.ways_out, found.nearest) == (0, [], [])
    newest = [card.practice.pk for card in Browse(Criteria(sort="newest"), page_size=3).cards]
    assert [card.practice.pk for card in found.instead] == newest
    html = page.content.decode()
    assert "The newest practices" in html
    assert html.count('class="card"') == 3


def test_the_nearest_meet_most_of_the_question(client: Client) -> None:
    page = client.get("/practices/", {"q": "OSCE", "country": "EC", "level": "regional"})
    found = page.context["found"]
    assert found.total == 0
    assert "The nearest practices" in page.content.decode()
    assert 1 <= len(found.nearest) <= 5


def test_the_nearest_obey_what_is_excluded() -> None:
    for asked in questions(120, seed=7):
        found = Browse(asked)
        for card in found.nearest:
            for clause in found.results.clauses:
                if clause.is_excluded:
                    ids = {c.practice.pk for c in Browse(Criteria(q=clause.typed), page_size=100).cards}
                    assert card.practice.pk not in ids, (asked, clause)
