"""A run in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks.engines import NAMES
from benchmarks.questions import QUESTIONS
from benchmarks.verdicts import shares, verdicts

_WORDS = {True: "yes", False: "**no**", None: "–"}


def written(result: dict[str, Any], picture: str) -> str:
    """Return the report on a run, as Markdown."""
    lines = [*_head(result, picture), *_promises(result)]
    for size, found in result["sizes"].items():
        lines += [f"## {int(size):,} practices", ""]
        lines += [*_searches(found), *_crossed(found), *_totals(found), *_stores(found)]
        if "pages" in found:
            lines += [*_pages(found), *_rebuild(found)]
    lines += _load(result)
    return "\n".join(lines) + "\n"


def _head(result: dict[str, Any], picture: str) -> Iterator[str]:
    on = result["machine"]
    yield f"# Benchmarks, {result['when']}"
    yield ""
    yield f"{on['cpu']}, {on['cores']} cores, {on['memory_gb']} GB, {on['system']}, Python {on['python']}."
    yield "Medians in milliseconds, on one core. How it is measured: [README](../README.md)."
    yield from result.get("remarks", [])  # written by hand where something was not as it should be
    yield ""
    yield f"![Time against the number of practices]({picture})"
    yield ""
    for name, engine in next(iter(result["sizes"].values()))["engines"].items():
        yield f"- **{name}**: " + (
            f"missing ({engine['missing']})" if "missing" in engine else f"{engine['version']}. {engine['notes']}"
        )
    yield ""


def _promises(result: dict[str, Any]) -> Iterator[str]:
    rows = ((verdict.promise, verdict.found, _WORDS[verdict.holds]) for verdict in verdicts(result))
    yield "## Promises"
    yield ""
    yield from table(["promise", "found", "held"], rows)


def _searches(found: dict[str, Any]) -> Iterator[str]:
    engines = [name for name in NAMES if "questions" in found["engines"].get(name, {})]
    first = found.get("first", {}).get("search", {})
    rows = []
    for question in QUESTIONS:
        times = [_milliseconds(found["engines"][name]["questions"].get(question.name)) for name in engines]
        first_time = f"{1000 * first[question.name]:.1f}" if question.name in first else ""
        rows.append([question.name + (" *" if question.is_broad else ""), *times, first_time])
    yield "Search with ids, total, counts of all facets (ours: and highlights). An asterisk: broad. A dash: it can't be"
    yield "asked this, or its time was over."
    yield ""
    yield from table(["question", *engines, "ours, first time"], rows)
    if "opening" in first:
        yield f"Opening our index, and one other question: {1000 * first['opening']:.0f} ms."
        yield ""
    for name, engine in found["engines"].items():
        if "missing" in engine:
            yield f"**{name}**: {engine['missing']}"
            yield ""
    for name in engines:
        if differs := found["engines"][name]["differs"]:
            yield f"**{name} answers otherwise than ours**: {', '.join(differs)}."
            yield ""


def _crossed(found: dict[str, Any]) -> Iterator[str]:
    """Each value of one facet with each of another."""
    engines = [name for name in NAMES if found["engines"].get(name, {}).get("crossed")]
    if not engines:
        return
    names = found["engines"][engines[0]]["crossed"]
    rows = [[name, *(_milliseconds(found["engines"][one]["crossed"].get(name)) for one in engines)] for name in names]
    yield "Two facets counted at once, as for the gap map and the corridors (ours: and totals, named practices apart):"
    yield ""
    yield from table(["facets", *engines], rows)


def _totals(found: dict[str, Any]) -> Iterator[str]:
    """How many practices each engine found for a text. Stemmers differ, and ours has synonyms."""
    engines = [name for name in NAMES if "questions" in found["engines"].get(name, {})]
    rows = []
    for question in QUESTIONS:
        measured = [found["engines"][name]["questions"].get(question.name) for name in engines]
        if question.text:
            rows.append([question.name, *(f"{one['total']:,}" if one else "–" for one in measured)])
    yield "Practices found:"
    yield ""
    yield from table(["text", *engines], rows)


def _stores(found: dict[str, Any]) -> Iterator[str]:
    rows = [
        [name, _megabytes(engine["disk"]), "–" if name == "ours" else f"{engine['prepare_seconds']:.1f}"]
        for name, engine in found["engines"].items()
        if "questions" in engine
    ]
    yield from table(["store", "MB on disk", "s to build"], rows)


def _pages(found: dict[str, Any]) -> Iterator[str]:
    pages, first = found["pages"], found["first"]["page"]
    if "missing" in pages:
        yield f"Pages could not be measured: {pages['missing']}"
        yield ""
        return
    rows = []
    for name, page in pages["page"].items():
        first_time = f"{1000 * first[name]:.1f}" if name in first else "–"
        kept = _milliseconds(pages["kept"][name])
        rows.append([name, _milliseconds(page), first_time, kept, *_again(pages["304"][name])])
        rows[-1] += [_milliseconds(pages["API"][name]), f"{page['bytes']:,}"]
    for name, view in pages.get("views", {}).items():
        rows.append([name, _milliseconds(view), *[""] * 5, f"{view['bytes']:,}"])
    practice = pages["practice"]["a practice"]
    again = _again(pages["304"]["a practice"])
    rows.append(["the page of a practice", _milliseconds(practice), "", "", *again, "", f"{practice['bytes']:,}"])
    yield from table(["whole page", "ms", "first time", "kept", "asked again", "status", "API", "bytes"], rows)
    yield from _beside(pages, found.get("before", {}))
    suggested = [(name, _milliseconds(answer), str(answer["status"])) for name, answer in pages["suggestions"].items()]
    yield from table(["suggestions", "ms", "status"], suggested)


def _beside(pages: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """The same pages of the release before, measured in the same run."""
    rows = [
        [f"{kind}: {name}", _milliseconds(was), _milliseconds(pages[kind][name]), f"{share:.2f}"]
        for kind, name, was, share in shares(pages, before)
    ]
    if rows:
        yield "Beside the release before, which this run measured as well; both made anew each time:"
        yield ""
        yield from table(["answer", "before", "now", "share"], rows)


def _again(answer: dict[str, Any]) -> list[str]:
    return [_milliseconds(answer), str(answer["status"])]


def _rebuild(found: dict[str, Any]) -> Iterator[str]:
    rebuild, memory = found["rebuild"], found["pages"].get("memory", {})
    if "seconds" in rebuild:
        yield f"A full rebuild takes {rebuild['seconds']:.1f} s and {_megabytes(rebuild['peak_memory'])} MB of memory,"
        yield f"and makes {_megabytes(rebuild['disk'])} MB on disk."
    if memory:
        yield f"A process that has given all these answers holds {_megabytes(memory['rss'])} MB."
    yield ""


def _load(result: dict[str, Any]) -> Iterator[str]:
    load = result.get("throughput", {})
    if "kinds" not in load:
        return
    rows = []
    for kind, measured in load["kinds"].items():
        constant = load["kinds"][f"{kind.split(',')[0]}, constant"]
        statuses = ", ".join(f"{status}: {count:,}" for status, count in measured["statuses"].items())
        share = f"{measured['per_second'] / constant['per_second']:.2f}"
        times = [f"{1000 * measured['median']:.1f}", f"{1000 * measured['p99']:.1f}"]
        rows.append([kind, f"{measured['per_second']:,.0f}", share, *times, statuses, f"{measured['client_cpu']:.0%}"])
    yield f"## Requests per second, {load['size']:,} practices, 16 clients, two cores"
    yield ""
    yield from table(["kind", "per second", "of constant", "median ms", "p99 ms", "statuses", "client's core"], rows)
    workers = ", ".join(f"{_megabytes(one['rss'])} MB ({_megabytes(one['pss'])} its own)" for one in load["memory"])
    yield f"Memory of each worker afterwards: {workers}."


def table(heads: list[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table whose first column is words and whose others are numbers."""
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _milliseconds(measured: dict[str, Any] | None) -> str:
    if not measured or "seconds" not in measured:
        return "–"
    milliseconds = 1000 * measured["seconds"]["median"]
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.2f}"


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f}" if size >= 1e7 else f"{size / 1e6:.1f}"
