"""The small search: a page in each language, and what it searches, as a script, since browsers load nothing else from
a folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from practices.models import Practice
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import FACETS, Facet, values_of
from practices.taxonomy.vocabularies import LANGUAGES, Vocabularies
from practices.text.collation import sort_key

from .copying import Copied, Copier
from .folder import Entries
from .places import search_data, search_page

_CHOSEN = ("country", "policy_area", "migration_phase")  # facets that the page has a field for
_BATCH = 500  # practices whose values are read at once


def write(copier: Copier, language: str, before: Entries) -> Iterator[Copied]:
    """Write the page of the small search in one language, and its data."""
    data = search_data(language)
    with override(language):
        said = f"const CATALOGUE = {_as_script(_data())};\n".encode()
        yield copier.put(f"mirror:{data}", data, said, before.get(f"mirror:{data}"))
        page = search_page(language)
        given = {
            "data": f"/{data}",
            "searches": [(code, f"/{search_page(code)}") for code in LANGUAGES],
            "chosen": [facet for facet in FACETS if facet.name in _CHOSEN],
        }
        text = render_to_string("mirror/search.html", given)
        yield copier.page(f"mirror:{page}", reverse("browse"), page, text, before.get(f"mirror:{page}"))


def _data() -> dict[str, Any]:
    """Return all practices by title, with the facets' values, in the reader's language.

    Values are [facet, value, label], practices [path of the page, title, summary, values], where facets and values are
    told by their places in the lists.
    """
    terms = vocabularies.read()
    asked = [facet for facet in FACETS if not facet.within]
    practices = list(Practice.objects.published().only(*_texts(), "slug"))
    practices.sort(key=lambda practice: (sort_key(practice.title), practice.pk))
    places: dict[tuple[int, str], int] = {}
    shown = []
    for start in range(0, len(practices), _BATCH):
        batch = practices[start : start + _BATCH]
        values = values_of([practice.pk for practice in batch], terms, asked)
        for practice in batch:
            has = [(place, value) for place, facet in enumerate(asked) for value in values[practice.pk][facet.name]]
            mine = [places.setdefault(one, len(places)) for one in has]
            shown.append(
                [f"practices/{practice.pk}/{practice.slug}/index.html", practice.title, practice.summary, mine]
            )
    return {
        "facets": [[facet.name, str(facet.label), not facet.is_derived] for facet in asked],
        "values": [[place, value, _label(asked[place], value, terms)] for place, value in places],
        "practices": shown,
    }


def _texts() -> list[str]:
    return [f"{name}_{language}" for name in ("title", "summary") for language in LANGUAGES]


def _label(facet: Facet, value: str, terms: Vocabularies) -> str:
    return str(facet.label_of(value, terms))


def _as_script(data: dict[str, Any]) -> str:
    """Return JSON that is safe in a script, too."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
