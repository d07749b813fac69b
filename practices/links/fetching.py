"""Asking for one address: only its head, only where it is allowed, following redirects step by step."""

from __future__ import annotations

import datetime
import email.utils
import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from django.conf import settings
from django.utils import timezone

from practices.models.link import LONGEST_ADDRESS, Answer

from .network import GuardedBackend, Limits, Network, Problem, Stopped
from .pace import Pace

MOST_REDIRECTS = 5
_LONGEST_REDIRECT = 2000  # characters
_PERMANENT = {301, 308}
_REDIRECTS = _PERMANENT | {302, 303, 307}
_COME_LATER = {429, 503}
_LONGEST_WAIT = 30 * 24 * 3600  # seconds; whoever asks for more is asked again after these
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class _Head:
    """What one request brought."""

    status: int
    location: str
    ask_again_in: float


def address_of(link: str) -> str:
    """Return the part of a link that is asked for: all before the '#'."""
    return link.strip().partition("#")[0]


def host_of(address: str) -> str:
    """Return the name of the site that an address is on; empty if there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def user_agent() -> str:
    """Return who asks and where to complain, in letters that a header takes."""
    contact = f"; {settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    name = f"LabourMobilityPractices-LinkCheck/1.0 (+{settings.SITE_URL}/{contact})"
    return re.sub(r"[^ -~]", "", name)


@dataclass(frozen=True)
class Fetcher:
    """Asks for addresses, one at a time and each host at its pace."""

    pace: Pace
    network: Network = field(default_factory=Network)
    limits: Limits = field(default_factory=Limits)

    def fetch(self, address: str) -> Answer:
        """Return what became of an address. Raise NotNow if a host on the way wants to be left alone."""
        here, is_moved_for_good = address, True
        seen: set[str] = set()
        while True:
            there = here if seen else ""
            try:
                head = self._head(here, LONGEST_ADDRESS if not seen else _LONGEST_REDIRECT)
            except Stopped as stopped:
                return Answer(problem=stopped.problem, final_address=there)
            if not head.location:
                return Answer(head.status, "", there, bool(there) and is_moved_for_good, head.ask_again_in)
            seen.add(here)
            is_moved_for_good &= head.status in _PERMANENT
            here = head.location
            if here in seen:
                return Answer(problem=Problem.CIRCLE, final_address=here)
            if len(seen) > MOST_REDIRECTS:
                return Answer(problem=Problem.TOO_MANY_STEPS, final_address=here)

    def _head(self, address: str, longest: int) -> _Head:
        """Ask with HEAD. Where that fails ask with GET, since some sites know only that."""
        url = _url(address, self.network.ports, longest)
        try:
            head = self._ask("HEAD", url, address)
            if head.status < 400 or head.status == 429 or head.ask_again_in:
                return head
        except Stopped as stopped:
            if stopped.problem != Problem.GARBLED:
                raise
        return self._ask("GET", url, address)

    def _ask(self, method: str, url: httpcore.URL, address: str) -> _Head:
        """Make one request and read the answer's head. Raise Stopped if there is none."""
        host = url.host.decode()
        self.pace.wait(host)
        backend = GuardedBackend(self.network, self.limits)
        seconds = dict.fromkeys(("connect", "read", "write"), self.limits.step)
        request = httpcore.Request(method, url, headers=_headers(url), extensions={"timeout": seconds})
        try:
            # A connection for each request. It is closed here, whatever of the body is under way.
            with httpcore.HTTPConnection(
                url.origin, ssl_context=self.network.tls, network_backend=backend
            ) as connection:
                response = connection.handle_request(request)
        except httpcore.TimeoutException:
            raise Stopped(Problem.TOO_SLOW) from None
        except httpcore.NetworkError:
            raise Stopped(Problem.NO_CONNECTION) from None
        except httpcore.ProtocolError:
            raise Stopped(Problem.GARBLED) from None
        if response.status < 200:
            raise Stopped(Problem.GARBLED)  # nobody asked to change the protocol
        headers = {name.lower(): value for name, value in reversed(response.headers)}
        location = headers.get(b"location", b"") if response.status in _REDIRECTS else b""
        wait = _seconds(headers.get(b"retry-after", b"")) if response.status in _COME_LATER else 0
        self.pace.leave_alone(host, wait)
        return _Head(response.status, _absolute(location, address), wait)


def _headers(url: httpcore.URL) -> list[tuple[bytes | str, bytes | str]]:
    host = url.host.decode()
    host = f"[{host}]" if ":" in host else host
    is_usual = url.port == _PORTS[url.scheme.decode()]
    return [
        ("Host", host if is_usual else f"{host}:{url.port}"),
        ("User-Agent", user_agent()),
        ("Accept", "*/*"),
        ("Connection", "close"),
    ]


def _url(address: str, ports: frozenset[int], longest: int) -> httpcore.URL:
    """Return an address in the form that goes over the line. Raise Stopped if it is none that may be asked."""
    try:
        if len(address) > longest:
            raise ValueError
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
        if port not in ports or "@" in parts.netloc:
            raise ValueError
        host = _host(parts.hostname or "")
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        if parts.query:
            target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    except (ValueError, KeyError):
        raise Stopped(Problem.BAD_ADDRESS) from None
    return httpcore.URL(scheme=parts.scheme.encode(), host=host.encode(), port=port, target=target.encode())


def _host(name: str) -> str:
    """Return a host's name in ASCII. Raise ValueError if it can't be one."""
    if ":" in name and "%" not in name:
        return str(ipaddress.IPv6Address(name))
    host = name.removesuffix(".").encode("idna").decode().lower()
    if not _HOST.fullmatch(host):
        raise ValueError(host)
    return host


def _absolute(location: bytes, base: str) -> str:
    """Return where a redirect leads, without what follows a '#'. Empty if it leads nowhere."""
    try:
        text = location.decode()
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    if not text.strip():
        return ""
    try:
        address = address_of(urljoin(base, text))
    except ValueError:
        raise Stopped(Problem.BAD_ADDRESS) from None
    # It is shown to people: no signs that a terminal obeys or that turn text round.
    return "".join(char if char.isprintable() and char != " " else quote(char) for char in address)


def _seconds(wait: bytes) -> float:
    """Read Retry-After: seconds, or a date. Return 0 if it says neither."""
    text = wait.decode("latin-1").strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return min(float(text), _LONGEST_WAIT)
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0
    date = date if date.tzinfo else date.replace(tzinfo=datetime.UTC)
    return min(max((date - timezone.now()).total_seconds(), 0), _LONGEST_WAIT)
