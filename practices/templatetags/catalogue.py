"""What templates need to show practices: links, marks, numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape as quick_escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.template.loader import get_template
from django.urls import get_script_prefix, reverse
from django.utils.encoding import iri_to_uri
from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from practices.alerts import signing_up
from practices.alerts.question import PRACTICE
from practices.citing import coins, references
from practices.citing.entry import in_a_list, publisher_name
from practices.citing.text import inverted
from practices.discovery import figures, selection
from practices.discovery.breadcrumbs import Crumb
from practices.discovery.cards import Card
from practices.discovery.criteria import Criteria, selecting
from practices.discovery.panels import Chip, Option
from practices.discovery.terms import PAGES, Term
from practices.exports import FORMATS
from practices.feeds import naming
from practices.feeds.forms import RSS
from practices.models import Practice, Source
from practices.models.people import called
from practices.models.translations import language_of
from practices.search.matching import Piece
from practices.submissions import prefilling
from practices.taxonomy.facets import NOT, Choice, Facet
from practices.taxonomy.vocabularies import Entry
from practices.text import markdown, signs
from practices.text.languages import name_of
from practices.text.plain import listed
from practices.web import basket
from practices.web.addresses import absolute, in_language

from .drawings import bar

register = template.Library()

register.filter("markdown", markdown.to_html)
register.filter("linked", markdown.line_to_html)
register.filter("place", references.of_citation)
register.filter("figure", figures.of_figure)
register.filter("years", figures.years)
register.filter("passages", references.of_document)
register.filter("listed", listed)
register.filter("language_of", language_of)
register.simple_tag(signs.colon, name="colon")
register.filter("inverted", inverted)
register.filter("called", called)


# Before it, Spanish says 'e' rather than 'y'.
_SOUND_OF_I = re.compile(r"h?[ií](?!e)", re.IGNORECASE)


@register.simple_tag
def published_by() -> str:
    """Who publishes the catalogue, as a line of its own."""
    return _("Published by %(publisher)s") % {"publisher": publisher_name()}


@register.simple_tag
def licence() -> SafeString:
    """The licence of the catalogue's own text, as a sentence."""
    link = format_html('<a href="{}" rel="license">{}</a>', settings.LICENCE_URL, settings.LICENCE_NAME)
    return format_html(_("Its own text is under %(licence)s.").replace("%(licence)s", "{}"), link)


@register.filter
def reference(source: Source) -> str:
    """The full reference of a source document."""
    return references.of_source(source)


@register.filter
def named_language(code: str) -> str:
    """The name of a language in the reader's, by its code of ISO 639; the code where no name is known."""
    return name_of(code)


@register.filter
def lang(term: Term | Choice | Entry | Chip | Crumb) -> SafeString:
    """The attribute of an element with the name of a term, if that is in another language than the page."""
    return format_html(' lang="{}"', term.language) if term.language else SafeString()


@register.filter
def labelled(term: Term | Choice | Chip) -> str:
    """The name of a term, marked if it is in another language than the page."""
    return format_html("<span{}>{}</span>", lang(term), term.label) if term.language else term.label


@register.filter
def browse_url(criteria: Criteria) -> str:
    """The address of a question on the browse page."""
    return criteria.url(_browse_path(get_language(), get_script_prefix()))


@register.filter
def asked_at(criteria: Criteria, name: str) -> str:
    """The address of a question on another page that takes one, by the name of its route."""
    return criteria.with_page(1).url(reverse(name))


@register.filter
def without_practice(criteria: Criteria, number: int) -> Criteria:
    """The same question without one of the practices that it asks for one by one."""
    return criteria.with_ids(selection.without(criteria.ids, number))


@register.simple_tag
def kept_in_cookie() -> SafeString:
    """Where a reader's selection is kept, as attributes for the script that counts it."""
    attributes = ' data-cookie="{}" data-seconds="{}" data-most="{}"'
    return format_html(attributes, basket.COOKIE, int(basket.KEPT.total_seconds()), basket.MOST)


@register.simple_tag
def with_swapped(criteria: Criteria, one: int, other: int) -> Criteria:
    """The same question with two of these practices in each other's place."""
    return criteria.with_ids(selection.swapped(criteria.ids, one, other))


