"""Whatever is asked of any route, with whatever is sent: no fault, nothing given back as markup, and soon."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests import factories
from tests.drawing import examples
from tests.editorial import test_permissions_matrix as matrix
from tests.exchange.files import NEW, csv_bytes, workbook, xlsx_bytes
from tests.pages import form_on
from tests.submissions import proposals
from tests.web.test_nothing_is_lost_while_busy import answering

from . import drawing, stage

pytestmark = pytest.mark.both_databases  # PostgreSQL refuses what SQLite takes

LONGEST = 5.0  # seconds of a processor for one answer: what is bounded takes a tenth
_ODD = {"deadline": None, "suppress_health_check": list(HealthCheck)}
often, seldom = examples(100, **_ODD), examples(30, **_ODD)


@pytest.fixture
def things(db: None) -> Iterator[dict[str, Any]]:
    logging.disable(logging.ERROR)
    person = factories.person("visitor", is_superuser=True)
    made = stage.build(person)
    begun = proposals.made("started", sent_at=None)
    made |= {"open": proposals.address_of(begun), "person": person, "fields": Fields()}
    yield made | {"forms": forms(made)}
    logging.disable(logging.NOTSET)


def values(things: dict[str, Any]) -> dict[str, list[str]]:
    """Return what may stand in a path."""
    numbers = [str(number) for number in things.values() if isinstance(number, int)]
    names = ["MA", "EG", "africa", "remittances", "planning", "report", "bank", "any", "country", "practice"]
    tokens = [things["token"], things["open"].split("/")[2], things["unsigned"]]
    by_name = dict.fromkeys(["any", "slug", "value"], names) | dict.fromkeys(["id", "object_id"], numbers)
    return by_name | {"path": [*numbers, "x/y"], "token": tokens, "citation": ["ris", "bib", "csl.json"]}


def asked(client: Client, method: str, *where: str, **sent: Any) -> Any:
    """Ask, undo what that did, and hold what holds of every answer."""
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    began = time.process_time()
    with transaction.atomic():
        response = getattr(client, method)(*where, **sent)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    took = time.process_time() - began
    client.cookies = SimpleCookie(cookies)
    assert response.status_code < 500 or response.status_code == 501
    assert took < LONGEST
    assert not [value for name, value in response.items() if set("\r\n") & set(value) or "hacked" in name.lower()]
    if response.get("Content-Type", "").partition(";")[0].endswith(("html", "xml")):
        assert b"<hacked" not in content
    return response


@often
@given(data=st.data())
def test_any_address(client: Client, things: dict[str, Any], data: st.DataObject) -> None:
    path = data.draw(drawing.paths(values(things)))
    question = data.draw(drawing.questions(path))
    asked(client, "get", path, QUERY_STRING=question, headers=data.draw(drawing.headers))


@seldom
@given(data=st.data())
def test_any_address_of_the_curators(client: Client, things: dict[str, Any], data: st.DataObject) -> None:
    client.force_login(things["person"])
    path = data.draw(drawing.paths(values(things)).filter(lambda path: "/admin/" in path))
    asked(client, "get", path, QUERY_STRING=data.draw(drawing.questions(path)))


def forms(things: dict[str, Any]) -> list[str]:
    """Return every address at which a POST is answered: of readers, and of curators."""
    steps = [f"{things['open']}{step}/" for step in proposals.STEPS]
    found = {matrix.filled(address, things) for address in answering()}
    return sorted([*found, *steps, things["open"], f"/propose/correction/{things['full']}/"])


class Fields:
    """What the forms at each address would send. Each page is opened once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def at(self, client: Client, address: str) -> dict[str, Any]:
        if address not in self._known:
            page: Any = client.get(address)
            is_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
            self._known[address] = {}
            for name in [None, *re.findall(r'<form[^>]* id="([^"]+)"', page.text)] if is_page else []:
                with suppress(AssertionError):  # one without fields
                    self._known[address] |= form_on(page, name)
        return self._known[address]


@seldom
@given(data=st.data(), is_curator=st.booleans())
def test_any_form(client: Client, things: dict[str, Any], data: st.DataObject, is_curator: bool) -> None:
    if is_curator:
        client.force_login(things["person"])
    address = data.draw(st.sampled_from([one for one in things["forms"] if is_curator or not one.startswith("/admin")]))
    sent: dict[str, Any] = dict(things["fields"].at(client, address))
    name = st.one_of(st.sampled_from(sorted(sent)), drawing.value) if sent else drawing.value
    sent |= data.draw(st.dictionaries(name, st.one_of(drawing.value, st.lists(drawing.value, max_size=3)), max_size=6))
    for gone in data.draw(st.lists(name, max_size=2)):
        sent.pop(gone, None)
    asked(client, "post", address, data=sent)


@seldom
@given(data=st.data(), body=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_body(client: Client, things: dict[str, Any], data: st.DataObject, body: bytes) -> None:
    address = data.draw(st.sampled_from(things["forms"]))
    begun = data.draw(st.sampled_from([b"", PART]))
    kind = data.draw(st.sampled_from(KINDS))
    asked(client, "generic", "POST", address, data=begun + body, content_type=kind)


KINDS = [
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
    ),
    *("text/plain; charset=x", "", "multipart/form-data; boundary=" + "x" * 300),
]
PART = b'--x\r\nContent-Disposition: form-data; name="q"; filename="\0/.."\r\n\r\n'
FILES = [csv_bytes(NEW), csv_bytes(NEW, NEW), xlsx_bytes(workbook(NEW))]


@seldom
@given(data=st.data(), file=st.sampled_from(FILES))
def test_any_file_is_read_or_refused(client: Client, things: dict[str, Any], data: st.DataObject, file: bytes) -> None:
    client.force_login(things["person"])
    changed = bytearray(file)
    for place, sign in data.draw(st.lists(st.tuples(st.integers(0, len(file) - 1), st.binary(max_size=4)), max_size=6)):
        changed[place : place + len(sign)] = sign
    end = data.draw(st.just(len(file)) | st.integers(0, len(file)))
    sent = SimpleUploadedFile(f"{data.draw(drawing.value)}x", bytes(changed[:end]))
    response = asked(client, "post", "/admin/practices/practice/import/", data={"file": sent})
    assert response.status_code in {302, 200, 422}
