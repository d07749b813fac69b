"""What files, feeds and other answers for programs say where there is no answer."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from practices.discovery.browse import Browse

_SOON = 60  # seconds


def said(text: str, status: int) -> HttpResponse:
    """Answer with lines of plain text, which some feed readers show to whoever subscribes."""
    headers = {"Retry-After": str(_SOON)} if status == 503 else {}
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status, headers=headers)


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
