"""A page that is sent while its work is being done, and shows how far that is. It needs no JavaScript and no second
process; when the reader goes away, the work stops.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

Work = Generator[str, None, str]
_HERE = "<!-- here -->"  # in admin/progress.html: where the work shows how far it is, and then what came of it


def response(request: HttpRequest, context: dict[str, Any], work: Work) -> StreamingHttpResponse:
    """Return a page of the admin. The work yields how far it is (see `said`), and returns what came of it, as HTML."""
    before, between, after = render_to_string("admin/progress.html", context, request).split(_HERE)
    language = get_language() or "en"

    def pieces() -> Iterator[str]:
        yield before
        with override(language):
            result = yield from work
        yield between + result + after

    answer = StreamingHttpResponse(pieces())
    answer["X-Accel-Buffering"] = "no"  # a proxy that gathers the answer would show nothing until the end
    return answer


def said(done: int, total: int) -> str:
    """Return how far the work is, as HTML. The page shows the last of these alone."""
    numbers = {name: number_format(number, force_grouping=True) for name, number in (("done", done), ("total", total))}
    text = _("%(done)s of %(total)s rows") % numbers
    return format_html('<p><progress max="{}" value="{}" aria-hidden="true"></progress> {}</p>\n', total, done, text)
