"""What a change of a practice's content makes of its translations: out of date where the English changed, and no longer
confirmed where they changed themselves.

`history.py` asks it wherever it writes a change down, which is where all that write come by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from practices.models import Practice
from practices.models.translations import FIELDS, LANGUAGES
from practices.text.plain import clean

from .content import ROWS, Content

# What is known of a translation of which nothing was said.
_NOTHING_SAID = dict(zip(FIELDS, ("", None, False), strict=True))
NOTHING_SAID: Content = {f"{name}_{code}": value for code in LANGUAGES for name, value in _NOTHING_SAID.items()}

_Text = tuple[str, tuple[str, ...], tuple[str, ...]]  # of a practice: its place, the English, the translation


def settled(before: Content, now: Content) -> Content:
    """Return what of `now` must say something else of the translations. What was said in the same step stands."""
    found: Content = {}
    for language in LANGUAGES:
        found |= _settled(before, now, language)
    return {name: value for name, value in found.items() if value != now[name]}


def messages(settled: Mapping[str, Any]) -> Iterator[str]:
    """Yield what to tell whoever made the change."""
    for code, language in LANGUAGES.items():
        if f"confirmed_by_{code}" in settled:
            sentence = _("The translation into %(language)s is no longer confirmed: its text is not the confirmed one.")
            yield sentence % {"language": language}
        if settled.get(f"outdated_{code}"):
            sentence = _(
                "The English has changed: the translation into %(language)s is marked as out of date. "
                "If it still says the same, take the mark away."
            )
            yield sentence % {"language": language}


def _settled(before: Content, now: Content, language: str) -> Content:
    by, on, outdated = (f"{name}_{language}" for name in FIELDS)
    if not now[f"title_{language}"]:
        return {name: NOTHING_SAID[name] for name in (by, on, outdated)}
    old, new = _texts(before, language), _texts(now, language)
    if new <= old:
        return {}  # at most, something went in both languages

    def is_told(*names: str) -> bool:
        return any((before.get(name) or NOTHING_SAID[name]) != now[name] for name in names)

    rewritten = _rewritten(old, new)
    left = new - old - rewritten if before.get(f"title_{language}") else set()  # a new one leaves none
    found: Content = {} if is_told(outdated) else {outdated: bool(left)}
    if rewritten and not is_told(by, on):
        found |= {by: "", on: None}
    return found


def _texts(content: Content, language: str) -> set[_Text]:
    """Return each text, or what is translated of each row: its place, the English, and the translation."""

    def both(place: str, one: Content, names: tuple[str, ...]) -> _Text:
        english, own = (tuple(clean(one.get(f"{name}_{code}") or "") for name in names) for code in ("en", language))
        return place, english, own

    found = [both(name, content, (name,)) for name in Practice.TEXTS]
    for name, model in ROWS.items():
        names = getattr(model, "TEXTS", ())
        found += [both(name, row, names) for row in content.get(name, [])]
    return {(place, english, own) for place, english, own in found if any(english) or any(own)}


def _rewritten(old: set[_Text], new: set[_Text]) -> set[_Text]:
    """Return where the translation says something else, not the English alone. The order of rows says nothing."""
    was_english = {(place, english) for place, english, _own in old if any(english)}
    was_own = {(place, own) for place, _english, own in old}
    return {
        (place, english, own)
        for place, english, own in new - old
        if (place, english) in was_english or (any(own) and (place, own) not in was_own)
    }
