"""Reading a page and passing it on, piece by piece, with some elements left out and some tags changed."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


class Passing(HTMLParser):
    """Passes on what it reads, as it came. Those that derive from it say what is left out, and what is changed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self._left_out: list[str] = []  # the element that is being left out, once for each of its kind inside it

    def passed(self, text: str) -> str:
        """Return a whole page as it is passed on."""
        self.feed(text)
        self.close()
        return "".join(self.pieces)

    def is_left_out(self, tag: str, given: dict[str, str | None]) -> bool:
        """Whether an element is left out, with all that is in it."""
        raise NotImplementedError

    def is_tag_left_out(self, tag: str, given: dict[str, str | None]) -> bool:
        """Whether the tag alone is left out. Asked again, without attributes, at the end of an element."""
        return False

    def changed(self, tag: str, attrs: Attributes) -> Attributes:
        """Return what the attributes of a tag become."""
        return attrs

    def ended(self, tag: str) -> None:
        """Pass on the end of an element."""
        self.pieces.append(f"</{tag}>")

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._start(tag, attrs, is_closed=False)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._start(tag, attrs, is_closed=True)

    def handle_endtag(self, tag: str) -> None:
        if not self._left_out:
            if not self.is_tag_left_out(tag, {}):
                self.ended(tag)
        elif tag == self._left_out[-1]:
            self._left_out.pop()

    def handle_data(self, data: str) -> None:
        self._pass(data)

    def handle_entityref(self, name: str) -> None:
        self._pass(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._pass(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._pass(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._pass(f"<!{decl}>")

    def _pass(self, text: str) -> None:
        if not self._left_out:
            self.pieces.append(text)

    def _start(self, tag: str, attrs: Attributes, is_closed: bool) -> None:
        if self._left_out:
            if tag == self._left_out[-1] and not is_closed:
                self._left_out.append(tag)
            return
        given = dict(attrs)
        if self.is_tag_left_out(tag, given):
            return
        if self.is_left_out(tag, given):
            if not is_closed:
                self._left_out.append(tag)
            return
        changed = self.changed(tag, attrs)
        self.pieces.append(_written(tag, changed, is_closed) if changed != attrs else self.get_starttag_text() or "")


def _written(tag: str, attrs: Attributes, is_closed: bool) -> str:
    given = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
    return f"<{tag}{given}{'/' if is_closed else ''}>"
