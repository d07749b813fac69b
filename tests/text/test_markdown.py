"""What curators paste is shown as it was meant."""

from __future__ import annotations

import pytest

from practices.text import markdown


def shown(text: str) -> str:
    """Return the HTML of a text on one line."""
    return "".join(str(markdown.to_html(text)).split("\n"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("2019. The ministry began.", "<p>2019. The ministry began.</p>"),
        ("- 2019) It began.", "<ul><li>2019) It began.</li></ul>"),
        ("1. 1986. It began.", "<ol><li>1986. It began.</li></ol>"),
        ("3. third\n4. fourth", '<ol start="3"><li>third</li><li>fourth</li></ol>'),
        ("1) one\n2) two", "<ol><li>one</li><li>two</li></ol>"),
        ("Tools:\n• one\n•\ttwo\n•three", "<p>Tools:</p><ul><li>one</li><li>two</li><li>three</li></ul>"),
        ("– un\n– deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("The agency\n– set up in 2001 – trains.", "<p>The agency<br>– set up in 2001 – trains.</p>"),
        ("\uf0b7 one\n\uf0b7\ttwo", "<ul><li>one</li><li>two</li></ul>"),
        ("Aid – of all kinds – came.", "<p>Aid – of all kinds – came.</p>"),
        ("One line\nand the next", "<p>One line<br>and the next</p>"),
        ("5*3*2 and 4 * 4", "<p>5*3*2 and 4 * 4</p>"),
        ("*one* **two**", "<p><em>one</em> <strong>two</strong></p>"),
        ("<b>&amp;", "<p>&lt;b&gt;&amp;</p>"),
    ],
)
def test_it_is_read_as_it_was_meant(text: str, html: str) -> None:
    assert shown(text) == html


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("See https://example.org/a_b_(c).", "https://example.org/a_b_(c)", ".</p>"),
        ("(http://example.org/?a=1&b=2)", "http://example.org/?a=1&b=2", ")</p>"),
        ("https://example.org/5*3*2", "https://example.org/5*3*2", "</p>"),
        ("Véase «https://example.org/a».", "https://example.org/a", "».</p>"),
        ("‘https://example.org/a’…", "https://example.org/a", "’…</p>"),
        ("www.example.org/x_(y).", "https://www.example.org/x_(y)", ".</p>"),
        ("www.example.org, and more", "https://www.example.org", ", and more</p>"),
        ("www.example.org/a?b=c; then", "https://www.example.org/a?b=c", "; then</p>"),
        ("<https://example.org/>", "https://example.org/", "</p>"),
        ("[here](https://example.org/here)", "https://example.org/here", "</p>"),
    ],
)
def test_addresses_are_links_that_are_checked(text: str, address: str, rest: str) -> None:
    assert f'href="{address.replace("&", "&amp;")}"' in shown(text)
    assert shown(text).endswith(f"</a>{rest}")
    assert markdown.links(text) == {address}


@pytest.mark.parametrize(
    "text", ["In all countries.In fact", "ftp://example.org", "//example.org", "javascript:x()", "e.g. U.S."]
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert "<a" not in shown(text)
    assert markdown.links(text) == set()


def test_a_text_without_marks_is_one_line() -> None:
    assert markdown.to_text("• One *two*\n• www.example.org\n\n2019. End") == "One two www.example.org 2019. End"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "Ask at https://a.example/x?b=1&c=2.",
            'Ask at <a href="{}">{}</a>.'.format(*["https://a.example/x?b=1&amp;c=2"] * 2),
        ),
        ("See www.a.example", 'See <a href="https://www.a.example">www.a.example</a>'),
        ("*5* <b> & 2019. in countries.In", "*5* &lt;b&gt; &amp; 2019. in countries.In"),
        ("javascript://x data:text/html,x", "javascript://x data:text/html,x"),
    ],
)
def test_what_is_no_markdown_has_links_alone(text: str, html: str) -> None:
    assert markdown.line_to_html(text).replace(' rel="noopener noreferrer"', "") == html
    assert len(markdown.line_links(text)) == html.count("<a ")


@pytest.mark.parametrize(
    "repeated",
    ["www.", "www.a-", "www.a.b/,", "http://a/,", "http://(", "://", "ftp://", "https://a.b/[", "//www.", "a@www.b/("],
)
def test_an_address_that_may_begin_anywhere_is_not_followed_to_the_end_each_time(
    repeated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []  # characters that each look for an address may go through
    looks = markdown._PARSER.linkify._validate_http

    def counted(text: str, place: int) -> int:
        read.append(len(text) - place)
        return looks(text, place)  # type: ignore[no-any-return]

    for parser in (markdown._PARSER, markdown._LINES):
        monkeypatch.setattr(parser.linkify, "_validate_http", counted)
    text = (repeated * 20_000)[:20_000]
    markdown.to_html(text)
    markdown.line_to_html(text)
    assert max(read, default=0) <= 2_000
    assert sum(read) <= 2 * 3 * 2_000 * 20_000 / len(repeated)


def test_an_address_of_a_host_that_cannot_be_is_none() -> None:
    assert markdown.links(f"https://{'a.' * 150}example") == set()
    assert markdown.links(f"https://{'a.' * 100}example") != set()
