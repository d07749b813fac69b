"""The cards that partners put on their pages: their sizes, and the code that they copy."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from practices.citing.entry import Entry
from practices.web.addresses import absolute

WIDTH = 640  # of a card where there is room, in CSS pixels
# From which width on how high a card must be. A copied frame keeps its height when a phone makes it narrower, so one
# height does for all but the narrowest: there the card says less. What still doesn't fit is scrolled to.
_HEIGHTS = ((280, 340), (0, 430))
_OF_COUNTRY = ((280, 480), (0, 560))
_OF_GAPS, _OF_ROW, _MOST_OF_GAPS = 330, 28, 900  # what stands around the rows of a map, one of them, and all together


def height_for(width: int, heights: tuple[tuple[int, int], ...] = _HEIGHTS) -> int:
    """Return how high a card of some width should be."""
    return next(height for least, height in heights if width >= least)


@dataclass(frozen=True)
class Embedding:
    """A card in a frame: what a partner copies, in the reader's language."""

    title: str
    path: str  # of the card
    page: str  # the full address of what it is about
    heights: tuple[tuple[int, int], ...] = _HEIGHTS

    width = WIDTH

    @property
    def height(self) -> int:
        return self.height_for(WIDTH)

    def height_for(self, width: int) -> int:
        """Return how high the card should be where it is so wide."""
        return height_for(width, self.heights)

    def frame(self, width: int = WIDTH, height: int = 0) -> SafeString:
        """Return the HTML of a link and a frame with the card.

        WordPress shows the link alone, or takes links out of what is in the frame; it leaves no `style`.
        """
        return format_html(
            '<blockquote><a href="{}">{}</a></blockquote>'
            '<iframe src="{}" width="{}" height="{}" frameborder="0" title="{}" loading="lazy"></iframe>',
            self.page,
            self.title,
            absolute(self.path),
            width,
            height or self.height_for(width),
            self.title,
        )


def of_practice(entry: Entry) -> Embedding:
    """Return the card of a practice."""
    return Embedding(entry.title, reverse("embed", args=[entry.number]), entry.page)


def of_country(code: str, name: str) -> Embedding:
    """Return the card of a country's profile."""
    title = _("%(country)s: practices of labour migration") % {"country": name}
    return Embedding(
        title, reverse("embed-country", args=[code]), absolute(reverse("country", args=[code])), _OF_COUNTRY
    )


def of_gaps(path: str, page: str, rows: int) -> Embedding:
    """Return the card of a gap map, by its path and that of the page, and how many rows it has."""
    return Embedding(_("Gap map"), path, absolute(page), ((0, min(_OF_GAPS + _OF_ROW * rows, _MOST_OF_GAPS)),))


def quotation(entry: Entry) -> str:
    """Return HTML of a practice without frame or script: the summary, with a link, the source and the licence."""
    context = {"entry": entry, "licence": (settings.LICENCE_URL, settings.LICENCE_NAME)}
    return render_to_string("practices/embed/quotation.html", context).strip()
