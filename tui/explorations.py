"""The exploration under way, one at a time, and what explorations have found."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from threading import Thread

from textual.message import Message

from tui.exploring import Exploring, Kind
from tui.messages import ExploreEnded, ExploreReported
from tui.shown import Shown
from tui.snapshot import Explored, Underway


class Explorations:
    """Begins them, shows how they go and what they find."""

    def __init__(self, shown: Shown, post: Callable[[Message], object]) -> None:
        self._shown, self._post = shown, post
        self._work: Exploring | None = None
        self._numbers = count(1)

    def begin(self, kind: Kind) -> bool:
        """Begin an exploration of what is looked at; False where one runs."""
        snapshot = self._shown.snapshot
        if snapshot is None or self._work is not None:
            return False
        names = snapshot.to_explore(kind)
        work = Exploring(next(self._numbers), kind, snapshot.state, names)
        self._work = work
        self._shown.set(replace(snapshot, exploring=Underway(work.number, kind)))
        Thread(target=work.run, args=(self._post,), daemon=True).start()
        return True

    def reported(self, message: ExploreReported) -> None:
        """An exploration has come further."""
        snapshot = self._shown.snapshot
        if snapshot is None or snapshot.exploring is None:
            return
        if snapshot.exploring.number == message.number:
            self._shown.set(
                replace(snapshot, exploring=replace(snapshot.exploring, step=message.step))
            )

    def ended(self, message: ExploreEnded) -> str | None:
        """An exploration has ended: show what it found, finished or not. How far it had come
        where it was stopped."""
        snapshot, work = self._shown.snapshot, self._work
        if snapshot is None or work is None or work.number != message.number:
            return None
        self._work = None
        explored = dict(snapshot.explored)
        if message.found is not None:
            explored[work.kind] = Explored(work.state, work.names, message.found)
        self._shown.set(replace(snapshot, explored=explored, exploring=None))
        step = "" if snapshot.exploring is None else snapshot.exploring.step
        return step if work.stop.is_set() and message.found is not None else None

    def stop(self) -> bool:
        """Stop it, keeping what is finished; False where none runs."""
        if self._work is None:
            return False
        self._work.stop.set()
        return True
