"""What the processes do. Each is forked by its machine, with Django ready and no connection open."""

from __future__ import annotations

import os
import random
import re
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.core.signals import got_request_exception
from django.db import connection, transaction

from catalogue.wsgi import application
from practices import search
from practices.editorial import workflow
from practices.models import PolicyArea, Practice
from practices.search import follow, proof, store
from tests import factories

from . import steps
from .journal import Follower, Journal, now
from .phases import CATCHING_UP, REBUILDING, WRITING, Phase

WRITERS = 3  # each has practices of its own
SINGLE, TOGETHER = 4, 5  # how many of them it edits one by one, and how many by one term and in bulk
OTHERS = 33  # practices that nobody changes
# Of such words none is another's stem or beginning, and none is near another.
LETTERS = "bcdfghjkmnpqrtvwxz"


class Undone(Exception):
    """Rolls a transaction back."""


def word() -> str:
    """Return a word that stands nowhere else."""
    return "".join(random.choices(LETTERS, k=14))


class Process:
    """One process: who it is, and what it notes."""

    def __init__(self, journal: Journal, phase: Phase, folder: Path) -> None:
        self.journal, self.phase, self.folder = journal, phase, folder
        phase.marks(follow, "_apply", CATCHING_UP)
        phase.marks(follow, "_build", REBUILDING)
        got_request_exception.connect(self._failed, weak=False)

    def _failed(self, **kwargs: Any) -> None:
        self.journal.note("exception", text=traceback.format_exc())

    def ask(self, text: str) -> None:
        """Ask the browse page as a web server would, and note the answer."""
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ |= {"PATH_INFO": "/practices/", "QUERY_STRING": urlencode({"q": text}), "HTTP_HOST": "127.0.0.1"}
        statuses: list[str] = []
        began = self.journal.note("ask", word=text)
        response = application(environ, lambda status, headers: statuses.append(status))
        page = b"".join(response).decode()
        response.close()
        # Where nothing is found, the page shows other practices instead.
        found = page.partition('id="nearest"')[0]
        count = re.search(r'id="results"[^>]*>\s*(\d+)', found)
        self.journal.note(
            "answer",
            word=text,
            began=began,
            status=statuses[0],
            count=int(count[1]) if count else None,
            ids=sorted({int(pk) for pk in re.findall(r'href="/practices/(\d+)/', found)}),
            by_sql="search index is being prepared" in page,
        )


class Change:
    """A change that a writer makes: afterwards a subject has another word, or none."""

    def __init__(self, process: Process, subject: str, new: str | None) -> None:
        self.process = process
        self.number = f"{process.journal.who}/{now()}"
        process.journal.note("intends", change=self.number, subject=subject, word=new)

    def make(self, act: Callable[[], Any], held: float = 0, undone: bool = False) -> None:
        """Act in a transaction, perhaps keep it open for some seconds, and commit it or roll it back."""
        with suppress(Undone), self.process.phase.during(WRITING):
            with transaction.atomic():
                act()
                time.sleep(held)
                if undone:
                    self.process.journal.note("undone", change=self.number)
                    raise Undone
            self.process.journal.note("committed", change=self.number)


class Desk:
    """One writer's own practices, and the ways to change them."""

    def __init__(self, seat: int) -> None:
        self.name = f"desk-{seat}"
        self.practices = list(Practice.objects.filter(slug__startswith=f"{self.name}-single").order_by("pk"))
        self.together = Practice.objects.filter(slug__startswith=f"{self.name}-together")
        self.area = PolicyArea.objects.get(slug=self.name)

    def subjects(self) -> dict[str, list[int]]:
        """What has a word, and which practices are found by it."""
        together = sorted(self.together.values_list("pk", flat=True))
        alone = {f"practice {practice.pk}": [practice.pk] for practice in self.practices}
        return {**alone, f"term {self.name}": together, f"bulk {self.name}": together}

    def change(self, process: Process) -> tuple[Change, Callable[[], Any], str]:
        """Choose something to do. Return it, what does it, and a word to ask for afterwards."""
        new = word()
        kind = random.choice(["edit", "edit", "edit", "withdraw", "rename", "bulk"])
        practice = random.choice(self.practices)
        if kind == "rename":
            self.area.name_en = new
            return Change(process, f"term {self.name}", new), self.area.save, new
        if kind == "bulk":
            return Change(process, f"bulk {self.name}", new), lambda: self.together.update(summary_en=new), new
        practice.refresh_from_db()
        if kind == "withdraw" and practice.is_published:
            gone = practice.title_en.split()[-1]
            return Change(process, f"practice {practice.pk}", None), lambda: factories.withdraw(practice, "Old."), gone
        practice.title_en = f"Something about {new}"

        def save_and_publish() -> None:
            practice.save()
            workflow.publish_all([practice])

        act = practice.save if practice.is_published else save_and_publish
        return Change(process, f"practice {practice.pk}", new), act, new


