"""A briefing as a document: headings, tables and lists for a word processor, in the order of its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.citing.entry import catalogue_name, licence
from practices.models import Practice
from practices.papers.blocks import (
    Block,
    Bullets,
    Checklist,
    Contents,
    Facts,
    Heading,
    Line,
    Paper,
    Paragraph,
    Prose,
    Run,
    Table,
)
from practices.text.plain import listed
from practices.text.signs import colon

from .shown import Reading, Shown

_FEWEST_FOR_CONTENTS = 5  # practices


def paper(reading: Reading) -> Paper:
    """Return what the document says, in the language of the briefing."""
    one = reading.briefing
    with override(one.language):
        return Paper(
            title=one.title,
            language=one.language,
            blocks=list(_blocks(reading)),
            day=timezone.localdate(one.made_at),
            subtitle=one.purpose,
            description=_("Made with %(catalogue)s") % {"catalogue": catalogue_name()},
            footer=catalogue_name(),
            is_tight=True,
        )


def _blocks(reading: Reading) -> Iterator[Block]:
    day = date_format(timezone.localdate(reading.briefing.made_at))
    yield Facts([(_("Date"), day), (_("Age of the content"), reading.age)])
    yield from _news(reading)
    if reading.briefing.note:
        yield Heading(_("Note of the author of this briefing"))
        yield from (Paragraph(text) for text in reading.briefing.note.split("\n") if text.strip())
    if len(reading.practices) >= _FEWEST_FOR_CONTENTS:
        yield Contents(_("Contents"))
    yield Heading(_("The practices"))
    for shown in reading.practices:
        yield from _practice(shown, reading.lists_sources)
    if reading.key:
        yield Paragraph(reading.key, "note")
    yield from _comparison(reading)
    yield from _gaps(reading)
    yield from _asked(reading)
    yield from _sources(reading)
    if reading.readable:
        yield Heading(_("Cite the entries of this briefing"))
        yield from (Paragraph(shown.kept["cite"], "citation") for shown in reading.readable)
    terms = licence()
    named = Run(terms["name"], address=terms["url"])
    yield Paragraph([_("Licence of the texts of the catalogue:"), " ", named], "note")


def _news(reading: Reading) -> Iterator[Block]:
    """Tell what became of the practices since, in a line each: what changed stands on the page."""
    if reading.news:
        yield Heading(_("What has changed since"))
        yield Bullets([f"{shown.place}. {_become(shown)}" for shown in reading.news])


def _become(shown: Shown) -> str:
    since = shown.since
    if since.kind == since.CHANGED:
        return _("This practice has changed since.")
    if since.kind == since.MERGED:
        return f"{_('This practice was merged into another one since:')} {since.practice}"
    if since.kind == since.WITHDRAWN and since.practice:
        day = date_format(since.withdrawn_on) if since.withdrawn_on else ""
        said = _("This practice was withdrawn on %(date)s.") % {"date": day}
        return f"{said} {since.practice.withdrawal_reason}"
    return _("This practice is no longer in the catalogue.")


def _practice(shown: Shown, with_numbers: bool) -> Iterator[Block]:
    kept = shown.kept
    yield Heading(f"{shown.place}. {kept['title']['text']}", 2, language=kept["title"]["language"])
    if not shown.is_shown:
        yield Paragraph(_("Its text is left out."), "note")
        return
    if shown.summary:
        yield Paragraph(shown.summary["text"], language=shown.summary["language"])
    for section in shown.sections:
        yield Heading(section["heading"], 3)
        if section["text"]:
            yield Prose(section["text"], section["language"])
        else:
            yield Paragraph(_("The source does not say."), "note")
    kind = [_("Approach")] if kept["kind"] == Practice.EvidenceBasis.APPROACH else []
    said = " · ".join([*kind, *kept["facts"], kept["age"], *(_cited(one, with_numbers) for one in kept["cited"])])
    trust: list[str | Run] = [Run(kept["translation"], strong=True), " · "] if kept["translation"] else []
    yield Paragraph([*trust, f"{said} · ", Run(kept["address"], address=kept["address"])], "note")


def _cited(one: dict[str, Any], with_number: bool) -> str:
    number = f" [{one['number']}]" if with_number else ""  # of a list that is there
    return f"{listed(filter(None, [one['short'], one['places']]))}{number}"


def _comparison(reading: Reading) -> Iterator[Block]:
    if not (found := reading.comparison):
        return
    yield Heading(_("Side by side"))
    if found["sentence"]:
        yield Paragraph(found["sentence"])
    if found["rows"]:
        head = [_("Aspect"), *(_titled(shown) for shown in reading.readable)]
        rows = [[_aspect(row), *map(_cell, row["cells"])] for row in found["rows"]]
        yield Table(_("The practices side by side"), head, rows)
    if found["same"]:
        same = [f"{one['label']}{colon()}{one['text']}" for one in found["same"]]
        yield Paragraph([Run(_("The same in all:"), strong=True), f" {listed(same)}"], "note")
    if found["silent"]:
        said = Run(_("In all of them the source is silent on:"), strong=True)
        yield Paragraph([said, f" {', '.join(found['silent'])}"], "note")


def _titled(shown: Shown) -> Line:
    title = shown.kept["title"]
    return [f"{shown.place}. ", Run(title["text"], language=title["language"])]


def _aspect(row: dict[str, str]) -> Line:
    return [row["label"], f"\n({row['verdict']})" if row["verdict"] else ""]


def _cell(cell: dict[str, str]) -> Line:
    return Run(cell["text"], language=cell["language"]) if cell["text"] else _("The source is silent.")


def _gaps(reading: Reading) -> Iterator[Block]:
    if not (found := reading.gaps):
        return
    yield Heading(_("Where the catalogue is thin"))
    yield Paragraph(
        _(
            "Practices in the whole catalogue, by the policy areas of these and by phase of migration. A dash is a gap "
            "in the catalogue, not proof that nobody acts there. One practice may count in several cells."
        )
    )
    side = [Run(one["text"], language=one["language"]) for one in found["rows"]]
    top = [Run(one["text"], language=one["language"]) for one in found["columns"]]
    counts, corner = [row["counts"] for row in found["rows"]], _("Policy areas")
    if len(side) < len(top):  # the fewer columns the better: each has a word as long as 'Pre-departure'
        side, top, corner = top, side, _("Phases")
        counts = [list(column) for column in zip(*counts, strict=True)]
    rows: list[list[Line]] = [
        [one, *(str(count) if count else "–" for count in row)] for one, row in zip(side, counts, strict=True)
    ]
    yield Table(_("Number of practices"), [corner, *top], rows)


def _asked(reading: Reading) -> Iterator[Block]:
    if not reading.asks_what_is_there:
        return
    yield Heading(_("What to ask before taking one up"))
    yield Paragraph(
        _("What these practices need, as their sources tell it. Is it there, or could it be? Tick what is.")
    )
    if asked := list(reading.asked):
        yield Checklist(
            [
                [Run(one.kind, strong=True), colon(), Run(one.text, language=one.language), f" ({one.place})"]
                for one in asked
            ]
        )
    if reading.silent:
        said = _("The sources do not say what these take: %(places)s.") % {"places": listed(map(str, reading.silent))}
        yield Paragraph(said, "note")


def _sources(reading: Reading) -> Iterator[Block]:
    if not reading.lists_sources:
        return
    if reading.notes:
        yield Heading(_("What the sources tell"))
        for one in reading.notes:
            yield Paragraph(
                [Run(one["text"], language=one["language"]), f" ({one['place']}) [{one['number']}]"], "note"
            )
    yield Heading(_("Sources"))
    for source in reading.sources:
        where: list[str | Run] = [" ", Run(source["address"], address=source["address"])] if source["address"] else []
        yield Paragraph([f"[{source['number']}] {source['reference']}", *where], "citation")
