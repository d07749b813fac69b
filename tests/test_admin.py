"""What curators can do in the admin, what they can't, and what readers see of it with their next request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from practices import search, workflow
from practices.browse import Browse
from practices.criteria import Criteria
from practices.facets import FACETS
from practices.models import Citation, Country, Figure, Organisation, PolicyArea, Practice, Region, Source
from tests import factories

LIST = "admin:practices_practice_changelist"
ADD = "admin:practices_practice_add"
CHANGE = "admin:practices_practice_change"
DELETE = "admin:practices_practice_delete"
WITHDRAW = "admin:practices_practice_withdraw"
PREFIXES = ("participations", "involvements", "citations", "figures", "requirements")
TEXTS = ("title", "summary", "problem", "done", "results", "lessons")


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    """Signed in, and may do everything."""
    client.force_login(get_user_model().objects.create_superuser("curator"))
    return client


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    """Signed in, and may do everything with practices but publish and withdraw."""
    user = get_user_model().objects.create_user("editor", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="practices").exclude(codename="publish_practice")
    )
    client.force_login(user)
    return client


def form_of(practice: Practice | None = None, rows: dict[str, list[dict[str, Any]]] | None = None) -> dict[str, Any]:
    """Return what the browser would send: the practice's own values, and for each inline the given rows."""
    data: dict[str, Any] = {f"{text}_{code}": "" for text in TEXTS for code in ("en", "fr", "es")}
    data |= {
        "title_en": "Kenya trains nurses",
        "slug": "kenya-trains-nurses",
        "summary_en": "Kenya trains nurses before they leave.",
        "evidence_basis": "named-practice",
        "instrument": "programme",
        "level": "national",
        "status": "in-force",
    }
    if practice is not None:
        data |= {"title_en": practice.title_en, "slug": practice.slug, "summary_en": practice.summary_en}
        for name in ("policy_areas", "migration_phases", "stakeholder_types", "regions"):
            data[name] = [term.pk for term in getattr(practice, name).all()]
    for prefix in PREFIXES:
        given = (rows or {}).get(prefix, [])
        data[f"{prefix}-TOTAL_FORMS"] = len(given)
        data[f"{prefix}-INITIAL_FORMS"] = sum(1 for row in given if row.get("id"))
        for i, row in enumerate(given):
            data |= {f"{prefix}-{i}-{name}": value for name, value in row.items()}
    return data


def citation_row(citation: Citation | None = None, **values: Any) -> dict[str, Any]:
    if citation is None:
        return {"source": factories.source().pk, "section": "A new section"} | values
    kept = {"id": citation.pk, "source": citation.source_id, "section": citation.section, "pages": citation.pages}
    return kept | values


def errors_of(response: Any) -> str:
    """Return everything that the form complains about."""
    assert response.status_code == 200, "the form was accepted"
    formsets = response.context["inline_admin_formsets"]
    texts = [str(response.context["errors"])]
    texts += [str(formset.formset.non_form_errors()) + str(formset.formset.errors) for formset in formsets]
    return " ".join(texts)


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# Publishing ------------------------------------------------------------------------------------


@pytest.fixture
def everything(vocabulary: factories.Vocabulary) -> dict[str, Any]:
    """A form with all fields and a row in each inline."""
    organisation = Organisation.objects.create(slug="board", name_en="Nursing Board", acronym_en="NB")
    data = form_of(
        rows={
            "participations": [{"country": vocabulary.countries[0].pk, "role": "origin", "part": "lead"}],
            "involvements": [{"organisation": organisation.pk, "part": "lead"}],
            "citations": [{"source": vocabulary.source.pk, "section": "Nurses", "pages": "12-14", "note_en": "All."}],
            "figures": [{"qualifier": "about", "value": "300", "unit_en": "USD", "label_en": "for each nurse"}],
            "requirements": [{"kind": "budget", "text_en": "A fund for training."}],
        }
    )
    return data | {
        "problem_en": "Nurses leave unprepared.",
        "title_fr": "Le Kenya forme des infirmières",
        "policy_areas": [vocabulary.areas[0].pk],
        "migration_phases": [vocabulary.phases[0].pk],
        "stakeholder_types": [vocabulary.stakeholders[0].pk],
        "start_year": "2007",
        "reported_on": "2007-10-08",
    }


