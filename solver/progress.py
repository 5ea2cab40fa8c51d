"""What a solve tells while it runs: how far it has come, and that it is alive."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from solver.result import relative_gap

Stage = Literal["build", "relax", "whole", "prices", "round", "explain", "conflict"]
"""build: the model is made; relax: visits divisible, for the bound; whole: visits whole, for
the plan; prices: ranks and what one more is worth; round: whole steps and cases; explain: what
rules cost; conflict: why there is no plan."""

# Seconds between two reports out of one long run of HiGHS.
EVERY = 0.2


@dataclass(frozen=True)
class Progress:
    """How far a solve has come."""

    stage: Stage
    seconds: float = 0.0
    """since the start."""
    bound: float | None = None
    """no plan can be worth more, money; None: nothing proven yet."""
    value: float | None = None
    """best plan so far on the true curves, money; None: none yet."""
    gap: float | None = None
    """|bound - value| / max(|value|, 1); None where either is missing."""
    pivots: int = 0
    """simplex iterations so far, nodes of a branch and bound that is running among them."""
    rounds: int = 0
    """times the relaxation was refined."""


Report = Callable[[Progress], None]


class Reporter:
    """Tells a listener what happens in one solve; without a listener it does next to nothing.

    A listener that raises is not called again: `failure` holds what it raised, the solve is
    stopped as by its flag, and raises that once the solver has come to rest.
    """

    def __init__(self, report: Report | None = None) -> None:
        self.failure: Exception | None = None
        self.building = self.solving = 0.0
        """seconds spent on building models, and inside HiGHS."""
        self._report = report
        self._started = self._told = time.monotonic()
        self._stage: Stage = "build"
        self._bound: float | None = None
        self._value: float | None = None
        self._rounds = 0
        self._done = 0
        """pivots of the runs that have ended."""
        self._running = 0

    @property
    def due(self) -> bool:
        """True where a report out of a running HiGHS is wanted again."""
        return self._report is not None and time.monotonic() - self._told >= EVERY

    def begin(self, stage: Stage) -> None:
        """A stage begins. What conflicts is not worth anything, whatever was found before or
        is found on the way: it is the last stage, however it goes about it. So is what rules
        cost: what is found there are other plans."""
        if self._stage in ("explain", "conflict"):
            return
        self._stage = stage
        if stage == "conflict":
            self._bound = self._value = None
        self._tell()

    def found(self, bound: float | None, value: float | None, rounds: int) -> None:
        """The bound, the best plan and the rounds, reported where one of them is news."""
        if self._stage == "explain":
            return
        if self._stage == "conflict":
            bound = value = None
        if (bound, value, rounds) != (self._bound, self._value, self._rounds):
            self._bound, self._value, self._rounds = bound, value, rounds
            self._tell()

    def running(self, pivots: int, bound: float | None = None) -> None:
        """HiGHS is at work: its count in this run, and the bound where it proves one."""
        self._running = pivots
        if bound is not None and self._stage not in ("round", "explain", "conflict"):
            self._bound = bound if self._bound is None else min(bound, self._bound)
        self._tell()

    def built(self, seconds: float) -> None:
        """A model has been built."""
        self.building += seconds

    def ran(self, pivots: int, seconds: float) -> None:
        """A run of HiGHS has ended after so many simplex iterations."""
        self.solving += seconds
        self._done += max(pivots, self._running)
        self._running = 0

    def raise_failure(self) -> None:
        """Raise what the listener raised, if anything."""
        if self.failure is not None:
            raise self.failure

    def _tell(self) -> None:
        if self._report is None:
            return
        self._told = time.monotonic()
        bound, value = self._bound, self._value
        gap = None
        if bound is not None and value is not None:
            # Below the plan, by the solver's tolerance, a bound would prove nothing.
            bound = max(bound, value)
            gap = relative_gap(bound, value)
        told = Progress(
            self._stage,
            self._told - self._started,
            bound,
            value,
            gap,
            self._done + self._running,
            self._rounds,
        )
        try:
            self._report(told)
        except Exception as error:  # noqa: BLE001 - whatever it is, HiGHS must not be left by it
            self.failure, self._report = error, None
