"""Addresses as files can hold them: Word refuses a whole document for one that is none."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from practices.web.addresses import absolute

_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+", re.IGNORECASE)
_SAFE = "!#$%&'()*+,/:;=?@~"
_NO_CODE = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_LONGEST = 2_000  # characters; Word takes 2,083


def outside(address: str) -> str:
    """Return an address of the web or of mail in full and in ASCII, or nothing where it is none."""
    if address.startswith("/") and not address.startswith("//"):
        address = absolute(address)
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        is_whole = parts.port is None or bool(parts.port)
    except ValueError:  # a part of it makes no sense, or is no name
        return ""
    if parts.scheme == "mailto" and "@" in parts.path:
        return _bounded(f"mailto:{_coded(address.strip()[len('mailto:') :])}")
    if parts.scheme not in {"http", "https"} or not is_whole or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return ""
    within = _coded(parts._replace(scheme="", netloc="").geturl())
    netloc = f"[{host}]" if ":" in host else host
    return _bounded(f"{parts.scheme}://{netloc}{f':{parts.port}' if parts.port else ''}{within}")


def _coded(within: str) -> str:
    beyond, hash_, fragment = _NO_CODE.sub("%25", quote(within, safe=_SAFE)).partition("#")
    return beyond + hash_ + fragment.replace("#", "%23")


def _bounded(address: str) -> str:
    return address if len(address) <= _LONGEST else ""
