"""Files that curators send to the import, and what it answers."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from practices.editorial import content
from practices.exchange import exporting, importing, reading
from practices.exchange.outcomes import Outcomes
from practices.models import Practice

SHEET = "xl/worksheets/sheet1.xml"  # of a workbook: where its first sheet is
IMPORT = "admin:practices_practice_import"
LIST = "admin:practices_practice_changelist"
NEW = {
    "id": "",
    "title_en": "Kenya trains nurses",
    "summary_en": "Kenya trains nurses before they leave.",
    "evidence_basis": "named-practice",
    "instrument": "programme",
    "level": "national",
}


def same(practice: Practice, **changes: Any) -> dict[str, Any]:
    """Return a row with the columns of NEW that leaves a practice as it is, but for these changes."""
    return {name: getattr(practice, name) for name in NEW} | changes


def csv_bytes(*rows: dict[str, Any], **dialect: Any) -> bytes:
    """Return rows as CSV; the headings are those of all rows."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, headings, restval="", **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def workbook(*rows: dict[str, Any]) -> openpyxl.Workbook:
    """Return rows as a workbook."""
    made = openpyxl.Workbook()
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    made.active.append(headings)
    for row in rows:
        made.active.append([row.get(heading) for heading in headings])
    return made


def xlsx_bytes(made: openpyxl.Workbook) -> bytes:
    """Return the file of a workbook."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return file.getvalue()


def exported(practices: list[Practice], user: Any, ending: str) -> bytes:
    """Return an export of these practices."""
    numbers = [practice.pk for practice in practices]
    if ending == "csv":
        return "".join(exporting.csv_lines(numbers, user)).encode()
    file = io.BytesIO()
    exporting.write_xlsx(numbers, user, file)
    return file.getvalue()


def looked_at(data: bytes, user: Any) -> Outcomes:
    """Return what a file would do."""
    *_begun, outcomes = importing.look(reading.read(io.BytesIO(data)), user)
    return outcomes


def imported(data: bytes, user: Any, name: str = "file.csv") -> Outcomes:
    """Import a file."""
    table = reading.read(io.BytesIO(data))
    *_begun, outcomes = importing.write(table, user, name, looked_at(data, user).fingerprints)
    return outcomes


def problems(data: bytes, user: Any) -> list[str]:
    """Return what is wrong with the rows of a file."""
    return [f"{p.letter}{p.row} {p.heading}: {p.text}" for p in looked_at(data, user).problems]


def contents() -> dict[int, Any]:
    """Return what all practices hold."""
    return {practice.pk: content.of(practice) for practice in content.with_everything(Practice.objects.all())}


# In the admin --------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str = "practices.csv") -> Any:
    """Upload a file."""
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, data)})


def opened(client: Client, data: bytes, name: str = "practices.csv") -> tuple[str, str]:
    """Upload a file. Return the address and the text of the page that shows what it would do."""
    response = send(client, data, name)
    assert response.status_code == 302, text_of(response)
    return response["Location"], text_of(client.get(response["Location"]))


def confirm(client: Client, address: str, page: str) -> str:
    """Confirm what the page shows. Return the text of the page that comes of it."""
    return text_of(client.post(address, {"seen": seen_in(page)}))


def seen_in(page: str) -> str:
    """Return what the page notes of what it shows."""
    match = re.search(r'name="seen" value="([^"]*)"', page)
    assert match, page
    return match[1]


def text_of(response: Any) -> str:
    """Return a page, however it is sent, without codes for characters."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return html.unescape(data.decode())
