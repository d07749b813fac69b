"""A process answers a page in each language before it lets readers in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from catalogue.warming import warm_up


def test_a_page_is_made_in_each_language(db: None) -> None:
    application, made = get_wsgi_application(), {}

    def listening(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        def started(status: str, *others: Any) -> Any:
            made[environ["PATH_INFO"]] = status
            return start(status, *others)

        return application(environ, started)  # type: ignore[no-any-return]

    warm_up(listening)
    assert made == dict.fromkeys(["/practices/", "/fr/practices/", "/es/practices/"], "200 OK")


def test_what_fails_does_not_keep_the_process_from_starting(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_asked: Any) -> Iterable[bytes]:
        raise RuntimeError

    warm_up(broken)
    assert "starts cold: /fr/practices/" in caplog.text
