"""What the checks have found, for those who can mend it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from practices.models import LinkCheck, Practice, Source

from .checking import addresses_in, addresses_of, with_links
from .fetching import address_of


@dataclass(frozen=True)
class DeadLink:
    """A link that no longer opens, and the source or published practice that has it."""

    thing: Source | Practice
    address: str
    since: datetime.datetime
    reason: str  # a sentence for curators


def dead() -> list[DeadLink]:
    """Return all links found dead: first those of sources, then those in the text of practices."""
    checks = {check.address: check for check in LinkCheck.objects.filter(verdict=LinkCheck.Verdict.DEAD)}
    if not checks:
        return []
    linked: list[tuple[Source | Practice, set[str]]] = [
        (source, addresses_of(source)) for source in Source.objects.filter(merged_into=None)
    ]
    linked += [(practice, addresses_in(practice)) for practice in with_links()]
    return [
        DeadLink(thing, address, check.failing_since or check.checked_at, check.reason)
        for thing, addresses in linked
        for address in sorted(addresses & checks.keys())
        for check in [checks[address]]
    ]


def checks_of(sources: Iterable[Source]) -> dict[int, LinkCheck]:
    """Return what is known of the links of sources, by the source's id, in one query."""
    addresses = {source.pk: address_of(source.url) for source in sources if source.url}
    checks = {check.address: check for check in LinkCheck.objects.filter(address__in=set(addresses.values()))}
    return {pk: checks[address] for pk, address in addresses.items() if address in checks}


def forget(link: str) -> None:
    """Forget what is known of a link, so that it counts as not checked yet."""
    LinkCheck.objects.filter(address=address_of(link)).delete()
