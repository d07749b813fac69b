"""The worst that somebody can ask or send within the bounds that there are, beside what is ordinary.

DATA_DIR=var/benchmarks/10000 python -m benchmarks.worst

Each row tells the seconds of a processor that something ordinary takes, that which was hardest of several texts or
questions, and the same at half the length: what grows with its length takes half as much, with its square a quarter.
A word names the rows to measure: `python -m benchmarks.worst Markdown`.
"""

from __future__ import annotations

import gc
import io
import itertools
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 (after the settings)
from django.test.utils import override_settings  # noqa: E402

from benchmarks import hard, site  # noqa: E402
from practices.discovery.browse import Browse  # noqa: E402
from practices.discovery.criteria import LONGEST_TEXT, MOST_IN_ALL, MOST_VALUES, Criteria  # noqa: E402
from practices.editorial.diff import Difference  # noqa: E402
from practices.exchange import importing, reading  # noqa: E402
from practices.exchange.table import MOST_ROWS, Unreadable  # noqa: E402
from practices.models import Practice  # noqa: E402
from practices.taxonomy.facets import FACETS  # noqa: E402
from practices.text import markdown, markdown_out, plain  # noqa: E402

Ways = Iterable[tuple[str, Callable[[int], object]]]  # what each is called, and what is done at a length
Row = tuple[str, int, Callable[[], object], Ways]  # its name, the most that is taken, something ordinary, what is hard

_IN_FULL, _LARGEST_MAP = "lang=*&full=true&texts=html", "rows=country&columns=organisation"
_LONGEST_FIELD = 20_000  # characters
_CLIENT = site.client()
_HEADER = 8_000  # bytes of one; the server takes 32,000 of all


def main() -> None:
    """Print a row for each kind of input."""
    _say("| input, at most | ordinary | worst | at half the length | the worst is |")
    _say("| --- | ---: | ---: | ---: | --- |")
    with override_settings(CACHES=site.NOTHING_KEPT, API_RATE_LIMIT=0, EXPORT_RATE_LIMIT=0, SEARCH_RATE_LIMIT=0):
        for name, length, ordinary, ways in itertools.chain(_texts(), _questions(), _headers(), _whole(), _files()):
            if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
                _report(name, length, ordinary, ways)