@register.filter
def propose_url(criteria: Criteria) -> str:
    """The address of the form for proposals, filled in with what a question asks for."""
    query = urlencode([pair for pair in criteria.parameters() if pair[0] in prefilling.TAKEN])
    return f"{reverse('propose')}?{query}" if query else reverse("propose")


@lru_cache(maxsize=16)
def _browse_path(language: str | None, prefix: str) -> str:
    return reverse("browse")


@register.filter
def whole_facet_url(criteria: Criteria, facet: Facet) -> str:
    """The address of the same results with all values of a facet beside them."""
    pairs = urlencode([*criteria.parameters(), ("more", facet.name)])
    return f"{_browse_path(get_language(), get_script_prefix())}?{pairs}#facet-{facet.name}"


@register.filter
def exports(criteria: Criteria) -> list[dict[str, Any]]:
    """The files that hold all practices of a question: each with its name and address."""
    question = criteria.with_page(1)
    return [{"label": one.label, "url": question.url(reverse(f"export-{one.ending}"))} for one in FORMATS]


@register.filter
def feed_url(question: Criteria) -> str:
    """The address of the feed of a question, for use outside the site."""
    return naming.question_address(question)


@register.filter
def alert_url(asked: Criteria | Practice) -> str:
    """The address of the form for mails about a question, or one practice. Empty where there is no mail server."""
    if not signing_up.is_on():
        return ""
    if isinstance(asked, Practice):
        return f"{reverse('alert-new')}?{urlencode({PRACTICE: asked.pk})}"
    return asked.with_sort("").with_page(1).url(reverse("alert-new"))


@register.simple_tag
def tells_by_mail() -> bool:
    """Whether readers can be told by mail at all. It is a setting, so the same on all pages."""
    return signing_up.is_on()


@register.filter
def rss_url(question: Criteria) -> str:
    """The same feed in RSS."""
    return naming.question_address(question, form=RSS)


@register.filter
def markdown_url(question: Criteria) -> str:
    """The address of all that a question finds as Markdown, for use outside the site."""
    return absolute(question.with_page(1).url(reverse("export-md")))


@register.filter
def changes_url(practice: Practice) -> str:
    """The address of the feed of a practice's changes, for use outside the site."""
    return naming.changes_address(practice.pk)


@register.filter
def changes_rss_url(practice: Practice) -> str:
    """The same feed in RSS."""
    return naming.changes_address(practice.pk, RSS)


@register.filter
def sorted_by(criteria: Criteria, sort: str) -> Criteria:
    """The same question in another order."""
    return criteria.with_sort(sort)


@register.filter
def on_page(criteria: Criteria, page: int) -> Criteria:
    """Another page of the same question."""
    return criteria.with_page(page)


@register.filter
def page_url(term: Term) -> str:
    """The address of what all that share a term have in common: its own page, or the question for it."""
    if term.page:
        return _theme_path(term.page, term.value, get_language(), get_script_prefix())
    return browse_url(term.criteria) if term.criteria else ""


@lru_cache(maxsize=500)
def _theme_path(page: str, value: str, language: str | None, prefix: str) -> str:
    return reverse(page, args=[value])


@register.simple_tag
def theme_url(facet: str, value: str) -> str:
    """The address of the page of a policy area or phase; of another facet's value, that of its practices."""
    if page := PAGES.get(facet):
        return _theme_path(page, value, get_language(), get_script_prefix())
    return term_url(facet, value)


