"""The tour as it goes: which step one is at, seen from what there is."""

from collections.abc import Sequence

from tui.tour.steps import STEPS, Moment, Step


class Tour:
    """Goes on when a step is done, whoever did it and however."""

    def __init__(self, steps: Sequence[Step] = STEPS) -> None:
        self._steps = steps
        self._at: int | None = None
        self._began: Moment | None = None

    @property
    def step(self) -> Step | None:
        """What is to be done now; None where no tour is on."""
        return None if self._at is None else self._steps[self._at]

    @property
    def count(self) -> tuple[int, int]:
        """Which step of how many, from 1."""
        return (0 if self._at is None else self._at + 1), len(self._steps)

    def begin(self, now: Moment) -> None:
        """From the first step on."""
        self._at, self._began = 0, now

    def leave(self) -> None:
        """No tour is on."""
        self._at = self._began = None

    def skip(self, now: Moment) -> None:
        """On to the next step; after the last one it is over."""
        if self._at is None:
            return
        if self._at + 1 == len(self._steps):
            self.leave()
        else:
            self._at, self._began = self._at + 1, now

    def look(self, now: Moment) -> None:
        """Go on past every step that is done."""
        while self.step is not None and self._began is not None:
            if not self.step.done(self._began, now):
                return
            self.skip(now)
