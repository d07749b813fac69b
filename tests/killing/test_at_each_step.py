"""A process is killed at one step after the other: the next one goes on from there, and cleans up."""

from __future__ import annotations

from collections.abc import Iterator
from signal import SIGKILL

import pytest

from tests.killing import steps
from tests.killing.history import History
from tests.killing.stage import Machine, Stage, stage

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("stage")) as made:
        yield made


LOCKS_AND_STATE = {"state.json", "rebuild.lock", "write.lock"}


def leftovers(machine: Machine) -> list[str]:
    """Return what lies in the folder of an index besides one generation, its state and the locks."""
    others = {path.name for path in machine.index.iterdir()} - LOCKS_AND_STATE
    return sorted(others)[1:]


def complaints(played: Stage) -> list[str]:
    return History(played.notes()).complaints()


@pytest.mark.parametrize("number", range(len(steps.CATCHING_UP)), ids=list(steps.CATCHING_UP))
def test_killed_while_catching_up(set_stage: Stage, number: int) -> None:
    for machine in set_stage.machines:
        machine.run("die_catching_up", number, code=-SIGKILL)
    set_stage.check()
    assert complaints(set_stage) == []


@pytest.mark.parametrize("number", range(len(steps.REBUILDING)), ids=list(steps.REBUILDING))
def test_killed_while_rebuilding(set_stage: Stage, number: int) -> None:
    for machine in set_stage.machines:
        machine.run("die_rebuilding", number, code=-SIGKILL)
    set_stage.check()
    set_stage.machines[0].run("build")
    assert complaints(set_stage) == []
    assert leftovers(set_stage.machines[0]) == []


def test_rebuilds_that_are_killed_do_not_fill_the_disk(set_stage: Stage) -> None:
    machine = set_stage.machines[0]
    machine.run("build")
    for _ in range(3):
        machine.run("die_rebuilding", list(steps.REBUILDING).index("nothing committed"), code=-SIGKILL)
    assert len(leftovers(machine)) == 1
