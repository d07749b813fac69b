"""Which address a visitor counts as."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from practices.web.visitors import address_of


@pytest.mark.parametrize(
    ("behind_proxy", "connection", "forwarded", "expected"),
    [
        (False, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (True, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (True, "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # only the last is the proxy's word
        (True, "203.0.113.7", "", "203.0.113.7"),
        (True, "10.0.0.1", "nonsense", None),
        (False, "", "", None),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (False, "::ffff:203.0.113.7", "", "203.0.113.7"),
        (False, "fe80::1%eth0", "", "fe80::"),
    ],
)
def test_where_a_request_comes_from(
    rf: RequestFactory, settings: Any, behind_proxy: bool, connection: str, forwarded: str, expected: str | None
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert address_of(rf.get("/", REMOTE_ADDR=connection, headers=headers)) == expected
