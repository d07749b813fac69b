"""Source documents, and where in them a practice was reported."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import texts
from .change import Logged
from .former_name import Linked, LinkedQuerySet
from .identifiers import ISBNValidator, validate_doi, validate_language
from .vocabulary import SLUG_HELP


class Source(Linked):
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
            "People or institutions, one per line, as ‘Family name, Given name’. An institution with a comma in its "
            "name stands in braces: {Ministry of Labour, Republic of Korea}."
        ),
    )
    publisher = texts.LineField(_("publisher"), max_length=200, blank=True)
    place = texts.LineField(_("place"), max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    date = models.DateField(_("exact date"), null=True, blank=True)
    series = texts.LineField(_("series"), max_length=200, blank=True)
    number = texts.LineField(_("number in the series"), max_length=40, blank=True)
    issn = texts.LineField(
        _("ISSN"), max_length=9, blank=True, validators=[RegexValidator(r"^\d{4}-\d{3}[\dX]$", _("Write 1234-567X."))]
    )
    isbn = texts.LineField(_("ISBN"), max_length=17, blank=True, validators=[ISBNValidator()])
    doi = texts.LineField(
        _("DOI"), max_length=120, blank=True, validators=[validate_doi], help_text=_("For example 10.18356/1a2b3c4d.")
    )
    document_symbol = texts.LineField(_("document symbol"), max_length=60, blank=True)
    language = texts.LineField(
        _("language"),
        max_length=8,
        default="en",
        validators=[validate_language],
        help_text=_("Its code in ISO 639: en, fr, es, ar …"),
    )
    url = texts.URLField(_("link"), blank=True, help_text=_("The document itself, where it is on the web."))
    archived_url = texts.URLField(
        _("archived copy"),
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

    TEXTS: ClassVar[tuple[str, ...]] = ("authors", "publisher", "place", "where_to_find")
    # Named once more for the type checker, which does not know the manager that translation puts here.
    objects: ClassVar[Any] = LinkedQuerySet.as_manager()  # type: ignore[misc]

    PRACTICE_PATHS = ("citations__practice",)
    VALUE = "slug"
    INDEXED = ("slug",)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")

    def __str__(self) -> str:
        return self.short_citation

    @property
    def written_authors(self) -> list[str]:
        """The authors as curators write them: an institution whose name has a comma stands in braces."""
        return [line.strip() for line in self.authors.splitlines() if line.strip()]

    @property
    def author_names(self) -> list[str]:
        """The authors as people read them, one string each."""
        return [line.strip("{}").strip() for line in self.written_authors]

    @property
    def links(self) -> list[str]:
        """The addresses at which the document itself is said to be."""
        return [url for url in (self.url, self.archived_url) if url]

    @property
    def doi_url(self) -> str:
        """Where its DOI leads, if it has one."""
        return f"https://doi.org/{quote(self.doi)}" if self.doi else ""


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

_NUMBERS = RegexValidator(
    r"^\d+(-\d*)?(, ?\d+(-\d+)?)*$", _("Write numbers as 12, 12-14 or 12, 15; ‘47-’ means from 47 on.")
)


class Citation(Logged):
    """Where a source document reports the practice: its section, and page or paragraph."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        Source, verbose_name=_("source document"), on_delete=models.PROTECT, related_name="citations"
    )
    section = texts.LineField(_("section"), max_length=200, blank=True, help_text=_("The heading it stands under."))
    pages = texts.LineField(_("pages"), max_length=40, blank=True, validators=[_NUMBERS])
    paragraphs = texts.LineField(_("paragraphs"), max_length=40, blank=True, validators=[_NUMBERS])
    note = texts.LineField(_("note"), max_length=300, blank=True, help_text=_("What this passage supports."))

    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    class Meta:
        ordering = ["pk"]
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
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)

    def clean(self) -> None:
        super().clean()
        if not (self.section or self.pages or self.paragraphs):
            raise ValidationError(_("Name the section, the pages or the paragraphs."))

    @property
    def locator(self) -> str:
        """The page or paragraph as a reader expects it: 'pp. 33–34', 'p. 47 onwards', 'para. 12'."""
        if self.pages:
            if self.pages.endswith("-"):
                return _("from p. %(page)s on") % {"page": self.pages[:-1]}
            numbers = self.pages.replace("-", "–")
            return (_("p. %(pages)s") if numbers.isdigit() else _("pp. %(pages)s")) % {"pages": numbers}
        if self.paragraphs:
            numbers = self.paragraphs.replace("-", "–")
            return (_("para. %(paragraphs)s") if numbers.isdigit() else _("paras %(paragraphs)s")) % {
                "paragraphs": numbers
            }
        return ""
