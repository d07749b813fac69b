"""Things that the style guide shows: made up, in no database, each in a state that a component can have."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from practices.citing.entry import entry
from practices.discovery import comparison_fields
from practices.discovery.age import Age
from practices.discovery.breadcrumbs import Crumb
from practices.discovery.browse import Message, WayOut
from practices.discovery.cards import Card
from practices.discovery.comparison import Comparison
from practices.discovery.countries import STEPS, Block, Step, Tile
from practices.discovery.criteria import Criteria
from practices.discovery.named import Named
from practices.discovery.needs import Needs
from practices.discovery.panels import Chip, Panel
from practices.discovery.tallies import Tally
from practices.discovery.terms import Term, track
from practices.discovery.years import Lasting, Row
from practices.dumps.files import Offline
from practices.models import (
    Citation,
    Country,
    Figure,
    Involvement,
    Organisation,
    Participation,
    Practice,
    Requirement,
    Source,
)
from practices.models.translations import Translation
from practices.search import Snapshot, parse
from practices.search.highlights import Highlights
from practices.taxonomy.facets import BY_NAME, SEARCHED, Facet, Values

_KINDS = Practice.EvidenceBasis


class Samples:
    """One of everything. Terms are those of the catalogue, so that hues and shapes are true."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.vocabularies = snapshot.vocabularies
        self.names = snapshot.names
        self.named = self._practice(
            1, "Kenya accredits employment agencies", _KINDS.NAMED_PRACTICE, results="Fewer fees."
        )
        self.approach = self._practice(2, "Model contracts for jobs abroad", _KINDS.APPROACH)
        self.approach._prefetched_objects_cache["participations"] = []  # type: ignore[attr-defined]
        self.approach.reported_on = None
        self.withdrawn = self._practice(3, "A practice that was withdrawn", _KINDS.NAMED_PRACTICE)
        self.withdrawn.state = Practice.State.WITHDRAWN
        self.withdrawn.withdrawn_at = datetime(2026, 5, 4, tzinfo=UTC)
        self.withdrawn.withdrawal_reason = "Its source was withdrawn."
        self.withdrawn.replaced_by = self.named
        self.offline = Offline(size=2_400_000, made=datetime(2026, 5, 4, tzinfo=UTC))

    def _practice(self, number: int, title: str, kind: str, results: str = "") -> Practice:
        source = Source(
            pk=1, slug="report", title="A report", short_citation="IOM (2010)", authors="A. Author", year=2010
        )
        made = Practice(
            pk=number,
            slug=f"sample-{number}",
            title_en=title,
            summary_en="A sample, so that the style guide can show it: two sentences at most. This is the second one.",
            done_en="Agencies must hold a licence. Whoever takes fees from workers loses it, and the ministry says so.",
            results_en=results,
            evidence_basis=kind,
            instrument=Practice.Instrument.LAW_OR_REGULATION,
            level=Practice.Level.NATIONAL,
            status=Practice.Status.IN_FORCE,
            state=Practice.State.PUBLISHED,
            reported_on=date(2007, 10, 8),
            review_due=date(2027, 3, 1),
            published_at=datetime(2026, 1, 1, tzinfo=UTC),
            updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        citation = Citation(pk=number, practice=made, source=source, section="Recruitment", pages="33-34")
        made.main_citation = citation
        kenya = Country(pk=1, code="KE", name_en="Kenya")
        ministry = Organisation(pk=1, slug="ministry", name_en="Ministry of Labour", acronym_en="MoL")
        rows = {
            "participations": [Participation(practice=made, country=kenya, role="origin")],
            "involvements": [Involvement(practice=made, organisation=ministry, part="lead")],
            "citations": [citation],
            "figures": [
                Figure(practice=made, value=Decimal(300_000), label_en="workers in its register", citation=citation)
            ],
            "requirements": [
                Requirement(practice=made, kind="legal-basis", text_en="A law on employment agencies."),
                Requirement(practice=made, kind="budget", text_en="Money for inspectors."),
            ],
        }
        made._prefetched_objects_cache = rows  # type: ignore[attr-defined]
        return made

    def values_of(self, practice: Practice) -> Values:
        """Terms of the catalogue: one area of each of two groups, three phases."""

        def some(name: str, places: list[int]) -> list[str]:
            found = [choice.value for choice in BY_NAME[name].choices(self.vocabularies)]
            return [found[place] for place in places if place < len(found)]

        values: Values = {facet.name: [] for facet in SEARCHED}
        return values | {
            "policy_area": some("policy_area", [0, 5 + practice.pk]),
            "migration_phase": some("migration_phase", [0, 2, 5]),
            "country": ["KE"],
        }

    def _card(self, practice: Practice, words: str = "") -> Card:
        values = self.values_of(practice)
        return Card(practice, values, self.vocabularies, Highlights(practice, values, parse(words), self.names), {})

    @property
    def cards(self) -> list[Card]:
        """Named with results, an approach without date and country, one with the words of a question marked."""
        return [self._card(self.named), self._card(self.approach), self._card(self.named, "licence agencies nowhere")]

    @property
    def detail(self) -> Any:
        """What the page of a practice shows besides its text."""
        values = self.values_of(self.named)
        rows = self.named.requirements.all()
        return SimpleNamespace(
            needs=Needs.of(rows, ["legal-basis"]),
            there=["legal-basis"],
            needing_no_more=Criteria().with_values(BY_NAME["have"], ["legal-basis"]),
            track=track(values, self.vocabularies),
            entry=entry(self.named, values, self.vocabularies),
        )

    @property
    def comparison(self) -> Comparison:
        """Three side by side: something in common, nothing in common, silence."""
        some = (self.named, self.approach, self.withdrawn)
        values = {one.pk: self.values_of(one) for one in some}
        return Comparison(some, tuple(comparison_fields.rows(some, values, self.vocabularies)))

    @property
    def silent(self) -> Any:
        """The same of a practice that does not say what it needs."""
        return SimpleNamespace(needs=Needs.of([]), there=[])

    @property
    def age(self) -> Age:
        """A practice with a mark of each kind but its end."""
        aged = copy.copy(self.named)
        aged.start_year, aged.verified_on, aged.verified_by = 2001, date(2025, 2, 1), "ILO"
        return Age(aged)

    @property
    def partly_translated(self) -> SimpleNamespace:
        return SimpleNamespace(is_partly_translated=True)

    @property
    def translations(self) -> list[Translation]:
        """One that nobody has confirmed, one of old that somebody has."""
        return [Translation("fr", "", None, False), Translation("fr", "Awa Diop", date(2026, 3, 4), True)]

    @property
    def document(self) -> Source:
        """A document that can be found in each way."""
        words = "Ask the library of the ministry for it."
        return Source(url="https://example.org/", doi="10.18356/1a2b3c4d", where_to_find_en=words)

    @property
    def subject(self) -> Any:
        """What an organisation, a document or a theme says of its practices at its top."""
        countries = ["Egypt", "Kenya", "Mali", "Morocco", "Spain"]
        return SimpleNamespace(tally=Tally(3, 2), with_results=1, countries=countries)

    @property
    def years(self) -> list[Row]:
        """Years with many, few and no practices."""
        return [Row(str(year), count, 0, str(year)) for year, count in enumerate((1, 0, 3, 12, 0, 1, 2), 2001)]

    @property
    def lasting(self) -> list[Lasting]:
        """One that ended, one that goes on."""
        return [Lasting(self.named, 0, 40, False), Lasting(self.named, 30, 100, True)]

    @property
    def page(self) -> Page:
        """The fourth page of a long list."""
        return Paginator(range(400), 20).page(4)

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to a page."""
        return [Crumb("Home", "#said"), Crumb("Sources", "#said")]

    @property
    def panel(self) -> Panel:
        """A facet with a value chosen, one left out, one at zero, and some folded away."""
        facet = BY_NAME["instrument"]
        first, second, third, *others = [choice.value for choice in facet.choices(self.vocabularies)]
        counts = {first: 12, second: 8, third: 4} | dict.fromkeys(others[1:], 1)
        asked = Criteria().toggled(facet, first).excluding(facet, second).toggled(facet, others[0])
        return Panel(Facet(facet.name, facet.label, facet.field, shown=4), asked, counts, self.vocabularies)

    @property
    def found(self) -> Any:
        """A result: chips, pages, ways out of nothing."""
        asked = Criteria(q="fees", page=2)
        facets = BY_NAME["country"], BY_NAME["country"], BY_NAME["have"]
        labels = (("Kenya", False), ("not Ghana", True), ("Budget", False))
        chips = [Chip(facet, *label, asked, asked) for facet, label in zip(facets, labels, strict=True)]
        ways = [WayOut(["Kenya"], asked, "fees", 3), WayOut(["“fees”"], asked, "Kenya", 0)]
        return SimpleNamespace(criteria=asked, chips=chips, ways_out=ways, page_count=9, total=170)

    @property
    def pages(self) -> list[Named]:
        """What a text names: a country with practices, one without."""
        country = BY_NAME["country"]
        pairs = (("KE", "Kenya", 7), ("BD", "Bangladesh", 0))
        return [Named(Term(code, name, country, page="country"), count, (name,)) for code, name, count in pairs]

    @property
    def messages(self) -> list[Message]:
        """One that only tells, one that leads on."""
        said = "Nothing for “feess”. Showing results for “fees”."
        return [
            Message("14 practices do not say what they need."),
            Message(said, "Search for “feess”", Criteria(q="feess")),
        ]

    @property
    def stops(self) -> list[tuple[str, int]]:
        """Phases with many, some, one and no practices."""
        labels = [choice.label for choice in BY_NAME["migration_phase"].choices(self.vocabularies)]
        return list(zip(labels, (28, 15, 9, 5, 3, 2, 1, 0), strict=False))

    @property
    def atlas(self) -> Any:
        """A block with a tile of each step."""
        tiles = [Tile(code, code, step * 3, step, Criteria()) for step, code in enumerate(("TD", "EG", "KE", "MA"))]
        steps = [Step(step, 3 * step - 2, 3 * step) for step in range(1, STEPS + 1)]
        return SimpleNamespace(blocks=[Block("africa", "Africa", tiles)], steps=steps, is_whole=False)


class Form(forms.Form):
    """Each kind of field, with what it says when it is wrong."""

    title = forms.CharField(label="A line", help_text="What it is for.")
    story = forms.CharField(label="A text", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kind = forms.ChoiceField(label="One of several", choices=[("", "—"), ("law", "A law")])
    year = forms.IntegerField(label="A year", min_value=1900)
    agreed = forms.BooleanField(label="A box to tick")


def form() -> Form:
    """Return the form as it comes back: some of it missing."""
    return Form({"story": "Something was written here.", "year": "12"}, label_suffix="")
