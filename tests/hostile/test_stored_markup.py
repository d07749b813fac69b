"""Whatever stands in the fields of the models is text in every format that anybody gets, and never markup."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from practices import models
from practices.dumps import files
from practices.mirror import searching
from practices.mirror.copying import Copier
from tests import factories
from tests.editorial import test_permissions_matrix as matrix

from . import reading, stage
from .payloads import before, hostile, plain

# What is asked besides, where an address alone says little.
QUESTIONS = {
    "/practices/": ["?q=words", "?country=MA&source=report&policy_area=-remittances", "?sort=title"],
    "/practices/suggest": ["?q=wor"],
    "/practices/suggest.json": ["?q=wor"],
    "/countries/": ["?role=origin"],
    "/gaps/": ["?rows=country&columns=organisation", "?cell=remittances:planning"],
    "/gaps.csv": ["?rows=country&columns=organisation"],
    "/gaps.svg": ["?rows=country&columns=organisation"],
    "/api/v1/practices": ["?full=true&texts=html&lang=*", "?full=true&q=words&lang=fr", "?cursor=0&full=true"],
    "/api/v1/changes": ["?records=true&lang=*"],
    "/oai": [
        "?verb=Identify", "?verb=ListSets", "?verb=ListMetadataFormats", "?verb=ListRecords&metadataPrefix=oai_dc",
        "?verb=ListRecords&metadataPrefix=mods", "?verb=ListRecords&metadataPrefix=<hacked>", "?verb=<hacked/>",
    ],
    "/admin/practices/practice/": ["?q=words"],
    "/admin/practices/source/": ["?q=words"],
    "/admin/practices/practice/{draft}/compare/": ["?from=1&to=2", "?old=1&new=2"],
    "/admin/autocomplete/": [
        f"?app_label=practices&model_name={model}&field_name={field}&term={term}"
        for model, field in [("citation", "source"), ("involvement", "organisation"), ("participation", "country")]
        for term in ["", "words"]
    ],
}  # fmt: skip
EMBEDDED = ["/practices/{full}/", "/countries/MA/", "/gaps/"]
LANGUAGES = ("", "/fr", "/es")
SHOWN = {400, 410, 422}  # and what is well
# What Markdown makes of texts with other signs.
# And rdflib nests a node or refers to it, as it comes.
MAY_COME = {
    "checksum@resource",
    "em",
    "strong",
    "a",
    "a@href",
    "a@rel",
    "br",
    "p",
    "ul",
    "ol",
    "ol@start",
    "li",
    "blockquote",
}


def is_translated(address: str) -> bool:
    try:
        resolve("/fr" + address.partition("?")[0])
    except Resolver404:
        return False
    return True


def addresses(things: dict[str, Any]) -> Iterator[str]:
    """Yield an address of each route and each thing, from the table that must name every route."""
    lines = [address for line in matrix.lines() for address in matrix.each(line.address)]
    lines = [line.replace("{published}", "{full}") for line in lines if "{published}" in line] + lines
    lines += ["/admin/practices/submission/{correction}/change/"]
    for line in lines:
        if "logout" not in line:
            yield from (matrix.filled(line, things) + question for question in ["", *QUESTIONS.get(line, [])])
    for page in EMBEDDED:
        url = f"http%3A//127.0.0.1%3A8000{matrix.filled(page, things)}"
        yield from (f"/oembed?url={url}&format={form}" for form in ("json", "xml"))
    yield from (f"/dumps/{name}" for name in ("latest.json", "SHA256SUMS"))


def one_of_each_route(found: Iterable[str], most: int) -> Iterator[str]:
    """Yield at most so many addresses of each route and question."""
    seen: Counter[tuple[str, str]] = Counter()
    for address in found:
        path, _mark, question = address.partition("?")
        key = (re.sub(r"practices/[a-z]+/", "practices/", resolve(path).route), question)
        seen[key] += 1
        if seen[key] <= most:
            yield address


def shape_of(client: Client, address: str, wrong: list[str]) -> reading.Shape | None:
    """Ask, and return the shape of the answer; None if there is none to look at. Put down what is wrong."""
    response: Any = client.get(address)
    if response.status_code >= 500:
        wrong.append(f"{address}: {response.status_code}")
    for name, value in response.items():
        if "hacked" in name.lower() or re.search(r"[\r\n]", value):
            wrong.append(f"{address} has a header {name}: {value}")
    if response.status_code >= 300 and response.status_code not in SHOWN:
        return None
    content = b"".join(response.streaming_content) if response.streaming else response.content
    try:
        return reading.read(content, response["Content-Type"], address)
    except Exception as error:  # of whichever parser
        wrong.append(f"{address}: {type(error).__name__}: {str(error)[:300]}")
        return set()


@pytest.fixture
def staff(db: None) -> User:
    return factories.person("visitor", is_superuser=True)


def test_it_stays_text_in_every_format(client: Client, staff: User, settings: Any, tmp_path: Any) -> None:
    settings.DUMPS_DIR = tmp_path
    things = stage.build(staff)
    clients = {False: client, True: factories.signed_in(staff)}
    stage.fill(before, staff)
    stage.fill(plain, staff)
    files.make(timezone.now(), keep=1)
    wrong: list[str] = []
    asked = one_of_each_route(addresses(things), most=2)
    shapes = {address: shape_of(clients[_is_admins(address)], address, wrong) for address in asked}
    stage.fill(hostile, staff)
    files.make(timezone.now() + datetime.timedelta(minutes=1), keep=1)
    for number, (address, shape) in enumerate(shapes.items()):
        if shape is not None:
            # Also in one of the other languages, each in turn: they share a template, and a route has two addresses.
            others = [LANGUAGES[1 + number % 2]] if is_translated(address) and not _is_admins(address) else []
            wrong += _more(clients[_is_admins(address)], address, shape, (LANGUAGES[0], *others))
    assert not wrong, "\n".join(wrong)


def _is_admins(address: str) -> bool:
    return address.startswith("/admin")


def _more(client: Client, address: str, shape: reading.Shape, languages: Iterable[str]) -> Iterator[str]:
    """Ask for what an address has with the hostile texts in some languages, and yield what is wrong with it."""
    for language in languages:
        wrong: list[str] = []
        found = shape_of(client, language + address, wrong) or set()
        yield from wrong
        if more := {name for name in found - shape - MAY_COME if not re.fullmatch(r"\d+", name)}:
            yield f"{language}{address} has also {sorted(more)}"


def test_it_stays_text_in_the_mirror(staff: User, tmp_path: Path) -> None:
    things = stage.build(staff)
    stage.fill(hostile, staff)
    copier = Copier(tmp_path, stage.TODAY)
    full = models.Practice.objects.get(pk=things["full"])
    for address in ("/practices/", full.get_absolute_url(), "/sources/report/", "/countries/MA/", f"/embed/{full.pk}/"):
        assert copier.copy(address, None).is_written, address
    assert all(copied.is_written for copied in searching.write(copier, "en", {}))
    for page in tmp_path.rglob("*.html"):
        assert not {name for name in reading.html(page.read_text()) if "hacked" in name}, page
    (data,) = tmp_path.rglob("*.js")
    (said,) = re.findall(r"const CATALOGUE = (.*);\n", data.read_text(), re.DOTALL)
    assert "hacked" in str(json.loads(said))
    assert "<" not in said


def test_it_stays_text_in_mails(staff: User) -> None:
    things = stage.build(staff)
    stage.fill(hostile, staff)
    curator = factories.signed_in(staff)
    sent = {"reason": hostile(1, 400), "text": hostile(2, 400)}
    for address in (
        "/admin/practices/submission/{submission}/decline/",
        "/admin/practices/practice/{draft}/comment/",
        "/admin/practices/practice/{in review}/move/request-changes/",
        "/admin/practices/practice/{in review}/move/take-back/",
        "/admin/practices/practice/{draft}/move/submit/",
    ):
        curator.post(matrix.filled(address, things), sent)
    assert mail.outbox
    for one in mail.outbox:
        message = one.message()
        assert not [name for name, _value in message.items() if "hacked" in name.lower()]
        assert message.get_content_type() == "text/plain"
