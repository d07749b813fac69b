"""One address is asked once, for its head alone; redirects are followed; nothing takes long or much."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import threading
import time

import pytest
from django.test import override_settings

from practices.links.fetching import MOST_REDIRECTS
from practices.links.network import Limits, Problem
from tests.links.sites import CERTIFICATE, HERE, Page, Sites, answer, redirect

QUICK = Limits(step=0.3, whole=0.4)


def test_it_asks_for_the_head_alone_and_says_who_asks(sites: Sites) -> None:
    url = sites.add("/report.pdf?page=1", answer(200, body=b"x" * 1000))
    with override_settings(SITE_URL="https://practices.example.org", CONTACT_EMAIL="desk@example.org"):
        found = sites.fetcher().fetch(url)
    assert (found.status, found.problem, found.final_address, found.is_moved_for_good) == (200, "", "", False)
    assert sites.asked == ["HEAD site.example/report.pdf?page=1"]
    said = "User-Agent: LabourMobilityPractices-LinkCheck/1.0 (+https://practices.example.org/; desk@example.org)\r\n"
    assert said in sites.heads[0]
    assert f"Host: site.example:{sites.port}\r\n" in sites.heads[0]
    assert "Cookie" not in sites.heads[0]
    assert "Referer" not in sites.heads[0]


@override_settings(CONTACT_EMAIL="Zoë\r\nX-Evil: 1 <zoe@example.org>")
def test_an_odd_contact_address_does_no_harm(sites: Sites) -> None:
    assert sites.fetcher().fetch(sites.add("/", answer(200))).is_fine
    assert "\r\nX-Evil" not in sites.heads[0]


@pytest.mark.parametrize("refusal", [400, 403, 404, 405, 500, 501])
def test_where_head_is_refused_it_asks_with_get_and_leaves_the_body(sites: Sites, refusal: int) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        with contextlib.suppress(OSError):  # hung up
            while True:
                connection.sendall(b"x" * 65536)
        closed.set()

    closed = threading.Event()
    url = sites.add("/", endless)
    sites.add("HEAD /", answer(refusal))
    assert sites.fetcher().fetch(url).status == 200
    assert sites.asked == ["HEAD site.example/", "GET site.example/"]
    assert closed.wait(5)


def test_where_head_breaks_the_line_it_asks_with_get(sites: Sites) -> None:
    url = sites.add("/", answer(200))
    sites.add("HEAD /", lambda connection: connection.close())
    assert sites.fetcher().fetch(url).status == 200


@pytest.mark.parametrize("status", [204, 206, 404, 410, 451, 500, 503, 999])
def test_the_status_is_told(sites: Sites, status: int) -> None:
    found = sites.fetcher().fetch(sites.add("/", answer(status)))
    assert (found.status, found.problem, found.is_fine) == (status, "", status < 300)


def test_who_is_asked_to_come_less_often_does_not_ask_again_at_once(sites: Sites) -> None:
    fetcher = sites.fetcher()
    assert fetcher.fetch(sites.add("/", answer(429))).status == 429
    assert fetcher.fetch(sites.add("/busy", answer(503, "Retry-After: 5"))).ask_again_in == 5
    assert sites.asked == ["HEAD site.example/", "HEAD site.example/busy"]


@pytest.mark.parametrize(("status", "for_good"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_a_redirect_is_followed(sites: Sites, status: int, for_good: bool) -> None:
    new = sites.add("/new", answer(200), "other.example")
    found = sites.fetcher().fetch(sites.add("/old", redirect(status, f"{new}#part")))
    assert (found.status, found.final_address, found.is_moved_for_good) == (200, new, for_good)
    assert sites.asked == ["HEAD site.example/old", "HEAD other.example/new"]


def test_it_has_moved_for_good_only_if_each_step_says_so(sites: Sites) -> None:
    sites.add("/c", answer(200))
    sites.add("/b", redirect(302, "/c"))
    found = sites.fetcher().fetch(sites.add("/a", redirect(301, "b")))
    assert (found.final_address, found.is_moved_for_good) == (sites.url("/c"), False)


def test_redirects_may_be_written_in_any_way(sites: Sites) -> None:
    sites.add("/caf%C3%A9", answer(200))
    for i, written in enumerate(["/caf%C3%A9", "/café", "caf\u00e9", f"//site.example:{sites.port}/café", " /café "]):
        assert sites.fetcher().fetch(sites.add(f"/{i}", redirect(302, written))).status == 200, written
    sites.add("/%1B%E2%80%AEtxt%C2%85.exe", answer(200))
    found = sites.fetcher().fetch(sites.add("/odd", redirect(302, "/\x1b\u202etxt\x85.exe")))
    assert (found.status, found.final_address) == (200, sites.url("/%1B%E2%80%AEtxt%C2%85.exe"))


@pytest.mark.parametrize(
    "target",
    [
        "ftp://other.example/",
        "mailto:a@b.example",
        "http://[",
        "http://u:p@h.example/",
        "http://h.example:22/",
        "/" + "x" * 3000,
    ],
)
def test_a_redirect_that_leads_nowhere_is_told(sites: Sites, target: str) -> None:
    found = sites.fetcher().fetch(sites.add("/", redirect(302, target)))
    assert found.problem == Problem.BAD_ADDRESS


def test_a_redirect_without_a_target_is_just_a_status(sites: Sites) -> None:
    found = sites.fetcher().fetch(sites.add("/", answer(301)))
    assert (found.status, found.is_fine, found.is_moved_for_good) == (301, False, False)


def test_a_circle_is_told(sites: Sites) -> None:
    sites.add("/b", redirect(302, "/a"))
    assert sites.fetcher().fetch(sites.add("/a", redirect(301, "/b"))).problem == Problem.CIRCLE
    assert sites.fetcher().fetch(sites.add("/self", redirect(301, "/self#top"))).problem == Problem.CIRCLE
    assert len(sites.asked) == 3


def test_it_follows_so_many_redirects_and_no_more(sites: Sites) -> None:
    for i in range(MOST_REDIRECTS + 1):
        sites.add(f"/{i}", redirect(302, f"/{i + 1}"))
    sites.add(f"/{MOST_REDIRECTS + 1}", answer(200))
    assert sites.fetcher().fetch(sites.url("/1")).status == 200
    assert sites.fetcher().fetch(sites.url("/0")).problem == Problem.TOO_MANY_STEPS


def test_a_head_without_end_is_cut_off(sites: Sites) -> None:
    def endless(start: bytes, line: bytes) -> Page:
        def page(connection: socket.socket) -> None:
            connection.sendall(start)
            while True:
                connection.sendall(line)

        return page

    for start, line in (
        (b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 1000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"y" * 1000),
        (b"", b"HTTP/1.1 103 More to come\r\n\r\n"),
    ):
        assert sites.fetcher().fetch(sites.add("/", endless(start, line))).problem == Problem.GARBLED


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\xff" * 50,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 000 No\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_told(sites: Sites, sent: bytes) -> None:
    found = sites.fetcher().fetch(sites.add("/", lambda connection: connection.sendall(sent)))
    assert found.problem == Problem.GARBLED


def test_a_server_that_sends_one_letter_at_a_time_is_left_in_time(sites: Sites) -> None:
    def slowly(connection: socket.socket) -> None:
        for letter in itertools.cycle(b"HTTP/1.1 200 OK\r\nX: "):
            connection.sendall(bytes([letter]))
            stop.wait(0.05)

    stop = threading.Event()
    began = time.monotonic()
    assert sites.fetcher(limits=QUICK).fetch(sites.add("/", slowly)).problem == Problem.TOO_SLOW
    assert time.monotonic() - began < 2


def test_a_server_that_says_nothing_is_left_in_time(sites: Sites) -> None:
    silence = threading.Event()
    found = sites.fetcher(limits=QUICK).fetch(sites.add("/", lambda connection: silence.wait(2)))
    assert found.problem == Problem.TOO_SLOW


def test_a_server_that_takes_no_calls_is_told(sites: Sites) -> None:
    with socket.create_server((HERE, 0)) as closed:
        port = closed.getsockname()[1]
    sites.names["site.example"] = [[HERE]]
    sites.port = port
    assert sites.fetcher().fetch(sites.url("/")).problem == Problem.NO_CONNECTION


def test_a_certificate_that_nobody_vouches_for_is_told(secure_sites: Sites) -> None:
    secure_sites.add("/", answer(200), "secure.example")
    url = secure_sites.url("/", "secure.example", "https")
    assert secure_sites.fetcher().fetch(url).problem == Problem.NOT_SECURE
    assert not secure_sites.asked


def test_the_certificate_must_be_of_the_name_that_was_asked_for(secure_sites: Sites) -> None:
    secure_sites.tls = ssl.create_default_context(cafile=CERTIFICATE)
    for host in ("secure.example", "other.example"):
        secure_sites.add("/", answer(200), host)
    fetcher = secure_sites.fetcher()
    assert fetcher.fetch(secure_sites.url("/", "secure.example", "https")).is_fine
    assert fetcher.fetch(secure_sites.url("/", "other.example", "https")).problem == Problem.NOT_SECURE
    assert secure_sites.asked == ["HEAD secure.example/"]


def test_a_server_without_tls_is_told(sites: Sites) -> None:
    sites.names["site.example"] = [[HERE]]
    found = sites.fetcher(limits=QUICK).fetch(sites.url("/", scheme="https"))
    assert found.problem in {Problem.NOT_SECURE, Problem.TOO_SLOW}
