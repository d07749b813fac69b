"""A practice: what somebody tried, or what a document recommends trying."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from . import rules, states, texts, translations
from .change import Logged
from .ordered import ORDER
from .organisation import Organisation
from .participation import Participation
from .querysets import PracticeQuerySet
from .translations import Translated
from .vocabulary import (
    Country,
    MigrationPhase,
    MobilityType,
    PolicyArea,
    Region,
    SkillLevel,
    StakeholderType,
    Term,
)

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .comment import Comment
    from .organisation import Involvement
    from .rows import Figure, Requirement
    from .source import Citation, Source


class Where(NamedTuple):
    """The places of a practice: countries of origin and of destination, and all names, for a card.

    Where no country is named, the organisations that lead it stand in for them.
    """

    origins: list[str]
    destinations: list[str]
    names: list[str]
    organisations: list[Organisation]


MOST_FEATURED = 6  # on the first page
LARGEST_ID = 2**32 - 1  # what the bitmaps of search can hold
FIRST_YEAR, LAST_YEAR = 1800, 2200
_YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


def _terms(vocabulary: type[Term], name: Any, help_text: Any = "") -> Any:
    """A relation to the terms of a vocabulary that a curator ticks."""
    return models.ManyToManyField(
        vocabulary, verbose_name=name, related_name="practices", blank=True, help_text=help_text
    )


def _curator(name: Any) -> Any:
    """A relation to somebody with an account, which may be closed."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=name, null=True, related_name="+", editable=False
    )


