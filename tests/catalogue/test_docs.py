"""What the documentation tells is so: links, names, commands, settings and numbers."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

import practices
from practices.models import Practice
from practices.signin import guard
from practices.submissions.throttle import LIMITS, MAIL, MAIL_ABOUT, MAIL_BY, SAVE, START

ROOT: Path = settings.BASE_DIR
DOCUMENTS = [*sorted(ROOT.glob("[!C]*.md")), ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def one_line(document: Path) -> str:
    return " ".join(text(document).split())


# Links and names ---------------------------------------------------------------------------------


@cache
def files() -> frozenset[str]:
    """Return every file and folder of the project, each by all ends of its path."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    names = listed or [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")]
    paths = {Path(name) for name in names}
    paths |= {parent for path in paths for parent in path.parents}
    return frozenset("/".join(path.parts[start:]) for path in paths for start in range(len(path.parts)))


# A file, with or without its folder; a folder; folders before something in angle brackets.
FILE = re.compile(
    r"`([a-z_/]*[a-zA-Z0-9_-]\.(?:py|js|css|html|md|toml|csv)(?=`)|(?:[a-z_]+/)+(?=`)|(?:[a-z_]+/){2,}(?=<))"
)
# What this machine keeps, and addresses of the site that look like files.
NOT_OURS = re.compile(r"var/|/practices/export\.csv|/(?:gaps|corridors)\.csv|(?:oai|oembed|embed)/")


@each_document
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text(document)):
        if "://" not in target:
            assert (document.parent / target).exists(), target


@each_document
def test_files_that_a_document_names_exist(document: Path) -> None:
    named = {name.strip("/") for name in FILE.findall(text(document)) if not NOT_OURS.match(name)}
    assert named <= files()


def test_files_that_the_code_names_exist() -> None:
    missing = {}
    for path in (path for folder in ("practices", "catalogue", "tests") for path in (ROOT / folder).rglob("*.py")):
        named = {name.strip("/") for name in FILE.findall(text(path)) if not NOT_OURS.match(name)}
        if unknown := named - files():
            missing[str(path.relative_to(ROOT))] = unknown
    assert missing == {}


@cache
def modules() -> dict[str, list[str]]:
    """Return the modules of the app by the last part of their names."""
    found: dict[str, list[str]] = {}
    for module in pkgutil.walk_packages(practices.__path__, "practices."):
        if ".migrations" not in module.name:
            found.setdefault(module.name.rpartition(".")[2], []).append(module.name)
    return found


@each_document
def test_what_a_document_names_of_a_module_is_there(document: Path) -> None:
    for module, name in re.findall(r"`([a-z_]+)\.([A-Za-z_]+)[`(]", text(document)):
        if module in modules() and name not in {"py", "html", "css", "js", "json", "csv", "xml", "toml"}:
            assert any(hasattr(importlib.import_module(path), name) for path in modules()[module]), f"{module}.{name}"


# Commands ----------------------------------------------------------------------------------------


