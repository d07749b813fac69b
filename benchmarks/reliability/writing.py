"""Curators of a drill: each saves a thing of its own again and again, and remembers what the site acknowledged."""

from __future__ import annotations

import contextlib
import http.client
import random
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Protocol
from urllib.parse import urlencode

from benchmarks.reliability.load import NO_ANSWER, Answer, Crowd, thinking
from benchmarks.reliability.site import Site
from tests.pages import form_on

_PREPARE = """
from django.contrib.auth import get_user_model
from django.test import Client
from practices.models import PolicyArea, Practice
SAID = {"summary_en": "-", "evidence_basis": "named-practice", "instrument": "programme", "level": "national"}
SAID["status"] = "in-force"
user = get_user_model().objects.filter(username="drill").first()
client = Client()
client.force_login(user or get_user_model().objects.create_superuser("drill"))
terms = list(PolicyArea.objects.order_by("pk").values_list("pk", flat=True)[:COUNT])
drafts = [
    Practice.objects.get_or_create(slug=f"drill-{i}", defaults={**SAID, "title_en": f"Drill {i}"})[0].pk
    for i in range(COUNT)
]
print("PREPARED", client.cookies["sessionid"].value, *terms, "/", *drafts)
"""


FORM = "application/x-www-form-urlencoded"


def new_word() -> str:
    """Return a word that stands nowhere else."""
    return f"drill{secrets.token_hex(6)}"


def answered(status: int, started: float, path: str, body: bytes = b"") -> Answer:
    """Return what came of something that was begun at a time of the monotonic clock."""
    now = time.monotonic()
    return Answer(status, now - started, now, path, {}, body)


@dataclass
class Target:
    """What somebody saves: a term of a vocabulary, which the index holds, or a draft, which has a history."""

    kind: str
    pk: int
    column: str
    tried: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where its form is."""
        return f"/admin/practices/{self.kind}/{self.pk}/change/"

    def stored(self, site: Site) -> str:
        """Return what the database says."""
        rows = site.query(f"SELECT {self.column} FROM practices_{self.kind} WHERE id = ?", self.pk)
        return str(rows[0][0]) if rows else ""

    def do(self, curator: Curator) -> Answer:
        """Save once."""
        return curator.save(self)

    def lost(self, site: Site) -> list[str]:
        """Return what the site has acknowledged and that is not there, nor anything tried after it."""
        if not self.acknowledged or (stored := self.stored(site)) in since_acknowledged(self):
            return []
        return [f"{self.kind} {self.pk}: {stored!r}"]


class Act(Protocol):
    """What somebody does again and again, each time with another word."""

    tried: list[str]
    acknowledged: list[str]

    def do(self, curator: Curator) -> Answer:
        """Do it once, and note what was tried and what the site acknowledged."""

    def lost(self, site: Site) -> list[str]:
        """Return what the site has acknowledged and that is not there."""


def since_acknowledged(act: Act) -> list[str]:
    """Return the last word that the site has acknowledged, and what was tried after it."""
    return act.tried[act.tried.index(act.acknowledged[-1]) :] if act.acknowledged else act.tried


class Curator:
    """Somebody who is signed in."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._cookie = port, f"sessionid={session}"

    def save(self, target: Target) -> Answer:
        """Open the form, put a word into it, and send it. What the site leads on from is saved."""
        return self.fill_in(target, target.address, f"{target.kind}_form", target.column)

    def fill_in(self, act: Act, address: str, form_id: str | None, field: str) -> Answer:
        """Open a form, put a new word into a field, and send it."""
        started = time.monotonic()
        with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
            page, cookies, text = self.send("GET", address)
            if page.status != 200:
                return answered(page.status, started, address, text)
            form = form_on(SimpleNamespace(status_code=page.status, content=text), form_id)
            word = new_word()
            form[field] = [word]
            act.tried.append(word)
            answer, _cookies, text = self.send("POST", address, urlencode(form, doseq=True), cookies)
            if answer.status == 302:
                act.acknowledged.append(word)
            return answered(answer.status, started, address, text)
        return answered(NO_ANSWER, started, address)

    def send(
        self, method: str, path: str, body: str | bytes = "", cookies: str = "", kind: str = FORM
    ) -> tuple[http.client.HTTPResponse, str, bytes]:
        """Send a request. Return the answer, the cookie against forged requests, and the body."""
        headers = {"Cookie": "; ".join(filter(None, [self._cookie, cookies])), "Accept": "text/html"}
        if body:
            headers["Content-Type"] = kind
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            given = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
            return answer, "; ".join(one for one in given if one.startswith("csrftoken")), answer.read()


class Writers(Crowd):
    """Curators who save until they are told to stop, whatever becomes of the server."""

    def __init__(self, site: Site, count: int, pause: float = 0.02, acts: Sequence[Act] = ()) -> None:
        """Let so many save, and others do `acts`."""
        self.site, self.pause = site, pause
        self.answers: list[Answer] = []
        half = (count + 1) // 2
        said = site.manage("shell", "-c", _PREPARE.replace("COUNT", str(half))).split("PREPARED ")[1].split()
        slash = said.index("/")
        self.session = said[0]
        self.targets = [Target("policyarea", int(pk), "description_en") for pk in said[1:slash]]
        self.targets += [Target("practice", int(pk), "summary_en") for pk in said[slash + 1 :]]
        self._is_over = threading.Event()
        self.acts: list[Act] = [*self.targets[:count], *acts]
        self._threads = [threading.Thread(target=self._write, args=[one], daemon=True) for one in self.acts]

    @property
    def count(self) -> int:
        """How many acts the site has acknowledged."""
        return sum(len(act.acknowledged) for act in self.acts)

    def lost(self) -> list[str]:
        """Return a line for each thing of which something acknowledged is not there."""
        return [line for act in self.acts for line in act.lost(self.site)]

    def _write(self, act: Act) -> None:
        curator = Curator(self.site.port, self.session)
        self._is_over.wait(random.uniform(0, self.pause))
        while not self._is_over.is_set():
            self.answers.append(act.do(curator))
            self._is_over.wait(thinking(self.pause))
