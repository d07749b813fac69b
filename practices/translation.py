"""Which fields exist in each language. Their columns end in _en, _fr and _es."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Practice)
class PracticeTranslation(TranslationOptions):
    fields = ("title", "summary", "problem", "done", "results", "lessons")
    required_languages = {"en": ("title", "summary")}


@register(
    [
        models.Country,
        models.MigrationPhase,
        models.MobilityType,
        models.PolicyArea,
        models.Region,
        models.SkillLevel,
        models.StakeholderType,
    ]
)
class TermTranslation(TranslationOptions):
    fields = ("name", "description", "aliases")
    required_languages = {"en": ("name",)}


@register(models.Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "acronym")
    required_languages = {"en": ("name",)}


@register(models.Requirement)
class RequirementTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = {"en": ("text",)}


@register(models.Figure)
class FigureTranslation(TranslationOptions):
    fields = ("unit", "label")
    required_languages = {"en": ("label",)}


@register(models.Citation)
class CitationTranslation(TranslationOptions):
    fields = ("note",)
