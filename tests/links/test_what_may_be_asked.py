"""A check reaches the public internet and nothing else, whatever an address, a name or a redirect says."""

from __future__ import annotations

import socket

import pytest

from practices.links.fetching import Fetcher
from practices.links.network import Problem, Stopped, is_public, resolve
from practices.links.pace import Pace
from tests.links.sites import HERE, Sites, answer, redirect

PRIVATE = [
    "0.0.0.0", "0.1.2.3",  # noqa: S104
    "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "192.1.0.1", "223.255.255.254", "2606:4700:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_told_apart(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_public_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [address for address in PRIVATE if address != HERE])
def test_a_name_that_leads_there_is_not_asked(sites: Sites, address: str) -> None:
    url = sites.add("/", answer(200))
    sites.names["site.example"] = [[address]]
    assert sites.fetcher().fetch(url).problem == Problem.NOT_PUBLIC
    assert not sites.asked


@pytest.mark.parametrize("addresses", [["8.8.8.8", "10.0.0.1"], [HERE, "::1"], [HERE, HERE, "169.254.169.254"], []])
def test_one_private_address_among_public_ones_is_enough_to_refuse(sites: Sites, addresses: list[str]) -> None:
    url = sites.add("/", answer(200))
    sites.names["site.example"] = [addresses]
    assert sites.fetcher().fetch(url).problem == Problem.NOT_PUBLIC
    assert not sites.asked


def test_the_connection_goes_to_the_address_that_was_judged(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is judged, and private when it is looked up again, gains nothing."""
    url = sites.add("/", answer(200))
    sites.names["site.example"] = [[HERE], ["10.0.0.1"]]
    looked_up = []
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: looked_up.append(host) or real(host, *rest))
    fetcher = sites.fetcher()
    assert fetcher.fetch(url).is_fine
    assert sites.resolved == ["site.example"]
    assert set(looked_up) <= {HERE}
    assert fetcher.fetch(url).problem == Problem.NOT_PUBLIC
    assert len(sites.asked) == 1


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/",
        "http://10.0.0.1/",
        "//192.168.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.2]/",
        "http://half.example/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_private_address_is_not_followed(sites: Sites, target: str, status: int) -> None:
    url = sites.add("/out", redirect(status, target))
    sites.names |= {"inside.example": [["10.1.2.3"]], "half.example": [[HERE, "192.168.0.1"]]}
    sites.names |= {ip: [[ip]] for ip in ("10.0.0.1", "192.168.0.1", "::1", "::ffff:7f00:2", "::ffff:127.0.0.2")}
    found = sites.fetcher().fetch(url)
    assert (found.problem, found.status) == (Problem.NOT_PUBLIC, None)
    assert sites.asked == ["HEAD site.example/out"]


def test_a_name_that_turns_private_after_the_first_step_is_not_followed(sites: Sites) -> None:
    url = sites.add("/", redirect(302, "/next"))
    sites.names["site.example"] = [[HERE], [HERE, "127.0.0.53"]]
    assert sites.fetcher().fetch(url).problem == Problem.NOT_PUBLIC
    assert sites.asked == ["HEAD site.example/"]


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://2130706433/",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_this_machine_is_refused_however_it_is_written(address: str) -> None:
    assert Fetcher(Pace(0)).fetch(address).problem == Problem.NOT_PUBLIC


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no address",
        "mailto:somebody@example.org",
        "ftp://site.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//site.example/",
        "http://",
        "http:///path",
        "http://site.example:22/",
        "http://site.example:6379/",
        "http://site.example:99999/",
        "http://site.example:x/",
        "http://somebody@site.example/",
        "http://somebody:secret@site.example/",
        "http://:@site.example/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://site..example/",
        "http://.example/",
        "http://site example/",
        "http://site.example\x00/",
        "http://site.example\\@10.0.0.1/",
        "http://" + "a" * 64 + ".example/",
        "http://site.example/" + "a" * 600,
        "http://site.example/\ud800",
        "http://\u2100.example/",
        "http://%31%30.0.0.1/",
    ],
)
def test_odd_addresses_are_told_and_nothing_is_asked(sites: Sites, address: str) -> None:
    sites.names["site.example"] = [[HERE]]
    assert sites.fetcher().fetch(address).problem == Problem.BAD_ADDRESS
    assert (sites.resolved, sites.asked) == ([], [])


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("http://münchen.example:PORT/straße?größe=1", "HEAD xn--mnchen-3ya.example/stra%C3%9Fe?gr%C3%B6%C3%9Fe=1"),
        ("http://site.example.:PORT", "HEAD site.example/"),
        ("HTTP://Site.EXAMPLE:PORT/A%20b c", "HEAD site.example/A%20b%20c"),
        ("http://site.example:PORT/a\r\nX: y?q=1#part", "HEAD site.example/aX:%20y?q=1"),
    ],
)
def test_what_a_browser_would_open_is_asked_in_the_form_that_goes_over_the_line(
    sites: Sites, address: str, asked: str
) -> None:
    sites.names |= {"xn--mnchen-3ya.example": [[HERE]], "site.example": [[HERE]]}
    assert sites.fetcher().fetch(address.replace("PORT", str(sites.port))).status == 404
    assert sites.asked[0] == asked


def test_proxies_of_the_environment_are_not_obeyed(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert sites.fetcher().fetch(sites.add("/", answer(200))).is_fine


@pytest.mark.parametrize("errno", [socket.EAI_NONAME, socket.EAI_NODATA])
def test_a_name_that_does_not_exist_is_told_from_one_that_can_not_be_looked_up(
    monkeypatch: pytest.MonkeyPatch, errno: int
) -> None:
    for number, problem in ((errno, Problem.NO_SUCH_HOST), (socket.EAI_AGAIN, Problem.NO_CONNECTION)):

        def fail(*args: object, number: int = number, **options: object) -> None:
            raise socket.gaierror(number, "no")

        monkeypatch.setattr(socket, "getaddrinfo", fail)
        with pytest.raises(Stopped) as stopped:
            resolve("site.example")
        assert stopped.value.problem == problem
