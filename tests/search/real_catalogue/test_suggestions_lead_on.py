"""On the real catalogue, each suggestion that tells a number leads to as many practices, in every language."""

from __future__ import annotations

import random
import re

import pytest
from django.test import Client
from django.utils import translation

from practices import search
from practices.discovery.suggestions import suggest
from practices.discovery.terms import Term
from practices.models import Practice


def beginnings(count: int) -> list[str]:
    """What readers may have typed so far: beginnings of names and of words of titles."""
    chance = random.Random(13)
    names = search.snapshot().names
    texts = [
        name.text for kind in ("country", "policy_area", "organisation") for name in names.beginning_with([""], kind)
    ]
    texts += Practice.objects.published().values_list("title_en", flat=True)
    return [chance.choice(texts)[: chance.randint(2, 9)] for _ in range(count)]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_each_suggestion_keeps_its_promise(client: Client, language: str) -> None:
    promises: dict[str, int] = {}
    profiles: dict[str, int] = {}
    with translation.override(language):
        for typed in beginnings(60):
            for group in suggest(typed, search.snapshot()):
                for suggestion in group.suggestions:
                    if isinstance(suggestion.leads_to, Practice):
                        assert suggestion.leads_to.is_published
                        continue
                    number = re.search(r"(\d+)\D*$", suggestion.note)
                    if isinstance(suggestion.leads_to, Term):
                        profiles[f"/countries/{suggestion.leads_to.value}/"] = int(number.group(1)) if number else 0
                    else:
                        promises[suggestion.leads_to.url("/practices/")] = int(number.group(1))
    assert len(promises) > 5 and len(profiles) > 5 and any(profiles.values())
    prefix = "" if language == "en" else f"/{language}"
    broken = {
        address: (promised, found.total)
        for address, promised in promises.items()
        if (found := client.get(prefix + address).context["found"]).total != promised
    }
    broken |= {
        address: (promised, profile.total)
        for address, promised in profiles.items()
        if (profile := client.get(prefix + address).context["profile"]).total != promised
    }
    assert not broken
