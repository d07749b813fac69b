"""Curators of a drill: each saves a thing of its own again and again, and remembers what the site acknowledged."""

from __future__ import annotations

import contextlib
import http.client
import secrets
import threading
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlencode

from benchmarks.reliability.load import NO_ANSWER, Answer, Crowd
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
        """Return what the SQLite file says."""
        rows = site.query(f"SELECT {self.column} FROM practices_{self.kind} WHERE id = ?", self.pk)
        return str(rows[0][0]) if rows else ""

    def lost(self, site: Site) -> bool:
        """Whether the site has acknowledged something that is not there, nor anything tried after it."""
        if not self.acknowledged:
            return False
        return self.stored(site) not in self.tried[self.tried.index(self.acknowledged[-1]) :]


class Curator:
    """Somebody who is signed in."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._cookie = port, f"sessionid={session}"

    def save(self, target: Target) -> Answer:
        """Open the form, put a word into it, and send it. What the site leads on from is saved."""
        started = time.monotonic()
        with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
            page, cookies, text = self._send("GET", target.address)
            if page.status != 200:
                now = time.monotonic()
                return Answer(page.status, now - started, now, target.address, {}, text)
            form = form_on(SimpleNamespace(status_code=page.status, content=text), f"{target.kind}_form")
            word = f"drill{secrets.token_hex(6)}"
            form[target.column] = [word]
            target.tried.append(word)
            answer, _cookies, text = self._send("POST", target.address, urlencode(form, doseq=True), cookies)
            if answer.status == 302:
                target.acknowledged.append(word)
            now = time.monotonic()
            return Answer(answer.status, now - started, now, target.address, {}, text)
        now = time.monotonic()
        return Answer(NO_ANSWER, now - started, now, target.address)

    def _send(
        self, method: str, path: str, body: str = "", cookies: str = ""
    ) -> tuple[http.client.HTTPResponse, str, bytes]:
        headers = {"Cookie": "; ".join(filter(None, [self._cookie, cookies])), "Accept": "text/html"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            given = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
            return answer, "; ".join(one for one in given if one.startswith("csrftoken")), answer.read()


class Writers(Crowd):
    """Curators who save until they are told to stop, whatever becomes of the server."""

    def __init__(self, site: Site, count: int, pause: float = 0.02) -> None:
        self.site, self.pause = site, pause
        self.answers: list[Answer] = []
        half = (count + 1) // 2
        said = site.manage("shell", "-c", _PREPARE.replace("COUNT", str(half))).split("PREPARED ")[1].split()
        slash = said.index("/")
        self.session = said[0]
        self.targets = [Target("policyarea", int(pk), "description_en") for pk in said[1:slash]]
        self.targets += [Target("practice", int(pk), "summary_en") for pk in said[slash + 1 :]]
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=[one], daemon=True) for one in self.targets[:count]]

    @property
    def count(self) -> int:
        """How many saves the site has acknowledged."""
        return sum(len(target.acknowledged) for target in self.targets)

    def lost(self) -> list[str]:
        """Return a line for each thing of which something acknowledged is not there."""
        return [f"{one.kind} {one.pk}: {one.stored(self.site)!r}" for one in self.targets if one.lost(self.site)]

    def _write(self, target: Target) -> None:
        curator = Curator(self.site.port, self.session)
        while not self._is_over.is_set():
            self.answers.append(curator.save(target))
            self._is_over.wait(self.pause)
