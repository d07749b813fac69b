"""The feed of a question: what it finds, the newest change first, and what it found until that was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pyroaring import BitMap

from practices.changelog import records
from practices.citing.entry import catalogue_name, entry
from practices.discovery import wording
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.models import Practice, Record, states
from practices.search import schema
from practices.search.finding import Results
from practices.search.highlights import quoted
from practices.search.matching import TextOfPractice
from practices.search.sql import PracticeFilter
from practices.taxonomy.facets import BY_NAME, NOT, Facet, Values, told_apart
from practices.taxonomy.vocabularies import LANGUAGES, Vocabularies
from practices.web.addresses import absolute

from . import deleted, naming
from .forms import ATOM, Form
from .values import Category, Deleted, Feed, Item, Link

PAGE_SIZE = 50
_MOST_GONE = 200  # of which it is found out whether a question would find them
_TITLES = [schema.text_field("title", code) for code in LANGUAGES]
_CATEGORIES = [BY_NAME[name] for name in ("policy_area", "migration_phase", "country")]


def feed(found: Browse, form: Form = ATOM) -> Feed:
    """Return one page of the feed of a question that was answered. A page beyond the last means the last."""
    records.keep_up()
    wanted = found.results.found | _gone(found, _last_gone(found))
    last = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(found.criteria.page, last)
    question = _lasting(found)
    others = {"first": 1, "previous": page - 1, "next": page + 1, "last": last} if last > 1 else {}
    return naming.feed(
        f"practices?{urlencode(sorted(question.parameters()))}".rstrip("?"),
        naming.question_address(question, page, form),
        absolute(question.url(reverse("browse"))),
        list(_items(_records(wanted, (page - 1) * PAGE_SIZE, PAGE_SIZE), found)),
        form,
        title=_title(found),
        subtitle=_("New, changed and withdrawn practices, the newest change first."),
        links=[
            Link(rel, naming.question_address(question, number, form), form.content_type)
            for rel, number in others.items()
            if 1 <= number <= last
        ],
    )


def _lasting(found: Browse) -> Criteria:
    """Return the question as it is for ever: also with practices that were withdrawn and of which it tells."""
    return replace(found.criteria.with_sort(""), ids=found.canonical.ids)


@dataclass(frozen=True)
class News:
    """What happened to the practices of a question since somebody was told last."""

    new: list[Item]
    changed: list[Item]
    gone: list[Item | Deleted]
    more: int  # how many of which nothing is said

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def meant(found: Browse, here: BitMap, gone: BitMap) -> BitMap:
    """Return of which practices a question tells, of some that are published and some that are not any more."""
    return here & found.results.found | _gone(found, gone)


def news(found: Browse, wanted: BitMap, since: datetime, most: int) -> News:
    """Return what the feed of a question tells of some practices, the newest change first; of `most` at the most.

    New is what was published after a moment, which is that of a record: in whole seconds.
    """
    items = list(_items(_records(wanted, 0, most), found))
    there = [item for item in items if isinstance(item, Item) and not _is_gone(item)]
    return News(
        [item for item in there if item.published.replace(microsecond=0) > since],
        [item for item in there if item.published.replace(microsecond=0) <= since],
        [item for item in items if _is_gone(item)],
        max(0, len(wanted) - most),
    )


def _is_gone(item: Item | Deleted) -> bool:
    state = naming.identifier("state")
    return isinstance(item, Deleted) or any(category.scheme == state for category in item.categories)


def widening(found: Browse) -> list[tuple[Facet, str]]:
    """Return the unknown values without which a question lets in what nobody has asked for: what was to be left out, or
    the only value of a facet.
    """
    return [
        (facet, value)
        for facet, value in found.unknown
        if value.startswith(NOT) or not told_apart(found.criteria.values(facet))[0]
    ]


def _title(found: Browse) -> str:
    """Return what the feed is called in a list of feeds: the catalogue's name, and the question."""
    asked = [quoted(found.criteria.q)] if found.criteria.q else []
    asked += filter(None, [wording.of_ids(found.criteria)])
    for facet in {chip.facet.name: chip.facet for chip in found.chips}.values():
        labels = ", ".join(chip.label for chip in found.chips if chip.facet is facet)
        asked.append(_("%(facet)s: %(values)s") % {"facet": facet.label, "values": labels})
    return " · ".join([catalogue_name(), *asked])


