"""The pages of corridors: their addresses, what each state says, the file, and what they cost."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from practices import search
from practices.discovery import corridors
from practices.models import Country
from practices.search import follow
from practices.taxonomy import vocabularies
from tests import factories

NOINDEX = '<meta name="robots" content="noindex, follow">'


def page(client: Client, path: str) -> str:
    """Return a page as a reader's browser reads it."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


# Addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr", "/es"])
@pytest.mark.usefixtures("vocabulary")
def test_the_form_and_every_way_to_write_an_end_lead_to_one_address(client: Client, language: str) -> None:
    for written, ends in {
        "?from=MA&to=EG": "MA/EG",
        "?from=mar&to=egypt": "MA/EG",
        "?from=MA&to=": "MA/any",
        "?to=PH": "any/PH",
        "?from=any&to=PH": "any/PH",
        "?from=Africa&to=asia": "africa/asia",
        "ma/eg/": "MA/EG",
        "MAR/PHL": "MA/PH",
        "ANY/PH/": "any/PH",
        "northern-africa/Asia": "northern-africa/asia",
    }.items():
        answer = client.get(f"{language}/corridors/{written}")
        assert (answer.status_code, answer["Location"]) == (301, f"{language}/corridors/{ends}/"), written
        assert client.get(answer["Location"]).status_code == 200
    assert client.get(f"{language}/corridors?from=MA&to=EG&x=1")["Location"] == f"{language}/corridors/MA/EG/?x=1"
    assert client.get(f"{language}/corridors?x=1")["Location"] == f"{language}/corridors/?x=1"
    assert client.get(f"{language}/corridors/any/any/")["Location"] == f"{language}/corridors/"


