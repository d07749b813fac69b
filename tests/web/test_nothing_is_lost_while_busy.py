"""Everything that can be sent, while the database takes nothing: it comes back as it was typed, and can be sent again.

Whatever answers POST stands in `CASES` with what a browser sends, or in `SHOWS_ONLY`; a new route that does not fails
here. `refusing` stands in for a database that is locked; `test_waiting_for_a_lock.py` has a real one. So this runs on
SQLite alone, and that on both_databases: what comes back is decided before the database is asked.
"""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from practices.editorial import history
from practices.models import PolicyArea, Practice, Source
from practices.signin import second_factor
from practices.submissions import links
from tests.admin.forms import form_of
from tests.alerts import asking as alerts
from tests.editorial.test_permissions_matrix import each, filled, first, lines, scene
from tests.pages import form_on
from tests.signin import signing_in
from tests.submissions import proposals
from tests.web.refusing import contents, refusing

TYPED = "Zebra ‘stripes’ & <b>"
IN_PAGE = "Zebra ‘stripes’ &amp; &lt;b&gt;"
REASON = {"reason": TYPED}


@dataclass(frozen=True)
class Case:
    """What somebody sends to an address: what its form holds, and what they type into it."""

    address: str
    typed: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)  # typed, and never given back
    form: str | None = None  # its id
    button: dict[str, Any] = field(default_factory=dict)
    done: int = 302  # the status when it is done
    who: str = "superuser"
    is_empty: bool = False  # its form is sent as one that was opened empty
    is_last: bool = False  # it has no form of its own to come back with