def _report(name: str, length: int, ordinary: Callable[[], object], ways: Ways) -> None:
    ordinary()  # what a process does once
    gc.collect()
    usual = min(_seconds(ordinary), _seconds(ordinary))
    half, way, do = max(((_seconds(partial(do, length // 2)), way, do) for way, do in ways), key=lambda one: one[0])
    half, worst = min(half, _seconds(partial(do, length // 2))), _seconds(partial(do, length))
    shown = f"`{way!r}`".replace("|", "\\|") if way else "–"
    _say(f"| {name} | {usual:.3f} s | {worst:.2f} s | {f'{half:.2f} s' if length else '–'} | {shown} |")


def _seconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def _texts() -> Iterator[Row]:
    """Yield what is done with texts that people write."""
    text = max(Practice.objects.published().order_by("pk").values_list("done_en", flat=True)[:200], key=len)

    def ways(do: Callable[[str], object]) -> Ways:
        marks = [(mark, lambda length, mark=mark: do(hard.repeated(mark, length))) for mark in hard.MARKS]
        return [*marks, ("  - nested", lambda length: do(hard.nested_list(length)))]  # type: ignore[list-item]

    def again(given: str) -> object:
        return markdown_out.from_html(str(markdown.to_html(given)))

    yield "Markdown of 20,000 characters", _LONGEST_FIELD, lambda: markdown.to_html(text), ways(markdown.to_html)
    yield "the same, written as Markdown", _LONGEST_FIELD, lambda: again(text), ways(again)
    yield "its links", _LONGEST_FIELD, lambda: markdown.links(text), ways(markdown.links)
    yield "cleaning it", _LONGEST_FIELD, lambda: plain.clean(text), ways(plain.clean)
    compared = ways(lambda given: Difference("done_en", "", given, given[::-1]).old_parts)
    yield "comparing it with another", _LONGEST_FIELD, lambda: Difference("", "", text, text[9:]).old_parts, compared


def _questions() -> Iterator[Row]:
    """Yield what is done with what readers type."""
    for name, address in {
        "a question of 200 characters": site.BROWSE,
        "the same, to the API": site.API,
        "suggestions for it": site.SUGGESTIONS,
        "a gap map of it": "/gaps/",
    }.items():

        def ask(typed: str, address: str = address) -> object:
            return _asked(f"{address}?{urlencode({'q': typed})}")

        ways = [(one, lambda length, one=one, ask=ask: ask(hard.repeated(one, length))) for one in hard.QUESTIONS]
        yield name, LONGEST_TEXT, lambda ask=ask: ask("remittances"), ways  # type: ignore[misc]
    counts = Browse(Criteria()).results.counts
    values = {facet.name: list(counts[facet.name]) for facet in FACETS if counts.get(facet.name)}

    def chosen(most: int, sign: str) -> object:
        pairs = [(name, f"{sign}{value}") for name, some in values.items() for value in some[: MOST_VALUES // 2]]
        return _asked(f"{site.BROWSE}?{urlencode(sorted(pairs, key=lambda pair: -len(values[pair[0]]))[:most])}")

    signs = [(f"{sign}value", lambda most, sign=sign: chosen(most, sign)) for sign in ("", "-")]
    yield f"{MOST_IN_ALL} values of facets", MOST_IN_ALL, lambda: chosen(1, ""), signs  # type: ignore[misc]


def _headers() -> Iterator[Row]:
    """Yield what is done with headers and with paths that lead nowhere."""
    pieces = {
        "Accept-Language": ["fr;q=0.5,", "-", "a-", "*,", ";q="],
        "Cookie": ["a=b;", "=", ";", '"', "\\"],
        "Range": ["bytes=0-1,", "0-,", "-"],
        "If-None-Match": ['"x",', "W/", '"'],
        "Accept": ["a/b;q=1,", ",", ";", "/"],
        "Accept-Encoding": ["gzip;q=0.1,", ",", ";"],
    }
    for name, some in pieces.items():

        def ask(value: str, name: str = name) -> object:
            return _CLIENT.get("/about/", headers={name: value})

        ways = [(one, lambda length, one=one, ask=ask: ask(hard.repeated(one, length))) for one in some]
        yield f"{name} of 8,000 bytes", _HEADER, lambda ask=ask: ask("*"), ways  # type: ignore[misc]
    paths = ["a/", "practices/", "%20", "a-", "é", ".", "%E2%80%8B"]
    ways = [(one, lambda length, one=one: _CLIENT.get("/" + hard.repeated(one, length))) for one in paths]  # type: ignore[misc]
    yield "an address of 2,000 characters", 2_000, lambda: _CLIENT.get("/nothing"), ways


def _files() -> Iterator[Row]:
    """Yield what is done with tables that curators send."""
    user, _is_new = User.objects.get_or_create(username="benchmark", defaults={"is_superuser": True})

    def look(data: bytes) -> object:
        try:
            *_steps, found = importing.look(reading.read(io.BytesIO(data)), user)
        except Unreadable as error:
            return error
        return found

    texts = [practice.done_en for practice in Practice.objects.published().order_by("pk")[:MOST_ROWS]]
    rows: Ways = [
        ("all alike", lambda length: look(hard.table(length, lambda row: texts[0]))),
        ("all different", lambda length: look(hard.table(length, lambda row: f"{row} {texts[row % len(texts)]}"))),
        ("like what there is", lambda length: look(hard.table(length, lambda row: texts[row % len(texts)]))),
    ]
    yield "a table of 2,000 rows", MOST_ROWS, lambda: look(hard.table(1, lambda row: texts[row])), rows
    bombs: Ways = [("blanks", lambda size: look(hard.bomb(size)))]
    yield "a workbook of 200 MB unpacked", 200_000_000, lambda: look(hard.bomb(0)), bombs


def _whole() -> Iterator[Row]:
    """Yield what asks for little, and what asks for most."""
    last = Practice.objects.published().count() // 20
    ids = ",".join(map(str, Practice.objects.published().order_by("pk").values_list("pk", flat=True)[:100]))
    pairs = {
        "the last page of all results": (site.BROWSE, f"{site.BROWSE}?page={last}&sort=title"),
        "the last page of the API": (f"{site.API}?page_size=20", f"{site.API}?page={last // 5}&page_size=100"),
        "100 practices in full from the API": (f"{site.API}?page_size=1", f"{site.API}?ids={ids}&{_IN_FULL}"),
        "a gap map of countries by organisations": ("/gaps/", f"/gaps/?{_LARGEST_MAP}"),
        "its table": ("/gaps.csv", f"/gaps.csv?{_LARGEST_MAP}"),
        "100 records of OAI-PMH": ("/oai?verb=Identify", "/oai?verb=ListRecords&metadataPrefix=mods"),
    }
    for ending in ("csv", "xlsx", "json", "bib", "md"):
        pairs[f"all practices as {ending}"] = (f"/practices/export.{ending}?q=xyz", f"/practices/export.{ending}")
    for name, (little, much) in pairs.items():
        yield name, 0, partial(_asked, little), [("", lambda _length, at=much: _asked(at))]  # type: ignore[misc]


def _asked(address: str) -> object:
    answer: Any = _CLIENT.get(address)
    return sum(map(len, answer.streaming_content)) if answer.streaming else answer.content


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
