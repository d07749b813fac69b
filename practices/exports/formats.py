"""The formats that a result can be taken away in."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from practices.citing import bibtex, csl, ris

from . import csv_file, json_file, markdown_file, reference_files, xlsx_file
from .result import Result

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    ending: str
    label: StrOrPromise
    content_type: str
    write: Callable[[Result], Generator[bytes]]


FORMATS: tuple[Format, ...] = (
    Format(
        "xlsx",
        _("Excel workbook"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_file.write,
    ),
    Format("csv", _("CSV table"), "text/csv; charset=utf-8", csv_file.write),
    Format("json", "JSON", "application/json", json_file.write),
    Format("ris", _("RIS (Zotero, EndNote, Mendeley)"), ris.CONTENT_TYPE, reference_files.write_ris),
    Format("bib", "BibTeX", bibtex.CONTENT_TYPE, reference_files.write_bibtex),
    Format("csl.json", "CSL JSON", csl.CONTENT_TYPE, reference_files.write_csl),
    Format("md", _("Markdown, with the sources"), f"{markdown_file.CONTENT_TYPE}; charset=utf-8", markdown_file.write),
)