PRACTICE = "/admin/practices/practice/"
KEPT = '{"visit": "0123456789abcdef", "version": "1", "fields": {"title_en": {"value": ["Zebra"]}}}'
NEW = {"new_password1": "umbrella under nine moons", "new_password2": "umbrella under nine moons"}
NEW_PASSWORD = {"password1": "umbrella under nine moons", "password2": "umbrella under nine moons"}
CASES = [
    # Readers
    Case("/propose/", proposals.sent("what", title=TYPED), who="anybody"),
    Case("/propose/correction/{published}/", {"wrong": TYPED}, who="anybody"),
    Case("/propose/{open}/", who="anybody"),
    *(
        Case(f"/propose/{{open}}/{step}/", proposals.sent(step, **{name: TYPED}), who="anybody", is_empty=True)
        for step, name in {"what": "title", "where": "organisations", "needs": "budget", "you": "name"}.items()
    ),
    Case(
        "/propose/{open}/sources/", proposals.sent("sources", sources=[{"title": TYPED}]), who="anybody", is_empty=True
    ),
    Case("/alerts/", {"email": "zebra@example.org"}, who="anybody", done=200),
    Case("/alerts/new/?country=MA", {"email": "zebra@example.org", "rhythm": "monthly"}, who="anybody", done=200),
    Case("/alerts/{asked alert}/", who="anybody"),
    Case("/alerts/{alert}/", {"rhythm": "monthly", "search": "/practices/?q=zebra"}, who="anybody"),
    Case("/alerts/{alert}/address/", {"email": "zebra@example.org"}, who="anybody", done=200),
    Case("/alerts/{alert}/end/", who="anybody", done=200),
    Case("/alerts/address/{moving alert}/", who="anybody"),
    Case("/propose/{open}/withdraw/", who="anybody", done=200),
    Case("/propose/confirm/{confirming}/", who="anybody"),
    Case("/share/?to=/practices/", who="anybody"),
    Case("/briefings/new/?sort=title", {"title": TYPED, "note": TYPED}, who="anybody"),
    Case("/briefings/keep/{briefing kept}/", who="anybody", done=200),
    # Signing in
    Case("/admin/login/", {"username": "amina"}, {"password": signing_in.PASSWORD}, who="anybody"),
    Case("/admin/logout/", done=200, is_last=True),
    Case("/admin/forgotten/", {}, {"email": "amina@example.org"}, who="anybody"),
    Case("/admin/forgotten/{key}/set-password/", {}, NEW, who="forgetful"),
    Case("/admin/second-factor/code/", {}, {"code": "{code}"}, who="password only"),
    Case("/admin/second-factor/recovery/", {}, {"code": "{recovery}"}, who="password only"),
    Case("/admin/second-factor/set-up/", {}, {"code": "{set up}"}, who="no phone", done=200),
    Case("/admin/second-factor/codes/", {}, {"password": signing_in.PASSWORD}, done=200),
    Case("/admin/sessions/", {}, {"password": signing_in.PASSWORD}),
    Case(
        "/admin/password_change/",
        {},
        {"old_password": signing_in.PASSWORD, "new_password1": "umbrella 9 moons", "new_password2": "umbrella 9 moons"},
    ),
    # Practices
    Case(f"{PRACTICE}add/", form_of() | {"title_en": TYPED, "_reason": TYPED}, form="practice_form"),
    Case(
        f"{PRACTICE}{{own draft}}/change/",
        {
            "summary_en": TYPED,
            "_reason": TYPED,
            "policy_areas": "{area}",
            "citations-0-section": TYPED,
            "requirements-TOTAL_FORMS": "1",
            "requirements-0-kind": "budget",
            "requirements-0-text_en": TYPED,
        },
        form="practice_form",
    ),
    Case(f"{PRACTICE}{{draft}}/history/1/restore/", REASON),
    Case(f"{PRACTICE}{{published}}/history/1/restore/", REASON),
    Case(f"{PRACTICE}{{offered}}/newer-text/", button={"take": "1"}),
    Case(f"{PRACTICE}{{offered}}/newer-text/", button={"leave": "1"}),
    Case(f"{PRACTICE}{{draft}}/comment/", {"text": TYPED}),
    Case(f"{PRACTICE}{{draft}}/comment/{{remark}}/settle/", is_last=True),
    Case(f"{PRACTICE}{{own draft}}/typed/", {"typed": KEPT}, done=200, is_last=True),
    Case(f"{PRACTICE}add/typed/", {"typed": KEPT}, done=200, is_last=True),
    Case(f"{PRACTICE}{{own draft}}/preview/typed/", form_of(), done=200, is_last=True),
    Case(f"{PRACTICE}add/preview/", form_of(), done=200, is_last=True),
    Case(f"{PRACTICE}{{draft}}/share/", {"until": str(timezone.localdate() + datetime.timedelta(days=3))}),
    Case(f"{PRACTICE}{{draft}}/share/{{link}}/end/", is_last=True),
    Case(f"{PRACTICE}{{draft}}/delete/", REASON),
    Case(f"{PRACTICE}deleted/{{deleted}}/"),
    Case(f"{PRACTICE}{{published}}/revise/"),
    Case(f"{PRACTICE}{{revision}}/discard/", REASON),
    Case(f"{PRACTICE}{{published}}/copy/"),
    Case(f"{PRACTICE}filters/?q=zebra", {"name": TYPED}, form="filter_form"),
    Case(f"{PRACTICE}first-page/", {"practice": "{published}"}, form="first_page_form", button={"save": "1"}),
    Case(
        f"{PRACTICE}review-dates/",
        {"practice": "{published}", "_version_{published}": "2", "date_{published}": "2030-01-02", **REASON},
        form="dates_form",
        is_empty=True,
    ),
    *(
        Case(f"{PRACTICE}{{{thing}}}/move/{move}/", REASON)
        for thing, move in [
            ("draft", "submit"), ("in review", "take-back"), ("in review", "request-changes"), ("in review", "approve"),
            ("in review", "publish"), ("published", "withdraw"), ("draft", "archive"), ("archived", "reopen"),
        ]
    ),
    Case(f"{PRACTICE}imports/{{batch}}/", REASON),
    Case(PRACTICE, {"action": "delete_drafts", "_selected_action": "{draft}", "_confirmed": "1", "reason": TYPED},
         is_last=True),
    Case(PRACTICE, {"action": "move_archive", "_selected_action": "{draft}", "_confirmed": "1", "reason": TYPED},
         is_last=True),
    # Vocabularies and what practices name
    *(
        Case(f"/admin/practices/{name}/add/", {title: TYPED, "slug": "zebra", **more}, form=f"{name}_form")
        for name, title, more in [
            ("policyarea", "name_en", {}),
            ("region", "name_en", {"m49": "990"}),
            ("country", "name_en", {"code": "ZZ", "iso3": "ZZZ", "m49": "990"}),
            ("organisation", "name_en", {}),
            ("source", "title", {"short_citation": "Zebra 2010", "authors_en": "Zebra", "kind": "report"}),
        ]
    ),
    *(
        Case(f"/admin/practices/{name}/{{first}}/change/", {title: TYPED, "_reason": TYPED}, form=f"{name}_form")
        for name, title in [("policyarea", "name_en"), ("country", "name_en"), ("organisation", "name_en"),
                            ("source", "title")]
    ),
    Case("/admin/practices/policyarea/{first}/history/1/restore/", REASON),
    Case("/admin/practices/policyarea/{first}/merge/?into={area}", REASON),
    Case("/admin/practices/organisation/{first}/merge/?into={own organisation}", REASON),
    Case("/admin/practices/organisation/{first}/not/{own organisation}/", is_last=True),
    Case("/admin/practices/organisation/{first}/delete/", REASON),
    Case("/admin/practices/organisation/deleted/{deleted organisation}/"),
    Case("/admin/practices/policyarea/order/", {"place_{area}": "1", **REASON}, button={"save": "1"}),
    Case("/admin/practices/source/", {"action": "note_opened", "_selected_action": "{source}"}, is_last=True),
    Case("/admin/practices/synonym/add/", {"words": f"{TYPED}\nhorse"}, form="synonym_form"),
    Case("/admin/practices/synonym/{first}/change/", {"words": f"{TYPED}\nhorse"}, form="synonym_form"),
    # Proposals
    Case("/admin/practices/submission/{submission}/take/", is_last=True),
    Case("/admin/practices/submission/{submission}/decline/", REASON),
    # People
    Case(
        "/admin/auth/user/add/",
        {"username": "zebra", "first_name": TYPED, "email": "z@example.org", "groups": "{group}"},
        NEW_PASSWORD,
        form="user_form",
    ),
    Case("/admin/auth/user/{user}/change/", {"first_name": TYPED, "groups": "{group}"}, form="user_form"),
    Case("/admin/auth/user/{user}/password/", {}, {**NEW_PASSWORD, "usable_password": "true"}, form="user_form"),
    Case("/admin/auth/user/", {"action": "reset_second_factor", "_selected_action": "{user}", "sure": "1"},
         is_last=True),
    Case("/admin/auth/user/", {"action": "end_sessions", "_selected_action": "{user}"}, is_last=True),
    Case("/admin/auth/group/add/", {"name": TYPED}, form="group_form"),
    Case("/admin/auth/group/{group}/change/", {"name": TYPED}, form="group_form"),
    Case("/admin/auth/group/{group}/delete/", {"post": "yes"}, is_last=True),
    Case("/admin/auth/group/", {"action": "delete_selected", "_selected_action": "{group}", "post": "yes"},
         is_last=True),
]  # fmt: skip
# Routes that answer a POST by showing something, or by leading on. `*` stands for any vocabulary.
SHOWS_ONLY = {
    *("oai", "oai/", "selection/change/"),
    *("admin/", "admin/(?P<app_label>practices|auth)/$", "admin/help/", "admin/r/<id:content_type_id>/<id:object_id>/"),
    *(
        f"admin/{kind}/{page}"
        for kind in ["practices/*", "practices/practice", "practices/submission", "auth/user", "auth/group"]
        for page in ["<path:object_id>/", "<path:object_id>/history/"]
    ),
    *(
        f"admin/practices/{kind}/{page}"
        for kind in ["*", "practice"]
        for page in ["<id:pk>/compare/", "<id:pk>/history/<id:number>/"]
    ),
    "admin/practices/practice/<id:pk>/history/revision/<id:copy>/",
    *(f"admin/practices/practice/{page}" for page in ["deleted/", "export.csv", "export.xlsx", "imports/"]),
    *(f"admin/practices/practice/import/{page}.xlsx" for page in ["template", "organisations", "sources"]),
    *("admin/practices/*/<id:pk>/uses/", "admin/practices/*/deleted/"),
    "admin/practices/submission/",  # a list without actions
    "admin/forgotten/sent/",
}
# What they need is a file that was sent: tests/exchange/test_elsewhere.py
IMPORT = {
    f"admin/practices/practice/import/{page}" for page in ["", "<id:pk>/", "<id:pk>/columns/", "<id:pk>/answers/"]
}


