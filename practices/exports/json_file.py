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

from .result import Result


def write(result: Result) -> Generator[bytes]:
    """Yield what was asked for, each practice, and how many these were: a file without that is not complete."""
    criteria = result.found.criteria
    about = {
        "query": {"q": criteria.q, **dict(criteria.selections), "sort": criteria.effective_sort},
        "url": result.address,
        "exported": result.at,
        "language": get_language(),
        "licence": {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL},
    }
    yield f'{_written(about)[:-1]},"practices":['.encode()
    count = 0
    for practice, values in result.rows():
        terms = shapes.terms(values, result.found.vocabularies)
        shape = PracticeDetail(**shapes.detail(practice, values), terms=terms).model_dump()
        yield f"{',' if count else ''}\n{_written(shape)}".encode()
        count += 1
    yield f'\n],"count":{count}}}\n'.encode()


def _written(value: Any) -> str:
    return json.dumps(value, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))
