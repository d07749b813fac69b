"""A text that names a country, a policy area or another thing with a page of its own leads to that page."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.named import named
from practices.models import Country
from practices.search import Snapshot


def told(text: str, snapshot: Snapshot | None = None) -> list[str]:
    found = Browse(Criteria(q=text), snapshot)
    return [one.term.value for one in named(found.criteria.q, found.results.clauses, found.snapshot)]


NAMED = {
    "Kenya": ["KE"],
    "kenya": ["KE"],
    "Kenyan": ["KE"],
    "Maroc": ["MA"],
    "Marruecos": ["MA"],
    "UAE": ["AE"],
    "KE": ["KE"],
    "KEN": ["KE"],
    " KE ": ["KE"],
    "United Arab Emirates": ["AE"],
    "Trinidad and Tobago": ["TT"],
    "Côte d’Ivoire": ["CI"],
    '"Saudi Arabia"': ["SA"],
    "Ecuador Spain": ["EC", "ES"],
    "Maroc OR Kenya": ["MA", "KE"],
    "remittances": ["remittances"],
    "remittance": ["remittances"],
    "remitances": ["remittances"],  # corrected
    "remittances Morocco": ["remittances", "MA"],
    "Training": ["training"],
    "training banks": [],  # more than names
    "banks in Kenya": ["KE"],
    "in": [],
    "can": [],
    "it is no": [],
    "-Kenya": [],
    "quagga": [],
    "": [],
    "Kenya Morocco Spain Ecuador Philippines": ["KE", "MA", "ES"],
}


@pytest.mark.usefixtures("catalogue")
def test_what_texts_name(subtests: pytest.Subtests) -> None:
    for text, values in NAMED.items():
        with subtests.test(text=text):
            assert told(text) == values


@pytest.mark.usefixtures("catalogue")
def test_every_country_is_known_by_its_name_in_every_language() -> None:
    vocabulary = Browse(Criteria()).vocabularies[Country]
    missing = [
        (entry.value, name)
        for entry in vocabulary
        for name in entry.names.values()
        if not entry.retired and not entry.replacement and entry.value not in told(name)
    ]
    assert not missing


@pytest.mark.usefixtures("catalogue")
def test_the_page_says_so_in_one_line(client: Client) -> None:
    def line(address: str) -> str:
        html = client.get(address).content.decode()
        return unescape(html[html.index('class="named"') :].split("</ul>")[0])

    kenya = line("/practices/?q=Kenya")
    assert "Kenya: 3 practices." in kenya and 'href="/countries/KE/"' in kenya
    assert client.get("/countries/KE/").context["profile"].total == 3
    assert 'href="/fr/countries/KE/"' in line("/fr/practices/?q=kenya")
    assert 'href="/policy-areas/remittances/"' in line("/practices/?q=remittances")
    assert "Bangladesh: no practice yet." in line("/practices/?q=Bangladesh remittances")
    assert 'class="named"' not in client.get("/practices/?q=banks").content.decode()


@pytest.mark.usefixtures("catalogue")
def test_without_the_index_no_number_is_made_up() -> None:
    assert told("Kenya", Snapshot(None)) == []