@each_document
def test_make_commands_and_their_variables_exist(document: Path) -> None:
    makefile = text(ROOT / "Makefile")
    for command, variables in re.findall(r"(?:`|^    )make ([a-z-]+)((?: [A-Z_]+=)*)", text(document), re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command
        for variable in variables.replace("=", "").split():
            assert f"$({variable})" in makefile, variable


def parser(command: str) -> Any:
    """Return the parser of a command of manage.py."""
    return load_command_class(get_commands()[command], command).create_parser("manage.py", command)


@each_document
def test_management_commands_and_their_options_exist(document: Path) -> None:
    for command, options in re.findall(r"manage\.py ([a-z_]+)((?: -[-a-z]+)*)", text(document)):
        assert set(options.split()) <= set(parser(command)._option_string_actions), command


def test_options_of_checking_links_have_the_defaults_that_are_told() -> None:
    told = re.findall(r"^\| `(--[a-z-]+) [A-Z]+` \| (\w+) \|", text(ROOT / "docs" / "links.md"), re.MULTILINE)
    actions = parser("check_links")._option_string_actions
    assert len(told) == 3
    assert told == [(option, str(actions[option].default).lower()) for option, _told in told]


# Numbers -----------------------------------------------------------------------------------------

HOUR, DAY, MINUTE = 3600, 24 * 3600, 60
IN_LETTERS = {2: "two", 5: "five", 10: "ten", 12: "twelve", 4: "four"}


def number(where: str, unit: int = 1) -> int:
    """Return what stands at `module:name`, as so many of a unit; of times, the unit is in seconds."""
    found = pkgutil.resolve_name(where)
    return int(found.total_seconds() if hasattr(found, "total_seconds") else found) // unit


@pytest.mark.parametrize(
    ("document", "told", "where", "unit"),
    [
        ("addresses", "in files of up to {} practices", "practices.metadata.sitemap:SHARE", 1),
        ("addresses", "{} ×", "practices.sharing.pictures:WIDTH", 1),
        ("addresses", "× {}", "practices.sharing.pictures:HEIGHT", 1),
        ("addresses", "{} entries a page", "practices.feeds.question:PAGE_SIZE", 1),
        ("addresses", "a text beyond {} characters", "practices.discovery.criteria:LONGEST_TEXT", 1),
        ("addresses", "writes {} exports at once", "practices.exports.concurrency:MOST", 1),
        ("api", "`page_size` up to {}", "practices.api.parameters:LARGEST_PAGE", 1),
        ("harvesting", "**Parts** have {} records", "practices.oai.listing:SIZE", 1),
        ("import", "At most {} rows", "practices.exchange.table:MOST_ROWS", 1),
        ("import", "and {} MB", "practices.exchange.reading:MOST_BYTES", 10**6),
        ("import", "at most {} characters", "practices.exchange.workbook:LONGEST", 1),
        ("import", "A file is kept for {} hours", "practices.models.upload:LIFETIME", HOUR),
        ("links", "{} characters at most", "practices.models.link:LONGEST_ADDRESS", 1),
        ("links", "at most {} redirects", "practices.links.fetching:MOST_REDIRECTS", 1),
        ("links", "more than {} minutes is left", "practices.links.pace:MOST_PATIENCE", MINUTE),
        ("signing-in", "{} recovery codes", "practices.signin.second_factor:RECOVERY_CODES", 1),
        ("signing-in", "for {} days. It holds", "practices.signin.browsers:KEPT", DAY),
        ("signing-in", "may have {} characters", "practices.signin.passwords:LONGEST", 1),
        ("signing-in", "at most {} at a time", "practices.signin.guard:MOST_TOLD", 1),
        ("signing-in", "They end {} hours after", "django.conf:settings.SESSION_COOKIE_AGE", HOUR),
        ("signing-in", "{} hours after signing in", "practices.signin.session:LONGEST", HOUR),
        ("submissions", "was not confirmed within {} days", "practices.submissions.mail:DAYS_UNCONFIRMED", 1),
        ("submissions", "{} days after the decision", "practices.submissions.retention:DAYS_AFTER_DECISION", 1),
    ],
)
def test_numbers_are_those_of_the_code(document: str, told: str, where: str, unit: int) -> None:
    found = number(where, unit)
    written = one_line(ROOT / "docs" / f"{document}.md")
    assert any(told.format(n) in written for n in (found, f"{found:,}", IN_LETTERS.get(found))), found


def test_the_limits_on_signing_in_are_those_of_the_code() -> None:
    rows = re.findall(
        r"^\| .+ \| (\d+) wrong .+ \| (\d+) minutes \|", text(ROOT / "docs" / "signing-in.md"), re.MULTILINE
    )
    limits = (guard.PAIR, guard.ADDRESS, guard.NAME, guard.EVERYBODY, guard.BROWSER, guard.CODE)
    assert rows == [(str(limit.most), str(int(limit.period.total_seconds()) // MINUTE)) for limit in limits]


def test_the_bounds_of_proposals_are_those_of_the_code() -> None:
    one = {action: LIMITS[action].one for action in LIMITS}
    everybody = {action: LIMITS[action].everybody for action in (START, SAVE, MAIL)}
    assert one[MAIL] == one[MAIL_ABOUT]
    for told in (
        f"{one[START]} beginnings, {one[SAVE]} saves and {one[MAIL_BY]} mails an hour",
        f"{one[MAIL]} mails a day",
        f"{everybody[START]} beginnings, {everybody[SAVE]:,} saves and {everybody[MAIL]} mails an hour",
    ):
        assert told in one_line(ROOT / "docs" / "submissions.md")


def test_lengths_of_titles_and_summaries_are_those_of_the_model() -> None:
    title, summary = (Practice._meta.get_field(f"{name}_en").max_length for name in ("title", "summary"))
    assert f"| title, {title} characters |" in one_line(ROOT / "docs" / "content.md")
    assert f"| summary, {summary} characters |" in one_line(ROOT / "docs" / "content.md")


def test_as_many_dumps_are_kept_as_is_told() -> None:
    keep = parser("dump").get_default("keep")
    assert f"The last {keep} dumps are kept (`--keep`)" in one_line(ROOT / "docs" / "harvesting.md")


def test_what_is_typed_is_kept_for_as_long_as_is_told() -> None:
    script = text(ROOT / "static" / "js" / "keep.js")
    days, forms = re.findall(r"const DAYS = (\d+);\nconst \[ENTRIES, CHARACTERS\] = \[(\d+),", script)[0]
    assert f"Up to {forms} forms of each user, for {days} days" in one_line(ROOT / "docs" / "curating.md")
