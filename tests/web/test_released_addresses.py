"""Every address that a release made public still answers, or leads over one redirect to what does (`addresses/`).

Pages are drawn in one language: the templates are the same in all, and `views/test_pages.py` draws them in each.
"""

from __future__ import annotations

from functools import cache

import pytest
from django.test import RequestFactory
from django.test.client import ClientHandler

from tests.addresses import explained, released
from tests.undrawn import draw_nothing

ANSWERS = {"200", "410"}  # a tombstone says why


@pytest.mark.usefixtures("catalogue")
def test_every_released_address_still_answers(rf: RequestFactory) -> None:
    reasons, wrong = explained(), []
    site = ClientHandler()  # without the test client, which keeps what each template was given
    site.load_middleware()

    @cache
    def ask(path: str) -> tuple[str, str]:
        with pytest.MonkeyPatch.context() as patch:
            if path.startswith(("/fr/", "/es/")):
                draw_nothing(patch)
            answer = site.get_response(rf.get(path))
        return str(answer.status_code), answer.get("Location", "")

    def end(path: str) -> tuple[str, str]:
        """Return the status at an address, or at the one that it redirects to, and which that is."""
        status, target = ask(path)
        return (ask(target)[0], target) if status == "301" else (status, path)

    for address in released():
        status, place = end(address.path)
        if address.path in reasons:
            if status in ANSWERS:
                wrong.append(f"{address.path} is explained and answers {status}")
        elif status not in ANSWERS:
            wrong.append(f"{address.path} answered {address.status} and leads to {place}: {status}")
        elif address.target and place != end(address.target)[1]:
            wrong.append(f"{address.path} led to {address.target} and leads to {place}")
    assert not wrong, "\n".join(wrong)


def test_every_explained_address_was_released() -> None:
    assert explained().keys() <= {address.path for address in released()}


def test_no_address_stands_in_two_lists() -> None:
    paths = [address.path for address in released()]
    assert len(paths) == len(set(paths)) > 600