@register.simple_tag
def term_url(facet: str, value: str) -> str:
    """The address of all practices that have one value of a facet."""
    return browse_url(selecting(facet, value))


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text with what was searched for in <mark> elements."""
    # Python's own escape: Django's looks each time whether the text is lazy, which costs more than the rest.
    parts = ((quick_escape(piece.text), piece.is_hit) for piece in pieces)
    return mark_safe("".join(f"<mark>{text}</mark>" if is_hit else text for text, is_hit in parts))


@register.filter
def address(card: Card) -> str:
    """The address of the page of a practice in a list."""
    key = ("address", get_language() or "")
    if key not in card.made:
        card.made[key] = card.practice.get_absolute_url()
    return str(card.made[key])


@register.simple_tag
def kept(card: Card, template: str) -> SafeString:
    """A part of a card that says the same in every list: made once for each state of the catalogue and language."""
    key = (template, get_language() or "")
    if key not in card.made or settings.DEBUG:
        card.made[key] = get_template(template).render({"card": card})
    return SafeString(card.made[key])


@register.simple_tag
def context_object(card: Card) -> SafeString:
    """A practice in a list as reference managers find it: made once, like what `kept` keeps."""
    key = ("context object", get_language() or "")
    if key not in card.made:
        card.made[key] = coins.span(in_a_list(card.practice, card.values, card.vocabularies), is_whole=False)
    return SafeString(card.made[key])


@register.simple_tag
def show_card(card: Card) -> SafeString:
    """A practice in a list. Only where there are words to mark does it differ from list to list."""
    if card.highlights.is_plain:
        return kept(card, "practices/_card.html")  # type: ignore[no-any-return]
    return mark_safe(get_template("practices/_card.html").render({"card": card}))


@register.filter
def options(found: Iterable[Option]) -> SafeString:
    """The values of a facet as items of a list: a checkbox, how many practices each would give, and a bar.

    Not a template: a page shows hundreds of them, and as a template each costs thirty times as much.
    """
    language = get_language()
    return mark_safe("".join(_option(option, language) for option in found))


def _option(option: Option, language: str | None) -> str:
    value, name = option.choice.value, option.choice.label
    if option.is_excluded:
        value, name = f"{NOT}{value}", _("not %(label)s") % {"label": name}
    box, label = _choice(option.facet.name, value, name, option.choice.language)
    depth = f' data-depth="{option.choice.depth}"' if option.choice.depth else ""
    return (
        f'<li class="option{"" if option.count else " zero"}"{depth}><label>'
        f"{box}{' checked' if option.stays else ''}>\n{label}\n{_counted(option.count, language)}\n"
        f"{bar(option.share)}</label></li>\n"
    )


@lru_cache(maxsize=5_000)
def _choice(facet: str, value: str, label: str, language: str) -> tuple[str, str]:
    """What stays the same of a value: its checkbox, but for the end of the tag, and its label."""
    name, value = escape(facet), escape(value)
    box = f'<input type="checkbox" id="{name}-{value}" name="{name}" value="{value}"'
    marked = f' lang="{language}"' if language else ""
    return box, f'<span class="label"{marked}>{escape(label)}</span>'


@lru_cache(maxsize=5_000)
def _counted(count: int, language: str | None) -> str:
    """A number of practices, for the eye and for a screen reader, as one language writes it."""
    number = number_format(count, use_l10n=True, force_grouping=True)
    words = ngettext("%(count)s practice", "%(count)s practices", count) % {"count": number}
    return f'<span class="n" aria-hidden="true">{escape(number)}</span><span class="hidden">{escape(words)}</span>'


@register.filter
def month(value: Any) -> str:
    """A date as month and year: 'October 2007'."""
    return str(format_date(value, "YEAR_MONTH_FORMAT"))


@register.simple_tag(takes_context=True)
def languages(context: dict[str, Any]) -> list[dict[str, Any]]:
    """This page's address in each language, with the language's own name."""
    request = context["request"]
    query = iri_to_uri(f"?{request.META['QUERY_STRING']}") if request.META.get("QUERY_STRING") else ""
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": in_language(request.path, code) + query,
            "is_current": code == (get_language() or "en"),
        }
        for code, _name in settings.LANGUAGES
    ]


@register.filter
def joined(labels: Any) -> str:
    """Labels, or terms, as a list in a sentence: 'Recruitment, Training and Return'."""
    names = [labelled(one) if isinstance(one, Term) else str(one) for one in labels]
    if any(isinstance(name, SafeString) for name in names):
        return mark_safe(_in_a_sentence([conditional_escape(name) for name in names]))
    return _in_a_sentence(names)


def _in_a_sentence(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    form = _("%(most)s and %(last)s")
    if _SOUND_OF_I.match(names[-1]):
        form = pgettext("before a word that begins with the sound of i", "%(most)s and %(last)s")
    return form % {"most": ", ".join(names[:-1]), "last": names[-1]}
