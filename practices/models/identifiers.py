"""How documents are numbered by the world, and languages named: checks with messages that say what to write instead."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

# The codes of ISO 639-1. What has none of these has one of three letters.
_LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)

validate_doi = RegexValidator(
    r"^10\.[0-9]{4,9}(\.[0-9]+)*/[^\s<>\"]+\Z",
    _("Write the DOI alone, as 10.18356/1a2b3c4d: it begins with ‘10.’, without https://doi.org/."),
)


@deconstructible
class ISBNValidator:
    """An ISBN of 10 or 13 digits, with hyphens or without, whose last digit is right."""

    def __call__(self, text: str) -> None:
        digits = text.replace("-", "")
        if not (re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits) and re.fullmatch(r"[0-9X]+(-[0-9X]+)*", text)):
            raise ValidationError(_("Write an ISBN of 13 or 10 digits, with hyphens or without: 978-92-9068-406-0."))
        if not _is_right(digits):
            raise ValidationError(
                _("This ISBN has a typing error: its last digit does not fit the others. Compare it with the document.")
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ISBNValidator)

    def __hash__(self) -> int:
        return hash(ISBNValidator)


def _is_right(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if len(values) == 13:
        return sum(value * (1, 3)[place % 2] for place, value in enumerate(values)) % 10 == 0
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0


def validate_language(code: str) -> None:
    """Refuse what is no code of ISO 639."""
    if code not in _LANGUAGES and not re.fullmatch(r"[a-z]{3}", code):
        raise ValidationError(
            _("‘%(code)s’ is no code of ISO 639. Write two or three small letters: en, fr, es, ar, fil."),
            params={"code": code},
        )
