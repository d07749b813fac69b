"""Cards may stand in a frame on any site, however they are answered; nothing else may, on none."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from practices.models import Practice
from practices.views import embed
from tests import factories
from tests.caching.keeping import keeping_pages
from tests.editorial import test_permissions_matrix as matrix

CARD = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def may_be_framed(answer: HttpResponse) -> bool:
    """Return whether any site may frame an answer; fail where its two headers don't agree."""
    ancestors = answer["Content-Security-Policy"].partition("frame-ancestors ")[2].partition(";")[0]
    assert (ancestors, answer.get("X-Frame-Options")) in {("*", None), ("'none'", "DENY")}, answer
    return ancestors == "*"


@keeping_pages()
def test_each_answer_of_a_card_may_be_framed(client: Client, practice: Callable[..., Practice]) -> None:
    shown, withdrawn = practice(), practice()
    factories.withdraw(withdrawn, "Old.")
    path = reverse("embed", args=[shown.pk])
    first, kept = client.get(path), client.get(path)
    assert (first.status_code, hasattr(first, "was_kept"), kept.was_kept) == (200, False, True)
    unchanged = client.get(path, headers={"If-None-Match": first["ETag"]})
    answers = {
        200: [first, kept, client.head(path), client.get(path, {"theme": "dark"}), client.get(f"/fr{path}")],
        301: [client.get(path[:-1])],
        304: [unchanged, client.get(path, headers={"If-None-Match": "*"})],
        404: [client.get("/embed/999999999999/")],
        405: [client.post(path)],
        410: [client.get(reverse("embed", args=[withdrawn.pk]))],
    }
    for status, found in answers.items():
        for answer in found:
            assert answer.status_code == status
            assert may_be_framed(answer)
            assert answer["Content-Security-Policy"] == CARD
            assert not answer.cookies
    assert not may_be_framed(client.get(shown.get_absolute_url()))


@keeping_pages()
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", ["/embed/countries/MA/", "/embed/gaps/?country=MA", "/fr/embed/gaps/"])
def test_each_answer_of_the_other_cards_may_be_framed(client: Client, path: str) -> None:
    first, kept = client.get(path), client.get(path)
    unchanged = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert [first.status_code, kept.was_kept, unchanged.status_code] == [200, True, 304]
    moved, refused = client.get(path.replace("/?", "?").rstrip("/")), client.post(path)
    assert (moved.status_code, refused.status_code) == (301, 405)
    missing = client.get("/embed/countries/atlantis/")
    for answer in (first, kept, unchanged, moved, refused, missing, client.head(path)):
        assert may_be_framed(answer)
        assert answer["Content-Security-Policy"] == CARD
        assert not answer.cookies
    for page in ("/countries/MA/", "/gaps/", "/gaps.svg", "/gaps.csv", "/countries/MA/picture.png"):
        assert not may_be_framed(client.get(page)), page


def test_a_card_that_fails_may_be_framed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of a partner's page sees what happened rather than an empty frame."""
    monkeypatch.setattr(embed, "snapshot_for", None)
    monkeypatch.setattr(Practice.objects.__class__, "with_card_relations", None)
    logging.disable(logging.ERROR)
    try:
        answer = Client(raise_request_exception=False).get("/embed/1/")
    finally:
        logging.disable(logging.NOTSET)
    assert answer.status_code == 500
    assert may_be_framed(answer)


def test_nothing_else_may_be_framed(practice: Callable[..., Practice]) -> None:
    """Every address of the site that is not behind the door, as anybody opens it. Most of what they name is missing."""
    things: dict[str, Any] = defaultdict(lambda: 999_999, published=practice().pk)
    things["unsigned"] = things["proposal"] = f"{32 * '0'}.{30 * 'A'}"
    client = Client(raise_request_exception=False)
    logging.disable(logging.ERROR)
    try:
        addresses = [line.address for line in matrix.lines() if not line.address.startswith("/admin/p")]
        framed = {
            address
            for address in addresses
            if may_be_framed(client.get(matrix.filled(next(matrix.each(address)), things)))
        }
    finally:
        logging.disable(logging.NOTSET)
    assert framed == {address for address in addresses if address.startswith("/embed/")} != set()
    for address in ("/nothing/", "/embed/", "/embed/x/", "/embed/1/x/", "/static/css/embed.css?", "/fr/about/"):
        assert not may_be_framed(client.get(address)), address