def test_a_practice_that_is_entered_and_published_is_everywhere_with_the_next_request(
    curator: Client, everything: dict[str, Any]
) -> None:
    assert search.snapshot().find(search.Query()).ids == []
    response = curator.post(reverse(ADD), everything | {"_publish": "Save and publish"})
    assert response.status_code == 302, errors_of(response)
    practice = Practice.objects.get()
    assert practice.is_published
    page = Client().get(practice.get_absolute_url()).content.decode()
    for text in ("Kenya trains nurses", "Morocco", "Nursing Board", "for each nurse", "A fund for training", "12–14"):
        assert text in page
    answer = Client().get(f"/api/v1/practices/{practice.pk}").json()
    assert (answer["title"], answer["figures"][0]["label"]) == ("Kenya trains nurses", "for each nurse")
    for words in ("kenya", "unprepared", "fund", "infirmières", "maroc"):
        assert search.snapshot().find(search.Query(search.parse(words))).ids == [practice.pk], words


def test_a_draft_that_cant_be_published_is_saved_and_the_message_says_what_is_missing(
    curator: Client, db: None
) -> None:
    response = curator.post(reverse(ADD), form_of() | {"_publish": "Save and publish"})
    practice = Practice.objects.get(slug="kenya-trains-nurses")
    assert (response.status_code, practice.state) == (302, "draft")
    for sentence in ("Add a citation", "at least one policy area", "at least one migration phase", "who does it?"):
        assert sentence in messages_of(response)


def test_chosen_drafts_are_published_and_the_others_named(curator: Client, vocabulary: factories.Vocabulary) -> None:
    complete = factories.draft(
        "Complete",
        policy_areas=[vocabulary.areas[0]],
        migration_phases=[vocabulary.phases[0]],
        regions=[vocabulary.regions[0]],
    )
    lacking = factories.draft("Lacking")
    chosen = {"action": "publish_selected", "_selected_action": [complete.pk, lacking.pk]}
    response = curator.post(reverse(LIST), chosen)
    complete.refresh_from_db()
    lacking.refresh_from_db()
    assert (complete.state, lacking.state) == ("published", "draft")
    assert "1 practice is published." in messages_of(response)
    assert "Not published: Lacking. Choose at least one policy area." in messages_of(response)


