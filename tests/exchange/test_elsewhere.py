"""Tables from elsewhere: their columns are said once, what is not understood is asked for, and nothing is guessed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.exchange import guesses, mapping, pieces, written
from practices.exchange.values import names_of
from practices.models import Batch, Country, Mapping, Organisation, Practice, Upload
from practices.taxonomy import vocabularies
from tests import factories
from tests.exchange import elsewhere
from tests.exchange.files import NEW, confirm, csv_bytes, send, text_of
from tests.pages import form_on
from tests.web.refusing import refusing

FOR_ALL = {
    "all-summary_en": "@done_en",
    "all-evidence_basis": "named-practice",
    "all-instrument": "programme",
    "all-level": "national",
}


@pytest.fixture
def user(db: None) -> User:
    return factories.person("nadia", "Editor", first_name="Nadia", last_name="Haddad")


@pytest.fixture
def client(user: User) -> Client:
    return factories.signed_in(user)


@pytest.fixture
def _world(db: None) -> None:
    elsewhere.world()


def columns_of(client: Client, data: bytes) -> tuple[str, Any]:
    """Send a file. Return the address and the page that asks what its columns are."""
    response = send(client, data, "list.csv")
    assert response.status_code == 302, text_of(response)
    assert response["Location"].endswith("/columns/")
    return response["Location"], client.get(response["Location"])


def chosen_on(page: Any) -> dict[str, str]:
    """Return what is chosen for each column."""
    return {column.heading or column.letter: column.chosen for column in page.context["form"].columns}


def answered(page: str, **answers: dict[str, str]) -> dict[str, str]:
    """Return what a browser sends that answers what the page asks of these texts, and takes what it suggests else."""
    sent = {}
    for place in re.findall(r'name="target-(\d+)"', page):
        for name in ("target", "text", "is", "near"):
            match = re.search(rf'<input(?=[^>]*name="{name}-{place}")[^>]*value="([^"]*)"', page)
            sent[f"{name}-{place}"] = match[1] if match else ""
        for name, value in answers.get(sent[f"text-{place}"], {}).items():
            sent[f"{name}-{place}"] = value
    return sent


@pytest.mark.both_databases
@pytest.mark.usefixtures("_world")
def test_a_list_of_31_rows_goes_in_with_its_own_headings(client: Client) -> None:
    address, page = columns_of(client, elsewhere.file())
    assert chosen_on(page) == {
        "No.": "-",
        "Name of the practice": "title_en",
        "Sending country": "countries:origin",
        "Host countries": "countries:destination",
        "Period": "years",
        "Reported": "reported_on",
        "Theme": "policy_areas",
        "Implementing agency": "organisations:lead",
        "Description": "done_en",
        "Budget (USD)": "",
        "Reference": "source",
        "Pages": "pages",
    }
    form = form_on(page, "columns_form")
    response = client.post(address, form)
    assert response.status_code == 422
    assert "Choose what this column becomes, or leave it out." in text_of(response)
    response = client.post(address, {**form_on(response, "columns_form", 422), "column-J": "-", **FOR_ALL})
    looked = response["Location"]

    page = text_of(client.get(looked))
    assert "These columns are left out: A ‘No.’, J ‘Budget (USD)’." in page
    assert "Nothing can be imported yet" in page
    for asked in ("Atlantis", "Transport", "around 2000", "Oct. 2007", "octobre 2007", "2007"):
        assert f'value="{asked}"' in page, asked
    assert 'value="2007-10-01"' in page  # suggested, and taken only if somebody says so
    said = "Countries in the practice\n<br>Country of destination (column D): There is no ‘Atlantis’."
    assert said in page and "Row 7, column G</strong> Policy areas\n<br>There is no ‘Transport’." in page
    assert not Practice.objects.exists()

    answers = {
        "Atlantis": {"is": "Kenya"},
        "Transport": {"out": "on"},
        "around 2000": {"is": "2000"},
    }
    client.post(f"{looked}answers/", answered(page, **answers))
    page = text_of(client.get(looked))
    assert "31</strong> new drafts" in page and "Nothing can be imported yet" not in page
    assert "‘Transport’ is left out (1 time) · said by Nadia Haddad on" in " ".join(page.split())
    assert "2 entries of the lists would be added" in page and "Harbour Office, Rabat" in page
    assert not Organisation.objects.filter(name_en="Harbour Office, Rabat").exists()

    page = confirm(client, looked, page)
    assert "Imported: list.csv" in page
    hold_what_the_list_says(list(Practice.objects.order_by("pk")))
    assert Batch.objects.get().counts["new"] == 31


def hold_what_the_list_says(made: list[Practice]) -> None:
    """Hold that there are 31, of which the first say what stands in the first rows."""
    assert len(made) == 31
    told = [
        {(one.country.code, one.role) for one in practice.participations.select_related("country")}
        for practice in made[:5]
    ]
    assert told == [
        {("VN", "origin"), ("KR", "destination")},
        {("MA", "origin"), ("EG", "origin"), ("PH", "origin"), ("ES", "destination")},
        {("CI", "origin"), ("KE", "origin"), ("BA", "destination")},
        {("BO", "origin"), ("KR", "destination"), ("ES", "destination")},
        {("MA", "origin"), ("KE", "destination")},
    ]
    assert [(one.start_year, one.end_year) for one in made[:5]] == [
        (2007, None), (2004, None), (2003, 2006), (2001, 2005), (2000, None)
    ]  # fmt: skip
    days = ["2007-10-08", "2007-10-01", "2007-10-01", "2007-04-03", "2007-01-01"]
    assert [str(one.reported_on) for one in made[:5]] == days
    assert [area.slug for area in made[3].policy_areas.order_by("slug")] == ["public-support", "remittances"]
    assert {one.slug for one in made[2].organisations.all()} == {"ilo", "harbour-office-rabat"}
    assert (made[0].main_citation.source.slug, made[0].main_citation.pages) == ("report", "1")  # type: ignore[union-attr]
    assert made[0].summary_en.endswith("It is told in brief.") and len(made[0].summary_en) <= 400


@pytest.mark.both_databases
@pytest.mark.usefixtures("_world")
def test_what_was_said_is_remembered_for_the_next_file_with_these_headings(client: Client) -> None:
    address, page = columns_of(client, elsewhere.file())
    form = form_on(page, "columns_form")
    looked = client.post(address, {**form, "column-J": "lessons_en", **FOR_ALL})["Location"]
    client.post(f"{looked}answers/", answered(text_of(client.get(looked)), Atlantis={"is": "Kenya"}))
    other = factories.signed_in(factories.person("leila", "Editor"))
    _address, page = columns_of(other, elsewhere.file())
    assert chosen_on(page)["Budget (USD)"] == "lessons_en"
    assert "chosen already" in text_of(page)
    looked = other.post(_address, form_on(page, "columns_form"))["Location"]
    assert "<b>Atlantis</b>" not in text_of(other.get(looked))
    assert Mapping.objects.count() == 1


@pytest.mark.usefixtures("_world")
def test_a_source_is_made_of_several_columns_and_its_parts_are_asked_for(client: Client) -> None:
    row = {"Title": "One", "Description": "They sail.", "Source title": "Nurses abroad", "Authors": "Council of Nurses"}
    more = {"Document type": "Pamphlet", "Publication year": "May 2010", "Pages": "ten"}
    other = {"Title": "Two", "Document type": "report", "Publication year": "2010", "Pages": ""}
    address, page = columns_of(client, csv_bytes(row | more, row | other))
    kind = {"column-E": "source.kind", "all-section": "The whole"}
    looked = client.post(address, {**form_on(page, "columns_form"), **kind, **FOR_ALL})["Location"]
    page = text_of(client.get(looked))
    assert 'value="Pamphlet"' in page and 'value="ten"' in page
    client.post(f"{looked}answers/", answered(page, Pamphlet={"is": "Report"}, ten={"is": "pp. 10 – 12"}))
    page = text_of(client.get(looked))
    assert "1 entry of the lists would be added" in page
    confirm(client, looked, page)
    cited = [practice.main_citation for practice in Practice.objects.order_by("pk")]
    assert [(one.pages, one.section) for one in cited] == [("10-12", ""), ("", "The whole")]  # type: ignore[union-attr]
    assert {(one.source.title, one.source.kind, one.source.year) for one in cited} == {  # type: ignore[union-attr]
        ("Nurses abroad", "report", 2010)
    }


@pytest.mark.usefixtures("_world")
def test_an_answer_that_means_nothing_is_asked_again_and_nothing_is_guessed(client: Client) -> None:
    data = csv_bytes({"Title": "One", "Pays d’origine": "Atlantis", "Description": "They sail."})
    address, page = columns_of(client, data)
    looked = client.post(address, {**form_on(page, "columns_form"), **FOR_ALL})["Location"]
    page = text_of(client.get(looked))
    client.post(f"{looked}answers/", answered(page, Atlantis={"is": "Lemuria"}))
    page = text_of(client.get(looked))
    assert 'value="Atlantis"' in page and 'name="seen"' not in page
    client.post(f"{looked}answers/", answered(page, Atlantis={"out": "on"}))
    confirm(client, looked, text_of(client.get(looked)))
    assert not Practice.objects.get().participations.exists()


def test_two_columns_cannot_become_one(client: Client) -> None:
    factories.vocabulary()
    address, page = columns_of(client, csv_bytes({"Title": "One", "Name": "Two", "Country": "MA"}))
    assert chosen_on(page) == {"Title": "title_en", "Name": "", "Country": ""}  # of origin, or of destination?
    sent = {**form_on(page, "columns_form"), "column-B": "title_en", "column-C": "countries:transit"}
    response = client.post(address, sent)
    assert response.status_code == 422 and "Column A becomes the same." in text_of(response)
    assert chosen_on(response)["Name"] == "title_en"


def test_a_slip_in_our_own_headings_is_mended_there(client: Client, user: User) -> None:
    factories.vocabulary()
    row = {("titel_en" if name == "title_en" else name): value for name, value in NEW.items()}
    address, page = columns_of(client, csv_bytes(row))
    assert chosen_on(page)["titel_en"] == "title_en" and chosen_on(page)["id"] == "id"
    looked = client.post(address, form_on(page, "columns_form"))["Location"]
    confirm(client, looked, text_of(client.get(looked)))
    assert Practice.objects.get().title_en == NEW["title_en"]


def test_a_table_from_elsewhere_is_for_its_sender_alone(client: Client) -> None:
    factories.vocabulary()
    address, _page = columns_of(client, csv_bytes({"Title": "One", "Name": "Two"}))
    other, amina = factories.signed_in(factories.person("leila", "Editor")), factories.person("amina", "Contributor")
    for page in (address, address.replace("columns", "answers")):
        for response in (other.get(page), other.post(page)):
            assert response.status_code == 302 and "columns" not in response["Location"]
        assert factories.signed_in(amina).get(page).status_code == 403
    assert client.get(address.replace("columns/", ""))["Location"] == address
    assert client.get(address.replace("columns/", "2/")).status_code == 404
    assert Upload.objects.get().mapping is None


@pytest.mark.usefixtures("_world")
def test_what_was_chosen_and_answered_comes_back_while_the_database_is_busy(client: Client) -> None:
    client.raise_request_exception = False
    address, page = columns_of(client, elsewhere.file())
    sent = {**form_on(page, "columns_form"), "column-J": "lessons_en", **FOR_ALL}
    with refusing():
        response = client.post(address, sent)
    assert form_on(response, "columns_form", 503)["column-J"] == ["lessons_en"]
    looked = client.post(address, sent)["Location"]
    answers = answered(text_of(client.get(looked)), Atlantis={"is": "Zebra"})
    with refusing():
        response = client.post(f"{looked}answers/", answers)
    assert ["Zebra"] in form_on(response, None, 503).values()
    assert client.post(f"{looked}answers/", form_on(response, None, 503)).status_code == 302


GUESSES = {
    "Titre": "title_fr",
    "NOMBRE DE LA PRÁCTICA": "title_es",
    "Country(ies) of origin": "countries:origin",
    "Pays d'accueil": "countries:destination",
    "Thematic area (main)": "policy_areas",
    "Implemnting agency": "organisations:lead",
    "Sumary": "summary_en",
    "Niveau": "level",
    "N°": "-",
    "ID": "-",
    "Country": "",
    "§§": "",
    "Remarks of the third reader": "",
}


@pytest.mark.parametrize("heading", GUESSES)
def test_a_column_is_guessed_by_its_name_in_three_languages(heading: str) -> None:
    assert guesses.guess(heading, Practice) == GUESSES[heading]


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Viet Nam/Vietnam", ["VN"]),
        ("South Korea and Viet-Nam", ["KR", "VN"]),
        ("Bosnia and Herzegovina, Kenya & Spain", ["BA", "KE", "ES"]),
        ("le Maroc, l’Égypte et les Philippines", ["MA", "EG", "PH"]),
        ("Bolivia (Plurinational State of); ESPAÑA", ["BO", "ES"]),
        ("Kenya → Spain", [None]),
        ("Kenya, Atlantis", ["KE", None]),
        ("Kenya, " * 100, [None]),  # nobody writes that: it is asked for, rather than cut
    ],
)
def test_countries_are_understood_in_mixed_spellings(text: str, codes: list[str | None]) -> None:
    names = names_of(Country, vocabularies.read())
    assert list(dict.fromkeys(value for _name, value in pieces.of(text, names))) == codes


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2007", (2007, None)),
        ("since 2007", (2007, None)),
        ("2003–2006", (2003, 2006)),
        ("de 2001 à 2005", (2001, 2005)),
        ("2007–", (2007, None)),
        ("1998/99", (1998, 1999)),
        ("8 October 2007", (2007, None)),
        ("Oct. 2007", (2007, None)),
        ("octobre 2007", (2007, None)),
        ("2007-08", None),  # August, or a year more
        ("around 2000", None),
        ("2007, 2009", None),
    ],
)
def test_years_are_read_where_they_can_mean_one_thing(text: str, years: tuple[int, int | None] | None) -> None:
    if years is None:
        with pytest.raises(ValueError, match=r"\S"):
            written.years(text)
    else:
        assert written.years(text) == years


def test_a_summary_is_made_of_whole_sentences() -> None:
    text = "One is short. Two is as well. " + "x" * 50
    assert mapping.first_sentences(text, 40) == "One is short. Two is as well."
    assert mapping.first_sentences("word " * 20, 22) == "word word word word…"


def test_the_page_of_columns_is_found_again(client: Client) -> None:
    factories.vocabulary()
    send(client, csv_bytes({"Title": "One", "Name": "Two"}))
    page = reverse("admin:practices_practice_import_columns", args=[Upload.objects.get().pk])
    assert "Each row is one:" in text_of(client.get(page))
    assert chosen_on(client.get(f"{page}?kind=organisation"))["Name"] == "name_en"
    assert client.get(f"{page}?kind=nothing").status_code == 200


def test_a_guess_at_a_name_is_taken_only_by_who_says_so(client: Client) -> None:
    elsewhere.world()
    data = csv_bytes({"Title": "One", "Pays d’origine": "Kenia", "Description": "They sail."})
    address, page = columns_of(client, data)
    looked = client.post(address, {**form_on(page, "columns_form"), **FOR_ALL})["Location"]
    page = text_of(client.get(looked))
    assert "Did you mean ‘Kenya’? Take it" in page
    assert 'id="id_is_1"\nvalue=""' in page and "checked" not in page
    client.post(f"{looked}answers/", {**answered(page), "near-0": ""})
    assert "Did you mean ‘Kenya’? Take it" in text_of(client.get(looked))
    client.post(f"{looked}answers/", answered(page))
    assert "‘Kenia’ is read as ‘Kenya’" in text_of(client.get(looked))


def test_kept_answers_are_shown_to_the_next_colleague_who_may_have_them_asked_again(client: Client) -> None:
    elsewhere.world()
    data = csv_bytes({"Title": "One", "Pays d’origine": "Wakanda", "Description": "They sail."})
    address, page = columns_of(client, data)
    looked = client.post(address, {**form_on(page, "columns_form"), **FOR_ALL})["Location"]
    client.post(f"{looked}answers/", answered(text_of(client.get(looked)), Wakanda={"is": "Kenya"}))
    other = factories.signed_in(factories.person("leila", "Editor"))
    address, page = columns_of(other, data)
    looked = other.post(address, form_on(page, "columns_form"))["Location"]
    page = text_of(other.get(looked))
    assert "‘Wakanda’ is read as ‘Kenya’ (1 time) · said by Nadia Haddad on" in " ".join(page.split())
    other.post(f"{looked}answers/", {"target": "countries:origin", "text": "Wakanda", "again": ""})
    page = text_of(other.get(looked))
    assert "is read as" not in page and 'name="text-0" value="Wakanda"' in page
    assert Mapping.objects.get().choices["answers"] == {"countries:origin": {}}


def test_a_row_without_a_title_is_asked_for_first_and_can_be_left_out(client: Client) -> None:
    elsewhere.world()
    rows = [
        {"Title": "One", "Pays d’origine": "Wakanda", "Description": "They sail."},
        {"Title": "", "Pays d’origine": "Kenya", "Description": "They stay."},
    ]
    address, page = columns_of(client, csv_bytes(*rows))
    looked = client.post(address, {**form_on(page, "columns_form"), **FOR_ALL})["Location"]
    page = text_of(client.get(looked))
    assert page.index("Leave out row 3") < page.index('value="Wakanda"')
    assert "It has no ‘title (English)’" in page and "slug" not in page and "title_en" not in page
    client.post(f"{looked}answers/", answered(page, Wakanda={"is": "Kenya"}, **{"3": {"out": "on"}}))
    page = text_of(client.get(looked))
    assert "Row 3 is left out" in page
    confirm(client, looked, page)
    assert [practice.title_en for practice in Practice.objects.all()] == ["One"]
    assert "row" not in Mapping.objects.get().choices["answers"]  # the next file has other rows


def test_a_row_without_a_title_can_be_left_out_of_a_file_of_ours(client: Client) -> None:
    factories.vocabulary()
    looked = send(client, csv_bytes(NEW, {**NEW, "title_en": ""}))["Location"]
    page = text_of(client.get(looked))
    assert "<code>title_en</code>" in page and "<code>slug</code>" not in page
    client.post(f"{looked}answers/", answered(page, **{"3": {"out": "on"}}))
    confirm(client, looked, text_of(client.get(looked)))
    assert Practice.objects.count() == 1


def test_a_list_in_french_alone_is_told_at_its_column_that_an_english_title_is_needed(client: Client) -> None:
    factories.vocabulary()
    address, page = columns_of(client, csv_bytes({"Titre": "Un", "Pays d’origine": "Kenya", "Résumé": "Ils restent."}))
    said = "All that is new needs ‘title (English)’ too."
    assert said in text_of(page)
    response = client.post(address, form_on(page, "columns_form"))
    assert response.status_code == 422
    assert next(column.error[: len(said)] for column in response.context["form"].columns) == said
    assert "No column becomes" not in text_of(response)
