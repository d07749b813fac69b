"""Processes that send alerts, each of which dies at one step: `python -m tests.alerts.dying FOLDER STEP...`.

Each goes on from what the one before has left. Says how each ended, a number a line: 0, or that of the signal.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def die(*args: Any, **options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(owner: Any, name: str) -> None:
    """Let this process die when it has called a function."""
    function = getattr(owner, name)

    def last(*args: Any, **options: Any) -> None:
        function(*args, **options)
        die()

    setattr(owner, name, last)


def steps() -> dict[str, Callable[[], Any]]:
    """Return what makes a process die at each step."""
    from practices.alerts.sending import Run
    from practices.mails import outbox

    return {
        "written, not committed": lambda: after(outbox, "write_all"),
        "half of them committed": lambda: after(Run, "_tell"),
        "committed, none sent": lambda: setattr(outbox, "_was_taken", die),
        "one sent": lambda: after(outbox, "_was_taken"),
        "": lambda: None,
    }


def main(folder: str, *names: str) -> None:
    """Let a process live for each step."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db.models import F

    from practices.models import Mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = Path(folder) / "mails"
    all_steps = steps()
    for name in names:
        child = os.fork()
        if not child:
            Mail.objects.update(next_at=F("written_at"))  # who was killed had these for two minutes, which pass
            all_steps[name]()
            call_command("send_alerts", stdout=sys.stderr)
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
