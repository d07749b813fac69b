"""JSON: one object, with each practice as the API shows it."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from ninja.responses import NinjaJSONEncoder

from practices.api import shapes
from practices.api.schemas import PracticeDetail
from practices.api.texts import Texts
from practices.taxonomy.vocabularies import Vocabularies

from .result import Result, Row

_PLAIN = Texts()


def write(result: Result) -> Generator[bytes]:
    """Yield what was asked for, each practice, and how many these were: a file without that is not complete."""
    criteria = result.found.criteria
    ids = {"id": criteria.ids} if criteria.ids else {}
    about = {
        "query": {"q": criteria.q, **dict(criteria.selections), **ids, "sort": criteria.effective_sort},
        "url": result.address,
        "exported": result.at,
        "language": get_language(),
        "licence": {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL},
    }
    yield f'{written(about)[:-1]},"practices":['.encode()
    count = 0
    for row in result.rows():
        yield f"{',' if count else ''}\n{written(practice(row, result.found.vocabularies))}".encode()
        count += 1
    yield f'\n],"count":{count}}}\n'.encode()


def practice(row: Row, vocabularies: Vocabularies, texts: Texts = _PLAIN) -> dict[str, Any]:
    """Return a practice as the API shows it."""
    return PracticeDetail(**shapes.record(row.practice, row.values, vocabularies, texts)).model_dump()


def written(value: Any) -> str:
    """Return what a line of a file says."""
    return json.dumps(value, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))
