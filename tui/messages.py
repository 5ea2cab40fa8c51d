"""What the background tells the interface."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from kamplan.desk import Answer
    from kamplan.desk.answers import Refusal
    from kamplan.explore.causes import Causes
    from solver import Progress


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


class SolveEnded(Message):
    """A solve has ended with an answer, or was refused."""

    def __init__(self, number: int, outcome: "Answer | Refusal") -> None:
        self.number, self.outcome = number, outcome
        super().__init__()