@pytest.fixture
def _quiet(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR = True
    settings.EMAIL_HOST = "mail.example.org"
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Stage:
    """One of everything, and somebody of each kind who has opened the site."""

    things: dict[str, Any]
    browsers: dict[str, Client]
    before: Any  # what stands in the database


@pytest.fixture
def stage(db: None, _quiet: None) -> Stage:
    user = signing_in.person()
    things = scene(user)
    for thing in (
        Practice.objects.get(pk=things["draft"]),
        Practice.objects.get(pk=things["published"]),
        first("policyarea"),
    ):
        history.catch_up(thing)
        setattr(thing, "title_en" if isinstance(thing, Practice) else "name_en", "As it is now")
        thing.save()
        history.record(thing, user)
    begun = proposals.made("started", sent_at=None)
    for step in proposals.STEPS:
        Client().post(proposals.address_of(begun, step), proposals.sent(step))
    confirming = proposals.made("sent")
    phone = signing_in.phone(user)
    codes = second_factor.new_codes(user)
    browsers = {name: Client(raise_request_exception=False) for name in ("anybody", "password only", "superuser")}
    browsers["no phone"] = Client(raise_request_exception=False)
    browsers["no phone"].force_login(signing_in.person("basma"))
    browsers["password only"].force_login(user)
    browsers["forgetful"] = Client(raise_request_exception=False)
    key = urlsafe_base64_encode(force_bytes(user.pk))
    browsers["forgetful"].get(f"/admin/forgotten/{key}/{default_token_generator.make_token(user)}/")
    signing_in.sign_in_both_ways(browsers["superuser"], user)
    alert = alerts.made()
    things |= {
        "alert": alerts.links.token_of(alert),
        "asked alert": alerts.links.token_of(alerts.made("q=horse", is_confirmed=False)),
        "moving alert": alerts.links.address_token(alert, "basma@example.org"),
        "open": links.token_of(begun),
        "confirming": links.confirmation_of(confirming),
        "key": key,
        "area": PolicyArea.objects.last().pk,  # type: ignore[union-attr]
        "source": Source.objects.get().pk,
        "code": signing_in.code_of(phone),
        "recovery": codes[0],
    }
    return Stage(things, browsers, contents())


def put(values: dict[str, Any], things: dict[str, Any]) -> dict[str, Any]:
    """Return what is sent, with ids in the place of names in braces."""

    def named(text: Any) -> Any:
        return re.sub(r"\{([a-z ]+)\}", lambda match: str(things[match[1]]), text) if isinstance(text, str) else text

    return {named(name): named(value) for name, value in values.items()}


def problems_of(case: Case, stage: Stage) -> Iterator[str]:
    """Send a case, and yield what is wrong with the answers."""
    browser, path = stage.browsers[case.who], filled(case.address, stage.things)
    begun = {} if case.is_empty or case.is_last else form_on(browser.get(path), case.form)
    if case.who == "no phone":
        stage.things["set up"] = signing_in.code_of_key(bytes.fromhex(browser.session["key_to_set_up"]))
    typed, secrets = put(case.typed, stage.things), put(case.secrets, stage.things)
    sent = {**begun, **typed, **secrets, **case.button}

    with refusing() as writes:
        response = browser.post(path, sent)
    if not writes or response.status_code != 503:
        yield f"{response.status_code} after {len(writes)} attempts to write"
        return
    if not 0 < int(response["Retry-After"]) <= 300:
        yield "no Retry-After"
    if "the site is busy just now" not in response.text:
        yield "does not say what happened"
    if secret := [name for name, value in secrets.items() if len(value) > 5 and value in response.text]:
        yield f"gives back {secret}"
    is_last = "503.html" in [template.name for template in response.templates]
    if is_last != case.is_last:
        yield "does not come back as the page that it was"
    again = form_on(response, None if is_last else case.form, 503)
    lost = [name for name, value in typed.items() if [spelt(one) for one in again.get(name, [])] != [spelt(value)]]
    if lost:
        yield f"loses {lost}"

    sent = {**again, **secrets, **case.button}
    status, count = answer(browser, path, sent)
    if status != case.done:
        yield f"{status} when it is sent again"
    # The last thing that is written fails: what was written before is taken back.
    with refusing(only=count):
        status = browser.post(path, sent).status_code
    if status == 503 and contents() != stage.before:
        yield "is done by half"
    if status not in {503, case.done}:
        yield f"{status} when the last of {count} statements fails"


def spelt(value: Any) -> str:
    return str(value).replace("\r\n", "\n").strip()


def answer(browser: Client, path: str, sent: dict[str, Any]) -> tuple[int, int]:
    """Send a form and undo what that did. Return the status, and how many statements wrote."""
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    with transaction.atomic():
        with refusing(only=-1) as writes:
            status = browser.post(path, sent).status_code
        transaction.set_rollback(True)
    browser.cookies = SimpleCookie(cookies)
    return status, len(writes)


def test_whatever_is_sent_comes_back_as_it_was_typed_and_can_be_sent_again(stage: Stage) -> None:
    wrong = []
    for case in CASES:
        cookies = {name: SimpleCookie(browser.cookies) for name, browser in stage.browsers.items()}
        with transaction.atomic():
            wrong += [f"{case.address} {case.typed}: {problem}" for problem in problems_of(case, stage)]
            transaction.set_rollback(True)
        for name, browser in stage.browsers.items():
            browser.cookies = cookies[name]
    assert not wrong, "\n".join(wrong)


def route_of(path: str) -> str:
    """Return the route of a path, which is the same for all vocabularies."""
    route = resolve(path.partition("?")[0]).route
    return re.sub("practices/(?!practice/|submission/)[a-z]+/", "practices/*/", route)


def answering() -> Iterator[str]:
    """Return every address at which somebody's POST is answered."""
    refused = {"sign-in", "301", "403", "404", "405"}
    for line in lines():
        if {post for _get, post in line.answers.values()} - refused:
            yield next(each(line.address))


def test_every_other_route_that_answers_a_post_only_shows_something(stage: Stage) -> None:
    sent = {route_of(filled(case.address, stage.things)) for case in CASES} | IMPORT
    unknown, wrong = set(), []
    for address in answering():
        path = filled(address, stage.things)
        route = route_of(path)
        if route in SHOWS_ONLY:
            with refusing():
                status = stage.browsers["superuser"].post(path).status_code
            wrong += [f"{path}: {status}"] if status >= 400 else []
        elif route not in sent:
            unknown.add(route)
    assert not unknown, "nothing is known of\n" + "\n".join(sorted(unknown))
    assert not wrong, "\n".join(wrong)
