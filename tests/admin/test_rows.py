"""The rows below a practice in its form: figures name citations by number, long lists are chosen from by typing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.editorial import history
from practices.models import Citation, Figure, Organisation, Participation, Practice
from tests import factories
from tests.admin.forms import ADD, CHANGE, citation_row, errors_of, figure_row, form_of, messages_of
from tests.queries import count_of

# A figure and its citation -----------------------------------------------------------------------


@pytest.fixture
def draft(vocabulary: factories.Vocabulary) -> Practice:
    """A draft with two citations and a figure that stands on the first."""
    made = factories.draft("A draft")
    Citation.objects.create(practice=made, source=vocabulary.source, section="Another section")
    Figure.objects.create(practice=made, value=3, label_en="banks", citation=made.citations.first())
    return made


def send(curator: Client, draft: Practice, citations: list[dict[str, Any]], figures: list[dict[str, Any]]) -> Any:
    """Save the form of the draft with these rows."""
    data = form_of(draft, {"citations": citations, "figures": figures})
    return curator.post(reverse(CHANGE, args=[draft.pk]), data)


def cited_sections(practice: Practice) -> dict[str, str | None]:
    """What each figure counts, and the section that it stands on."""
    return {figure.label_en: figure.citation and figure.citation.section for figure in practice.figures.all()}


def test_a_figure_is_entered_together_with_its_citation(curator: Client, vocabulary: factories.Vocabulary) -> None:
    citations = [citation_row(section="First"), citation_row(section="Second")]
    figures = [figure_row("banks", citation="2"), figure_row("loans", citation="1"), figure_row("branches")]
    response = curator.post(reverse(ADD), form_of(rows={"citations": citations, "figures": figures}))
    assert response.status_code == 302, errors_of(response)
    assert cited_sections(Practice.objects.get()) == {"banks": "Second", "loans": "First", "branches": None}


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [("1.3 million", 1_300_000, "1,300,000"), ("1,3", 1.3, "1.3"), ("1 500", 1500, "1,500")],
)
def test_a_number_is_read_as_people_write_it_and_what_was_understood_is_said(
    curator: Client, draft: Practice, typed: str, value: float, shown: str
) -> None:
    response = send(
        curator, draft, [citation_row(one) for one in draft.citations.all()], [figure_row("loans", value=typed)]
    )
    assert response.status_code == 302, errors_of(response)
    assert float(draft.figures.get(label_en="loans").value) == value
    assert f"‘{typed}’ was understood as {shown}." in messages_of(response)


def test_a_number_that_can_be_two_is_asked_for_again(curator: Client, draft: Practice) -> None:
    response = send(
        curator, draft, [citation_row(one) for one in draft.citations.all()], [figure_row("loans", value="1,500")]
    )
    assert "Write the number as 1500, 7.5 or 1.3 million." in response.content.decode()
    assert 'value="1,500"' in response.content.decode()


def test_a_figure_moves_to_a_citation_that_is_new_in_the_same_save(curator: Client, draft: Practice) -> None:
    figure = draft.figures.get()
    citations = [*map(citation_row, draft.citations.all()), citation_row(section="Third")]
    response = send(curator, draft, citations, [figure_row("banks", id=figure.pk, citation="3")])
    assert response.status_code == 302, errors_of(response)
    assert cited_sections(draft) == {"banks": "Third"}


def test_the_form_shows_the_number_of_a_figures_citation(curator: Client, draft: Practice) -> None:
    figure = draft.figures.get()
    figure.citation = draft.citations.last()
    figure.save()
    page = curator.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    assert '<option value="2" selected>#2 Report' in page


def test_a_citation_is_removed_in_the_save_in_which_its_figure_moves(curator: Client, draft: Practice) -> None:
    figure, first, second = draft.figures.get(), draft.citations.all()[0], draft.citations.all()[1]
    citations = [citation_row(first, DELETE="on"), citation_row(second)]
    response = send(curator, draft, citations, [figure_row("banks", id=figure.pk, citation="2")])
    assert response.status_code == 302, errors_of(response)
    assert cited_sections(draft) == {"banks": "Another section"}
    assert list(draft.citations.all()) == [second]
    draft.refresh_from_db()
    assert draft.main_citation == second
    connection.check_constraints()


def test_a_citation_is_removed_in_the_save_in_which_its_figure_is(curator: Client, draft: Practice) -> None:
    figure, first, second = draft.figures.get(), draft.citations.all()[0], draft.citations.all()[1]
    citations = [citation_row(first, DELETE="on"), citation_row(second)]
    response = send(curator, draft, citations, [figure_row("banks", id=figure.pk, citation="1", DELETE="on")])
    assert response.status_code == 302, errors_of(response)
    assert (draft.figures.count(), list(draft.citations.all())) == (0, [second])


def test_a_citation_that_a_figure_stands_on_stays(curator: Client, draft: Practice) -> None:
    figure, first, second = draft.figures.get(), draft.citations.all()[0], draft.citations.all()[1]
    citations = [citation_row(first, DELETE="on"), citation_row(second)]
    response = send(curator, draft, citations, [figure_row("banks", id=figure.pk, citation="1")])
    assert "You remove citation 1. Choose another one." in errors_of(response)
    assert draft.citations.count() == 2


def test_a_citation_that_somebody_elses_new_figure_stands_on_stays(curator: Client, draft: Practice) -> None:
    first, second = draft.citations.all()
    figure = draft.figures.get()
    Figure.objects.create(practice=draft, value=9, label_en="new loans", citation=first)
    citations = [citation_row(first, DELETE="on"), citation_row(second)]
    response = send(curator, draft, citations, [figure_row("banks", id=figure.pk, citation="2")])
    assert "new loans’ stands on a citation that you remove" in errors_of(response)
    assert draft.citations.count() == 2


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ("3", "Citation 3 is empty"),
        ("4", "Select a valid choice"),
        ("0", "Select a valid choice"),
        ("-1", "Select a valid choice"),
        ("9" * 40, "Select a valid choice"),
        ("one", "Select a valid choice"),
    ],
)
def test_a_number_that_no_citation_has_is_refused(
    curator: Client, draft: Practice, number: str, complaint: str
) -> None:
    citations = [*map(citation_row, draft.citations.all()), {"source": "", "section": ""}]
    response = send(curator, draft, citations, [figure_row("loans", citation=number)])
    assert complaint in errors_of(response)


def test_a_figure_keeps_its_citation_when_somebody_has_removed_another(
    curator: Client, draft: Practice, vocabulary: factories.Vocabulary
) -> None:
    first, second = draft.citations.all()
    figure = draft.figures.get()
    figure.citation = second
    figure.save()
    opened = history.catch_up(draft)
    first_row, second_row = citation_row(first), citation_row(second)
    first.delete()
    history.catch_up(draft)
    data = form_of(
        draft, {"citations": [first_row, second_row], "figures": [figure_row("banks", id=figure.pk, citation="2")]}
    )
    response = curator.post(reverse(CHANGE, args=[draft.pk]), data | {"_version": opened.number})
    shown = response.context["inline_admin_formsets"]
    figures = next(formset.formset for formset in shown if formset.formset.prefix == "figures")
    citations = next(formset.formset for formset in shown if formset.formset.prefix == "citations")
    assert citations.forms[int(figures.forms[0]["citation"].value()) - 1].instance == second


# Choosing from long lists ------------------------------------------------------------------------


def offered(client: Client, term: str, of: str = "participation.country", language: str = "") -> list[str]:
    """The names that the autocomplete of a field offers."""
    model, field = of.split(".")
    asked = {"app_label": "practices", "model_name": model, "field_name": field, "term": term}
    response = client.get(f"{language}/admin/autocomplete/", asked)
    assert response.status_code == 200
    return [result["text"] for result in response.json()["results"]]


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("egypt", ["Egypt"]),
        ("égypte", ["Egypt"]),
        ("EGYPTE", ["Egypt"]),
        ("marruecos", ["Morocco"]),
        ("ma", ["Morocco"]),  # its ISO code
        ("phl", ["Philippines"]),
        ("", ["Egypt", "Morocco", "Philippines"]),
        ("p", ["Philippines", "Egypt"]),  # the beginning of a name before its middle
        ("%", []),
        ("x\0y", []),
        ("a" * 5000, []),
    ],
)
@pytest.mark.usefixtures("vocabulary")
def test_a_country_is_found_by_name_in_any_language_and_by_code(curator: Client, term: str, names: list[str]) -> None:
    assert offered(curator, term) == names


@pytest.mark.usefixtures("vocabulary")
def test_names_are_offered_in_the_curators_language_and_in_its_order(curator: Client) -> None:
    assert offered(curator, "", language="/fr") == ["Égypte", "Maroc", "Philippines"]
    assert offered(curator, "egypt", language="/fr") == ["Égypte"]


def test_what_is_retired_is_not_offered_and_stays_where_it_is(
    curator: Client, vocabulary: factories.Vocabulary
) -> None:
    morocco = vocabulary.countries[0]
    draft = factories.draft(countries=[(morocco, "origin")])
    morocco.retired = True
    morocco.save()
    assert offered(curator, "mor") == []
    participation = draft.participations.get()
    row = {"id": participation.pk, "country": morocco.pk, "role": "transit", "part": "lead"}
    data = form_of(draft, {"participations": [row], "citations": [citation_row(draft.citations.get())]})
    response = curator.post(reverse(CHANGE, args=[draft.pk]), data)
    assert response.status_code == 302, errors_of(response)
    participation.refresh_from_db()
    assert (participation.country, participation.role) == (morocco, "transit")


def test_organisations_and_sources_are_found_too(curator: Client, vocabulary: factories.Vocabulary) -> None:
    Organisation.objects.create(slug="union", name_en="Trade Union", acronym_en="TU", country=vocabulary.countries[0])
    assert offered(curator, "tu", "involvement.organisation") == ["Trade Union (TU)"]
    assert offered(curator, "author a report", "citation.source") == ["Report (2010)"]
    assert offered(curator, "egy", "organisation.country") == ["Egypt"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"app_label": "practices", "model_name": "participation", "field_name": "role"},
        {"app_label": "practices", "model_name": "nothing", "field_name": "x"},
        {"app_label": "practices", "model_name": "participation", "field_name": "country", "page": "x\0"},
        {"app_label": "practices", "model_name": "participation", "field_name": "country", "page": "9" * 40},
    ],
)
@pytest.mark.usefixtures("vocabulary")
def test_an_autocomplete_that_is_asked_nonsense_refuses(curator: Client, asked: dict[str, str]) -> None:
    assert curator.get("/admin/autocomplete/", asked).status_code in {403, 404}


@pytest.mark.usefixtures("vocabulary")
def test_an_autocomplete_asks_who_one_is(client: Client) -> None:
    asked = {"app_label": "practices", "model_name": "participation", "field_name": "country"}
    assert client.get("/admin/autocomplete/", asked).status_code == 302
    client.force_login(get_user_model().objects.create_user("staff", is_staff=True))
    assert client.get("/admin/autocomplete/", asked).status_code == 403


def test_the_form_makes_as_many_queries_for_many_rows_as_for_few(
    curator: Client, vocabulary: factories.Vocabulary
) -> None:
    def queries(practice: Practice) -> int:
        history.catch_up(practice)
        address = reverse(CHANGE, args=[practice.pk])
        curator.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert curator.get(address).status_code == 200
        return count_of(captured)

    few = factories.draft(countries=[(vocabulary.countries[0], "origin")])
    many = factories.draft(countries=[(country, "origin") for country in vocabulary.countries])
    for i in range(5):
        organisation = Organisation.objects.create(slug=f"o{i}", name_en=f"Organisation {i}")
        many.involvements.create(organisation=organisation, part="lead")
        citation = Citation.objects.create(practice=many, source=vocabulary.source, section=f"Section {i}")
        Figure.objects.create(practice=many, value=i, label_en="things", citation=citation)
    few.involvements.create(organisation=organisation, part="lead")
    Figure.objects.create(practice=few, value=1, label_en="things", citation=few.citations.get())
    Participation.objects.create(practice=many, country=vocabulary.countries[0], role="transit")
    assert queries(many) == queries(few) <= 27
