"""The whole result as a file: each format holds the same practices, in the order of the page."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.editorial import content, revisions
from practices.editorial.translations import NOTHING_SAID
from practices.exports import FORMATS, columns
from practices.models import Practice
from practices.search import follow, snapshot
from practices.search.store import IndexUnavailable
from practices.taxonomy.facets import SEARCHED, Facet
from tests import factories

ENDINGS = [one.ending for one in FORMATS]
QUESTION = "?policy_area=remittances&policy_area=inter-state-cooperation&sort=title&page=2"


def body_of(response: Any) -> bytes:
    """Return the file that was sent."""
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content) if response.streaming else response.content


def taken(client: Client, ending: str, question: str = "", language: str = "") -> bytes:
    return body_of(client.get(f"{language}/practices/export.{ending}{question}"))


def table(data: bytes, separator: str = ",") -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    file = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(file, delimiter=separator, strict=True))


def workbook(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[dict[str, Any]]:
    """Return the rows of a sheet, by heading."""
    headings, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, other, strict=True)) for other in others]


NUMBERS: dict[str, Callable[[bytes], list[int]]] = {
    "csv": lambda data: [int(row["Entry number"]) for row in table(data)],
    "xlsx": lambda data: [row["Entry number"] for row in rows(workbook(data).worksheets[0])],
    "json": lambda data: [practice["id"] for practice in json.loads(data)["practices"]],
    "ris": lambda data: _linked(r"^UR  - (.*)$", data),
    "bib": lambda data: _linked(r"^\s*url = \{(.*)\}", data),
    "csl.json": lambda data: [int(item["URL"].split("/")[-2]) for item in json.loads(data)],
    "md": lambda data: _linked(r"^- \*\*Permanent link:\*\* <(.*)>", data),
}


def _linked(pattern: str, data: bytes) -> list[int]:
    return [int(address.split("/")[-2]) for address in re.findall(pattern, data.decode(), re.MULTILINE)]


# What is in a file --------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_each_format_holds_the_whole_result_in_the_order_of_the_page(client: Client) -> None:
    shown = client.get(f"/api/v1/practices{QUESTION}&page=1&page_size=100").json()
    numbers = [practice["id"] for practice in shown["results"]]
    assert 20 < len(numbers) == shown["count"] < 56  # more than a page, and not everything
    assert {ending: NUMBERS[ending](taken(client, ending, QUESTION)) for ending in ENDINGS} == dict.fromkeys(
        ENDINGS, numbers
    )


@pytest.mark.usefixtures("catalogue")
def test_json_has_each_practice_as_the_api_has_it_and_ends_with_their_number(client: Client) -> None:
    data = json.loads(taken(client, "json", "?q=recruitment&country=PH"))
    assert data["count"] == len(data["practices"]) > 0
    assert list(data)[-1] == "count"  # so that what breaks off has none
    assert data["query"] == {"q": "recruitment", "country": ["PH"], "sort": "best"}
    assert data["url"] == f"{settings.SITE_URL}/practices/?q=recruitment&country=PH"
    assert data["licence"] == {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL}
    for practice in data["practices"]:
        assert practice == client.get(f"/api/v1/practices/{practice['id']}").json()


@pytest.mark.usefixtures("catalogue")
def test_a_question_without_an_answer_gives_an_empty_file(client: Client) -> None:
    nothing = "?q=zzqqzz"
    assert table(taken(client, "csv", nothing)) == rows(workbook(taken(client, "xlsx", nothing)).worksheets[0]) == []
    assert json.loads(taken(client, "json", nothing))["practices"] == []
    assert json.loads(taken(client, "csl.json", nothing)) == []
    assert taken(client, "ris", nothing) == taken(client, "bib", nothing) == b""


@pytest.mark.usefixtures("catalogue")
def test_every_facet_has_a_column_of_labels_and_one_of_values(client: Client) -> None:
    found = {row["Entry number"]: row for row in table(taken(client, "csv"))}
    now = snapshot()
    for number, values in now.values_of([int(pk) for pk in found]).items():
        for facet in SEARCHED:
            labels = {facet.label_of(value, now.vocabularies) for value in values[facet.name]}
            row = found[str(number)]
            assert set(filter(None, row[f"{facet.label} (code)"].split("; "))) == set(values[facet.name])
            assert all(label in row[str(facet.label)] for label in labels)
            assert bool(row[str(facet.label)]) == bool(values[facet.name])


def test_one_facet_more_is_two_columns_more_and_nothing_else(monkeypatch: pytest.MonkeyPatch, vocabulary) -> None:
    def headings() -> list[str]:
        return [column.heading for column in columns.columns(snapshot().vocabularies)]

    before = headings()
    monkeypatch.setattr(columns, "SEARCHED", (*SEARCHED, Facet("new", "New", "instrument")))
    assert sorted(headings()) == sorted([*before, "New", "New (code)"])


def test_every_field_that_curators_write_has_a_column_of_its_own(vocabulary) -> None:
    headings = [column.heading.lower() for column in columns.columns(snapshot().vocabularies)]
    assert len(headings) == len(set(headings))
    for field in content.fields_of(Practice):
        original = getattr(field, "translated_field", field)
        if original.name not in {"slug", *NOTHING_SAID, *(facet.field for facet in SEARCHED)}:
            assert str(original.verbose_name).lower() in headings


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_rows_below_a_practice_are_told_in_words(client: Client) -> None:
    (row,) = (row for row in table(taken(client, "csv", "?q=ANAPEC&country=MA")) if row["Entry number"] == "23")
    assert row["Permanent link"] == f"{settings.SITE_URL}/practices/23/"
    assert row["Country of origin"] == "Morocco"
    practice = Practice.objects.get(pk=23)
    assert row["Where it was reported"].count("\n") + 1 == practice.citations.count()
    assert row["As reported on"] == practice.reported_on.isoformat()
    figure = practice.figures.first()
    assert figure is None or figure.label in row["Figures"]


def test_a_translation_says_whether_somebody_has_confirmed_it(client: Client, vocabulary) -> None:
    day = datetime.date(2026, 3, 4)
    factories.practice(title_fr="A", confirmed_by_fr="Awa Diop", confirmed_on_fr=day, outdated_fr=True)
    factories.practice(title_fr="B")
    factories.practice("C")
    with override("fr"):
        words = [_("Translation"), _("Unofficial translation"), _("the English has changed since")]
        confirmed = _("Confirmed by %(who)s on %(date)s") % {"who": "Awa Diop", "date": "4 mars 2026"}
    heading, unofficial, outdated = words
    found = table(taken(client, "csv", "?sort=title", "/fr"), ";")
    assert [row[heading] for row in found] == [f"{confirmed}; {outdated}", unofficial, ""]
    assert {row["Translation"] for row in table(taken(client, "csv"))} == {""}


@pytest.mark.usefixtures("catalogue")
def test_headings_and_texts_are_in_the_readers_language(client: Client) -> None:
    question = "?country=ES&sort=title"
    english, french = table(taken(client, "csv", question)), table(taken(client, "csv", question, "/fr"), ";")
    assert "Pays" in french[0]
    assert "Espagne" in french[0]["Pays"]
    codes = [
        {tuple(sorted(row[heading].split("; "))) for row in found}
        for heading, found in (("Pays (code)", french), ("Country (code)", english))
    ]
    assert codes[0] == codes[1]
    about = dict(workbook(taken(client, "xlsx", question, "/fr")).worksheets[1].iter_rows(values_only=True))
    assert about["Pays"] == "Espagne"
    assert about[next(label for label in about if "/fr/" in str(about[label]))].endswith(f"/fr/practices/{question}")
    assert json.loads(taken(client, "json", question, "/fr"))["language"] == "fr"


@pytest.mark.parametrize("ending", ["ris", "csv"])
def test_a_file_that_says_the_day_is_another_one_tomorrow(client: Client, vocabulary, monkeypatch, ending: str) -> None:
    factories.practice()
    address = f"/practices/export.{ending}"
    headers = {"If-None-Match": client.get(address)["ETag"]}
    assert client.get(address, headers=headers).status_code == 304
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow.date())
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert f"{tomorrow:%Y-%m-%d}" in answer["Content-Disposition"]
    assert ending == "csv" or f"Y2  - {tomorrow:%Y/%m/%d}" in answer.content.decode()


# What nobody but curators may see -----------------------------------------------------------------


def test_only_what_is_published_is_in_a_file(client: Client, vocabulary) -> None:
    shown, withdrawn = factories.practice("Shown"), factories.practice("Withdrawn")
    factories.complete_draft("Draft")
    copy = revisions.start(shown, factories.person("editor", "Editor"))
    Practice.objects.filter(pk=copy.pk).update(title_en="Working copy")
    factories.withdraw(withdrawn, "Old.")
    for ending in ENDINGS:
        data = taken(client, ending)
        assert NUMBERS[ending](data) == [shown.pk], ending
        text = "\n".join(map(str, rows(workbook(data).worksheets[0]))) if ending == "xlsx" else data.decode()
        assert not re.search("Withdrawn|Draft|Working copy|editor@", text), ending


# Spreadsheets -------------------------------------------------------------------------------------


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＋1", "'=1", "＝1", "#N/A"]


def test_formulas_stay_text_in_spreadsheets_and_are_untouched_elsewhere(client: Client, vocabulary) -> None:
    practice = factories.practice()
    names = ["title", "summary", "problem", "done", "results", "lessons", "credit", "verified_by"]
    texts = dict(zip(names, FORMULAS, strict=True))
    written = {f"{name}_en" if name not in {"credit", "verified_by"} else name: text for name, text in texts.items()}
    Practice.objects.filter(pk=practice.pk).update(**written, verified_on="2020-01-01")
    headings = {name: str(Practice._meta.get_field(name).verbose_name).capitalize() for name in names}
    (row,) = table(taken(client, "csv"))
    assert {row[heading] for heading in headings.values()} == {
        text if text == "#N/A" else f"'{text}" for text in FORMULAS
    }
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row.values())
    sheet = workbook(taken(client, "xlsx")).worksheets[0]
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    for name, heading in headings.items():
        cell = cells[heading]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (texts[name], "s", True)
    (shape,) = json.loads(taken(client, "json"))["practices"]
    assert {name: shape[name] for name in names if name in shape} == {n: t for n, t in texts.items() if n in shape}


def test_a_list_is_no_formula(client: Client, vocabulary) -> None:
    text = "- one\n- two - three\n  * four\n+\tfive\n-5 %\n**six**"
    factories.practice(problem_en=text, done_en="- =1+1", results_en="-5 % of workers", lessons_en="+\n- one")
    (row,) = table(taken(client, "csv"))
    shown = "• one\n• two - three\n  • four\n•\tfive\n-5 %\n**six**"
    assert row["The problem it answers"] == shown
    assert row["What was done"] == "• =1+1"
    assert row["Results"] == "'-5 % of workers"
    assert row["What others can take from it"] == "'+\n• one"
    (cells,) = rows(workbook(taken(client, "xlsx")).worksheets[0])
    assert cells["The problem it answers"] == shown
    (shape,) = json.loads(taken(client, "json"))["practices"]
    assert shape["problem"] == text


@pytest.mark.usefixtures("catalogue")
def test_no_text_of_the_catalogue_needs_an_apostrophe(client: Client) -> None:
    assert not [cell for row in table(taken(client, "csv")) for cell in row.values() if cell.startswith("'")]


def test_csv_is_as_rfc_4180_has_it_with_a_mark_on_request(client: Client, vocabulary) -> None:
    factories.practice('Says "no", and goes on', problem_en="Two\nlines")
    plain, marked = taken(client, "csv"), taken(client, "csv", "?bom=1")
    assert marked == b"\xef\xbb\xbf" + plain
    assert b'"Says ""no"", and goes on"' in plain
    assert b'"Two\nlines"' in plain
    assert plain.count(b"\r\n") == 2


@pytest.mark.parametrize("language", ["/fr", "/es"])
def test_where_decimals_have_a_comma_csv_is_as_excel_opens_it(client: Client, vocabulary, language: str) -> None:
    factories.practice()
    file = taken(client, "csv", language=language)
    assert file.startswith(b"\xef\xbb\xbf")
    assert file.splitlines()[0].count(b";") > 40
    plain = taken(client, "csv", "?separator=comma", language)
    assert table(plain) == table(file, ";")
    assert not plain.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("address", ["/practices/export.csv", "/gaps.csv", "/corridors.csv"])
def test_a_separator_that_there_is_not_is_refused(client: Client, vocabulary, address: str) -> None:
    answer = client.get(f"{address}?separator=dot")
    assert answer.status_code == 400
    assert "There is no separator ‘dot’. Known are: comma, semicolon, tab." in answer.content.decode()


# Names of files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "ascii_name", "name"),
    [
        ("", "practices", "practices"),
        ("?country=EG&migration_phase=recruitment", "practices-recruitment-egypt", "practices-recruitment-egypt"),
        ("?country=EG&country=-MA", "practices-egypt-not-morocco", "practices-egypt-not-morocco"),
        ("?q=Côte d'Ivoire", "practices-cote-divoire", "practices-côte-divoire"),
        ("?q=العمال", "practices", "practices-العمال"),
        ("?q=../../etc/passwd%22%0d%0aX: y", "practices-etcpasswd-x-y", "practices-etcpasswd-x-y"),
        ("?q=" + "long " * 39, "practices" + "-long" * 14, "practices" + "-long" * 14),
    ],
)
def test_a_file_is_named_for_what_it_holds(
    client: Client, vocabulary, question: str, ascii_name: str, name: str
) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    said = client.get(f"/practices/export.csl.json{question}")["Content-Disposition"]
    first, plain, full = said.split("; ")
    assert first == "attachment"
    assert plain == f'filename="{ascii_name}-{today}.csl.json"'
    assert unquote(full) == f"filename*=UTF-8''{name}-{today}.csl.json"


# What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("?country=XX&instrument=wand&level=national", "Country: ‘XX’ is not in this catalogue. Instrument: ‘wand’"),
        ("?country=-XX", "Country: ‘-XX’ is not in this catalogue."),
        ("?q=" + "a" * 201, "200 characters"),
        ("?country=%ff", ""),
        ("?country=" + "9" * 5000, ""),
    ],
)
def test_what_a_file_could_not_say_is_refused(client: Client, vocabulary, question: str, said: str) -> None:
    for ending in ENDINGS:
        answer = client.get(f"/practices/export.{ending}{question}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert said in answer.content.decode()
        assert "Content-Disposition" not in answer


@pytest.mark.parametrize("question", ["?page=99999999999999&sort=%00&q=%00", "?page=-1&sort="])
def test_what_makes_no_difference_is_ignored(client: Client, vocabulary, question: str) -> None:
    practice = factories.practice()
    assert NUMBERS["csv"](taken(client, "csv", question)) == [practice.pk]


@pytest.mark.both_databases
def test_without_an_index_filters_hold_and_words_are_refused_where_they_cannot_be_read(
    client: Client, vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _other = factories.practice("Fees", level="bilateral"), factories.practice("Loans")

    def broken() -> None:
        raise IndexUnavailable("It is broken.")

    monkeypatch.setattr(follow, "reader", broken)
    answer = client.get("/practices/export.csv?level=bilateral")
    assert NUMBERS["csv"](answer.content) == [one.pk]
    assert "no-store" in answer["Cache-Control"]
    assert NUMBERS["csv"](taken(client, "csv", "?q=fees")) == [one.pk]
    monkeypatch.setattr("practices.search.sql.MOST_TEXTS", 1)
    answer = client.get("/practices/export.csv?q=fees")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Fees" not in answer.content.decode()
    assert client.get("/practices/export.csv?level=bilateral").status_code == 200


# All pages ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_all_ids_are_those_of_all_pages_in_order() -> None:
    now = snapshot()
    for criteria in (Criteria(), Criteria(q="workers"), Criteria(sort="title"), selecting("level", "national")):
        pages = range(1, Browse(criteria, now).page_count + 1)
        page_by_page = [pk for page in pages for pk in Browse(criteria.with_page(page), now).results.ids]
        assert len(page_by_page) == Browse(criteria, now).total > 20
        assert Browse(criteria.with_page(2), now, page_size=3).whole().ids == page_by_page


# The links on the page ----------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_the_page_links_to_each_format_of_its_own_question(client: Client) -> None:
    language = "/fr"
    page = client.get(f"{language}/practices/{QUESTION}").content.decode()
    section = re.search(r'<section class="take-away".*?</section>', page, re.DOTALL)[0]
    links = re.findall(r'<a href="([^"]+)" rel="nofollow">', section)
    asked = QUESTION.removesuffix("&page=2").replace("&", "&amp;")
    assert links == [f"{language}/practices/export.{ending}{asked}" for ending in ENDINGS]
    assert 'hx-boost="false"' in section  # or htmx would put a file into the page


def test_a_page_without_results_offers_no_file(client: Client, vocabulary) -> None:
    assert "export." not in client.get("/practices/?q=zzqqzz").content.decode()