class Practice(Translated, Logged):
    """One entry of the catalogue. Its id is public, stands in its address, and is never used again.

    SECTIONS are the sections of its text in their order, TEXTS all of it that is translated. Whatever reads, writes,
    shows, checks or finds them loops over these.
    """

    State = states.State

    class EvidenceBasis(models.TextChoices):
        NAMED_PRACTICE = "named-practice", _("Named practice")
        APPROACH = "approach", _("Approach")

    class Instrument(models.TextChoices):
        INSTITUTION = "institution", _("Institution")
        LAW_OR_REGULATION = "law-or-regulation", _("Law or regulation")
        AGREEMENT = "agreement", _("Agreement")
        PROGRAMME = "programme", _("Programme")
        SERVICE_OR_TOOL = "service-or-tool", _("Service or tool")
        CODE_OR_STANDARD = "code-or-standard", _("Code or standard")
        DIALOGUE_OR_NETWORK = "dialogue-or-network", _("Dialogue or network")
        RESEARCH_OR_DATA = "research-or-data", _("Research or data")
        UNKNOWN = "unknown", _("No instrument reported")

    class Level(models.TextChoices):
        NATIONAL = "national", _("National")
        BILATERAL = "bilateral", _("Bilateral")
        REGIONAL = "regional", _("Regional")
        GLOBAL = "global", _("Global")

    class Status(models.TextChoices):
        IN_FORCE = "in-force", _("In force")
        PROPOSED = "proposed", _("Proposed")
        ENDED = "ended", _("Ended")
        UNKNOWN = "unknown", _("Unknown")

    # A draft needs only a title. What it needs besides to be published, `editorial/completeness.py` says.
    # What the help texts of title, summary and sections advise, the public form says as well.
    title = texts.LineField(_("title"), max_length=120, help_text=_("Says who did what. A name alone is not enough."))
    slug = texts.SlugField(
        _("link name"),
        max_length=80,
        help_text=_("Part of its links. Left empty, it is made of the title. Once changed, old links go on working."),
    )
    summary = texts.LineField(
        _("summary"),
        max_length=400,
        blank=True,
        help_text=_(
            "What was done, by whom, since when: one to three plain sentences that stand on their own on a card."
        ),
    )
    problem = texts.MarkdownField(
        _("the problem it answers"),
        max_length=20000,
        blank=True,
        help_text=_("The difficulty that it answers, in one short paragraph: shorter than what was done."),
    )
    done = texts.MarkdownField(
        _("what was done"),
        max_length=20000,
        blank=True,
        help_text=_(
            "Begin with who does what, and since when; then how it works. Tell an aim as an aim, and advice as advice."
        ),
    )
    results = texts.MarkdownField(
        _("results"),
        max_length=20000,
        blank=True,
        help_text=_("Only what a document reports as the effect of this practice. Empty if there is nothing."),
    )
    lessons = texts.MarkdownField(
        _("what others can take from it"),
        max_length=20000,
        blank=True,
        help_text=_(
            "What it takes, and its limits, each with who says so. Last, in one line, what the source leaves open."
        ),
    )

    evidence_basis = models.CharField(
        _("kind of entry"),
        max_length=20,
        choices=EvidenceBasis.choices,
        blank=True,
        help_text=_("A named practice is reported of somebody. An approach is recommended without naming who does it."),
    )
    instrument = models.CharField(_("instrument"), max_length=30, choices=Instrument.choices, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, blank=True)
    status = models.CharField(_("status as reported"), max_length=10, choices=Status.choices, default=Status.UNKNOWN)
    start_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True, validators=_YEARS)
    end_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True, validators=_YEARS)

    policy_areas = _terms(PolicyArea, _("policy areas"))
    migration_phases = _terms(MigrationPhase, _("migration phases"))
    stakeholder_types = _terms(StakeholderType, _("stakeholder types"))
    skill_levels = _terms(SkillLevel, _("skill levels"))
    mobility_types = _terms(MobilityType, _("kinds of mobility"))
    regions = _terms(
        Region, _("regions"), _("Only where no single country is meant. A country's own region is known already.")
    )
    countries = models.ManyToManyField(
        Country, through="Participation", verbose_name=_("countries"), related_name="practices"
    )
    organisations = models.ManyToManyField(
        Organisation, through="Involvement", verbose_name=_("organisations"), related_name="practices"
    )

    reported_on = models.DateField(
        _("as reported on"),
        null=True,
        blank=True,
        help_text=_(
            "When it was told: of what an event reports, the date of the event. The document has its own date."
        ),
    )
    verified_on = models.DateField(_("checked on"), null=True, blank=True)
    verified_by = texts.LineField(_("checked by"), max_length=200, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    credit = texts.LineField(
        _("proposed or corrected by"),
        max_length=200,
        blank=True,
        help_text=_("Readers see it. Only if the person wishes it."),
    )

    # Set by `editorial/translations.py` as well.
    confirmed_by_fr, confirmed_on_fr, outdated_fr = translations.columns("fr")
    confirmed_by_es, confirmed_on_es, outdated_es = translations.columns("es")

    # What follows is no field of a form: moves, revisions and history set it.
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    author = _curator(_("entered by"))
    # Who last changed its content: they read it no more with fresh eyes than its author does.
    written_by = _curator(_("last written by"))
    reviewer = _curator(_("reviewer"))
    review_by = models.DateField(_("to be reviewed by"), null=True, editable=False)
    # Who approved the content as it stands: a change of it takes the approval back.
    approved_by = _curator(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    # A working copy of what is published: merged into it on publication, and never public itself.
    revises = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="working_copy", editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = texts.LineField(_("reason for withdrawal"), max_length=400, blank=True, editable=False)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", editable=False
    )
    # The citation that cards show. It also lets the database itself hold that
    # what is published has a citation: a check can't look into another table.
    # DO_NOTHING: `settle_main_citation` moves it first, and the database refuses what would dangle.
    main_citation = models.OneToOneField(
        "practices.Citation", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", editable=False
    )
    # Its place among the few that publishers have chosen for the first page. Empty for most.
    featured = models.PositiveSmallIntegerField(_("place on the first page"), null=True, editable=False)
    # The number that the files of the first content know it by, where something else had that number here.
    loaded_as = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    # What curators find it by in their list.
    words = texts.WordsField(of=["slug", "title_en", "title_fr", "title_es", "summary_en"])
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    SECTIONS: ClassVar[tuple[str, ...]] = ("problem", "done", "results", "lessons")
    TEXTS: ClassVar[tuple[str, ...]] = ("title", "summary", *SECTIONS)

    objects: ClassVar[Any] = PracticeQuerySet.as_manager()  # type: ignore[misc]

    PRACTICE_PATHS = ("pk",)

    if TYPE_CHECKING:
        participations: RelatedManager[Participation]
        involvements: RelatedManager[Involvement]
        citations: RelatedManager[Citation]
        figures: RelatedManager[Figure]
        requirements: RelatedManager[Requirement]
        comments: RelatedManager[Comment]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        indexes = [
            models.Index(fields=["state"], name="practice_state"),
            models.Index(fields=["updated_at"], name="practice_updated"),
        ]
        permissions = [
            ("review_practice", _("Can review drafts")),
            ("publish_practice", _("Can publish and withdraw practices")),
            ("publish_alone", _("Can publish what nobody else has approved")),
        ]
        constraints = rules.OF_PRACTICE

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("practice", args=[self.pk, self.slug])

    @property
    def document_year(self) -> int | None:
        """The year of the document that reports it, where that is another than the year of which it tells."""
        year = self.main_citation.document.issued_year if self.main_citation else None
        return None if self.reported_on and year == self.reported_on.year else year

    def heading(self, section: str) -> str:
        """The heading of one section on its page: an approach is described, nobody is reported to have done it."""
        if section == "done" and self.evidence_basis == self.EvidenceBasis.APPROACH:
            return str(_("What it consists of"))
        return self.heading_of(section)

    @classmethod
    def heading_of(cls, section: str) -> str:
        """The heading of one section, in the reader's language."""
        name = str(cls._meta.get_field(section).verbose_name)  # type: ignore[union-attr]
        return name[:1].upper() + name[1:]

    @property
    def permanent_path(self) -> str:
        """The shortest address, the same in every language, which leads to the page for ever."""
        with override("en"):
            return self.readers_path

    @property
    def readers_path(self) -> str:
        """The shortest address in the reader's language, for paper and for cameras. It leads to the page for ever."""
        return reverse("practice-by-id", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.start_year and self.end_year and self.start_year > self.end_year:
            raise ValidationError({"end_year": _("The last year must not come before the first.")})
        others = Practice.objects.filter(slug=self.slug, revises=None).exclude(pk__in=[self.pk, self.revises_id])
        if self.slug and others.exists():
            raise ValidationError({"slug": _("Another practice has this link name already.")})

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def leads_to(self) -> Practice:
        """What its address leads to: itself, or what it was merged into, over however many steps."""
        return next((one for one in self._replacements() if one.state != self.State.MERGED), self)

    @property
    def successor(self) -> Practice | None:
        """The published practice that has replaced it, over however many steps, or None."""
        return next((one for one in self._replacements() if one.is_published and one.pk != self.pk), None)

    def _replacements(self) -> Iterator[Practice]:
        """Itself, what replaced it, what replaced that, and so on."""
        seen: set[int] = set()
        one: Practice | None = self
        while one is not None and one.pk not in seen:
            seen.add(one.pk)
            yield one
            one = one.replaced_by

    @property
    def where(self) -> Where:
        """The places that a card shows. Uses the rows that `with_card_relations` has fetched."""
        rows = list(self.participations.all())

        def with_role(role: str) -> list[str]:
            return list(dict.fromkeys(row.country.meaning.name for row in rows if row.role == role))

        names = list(dict.fromkeys(row.country.meaning.name for row in rows))
        leading = [] if names else [row.doer for row in self.taking_part if row.part == row.Part.LEAD]
        return Where(
            with_role(Participation.Role.ORIGIN),
            with_role(Participation.Role.DESTINATION),
            names or [one.acronym or one.name for one in leading],
            leading,
        )

    @property
    def taking_part(self) -> list[Involvement]:
        """The organisations with their parts, each once: two of which one has replaced the other are one."""
        found: dict[tuple[int, str], Involvement] = {}
        for row in self.involvements.all():
            found.setdefault((row.doer.pk, row.part), row)
        return list(found.values())

    @property
    def sources(self) -> list[Source]:
        """The documents that its citations name, each once."""
        return list(dict.fromkeys(citation.document for citation in self.citations.all()))

    @property
    def reported_in(self) -> list[tuple[Source, list[Citation]]]:
        """Each of these documents with the passages in it."""
        return [(one, [cited for cited in self.citations.all() if cited.document == one]) for one in self.sources]

    def settle_main_citation(self, leaving_out: Any = ()) -> None:
        """Make the first citation, other than those in `leaving_out`, the one that cards show. Saves only a change."""
        first = self.citations.order_by(*ORDER).exclude(pk__in=list(leaving_out)).first()
        if self.main_citation_id == (first.pk if first else None):
            return
        self.main_citation = first
        self.save(update_fields=["main_citation"])
