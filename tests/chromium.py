"""The browser of the browser tests."""

from __future__ import annotations

import shutil

IS_MISSING = "Chromium is missing. On Debian or Ubuntu: sudo apt-get install chromium"


def chromium() -> str | None:
    """Return the path of Chromium, if this machine has it."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
