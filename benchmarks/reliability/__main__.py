"""python -m benchmarks.reliability NAME [arguments]: run one drill. Exit code 1 if a promise did not hold."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import signal
import sys
import time
from pathlib import Path

_NO_DRILLS = {"__main__", "site", "load", "writing", "acts", "mailing", "disk", "cluster"}  # what drills share


def drills() -> dict[str, str]:
    """Return the first line of each drill by its name."""
    here = Path(__file__).parent
    names = [found.name for found in pkgutil.iter_modules([str(here)]) if found.name not in _NO_DRILLS]
    return {
        name.replace("_", "-"): str(ast.get_docstring(ast.parse((here / f"{name}.py").read_text()))).splitlines()[0]
        for name in names
    }


def main() -> int:
    """Run the drill that is named, or list them."""
    known, arguments = drills(), sys.argv[1:]
    if not arguments or arguments[0] not in known:
        sys.stdout.writelines(f"{name:16} {first}\n" for name, first in known.items())
        return 2
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))  # so that servers are stopped and folders removed
    name, started = arguments[0], time.monotonic()
    drill = importlib.import_module(f"benchmarks.reliability.{name.replace('-', '_')}")
    broken = drill.main(arguments[1:]) or []
    sys.stdout.writelines(f"NOT HELD: {one}\n" for one in broken)
    sys.stdout.write(f"{name}: {'failed' if broken else 'held'}, {time.monotonic() - started:.0f} s\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
