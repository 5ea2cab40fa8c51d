"""What the background tells the interface."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from kamplan.desk import Answer
    from kamplan.desk.answers import Refusal
    from kamplan.explore.causes import Causes
    from kamplan.insight.pin_cost import PinCost
    from kamplan.plan import Fault
    from solver import Progress
    from tui.exploring import Found


class SolveReported(Message):
    """A solve has come further."""

    def __init__(self, number: int, progress: "Progress") -> None:
        self.number, self.progress = number, progress
        super().__init__()


class BridgeEnded(Message):
    """It is known why one answer differs from another, or it was stopped."""

    def __init__(self, number: int, causes: "Causes | None") -> None:
        self.number, self.causes = number, causes
        super().__init__()


class ExploreReported(Message):
    """An exploration has come further: "3/21"."""

    def __init__(self, number: int, step: str) -> None:
        self.number, self.step = number, step
        super().__init__()


class ExploreEnded(Message):
    """An exploration has ended with what was found, or could not begin."""

    def __init__(self, number: int, found: "Found | None", faults: "tuple[Fault, ...]") -> None:
        self.number, self.found, self.faults = number, found, faults
        super().__init__()


class SolveEnded(Message):
    """A solve has ended with an answer, or was refused."""

    def __init__(
        self, number: int, outcome: "Answer | Refusal", pins: "PinCost | None" = None
    ) -> None:
        """`pins`: what they cost, where nothing else has changed since the answer before."""
        self.number, self.outcome, self.pins = number, outcome, pins
        super().__init__()
