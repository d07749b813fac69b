"""Two people on one term, source, organisation or group of words: nobody overwrites what the other saved unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from practices.editorial import content, history
from practices.models import Country, Organisation, PolicyArea, Region, Source, Synonym
from tests import factories
from tests.admin.forms import errors_of
from tests.at_once import at_once
from tests.pages import form_on

# Of each kind two fields, and for each a text that it may hold.
KINDS: dict[type[Model], tuple[tuple[str, str], tuple[str, str]]] = {
    PolicyArea: (("description_fr", "Décrit par {}"), ("name_en", "{} area")),
    Country: (("aliases_es", "País de {}"), ("name_en", "{} country")),
    Region: (("description_en", "Described by {}"), ("name_en", "{} region")),
    Organisation: (("name_en", "{} bank"), ("acronym_en", "{}")),
    Source: (("title", "{} report"), ("publisher_en", "{} press")),
    Synonym: (("words", "{} word\nanother word"), ("words", "another word\n{} word")),
}


class Desk:
    """Somebody with the form of a thing open."""

    def __init__(self, name: str, thing: Any) -> None:
        self.browser: Client = factories.signed_in(factories.person(name, "Publisher"))
        self.kind = thing._meta.model_name
        self.address = reverse(f"admin:practices_{self.kind}_change", args=[thing.pk])
        self.form = form_on(self.browser.get(self.address), f"{self.kind}_form")

    def save(self, **typed: str) -> Any:
        response = self.browser.post(self.address, self.form | typed)
        if response.status_code == 200:
            self.form = form_on(response, f"{self.kind}_form")
        return response


@pytest.fixture(params=KINDS, ids=lambda model: model.__name__)
def thing(request: pytest.FixtureRequest, vocabulary: factories.Vocabulary) -> Any:
    Organisation.objects.create(slug="bank", name_en="Bank")
    Synonym.objects.create(words="a1\nb2")
    return request.param._base_manager.order_by("pk").first()


def texts(thing: Any, name: str) -> list[str]:
    return [text.format(name) for _field, text in KINDS[type(thing)]]


def test_the_same_field_is_refused_once_with_both_values(thing: Any) -> None:
    ann, ben = Desk("ann", thing), Desk("ben", thing)
    field = KINDS[type(thing)][0][0]
    theirs, mine = texts(thing, "Ann")[0], texts(thing, "Ben")[0]
    saved = ann.save(**{field: theirs})
    assert saved.status_code == 302, errors_of(saved)
    refused = ben.save(**{field: mine})
    assert refused.status_code == 200
    told = [(d.name, d.old, d.new, stays) for d, stays in refused.context["conflict"].rows]
    assert told == [(field, theirs, mine, False)]
    assert content.of(type(thing)._base_manager.get(pk=thing.pk))[field] == theirs
    assert [text.replace("\r\n", "\n") for text in ben.form[field]] == [mine]
    assert ben.save().status_code == 302
    assert content.of(type(thing)._base_manager.get(pk=thing.pk))[field] == mine
    assert [version.author_name for version in history.versions(thing)] == ["ben", "ann", ""]


def test_different_fields_both_stay(thing: Any) -> None:
    (first, _text), (second, _text) = KINDS[type(thing)]
    if first == second:
        pytest.skip("It has but one field.")
    ann, ben = Desk("ann", thing), Desk("ben", thing)
    ann.save(**{first: texts(thing, "Ann")[0]})
    refused = ben.save(**{second: texts(thing, "Ben")[1]})
    assert [stays for _difference, stays in refused.context["conflict"].rows] == [True]
    assert ben.save().status_code == 302
    now = content.of(type(thing)._base_manager.get(pk=thing.pk))
    assert [now[first], now[second]] == [texts(thing, "Ann")[0], texts(thing, "Ben")[1]]


def test_a_new_name_is_no_old_one_to_the_other(vocabulary: factories.Vocabulary) -> None:
    """The old name of a term stays among its other names: the one of before both began."""
    area = vocabulary.areas[0]
    ann, ben = Desk("ann", area), Desk("ben", area)
    ann.save(name_en="Money sent home")
    told = ben.save(description_en="Described.").context["conflict"].rows
    assert {difference.name: stays for difference, stays in told} == {"name_en": True, "aliases_en": True}
    assert ben.save().status_code == 302
    area.refresh_from_db()
    assert (area.name_en, area.aliases_en, area.description_en) == ("Money sent home", "Remittances", "Described.")


def test_a_form_that_is_sent_as_it_came_is_not_written_down(thing: Any) -> None:
    assert Desk("ann", thing).save().status_code == 302
    assert [version.action for version in history.versions(thing)] == ["begun"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused(vocabulary: factories.Vocabulary) -> None:
    area = vocabulary.areas[0]
    ann, ben = Desk("ann", area), Desk("ben", area)
    answers = at_once(lambda: ann.save(name_en="Ann's area"), lambda: ben.save(name_en="Ben's area"))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert history.versions(area).count() == 2
