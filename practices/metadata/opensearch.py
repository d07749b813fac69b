"""How browsers and other programs search the catalogue: a description in the words of OpenSearch 1.1.

https://github.com/dewitt/opensearch. Names are as short as it wants them: 16 and 48 characters.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.citing.entry import catalogue_name, purpose
from practices.text.xml import add, written
from practices.web.addresses import absolute

CONTENT_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"


def describe() -> bytes:
    """Return the description, in the reader's language."""
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    add(root, "ShortName", _("Practices")[:16])
    add(root, "Description", purpose())
    for kind, name in (
        ("text/html", "browse"),
        (SUGGESTIONS, "suggest-opensearch"),
        ("application/atom+xml", "feed"),
        ("application/rss+xml", "feed-rss"),
    ):
        add(root, "Url", attributes={"type": kind, "template": f"{absolute(reverse(name))}?q={{searchTerms}}"})
    own = {"type": CONTENT_TYPE, "rel": "self", "template": absolute(reverse("opensearch"))}
    add(root, "Url", attributes=own)
    if settings.CONTACT_EMAIL:
        add(root, "Contact", settings.CONTACT_EMAIL)
    add(root, "LongName", catalogue_name()[:48])
    add(root, "Image", absolute("/favicon.ico"), {"width": "48", "height": "48", "type": "image/x-icon"})
    add(root, "Attribution", f"{settings.PUBLISHER}, {settings.LICENCE_NAME}")
    add(root, "SyndicationRight", "open")
    add(root, "Language", get_language() or "en")
    add(root, "InputEncoding", "UTF-8")
    add(root, "OutputEncoding", "UTF-8")
    return written(root)
