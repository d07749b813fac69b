"""The server is killed (SIGKILL) during saves, imports, publications and mails: nothing acknowledged is lost."""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time
from collections.abc import Sequence

from benchmarks.reliability import acts, load
from benchmarks.reliability.mailing import MailServer, mail_server
from benchmarks.reliability.site import Server, Site, prepared, scratch
from benchmarks.reliability.writing import Act, Writers

KINDS = ("saves", "imports", "publications", "decisions")
MAILED_IN = 240.0  # seconds after the last start, in which what was not sent before is sent


def main(arguments: list[str]) -> list[str]:
    """Kill, start, look, again and again."""
    parser = argparse.ArgumentParser(prog="kill", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=600.0, help="after which it ends, however many there were")
    parser.add_argument("--writers", type=int, default=4, help="who save")
    parser.add_argument("--during", choices=KINDS, nargs="+", default=KINDS)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--forked", action="store_true", help="kill workers alone, which are there again at once")
    options = parser.parse_args(arguments)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(scratch())
        mails = stack.enter_context(mail_server())
        database = ""
        if options.postgresql:
            server = Server(folder)
            stack.callback(server.end)
            database = server.database()
        made = prepared(folder, database=database, variables=mails.variables, preload=options.forked)
        return _kill(stack.enter_context(made), mails, options)


def _kill(site: Site, mails: MailServer, options: argparse.Namespace) -> list[str]:
    imported, published, decided = acts.prepare(site, proposals=20 * options.times)
    others: dict[str, Sequence[Act]] = {"imports": [imported], "publications": published, "decisions": [decided]}
    doing = [act for kind in options.during for act in others.get(kind, [])]
    broken: list[str] = []
    over = time.monotonic() + 60 * options.minutes
    number = 0
    with Writers(site, options.writers if "saves" in options.during else 0, acts=doing) as writing:
        while number < options.times and time.monotonic() < over:
            number += 1
            before = writing.count
            until = time.monotonic() + 60
            while writing.count < before + len(writing.acts) and time.monotonic() < until:  # until all are at it
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.6))
            site.kill()
            broken += [f"after kill {number}: {one}" for one in [*_unsound(site), *writing.lost()]]
            site.start_again()
    load.ask(site.port, "/practices/")  # brings the index up to date
    said = site.manage("index", "--check").strip()  # fails where it is not equal to the database
    broken += [f"at the end: {one}" for one in writing.lost()]
    broken += [f"{type(act).__name__}: none went through" for act in writing.acts if not act.acknowledged]
    mailed: tuple[acts.Publication | acts.Decision, ...] = (*published, decided)
    told = {word for act in mailed for word in act.told(site)}
    unsent = _wait_for(mails, told)
    twice = sum(mails.count(word) > 1 for word in told)
    done = ", ".join(f"{len(act.acknowledged)} {type(act).__name__}" for act in writing.acts)
    sys.stdout.write(
        f"{number} kills at random moments on {'PostgreSQL' if site.database else 'SQLite'}, {writing.count} "
        f"acknowledged ({done}): {len(broken)} lost or unsound; of {len(told)} mails {len(unsent)} never sent, "
        f"{twice} twice (those with one Message-ID: {mails.same_twice}); index: {said}\n"
    )
    return broken + [f"never mailed: {word}" for word in sorted(unsent)]


def _unsound(site: Site) -> list[str]:
    """Return what SQLite says of its file, if that is not sound."""
    found = [] if site.database else site.query("PRAGMA integrity_check")
    return [str(found)] if found not in ([], [("ok",)]) else []


def _wait_for(mails: MailServer, told: set[str]) -> set[str]:
    """Return what has not been mailed though there was time for it."""
    until = time.monotonic() + MAILED_IN
    while (unsent := {word for word in told if not mails.count(word)}) and time.monotonic() < until:
        time.sleep(1)
    return unsent
