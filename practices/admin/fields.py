"""Form fields that suit people who write: room for sentences, their limits, and numbers without idle zeros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from practices.exchange import written
from practices.models import texts
from practices.models.translations import ORIGINAL
from practices.taxonomy import hints

from .guards import is_id

_A_SENTENCE = 200  # characters; what may be longer gets a box rather than a line


class PlainDecimalField(forms.DecimalField):
    """Shows 53.0000 as 53, and reads '1.3 million' and '1,3'."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"widget": self.widget})  # the admin's own takes figures alone

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                value = written.number(value)
            except ValueError:
                raise ValidationError(_("Write the number as 1500, 7.5 or 1.3 million.")) from None
        return super().to_python(value)

    def understood(self, typed: str, value: Decimal | None) -> str:
        """Return what was made of what somebody typed, where that looks otherwise. Else ''."""
        shown = str(self.prepare_value(value)) if value is not None else ""
        if not shown or typed.strip() == shown:
            return ""
        number = number_format(shown, use_l10n=True, force_grouping=True)
        return _("‘%(typed)s’ was understood as %(number)s.") % {"typed": typed.strip(), "number": number}

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class _FetchedOnce(forms.models.ModelChoiceIterator):
    """Goes through choices that stay fetched."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for thing in self.queryset:
            yield self.choice(thing)


class SharedChoiceField(forms.ModelChoiceField):
    """One of many, fetched once for all forms of a page, rather than once for each row."""

    iterator = _FetchedOnce

    def _share(self, queryset: Any) -> None:
        self._queryset = queryset
        self.widget.choices = self.choices  # type: ignore[attr-defined]

    queryset = property(lambda self: self._queryset, _share)  # type: ignore[assignment]

    def __deepcopy__(self, memo: Any) -> Any:
        copy: Any = super().__deepcopy__(memo)
        copy.queryset = self.queryset
        return copy


class SharedMultipleChoiceField(SharedChoiceField, forms.ModelMultipleChoiceField):
    """Some of many choices."""

    def clean(self, value: Any) -> Any:
        """Refuse what is no number, or too large for the database, before that does."""
        for one in value or []:
            if not is_id(one):
                text = self.error_messages["invalid_pk_value"]
                raise ValidationError(text, code="invalid_pk_value", params={"pk": str(one)[:20]})
        return super().clean(value)


def _label_of(db_field: Any) -> str:
    """The name of a translated field, with its language in words."""
    language = get_language_info(db_field.language)["name_translated"]
    name = capfirst(db_field.translated_field.verbose_name)
    return _("%(field)s (%(language)s)") % {"field": name, "language": language}


class RoomyFields(BaseModelAdmin):
    """Mixin for an admin or inline: boxes for long texts, which never cut off what is pasted; languages in words."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        is_line = isinstance(db_field, texts.LineField)
        if is_line and not db_field.choices and (db_field.max_length or 0) > _A_SENTENCE:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        if isinstance(db_field, models.DecimalField):
            kwargs["form_class"] = PlainDecimalField
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _("Write the day as 2010-01-31.")
        if field is not None:
            field.help_text = hints.with_example(field.help_text, getattr(db_field, "translated_field", db_field))
            if hasattr(db_field, "translated_field"):
                field.label = _label_of(db_field)
            if isinstance(field, forms.CharField) and field.max_length:
                field.help_text = hints.with_limit(field.help_text, field.max_length, is_line)
            # Too long a text is refused with a message, rather than cut off by the browser without one.
            field.widget.attrs.pop("maxlength", None)
        return field


class OneLanguage(RoomyFields):
    """Mixin for an admin or inline that shows one language at a time: what is in English need not say so."""

    def in_language(self, lines: Iterable[Any], language: str) -> list[Any]:
        """Return names of fields, or groups of them, in which a translated one stands for its column of a language."""
        translated = texts.originals_of(self.model)

        def column(name: str) -> str:
            return f"{name}_{language}" if name in translated else name

        return [tuple(map(column, line)) if isinstance(line, tuple) else column(line) for line in lines]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        original = getattr(db_field, "translated_field", None)
        if field is not None and original is not None:
            is_original = db_field.language == ORIGINAL  # type: ignore[attr-defined]
            field.label = capfirst(original.verbose_name) if is_original else field.label
            field.required = is_original and not original.blank
            if not is_original and isinstance(field.widget, forms.TextInput):
                field.widget = forms.Textarea(attrs={"rows": 2})  # in half the width a line would hide what it holds
        return field
