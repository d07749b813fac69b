"""What the corridors need: the ends that a form offers, and the cells of their matrix.

Neither is a template: a page has hundreds of them, and as a template each costs thirty times as much.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from practices.discovery.corridors import Corridors
from practices.discovery.ends import choices
from practices.taxonomy.vocabularies import Vocabularies

register = template.Library()


@register.simple_tag
def end_options(vocabularies: Vocabularies, chosen: str) -> SafeString:
    """The ends that a form offers, of which one is chosen: regions, then countries."""
    key = ("end-options", get_language() or "en")
    if key not in vocabularies.memory:
        regions, countries = choices(vocabularies)
        groups = ((_("Regions"), regions), (_("Countries and territories"), countries))
        vocabularies.memory[key] = "".join(
            f'<optgroup label="{escape(label)}">{_options(values)}</optgroup>\n' for label, values in groups
        )
    options: str = vocabularies.memory[key]
    value = f'value="{escape(chosen)}"'
    return mark_safe(options.replace(value, f"{value} selected", 1) if chosen else options)


def _options(values: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(name)}</option>\n' for value, name in values)


@register.simple_tag
def corridor_cells(found: Corridors, origin: str, name: str) -> SafeString:
    """The cells of one country of origin: how many practices bind it to each country of destination.

    They are the same for every reader of a language, so they are kept until the catalogue changes.
    """
    base = reverse("corridors")  # in one language, by its address
    kept: dict[tuple[str, str], SafeString] = found.snapshot.memory.setdefault("corridor cells", {})
    if (base, origin) not in kept:
        cells = (_cell(found, base, (origin, name), destination) for destination in found.destinations)
        kept[base, origin] = mark_safe("".join(cells))
    return kept[base, origin]


def _cell(found: Corridors, base: str, origin: tuple[str, str], destination: tuple[str, str]) -> str:
    count = found.counts.get((origin[0], destination[0]), 0)
    if not count:
        return f'<td class="none"><span aria-hidden="true">–</span><span class="hidden">{_("none yet")}</span></td>\n'
    step = next(step.number for step in found.steps if step.first <= count <= step.last)
    number = number_format(count, use_l10n=True, force_grouping=True)
    words = ngettext("%(count)s practice", "%(count)s practices", count) % {"count": number}
    ends = _("%(origin)s to %(destination)s") % {"origin": origin[1], "destination": destination[1]}
    said = f'<b aria-hidden="true">{number}</b><span class="hidden">{escape(words)}: {escape(ends)}</span>'
    return f'<td class="k{step}"><a href="{base}{origin[0]}/{destination[0]}/">{said}</a></td>\n'
