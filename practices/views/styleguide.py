"""`/styleguide/`: every component in each of its states, for who works on the look. There only while DEBUG is on."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from practices.caching.editions import snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.gaps import Asked, GapMap
from practices.discovery.themes import by_group
from practices.web.colours import colours
from practices.web.methods import only_read

from .slide import slide_of
from .styleguide_samples import Samples, form

_SPRITE = settings.BASE_DIR / "templates" / "_sprite.html"
_TYPE = ("f5", "f4", "f3", "f2", "f1", "f0", "f-1")  # from the title of a page to the smallest


@only_read
def styleguide(request: HttpRequest) -> HttpResponse:
    """The components, made by the templates that pages use."""
    if not settings.DEBUG:
        raise Http404
    snapshot = snapshot_for(request)
    samples = Samples(snapshot)
    areas = Browse(Criteria(), snapshot, page_size=1).panel("policy_area")
    context = {
        "samples": samples,
        "detail": samples.detail,
        "practice": samples.named,
        "slide": slide_of(samples.detail),
        "reference": "Publisher (2026). ‘Kenya accredits employment agencies’, entry 1.",
        "criteria": samples.found.criteria,
        "found": samples.found,
        "pages": [1, 2, 3, 0, 9],
        "map": GapMap(Asked(rows="level"), snapshot),
        "area_groups": by_group(areas.options),
        "fields": form(),
        "colours": _pairs(),
        "type": _TYPE,
        "icons": re.findall(r'id="i-([a-z-]+)"', _SPRITE.read_text(encoding="utf-8")),
        "shapes": re.findall(r'id="sw-([a-z]+)"', _SPRITE.read_text(encoding="utf-8")),
    }
    return render(request, "practices/styleguide.html", context)


def _pairs() -> list[tuple[str, str, str]]:
    """Return the name of each colour, what it is where it is light, and where it is dark."""
    found = colours()
    names = [name.removeprefix("light-") for name in found if name.startswith("light-")]
    return [(name, found[f"light-{name}"], found[f"dark-{name}"]) for name in names]
