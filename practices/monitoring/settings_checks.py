"""What can be wrong with a deployment's settings, as Django's checks say it: each with an id and how to mend it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning
from django.db import connection

from . import machine

_LOCAL = {"127.0.0.1", "localhost", "[::1]"}


def is_public() -> bool:
    """Whether SITE_URL is an address that others than this machine can reach."""
    return settings.SITE_HOST not in _LOCAL


def findings() -> Iterator[CheckMessage]:
    """Yield what is wrong with the settings. Needs no database."""
    yield from _keys()
    yield from _network()
    yield from _people()
    if connection.vendor == "sqlite":
        yield from _sqlite(Path(str(settings.DATABASES["default"]["NAME"]).removeprefix("file:").partition("?")[0]))


def _keys() -> Iterator[CheckMessage]:
    file = settings.DATA_DIR / "secret-key"
    is_own = file.exists() and file.read_text(encoding="utf-8").strip() == settings.SECRET_KEY
    if is_own and connection.vendor == "postgresql":
        yield Warning(
            "SECRET_KEY was made by this machine. Others with the same database would not know its sessions and links.",
            hint=f"With more than one machine, set SECRET_KEY to the same text on each: that of {file}, for example.",
            id="practices.W101",
        )
    if settings.DEBUG:
        wrong = Error if is_public() else Warning
        text = "DEBUG is on: error pages show the code and the settings to everybody."
        yield wrong(
            text, hint="Unset DEBUG, or set DEBUG=no.", id="practices.E102" if is_public() else "practices.W102"
        )


def _network() -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        text = "ALLOWED_HOSTS has *: anybody can make the site believe that it has another name."
        yield Error(text, hint="Name the hosts: ALLOWED_HOSTS=www.example.org", id="practices.E103")
    elif settings.SITE_HOST not in settings.ALLOWED_HOSTS:
        text = f"ALLOWED_HOSTS lacks {settings.SITE_HOST}, the host of SITE_URL: readers get an error."
        yield Error(text, hint=f"Add it: ALLOWED_HOSTS={settings.SITE_HOST}", id="practices.E104")
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield Error(
            "SITE_URL has https://, which a proxy must speak, but BEHIND_PROXY is off: pages redirect in a circle, and"
            " limits take the proxy for everybody.",
            hint="Set BEHIND_PROXY=yes, and let the proxy set X-Forwarded-Proto and append to X-Forwarded-For.",
            id="practices.E105",
        )
    if is_public() and not settings.HTTPS:
        text = "SITE_URL has http://: passwords and sessions can be read on the way."
        yield Warning(text, hint="Let a proxy speak TLS, and set SITE_URL=https://...", id="practices.W106")
    if not settings.METRICS_ALLOWED:
        text = "Nobody may read /metrics, so nobody is told when something goes wrong."
        hint = "Set METRICS_ALLOWED to the address of Prometheus; alert rules are in deploy/monitoring/."
        yield Info(text, hint=hint, id="practices.I107")


def _people() -> Iterator[CheckMessage]:
    if not settings.EMAIL_HOST:
        text = "There is no mail server: curators and readers get no mail, it is written to the log."
        yield Warning(text, hint="Set EMAIL_HOST, and what docs/settings.md lists below it.", id="practices.W108")
    lacking = [name for name in ("DATA_CONTROLLER", "CONTACT_EMAIL") if not getattr(settings, name)]
    if lacking and is_public():
        text = f"{' and '.join(lacking)} are not set: /privacy/ can't say who is responsible for data, or whom to ask."
        hint = "Set them (docs/settings.md): who is responsible with an address, and where people ask."
        yield Warning(text, hint=hint, id="practices.W134")
    if not settings.SECOND_FACTOR:
        text = "The second factor is off: whoever learns a curator's password can publish."
        wrong = Warning if is_public() else Info
        number = "practices.W109" if is_public() else "practices.I109"
        yield wrong(text, hint="Set SECOND_FACTOR=yes (docs/signing-in.md).", id=number)


def _sqlite(file: Path) -> Iterator[CheckMessage]:
    if kind := machine.network_disk(file):
        yield Error(
            f"The SQLite file {file} lies on a network disk ({kind}), whose locks can't be relied on: it can be lost.",
            hint="Move it to a disk of this machine; for several machines use PostgreSQL (DATABASE_URL).",
            id="practices.E110",
        )
    if machine.has_wal_fault():
        yield Info(
            f"SQLite {sqlite3.sqlite_version} can corrupt a file in WAL mode, so that mode is off: who writes keeps"
            " readers waiting for a moment.",
            hint="For many writers take SQLite 3.51.3 or later, or PostgreSQL.",
            id="practices.I111",
        )
