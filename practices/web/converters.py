"""Path converters that keep absurd addresses away from the database."""

from django.urls import register_converter


class PracticeId:
    """A public id: up to 12 digits, which fits every database's integers."""

    regex = "[0-9]{1,12}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class AnySlug:
    """Whatever stands where a slug belongs; the view redirects from a wrong one."""

    regex = "[^/]{1,300}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Token(AnySlug):
    """A signed token (see `submissions/links.py`)."""

    regex = r"[0-9a-f]{32}\.[A-Za-z0-9_-]{20,100}"


class Secret(AnySlug):
    """A secret that stands in the address of a briefing (see `briefings/links.py`)."""

    regex = "[A-Za-z0-9_-]{24}"


class Sealed(AnySlug):
    """What somebody asked for, signed (see `alerts/links.py`)."""

    regex = r"[A-Za-z0-9_:.=-]{40,1500}"


class CitationForm(AnySlug):
    """How the file of a record for reference managers ends."""

    regex = r"ris|bib|csl\.json"


class Drawing(AnySlug):
    """How a drawing ends: made of lines, or of pixels."""

    regex = "svg|png"


class ShortCode(AnySlug):
    """What a short address ends with (see `sharing/short.py`). Whoever types it may use capitals."""

    regex = "[0-9A-Za-z]{7,30}"


register_converter(PracticeId, "id")
register_converter(CitationForm, "citation")
register_converter(Token, "token")
register_converter(Drawing, "drawing")
register_converter(ShortCode, "short")
register_converter(Secret, "secret")
register_converter(Sealed, "sealed")
register_converter(AnySlug, "any")
