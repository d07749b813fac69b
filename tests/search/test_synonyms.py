"""Words that mean the same: curators keep them, search obeys them with the next request, and quotes switch them off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from practices import search
from practices.models import Practice, Synonym
from practices.search import Query, parse
from tests.admin.forms import errors_of, version_of

ADD, LIST = "admin:practices_synonym_add", "admin:practices_synonym_changelist"
CHANGE, DELETE = "admin:practices_synonym_change", "admin:practices_synonym_delete"


def found(text: str) -> set[int]:
    """The practices that have all of it: these come first."""
    results = search.snapshot().find(Query(parse(text), sort=search.BEST, limit=100))
    return set(results.ids[: results.exact])


@pytest.fixture
def by_sms(practice: Callable[..., Practice]) -> int:
    return practice("Advice by SMS", summary_en="Sent at once.").pk


@pytest.fixture
def by_text_message(practice: Callable[..., Practice]) -> int:
    return practice("Paid by text message", summary_en="Sent at once.").pk


@pytest.fixture
def group(by_sms: int, by_text_message: int) -> Synonym:
    return Synonym.objects.create(words="SMS\ntext message\nmensaje de texto")


# What they find -----------------------------------------------------------------------------------


SAME = [
    "SMS",
    "sms",
    "text message",
    "Text Messages",
    "text  messages ",
    "mensaje de texto",
    "mensajes de texto",
    "SMS OR zebra",
]


@pytest.mark.usefixtures("group")
def test_each_finds_what_the_others_find(subtests: pytest.Subtests, by_sms: int, by_text_message: int) -> None:
    for text in SAME:
        with subtests.test(text=text):
            assert found(text) == {by_sms, by_text_message}


@pytest.mark.usefixtures("group")
def test_within_quotes_only_what_stands_there_is_found(by_sms: int, by_text_message: int) -> None:
    assert found('"SMS"') == {by_sms}
    assert found('"text message"') == {by_text_message}
    assert found('"mensaje de texto"') == set()


@pytest.mark.usefixtures("group")
def test_a_run_of_words_counts_only_as_a_whole(by_sms: int, by_text_message: int) -> None:
    assert found("text") == found("message") == found("message text") == {by_text_message}
    assert found('text "sent" message') == {by_text_message}


@pytest.mark.usefixtures("group")
def test_words_around_them_must_be_there_too(by_sms: int, by_text_message: int) -> None:
    assert found("advice text message") == {by_sms}
    assert found("paid SMS ") == {by_text_message}
    assert found("sent text message at once") == {by_sms, by_text_message}


@pytest.mark.usefixtures("group")
def test_what_is_excluded_is_meant_literally(by_sms: int, by_text_message: int) -> None:
    assert found("text message -SMS") == {by_text_message}
    assert found("SMS -text") == {by_sms}
    assert found("text -message") == set()


@pytest.mark.parametrize(
    ("words", "stands", "typed"),
    [
        ("MOU\nmemorandum of understanding", "An MOU", "memorandum of understanding"),
        ("MOU\nmemorandum of understanding", "A memorandum of understanding", "MOU"),
        ("brain drain\nexode des compétences", "Brain drain", "exode des compétences"),
        ("BLA\naccord bilatéral", "A BLA", "accords bilatéraux"),
        ("BLA\naccord bilatéral", "A BLA", "ACCORD BILATERAL"),
        ("seasonal workers\ntemporeros", "Seasonal worker schemes", "temporeros"),
        ("wages\nsalaries", "The wage", "salary"),
        ("attaché du travail\nlabour attaché", "A labour attaché", "attaché du travail"),
        ("labour union\nsyndicat", "A syndicat", "labor unions"),
        ("center\nguichet", "A guichet", "centre"),
        ("unauthorised work\ntravail au noir", "Travail au noir", "unauthorized work"),
    ],
)
def test_function_words_accents_and_endings_make_no_difference(practice, words: str, stands: str, typed: str) -> None:
    wanted = practice(stands, summary_en="Done.").pk
    practice("Another one", summary_en="Done.")
    assert found(f"{typed} ") == set()
    Synonym.objects.create(words=words)
    assert found(f"{typed} ") == {wanted}


def test_what_no_practice_has_is_not_looked_for(practice) -> None:
    """It would take time, and change nothing."""
    practice("Advice by SMS", summary_en="Done.")
    Synonym.objects.create(words="texto\nSMS\nmensaje de texto\ntext message")
    (clause,) = search.snapshot().find(Query(parse("texto "))).clauses
    assert [synonym.written for synonym in clause.synonyms] == ["SMS"]


def test_a_name_is_found_by_a_synonym_of_it(practice, vocabulary) -> None:
    wanted = practice(policy_areas=[vocabulary.areas[0]]).pk
    assert found("money transfers") == set()
    Synonym.objects.create(words="money transfers\nremittances")
    assert found("money transfers") == {wanted}


def test_a_synonym_is_no_typing_error(practice) -> None:
    """Where nothing has any of a group, its words are right all the same."""
    practice("Exile")
    Synonym.objects.create(words="exole\nzebra")
    results = search.snapshot().find(Query(parse("exole ")))
    assert (results.total, results.corrections) == (0, ())


# How curators keep them ---------------------------------------------------------------------------


def test_adding_changing_and_retiring_count_with_the_next_request(
    curator: Client, client: Client, by_sms: int, by_text_message: int
) -> None:
    reader = Client()

    def total() -> int:
        return reader.get("/practices/?q=quagga+").context["found"].total

    assert total() == 0
    response = curator.post(reverse(ADD), {"words": "SMS\nquagga"})
    assert response.status_code == 302, errors_of(response)
    assert total() == 1
    group = Synonym.objects.get()

    def save(words: str, **values: str) -> None:
        data = {"words": words, "_version": version_of(group), **values}
        assert curator.post(reverse(CHANGE, args=[group.pk]), data).status_code == 302

    save("SMS\nquagga\ntext message")
    assert total() == 2
    save("SMS\nquagga\ntext message", retired="on")
    assert total() == 0
    save("SMS\nquagga")
    assert total() == 1


def test_a_group_is_retired_rather_than_deleted(curator: Client, group: Synonym) -> None:
    assert curator.post(reverse(DELETE, args=[group.pk]), {"post": "yes"}).status_code == 403
    listed = curator.get(reverse(LIST)).content.decode()
    assert "delete_selected" not in listed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("SMS", "between 2 and 20"),
        ("SMS\n\n  \nSMS ", "between 2 and 20"),
        ("\n".join(f"word{i}" for i in range(21)), "between 2 and 20"),
        ("SMS\n" + 81 * "x", "80 characters"),
        ("SMS\n***", "‘***’ has neither letter nor digit"),
        ("", "required"),
        ("\n".join(40 * "x" for _ in range(60)), "2000 characters"),
    ],
)
def test_what_makes_no_group_is_refused(curator: Client, words: str, says: str) -> None:
    assert says in errors_of(curator.post(reverse(ADD), {"words": words}))
    assert not Synonym.objects.exists()


@pytest.mark.parametrize("words", ["a1\nb2", "SMS\n" + 80 * "x", "\n".join(f"word{i}" for i in range(20))])
def test_what_makes_a_group_is_kept_tidily(curator: Client, words: str) -> None:
    assert curator.post(reverse(ADD), {"words": words.replace("\n", " \r\n\r\n ")}).status_code == 302
    assert Synonym.objects.get().words == words


def test_only_who_may_change_them_does(client: Client, db: None) -> None:
    group = Synonym.objects.create(words="SMS\nquagga")
    user = get_user_model().objects.create_user("viewer", is_staff=True)
    user.user_permissions.set([Permission.objects.get(codename="view_synonym")])
    client.force_login(user)
    assert client.get(reverse(LIST)).status_code == 200
    assert client.post(reverse(ADD), {"words": "x1\nx2"}).status_code == 403
    assert client.post(reverse(CHANGE, args=[group.pk]), {"words": "x1\nx2"}).status_code == 403
    assert client.post(reverse(DELETE, args=[group.pk]), {"post": "yes"}).status_code == 403
    assert [str(one) for one in Synonym.objects.all()] == ["SMS, quagga"]


# Those of the fixtures ----------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_those_of_the_fixtures_are_loaded_once_and_stay_as_curators_left_them(curator: Client) -> None:
    loaded = list(Synonym.objects.values_list("pk", "fixture"))
    assert len(loaded) > 10
    assert all(fixture for _pk, fixture in loaded)
    retired = Synonym.objects.get(fixture="text-message")
    changed = Synonym.objects.get(fixture="banks")
    for group, said in ((retired, {"words": retired.words, "retired": "on"}), (changed, {"words": "banks\nour own"})):
        data = {**said, "_version": version_of(group)}
        assert curator.post(reverse(CHANGE, args=[group.pk]), data).status_code == 302
    for group in (retired, changed):
        assert curator.post(reverse(DELETE, args=[group.pk]), {"post": "yes"}).status_code == 403
    call_command("load_practices", verbosity=0)
    assert list(Synonym.objects.values_list("pk", "fixture")) == loaded
    retired.refresh_from_db()
    changed.refresh_from_db()
    assert (retired.retired, changed.words) == (True, "banks\nour own")
