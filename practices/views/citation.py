"""`/practices/<id>.ris`, `.bib`, `.csl.json`: one practice as a record for reference managers."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.citing.entry import entry
from practices.citing.files import FORMS
from practices.metadata import signposting
from practices.models import Practice
from practices.web.addresses import absolute

from .addressed import by_number
from .parameters import takes_only


@says_today
@shows_catalogue
@takes_only()
@by_number(lambda: Practice.objects.with_page_relations())
def citation(request: HttpRequest, found: Practice, form: str) -> HttpResponse:
    """The entry and the documents that it rests on, as read today."""
    if not found.is_published:
        return _withdrawn(found)
    snapshot = snapshot_for(request)
    described = entry(found, snapshot.values_of([found.pk])[found.pk], snapshot.vocabularies)
    kind = FORMS[form]
    response = HttpResponse(
        kind.write(described, timezone.localdate()),
        content_type=f"{kind.content_type}; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, f"practice-{found.pk}-{found.slug}.{form}")},
    )
    return signposting.sign(response, signposting.of_record(described))


def _withdrawn(practice: Practice) -> HttpResponse:
    """Say in plain text what the page of a withdrawn practice says."""
    lines = [
        _("This practice was withdrawn"),
        practice.title,
        _line(_("Withdrawn on"), date_format(practice.withdrawn_at or "")),
        _line(_("Reason"), practice.withdrawal_reason),
    ]
    if (successor := practice.successor) is not None:
        lines.append(_line(_("Replaced by"), f"{successor.title}, {absolute(successor.permanent_path)}"))
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=410)


def _line(label: str, text: str) -> str:
    return f"{_('%(label)s:') % {'label': label}} {text}"  # French has a space before the colon
