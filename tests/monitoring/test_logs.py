"""Each request has a number and one line; no line has a token, an address, a query or a name."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection
from django.test import Client, override_settings

from practices.monitoring import logs
from practices.submissions import links
from tests import factories
from tests.submissions import proposals

_ID = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def lines() -> Iterator[Any]:
    """What is written as JSON, line by line, and all of it as text."""
    yield from _written(logs.JsonFormatter())


@pytest.fixture
def texts() -> Iterator[Any]:
    """What is written for people."""
    yield from _written(logs.LineFormatter())


class Written(io.StringIO):
    """A log that can be read."""

    def forget(self) -> None:
        self.seek(0)
        self.truncate()

    @property
    def json(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def access(self) -> list[dict[str, Any]]:
        return [line for line in self.json if line["logger"] == "practices.access"]


def _written(formatter: logging.Formatter) -> Iterator[Written]:
    stream = Written()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(logs.RequestFilter())
    access = logging.getLogger("practices.access")
    level = access.level
    access.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    yield stream
    logging.root.removeHandler(handler)
    access.setLevel(level)


# Who --------------------------------------------------------------------------------------------


def test_what_curators_do_bears_their_number_and_no_name(client: Client, db: None, lines: Any, texts: Any) -> None:
    user = factories.person("editor", "Editor")
    client.force_login(user)
    assert client.get("/admin/auth/group/").status_code == 403
    assert [(line["route"], line["status"], line["user"]) for line in lines.access] == [
        ("admin:auth_group_changelist", 403, user.pk)
    ]
    assert f" admin:auth_group_changelist user {user.pk}]" in texts.getvalue()
    assert "editor" not in lines.getvalue()


# Numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behind_proxy", "sent", "is_taken"),
    [
        (True, "abcDEF-12345", True),
        (True, "a" * 64, True),
        (False, "abcDEF-12345", False),  # anybody could have sent it
        (True, "a" * 65, False),
        (True, "short", False),
        (True, "abc\tdef ghi", False),
        (True, "é" * 10, False),
        (True, "<script>x</script>", False),
        (True, "", False),
    ],
)
def test_the_number_is_the_proxys_if_it_can_be_believed(
    client: Client, settings: Any, behind_proxy: bool, sent: str, is_taken: bool
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    answer = client.get("/healthz", headers={"X-Request-ID": sent})
    assert answer["X-Request-ID"] == sent if is_taken else _ID.fullmatch(answer["X-Request-ID"])


def test_every_record_of_a_request_has_its_number(client: Client, db: None, lines: Written) -> None:
    first, second = client.get("/practices/"), client.get("/about/")  # the first makes the index, and says so
    told = {line["request_id"] for line in lines.json if line["route"] == "browse"}
    assert told == {first["X-Request-ID"]} != {second["X-Request-ID"]}
    assert any(line["logger"] == "practices.search.follow" for line in lines.json)
    logging.getLogger("practices").warning("outside")
    assert lines.json[-1]["request_id"] == "-"


# Access -----------------------------------------------------------------------------------------


def test_one_line_for_each_request(client: Client, db: None, lines: Written) -> None:
    practice = factories.practice()
    answer = client.get(practice.get_absolute_url(), {"utm_source": "somebody"}, headers={"User-Agent": "me"})
    (line,) = lines.access
    assert line.pop("time").endswith("+00:00") and line.pop("ms") > 0
    assert line == {
        "level": "INFO",
        "logger": "practices.access",
        "message": line["message"],
        "request_id": answer["X-Request-ID"],
        "route": "practice",
        "method": "GET",
        "status": 200,
        "bytes": len(answer.content),
        "arguments": {"pk": str(practice.pk)},
    }
    for secret in ("somebody", "127.0.0.1", practice.get_absolute_url(), "?"):
        assert secret not in lines.getvalue()


def test_lines_for_people(client: Client, db: None, texts: Written) -> None:
    answer = client.head("/about/")
    assert re.search(
        rf"INFO practices\.access: HEAD about 200 [\d.]+ ms 0 bytes \[{answer['X-Request-ID']} about\]",
        texts.getvalue(),
    )


def test_a_stream_is_told_of_when_it_ends(
    client: Client, db: None, lines: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.practice()
    monkeypatch.setattr("practices.exports.sending.PIECE", 100)
    answer = client.get("/practices/export.csv")
    assert answer.streaming and not lines.access
    length = len(b"".join(answer.streaming_content))
    (line,) = lines.access
    assert (line["route"], line["status"], line["bytes"]) == ("export-csv", 200, length)
    answer.close()
    assert len(lines.access) == 1


def test_a_stream_that_nobody_reads_is_told_of(client: Client, db: None, lines: Written) -> None:
    factories.practice()
    client.head("/practices/export.csv").close()
    assert [line["bytes"] for line in lines.access] == [0]


def test_monitors_fill_no_log_while_all_is_well(client: Client, db: None, lines: Written) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path).status_code == 200
    assert not lines.access


# What is never told -----------------------------------------------------------------------------


def test_no_token_is_logged(client: Client, db: None, lines: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    token = links.token_of(proposals.made())
    paths = [f"/propose/{token}/", f"/fr/propose/{token}", f"/preview/{token}/", f"/propose/{token}/x", f"/x/{token}"]
    for path in paths:
        client.get(path)
        client.post(path)

    def fail(*args: Any, **given: Any) -> None:
        raise ImproperlyConfigured(f"Something failed with {token}")

    monkeypatch.setattr("practices.views.preview.PreviewLink.number_in", fail)
    monkeypatch.setattr("practices.submissions.views.links.following", fail)
    client.get(f"/propose/{token}/")
    client.get(f"/preview/{token}/")
    assert [line["status"] for line in lines.access][-2:] == [500, 500] and len(lines.access) == 2 * len(paths) + 2
    assert "ImproperlyConfigured" in lines.getvalue()
    assert token not in lines.getvalue() and token.partition(".")[2] not in lines.getvalue()


@pytest.mark.both_databases
def test_an_error_comes_with_its_traceback(
    client: Client, db: None, lines: Written, texts: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **given: Any) -> None:
        raise ValueError("of the code")

    client.raise_request_exception = False
    practice = factories.practice()
    monkeypatch.setattr("practices.views.practice.render", fail)
    answer = client.get(practice.get_absolute_url())
    assert answer.status_code == 500
    (line,) = [line for line in lines.json if line["logger"] == "django.request"]
    assert line["message"] == f"Internal Server Error: practice {practice.pk}"
    assert (line["route"], line["request_id"]) == ("practice", answer["X-Request-ID"])
    assert "ValueError: of the code" in line["traceback"] and "views/practice.py" in line["traceback"]
    assert f"[{answer['X-Request-ID']} practice]" in texts.getvalue()


@pytest.mark.both_databases
def test_mail_addresses_and_refused_values_are_left_out(db: None, lines: Written) -> None:
    try:
        get_user_model().objects.create(username="maria", email="maria@example.org")
        get_user_model().objects.create(username="maria")
    except IntegrityError:
        logging.getLogger("practices").exception("Not sent to maria@example.org.")
        connection.needs_rollback = False
    assert lines.json[-1]["message"] == "Not sent to (mail address)."
    assert "IntegrityError" in lines.json[-1]["traceback"]
    assert "maria" not in lines.getvalue().replace('username=\\"maria\\"', "").replace("maria@", "")


def test_waitress_tells_no_path(lines: Written) -> None:
    logging.getLogger("waitress").error("Exception while serving /preview/secret/")
    assert lines.json[-1]["message"] == "Exception while serving a request"


# Queries ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_slow_queries_are_logged_without_their_values(db: None, lines: Written) -> None:
    with override_settings(SLOW_QUERY_MS=500):
        list(get_user_model().objects.filter(username="maria"))
    assert not lines.getvalue()
    slow = "SELECT count(*) FROM auth_user WHERE username <> %s"
    with override_settings(SLOW_QUERY_MS=1), connection.cursor() as cursor:
        while not lines.getvalue():
            cursor.execute(" UNION ALL ".join([slow] * 300), ["maria"] * 300)
    line = lines.json[-1]
    assert line["message"].startswith(f"A query took {line['ms']} ms: {slow}")
    assert "maria" not in lines.getvalue() and len(line["sql"]) == 1000
    lines.forget()
    with override_settings(SLOW_QUERY_MS=1), connection.cursor() as cursor:
        columns = ", ".join(f"{number} AS column_{number}" for number in range(100))
        cursor.execute(f"SELECT {columns} FROM ({' UNION ALL '.join([slow] * 300)}) AS several", ["maria"] * 300)  # noqa: S608
    assert lines.json[-1]["sql"].startswith("(columns) FROM (SELECT count(*)")
    lines.forget()
    with override_settings(SLOW_QUERY_MS=0), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([slow] * 300), ["maria"] * 300)
    assert not lines.getvalue()