def test_saving_a_published_practice_keeps_it_published(curator: Client, vocabulary: factories.Vocabulary) -> None:
    practice = factories.practice("First title")
    before = practice.published_at
    rows = {"citations": [citation_row(practice.citations.get())]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows) | {"title_en": "Second title"})
    practice.refresh_from_db()
    assert response.status_code == 302, errors_of(response)
    assert (practice.title_en, practice.state, practice.published_at) == ("Second title", "published", before)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"summary_en": "x" * 401}, "at most 400 characters"),
        ({"summary_en": ""}, "This field is required"),
        ({"title_en": ""}, "This field is required"),
        ({"title_en": "x" * 121}, "at most 120 characters"),
        ({"start_year": "2010", "end_year": "2007"}, "must not come before the first"),
        ({"start_year": "-5"}, "greater than or equal to"),
        ({"verified_on": "2020-01-01"}, "Give both"),
        ({"instrument": "wish"}, "Select a valid choice"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_form_that_cant_be_right_is_refused_with_the_reason(
    curator: Client, values: dict[str, str], complaint: str
) -> None:
    response = curator.post(reverse(ADD), form_of() | values)
    assert complaint in errors_of(response)
    assert not Practice.objects.exists()


# Withdrawing and deleting ------------------------------------------------------------------------


@pytest.mark.usefixtures("vocabulary")
def test_withdrawing_asks_for_the_reason_and_the_page_gives_it(curator: Client) -> None:
    practice, better = factories.practice("Old"), factories.practice("Better")
    address = reverse(WITHDRAW, args=[practice.pk])
    refused = curator.post(address, {"reason": "  "})
    practice.refresh_from_db()
    assert (refused.status_code, practice.state) == (200, "published")
    assert "reason" in refused.context["form"].errors
    accepted = curator.post(address, {"reason": "The source was mistaken.", "replaced_by": better.pk})
    assert (accepted.status_code, accepted["Location"]) == (302, reverse(CHANGE, args=[practice.pk]))
    tombstone = Client().get(practice.get_absolute_url())
    assert tombstone.status_code == 410
    assert "The source was mistaken." in tombstone.content.decode()
    assert better.get_absolute_url() in tombstone.content.decode()
    assert Client().get(f"/api/v1/practices/{practice.pk}").status_code == 404
    assert search.snapshot().find(search.Query()).ids == [better.pk]


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("choose", ["itself", "a draft"])
def test_a_practice_is_replaced_only_by_another_published_one(curator: Client, choose: str) -> None:
    practice = factories.practice()
    other = practice if choose == "itself" else factories.draft()
    response = curator.post(reverse(WITHDRAW, args=[practice.pk]), {"reason": "Old.", "replaced_by": other.pk})
    practice.refresh_from_db()
    assert "replaced_by" in response.context["form"].errors
    assert practice.is_published


@pytest.mark.usefixtures("vocabulary")
def test_a_draft_cant_be_withdrawn(curator: Client) -> None:
    draft = factories.draft()
    response = curator.post(reverse(WITHDRAW, args=[draft.pk]), {"reason": "Old."})
    draft.refresh_from_db()
    assert "Only a published practice" in response.content.decode()
    assert draft.state == "draft"


def test_withdrawing_what_is_not_there_answers_404(curator: Client) -> None:
    assert curator.post(f"/admin/practices/practice/{10**30}/withdraw/", {"reason": "Old."}).status_code == 404


@pytest.mark.parametrize("is_withdrawn", [False, True], ids=["published", "withdrawn"])
@pytest.mark.usefixtures("vocabulary")
def test_what_was_ever_published_cant_be_deleted(curator: Client, is_withdrawn: bool) -> None:
    practice = factories.practice()
    if is_withdrawn:
        workflow.withdraw(practice, "Old.")
    assert curator.post(reverse(DELETE, args=[practice.pk]), {"post": "yes"}).status_code == 403
    curator.post(reverse(LIST), {"action": "delete_selected", "_selected_action": [practice.pk], "post": "yes"})
    assert Practice.objects.filter(pk=practice.pk).exists()


def test_a_draft_can_be_deleted_with_all_its_rows(curator: Client, everything: dict[str, Any]) -> None:
    curator.post(reverse(ADD), everything)
    draft = Practice.objects.get()
    figure = draft.figures.get()
    figure.citation = draft.main_citation
    figure.save()
    response = curator.post(reverse(DELETE, args=[draft.pk]), {"post": "yes"})
    assert response.status_code == 302
    assert not Practice.objects.exists()
    assert not Citation.objects.exists()
    connection.check_constraints()


# Citations ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vocabulary")
def test_the_last_citation_of_a_published_practice_stays(curator: Client) -> None:
    practice = factories.practice("First title")
    rows = {"citations": [citation_row(practice.citations.get(), DELETE="on")]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows) | {"title_en": "Second title"})
    practice.refresh_from_db()
    assert "needs a citation" in errors_of(response)
    assert (practice.citations.count(), practice.title_en) == (1, "First title")


@pytest.mark.usefixtures("vocabulary")
def test_a_citation_that_is_emptied_is_no_citation(curator: Client) -> None:
    practice = factories.practice()
    row = citation_row(practice.citations.get(), section="", pages="")
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, {"citations": [row]}))
    assert "Name the section, the pages or the paragraphs." in errors_of(response)
    assert practice.citations.get().section == "A section"


@pytest.mark.usefixtures("vocabulary")
def test_the_main_citation_is_replaced_by_another_in_one_save(curator: Client) -> None:
    practice = factories.practice()
    old = practice.citations.get()
    rows = {"citations": [citation_row(old, DELETE="on"), citation_row()]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows))
    assert response.status_code == 302, errors_of(response)
    practice.refresh_from_db()
    assert [citation.section for citation in practice.citations.all()] == ["A new section"]
    assert practice.main_citation == practice.citations.get()
    assert practice.is_published
    connection.check_constraints()


@pytest.mark.usefixtures("vocabulary")
def test_all_citations_of_a_draft_can_go(curator: Client) -> None:
    draft = factories.draft()
    draft.settle_main_citation()
    rows = {"citations": [citation_row(draft.citations.get(), DELETE="on")]}
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, rows))
    assert response.status_code == 302, errors_of(response)
    assert not draft.citations.exists()
    connection.check_constraints()


