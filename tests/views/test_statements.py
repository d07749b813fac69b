"""The pages on data protection and accessibility say what is so: their cookies, times and columns are the code's."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client, override_settings

from practices.models import Practice
from practices.signin import browsers
from practices.views import statements
from practices.web import keeping
from tests import factories
from tests.signin.signing_in import give_password, person
from tests.submissions import proposals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def text(client: Client, path: str = "/privacy/") -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(path).text)).split())


@pytest.mark.parametrize("path", ["/privacy/", "/accessibility/"])
def test_every_page_leads_there_in_each_language(client: Client, path: str) -> None:
    for prefix in ("", "/fr", "/es"):
        assert client.get(f"{prefix}{path}").status_code == 200
        assert f'href="{prefix}{path}"' in client.get(f"{prefix}/about/").text.partition("<footer")[2]


def test_it_says_who_is_responsible_and_whom_to_ask_or_that_nobody_said_so(client: Client) -> None:
    with override_settings(DATA_CONTROLLER="", CONTACT_EMAIL=""):
        said = text(client)
        assert "has not said here who is responsible" in said
        assert "gives no address to ask" in said
        assert "gives no address to ask" in text(client, "/accessibility/")
    with override_settings(DATA_CONTROLLER="Office <1>, City", CONTACT_EMAIL="ask@example.org"):
        for path in ("/privacy/?a", "/accessibility/?a"):
            assert 'href="mailto:ask@example.org"' in client.get(path).text
        assert "Responsible for the data on this site: Office &lt;1&gt;, City." in client.get("/privacy/?b").text


# Cookies ----------------------------------------------------------------------------------------


def test_the_cookies_that_are_told_are_those_that_the_site_sets(curator: Client) -> None:
    """Go the ways on which cookies are set: reading, proposing, signing in, saving a form."""
    practice, client = factories.practice(), Client()
    for path in ("/", "/fr/about/", "/practices/?q=fees", "/gaps/", f"/embed/{practice.pk}/", "/api/v1/practices"):
        client.get(path)
    client.get(practice.get_absolute_url())
    assert client.cookies == {}, "reading sets none"
    client.post("/selection/change/", {"keep": practice.pk})
    proposals.waiting(client)
    person("signing-in")
    give_password(client, name="signing-in")
    token = "0123456789abcdef"
    names = {f"{name}_{code}": "" for name in ("name", "acronym") for code, _language in settings.LANGUAGES}
    form = names | {"name_en": "A bank", "slug": "a-bank", "_kept": token}
    saved = curator.post("/admin/practices/organisation/add/", form)
    assert saved.status_code == 302, saved.text
    cookies = {**client.cookies, **saved.cookies}
    found = {re.sub(token, "…", name) for name in cookies}
    assert found == {cookie.name for cookie in statements.cookies()}
    said = text(client)
    for cookie in statements.cookies():
        assert f"{cookie.name} {cookie.why} Kept: {cookie.kept}." in said
    session = cookies[settings.SESSION_COOKIE_NAME]
    assert (session["max-age"], session["expires"]) == ("", ""), "it ends with the browser"
    assert int(cookies[browsers.COOKIE]["max-age"]) == 90 * 24 * 3600
    assert int(cookies[settings.CSRF_COOKIE_NAME]["max-age"]) == 364 * 24 * 3600


def test_nothing_else_in_the_code_sets_a_cookie() -> None:
    files = [file for folder in ("practices", "catalogue") for file in (settings.BASE_DIR / folder).rglob("*.py")]
    setting = {file.name for file in files if re.search(r"set_(signed_)?cookie\(", file.read_text())}
    assert setting == {"basket.py", "browsers.py", "saving.py"}
    scripts = {file.name: file.read_text() for file in (settings.BASE_DIR / "static" / "js").glob("*.js")}
    keeping_something = {name for name, code in scripts.items() if re.search(r"Storage\b|indexedDB|\.cookie\b", code)}
    assert keeping_something == {"keep.js", "selection.js", "site.js"}, "the last looks whether there is a selection"
    assert f"const DAYS = {keeping.DAYS_IN_BROWSER};" in scripts["keep.js"]


# Personal data ----------------------------------------------------------------------------------

# Each column that says something of a person, with words of the page that tell of it.
PERSONAL = {
    "auth.User.username": "User name, name, mail address",
    "auth.User.first_name": "User name, name, mail address",
    "auth.User.last_name": "User name, name, mail address",
    "auth.User.email": "User name, name, mail address",
    "auth.User.password": "the password as a hash",
    "auth.User.last_login": "when you signed in last",
    "auth.User.date_joined": "when it was made",
    "auth.User_groups.user": "roles",
    "auth.User_user_permissions.user": "roles",
    "admin.LogEntry.user": "What administrators do to accounts",
    "otp_totp.TOTPDevice.user": "The key of the app on your phone",
    "otp_totp.TOTPDevice.key": "The key of the app on your phone",
    "otp_static.StaticDevice.user": "digests of your recovery codes",
    "otp_static.StaticToken.token": "digests of your recovery codes",
    "sessions.Session.session_key": "You are signed out",
    "practices.Submission.email": "Your mail address",
    "practices.Submission.name": "your name and organisation, if you give them",
    "practices.Submission.organisation": "your name and organisation, if you give them",
    "practices.Submission.decided_by": "who decided on a proposal",
    "practices.Attempts.key": "as hashes whose key changes daily",
    "practices.Mail.address": "A mail to you is kept until your mail server has taken it",
    "practices.Alert.address": "Your mail address, encrypted with a key that is not in the database",
    "practices.Alert.address_key": "a hash by which it is found",
    "practices.Batch.user": "who imported what",
    "practices.Comment.author": "so are comments",
    "practices.Comment.settled_by": "who settled them",
    "practices.Unsaved.user": "What you type into the form of a practice",
    "practices.Presence.user": "Which form you have open",
    "practices.Version.author": "with your name, the time and the reason you gave",
    "practices.Version.author_name": "with your name, the time and the reason you gave",
    "practices.Practice.author": "who entered, wrote, reviews and approved a practice",
    "practices.Practice.written_by": "who entered, wrote, reviews and approved a practice",
    "practices.Practice.reviewer": "who entered, wrote, reviews and approved a practice",
    "practices.Practice.approved_by": "who entered, wrote, reviews and approved a practice",
    "practices.Practice.credit": "only if you ask to be named on the page of the practice",
    "practices.Practice.verified_by": "those who checked an entry or a translation",
    "practices.Practice.confirmed_by_fr": "those who checked an entry or a translation",
    "practices.Practice.confirmed_by_es": "those who checked an entry or a translation",
    "practices.Source.authors": "the authors of documents",
    "practices.Upload.user": "Tables that you import",
    "practices.Upload.session": "Tables that you import",
    "practices.PreviewLink.made_by": "Who shared a preview",
    "practices.SavedFilter.user": "Filters of the list that you save",
}
ABOUT_PEOPLE = re.compile(
    r"(^|_)(e?mail|username|first_name|last_name|password|last_login|date_joined|author|authors|author_name|credit|ip"
    r"|phone|token|session|session_key|organisation)$|_by(_..)?$"
)
# Named alike, and of no person: keys of things, and what terms, organisations and countries are called.
OF_THINGS = {
    "practices.Involvement.organisation",
    "practices.Practice.replaced_by",
    "practices.Practice.review_by",
}
KEYS = {
    "practices.Alert.address",
    "practices.Alert.address_key",
    "practices.Attempts.key",
    "otp_totp.TOTPDevice.key",
    "practices.Submission.name",
}


def personal() -> set[str]:
    """Return the columns whose type, name or relation tells of a person."""
    user = get_user_model()
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            label = f"{model._meta.label}.{field.name}"
            by_type = isinstance(field, models.EmailField | models.GenericIPAddressField) or field.related_model is user
            if (by_type or ABOUT_PEOPLE.search(field.name) or label in KEYS) and label not in OF_THINGS:
                found.add(label)
    return found


def test_every_column_about_people_is_told(client: Client) -> None:
    translated = {f"practices.Source.authors_{code}" for code, _name in settings.LANGUAGES}
    assert personal() - translated == set(PERSONAL)
    said = text(client)
    assert {label: words for label, words in PERSONAL.items() if words not in said} == {}


def test_the_statement_on_accessibility_names_the_tests_that_there_are(client: Client) -> None:
    said = text(client, "/accessibility/")
    tests = settings.BASE_DIR / "tests" / "browser"
    axe = (tests / "test_accessibility.py").read_text()
    assert "WCAG 2.0 to 2.2, levels A and AA" in said
    assert '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]' in axe
    assert "(1280, 320)" in axe
    for words, file in {
        "By keyboard alone": "test_keyboard_views.py",
        "Without JavaScript": "test_without_javascript.py",
        "the colours that a device forces": "test_statements.py",
        "asks for less motion": "test_statements.py",
        "On paper": "test_paper.py",
    }.items():
        assert words in said
        assert (tests / file).exists(), file


def test_practices_that_name_people_are_public(practice: Any, client: Client) -> None:
    made: Practice = practice(verified_by="Amina Yusuf", verified_on="2026-01-01")
    assert "by Amina Yusuf" in text(client, made.get_absolute_url())
