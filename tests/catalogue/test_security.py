"""What every answer carries to protect its readers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

PAGES = ["/", "/practices/", "/about/", "/admin/login/", "/api/v1/practices", "/api/v1/docs", "/no-such-page/"]


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: Client, db, page: str) -> None:
    policy = client.get(page)["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("page", PAGES)
def test_headers(client: Client, db, page: str) -> None:
    answer = client.get(page)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"


TEXTS = [*PAGES, "/healthz", "/robots.txt", "/sitemap.xml", "/oai?verb=Identify", "/dcat.ttl", "/dcat.rdf",
         "/practices/feed.atom", "/practices/export.csv", "/.well-known/security.txt"]  # fmt: skip


@pytest.mark.parametrize("address", TEXTS)
def test_what_is_text_says_in_which_encoding(client: Client, catalogue: None, address: str) -> None:
    kind = client.get(address)["Content-Type"]
    if kind.startswith("text/") or "xml" in kind:
        assert kind.endswith("; charset=utf-8")


@pytest.mark.parametrize("page", ["/", "/practices/", "/about/", "/api/v1/practices"])
def test_readers_get_no_cookie(client: Client, db, page: str) -> None:
    assert not client.get(page).cookies


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with the real settings and this environment."""
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "DATA_DIR"}}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=clean | environment, capture_output=True, text=True, check=False
    )


def test_a_deployed_site_passes_djangos_own_check() -> None:
    checked = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SITE_URL="https://practices.example.org",
        SECRET_KEY="abcdefghij0123456789" * 4,
    )
    assert checked.returncode == 0, checked.stderr


def test_a_bad_setting_is_refused_at_the_start() -> None:
    checked = manage("check", DEBUG="perhaps")
    assert checked.returncode != 0
    assert "DEBUG is 'perhaps'; write yes or no." in checked.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SITE_URL", "practices.example.org", "SITE_URL is 'practices.example.org'; write it as https://"),
        ("SITE_URL", "ftp://example.org", "SITE_URL"),
        ("SITE_URL", "http://example.org:port", "SITE_URL"),
        ("SITE_URL", "http://somebody:secret@example.org", "SITE_URL"),
        ("SITE_URL", "http://example.org/path?x", "SITE_URL"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT is 'smtp'; write the number of a port."),
        ("EMAIL_PORT", "65536", "EMAIL_PORT"),
        ("API_RATE_LIMIT", "many", "API_RATE_LIMIT is 'many'; write a whole number."),
        ("API_RATE_LIMIT", "-1", "API_RATE_LIMIT"),
        ("CONTACT_EMAIL", "IOM <iom@example.org>", "write it as catalogue@example.org, without a name"),
        ("DEFAULT_FROM_EMAIL", "nobody", "DEFAULT_FROM_EMAIL is 'nobody'; write it as catalogue@example.org"),
        (
            "SECURITY_CONTACT",
            "Somebody <a@example.org>",
            "write it as security@example.org or https://example.org/page",
        ),
        ("SECURITY_CONTACT", "http://example.org", "SECURITY_CONTACT"),
        ("SECURITY_POLICY_URL", "policy", "SECURITY_POLICY_URL"),
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL names a database other than SQLite or PostgreSQL."),
        ("DATABASE_URL", "nonsense://", "DATABASE_URL can't be read"),
        ("CACHE_URL", "memcached://localhost", "CACHE_URL can't be read; write it as redis://host:6379/0"),
    ],
)
def test_every_bad_setting_is_refused_with_the_way_to_write_it(
    name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    read = spec_from_file_location("catalogue.settings_read_anew", settings.BASE_DIR / "catalogue" / "settings.py")
    assert read and read.loader
    with pytest.raises(ImproperlyConfigured, match=re.escape(says)):
        read.loader.exec_module(module_from_spec(read))


def test_a_first_run_makes_its_own_secret_and_keeps_it(tmp_path) -> None:
    def key() -> str:
        return manage("shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)",
                      DATA_DIR=str(tmp_path)).stdout.strip()  # fmt: skip

    first = key()
    assert len(first) > 50
    assert key() == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
