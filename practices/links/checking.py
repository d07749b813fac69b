"""Checking the catalogue's outgoing links: which are due, in which order, and what is kept of the answers."""

from __future__ import annotations

import contextlib
import datetime
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from practices.models import Citation, Figure, LinkCheck, Practice, Requirement, Source
from practices.models.link import LONGEST_ADDRESS
from practices.text import markdown

from .fetching import Fetcher, address_of, host_of
from .pace import MOST_PATIENCE, NotNow


def _columns(names: Iterable[str]) -> list[str]:
    return [f"{name}_{code}" for name in names for code, _language in settings.LANGUAGES]


_SECTIONS = _columns(Practice.SECTIONS)
_ROWS: dict[str, Any] = {"requirements": Requirement, "figures": Figure, "citations": Citation}
# If so many sites were asked and none answered, it is this machine that has no connection.
_ENOUGH_TO_DOUBT = 3


class Offline(Exception):
    """No site answered at all."""


def addresses() -> set[str]:
    """Return each address that a source, or the text of a public practice, links to.

    No reader sees the links of a source that another has replaced.
    """
    found = {address for source in Source.objects.filter(merged_into=None) for address in addresses_of(source)}
    for practice in with_links():
        found |= addresses_in(practice)
    return {address for address in found if len(address) <= LONGEST_ADDRESS}


def addresses_of(source: Source) -> set[str]:
    """Return the addresses of a document, and those that the words on where to find it name."""
    named = _links_of_lines(source, ["where_to_find"])
    return {address_of(link) for link in (*source.links, *named)}


def with_links() -> QuerySet[Practice]:
    """Return the practices whose public text may hold a link: of what was withdrawn, that is the reason."""
    texts = _may_link(_SECTIONS)
    for model in _ROWS.values():
        texts |= Q(pk__in=model.objects.filter(_may_link(_columns(model.TEXTS))).values("practice"))
    reason = Q(state=Practice.State.WITHDRAWN) & _may_link(["withdrawal_reason"])
    found = Practice.objects.filter(Q(state=Practice.State.PUBLISHED) & texts | reason)
    return found.prefetch_related(*_ROWS)  # type: ignore[no-any-return]


def addresses_in(practice: Practice) -> set[str]:
    """Return the addresses that the public text of a practice links to, in any language."""
    if not practice.is_published:
        return set(map(address_of, markdown.line_links(practice.withdrawal_reason)))
    texts = filter(None, (getattr(practice, name) for name in _SECTIONS))
    found = {link for text in texts for link in markdown.links(text)}
    for rows, model in _ROWS.items():
        found |= {link for row in getattr(practice, rows).all() for link in _links_of_lines(row, model.TEXTS)}
    return set(map(address_of, found))


def _may_link(columns: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{name}__contains": "//"}) | Q(**{f"{name}__icontains": "www."}) for name in columns))


def _links_of_lines(thing: Model, names: Iterable[str]) -> set[str]:
    return {link for name in _columns(names) for link in markdown.line_links(getattr(thing, name) or "")}


def due(older_than: datetime.timedelta) -> list[str]:
    """Return the addresses that were not checked for so long: first those that never were, then the oldest.

    What is known of addresses that nothing links to any more is forgotten.
    """
    linked = addresses()
    checked = dict(LinkCheck.objects.values_list("address", "checked_at"))
    LinkCheck.objects.filter(address__in=checked.keys() - linked).delete()
    before = timezone.now() - older_than
    never = sorted(linked - checked.keys())
    return never + sorted((a for a in linked & checked.keys() if checked[a] <= before), key=lambda a: (checked[a], a))


def check(waiting: list[str], fetcher: Fetcher) -> Iterator[LinkCheck]:
    """Check addresses and yield each result once it is saved. Hosts take turns, each at its own pace.

    Addresses whose host wants to be left alone for long are left out. Until a first site answers nothing is saved;
    raise Offline if none does.
    """
    _remember_who_wants_to_be_left_alone(fetcher)
    asked: set[str] = set()
    has_answer = False
    unsaved: list[LinkCheck] = []
    queues: dict[str, deque[str]] = defaultdict(deque)
    for address in waiting:
        queues[host_of(address)].append(address)
    while queues:
        host = min(queues, key=fetcher.pace.delay)
        if fetcher.pace.delay(host) > MOST_PATIENCE:
            break
        address = queues[host].popleft()
        if not queues[host]:
            del queues[host]
        with contextlib.suppress(NotNow):
            answer = fetcher.fetch(address)
            result = LinkCheck.objects.filter(address=address).first() or LinkCheck(address=address)
            result.note(answer)
            unsaved.append(result)
            asked.add(host)
            has_answer = has_answer or answer.status is not None
        if has_answer:
            yield from _saved(unsaved)
    if len(asked) >= _ENOUGH_TO_DOUBT and not has_answer:
        raise Offline
    yield from _saved(unsaved)


def _saved(results: list[LinkCheck]) -> Iterator[LinkCheck]:
    while results:
        result = results.pop(0)
        result.save()
        yield result


def _remember_who_wants_to_be_left_alone(fetcher: Fetcher) -> None:
    now = timezone.now()
    for result in LinkCheck.objects.filter(ask_again_at__gt=now):
        wait = (result.ask_again_at or now) - now
        fetcher.pace.leave_alone(host_of(result.final_address or result.address), wait.total_seconds())
