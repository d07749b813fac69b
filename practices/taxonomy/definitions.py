"""What each fixed choice means: of kinds of entry, instruments, levels and statuses. Terms tell it themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from practices.models import Practice

from .facets import Facet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_Kind, _Instrument, _Level, _Status = Practice.EvidenceBasis, Practice.Instrument, Practice.Level, Practice.Status

# By the name of the facet, which is that of the field, and by value.
DEFINITIONS: dict[str, dict[str, StrOrPromise]] = {
    "evidence_basis": {
        _Kind.NAMED_PRACTICE: _("A document reports that a government, an organisation or a partnership did this."),
        _Kind.APPROACH: _("A document recommends or describes this without naming who does it."),
    },
    "instrument": {
        _Instrument.INSTITUTION: _("A body with a task of its own, such as an agency, a committee or a centre."),
        _Instrument.LAW_OR_REGULATION: _("Binding rules: laws, quotas, conditions for a licence or a permit."),
        _Instrument.AGREEMENT: _("What two or more states, or states and others, have agreed with one another."),
        _Instrument.PROGRAMME: _("Work over a longer time towards a purpose, with means and people of its own."),
        _Instrument.SERVICE_OR_TOOL: _("Something to be used: a service, a course, a handbook, a model contract."),
        _Instrument.CODE_OR_STANDARD: _("Principles, guidelines or rules of conduct that those concerned commit to."),
        _Instrument.DIALOGUE_OR_NETWORK: _("Regular talks, or a network of those who work on the same question."),
        _Instrument.RESEARCH_OR_DATA: _("Figures and other knowledge that are collected, compared and analysed."),
        _Instrument.UNKNOWN: _("The document does not say by what means it was done."),
    },
    "level": {
        _Level.NATIONAL: _("Within one country."),
        _Level.BILATERAL: _("Between two countries."),
        _Level.REGIONAL: _("Among several countries of one part of the world."),
        _Level.GLOBAL: _("Worldwide, or bound to no part of the world."),
    },
    "status": {
        _Status.IN_FORCE: _("The document speaks of it as existing or at work."),
        _Status.PROPOSED: _("The document speaks of it as planned or suggested."),
        _Status.ENDED: _("The document says that it is over."),
        _Status.UNKNOWN: _("The document does not say whether it is at work."),
    },
}


class Definition(NamedTuple):
    """A value of a facet and what it means, in the reader's language."""

    value: str
    label: str
    text: StrOrPromise


def definitions_of(facet: Facet) -> list[Definition]:
    """Return what each value of a facet with fixed choices means. Raise KeyError if nothing is told of it."""
    texts = DEFINITIONS[facet.name]
    return [Definition(value, label, texts[value]) for value, label in facet.fixed_choices]