# Which practices ------------------------------------------------------------------------------


def _last_gone(found: Browse) -> BitMap:
    gone = Record.objects.filter(is_gone=True)
    if found.canonical.names_practices:
        gone = gone.filter(pk__in=found.canonical.ids)
    return BitMap(gone.order_by("-number").values_list("pk", flat=True)[:_MOST_GONE])


def _gone(found: Browse, last: BitMap) -> BitMap:
    """Return those of some withdrawn practices that have the chosen values, and the words in their titles.

    Not elsewhere: whoever tries words must not find out what stood in a text that is no longer public.
    """
    for among in (found.within, BitMap(found.canonical.ids) if found.canonical.names_practices else None):
        last = last if among is None else last & among
    if not last or not (found.criteria.q or found.criteria.selections):
        return last
    practices = Practice.objects.filter(pk__in=last, state__in=states.GONE)
    chosen = BitMap(
        PracticeFilter(dict(found.criteria.selections), practices, found.vocabularies).qs.values_list("pk", flat=True)
    )
    if not chosen or not found.results.clauses:
        return chosen
    titled = Practice.objects.filter(pk__in=chosen).order_by().values("pk", *_TITLES)
    return BitMap(row["pk"] for row in titled if _is_meant(row, found.results))


def _is_meant(titles: Mapping[str, Any], results: Results) -> bool:
    """Whether a title has the same words, synonyms and corrections as what was found, and as many of them."""
    text = TextOfPractice({name: titles[name] for name in _TITLES if titles[name]})
    met = [clause for clause in results.clauses if any(text.has(part) for part in clause.all_parts)]
    return len(met) >= results.least and not any(clause.is_excluded for clause in met)


def _records(wanted: BitMap, offset: int, most: int) -> list[Record]:
    """Return some of the records of these practices, the newest first."""
    newest = Record.objects.order_by("-number")
    ids = (pk for pk in newest.values_list("pk", flat=True).iterator() if pk in wanted)
    return list(newest.filter(pk__in=list(islice(ids, offset, offset + most))))


# What is said of each -------------------------------------------------------------------------


def _items(rows: list[Record], found: Browse) -> Iterator[Item | Deleted]:
    here = [record.pk for record in rows if not record.is_gone]
    there = [record.pk for record in rows if record.is_gone]
    published = {one.pk: one for one in Practice.objects.published().with_page_relations().in_order(here)}
    others = {one.pk: one for one in Practice.objects.select_related("replaced_by").in_order(there)}
    values = found.snapshot.values_of(list(published))
    for record in rows:
        other = others.get(record.pk)
        if record.pk in published:
            yield _item(published[record.pk], record, values[record.pk], found.vocabularies)
        elif other is not None and other.state in states.GONE:
            yield _gone_item(other, record)
        elif record.is_gone and (other is None or not other.is_published):
            yield Deleted(naming.of_practice(record.pk), record.updated_at)
        # Else it was withdrawn, or published, this very moment: the next answer tells of it.


def _item(practice: Practice, record: Record, values: Values, vocabularies: Vocabularies) -> Item:
    described = entry(practice, values, vocabularies)
    return Item(
        id=naming.of_practice(practice.pk),
        title=described.title,
        published=practice.published_at,  # type: ignore[arg-type] # what is published has it
        updated=record.updated_at,
        language=described.language,
        summary=described.summary,
        summary_language=described.summary_language,
        links=[
            Link("alternate", described.page, "text/html"),
            Link("alternate", absolute(reverse("practice-json", args=[practice.pk])), "application/json"),
            Link("version-history", naming.changes_address(practice.pk), ATOM.content_type),
        ],
        categories=[
            Category(naming.scheme(facet), value, facet.label_of(value, vocabularies))
            for facet in _CATEGORIES
            for value in values[facet.name]
        ],
    )


def _gone_item(practice: Practice, record: Record) -> Item:
    return Item(
        id=naming.of_practice(practice.pk),
        published=practice.published_at,  # type: ignore[arg-type] # what was published has it
        updated=record.updated_at,
        language=get_language() or "en",
        categories=[Category(naming.identifier("state"), practice.state, practice.get_state_display())],
        **deleted.told(practice, practice.state, practice.withdrawn_at, practice.withdrawal_reason),
    )
