"""Source documents, and where in them a practice was reported."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import locators, texts
from .authors import Author, all_of, marked
from .change import Logged
from .former_name import LinkedQuerySet
from .identifiers import DOIField, ISBNField, ISSNField, validate_language, validate_year
from .link import LONGEST_ADDRESS
from .ordered import ORDER, place
from .organisation import Organisation
from .replaceable import Replaceable
from .vocabulary import SLUG_HELP


class Source(Replaceable):
    """A document that reports practices."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Report")
        PRESENTATION = "presentation", _("Presentation")
        ISSUES_PAPER = "issues-paper", _("Issues paper")
        BACKGROUND_DOCUMENT = "background-document", _("Background document")
        DISCUSSION_NOTE = "discussion-note", _("Discussion note")
        EVALUATION = "evaluation", _("Evaluation")
        ARTICLE = "article", _("Article")
        LAW = "law", _("Law")
        TREATY = "treaty", _("Treaty")
        TOOLKIT = "toolkit", _("Toolkit")
        DATASET = "dataset", _("Dataset")
        WEB_PAGE = "web-page", _("Web page")

    slug = texts.SlugField(_("link name"), max_length=80, unique=True, help_text=SLUG_HELP)
    title = texts.LineField(_("title"), max_length=300)
    short_citation = texts.LineField(
        _("short form"), max_length=80, help_text=_("As it stands on a card, for example ‘IOM, IDM No. 12 (2010)’.")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    authors = texts.TextField(
        _("authors"),
        max_length=500,
        help_text=_(
            "One per line: people as ‘Family name, Given name’, institutions in braces, as {Ministry of Labour, "
            "Republic of Korea}. A line without a comma is taken for an institution."
        ),
    )
    publisher = texts.LineField(_("publisher"), max_length=200, blank=True)
    place = texts.LineField(_("place"), max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=[validate_year])
    date = models.DateField(_("exact date"), null=True, blank=True, validators=[validate_year])
    series = texts.LineField(_("series"), max_length=200, blank=True)
    number = texts.LineField(_("number in the series"), max_length=40, blank=True)
    issn = ISSNField(_("ISSN"), max_length=9, blank=True)
    isbn = ISBNField(_("ISBN"), max_length=17, blank=True)
    doi = DOIField(
        _("DOI"), max_length=120, blank=True, help_text=_("For example 10.18356/1a2b3c4d; its address is read, too.")
    )
    document_symbol = texts.LineField(_("document symbol"), max_length=60, blank=True)
    language = texts.LineField(
        _("language"),
        max_length=8,
        default="en",
        validators=[validate_language],
        help_text=_("Its code in ISO 639: en, fr, es, ar …"),
    )
    url = texts.URLField(
        _("link"), max_length=LONGEST_ADDRESS, blank=True, help_text=_("The document itself, where it is on the web.")
    )
    archived_url = texts.URLField(
        _("archived copy"),
        max_length=LONGEST_ADDRESS,
        blank=True,
        help_text=_("A copy that an archive keeps, if the licence allows one. Open it before you save."),
    )
    where_to_find = texts.TextField(
        _("where to find it"),
        max_length=600,
        blank=True,
        help_text=_(
            "In words: who keeps it, under which number to ask for it. Only what the document or its record says."
        ),
    )
    licence = texts.LineField(
        _("licence"),
        max_length=200,
        blank=True,
        help_text=_("As the document says it, for example ‘CC BY-NC-ND 3.0 IGO’."),
    )

    NAMES = ("short_citation", "title")
    TEXTS: ClassVar[tuple[str, ...]] = ("authors", "publisher", "place", "where_to_find")
    # Named once more for the type checker, which does not know the manager that translation puts here.
    objects: ClassVar[Any] = LinkedQuerySet.as_manager()  # type: ignore[misc]

    PRACTICE_PATHS = ("citations__practice",)
    VALUE = "slug"
    INDEXED = ("slug", "merged_into")

    class Meta(Replaceable.Meta):
        ordering = ["slug"]
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")

    def __str__(self) -> str:
        return self.short_citation

    def clean(self) -> None:
        """Mark the institutions among the authors, in each language; take the year from the day."""
        super().clean()
        self.year = self.date.year if self.date else self.year
        for name in (f"authors_{code}" for code, _language in settings.LANGUAGES):
            if written := getattr(self, name):
                setattr(self, name, marked(written, _known() if "," in written else ()))

    @property
    def author_list(self) -> list[Author]:
        """The authors, people told from institutions."""
        return all_of(self.authors)

    @property
    def author_names(self) -> list[str]:
        """The authors as references name them, one string each."""
        return [str(author) for author in self.author_list]

    @property
    def issued(self) -> datetime.date | int | None:
        """The day on which it was issued, or the year, where that is known."""
        return self.date or self.year

    @property
    def issued_year(self) -> int | None:
        """The year in which it was issued, if known: that of its day where nobody wrote it apart."""
        return self.year or (self.date.year if self.date else None)

    @property
    def links(self) -> list[str]:
        """The addresses at which the document itself is said to be."""
        return [url for url in (self.url, self.archived_url) if url]

    @property
    def doi_url(self) -> str:
        """Where its DOI leads, if it has one."""
        return f"https://doi.org/{quote(self.doi)}" if self.doi else ""


def _known() -> set[str]:
    """Return the names of organisations in all languages, in lower case."""
    names = (f"name_{code}" for code, _language in settings.LANGUAGES)
    rows = Organisation.objects.values_list(*names)
    return {name.lower() for row in rows for name in row if name}


class LeadingNumber(models.Func):
    """The number that a text begins with, or 0. In an index, so without parameters of its own."""

    template = "CAST(%(expressions)s AS INTEGER)"  # SQLite stops at the first other sign
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "COALESCE(CAST(SUBSTRING(%(expressions)s FROM '^[0-9]+') AS NUMERIC), 0)"
        return self.as_sql(compiler, connection, template=template, **context)


class IsEmpty(models.Func):
    """Whether a text is empty, in an index as well."""

    template = "(%(expressions)s = '')"
    output_field = models.BooleanField()


# The order in which one reads passages: by pages; those that name none by paragraphs; the rest by section.
READING_ORDER = (
    IsEmpty("pages"),
    LeadingNumber("pages"),
    IsEmpty("paragraphs"),
    LeadingNumber("paragraphs"),
    models.F("section"),
)


class Citation(Logged):
    """Where a source document reports the practice: its section, and page or paragraph."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="citations")
    place = place()
    source = models.ForeignKey(
        Source, verbose_name=_("source document"), on_delete=models.PROTECT, related_name="citations"
    )
    section = texts.LineField(_("section"), max_length=200, blank=True, help_text=_("The heading it stands under."))
    pages = locators.PagesField(_("pages"), max_length=40, blank=True)
    paragraphs = locators.ParagraphsField(_("paragraphs"), max_length=40, blank=True)
    note = texts.LineField(_("note"), max_length=300, blank=True, help_text=_("What this passage supports."))

    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    class Meta:
        ordering = ORDER
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        # A page of a long document is found by walking along it.
        indexes = [models.Index("source", *READING_ORDER, name="citation_reading_order")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(section="", pages="", paragraphs=""),
                name="citation_names_a_place",
                violation_error_message=_("Name the section, the pages or the paragraphs."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.locator}" if self.locator else str(self.document)

    def clean(self) -> None:
        super().clean()
        if not (self.section or self.pages or self.paragraphs):
            raise ValidationError(_("Name the section, the pages or the paragraphs."))

    @property
    def document(self) -> Source:
        """The source that counts: the one that is cited, or what that was replaced by."""
        return self.source.meaning

    @property
    def locator(self) -> str:
        """The page or paragraph as a reader expects it: 'pp. 33–34', 'p. 47 onwards', 'para. 12'."""
        return locators.told(self.pages, self.paragraphs)
