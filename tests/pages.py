"""Reads the form on a page as a browser would send it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """Collects what one form would send."""

    def __init__(self, wanted: str | None) -> None:
        super().__init__()
        self._wanted, self._is_inside = wanted, False
        self._select, self._text = "", ""
        self.values: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("id") == self._wanted and given.get("method") == "post"
        if not self._is_inside or (tag != "option" and not given.get("name")):
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and kind not in {"submit", "button"}:
            if kind not in {"checkbox", "radio"} or "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._text = name
            self.values[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text:
            self.values[self._text][0] = self.values[self._text][0].removeprefix("\n").removeprefix("\r\n")
            self._text = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._is_inside = False


def form_on(page: Any, name: str | None = "practice_form", status: int = 200) -> dict[str, Any]:
    """Return what a browser would send of the form with this id, or of those with none, when no button is pressed."""
    assert page.status_code == status
    form = _Form(name)
    form.feed(page.content.decode())
    assert form.values, f"there is no form {name}"
    empty = {key for key in form.values if "__prefix__" in key}
    return {key: values for key, values in form.values.items() if key not in empty}
