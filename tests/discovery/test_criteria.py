"""A question and its address are the same thing."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from practices.discovery.criteria import LONGEST_VALUE, MOST_IN_ALL, MOST_VALUES, Criteria, printable, selecting
from practices.taxonomy.facets import BY_NAME, FACETS
from tests.drawing import examples

COUNTRY, AREA = BY_NAME["country"], BY_NAME["policy_area"]
value = st.from_regex(r"-?[^\W_]{1,20}", fullmatch=True).map(printable).filter(bool)


@examples(30)
@given(
    q=st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=50).map(printable),
    chosen=st.dictionaries(st.sampled_from([facet.name for facet in FACETS]), st.lists(value, unique=True, max_size=4)),
    sort=st.sampled_from(["", "best", "named", "title", "newest"]),
    page=st.integers(1, 1000),
)
def test_reading_its_address_gives_the_same_question(q, chosen, sort, page) -> None:
    criteria = Criteria(q=q, sort=sort)
    for name, values in chosen.items():
        criteria = criteria.with_values(BY_NAME[name], values)
    criteria = criteria.with_page(page)
    address = criteria.url("/practices/")
    assert Criteria.from_parameters(QueryDict(address.partition("?")[2])) == criteria


def test_toggling_twice_changes_nothing() -> None:
    criteria = selecting("country", "MA")
    assert criteria.toggled(COUNTRY, "PH").toggled(COUNTRY, "PH") == criteria
    assert criteria.toggled(COUNTRY, "MA") == Criteria()


def test_leaving_out_twice_changes_nothing() -> None:
    criteria = selecting("country", "MA")
    without = criteria.excluding(COUNTRY, "PH")
    assert without.values(COUNTRY) == ("MA", "-PH")
    assert without.url("/practices/") == "/practices/?country=MA&country=-PH"
    assert without.excluding(COUNTRY, "PH") == without.toggled(COUNTRY, "-PH") == criteria


def test_a_value_is_never_both_chosen_and_left_out() -> None:
    assert selecting("country", "MA").excluding(COUNTRY, "MA").values(COUNTRY) == ("-MA",)
    assert selecting("country", "-MA").toggled(COUNTRY, "MA").values(COUNTRY) == ("MA",)


def test_a_change_goes_back_to_the_first_page() -> None:
    criteria = selecting("country", "MA").with_page(5)
    assert criteria.toggled(AREA, "remittances").page == 1
    assert criteria.with_sort("title").page == 1


def test_absurd_parameters_are_cut_off() -> None:
    many = QueryDict(mutable=True)
    many.setlist("country", [f"{i}" + "x" * 1000 for i in range(MOST_VALUES)])
    many["page"] = "-3"
    many["sort"] = "sideways"
    many["unheard_of"] = "1"
    criteria = Criteria.from_parameters(many)
    assert len(criteria.values(COUNTRY)) == MOST_VALUES
    assert {len(value) for value in criteria.values(COUNTRY)} == {LONGEST_VALUE}
    assert (criteria.page, criteria.sort) == (1, "")


def test_too_many_values_are_refused_rather_than_cut() -> None:
    many = QueryDict(mutable=True)
    many.setlist("country", [f"{i}" for i in range(MOST_VALUES + 1)] * 2)
    many["level"] = "national"
    criteria = Criteria.from_parameters(many)
    assert criteria.is_refused and criteria.too_many == (("country", MOST_VALUES + 1),)
    assert criteria.url("/") == "/?level=national"


def test_too_many_values_of_all_facets_are_refused() -> None:
    many = QueryDict(mutable=True)
    many.setlist("country", [f"{i}" for i in range(MOST_VALUES)])
    many.setlist("origin", [f"{i}" for i in range(MOST_IN_ALL - MOST_VALUES)])
    many["q"] = "fees"
    assert not Criteria.from_parameters(many).is_refused
    many["level"] = "national"
    criteria = Criteria.from_parameters(many)
    assert criteria.is_refused and criteria.too_many == (("", MOST_IN_ALL + 1),)
    assert criteria.url("/") == "/?q=fees"


def test_best_match_is_the_order_for_a_text_and_named_practices_come_first_without_one() -> None:
    assert Criteria(q="money").effective_sort == "best"
    assert Criteria().effective_sort == "named"
    assert Criteria(q="money", sort="best").without_text().effective_sort == "named"
    assert Criteria(sort="newest").effective_sort == "newest"
