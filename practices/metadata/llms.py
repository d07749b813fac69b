"""What programs that answer questions should know of the catalogue (https://llmstxt.org/), so that what they say can be
traced: what there is, how to get one practice as text, and how to cite it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.citing.entry import catalogue_name, publisher_name, purpose
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.markdown_out import escaped, link
from practices.web.addresses import absolute


def text() -> str:
    """Return the file, in the reader's language."""
    here = absolute(reverse("browse"))
    notes = [
        _(
            "An entry tells what a document reported at its time. It is no advice, and nobody says that it is still so "
            "unless the entry names who checked it, and when. Where the document is silent, nothing is added."
        ),
        _(
            "When you use an entry, give its permanent address and the month in which it was reported. For a claim or "
            "a figure, name the document and the page that the entry gives for it."
        ),
        _("An unofficial translation says so: then the English text counts."),
        _("Published by %(publisher)s") % {"publisher": publisher_name()},
    ]
    addresses = {
        f"{here}{{id}}/": _("the permanent address of one practice, which never leads to another one"),
        f"{here}{{id}}.md": _("one practice as Markdown, with all its sources and how to cite it"),
        f"{here}export.md?q={{words}}": _("all that a search finds, as Markdown"),
    }
    details = [
        *(escaped(note) for note in notes),
        f"{escaped(_('Licence'))}: {link(settings.LICENCE_NAME, settings.LICENCE_URL)}",
        *(f"`{address}`: {escaped(note)}" for address, note in addresses.items()),
    ]
    blocks = [
        f"# {escaped(catalogue_name())}",
        f"> {escaped(purpose())}",
        "\n".join(f"- {detail}" for detail in details),
        f"## {escaped(_('All practices'))}",
        "\n".join(_pages(_main())),
        "## Optional",  # what may be skipped, as the form of the file calls it
        "\n".join([*_pages(_besides()), *_other_languages()]),
    ]
    return "\n\n".join(blocks) + "\n"


def _main() -> list[tuple[str, str, str]]:
    return [
        ("browse", _("Browse practices"), _("search by words, countries, policy areas and phases")),
        ("api:openapi-json", _("JSON API"), _("the same questions for programs (OpenAPI)")),
        ("sources", _("Sources"), _("every document that reports a practice")),
        ("about", _("How this catalogue is made"), _("method, and what the line on age means")),
        ("partners", _("For partners"), _("all ways to link, cite and harvest; terms of use")),
    ]


def _besides() -> list[tuple[str, str, str]]:
    return [
        ("countries", _("Countries"), ""),
        ("policy-areas", _("Policy areas"), ""),
        ("organisations", _("Organisations"), ""),
        ("feed", _("New and changed practices"), "Atom"),
        ("oai", "OAI-PMH", ""),
        ("dcat", "DCAT", ""),
        ("sitemap", _("Map of all pages (sitemap)"), ""),
    ]


def _pages(pages: list[tuple[str, str, str]]) -> Iterator[str]:
    for name, label, note in pages:
        yield f"- {link(label, absolute(reverse(name)))}" + (f": {escaped(note)}" if note else "")


def _other_languages() -> Iterator[str]:
    for code in LANGUAGES:
        with override(code):
            yield f"- {link(catalogue_name(), absolute(reverse('llms')))}: {code}"
