"""Texts, questions and files that are hard to work with, of any length."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import openpyxl

# What of Markdown opens, nests, or may begin an address or a list at any place, once more and once more.
MARKS = [
    *("[", "![", "[a](", "[a](<b", '[a](b "', "[]", "[a]: x\n", "[a\n", "<", "<http://a", "<!--", "`x", "&#1;", "\\"),
    *("*", "*a ", "**a", "*a**a_", "a_", "~", "> ", ">", "> - ", "- ", "-\n", "- a\n", "1. ", "1)\n", "•a\n", "– a\n"),
    *("http://", "http://(", "http://a/,", "://", "www.", "www.a-", "www.a.b/,", "ftp://", "mailto:", "a@", "//"),
    *(" \n", "\t", "a  \n", "1234. a\n", "5*3", "5\u00a0", "\u0300", "|", "a b "),
]
# What means something in a question, and what makes the search look for much.
QUESTIONS = [
    *(
        "a ",
        "the ",
        "OR ",
        "a OR ",
        "NOT ",
        "-a ",
        "NOT a ",
        '"',
        '"a b" ',
        '-"a b" ',
        "a* ",
        "migr* ",
        "work* OR ",
        "*",
    ),
    *("remitances ", "workers ", "I.L.O. ", "e-", "d'", "İ", "日本", "(", "country:MA ", "migrant workers abroad "),
]
ACCENTS = "e\u0301\u0316"


def repeated(piece: str, length: int) -> str:
    """Return a text of this many characters that says one thing again and again."""
    return (piece * (length // len(piece) + 1))[:length]


def nested_list(length: int) -> str:
    """Return lists within lists, as deep as this many characters can."""
    lines, left = [], length
    for depth in range(length):
        lines.append("  " * depth + "- a\n")
        left -= len(lines[-1])
        if left < 0:
            break
    return "".join(lines)[:length]


def table(rows: int, text: Callable[[int], str]) -> bytes:
    """Return a table of new practices as CSV, each with texts made of its number."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    names = ["title_en", "summary_en", "done_en", "evidence_basis", "instrument", "level", "countries"]
    writer.writerow(["id", *names])
    for row in range(rows):
        facts = ["named-practice", "programme", "national", "MA | origin\nES | destination"]
        writer.writerow(["", text(row)[:120], text(row)[:400], text(row)[:4_000], *facts])
    return file.getvalue().encode()


def bomb(size: int) -> bytes:
    """Return a workbook that is small, and of which one part has this many bytes when it is unpacked."""
    made = openpyxl.Workbook()
    made.active.append(["id", "title_en"])  # type: ignore[union-attr]
    file = io.BytesIO()
    made.save(file)
    bombed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bombed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " * size if "sheet1" in name else b""))
    return bombed.getvalue()
