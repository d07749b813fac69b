"""Texts that would be more than text in one format or another, and plain ones to compare with.

Whatever of them becomes markup has `hacked` in its name: an element, an attribute, a script, a header, a key, a field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

Texts = Callable[[int, int], str]  # of a number and a length

SCRIPT = "window.__hacked=1"
PAYLOADS = [
    f"<script>{SCRIPT}</script>",
    '"><hacked hacked=1>',
    "'><hacked>",
    f'" onmouseover="{SCRIPT}" hacked="',
    f"' autofocus onfocus='{SCRIPT}' hacked='",
    f"<img src=x onerror={SCRIPT}>",
    f"<svg onload={SCRIPT}><hacked>",
    f"</script><script>{SCRIPT}</script>",
    "</title></textarea></style></svg><hacked>",
    "]]><hacked/>",
    "--><hacked/><!--",
    "<!--",
    "<![CDATA[<hacked/>",
    "<?hacked ?>",
    "<!DOCTYPE hacked [<!ENTITY hacked 'x'>]>&hacked;",
    "<hacked:x xmlns:hacked='h'/>",
    "&lt;hacked&gt;",
    "&#60;hacked&#x3e;",
    "&amp;lt;hacked&amp;gt;",
    "%3Chacked%3E",
    "\\u003chacked\\u003e",
    "\\x3chacked>",
    f"javascript:{SCRIPT}",
    f"java\tscript:{SCRIPT}",
    f"[hacked](javascript:{SCRIPT})",
    f"[hacked](<javascript:{SCRIPT}>)",
    "![hacked](https://hacked.example/x.png)",
    f'[hacked](https://hacked.example/"onmouseover="{SCRIPT})',
    "<javascript:hacked>",
    f"[hacked]: javascript:{SCRIPT}",
    f'https://hacked.example/"onmouseover="{SCRIPT}"',
    "https://hacked.example/<hacked>",
    "data:text/html,<hacked>",
    "www.hacked.example/'hacked='1",
    "[a](data:text/html,<hacked>)",
    "\\](javascript:hacked)",
    "{{ hacked }}{% hacked %}{# hacked #}",
    "${hacked}%(hacked)s{hacked}%s{0}",
    "<%= hacked %>",
    "`hacked`*_~|hacked|",
    '=HYPERLINK("https://hacked.example")',
    "+1+hacked",
    "-1+hacked",
    "@SUM(hacked)",
    "\t=hacked()",
    "|hacked",
    "x\r\nX-Hacked: 1\r\n\r\n<hacked>",
    "x\n# hacked\n> hacked\n\n    hacked\n---\n",
    "x\0\x01\x08\x0b\x1f\x7f\x85\ufffe\uffff\u2028hacked",
    "\u202edekcah\u202c\u2066\u200f",
    "hacked\u0301\u0300",
    "e\u200b\u200d\u00ad\ufeff",
    "\U0001f600\U0010fffd",
    "}, hacked = {1}",
    '", hacked = "1',
    "}\n@article{hacked, title={x}}",
    "\\input{hacked}%#&_$^~\\end{document}",
    "{\\hacked",
    "\nER  - \nTY  - RPRT\nTI  - hacked",
    "\nAU  - hacked",
    "'; DROP TABLE hacked; --",
    "\\",
    "\\'",
    '"""',
    "'''",
    '"@en ; <https://hacked.example/p> "hacked',
    '\n"""^^<hacked>',
    "hacked,hacked;hacked\thacked",
    "../../hacked",
    "hacked:hacked",
]
ADDRESSES = [
    f'https://hacked.example/"onmouseover="{SCRIPT}"hacked="><hacked>',
    "https://hacked.example/'onfocus='x'%0d%0aX-Hacked:1?<hacked>&hacked;#]]><!--{{hacked}})",
    "https://hacked.example/\\},hacked={1}|`*[x](javascript:hacked)",
    "https://hacked.example/x",
]
MAIL = '"<hacked>"@hacked.example'
DOI = "10.1234/hacked'){{hacked}}&hacked;%},hacked={\\]]--"
NUMBERED = 12  # signs at the end of a text, by which it is unlike all others, and found by the same word as plain ones


def hostile(number: int, length: int) -> str:
    """Return a text of at most so many signs: as many of the hostile ones as it holds, beginning with one by number."""
    pieces, room = [], length - NUMBERED
    for piece in islice(cycle(PAYLOADS), number % len(PAYLOADS), number % len(PAYLOADS) + len(PAYLOADS)):
        if len(piece) < room:
            pieces.append(piece)
            room -= len(piece) + 1
    return " ".join(pieces) + f" words {number}" if pieces else "<hacked>"[:length]


def plain(number: int, length: int) -> str:
    """Return a text that means nothing else anywhere."""
    words = f"Words {number}"
    return words[:length] if length < 400 else f"{words}\n\nOn https://example.org/ *too*\n\n- one\n- two\n\n> {words}"


def before(number: int, length: int) -> str:
    """Return another plain text, for what stood there before."""
    return plain(number + 1000, length)


def candidates(number: int, length: int, texts: Texts) -> Iterator[str]:
    """Return what may stand in a field: first what is worst."""
    if texts is not hostile:
        yield from (
            texts(number, length),
            f"https://example.org/{number}",
            f"a{number}@example.org",
            f"10.1234/{number}",
        )
        return
    yield texts(number, length)
    yield from (f"{address}{number}" for address in ADDRESSES[number % 3 :])
    yield from (MAIL, f"{DOI}{number}", *(payload[:length] for payload in PAYLOADS), ADDRESSES[-1])


def value_for(field: Field[Any, Any], number: int, texts: Texts) -> str | None:
    """Return a text that the field takes, or None if it takes nothing of the kind, like a link name or a code."""
    length = field.max_length or 1000
    for value in candidates(number, min(length, 6000), texts):
        try:
            field.run_validators(field.to_python(value))
        except ValidationError:
            continue
        return value
    return None
