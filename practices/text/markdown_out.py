"""Text as Markdown for others to read, in which nothing means anything but what our pages show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# What is markup anywhere, for CommonMark or for what GitHub adds. An underscore within a word is none.
_MARKUP = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# What is markup at the beginning of a line: headings, lists, quotations, lines below headings.
_AT_LINE = re.compile(r"^( *)(#{1,6}(?=\s|$)|[-+=>]|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_EMPHASIS = {"em": "*", "strong": "**", "b": "**"}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote"}


def escaped(text: str) -> str:
    """Return a text as one line in which nothing is markup."""
    return _at_lines(_within_lines(" ".join(text.split())))


def link(label: str, address: str) -> str:
    """Return a link."""
    return f"[{escaped(label)}]({_address(address)})"


def from_html(html: str, site: str = "") -> str:
    """Return the paragraphs, lists, quotations, emphasis and links of HTML of ours, the links within a site in full."""
    writer = _Writer(site)
    writer.feed(html)
    writer.close()
    return writer.result()


def _within_lines(text: str) -> str:
    # Behind a bare web address a backslash is one more sign of the address, and what follows it markup.
    return _MARKUP.sub(r"\\\g<0>", text).replace("<", "&lt;")


def _at_lines(text: str) -> str:
    def marked(match: re.Match[str]) -> str:
        sign = match[2]
        return f"{match[1]}{sign}\\" if sign.isdigit() else f"{match[1]}\\{sign}"

    return _AT_LINE.sub(marked, text)


def _address(address: str) -> str:
    """Return an address that can't end a link before its time."""
    coded = {ord(sign): f"%{ord(sign):02X}" for sign in "()<>\\ \n\r\t"}
    return address.translate(coded)


class _Block:
    """A paragraph, a list or the like that is being written: whole blocks in it, then a line that is not ended."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.blocks: list[str] = []
        self.line = ""
        self.first = 1  # the number of a list's first item

    def end_line(self) -> None:
        while self.line.endswith("\\\n"):  # a break that nothing follows
            self.line = self.line[:-2]
        if text := self.line.strip():
            lines = (line.strip() for line in text.split("\n"))
            self.blocks.append(_at_lines("\n".join(lines)))
        self.line = ""


class _Writer(HTMLParser):
    """Puts Markdown together. Tags that it does not know leave their text."""

    def __init__(self, site: str) -> None:
        super().__init__(convert_charrefs=True)
        self._site = site
        self._open = [_Block("")]
        self._addresses: list[str] = []

    def result(self) -> str:
        while len(self._open) > 1:
            self._close()
        self._open[0].end_line()
        return "\n\n".join(self._open[0].blocks)

    def handle_data(self, data: str) -> None:
        self._write(_within_lines(re.sub(r"\s+", " ", data)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS:
            self._open[-1].end_line()
            self._open.append(_Block(tag))
            start = given.get("start") or ""
            self._open[-1].first = int(start) if start.isdigit() else 1
        elif tag in _EMPHASIS:
            self._write(_EMPHASIS[tag])
        elif tag == "br":
            self._write("\\\n")
        elif tag == "a":
            address = given.get("href") or ""
            self._addresses.append(f"{self._site}{address}" if address.startswith("/") else address)
            if self._open[-1].line.endswith("!"):  # else it were a picture
                self._open[-1].line = self._open[-1].line[:-1] + "\\!"
            self._write("[")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS and self._open[-1].tag == tag:
            self._close()
        elif tag in _EMPHASIS:
            self._write(_EMPHASIS[tag])
        elif tag == "a" and self._addresses:
            self._write(f"]({_address(self._addresses.pop())})")

    def _write(self, text: str) -> None:
        self._open[-1].line += text

    def _close(self) -> None:
        done, into = self._open.pop(), self._open[-1]
        done.end_line()
        if not done.blocks:
            return  # nothing to read, and empty items within each other were a line
        if done.tag in {"ul", "ol"}:
            into.blocks.append("\n".join(_items(done)))
        elif done.tag == "blockquote":
            text = "\n\n".join(done.blocks)
            into.blocks.append("\n".join(f"> {line}".rstrip() for line in text.split("\n")))
        elif done.tag == "li":
            into.blocks.append("\n\n".join(done.blocks))
        else:
            into.blocks += done.blocks


def _items(done: _Block) -> list[str]:
    """Return the items of a list with their marks, what follows the first line below it."""
    marks = [f"{number}. " if done.tag == "ol" else "- " for number, _item in enumerate(done.blocks, done.first)]
    pairs = zip(marks, done.blocks, strict=True)
    return [mark + indented(item, len(mark)) for mark, item in pairs]


def indented(text: str, spaces: int) -> str:
    """Return a text so that it goes on with what its first line begins."""
    first, *others = text.split("\n")
    return "\n".join([first, *(" " * spaces + line if line else line for line in others)])
