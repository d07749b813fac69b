"""Makes a column for each language of the texts that the models name in TEXTS. They end in _en, _fr and _es."""

from typing import Any

from django.apps import apps
from modeltranslation.translator import translator


def _must_be_written(model: Any, name: str) -> bool:
    return not model._meta.get_field(name).blank


for _model in apps.get_app_config("practices").get_models():
    if _texts := getattr(_model, "TEXTS", ()):
        _required = tuple(_name for _name in _texts if _must_be_written(_model, _name))
        translator.register(_model, fields=_texts, required_languages={"en": _required})
