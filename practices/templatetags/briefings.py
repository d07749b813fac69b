"""What briefings and the links to them need."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from practices.discovery.criteria import Criteria
from practices.editorial.diff import Difference
from practices.feeds.changes import marked
from practices.models import Practice

from .gap_map import hue_of

register = template.Library()
register.filter("hue", hue_of)


@register.filter
def briefing_url(question: Criteria | Practice) -> str:
    """The address of the form that makes a briefing of what a question finds, or of one practice."""
    if isinstance(question, Practice):
        return f"{reverse('briefing-new')}?id={question.pk}"
    return question.with_page(1).url(reverse("briefing-new"))


@register.filter
def added(difference: Difference) -> SafeString:
    """What stands in a field today, with what was added marked."""
    return marked(difference.new_parts)
