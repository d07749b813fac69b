"""Every address of the site, opened by everybody: `permissions.md` says what each gets, and must name all of them."""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone

from practices import models, search
from practices.briefings import links as briefing_links
from practices.briefings import making
from practices.editorial import content, history, revisions
from practices.models import Practice
from practices.submissions import links
from tests import factories
from tests.signin.signing_in import phone, sign_in_both_ways
from tests.submissions import proposals
from tests.undrawn import draw_nothing

TABLE = Path(__file__).with_name("permissions.md")
METHODS = ("GET", "POST")

# What stands for several addresses that are all alike.
ALIKE = {
    "ordered": ["policyarea", "migrationphase", "stakeholdertype", "skilllevel", "mobilitytype"],
    "vocabulary": [
        "policyarea", "migrationphase", "stakeholdertype", "skilllevel", "mobilitytype", "region", "country",
    ],
    "reference": ["source", "organisation"],
}  # fmt: skip


# The table --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One address, and what each visitor gets for GET and for POST."""

    address: str
    answers: dict[str, tuple[str, str]]


def lines() -> Iterator[Line]:
    """Read the table."""
    visitors: list[str] = []
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if text.startswith("| address"):
            visitors = cells[1:]
        elif text.startswith("| `"):
            pairs = [tuple(cell.split("/")) if "/" in cell else (cell, cell) for cell in cells[1:]]
            yield Line(cells[0].strip("`"), dict(zip(visitors, pairs, strict=True)))  # type: ignore[arg-type]


def each(address: str) -> Iterator[str]:
    """Return the addresses that one line of the table stands for."""
    names = [name for name in ALIKE if f"{{{name}}}" in address]
    for values in product(*(ALIKE[name] for name in names)):
        found = address
        for name, value in zip(names, values, strict=True):
            found = found.replace(f"{{{name}}}", value)
        yield found


# The scene --------------------------------------------------------------------------------------

ROLES = {
    "contributor": "Contributor",
    "editor": "Editor",
    "publisher": "Publisher",
    "administrator": "Administrator",
    "superuser": "",
    "password only": "",  # a superuser who has not given the code from the phone
}


VISITORS = ["anybody", *ROLES]


def practices_of(person: User | None) -> dict[str, Any]:
    """Make a practice in each state that somebody entered. Return their ids, and those of other things of theirs."""

    def made(state: str) -> Practice:
        return factories.complete_draft(state=state, author=person)

    deleted, live, once = made("draft"), factories.practice(), factories.practice()
    ended = revisions.start(once, person)
    practices = {
        "draft": made("draft"),
        "in review": made("in-review"),
        "changes requested": made("changes-requested"),
        "archived": made("archived"),
        "revision": revisions.start(live, person),
    }
    for practice in practices.values():
        history.catch_up(practice)
    until = timezone.localdate() + datetime.timedelta(days=7)
    link = models.PreviewLink.objects.create(practice=practices["draft"], until=until, made_by=person)
    history.record(deleted, person)
    gone = history.record(deleted, person, "deleted")
    deleted.delete()
    ids = {name: practice.pk for name, practice in practices.items()} | {"revised": live.pk}
    ids |= {"once revised": once.pk, "ended revision": ended.pk}
    revisions.discard(ended, factories.person("editor of " + str(person or "nobody"), "Editor"))
    remark = models.Comment.objects.create(practice=practices["draft"], author=person, text="When?", place="summary_en")
    ids["remark"] = remark.pk
    return {**ids, "link": link.pk, "token": link.address.split("/")[-2], "deleted": gone.pk}


def scene(person: User | None) -> dict[str, Any]:
    """Make one of everything. Return what the names in braces stand for: things that others entered, or one's own."""
    factories.vocabulary()
    models.SkillLevel.objects.create(slug="high", name_en="High")
    models.MobilityType.objects.create(slug="circular", name_en="Circular")
    models.Organisation.objects.create(slug="bank", name_en="Bank")
    models.Synonym.objects.create(words="a1\nb2")
    for name in (*ALIKE["vocabulary"], *ALIKE["reference"], "synonym"):
        history.catch_up(first(name))
    other = factories.person("other", "Editor")
    own = organisation_of(person)
    published, withdrawn, offered = factories.practice(), factories.practice(), factories.practice()
    factories.withdraw(withdrawn, "Old.")
    for practice in (published, withdrawn, offered):
        history.catch_up(practice)
    batch = models.Batch.objects.create(user=other, name="x.xlsx", kind="practice")
    history.record_all([factories.draft()], other, "imported", "x.xlsx", batch=batch)
    models.Offer.objects.create(practice=offered, content=content.of(offered) | {"title_en": "Newer"})
    return {
        **practices_of(other),
        **{f"own {name}": value for name, value in practices_of(person).items()},
        "own organisation": own.pk,
        "deleted organisation": deleted_organisation_of(other),
        "own deleted organisation": deleted_organisation_of(person),
        "published": published.pk,
        "withdrawn": withdrawn.pk,
        "offered": offered.pk,
        "user": other.pk,
        "superuser": factories.person("super", is_superuser=True).pk,
        "type": ContentType.objects.get_for_model(Practice).pk,
        "group": Group.objects.get(name="Editor").pk,
        "submission": proposals.made().pk,
        "proposal": links.token_of(proposals.made("draft", sent_at=None)),
        "unsigned": f"{32 * '0'}.{30 * 'A'}",
        **briefing_of(published),
        "batch": batch.pk,
        "upload": models.Upload.objects.create(user=other, session="s", name="x.xlsx", table={}).pk,
    }


