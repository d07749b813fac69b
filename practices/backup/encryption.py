"""Encrypting a backup, in the age format (https://age-encryption.org/v1), which other programs read as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage
from pyrage import x25519

from . import BackupError

SUFFIX = ".age"
_SECRET, _PUBLIC = "AGE-SECRET-KEY-", "age1"
# A tampered or truncated file raises OSError; one for another key, or that is none at all, DecryptError.
_REFUSED = (pyrage.DecryptError, OSError)


def encrypt(plain: Path, encrypted: Path, key_file: Path) -> None:
    """Encrypt a file for the keys of `key_file`: a secret one, or public ones. Raise BackupError."""
    recipients = [
        x25519.Identity.from_str(line).to_public() if line.startswith(_SECRET) else x25519.Recipient.from_str(line)
        for line in _keys(key_file)
    ]
    with plain.open("rb") as source, encrypted.open("wb") as target:
        pyrage.encrypt_io(source, target, recipients)


def decrypt(encrypted: Path, plain: Path, key_file: Path | None) -> None:
    """Decrypt a file. Raise BackupError where there is no key, not the right one, or the file was changed."""
    if key_file is None:
        raise BackupError(
            f"{encrypted.name} is encrypted: name the file of its secret key with --key or BACKUP_KEY_FILE."
        )
    identities = [x25519.Identity.from_str(line) for line in _keys(key_file) if line.startswith(_SECRET)]
    if not identities:
        raise BackupError(f"{key_file} holds no secret key ({_SECRET}...), which it takes to read {encrypted.name}.")
    plain.touch(mode=0o600)
    try:
        with encrypted.open("rb") as source, plain.open("wb") as target:
            pyrage.decrypt_io(source, target, identities)
    except _REFUSED as error:
        raise BackupError(f"{encrypted.name} can't be decrypted: another key, or damaged ({error}).") from error


def check(key_file: Path) -> None:
    """Raise BackupError unless a file holds keys that can be used."""
    _keys(key_file)


def new_key() -> tuple[str, str]:
    """Return a new secret key and the public one that belongs to it."""
    made: Any = x25519.Identity.generate()
    return str(made), str(made.to_public())


def _keys(key_file: Path) -> list[str]:
    """Return the keys of a file, a line each; lines with # before them are comments. Raise BackupError."""
    try:
        lines = [line.strip() for line in key_file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise BackupError(f"The key for backups can't be read: {error}") from error
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        for key in keys:
            (x25519.Identity if key.startswith(_SECRET) else x25519.Recipient).from_str(key)
    except (pyrage.IdentityError, pyrage.RecipientError) as error:
        raise BackupError(f"{key_file} holds a line that is no key of age: {error}") from error
    if not keys:
        raise BackupError(f"{key_file} holds no key: write {_SECRET}... or {_PUBLIC}... into it, a line each.")
    return keys