@pytest.mark.usefixtures("vocabulary")
def test_a_citation_that_a_figure_stands_on_stays(curator: Client) -> None:
    practice = factories.practice()
    citation = practice.citations.get()
    figure = Figure.objects.create(practice=practice, value=3, label_en="banks", citation=citation)
    figure_row = {"id": figure.pk, "qualifier": "exactly", "value": "3", "label_en": "banks", "citation": citation.pk}
    rows = {"citations": [citation_row(citation, DELETE="on"), citation_row()], "figures": [figure_row]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows))
    assert "banks" in errors_of(response)
    assert list(practice.citations.all()) == [citation]


@pytest.mark.usefixtures("vocabulary")
def test_a_figure_takes_only_citations_of_its_own_practice(curator: Client) -> None:
    practice, other = factories.practice(), factories.practice()
    row = {"qualifier": "exactly", "value": "3", "label_en": "banks", "citation": other.citations.get().pk}
    rows = {"citations": [citation_row(practice.citations.get())], "figures": [row]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows))
    assert "Select a valid choice" in errors_of(response)
    assert not Figure.objects.exists()


# Vocabularies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [PolicyArea, Region, Country, Organisation, Source], ids=lambda m: m.__name__)
@pytest.mark.usefixtures("vocabulary")
def test_the_address_of_what_links_name_stays_and_nothing_of_it_is_deleted(curator: Client, model: Any) -> None:
    term = model.objects.first() or model.objects.create(slug="bank", name_en="Bank")
    fields = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    values = {field.name: getattr(term, field.attname) for field in fields}
    data = {name: value for name, value in values.items() if value is not None and value is not False}
    address = f"admin:practices_{model._meta.model_name}"
    changed = data | {"slug": "another-address", "code": "ZZ"}
    response = curator.post(reverse(f"{address}_change", args=[term.pk]), changed)
    assert response.status_code == 302, errors_of(response)
    before = (term.slug, getattr(term, "code", None))
    term.refresh_from_db()
    assert (term.slug, getattr(term, "code", None)) == before
    assert curator.post(reverse(f"{address}_delete", args=[term.pk]), {"post": "yes"}).status_code == 403


