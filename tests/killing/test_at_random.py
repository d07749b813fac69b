"""Processes that write, ask and rebuild are killed at random moments: nothing is lost, and no request fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.killing import phases
from tests.killing.history import History
from tests.killing.phases import CATCHING_UP, REBUILDING, WRITING
from tests.killing.programs import WRITERS
from tests.killing.stage import Actor, Machine, stage

pytestmark = pytest.mark.both_databases

KILLS = int(os.environ.get("KILLS") or 60)  # KILLS=5000 for a long run
# In each act as many as this die in each phase. Every other act has no rebuilders: they would hide what is lost.
IN_EACH_PHASE = 11


def cast(machines: list[Machine], with_rebuilders: bool) -> list[Actor]:
    """Writers, spread over the machines, and readers and rebuilders on each of them."""
    writers = [Actor(machines[seat % len(machines)], "write", seat) for seat in range(WRITERS)]
    programs = ["witness", "read"] + ["rebuild"] * with_rebuilders
    others = [Actor(machine, program, WRITERS + i) for machine in machines for i, program in enumerate(programs)]
    return [*writers, *others]


@pytest.mark.slow
def test_killed_while_writing_catching_up_and_rebuilding(django_db_setup: None, tmp_path: Path) -> None:
    with stage(tmp_path) as played:
        acts = 0
        while acts < 2 or played.deaths_in_a_phase() < KILLS:
            acts += 1
            wanted = dict.fromkeys([WRITING, CATCHING_UP, REBUILDING][: 3 - acts % 2], IN_EACH_PHASE)
            played.play(cast(played.machines, with_rebuilders=acts % 2 == 0), wanted)
            played.check()
    history = History(played.notes())
    summary = f"Killed in {acts} acts: {dict(played.kills)}. {history.summary()}."
    sys.stdout.write(summary)  # `pytest -s` shows it
    complaints = history.complaints()
    assert not complaints, "\n".join([summary, f"{len(complaints)} complaints:", *complaints[:10], played.logs()])
    assert min(played.kills[phases.NAMES[phase]] for phase in (WRITING, CATCHING_UP, REBUILDING)) >= KILLS // 8
