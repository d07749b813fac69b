"""CSV as a reader's Excel opens it, and as a program asks for it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from practices.spreadsheets import csv_lines

ROW = ["a", "b;c", "d,e", 1, None]
EXCEL, PLAIN = '\ufeffa;"b;c";d,e;1;\r\n', 'a,b;c,"d,e",1,\r\n'


@pytest.mark.parametrize(
    ("language", "parameters", "file"),
    [
        ("en", {}, PLAIN),
        ("en", {"bom": "1"}, f"\ufeff{PLAIN}"),
        ("en", {"separator": "semicolon"}, EXCEL[1:]),
        ("en", {"separator": "tab"}, "a\tb;c\td,e\t1\t\r\n"),
        ("fr", {}, EXCEL),
        ("es", {}, EXCEL),
        ("fr", {"bom": "0"}, EXCEL[1:]),
        ("fr", {"separator": "comma"}, PLAIN),
        ("es", {"separator": "comma", "bom": "1"}, f"\ufeff{PLAIN}"),
        ("fr", {"separator": "nonsense"}, EXCEL),
    ],
)
def test_it_is_written_as_asked_or_as_excel_opens_it(language: str, parameters: dict[str, str], file: str) -> None:
    with override(language):
        assert csv_lines.whole([ROW], csv_lines.asked(parameters)).decode() == file