def test_a_new_term_is_offered_to_readers_with_the_next_request(curator: Client) -> None:
    assert search.snapshot().vocabularies[PolicyArea].get("fees") is None
    data = {f"{name}_{code}": "" for name in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    response = curator.post(
        reverse("admin:practices_policyarea_add"), data | {"slug": "fees", "name_en": "Fees", "order": 1}
    )
    assert response.status_code == 302, errors_of(response)
    assert search.snapshot().vocabularies[PolicyArea].get("fees").name == "Fees"


def test_a_term_cant_be_replaced_without_being_retired(curator: Client, vocabulary: factories.Vocabulary) -> None:
    old, new = vocabulary.areas[:2]
    address = reverse("admin:practices_policyarea_change", args=[old.pk])
    data = {"name_en": old.name_en, "order": 0, "merged_into": new.pk}
    assert "must be retired" in errors_of(curator.post(address, data))
    assert curator.post(address, data | {"retired": "on"}).status_code == 302
    in_a_circle = {"name_en": new.name_en, "order": 0, "retired": "on", "merged_into": old.pk}
    response = curator.post(reverse("admin:practices_policyarea_change", args=[new.pk]), in_a_circle)
    assert "in a circle" in errors_of(response)


# Who may do what ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("vocabulary")
def test_who_may_publish_is_offered_it(curator: Client) -> None:
    draft, published = factories.draft(), factories.practice()
    assert 'name="_publish"' in curator.get(reverse(ADD)).content.decode()
    assert 'name="_publish"' in curator.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    assert reverse(WITHDRAW, args=[published.pk]) in curator.get(reverse(CHANGE, args=[published.pk])).content.decode()
    assert "publish_selected" in curator.get(reverse(LIST)).content.decode()


@pytest.mark.usefixtures("vocabulary")
def test_who_may_not_publish_is_not_offered_it(editor: Client) -> None:
    draft, published = factories.draft(), factories.practice()
    assert 'name="_publish"' not in editor.get(reverse(ADD)).content.decode()
    assert 'name="_publish"' not in editor.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    page = editor.get(reverse(CHANGE, args=[published.pk])).content.decode()
    assert reverse(WITHDRAW, args=[published.pk]) not in page
    assert "publish_selected" not in editor.get(reverse(LIST)).content.decode()


def test_who_may_not_publish_saves_a_draft_and_it_stays_one(editor: Client, everything: dict[str, Any]) -> None:
    response = editor.post(reverse(ADD), everything | {"_publish": "Save and publish"})
    assert response.status_code == 302, errors_of(response)
    draft = Practice.objects.get()
    editor.post(reverse(LIST), {"action": "publish_selected", "_selected_action": [draft.pk]})
    editor.post(
        reverse(CHANGE, args=[draft.pk]),
        form_of(draft, {"citations": [citation_row(draft.citations.get())]}) | {"_publish": "1", "state": "published"},
    )
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.usefixtures("vocabulary")
def test_who_may_not_publish_may_not_withdraw(editor: Client) -> None:
    practice = factories.practice()
    assert editor.get(reverse(WITHDRAW, args=[practice.pk])).status_code == 403
    assert editor.post(reverse(WITHDRAW, args=[practice.pk]), {"reason": "Old."}).status_code == 403
    practice.refresh_from_db()
    assert practice.is_published


def admin_addresses() -> list[str]:
    """Every address of the admin that has a name, with a number where it needs one."""

    def names(patterns: list[Any]) -> list[str]:
        return [name for p in patterns for name in (names(p.url_patterns) if hasattr(p, "url_patterns") else [p.name])]

    found = []
    for name in filter(None, names(admin.site.get_urls())):
        for args in ([], [1], [1, 1], ["practices"]):
            try:
                found.append(reverse(f"admin:{name}", args=args))
            except NoReverseMatch:
                continue
    return found


def test_the_addresses_of_the_admin_are_all_known() -> None:
    """Guards the test below."""
    assert {reverse(LIST), reverse(WITHDRAW, args=[1]), "/admin/", "/admin/practices/"} <= set(admin_addresses())


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_the_admin_without_signing_in(client: Client, method: str, db: None) -> None:
    sign_in = reverse("admin:login")
    for address in set(admin_addresses()) - {sign_in, reverse("admin:logout"), reverse("admin:jsi18n")}:
        response = getattr(client, method)(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(sign_in), address


def test_who_is_no_staff_doesnt_see_the_admin(client: Client, db: None) -> None:
    client.force_login(get_user_model().objects.create_user("reader"))
    response = client.get(reverse(LIST))
    assert (response.status_code, response["Location"].startswith(reverse("admin:login"))) == (302, True)


# The list ----------------------------------------------------------------------------------------


@pytest.fixture
def several(vocabulary: factories.Vocabulary) -> Callable[[int], None]:
    """Make practices that differ in every facet."""

    def make(count: int) -> None:
        for i in range(count):
            factories.practice(
                instrument=Practice.Instrument.values[i % 3],
                level=Practice.Level.values[i % 2],
                evidence_basis=Practice.EvidenceBasis.values[i % 2],
                countries=[(vocabulary.countries[i % 3], "origin"), (vocabulary.countries[i % 3], "destination")],
                policy_areas=[vocabulary.areas[i % 2], vocabulary.areas[2]],
                migration_phases=[vocabulary.phases[i % 3]],
                stakeholder_types=[vocabulary.stakeholders[i % 2]],
                regions=[vocabulary.regions[i % 3]],
            )

    return make


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.name)
def test_a_facet_filters_the_list_as_it_filters_the_public_pages(
    curator: Client, several: Callable[[int], None], facet: Any
) -> None:
    several(6)
    factories.draft()
    found = 0
    for choice in facet.choices(search.snapshot().vocabularies):
        listed = curator.get(reverse(LIST), {facet.name: choice.value, "state__exact": "published"})
        public = Browse(Criteria().with_values(facet, [choice.value]))
        assert {row.pk for row in listed.context["cl"].result_list} == set(public.results.ids), choice
        found += public.total
    assert found >= 6


def test_the_list_makes_as_many_queries_for_thirty_practices_as_for_one(
    curator: Client, several: Callable[[int], None]
) -> None:
    def queries() -> int:
        curator.get(reverse(LIST))  # the index catches up
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = curator.get(reverse(LIST))
        assert response.status_code == 200
        return len(captured)

    several(1)
    one = queries()
    several(29)
    assert queries() == one
    assert one <= 14


def test_the_list_can_be_searched(curator: Client, several: Callable[[int], None]) -> None:
    several(2)
    wanted = factories.draft("Marigold")
    listed = curator.get(reverse(LIST), {"q": "marigold"})
    assert [row.pk for row in listed.context["cl"].result_list] == [wanted.pk]
