"""What curators of a drill do besides saving: they import files, publish and withdraw, and decide on proposals."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.reliability.load import NO_ANSWER, Answer
from benchmarks.reliability.site import Site
from benchmarks.reliability.writing import Curator, answered, new_word, since_acknowledged
from tests.exchange.files import csv_bytes, seen_in
from tests.pages import form_on

ROWS = 30  # of an imported file
_LIST = "/admin/practices/practice/"

_PREPARE = """
import json
from django.contrib.auth import get_user_model
from practices.models import Practice, Submission
SAID = {"summary_en": "-", "evidence_basis": "named-practice", "instrument": "programme", "level": "national"}
SAID["status"] = "in-force"
author, _made = get_user_model().objects.get_or_create(
    username="drill-author", defaults={"email": "author@example.org"}
)
drafts = [
    Practice.objects.get_or_create(slug=f"drill-row-{i}", defaults={**SAID, "title_en": f"Row {i}"})[0].pk
    for i in range(ROWS)
]
public = list(Practice.objects.published().order_by("pk")[:2])
for practice in public:
    practice.author = author
    practice.save()
proposals = Submission.objects.bulk_create(
    Submission(kind="proposal", state="waiting", email=f"reader{i}@example.org", content={"title": f"Proposal {i}"})
    for i in range(PROPOSALS)
)
made = {"rows": drafts, "public": [one.pk for one in public], "proposals": [str(one.pk) for one in proposals]}
print("PREPARED", json.dumps(made))
"""


@dataclass
class Import:
    """Imports a file with new texts of the same drafts: all of them, or none."""

    rows: list[int]
    tried: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def do(self, curator: Curator) -> Answer:
        """Send a file, look at what it would do, and confirm."""
        started = time.monotonic()
        with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
            page, cookies, text = curator.send("GET", f"{_LIST}import/")
            token = form_on(_Page(page.status, text), None)["csrfmiddlewaretoken"][0]
            word = new_word()
            file = csv_bytes(*({"id": pk, "summary_en": word} for pk in self.rows))
            body, kind = _multipart({"csrfmiddlewaretoken": token}, file)
            answer, _cookies, text = curator.send("POST", f"{_LIST}import/", body, cookies, kind)
            address = answer.headers.get("Location", "")
            if answer.status != 302:
                return answered(answer.status, started, address, text)
            _page, _cookies, text = curator.send("GET", address)
            given = {"csrfmiddlewaretoken": token, "seen": seen_in(text.decode())}
            self.tried.append(word)
            answer, _cookies, text = curator.send("POST", address, urlencode(given), cookies)
            if b"Nothing has been published." in text:
                self.acknowledged.append(word)
            return answered(answer.status, started, address, text)
        return answered(NO_ANSWER, started, f"{_LIST}import/")

    def lost(self, site: Site) -> list[str]:
        """Return what an import has done by half, or not at all though it said so."""
        marks = ", ".join("?" * len(self.rows))
        question = f"SELECT DISTINCT summary_en FROM practices_practice WHERE id IN ({marks})"
        found = [row[0] for row in site.query(question, *self.rows)]
        if len(found) > 1:
            return [f"an import was done by half: {found}"]
        return [f"an import: {found}"] if self.acknowledged and found[0] not in since_acknowledged(self) else []


@dataclass
class Publication:
    """Withdraws a practice and publishes it again, each time with a reason, of which its author is mailed."""

    pk: int
    site: Site
    tried: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def do(self, curator: Curator) -> Answer:
        """Make the move that its state allows."""
        move = "withdraw" if self._state() == "published" else "publish"
        return curator.fill_in(self, f"{_LIST}{self.pk}/move/{move}/", None, "reason")

    def lost(self, site: Site) -> list[str]:
        """Return the moves that were acknowledged and are not in the history, and a state that the history denies."""
        which = "kind = 'practice' AND object_id = ? ORDER BY number"
        made = site.query(f"SELECT reason, state FROM practices_version WHERE {which}", self.pk)
        reasons = {row[0] for row in made}
        lines = [f"a move of {self.pk}: {word}" for word in self.acknowledged if word not in reasons]
        return lines + ([f"{self.pk} is {self._state()}: {made[-1]}"] if made and made[-1][1] != self._state() else [])

    def told(self, site: Site) -> set[str]:
        """Return the reasons of the moves that the database holds, of each of which its author is to be mailed."""
        found = site.query("SELECT reason FROM practices_version WHERE object_id = ?", self.pk)
        return {row[0] for row in found} & set(self.tried)

    def _state(self) -> str:
        return str(self.site.query("SELECT state FROM practices_practice WHERE id = ?", self.pk)[0][0])


@dataclass
class Decision:
    """Declines one proposal after the other, with a reason that is mailed to its proposer."""

    proposals: list[str]
    tried: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def do(self, curator: Curator) -> Answer:
        """Decline the next one."""
        if not self.proposals:
            return answered(NO_ANSWER, time.monotonic(), "no proposal is left")
        proposal = self.proposals.pop()
        return curator.fill_in(self, f"/admin/practices/submission/{proposal}/decline/", None, "reason")

    def lost(self, site: Site) -> list[str]:
        """Return the decisions that were acknowledged and are not there."""
        return [f"a decision: {word}" for word in self.acknowledged if word not in self.told(site)]

    def told(self, site: Site) -> set[str]:
        """Return the reasons of all decisions that the database holds, of each of which somebody is to be mailed."""
        found = site.query("SELECT reason FROM practices_submission WHERE state = 'declined'")
        return {row[0] for row in found} & set(self.tried)


@dataclass
class _Page:
    status_code: int
    content: bytes


def prepare(site: Site, proposals: int) -> tuple[Import, list[Publication], Decision]:
    """Make what is imported, published and decided on."""
    said = site.manage("shell", "-c", _PREPARE.replace("ROWS", str(ROWS)).replace("PROPOSALS", str(proposals)))
    made = json.loads(said.split("PREPARED ")[1])
    return Import(made["rows"]), [Publication(pk, site) for pk in made["public"]], Decision(made["proposals"])


def _multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """Return a form with a file as browsers send it, and its content type."""
    mark = "----drill"
    head = f"--{mark}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    head += '"file"; filename="drill.csv"\r\n'
    parts += [head.encode(), b"Content-Type: text/csv\r\n\r\n", file, f"\r\n--{mark}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
