"""Fields for text that people write: whatever door it comes in by, what is saved of it is clean (`text.plain`).

A form, an import, a fixture, `update` and a lookup all ask the field. To migrations these are Django's own fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from modeltranslation.translator import NotRegistered, translator

from practices.text.lists import with_lists
from practices.text.plain import clean, comparable_words, one_line

# To the type checker a mixin of fields is a field.
_Base: Any = models.Field if TYPE_CHECKING else object
_FormBase: Any = forms.CharField if TYPE_CHECKING else object


class _CleanForm(_FormBase):
    """Mixin for a form field: what was sent is cleaned before it is judged, and before it counts as a change."""

    cleaning = staticmethod(clean)

    def to_python(self, value: Any) -> Any:
        return _cleaned(super().to_python(value), self.cleaning)


class FormText(_CleanForm, forms.CharField):
    pass


class _FormSlug(_CleanForm, forms.SlugField):
    pass


class _FormURL(_CleanForm, forms.URLField):
    pass


class Clean(_Base):
    """Mixin for a field whose values are clean."""

    PLAIN: ClassVar[type[models.Field[Any, Any]]]  # what it is to migrations
    FORM: ClassVar[type[forms.Field]]
    cleaning = staticmethod(clean)

    def to_python(self, value: Any) -> Any:
        # Django asks this of all that is written or looked for.
        return _cleaned(super().to_python(value), self.cleaning)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # The object holds from now on what its row does. Past the descriptors of translated fields, which would write
        # what is shown instead of a missing translation.
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str):
            model_instance.__dict__[self.attname] = self.to_python(value)
        return super().pre_save(model_instance, add)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.FORM, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.PLAIN.__name__}", args, kwargs


class LineField(Clean, models.CharField):
    """A text of one line."""

    PLAIN, FORM = models.CharField, FormText
    cleaning = staticmethod(one_line)


class TextField(Clean, models.TextField):
    """A text of several lines."""

    PLAIN, FORM = models.TextField, FormText


class MarkdownField(TextField):
    """A text of several lines in Markdown. Lists that come from a word processor are lists from then on."""

    cleaning = staticmethod(lambda text: with_lists(clean(text)))


class SlugField(Clean, models.SlugField):
    """A link name."""

    PLAIN, FORM = models.SlugField, _FormSlug


class URLField(Clean, models.URLField):
    """An address."""

    PLAIN, FORM = models.URLField, _FormURL


class WordsField(models.TextField):
    """The words that other fields of the row hold, in the form in which they are compared; for search.

    Databases fold no accents, nor kinds of apostrophe and hyphen: `contains` finds here what people mean. Whoever saves
    some fields of a row alone names this one, too.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **{"default": "", "editable": False, **options})
        self._of = of

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts = (getattr(model_instance, name) or "" for name in self._of)
        words = " ".join(word for text in texts for word in comparable_words(text))
        setattr(model_instance, self.attname, words)
        return words

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def originals_of(model: type[models.Model]) -> set[str]:
    """Return the names of fields that stand for one of each language."""
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()


def _cleaned(value: Any, cleaning: Any) -> Any:
    return cleaning(value) if isinstance(value, str) else value
