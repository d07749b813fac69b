"""Of a person whose data are deleted, a briefing forgets what its author typed, and keeps the sources that it froze."""

import pytest
from django.utils import timezone

from practices.housekeeping import person
from practices.models import Briefing


@pytest.mark.django_db
def test_a_name_that_was_typed_goes_and_one_in_a_reference_stays() -> None:
    content = {"practices": [], "sources": [{"reference": "Amina Yusuf (2010). Fees."}]}
    Briefing.objects.create(digest="a", title="For Amina Yusuf", content=content, ends_at=timezone.now())
    asked = person.Person(None, frozenset(), frozenset({"Amina Yusuf"}))
    found = {place.field: person.is_of_the_catalogue(place) for place in person.places(asked)}
    assert found == {"title": False, "content": True}
