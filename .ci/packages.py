"""What is known of the packages that the catalogue runs with, from their own metadata: no network is asked.

.venv/bin/python .ci/packages.py licences            their licences; fails where one is not allowed
.venv/bin/python .ci/packages.py sbom                a software bill of materials (CycloneDX 1.5)
.venv/bin/python .ci/packages.py weaknesses all.zip  known weaknesses, from osv.dev's data for PyPI; fails for any
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-shared.txt")
# Those that ask for their notice alone, and weak copyleft, which binds the package's own files.
ALLOWED = set(
    "0BSD,3-Clause BSD,Apache 2.0,Apache Software,Apache-2.0,BSD,BSD-2-Clause,BSD-3-Clause,HPND,ISC,MIT,MIT-0,MIT-CMU,"
    "GNU Lesser General Public v3 (LGPLv3),LGPL-3.0-only,MPL-2.0,Mozilla Public 2.0 (MPL 2.0),PSF-2.0,"
    "Python Software Foundation,Unlicense,ZPL-2.1,Zope Public".split(",")
)

# Of packages that tell it in their licence file alone.
IN_FILES = {"pyrage": "MIT"}


def locked() -> dict[str, str]:
    """Return the version of each package that is locked."""
    text = "\n".join((ROOT / lock).read_text() for lock in LOCKS)
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text, re.MULTILINE))


def installed() -> Iterator[Distribution]:
    """Give what is locked and needed on this system and Python."""
    for name in locked():
        try:
            yield distribution(name)
        except PackageNotFoundError:
            print(f"{name} is not installed here, so nothing is known of it.", file=sys.stderr)  # noqa: T201


def licence_of(package: Distribution) -> str:
    """Return the licence as the package tells it: as an expression of SPDX, by its classifiers, or in its own words."""
    if package.name in IN_FILES:
        return IN_FILES[package.name]
    about = package.metadata.json
    if expression := about.get("license_expression"):
        return str(expression)
    found = [line.rpartition(" :: ")[2] for line in about.get("classifier", []) if line.startswith("License :: OSI")]
    return " OR ".join(found) or str(about.get("license", "")).strip().partition("\n")[0] or "unknown"


def is_allowed(licence: str) -> bool:
    """Whether each part of a licence is allowed, or one of those that may be chosen."""
    choices = [choice.strip("() ").split(" AND ") for choice in licence.replace(" License", "").split(" OR ")]
    return any(set(parts) <= ALLOWED for parts in choices) or licence.replace(" License", "") in ALLOWED


def licences() -> int:
    """List them. Return how many are not allowed."""
    found = {package.name: licence_of(package) for package in installed()}
    refused = [name for name, licence in found.items() if not is_allowed(licence)]
    for name, licence in sorted(found.items()):
        print(f"{name:28} {licence}{'   <- not among those allowed' if name in refused else ''}")  # noqa: T201
    return len(refused)


def sbom() -> int:
    """Write the bill of materials."""
    components = [
        {
            "type": "library",
            "name": package.name,
            "version": package.version,
            "purl": f"pkg:pypi/{canonicalize_name(package.name)}@{package.version}",
            "licenses": [{"license": {"name": licence_of(package)}}],
        }
        for package in installed()
    ]
    version = re.findall(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[0]
    made = {"type": "application", "name": "labour-mobility-practices", "version": version}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": made}}
    print(json.dumps(bill | {"components": components}, indent=1))  # noqa: T201
    return 0


def weaknesses(archive: str) -> int:
    """List what is known of the locked versions. Return how many there are."""
    versions, count = locked(), 0
    with zipfile.ZipFile(archive) as data:
        for file in data.namelist():
            about = json.loads(data.read(file))
            for affected in about.get("affected", []):
                name = canonicalize_name(affected["package"]["name"])
                if "withdrawn" not in about and name in versions and _is_hit(Version(versions[name]), affected):
                    count += 1
                    print(f"{name} {versions[name]}: {about['id']} {about.get('summary', '')}")  # noqa: T201
    print(f"{len(versions)} packages, {count} known weaknesses.")  # noqa: T201
    return count


def _is_hit(version: Version, affected: dict[str, Any]) -> bool:
    """Whether a version is named, or lies in a range: from where it was introduced to where it was fixed."""
    if str(version) in affected.get("versions", []):
        return True
    hit = False
    for found in (one for one in affected.get("ranges", []) if one["type"] == "ECOSYSTEM"):
        for event in found["events"]:
            try:
                if "introduced" in event and version >= Version(event["introduced"]):
                    hit = True
                if "fixed" in event and version >= Version(event["fixed"]):
                    hit = False
                if "last_affected" in event and version > Version(event["last_affected"]):
                    hit = False
            except InvalidVersion:
                continue
    return hit


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["licences"]:
            sys.exit(1 if licences() else 0)
        case ["sbom"]:
            sys.exit(sbom())
        case ["weaknesses", file]:
            sys.exit(1 if weaknesses(file) else 0)
        case _:
            sys.exit(__doc__)
