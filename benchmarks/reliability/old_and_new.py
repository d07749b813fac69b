"""An earlier release runs on tables that this one has migrated, and this one on tables that it has not migrated yet."""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability import load
from benchmarks.reliability.site import READY_IN, ROOT, Server, Site, free_port, scratch
from benchmarks.reliability.writing import Writers
from tests.upgrading import install, named, releases, unpack

_SERVE = ("-m", "gunicorn", "catalogue.wsgi:application", "--worker-class", "catalogue.worker.BufferingWorker")


@dataclass
class Running(Site):
    """A site whose code and packages lie in a folder of their own."""

    code: Path = ROOT
    python: Path = Path(sys.executable)

    def manage(self, *command: str, text: str = "") -> str:
        """Run a command of manage.py. Return what it prints, or end with what went wrong."""
        done = subprocess.run(
            [self.python, "manage.py", *command],
            cwd=self.code, env=self._environment(), input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"manage.py {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Serve, and wait until it answers, whatever it says."""
        self.port = self.port or free_port()
        command = [
            str(self.python),
            *_SERVE,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--threads",
            "8",
            "--log-level",
            "warning",
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.code, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + READY_IN
        while load.ask(self.port, "/healthz", patience=2).status in {load.REFUSED, load.NO_ANSWER}:
            if time.monotonic() > until:
                raise SystemExit(f"The server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)


def main(arguments: list[str]) -> list[str]:
    """Try it with some earlier releases, one after another."""
    parser = argparse.ArgumentParser(prog="old-and-new", description=__doc__)
    known = [release.name for release in releases()]
    parser.add_argument("--releases", nargs="+", choices=known, default=known[-2:], metavar="NAME")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args(arguments)
    broken = []
    for name in options.releases:
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(scratch())
            databases = ("", "")
            if options.postgresql:
                server = Server(folder)
                stack.callback(server.end)
                databases = (server.database(), server.database())
            broken += [f"{name}: {what}" for what in _try(name, folder, databases, options.seconds)]
    return broken


def _try(name: str, folder: Path, databases: tuple[str, str], seconds: float) -> list[str]:
    """Prepare a site as a release did, twice, and try both ways."""
    unpack(named(name).commit, folder / "old")
    python = install(folder / "old")
    old, again = (
        Running(folder / place, database, code=folder / "old", python=python)
        for place, database in zip(("data", "again"), databases, strict=True)
    )
    for site in (old, again):
        site.manage("prepare")
    return [
        *old_code_on_new_tables(name, old, seconds),
        *new_code_on_old_tables(name, Running(again.folder, again.database)),
    ]


def old_code_on_new_tables(name: str, old: Running, seconds: float) -> list[str]:
    """Let the old release serve readers and curators while this one migrates, and go on."""
    new = Running(old.folder, old.database)
    old.start()
    try:
        with Writers(old, 2) as writing, load.Readers(old.port, 4, load.PAGES, 0.02) as readers:
            time.sleep(seconds)
            began, before = time.monotonic(), writing.count
            new.manage("prepare")
            migrated, during = time.monotonic(), writing.count
            time.sleep(seconds)
            end, after = time.monotonic(), writing.count
    finally:
        old.stop()
    lost, whole = writing.lost(), bool(old.database) or old.query("PRAGMA integrity_check") == [("ok",)]
    then = load.between(readers.answers, migrated, end)
    refused = [one for one in writing.answers if one.at > migrated and one.status != 302]
    sys.stdout.write(
        f"{name} on {_kind(old)}, old code: migrated within {migrated - began:.1f} s while it served: "
        f"{load.statuses(load.between(readers.answers, began, migrated))}, {during - before} saves. On the new tables: "
        f"{load.statuses(then)} ({load.waits(then)}), {after - during} saves, {len(refused)} refused; "
        f"{writing.count} saves in all, {len(lost)} lost\n"
    )
    new.manage("index", "--check")
    broken = [f"an acknowledged save is lost: {one}" for one in lost]
    broken += [] if whole else ["SQLite finds the file damaged"]
    return (
        broken
        + [f"{one.path} answered {one.status} to the old code" for one in then if one.status not in {200, 503}][:3]
    )


def new_code_on_old_tables(name: str, new: Running) -> list[str]:
    """Start this release before anything is migrated, ask it, then migrate under it."""
    tables = _tables(new)
    new.start()
    try:
        live = load.ask(new.port, "/healthz").status
        ready = load.ask(new.port, "/readyz")
        pages = [load.ask(new.port, path) for path in load.PAGES * 3]
        is_untouched = tables == _tables(new)
        new.manage("prepare")
        healed = load.heals(new.port, "/practices/?q=healed", 30)
        after = [load.ask(new.port, path) for path in load.PAGES]
    finally:
        new.stop()
    said = ready.body.decode().strip().replace("\n", "; ")
    sys.stdout.write(
        f"{name} on {_kind(new)}, new code on the old tables: /healthz {live}, /readyz {ready.status} ({said}), pages "
        f"{load.statuses(pages)}; migrated under it, pages are whole after {healed:.1f} s: {load.statuses(after)}\n"
    )
    new.manage("index", "--check")
    broken = [] if is_untouched else ["the new code has changed the tables by itself"]
    broken += [f"{one.path} answered {one.status} to the new code" for one in pages if one.status not in {200, 503}][:3]
    return broken + [f"{one.path} answered {one.status} once migrated" for one in after if one.status != 200]


def _tables(site: Site) -> list[tuple[object, ...]]:
    """Return what tells whether tables are what they were."""
    if not site.database:
        return site.query("SELECT sql FROM sqlite_master ORDER BY name")
    columns = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    return site.query(f"{columns} WHERE table_schema = 'public' ORDER BY 1, 2")


def _kind(site: Site) -> str:
    return "PostgreSQL" if site.database else "SQLite"
