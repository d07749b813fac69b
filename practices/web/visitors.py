"""Where a request comes from, for counting what one visitor does too often."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the address that a request comes from; behind a proxy, the one that the proxy has written last.

    None if there is none, or none that can be read.
    """
    return network_of(_written(request))


def is_from(request: HttpRequest, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """Whether a request comes from one of some networks."""
    try:
        found = ipaddress.ip_address(_written(request))
    except ValueError:
        return False
    address = getattr(found, "ipv4_mapped", None) or found
    return any(address in network for network in networks)


def _written(request: HttpRequest) -> str:
    """Return the address as the connection, or the proxy, has it."""
    # Anybody can write those before the last.
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def network_of(address: str) -> str | None:
    """Return what counts as one visitor: an IPv4 address, or of IPv6 the network of one household or office (/64).

    Such a network has more addresses than anybody can count. None for what is no address.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.IPv6Address(int(found) >> 64 << 64)
    return str(found)
