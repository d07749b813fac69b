"""Texts go out as Markdown that says what the page says, and nothing more."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, seed
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from practices.text.markdown import to_html
from practices.text.markdown_out import escaped, from_html, link
from tests.drawing import examples

# What others may read it with: HTML, tables and strikethrough are on.
OTHERS = MarkdownIt("gfm-like", {"linkify": False, "html": True})
WITH_BARE_ADDRESSES = MarkdownIt("gfm-like", {"html": True})


def bare(html: str) -> str:
    """Return HTML without what makes no difference to a reader."""
    html = re.sub(r' rel="[^"]*"| /(?=>)|</?p>|\s+', "", html)
    return html.replace("%28", "(").replace("%29", ")").replace("&quot;", '"')


TEXTS = [
    "para *em* **st** ***both*** [l](http://a.b/c(d)e)",
    "- a\n- b\n  - c\n\n1. x\n2. y",
    "3. a\n4. b",
    "> q\n> r\n\nx",
    "a\\\nb  \nc",
    "a<br>",
    "# head\n\nSetext\n===\nfoo\n---",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- x",
    "![x](http://e.com/a.png) [x](javascript:alert(1))",
    "```\n# code\n```\n\n    indented `x`",
    "[x]: http://evil\n\n[x]",
    "a | b\n--|--\nc|d",
    "~~x~~ _y_ a_b_c 5*3*2 &lt;b&gt; &amp; & &copy;",
    "-x\n+ y\n1) z\n\\# q\n\\- r\n2019\\. s",
    "**Bold**text \\*star\\* `code` \\\\",
    "***\n\n___",
    "---\ntitle: x\n---",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_says_the_same_to_whoever_reads_it(text: str) -> None:
    assert bare(OTHERS.render(from_html(to_html(text)))) == bare(to_html(text))


@seed(1)
@examples(300)
@given(st.text(alphabet="ab1 \n*_-+#>.)[](<&;!|~`\\=:", max_size=30))
def test_no_signs_become_what_the_page_does_not_show(text: str) -> None:
    found = OTHERS.render(from_html(to_html(text)))
    tags = set(re.findall(r"<(\w+)", found))
    assert tags <= {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
    assert tags <= set(re.findall(r"<(\w+)", to_html(text))) | {"p"}


def test_what_is_empty_is_left_out() -> None:
    assert from_html(to_html("* * *")) == from_html("") == ""


@seed(2)
@examples(300)
@given(st.text(alphabet="ab1 \n*_-+#>.)[](<&;!|~`\\=:", max_size=30))
def test_plain_text_stays_plain(text: str) -> None:
    found = OTHERS.render(escaped(text))
    assert set(re.findall(r"<(\w+)", found)) <= {"p"}


@seed(3)
@examples(100)
@given(st.text(alphabet="ab1 *_-#>.)[](<&;!|~`\\=:", max_size=30))
@example("<b>")
def test_nothing_behind_a_bare_address_becomes_markup(text: str) -> None:
    for address in ("https://a.example/", "www.a.example/", "ftp://a.example/"):
        plain, formatted = escaped(address + text), from_html(to_html(address + text))
        assert set(re.findall(r"<(\w+)", WITH_BARE_ADDRESSES.render(plain))) <= {"p", "a"}
        assert set(re.findall(r"<(\w+)", WITH_BARE_ADDRESSES.render(formatted))) <= {"p", "a", "em", "strong"}


def test_a_link_cannot_be_left() -> None:
    html = OTHERS.render(link("a](http://evil) [b", "http://a.b/c)d <e>"))
    assert html.count("<a ") == 1 and 'href="http://a.b/c%29d%20%3Ce%3E"' in html


def test_links_within_the_site_are_whole() -> None:
    assert from_html('<a href="/about/#trust">What</a>', "https://x.org") == "[What](https://x.org/about/#trust)"
