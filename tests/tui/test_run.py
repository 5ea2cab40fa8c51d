"""The process that runs the interface: garbage is collected when nobody waits."""

import gc
import sys
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import tui.open_plan
from kamplan.desk import Desk
from tests.tui.apps import InProcess, User, tiny
from tui.app import KamplanApp
from tui.run import DUE, OVERDUE, PAUSE, LateSolver, ProcessHost


class Ring:
    """Refers to itself: only a collection takes it away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def _as_before() -> Iterator[None]:
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.enable()
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)


class Started(LateSolver):
    """Only notes that it was begun."""

    begun = 0

    def start(self) -> None:  # type: ignore[override]
        self.begun += 1


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize(("pause", "due"), [(PAUSE, DUE), (PAUSE / 2, OVERDUE)])
def test_garbage_is_collected_when_it_is_quiet_and_there_is_enough_of_it(
    pause: float, due: int
) -> None:
    solver = Started()
    host = ProcessHost(solver)
    assert not gc.isenabled()
    host.ready()
    assert solver.begun == 1
    assert gc.isenabled()
    ring = weakref.ref(Ring())
    host.quiet(pause)
    assert ring() is not None, "little has been made since"
    made: list[list[object]] = []
    while gc.get_stats()[1]["collections"] < host._collections + due:
        made.append([])
        if not len(made) % 1000:
            # Old by now: only looking through everything finds it.
            made[-1].append(Ring())
    rings = [weakref.ref(each[0]) for each in made if each]
    made.clear()
    host.quiet(pause)
    assert ring() is None
    assert not any(each() for each in rings)
    # What was there when the plan was open is not looked through.
    assert gc.get_freeze_count() > 1000


class Listening:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.opened = self.quiet_moments = 0

    def ready(self) -> None:
        self.opened += 1

    def quiet(self, seconds: float) -> None:
        assert seconds > 0.0
        self.quiet_moments += 1


async def test_it_is_quiet_when_no_key_is_pressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tui.open_plan, "QUIET", 0.05)
    host = Listening()
    app = KamplanApp(partial(Desk.open, tiny(tmp_path / "plan")), [InProcess()], host=host)
    async with app.run_test() as pilot:
        user = User(app, pilot)
        await user.until(lambda: host.quiet_moments > 1)
        assert host.opened == 1
        # As if the next key were always just pressed.
        monkeypatch.setattr(tui.open_plan, "QUIET", 3600.0)
        before = host.quiet_moments
        await user.press("right")
        await pilot.pause(0.2)
        assert host.quiet_moments == before
