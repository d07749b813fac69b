"""`/practices/<id>.ris`, `.bib`, `.csl.json`: records of one practice to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bibtexparser
import pytest
import rispy
from django.conf import settings
from django.test import Client

from practices.editorial import revisions
from practices.models import Citation, Practice, Source
from tests import factories

FORMS = {
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


def titles(form: str, answer: Any) -> list[str]:
    text = answer.content.decode()
    if form == "ris":
        return [record["title"] for record in rispy.loads(text)]
    if form == "bib":
        return [record["title"].strip("{}") for record in bibtexparser.parse_string(text).entries]
    return [item["title"] for item in answer.json()]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_holds_the_entry_and_the_document_that_it_rests_on(
    client: Client, practice: Callable[..., Practice], form: str
) -> None:
    made = practice("Kenya trains nurses", slug="kenya-nurses", title_fr="Le Kenya forme des infirmières")
    answer = client.get(f"/practices/{made.pk}.{form}", headers={"origin": "https://partner.example.org"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMS[form]
    assert answer["Content-Disposition"] == f'attachment; filename="practice-{made.pk}-kenya-nurses.{form}"'
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert titles(form, answer) == ["Kenya trains nurses", "A report"]
    assert f"{settings.SITE_URL}/practices/{made.pk}/" in answer.content.decode()
    assert titles(form, client.get(f"/fr/practices/{made.pk}.{form}"))[0] == "Le Kenya forme des infirmières"
    assert client.post(f"/practices/{made.pk}.{form}").status_code == 405
    headed = client.head(f"/practices/{made.pk}.{form}")
    assert (headed.status_code, headed.content, headed["ETag"]) == (200, b"", answer["ETag"])


@pytest.mark.parametrize("form", FORMS)
def test_a_file_holds_each_document_once_and_the_main_one_first(
    client: Client, practice: Callable[..., Practice], form: str
) -> None:
    made = practice("Banks for migrants")
    other = Source.objects.create(slug="other", title="Another report", short_citation="Other", kind="report")
    for fields in ({"source": other, "pages": "3"}, {"source": factories.source(), "paragraphs": "7"}):
        Citation.objects.create(practice=made, **fields)
    answer = client.get(f"/practices/{made.pk}.{form}")
    assert titles(form, answer) == ["Banks for migrants", "A report", "Another report"]
    assert answer.content.decode().count("section ‘A section’, pp. 21–26; para. 7") == 2  # of the entry and the report
    Practice.objects.filter(pk=made.pk).update(main_citation=Citation.objects.get(source=other))
    answer = client.get(f"/practices/{made.pk}.{form}")
    assert titles(form, answer) == ["Banks for migrants", "Another report", "A report"]


def test_of_a_withdrawn_practice_a_file_says_so_and_why(client: Client, practice: Callable[..., Practice]) -> None:
    withdrawn = practice("The old one")
    other = practice("The new one")
    factories.withdraw(withdrawn, "The ministry asked us to.", replaced_by=other)
    for form in FORMS:
        answer = client.get(f"/practices/{withdrawn.pk}.{form}")
        assert (answer.status_code, answer["Content-Type"]) == (410, "text/plain; charset=utf-8")
        assert answer["Cache-Control"] == "no-cache"
        assert "The old one\n" in answer.content.decode()
        assert "Reason: The ministry asked us to.\n" in answer.content.decode()
        address = f"{settings.SITE_URL}/practices/{other.pk}/"
        assert answer.content.decode().endswith(f"Replaced by: The new one, {address}\n")
    french = client.get(f"/fr/practices/{withdrawn.pk}.ris").content.decode()
    assert "\nMotif\N{NO-BREAK SPACE}: The ministry asked us to.\n" in french


def test_there_is_no_file_of_what_is_not_published(client: Client, practice: Callable[..., Practice]) -> None:
    copy, draft = revisions.start(practice(), None), factories.draft("Secret plan")
    for number in (copy.pk, draft.pk, 0, 999999999999):
        for form in FORMS:
            answer = client.get(f"/practices/{number}.{form}")
            assert answer.status_code == 404
            assert b"Secret plan" not in answer.content


@pytest.mark.parametrize("path", ["1.RIS", "1.xml", "1.csl", "1.ris/", "1.ris%00", "-1.ris", "1" * 13 + ".bib", ".ris"])
@pytest.mark.django_db
def test_other_names_of_files_are_not_found(client: Client, path: str) -> None:
    assert client.get(f"/practices/{path}").status_code == 404
