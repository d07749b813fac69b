"""Form fields of the public forms. None is required: what is needed is said when somebody sends it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator

from practices.text import plain

from . import hints


class Line(forms.CharField):
    """One line of text. What is too long is refused with a message, rather than cut off by the browser."""

    cleaning = staticmethod(plain.one_line)
    is_line = True

    def __init__(self, *, max_length: int, help_text: Any = "", **options: Any) -> None:
        said = hints.with_limit_lazily(help_text, max_length, self.is_line)
        super().__init__(max_length=max_length, required=False, help_text=said, **options)

    def to_python(self, value: Any) -> str:
        return self.cleaning(str(super().to_python(value) or ""))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class Text(Line):
    """Text of several lines."""

    cleaning = staticmethod(plain.clean)
    is_line = False

    def __init__(self, *, max_length: int, rows: int = 4, **options: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)


class Choice(forms.ChoiceField):
    """One of a few."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices=choices, required=False, widget=forms.RadioSelect, **options)


class Choices(forms.MultipleChoiceField):
    """Any of a few. Their order doesn't matter, and each counts once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> list[str]:
        return sorted(set(super().clean(value)))


class Year(forms.IntegerField):
    """A year. A plain box, since browsers throw away what isn't a number before anybody can say so."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=1800, max_value=2200, required=False, widget=widget, **options)


class Link(forms.URLField):
    """An address of the web."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, required=False, assume_scheme="https", empty_value="", **options)
        self.widget.attrs["placeholder"] = "https://"

    def to_python(self, value: Any) -> str:
        return str(super().to_python(plain.clean(str(value or ""))))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
