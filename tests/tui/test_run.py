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
from tui.run import AWAY, LateSolver, ProcessHost


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
def test_garbage_is_collected_when_nobody_is_there() -> None:
    solver = Started()
    host = ProcessHost(solver)
    assert not gc.isenabled()
    old = weakref.ref(Ring())
    host.ready()
    assert solver.begun == 1
    assert gc.isenabled()
    young = weakref.ref(Ring())
    frozen = gc.get_freeze_count()
    host.quiet(1.0)
    assert gc.get_freeze_count() == frozen, "little has been made since"
    lists: list[list[object]] = [[] for _ in range(gc.get_threshold()[0] * 20)]
    host.quiet(1.0)
    assert gc.get_freeze_count() >= frozen + len(lists)
    host.quiet(AWAY + 1.0)
    assert old() is None
    assert young() is None
    assert gc.get_freeze_count() >= len(lists)


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
