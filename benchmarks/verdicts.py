"""What the catalogue promises, and whether a run holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.questions import QUESTIONS

SIZE, LARGEST = 100_000, 1_000_000
_BROAD = [question.name for question in QUESTIONS if question.is_broad]


@dataclass(frozen=True)
class Verdict:
    """One promise, what was found, and whether it holds. None: not measured."""

    promise: str
    found: str = "not measured"
    holds: bool | None = None


def verdicts(result: dict[str, Any]) -> Iterator[Verdict]:
    """Yield a verdict on each promise."""
    sizes = result["sizes"]
    at_size = sizes.get(str(SIZE), {})
    yield from _beside_peers(at_size.get("engines", {}))
    yield _slowest("Search, 100,000 practices: any question in 15 ms", _times(at_size, "ours"), 0.015)
    yield _slowest("Search, 100,000 practices, asked for the first time: 15 ms", _first(at_size, "search"), 0.015)
    yield _slowest(
        "Search, 1,000,000 practices: any question in 60 ms", _times(sizes.get(str(LARGEST), {}), "ours"), 0.06
    )
    pages = at_size.get("pages", {})
    yield _answered("Whole page, 100,000 practices, made anew: 25 ms", pages.get("page", {}), 200, 0.025)
    yield _slowest("Whole page, 100,000 practices, asked for the first time: 25 ms", _first(at_size, "page"), 0.025)
    yield from _beside_before(pages, at_size.get("before", {}))
    yield _views(pages)
    yield _answered("Unchanged page, 100,000 practices: 304 in 2 ms", pages.get("304", {}), 304, 0.002)
    yield _answered("Suggestions, 100,000 practices: 5 ms", pages.get("suggestions", {}), 200, 0.005)
    yield from _resources(at_size, result.get("throughput", {}))
    yield from _throughput(result.get("throughput", {}).get("kinds", {}))


def _beside_peers(engines: dict[str, Any]) -> Iterator[Verdict]:
    ours = _of(engines, "ours")
    floor = _of(engines, "tantivy_bare")
    shared = {name: ours[name] / floor[name] for name in ours if name in floor}
    promise = "Search: no slower than 1.5 times bare tantivy"
    if shared:
        worst = max(shared, key=shared.__getitem__)
        kept = sum(ratio <= 1.5 for ratio in shared.values())
        found = f"{kept} of {len(shared)} questions; at worst {shared[worst]:.1f} times ({worst})"
        yield Verdict(promise, found, kept == len(shared))
    else:
        yield Verdict(promise)
    for peer, times in (("datasette", 100), ("postgresql", 10), ("fts5", 10), ("modelsearch", 10)):
        theirs = _of(engines, peer)
        ratios = {name: theirs[name] / ours[name] for name in _BROAD if name in theirs and name in ours}
        promise = f"Broad questions: at least {times} times faster than {peer}"
        if not ratios:
            yield Verdict(promise)
            continue
        least = min(ratios, key=ratios.__getitem__)
        kept = sum(ratio >= times for ratio in ratios.values())
        found = f"{kept} of {len(ratios)} questions; at least {ratios[least]:.0f} times ({least})"
        yield Verdict(promise, found, kept == len(ratios))


def shares(pages: dict[str, Any], before: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], float]]:
    """Yield each answer that both releases were measured at: its kind and name, what it was, and our share of it."""
    for kind in ("page", "API", "practice"):
        for name, was in before.get(kind, {}).items():
            now = pages.get(kind, {}).get(name, {})
            if "seconds" in was and "seconds" in now:
                yield kind, name, was, now["seconds"]["median"] / was["seconds"]["median"]


def _beside_before(pages: dict[str, Any], before: dict[str, Any]) -> Iterator[Verdict]:
    found = list(shares(pages, before))
    for kind, name, most in (
        ("page", "A page of results", 0.4),
        ("API", "The API's", 0.4),
        ("practice", "A practice", 0.5),
    ):
        promise = f"{name}, 100,000 practices, made anew: {most:g} of the release before"
        ratios = {one: share for of_kind, one, _was, share in found if of_kind == kind}
        if not ratios:
            yield Verdict(promise)
            continue
        worst = max(ratios, key=ratios.__getitem__)
        kept = sum(share <= most for share in ratios.values())
        yield Verdict(promise, f"{kept} of {len(ratios)}; at most {ratios[worst]:.2f} ({worst})", kept == len(ratios))


def _views(pages: dict[str, Any]) -> Verdict:
    """Countries, corridors, themes and gaps beside a page of results."""
    promise = "Country, corridor, theme, gap map, 100,000 practices: no longer than the slowest page of results"
    views = {name: view["seconds"]["median"] for name, view in pages.get("views", {}).items() if "seconds" in view}
    limits = [page["seconds"]["median"] for page in pages.get("page", {}).values() if "seconds" in page]
    return _slowest(promise, views, max(limits)) if views and limits else Verdict(promise)


def _resources(at_size: dict[str, Any], throughput: dict[str, Any]) -> Iterator[Verdict]:
    workers = throughput.get("memory", []) if throughput.get("size") == SIZE else []
    memory = max((worker["rss"] for worker in workers), default=None)
    rebuild = at_size.get("rebuild", {})
    for promise, value, limit, unit in (
        ("A worker's memory, 100,000 practices: below 250 MB", memory, 250e6, "MB"),
        ("Index on disk, 100,000 practices: below 60 MB", rebuild.get("disk"), 60e6, "MB"),
        ("Full rebuild, 100,000 practices: below 60 s", rebuild.get("seconds"), 60, "s"),
    ):
        if value is None:
            yield Verdict(promise)
        else:
            yield Verdict(promise, f"{value / 1e6 if unit == 'MB' else value:.0f} {unit}", value < limit)


def _throughput(kinds: dict[str, Any]) -> Iterator[Verdict]:
    """Requests per second, as a share of what a constant page of the same size gets."""
    for kind, of, share in (
        ("browse", "browse", 0.25),
        ("browse, kept", "browse", 0.25),
        ("browse, unchanged", "browse", 0.8),
        ("practice, unchanged", "practice", 0.8),
    ):
        promise = f"Requests per second, {kind}: {share:g} of a constant page's"
        if kind in kinds:
            found = kinds[kind]["per_second"] / kinds[f"{of}, constant"]["per_second"]
            is_304 = "unchanged" not in kind or set(kinds[kind]["statuses"]) == {"304"}
            yield Verdict(promise, f"{found:.2f}" + ("" if is_304 else " (no 304)"), found >= share and is_304)
        else:
            yield Verdict(promise)


def _slowest(promise: str, times: dict[str, float], limit: float) -> Verdict:
    if not times:
        return Verdict(promise)
    worst = max(times, key=times.__getitem__)
    kept = sum(seconds <= limit for seconds in times.values())
    found = f"{kept} of {len(times)}; at most {1000 * times[worst]:.1f} ms ({worst})"
    return Verdict(promise, found, kept == len(times))


def _of(engines: dict[str, Any], name: str) -> dict[str, float]:
    """Return the medians of one engine."""
    questions = engines.get(name, {}).get("questions", {})
    return {question: measured["seconds"]["median"] for question, measured in questions.items()}


def _times(at_size: dict[str, Any], engine: str) -> dict[str, float]:
    return _of(at_size.get("engines", {}), engine)


def _first(at_size: dict[str, Any], kind: str) -> dict[str, float]:
    times = at_size.get("first", {}).get(kind, {})
    return {name: times[name] for name in times if name not in ("opening", "missing")}


def _answered(promise: str, answers: dict[str, Any], status: int, limit: float) -> Verdict:
    """Judge answers that must have this status."""
    others = Counter(answer["status"] for answer in answers.values() if answer["status"] != status)
    if others:
        found = ", ".join(f"{count} answers {other}" for other, count in others.items())
        return Verdict(promise, found, False)
    return _slowest(promise, {name: answer["seconds"]["median"] for name, answer in answers.items()}, limit)
