"""`/practices/export.*`: the whole result of a question, as a file."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.criteria import PARAMETERS, Criteria
from practices.exports import Format, Result, sending
from practices.exports.concurrency import Busy
from practices.exports.xlsx_file import TooMany
from practices.spreadsheets import csv_lines

from .browse import MORE
from .parameters import takes_only
from .refusals import said


@says_today
@shows_catalogue
@takes_only(*PARAMETERS, MORE, *csv_lines.PARAMETERS)
def export(request: HttpRequest, chosen: Format) -> HttpResponseBase:
    """All practices that the request's parameters find. Unlike a page, a file can't say what it left out.

    So a value that there is not is refused, and so are search words while there is no index to look for them.
    """
    found = Browse(Criteria.from_parameters(request.GET).with_page(1), snapshot_for(request), page_size=1)
    if wrong := problem(found) or csv_lines.refusal(request.GET):
        return said(wrong, 400)
    whole = found.whole()
    result = Result(request, found, timezone.now(), whole.ids)
    if whole.words_left_out:  # be it only now: the index may have gone since the first page was found
        return said(_("The search index is being prepared. Try again in a minute."), 503)
    try:
        response = _answered(request, result, chosen)
    except TooMany:
        return said(_("A workbook can't hold so many practices. Take them as CSV."), 400)
    except Busy:
        return said(_("Other files are being made just now. Try again in a minute."), 503)
    response["Content-Disposition"] = disposition(result.name, chosen.ending)
    response["X-Robots-Tag"] = "noindex"
    return response


def _answered(request: HttpRequest, result: Result, chosen: Format) -> HttpResponseBase:
    """Begin to write the file, unless only its headers are asked for."""
    if request.method == "HEAD":
        return StreamingHttpResponse([], content_type=chosen.content_type)  # without a length, which isn't known
    return sending.response(chosen.write(result), chosen.content_type)


def problem(found: Browse) -> str:
    """Return what is wrong with the question of a file, if anything is."""
    if found.criteria.is_refused:
        return next(found.messages).text
    return " ".join(
        [
            *found.said_of_ids,
            *(
                _("%(facet)s: ‘%(value)s’ is not in this catalogue.") % {"facet": facet.label, "value": value}
                for facet, value in found.unknown
            ),
        ]
    )


def disposition(name: str, ending: str) -> str:
    """Name the file, also for programs that know no other letters than those of ASCII."""
    return f"attachment; filename=\"{slugify(name)}.{ending}\"; filename*=UTF-8''{quote(name)}.{ending}"
