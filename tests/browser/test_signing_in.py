"""Setting up a phone and signing in with it, in a browser: it works, and no page of it has a barrier."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.signin.signing_in import PASSWORD

from .conftest import Site
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WAYS_IN = [*WCAG, "best-practice"]


@pytest.fixture
def _amina(site: Site) -> None:
    """A curator without a phone."""
    get_user_model().objects.create_superuser("amina", password=PASSWORD)


@pytest.fixture
def _asked(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def look(page: Page, site: Site, complaints: list[str]) -> Callable[[str, list[str]], None]:
    """Hold that a page has no barrier, and forget that the policy refuses what axe itself draws."""

    def look(path: str, tags: list[str]) -> None:
        look_at(page, site, path, tags, complaints)
        complaints.clear()

    return look


def give_password(page: Page) -> None:
    page.get_by_label("Username").fill("amina")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.usefixtures("_amina", "_asked")
def test_a_phone_is_set_up_and_asked_for(page: Page, site: Site, look: Callable[[str, list[str]], None]) -> None:
    look("/admin/login/", WAYS_IN)
    page.goto(site + "/admin/practices/practice/")
    give_password(page)
    expect(page.get_by_role("heading", name="Set up two-step sign-in")).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 200, "the policy refuses the picture"
    look("/admin/second-factor/set-up/?next=/admin/practices/practice/", WAYS_IN)

    key = base64.b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Set up this phone").click()
    expect(page.get_by_text("A code has six digits.")).to_be_visible()
    page.get_by_label("Code").fill(f"{totp(key):06d}")
    page.get_by_role("button", name="Set up this phone").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery_code = page.locator(".codes li").first.inner_text()
    with page.expect_download() as file:
        page.get_by_role("link", name="Save as a text file").click()
    assert recovery_code in Path(file.value.path()).read_text()
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(site + "/admin/practices/practice/")
    for path in (
        "/admin/second-factor/",
        "/admin/second-factor/codes/",
        "/admin/sessions/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
    ):
        look(path, WCAG)

    page.get_by_role("button", name="Log out").click()
    page.goto(site + "/admin/")
    give_password(page)
    expect(page.get_by_role("heading", name="The code from your phone")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    for path in ("/admin/second-factor/code/", "/admin/second-factor/recovery/"):
        look(path, WAYS_IN)
    page.get_by_label("Recovery code").fill(recovery_code)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(site + "/admin/")
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()