def briefing_of(practice: Practice) -> dict[str, str]:
    """Make a briefing of a practice. Return its two secrets."""
    secret = making.make({"title": "A", "purpose": "", "note": "", "parts": []}, [practice.pk], search.snapshot())
    return {"briefing kept": secret, "briefing": briefing_links.reading(secret)}


def organisation_of(person: User | None) -> models.Organisation:
    """Make an organisation that somebody added."""
    number = models.Version.objects.count()
    made = models.Organisation.objects.create(slug=f"organisation-{number}", name_en=f"Organisation {number}")
    history.record(made, person, "added")
    return made


def deleted_organisation_of(person: User | None) -> int:
    """Make one that is deleted. Return the id of the version that tells so."""
    made = organisation_of(person)
    gone = history.record(made, person, "deleted")
    made.delete()
    return gone.pk


def first(name: str) -> Any:
    return apps.get_model("practices", name)._base_manager.order_by("pk").first()


def filled(address: str, things: dict[str, Any]) -> str:
    """Return an address with ids in the place of names; `{first}` is the first of what the address is about."""
    if "{first}" in address:
        address = address.replace("{first}", str(first(address.split("/")[3]).pk))
    return re.sub(r"\{([^}]+)\}", lambda match: str(things[match[1]]), address)


def browser_of(visitor: str) -> tuple[User | None, Client]:
    """Sign somebody in. Return who that is, and their browser."""
    client = Client(raise_request_exception=False)
    if visitor == "anybody":
        return None, client
    person = factories.person("visitor", ROLES[visitor], is_superuser=not ROLES[visitor])
    if visitor == "password only":
        phone(person)
        client.force_login(person)
    else:
        sign_in_both_ways(client, person)
    return person, client


def answer(browser: Client, method: str, address: str) -> str:
    """Open an address, undo what that did, and return the status, or that one is sent to sign in."""
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    with transaction.atomic():
        response = browser.generic(method, quote(address))
        transaction.set_rollback(True)
    browser.cookies = SimpleCookie(cookies)
    leads_to = response.get("Location", "")
    return "sign-in" if leads_to.startswith("/admin/login/") else str(response.status_code)


# The tests --------------------------------------------------------------------------------------


@pytest.fixture
def _quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask for a second factor. Draw no page, since who may see it is known before, and log no refusal."""
    settings.SECOND_FACTOR = True
    settings.EMAIL_HOST = "mail.example.org"
    draw_nothing(monkeypatch)
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


# On PostgreSQL those whose answers depend on whose a practice is; what the others may is decided before the database.
_ON_BOTH = {"contributor", "editor"}
_EACH = [pytest.param(name, marks=[pytest.mark.both_databases] if name in _ON_BOTH else []) for name in VISITORS]


def is_to_ask(visitor: str, line: Line, turn: int) -> bool:
    """What everybody gets alike is asked from outside, and as one who has signed in, each in turn; all else by all."""
    is_alike = len(set(line.answers.values())) == 1
    return not is_alike or visitor == "anybody" or turn % len(ROLES) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("db", "_quick")
@pytest.mark.parametrize("visitor", _EACH)
def test_everybody_gets_what_the_table_says(visitor: str) -> None:
    person, browser = browser_of(visitor)
    things = scene(person)
    wrong = []
    for number, line in enumerate(lines(), VISITORS.index(visitor)):
        if not is_to_ask(visitor, line, number):
            continue
        alike = list(each(line.address))
        address = alike[number % len(alike)]  # each line another one, and each visitor
        got = tuple(answer(browser, method, filled(address, things)) for method in METHODS)
        if got != line.answers[visitor]:
            wrong.append(f"{address}: {'/'.join(got)} rather than {'/'.join(line.answers[visitor])}")
    assert not wrong, f"{visitor} gets\n" + "\n".join(wrong)


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Return every route of the site, as `resolve` calls it."""
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        yield from routes(pattern.url_patterns, route) if hasattr(pattern, "url_patterns") else [route]


def test_every_route_stands_in_the_table(db: None) -> None:
    things = scene(None)
    known = {resolve(filled(address, things)).route for line in lines() for address in each(line.address)}
    unknown = sorted(set(routes(get_resolver().url_patterns)) - known)
    assert not unknown, "permissions.md says nothing of\n" + "\n".join(unknown)


def test_the_table_says_nothing_twice() -> None:
    addresses = [address for line in lines() for address in each(line.address)]
    assert len(addresses) == len(set(addresses))