def write(process: Process, seat: int) -> Iterator[None]:
    """Change practices; sometimes take long, sometimes think better of it, sometimes look at the result."""
    desk = Desk(seat)
    while True:
        change, act, asked = desk.change(process)
        dice = random.random()
        change.make(act, held=random.uniform(0.05, 0.6) if dice < 0.25 else 0, undone=dice > 0.85)
        if random.random() < 0.2:
            process.ask(asked)
        time.sleep(random.uniform(0, 0.1))
        yield


def read(process: Process, seat: int) -> Iterator[None]:
    """Ask without a pause, most often for what has just come of the age at which it must be found."""
    notes = Follower(process.folder / "journal")
    words: dict[str, str] = {}  # of changes; also of those that came to nothing
    committed: list[tuple[float, str]] = []
    while True:
        for note in notes.new():
            if note["what"] == "intends" and note["word"]:
                words[note["change"]] = note["word"]
            elif note["what"] == "committed" and note["change"] in words:
                committed.append((note["at"], words[note["change"]]))
        ripe = [text for at, text in committed[-50:] if 1 < now() - at < 1.3]
        recent = list(words.values())[-30:]
        if recent:
            process.ask(random.choice(ripe if ripe and random.random() < 0.6 else recent))
        yield


def witness(process: Process, seat: int) -> Iterator[None]:
    """Read, and live long: a process that has just begun has yet to apply anything, and does so at once."""
    return read(process, seat)


def rebuild(process: Process, seat: int) -> Iterator[None]:
    """Rebuild again and again."""
    while True:
        with suppress(search.IndexUnavailable):  # another process is at it
            search.rebuild()
        time.sleep(random.uniform(0, 0.3))
        yield


def prepare(process: Process, seat: int) -> Iterator[None]:
    """Make what is in the database."""
    for number in range(WRITERS):
        name = f"desk-{number}"
        area = PolicyArea.objects.create(slug=name, name_en=word())
        for i in range(SINGLE):
            first = word()
            practice = factories.practice(f"Something about {first}", slug=f"{name}-single-{i}")
            Change(process, f"practice {practice.pk}", first).make(lambda: None)
        for i in range(TOGETHER):
            factories.practice(slug=f"{name}-together-{i}", policy_areas=[area])
        for subject, ids in Desk(number).subjects().items():
            process.journal.note("subject", subject=subject, ids=ids)
    for _ in range(OTHERS):
        factories.practice()
    yield


def build(process: Process, seat: int) -> Iterator[None]:
    """Build this machine's index."""
    search.rebuild()
    yield


def check(process: Process, seat: int) -> Iterator[None]:
    """Compare index and database when nobody else runs, and note what differs."""
    _wait_for_open_transactions()
    before = store.read_state()
    differences = proof.differences()
    after = store.read_state()
    if before is None or after is None or before.generation != after.generation:
        differences.append("The index had to be built anew.")
    process.journal.note("check", differences=differences)
    yield


def die_catching_up(process: Process, number: int) -> Iterator[None]:
    """Save something, ask for it, and die at a step on the way there."""
    _save_something()
    list(steps.CATCHING_UP.values())[number]()
    process.ask("practice")
    yield


def die_rebuilding(process: Process, number: int) -> Iterator[None]:
    """Save something, rebuild, and die at a step on the way there."""
    _save_something()
    list(steps.REBUILDING.values())[number]()
    search.rebuild()
    yield


def _save_something() -> None:
    practice = Practice.objects.published().order_by("?")[0]
    practice.title_en = f"Something about {word()}"
    practice.save()


def _wait_for_open_transactions() -> None:
    """Wait until no transaction is open: PostgreSQL may still be committing for clients that are gone."""
    if connection.vendor != "postgresql":
        return
    count = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
               AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL"""
    others = 1
    while others:
        time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute(count)
            (others,) = cursor.fetchone()


PROGRAMS = {
    program.__name__: program
    for program in (write, read, witness, rebuild, prepare, build, check, die_catching_up, die_rebuilding)
}


def run(name: str, process: Process, seat: int) -> None:
    """Run a program until it ends, or until its machine is gone."""
    random.seed()
    machine = os.getppid()
    for _ in PROGRAMS[name](process, seat):
        if os.getppid() != machine:
            break