def test_merged_countries_lead_on(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    egypt.retired, egypt.merged_into = True, morocco
    egypt.save()
    assert client.get("/corridors/EG/PH/")["Location"] == "/corridors/MA/PH/"
    assert client.get("/corridors/EG/MA/").status_code == 404  # one country by now


@pytest.mark.parametrize("ends", ["XX/MA", "MA/atlantis", "MA/504", "MA/MA", "ma/MAR", "MA/" + 300 * "x"])
@pytest.mark.usefixtures("vocabulary")
def test_there_is_no_page_for_what_is_no_corridor(client: Client, ends: str) -> None:
    assert client.get(f"/corridors/{ends}/").status_code == 404


@pytest.mark.usefixtures("vocabulary")
def test_the_form_says_what_it_does_not_know(client: Client) -> None:
    for asked, said in {
        "from=atlantis&to=MA": "‘atlantis’ is no country or region of this catalogue.",
        "from=<b>": "‘<b>’ is no country or region of this catalogue.",
        "from=MA&to=ma": "A corridor leads from one country to another. Choose two.",
    }.items():
        found = page(client, f"/corridors/?{asked}")
        assert said in found and NOINDEX in found and 'rel="canonical"' not in found
    assert '<option value="MA" selected>Morocco</option>' in page(client, "/corridors/?from=atlantis&to=MA")


# The matrix -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_the_matrix_is_a_table_whose_cells_lead_to_corridors(client: Client) -> None:
    found = page(client, "/corridors/")
    assert "Practices bind 13 of them." in found and NOINDEX not in found
    table = found[found.index("<table") : found.index("</table>")]
    assert (table.count('<th scope="col">'), table.count('<th scope="row">')) == (10, 5)
    assert table.count('<td class="k') == 13 and table.count('<td class="none">') == 5 * 9 - 13
    cell = '<b aria-hidden="true">2</b><span class="hidden">2 practices: Ecuador to Spain</span>'
    assert f'<td class="k2"><a href="/corridors/EC/ES/">{cell}</a></td>' in table
    assert 'href="/corridors/MA/any/">Morocco</a>' in table and 'href="/corridors/any/ES/">Spain</a>' in table
    assert 'role="region" tabindex="0" aria-labelledby="matrix"' in found
    assert '"CollectionPage"' in found
    assert "Équateur" in page(client, "/fr/corridors/")


@pytest.mark.usefixtures("catalogue")
def test_it_says_where_it_is_cut(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Only the rows and columns with most practices are shown."
    assert said not in page(client, "/corridors/")
    monkeypatch.setattr(corridors, "MOST_COLUMNS", 2)
    assert said in page(client, "/corridors/?x=1")


@pytest.mark.usefixtures("vocabulary")
def test_without_a_corridor_there_is_no_table_of_nothing(client: Client) -> None:
    found = page(client, "/corridors/")
    assert "No practice names both ends of a way yet." in found and "<table" not in found


@pytest.mark.usefixtures("catalogue")
def test_the_file_has_all_corridors(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corridors, "MOST_ROWS", 1)
    answer = client.get("/corridors.csv?bom=1")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="corridors.csv"')
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, first, *rest = csv.reader(io.StringIO(client.get("/corridors.csv").content.decode()))
    assert head[:4] == ["Code of origin", "Country of origin", "Code of destination", "Country of destination"]
    assert head[4:] == ["Named practices", "Approaches", "Practices"]
    assert first == ["EC", "Ecuador", "ES", "Spain", "2", "0", "2"]
    assert len(rest) == 12


def test_the_file_holds_no_formula(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice(countries=[(morocco, "origin"), (egypt, "destination")])
    Country.objects.filter(pk=morocco.pk).update(name_en='=HYPERLINK("x")')
    assert ',"\'=HYPERLINK(""x"")",' in client.get("/corridors.csv").content.decode()


# One corridor -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_a_corridor_says_what_binds_both_ends_and_what_would_apply(client: Client) -> None:
    found = page(client, "/corridors/EC/ES/")
    assert "<title>Ecuador to Spain: a migration corridor" in found
    assert 'name="description" content="Ecuador to Spain: 2 named practices that bind both ends' in found
    assert 'property="og:title" content="Ecuador to Spain: a migration corridor"' in found
    assert re.search(r'rel="canonical" href="[^"]*/corridors/EC/ES/"', found) and NOINDEX not in found
    assert '"BreadcrumbList"' in found
    titles = re.findall(r'<h2 id="of-\w+">(.*?) <span class="num">(\d+)</span></h2>', found)
    assert titles == [
        ("Bind both ends", "2"),
        ("Side of origin: Ecuador", "1"),
        ("Side of destination: Spain", "2"),
        ("Regional and global", "17"),
    ]
    assert "Each names Ecuador as origin and Spain as destination." in found
    assert "Who acts: Spain. Merely named: Ecuador, Colombia, Peru, Senegal." in found
    for address in (
        "/corridors/ES/EC/",
        "/countries/EC/",
        "/countries/ES/",
        "/corridors/CO/ES/",
        "/practices/?origin=EC&destination=ES",
        "/practices/?origin=-EC&destination=-ES&level=regional&level=global",
        "/practices/export.csv?origin=EC&destination=ES",
        "/api/v1/corridors/EC/ES",
    ):
        assert f'href="{address}"' in found, address
    assert '<option value="EC" selected>' in found and '<option value="ES" selected>' in found


@pytest.mark.usefixtures("catalogue")
def test_where_nothing_binds_both_ends_it_says_so_and_what_would_apply(client: Client) -> None:
    found = page(client, "/corridors/TD/ES/")
    assert "No practice in the catalogue binds both ends of this way yet." in found
    assert "A gap in the catalogue is not a gap in the world." in found
    assert 'href="/propose/"' in found and NOINDEX in found and 'rel="canonical"' not in found
    assert "Side of destination: Spain" in found
    near = found[found.index('id="near"') :]
    assert near.index("/corridors/EC/ES/") < near.index(
        "/corridors/CO/ES/"
    )  # none from a neighbour of Chad: most first
    assert "export.csv" not in found


@pytest.mark.usefixtures("catalogue")
def test_an_end_may_be_any_country_or_a_region(client: Client) -> None:
    found = page(client, "/corridors/any/ES/")
    assert "<title>Any country to Spain: a migration corridor" in found and NOINDEX not in found
    assert "Each names Spain as destination, whatever the origin." in found
    assert 'href="/corridors/EC/ES/"' in found and 'href="/corridors/ES/any/"' in found
    found = page(client, "/corridors/africa/europe/")
    assert (
        "Each names Africa (one of its countries) as origin and Europe (one of its countries) as destination." in found
    )
    assert 'href="/corridors/SN/ES/"' in found and 'href="/corridors/europe/africa/"' in found
    assert "/countries/africa/" not in found


@pytest.mark.usefixtures("catalogue")
def test_it_speaks_the_reader_s_language(client: Client) -> None:
    found = page(client, "/fr/corridors/EC/ES/")
    assert re.search(r"<h1>Équateur\s.*Espagne</h1>", found, re.DOTALL) and "Espagne, Équateur." in found
    assert 'href="/fr/corridors/ES/EC/"' in found and 'hreflang="es"' in found


def test_texts_of_practices_are_escaped(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice("<script>x", countries=[(morocco, "origin"), (egypt, "destination")])
    Country.objects.filter(pk=egypt.pk).update(name_en="<i>Egypt")
    for path in ("/corridors/MA/EG/", "/corridors/"):
        answer = client.get(path).content.decode()
        assert "<script>x" not in answer and "<i>Egypt" not in answer
        assert "&lt;i&gt;Egypt" in answer


# Ways to them -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_other_pages_lead_to_corridors(client: Client) -> None:
    for path in ("/", "/countries/", "/about/"):
        assert 'href="/corridors/"' in page(client, path), path
    assert 'href="/corridors/MA/ES/"' in page(client, "/countries/MA/")
    assert 'href="/corridors/MA/ES/"' in page(client, "/countries/ES/")


def test_a_practice_leads_to_the_corridor_that_it_binds(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    for countries, ends in [
        ([(morocco, "origin"), (egypt, "destination")], "MA/EG"),
        ([(morocco, "origin"), (egypt, "destination"), (philippines, "destination")], "MA/any"),
        ([(morocco, "origin"), (philippines, "origin"), (egypt, "destination")], "any/EG"),
        ([(morocco, "origin"), (philippines, "transit")], ""),
        ([(morocco, "origin"), (morocco, "destination")], ""),
        ([(one, role) for one in (morocco, egypt) for role in ("origin", "destination")], ""),
    ]:
        made = factories.practice(countries=countries)
        facts = page(client, made.get_absolute_url()).split('<dl class="facts">')[1].split("</dl>")[0]
        assert re.findall(r'href="/corridors/([^"]*)/"', facts) == ([ends] if ends else []), ends


@pytest.mark.usefixtures("catalogue")
def test_the_sitemap_has_the_corridors_that_practices_bind(client: Client) -> None:
    listed = client.get("/sitemap-corridors.xml").content.decode()
    assert listed.count("<loc>") == 3 * (1 + 13)
    for path in ("/corridors/", "/corridors/EC/ES/", "/fr/corridors/EC/ES/", "/es/corridors/MA/EG/"):
        assert f"{path}</loc>" in listed, path
    assert "/any/" not in listed and "/corridors/ES/EC/" not in listed


# Cost, and without the index --------------------------------------------------------------------


def _more(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    for level in ("global", "bilateral", "regional"):
        factories.practice(level=level, countries=[(morocco, "origin"), (egypt, "destination")])
        factories.practice(level=level, countries=[(egypt, "origin")])
        factories.practice(level=level, regions=[vocabulary.regions[0]])


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("path", "most"),
    [("/corridors/", 3), ("/corridors.csv", 3), ("/corridors/MA/EG/", 7), ("/corridors/africa/any/", 7)],
)
def test_queries_do_not_grow_with_what_there_is(
    client: Client,
    vocabulary: factories.Vocabulary,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    most: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(2):
        _more(vocabulary)
        client.get("/healthz")
        search.snapshot()
        monkeypatch.setattr(vocabularies, "_cached", None)
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def _numbers(answer: Any) -> list[str]:
    return re.findall(
        r'<td class="\w+">.*?</td>|<b[ >].*?</b>|<li>\s*<a href="/corridors/.*?</li>', answer.content.decode()
    )


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_without_the_index_the_database_says_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = ("/corridors/", "/corridors/EC/ES/", "/corridors/africa/europe/", "/corridors/any/ES/")
    with_index = {path: _numbers(client.get(path)) for path in paths}
    file = client.get("/corridors.csv").content

    def unavailable() -> None:
        raise search.IndexUnavailable("away")

    monkeypatch.setattr(follow, "reader", unavailable)
    for path, numbers in with_index.items():
        answer = client.get(path)
        assert _numbers(answer) == numbers and len(numbers) > 4, path
        assert "no-store" in answer["Cache-Control"], path
    assert client.get("/corridors.csv").content == file
    monkeypatch.setattr("practices.search.sql.MOST_TEXTS", 1)
    assert "nothing can be counted until then" in page(client, "/corridors/")
    assert page(client, "/corridors/EC/ES/")
    answer = client.get("/corridors.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
