"""Reading settings from the environment, and refusing a bad value at the start."""

import contextlib
import importlib.util
import ipaddress
import os
import re
import secrets
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def boolean(name: str, default: bool) -> bool:
    """Return a yes or no. Raise ImproperlyConfigured for anything else."""
    value = _read(name).lower()
    if value == "":
        return default
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")


def text(name: str, default: str) -> str:
    """Return a line of text. Raise ImproperlyConfigured if it has line breaks or signs that nobody sees."""
    value = _read(name) or default
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} has a line break or a sign that can't be seen; write it on one line.")
    return value


def choice(name: str, among: Sequence[str], default: str) -> str:
    """Return one of a few words, as they are written in `among`. Raise ImproperlyConfigured for any other."""
    value = _read(name) or default
    known = {word.lower(): word for word in among}
    if value.lower() not in known:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(among)}.")
    return known[value.lower()]


def word(name: str, default: str) -> str:
    """Return a word of Latin letters, digits and hyphens. Raise ImproperlyConfigured for anything else."""
    value = _read(name) or default
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,79}", value):
        raise ImproperlyConfigured(f"{name} is {value!r}; write one word, of letters, digits and hyphens.")
    return value


def host(name: str, default: str) -> str:
    """Return the name or address of a machine, or nothing. Raise ImproperlyConfigured for anything else."""
    value = _read(name) or default
    if value and not _is_host(value):
        raise ImproperlyConfigured(f"{name} is {value!r}; write the name of a machine, as mail.example.org.")
    return value


def hosts(name: str) -> list[str]:
    """Return host names separated by commas, each of which may begin with a dot (all below it).

    `*` stands for any. Raise ImproperlyConfigured for anything else, such as an address with `https://` or a port.
    """
    found = _parts(name)
    for one in found:
        if one != "*" and not _is_host(one.removeprefix(".")):
            raise ImproperlyConfigured(f"{name} names {one!r}; write host names alone, as www.example.org.")
    return found


