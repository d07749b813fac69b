"""The card that partners put on their pages: its size, and the code that they copy."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from practices.citing.entry import Entry
from practices.web.addresses import absolute

WIDTH = 640  # of a card where there is room, in CSS pixels
# From which width on how high a card must be. A copied frame keeps its height when a phone makes it narrower, so one
# height does for all but the narrowest: there the card says less. What still doesn't fit is scrolled to.
_HEIGHTS = ((280, 340), (0, 430))


def height_for(width: int) -> int:
    """Return how high a card of some width should be."""
    return next(height for least, height in _HEIGHTS if width >= least)


@dataclass(frozen=True)
class Embedding:
    """What a partner copies, in the reader's language."""

    entry: Entry

    @property
    def path(self) -> str:
        """The path of the card."""
        return reverse("embed", args=[self.entry.number])

    width, height = WIDTH, height_for(WIDTH)

    def frame(self, width: int = width, height: int = height) -> str:
        """Return the HTML of a frame with the card."""
        return format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"'
            ' style="border: 0; max-width: 100%"></iframe>',
            absolute(self.path),
            width,
            height,
            self.entry.title,
        )

    def quotation(self) -> str:
        """Return HTML without frame or script: the summary, with a link, the source and the licence."""
        context = {"entry": self.entry, "licence": (settings.LICENCE_URL, settings.LICENCE_NAME)}
        return render_to_string("practices/embed/quotation.html", context).strip()
