"""Every kind of page, light and dark, wide and narrow: no barrier that axe knows of, no complaint of the browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

from .conftest import Site, let_bars_rest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # the only rules that a dark scheme can break

OUR_PAGES = {
    "home": "/",
    "home-fr": "/fr/",
    "browse": "/practices/",
    "browse-asked": "/practices/?q=remittances&policy_area=remittances&country=PH&sort=title",
    "browse-empty": "/practices/?q=xyzzy&country=PH",
    "browse-country-without": "/practices/?country=BD&policy_area=remittances&migration_phase=employment",
    "browse-two-left-out-fr": "/fr/practices/?q=OSCE&country=EC&level=regional",
    "browse-named": "/practices/?q=Ecuador+Spain",
    "browse-too-long": "/practices/?q=" + 201 * "a",
    "browse-unknown": "/practices/?country=atlantis&q=remittances",
    "countries": "/countries/",
    "country": "/countries/MA/",
    "country-without": "/countries/TD/",
    "corridors": "/corridors/?from=atlantis",
    "corridor": "/corridors/EC/ES/",
    "corridor-without-fr": "/fr/corridors/PH/KR/",
    "corridor-of-regions": "/corridors/africa/europe/",
    "practice": "/practices/{published}/",
    "practice-asked": "/practices/{published}/?have=partner",
    "practice-fr": "/fr/practices/{published}/",
    "selection": "/selection/?id={published}&id={withdrawn}",
    "policy-areas": "/policy-areas/",
    "policy-area": "/policy-areas/remittances/",
    "phase-fr": "/fr/phases/training/",
    "organisations": "/organisations/",
    "organisation": "/organisations/iom/",
    "organisation-fr": "/fr/organisations/ilo/",
    "sources": "/sources/",
    "source": "/sources/idm-12/",
    "source-fr": "/fr/sources/mc-inf-267/",
    "gaps": "/gaps/?cell=remittances:training",
    "gaps-fr": "/fr/gaps/?rows=country&columns=level",
    "compare": "/compare/?id=22&id=21&id=5",
    "compare-choose": "/compare/?id=22",
    "withdrawn": "/practices/{withdrawn}/",
    "missing": "/nothing/",
    "missing-meant": "/practices/anapec-morocco/",
    "preview-unknown": "/preview/nothing/",
    "about": "/about/",
    "privacy": "/privacy/",
    "privacy-fr": "/fr/privacy/",
    "accessibility": "/accessibility/",
    "accessibility-es": "/es/accessibility/",
    "partners": "/partners/",
    "dumps": "/dumps/",
}
PAGES_THAT_OTHERS_DREW = {
    "admin-index": "/admin/",
    "admin-list": "/admin/practices/practice/?state__exact=withdrawn",  # one row shows what fifty do
    "admin-form": "/admin/practices/practice/{published}/change/",
    "admin-withdraw": "/admin/practices/practice/{published}/move/withdraw/",
    "admin-revise": "/admin/practices/practice/{published}/revise/",
    "admin-draft": "/admin/practices/practice/{draft}/change/",
    "admin-submit": "/admin/practices/practice/{draft}/move/submit/",
    "admin-add": "/admin/practices/practice/add/",
    "admin-history": "/admin/practices/practice/{published}/history/",
    "admin-organisations": "/admin/practices/organisation/?q=bank",
    "admin-organisation": "/admin/practices/organisation/add/",
    "admin-source": "/admin/practices/source/add/",
    "api-docs": "/api/v1/docs",
}
LEFT_OUT = {
    "/api/v1/docs": ["nested-interactive"],  # Swagger UI puts a link inside of the button that unfolds an operation
}


def look_at(page: Page, site: Site, path: str, tags: list[str], complaints: list[str]) -> None:
    """Open a page, look at it in four ways, and fail with what is wrong in any."""
    page.emulate_media(color_scheme="light")
    response = page.goto(site + path.format(published=site.published, withdrawn=site.withdrawn, draft=site.draft))
    if path == "/api/v1/docs":
        expect(page.get_by_role("link", name="/api/v1/facets")).to_be_visible()
    if response and response.status >= 400:
        complaints[:] = [text for text in complaints if f"status of {response.status}" not in text]
    assert complaints == [], f"{path}: the browser complains"
    let_bars_rest(page)
    page.evaluate(AXE_SCRIPT)
    rules = {rule: {"enabled": False} for rule in LEFT_OUT.get(path, [])}
    wrong = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # A scheme's colours are the same at any width: the dark ones are looked at once.
        for width in (1280, 320) if scheme == "light" else (1280,):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("""() => {
                for (const fold of document.querySelectorAll("details")) fold.open = true;
                return Promise.all(document.getAnimations().map(animation => animation.finished));
            }""")
            # Style sheets need not be fetched again for any of these rules.
            options = {
                "resultTypes": ["violations"],
                "preload": False,
                "runOnly": tags if scheme == "light" else OF_COLOUR,
            }
            found = AxeResults(page.evaluate("options => axe.run(options)", {**options, "rules": rules}))
            if found.violations_count:
                wrong.append(f"{path}, {scheme}, {width} px wide: {found.generate_report()}")
            if path != "/api/v1/docs" and page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{path} scrolls sideways at {width} px")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", OUR_PAGES)
def test_our_pages_have_no_barrier(page: Page, site: Site, complaints: list[str], name: str) -> None:
    look_at(page, site, OUR_PAGES[name], [*WCAG, "best-practice"], complaints)


@pytest.mark.usefixtures("_signed_in")
@pytest.mark.parametrize("name", PAGES_THAT_OTHERS_DREW)
def test_pages_that_others_drew_have_no_barrier(page: Page, site: Site, complaints: list[str], name: str) -> None:
    look_at(page, site, PAGES_THAT_OTHERS_DREW[name], WCAG, complaints)


def test_signing_in_has_no_barrier(page: Page, site: Site, complaints: list[str]) -> None:
    look_at(page, site, "/admin/login/", WCAG, complaints)
