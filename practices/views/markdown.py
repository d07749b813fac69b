"""`/practices/<id>.md`: one practice as plain text in Markdown, with its sources."""

from django.http import HttpRequest, HttpResponse

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.citing.entry import entry
from practices.exports import markdown_file
from practices.exports.result import Row
from practices.metadata import signposting
from practices.models import Practice

from .addressed import by_number
from .citation import withdrawn_in_words
from .parameters import takes_only


@says_today
@shows_catalogue
@takes_only()
@by_number(lambda: Practice.objects.with_page_relations())
def markdown(request: HttpRequest, found: Practice) -> HttpResponse:
    """The entry as its page shows it. What is withdrawn says so (410), as a line for each thing that is told of it."""
    if not found.is_published:
        return withdrawn_in_words(found)
    snapshot = snapshot_for(request)
    row = Row(found, snapshot.values_of([found.pk])[found.pk])
    text = markdown_file.practice(row, snapshot, request)
    response = HttpResponse(text, content_type=f"{markdown_file.CONTENT_TYPE}; charset=utf-8")
    described = entry(found, row.values, snapshot.vocabularies)
    return signposting.sign(response, [*signposting.of_record(described), signposting.canonical(described)])
