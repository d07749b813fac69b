"""The browser of the browser tests."""

from __future__ import annotations

import shutil

IS_MISSING = "Chromium is missing. On Debian or Ubuntu: sudo apt-get install chromium"
# The shell without a window first: it draws the same and takes half of the time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of Chromium, if this machine has it."""
    return next(filter(None, map(shutil.which, _NAMES)), None)