def keys(name: str) -> list[str]:
    """Return keys separated by commas. Raise ImproperlyConfigured for one that could be guessed."""
    found = _parts(name)
    for one in found:
        if len(one) < 32 or not one.isprintable():
            raise ImproperlyConfigured(f"{name} has a key of less than 32 characters; write long random ones.")
    return found


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return addresses and networks separated by commas. Raise ImproperlyConfigured for anything else."""
    found = []
    for one in _parts(name):
        try:
            found.append(ipaddress.ip_network(one))
        except ValueError:
            raise ImproperlyConfigured(f"{name} names {one!r}; write addresses as 10.0.0.7 or 10.0.0.0/24.") from None
    return found


def _parts(name: str) -> list[str]:
    return [part.strip() for part in _read(name).split(",") if part.strip()]


def _is_host(text: str) -> bool:
    label = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
    return bool(re.fullmatch(rf"{label}(\.{label})*|\[[0-9A-Fa-f:.]+\]", text)) and len(text) <= 253


def port(name: str, default: int) -> int:
    """Return the number of a port. Raise ImproperlyConfigured for anything else."""
    return _whole_number(name, default, range(1, 65536), "the number of a port")


def number(name: str, default: int) -> int:
    """Return a whole number from 0 to 999,999,999. Raise ImproperlyConfigured for anything else."""
    return _whole_number(name, default, range(10**9), "a whole number")


def _whole_number(name: str, default: int, allowed: range, what: str) -> int:
    value = _read(name) or str(default)
    digits = value.lstrip("0") or "0"
    # Python reads +5, 5_0 and digits of other scripts as numbers, too, and none of more than 4300 digits.
    if not (value.isascii() and value.isdigit() and len(digits) < 10 and int(digits) in allowed):
        raise ImproperlyConfigured(f"{name} is {value!r}; write {what}.")
    return int(digits)


def _read(name: str) -> str:
    return os.environ.get(name, "").strip()


def mail_address(name: str, default: str) -> str:
    """Return a mail address, with or without a name before it. Raise ImproperlyConfigured for anything else."""
    value = _read(name) or default
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise ImproperlyConfigured(f"{name} is {value!r}; write it as catalogue@example.org")
    return value


def bare_mail_address(name: str) -> str:
    """Return a mail address without a name before it, or nothing. Raise ImproperlyConfigured for anything else."""
    value = _read(name)
    if value and ("@" not in value or parseaddr(value)[1] != value or not value.isprintable()):
        raise ImproperlyConfigured(f"{name} is {value!r}; write it as catalogue@example.org, without a name")
    return value


def site(name: str, default: str) -> SplitResult:
    """Return the address at which readers reach the catalogue.

    Raise ImproperlyConfigured unless it is a scheme (http or https) and a host, without a path.
    """
    value = _read(name) or default
    try:
        parts = urlsplit(value)
        more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
        is_fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and not more and parts.port != 0
        is_fine = is_fine and value.isprintable() and " " not in value
    except ValueError:  # no such port
        is_fine = False
    if not is_fine:
        raise ImproperlyConfigured(f"{name} is {value!r}; write it as https://practices.example.org")
    return parts


def contact(name: str, default: str) -> str:
    """Return a mail address or the address of a page as a URI, or nothing where none is given.

    Raise ImproperlyConfigured for anything else.
    """
    value = _read(name)
    if value.startswith("https://"):
        return address(name, default="")
    mail = value.removeprefix("mailto:") or default
    if value and ("@" not in mail or parseaddr(mail)[1] != mail or not mail.isascii()):
        raise ImproperlyConfigured(f"{name} is {value!r}; write it as security@example.org or https://example.org/page")
    return f"mailto:{quote(mail, safe='@')}" if mail else ""


def address(name: str, default: str) -> str:
    """Return the address of a page, or nothing where there is none. Raise ImproperlyConfigured for anything else."""
    value = _read(name) or default
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        is_fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and value.isprintable()
    except ValueError:
        is_fine = False
    if not is_fine:
        raise ImproperlyConfigured(f"{name} is {value!r}; write it as https://example.org/page")
    return value


def cache(name: str, default: str) -> str:
    """Return the address of a server of Redis or Valkey, or nothing where there is none.

    Raise ImproperlyConfigured for anything else, and where the package that speaks with it is not installed.
    """
    value = _read(name) or default
    if not value:
        return ""
    # Valkey speaks Redis's language; the package knows it by that name.
    value = value.replace("valkeys://", "rediss://", 1).replace("valkey://", "redis://", 1)
    try:
        parts = urlsplit(value)
        is_fine = parts.scheme in {"redis", "rediss", "unix"} and bool(parts.hostname or parts.path)
        is_fine = is_fine and value.isprintable() and parts.port != 0
    except ValueError:
        is_fine = False
    if not is_fine:
        raise ImproperlyConfigured(f"{name} can't be read; write it as redis://host:6379/0 or valkey://host:6379/0")
    if importlib.util.find_spec("redis") is None:
        raise ImproperlyConfigured(f"{name} needs the package redis: run `make shared`.")
    return value


def folder(name: str, default: Path) -> Path:
    """Return the path of a folder, which need not be there yet. Raise ImproperlyConfigured for what is no folder."""
    found = Path(_read(name) or default)
    if not str(found).isprintable() or (found.exists() and not found.is_dir()):
        raise ImproperlyConfigured(f"{name} is {str(found)!r}, which is no folder; write the path of one.")
    return found


def figures_folder(name: str) -> Path | None:
    """Return the folder in which several processes add up their figures, made if need be, or None.

    The library that counts reads the variable itself, and takes an empty one for the folder that it runs in.
    """
    if not _read(name):
        os.environ.pop(name, None)
        return None
    return private_folder(folder(name, Path()))


def private_folder(folder: Path) -> Path:
    """Return a folder that its owner alone can read: made if it is not there, closed to others if they could.

    One that belongs to somebody else stays as it is. Raise ImproperlyConfigured where it can't be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        close_to_others(folder)
    except OSError as error:
        raise ImproperlyConfigured(f"The folder {str(folder)!r} can't be made: {error.strerror}.") from None
    return folder


def private_file(file: Path) -> None:
    """Make a file that its owner alone can read, if its folder is there; one that is there is closed to others."""
    with contextlib.suppress(OSError):  # whoever opens it says what is wrong
        file.touch(mode=0o600)
    close_to_others(file)


def close_to_others(path: Path) -> None:
    """Take from all but the owner what they may do with a file or folder, if it is there and this process owns it."""
    with contextlib.suppress(FileNotFoundError):
        found = path.stat()
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            path.chmod(found.st_mode & 0o700)


def secret_key(file: Path) -> str:
    """Return SECRET_KEY, or a random key that this machine keeps in `file`, whose folder is there.

    So a first run needs no preparation, and no key stands in the repository.
    Several machines that serve one site must share SECRET_KEY. Raise ImproperlyConfigured for what is no line of text.
    """
    if key := text("SECRET_KEY", default=""):
        return key
    if not file.exists():
        partial = file.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            file.hardlink_to(partial)
        partial.unlink()
    return file.read_text().strip()
