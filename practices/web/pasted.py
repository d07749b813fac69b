"""Addresses as they arrive from mails, posters, documents and chats: what people and programs put around them.

The signs of the sentence around a link, invisible ones, line breaks, doubled slashes, a prefix or an ending that other
sites have, codes for signs coded once more, the address of the site in front of its own path.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings

LONGEST = 2000  # characters of an address that is looked at
_CODED = 3  # times at most that signs were coded
_LANGUAGES = {code for code, _name in settings.LANGUAGES}
_SITE = urlsplit(settings.SITE_URL)
_ENDING = re.compile(r"\.(x?html?|shtml|php\d?|aspx?|jsp)$", re.IGNORECASE)
_AROUND = re.compile(r"^(?!\.well-known$)[\W_]+|[\W_]+$")  # signs before and after a step of a path
_FOREIGN = re.compile(r"[^\w./~-]")  # signs that stand in no address of this site


def meant(path: str) -> Iterator[tuple[str, str]]:
    """Yield the paths that may be meant by one, each with a query that stood in it, the likeliest first.

    Whether there is anything at them, the caller finds out. Each begins with one slash and leads to no other site.
    """
    text = _visible(path[:LONGEST])
    if "\N{REPLACEMENT CHARACTER}" in text:  # nobody can read it
        return
    text, query = _without_query(re.sub(r"^[^\w.]+", "", text))
    closed = re.sub(r"\s+", "", text)  # a line that was broken within the address
    begun = _FOREIGN.split(text, maxsplit=1)[0]  # words that follow it
    seen = {path}
    for one in (closed, closed.lower(), begun, begun.lower()):
        for found in _slashed(_steps(one)):
            if found not in seen and (found != "/" or one is closed):
                seen.add(found)
                yield found, query


def _visible(path: str) -> str:
    """Return a path with each sign as itself, in its usual form, and without those that nobody sees."""
    for _time in range(_CODED):
        decoded = unquote(path, errors="replace")
        if decoded == path:
            break
        path = decoded
    path = re.sub(r"&#?\w{2,8};", lambda entity: unescape(entity[0]), path)
    text = unicodedata.normalize("NFKC", path).replace("\\", "/")
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for char in text):
        return "\N{REPLACEMENT CHARACTER}"
    seen = (" " if char.isspace() else char for char in text)
    return "".join(char for char in seen if unicodedata.category(char) not in {"Cf", "Mn", "Co", "Cn"})


def _without_query(text: str) -> tuple[str, str]:
    """Part a path from the query that was coded into it, or follows an ampersand in the place of a question mark."""
    path, *rest = re.split(r"[?&]", text.partition("#")[0], maxsplit=1)
    return path, rest[0] if rest and "=" in rest[0] else ""


def _steps(path: str) -> list[str]:
    """Return the steps of a path, without what is no part of the site's own addresses."""
    steps = [_AROUND.sub("", step) for step in path.split("/")]
    steps = [step for step in steps if step]
    hosts = {_SITE.netloc.lower(), f"www.{_SITE.netloc.lower()}"}
    places = [place for place, step in enumerate(steps) if step.lower() in hosts]
    if places:  # the whole address behind another one, or without its scheme
        steps = steps[places[-1] + 1 :]
    schemes = [place for place, step in enumerate(steps) if step.lower() in {"http", "https"}]
    steps = steps[: schemes[0]] or steps if schemes else steps  # of another site: it stood behind ours
    if steps and _ENDING.search(steps[-1]):
        name = _ENDING.sub("", steps.pop())
        steps += [] if name.lower() in {"index", "default"} else [name]
    return _in_language(steps)


def _in_language(steps: list[str]) -> list[str]:
    """Return steps with the last language named before them, as the site writes it: none for English."""
    language = ""
    while steps and re.split("[-_]", steps[0].lower())[0] in _LANGUAGES and len(steps[0]) in {2, 5}:
        language = steps.pop(0)[:2].lower()
    return steps if language in {"", settings.LANGUAGE_CODE} else [language, *steps]


def _slashed(steps: list[str]) -> Iterator[str]:
    """Yield a path with and without a slash at its end: pages have one, files none."""
    if not steps:
        yield "/"
        return
    path = "/" + "/".join(steps)
    yield from (path, f"{path}/") if "." in steps[-1] else (f"{path}/", path)
