"""Settings are read strictly: a value that means something else than it says is refused at the start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from catalogue import environment

# What Python would read as a number, and a person would not write for one; or what is too much.
NO_NUMBERS = ["+5", "-5", "5_0", "5 0", "٥", "５", "5.0", "5e3", "0x5", "²", "five", "9" * 10, "9" * 5000]


@pytest.fixture(autouse=True)
def setting(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("SETTING", raising=False)
    return monkeypatch


@pytest.mark.parametrize("text", [*NO_NUMBERS, "0", "00", "65536", "0000000019999999", "00000000065536"])
def test_what_is_no_port_is_refused(setting: pytest.MonkeyPatch, text: str) -> None:
    setting.setenv("SETTING", text)
    with pytest.raises(ImproperlyConfigured, match=r"SETTING is .*; write the number of a port"):
        environment.port("SETTING", default=587)


@pytest.mark.parametrize(
    ("text", "port"),
    [("", 587), ("  ", 587), ("25", 25), (" 25\n", 25), ("0025", 25), ("65535", 65535)],
)
def test_a_port(setting: pytest.MonkeyPatch, text: str, port: int) -> None:
    setting.setenv("SETTING", text)
    assert environment.port("SETTING", default=587) == port


@pytest.mark.parametrize("text", [*NO_NUMBERS, "01000000000"])
def test_what_is_no_number_is_refused(setting: pytest.MonkeyPatch, text: str) -> None:
    setting.setenv("SETTING", text)
    with pytest.raises(ImproperlyConfigured, match=r"SETTING is .*; write a whole number"):
        environment.number("SETTING", default=300)


@pytest.mark.parametrize(
    ("text", "number"), [("", 300), ("0", 0), ("000", 0), ("0000000007", 7), ("999999999", 999_999_999)]
)
def test_a_number(setting: pytest.MonkeyPatch, text: str, number: int) -> None:
    setting.setenv("SETTING", text)
    assert environment.number("SETTING", default=300) == number


@pytest.mark.parametrize(
    "text", ["2", "01", "+1", "-1", "１", "yess", "y e s", "none", "truе"]
)  # the last е is Cyrillic
def test_what_is_neither_yes_nor_no_is_refused(setting: pytest.MonkeyPatch, text: str) -> None:
    setting.setenv("SETTING", text)
    with pytest.raises(ImproperlyConfigured, match="write yes or no"):
        environment.boolean("SETTING", default=True)


def test_yes_and_no(setting: pytest.MonkeyPatch) -> None:
    for text, meant in {"Yes ": True, "1": True, "off": False, " 0": False, "": True}.items():
        setting.setenv("SETTING", text)
        assert environment.boolean("SETTING", default=True) is meant


@pytest.mark.parametrize(
    "text",
    [
        *(f"https://practices.example.org:{port}" for port in ("0", "00", "65536", "+443", "4_3", "４４３", "x")),
        "https://practices example.org",
        "https://:secret@practices.example.org",
        "https://@practices.example.org",
        "https://practices.example.org/catalogue",
        "practices.example.org",
        "ftp://practices.example.org",
    ],
)
def test_what_is_no_site_is_refused(setting: pytest.MonkeyPatch, text: str) -> None:
    setting.setenv("SETTING", text)
    with pytest.raises(ImproperlyConfigured, match=r"write it as https://practices.example.org"):
        environment.site("SETTING", default="http://127.0.0.1:8000")


def test_a_site(setting: pytest.MonkeyPatch) -> None:
    for text in ("", " ", "http://127.0.0.1:8000", " http://127.0.0.1:8000/\n"):
        setting.setenv("SETTING", text)
        assert environment.site("SETTING", default="http://127.0.0.1:8000").netloc == "127.0.0.1:8000"
