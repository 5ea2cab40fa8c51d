"""The steps of the tour: what to do, and how one sees that it was done."""

from collections.abc import Callable
from dataclasses import dataclass

from kamplan.desk import Standing
from kamplan.words import mark
from tui.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Moment:
    """Where one is, and what there is."""

    mode: str
    sheet: str
    cursor: tuple[object, int]
    """key of the row, and the column."""
    snapshot: Snapshot


Done = Callable[[Moment, Moment], bool]
"""Whether a step is done, from when it began and from now."""


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    title: str
    text: str
    done: Done


ANSWERED = frozenset({Standing.SOLVED, Standing.STOPPED, Standing.INFEASIBLE})


def moved(began: Moment, now: Moment) -> bool:
    """The cursor stands elsewhere."""
    return (now.mode, now.sheet) == (began.mode, began.sheet) and now.cursor != began.cursor


def at(mode: str, sheet: str = "") -> Done:
    """One is in a mode, and at a sheet of it."""
    return lambda began, now: now.mode == mode and (not sheet or now.sheet == sheet)


def made(began: Moment, now: Moment) -> bool:
    """There is a scenario more, and it is active."""
    names = now.snapshot.state.names
    return len(names) > len(began.snapshot.state.names) and now.snapshot.active in names[1:]


def changed(began: Moment, now: Moment) -> bool:
    """The plan is another, and everything is saved."""
    return now.snapshot.plan is not began.snapshot.plan and not now.snapshot.saving


def solved(began: Moment, now: Moment) -> bool:
    """The active scenario is solved as it stands."""
    return now.snapshot.standing(now.snapshot.active) in ANSWERED


def compared(began: Moment, now: Moment) -> bool:
    """All that is compared has been solved, and one looks at it."""
    snapshot = now.snapshot
    names = snapshot.comparison
    return now.mode == "compare" and all(snapshot.standing(name) in ANSWERED for name in names)


def never(began: Moment, now: Moment) -> bool:
    """The last step has nothing to be done."""
    return False


STEPS = (
    Step(
        mark("Look around"),
        mark(
            "A row for each account you plan for, a sheet for each table. It works as a "
            "spreadsheet does. Press Down and Right to move."
        ),
        moved,
    ),
    Step(
        mark("Scenarios"),
        mark(
            "Every what-if is a scenario: some changes on top of the plan, which stays as it is. "
            "Press F5 to see those there are."
        ),
        at("scenarios"),
    ),
    Step(
        mark("One of your own"),
        mark("Press n, type a name such as less-tea, and press Enter."),
        made,
    ),
    Step(
        mark("What is short"),
        mark(
            "The top line names the active scenario: edits in every mode become its changes. "
            "Press F4, then ctrl+PageDown until you are at Supply: the units that arrive."
        ),
        at("limits", "supply"),
    ),
    Step(
        mark("Change a number"),
        mark(
            "Press Right until a week is under the cursor, type 50 and press Enter. The cell is "
            "marked with ▪, and it is saved."
        ),
        changed,
    ),
    Step(
        mark("Solve"),
        mark(
            "Press F9. The top line shows the bound, the best plan so far and the gap between "
            "them; you could go on editing meanwhile."
        ),
        solved,
    ),
    Step(
        mark("Read the answer"),
        mark(
            "Press F6: who gets how much money and when, visits, stock, and what one more of "
            "everything is worth, a sheet for each."
        ),
        at("plan"),
    ),
    Step(
        mark("Compare"),
        mark(
            "Press F7, then F9 if the plan itself is not solved yet: what your change costs, and "
            "why, sheet by sheet."
        ),
        compared,
    ),
    Step(
        mark("Take it back"),
        mark("Press ctrl+z: the last edit is undone, from any mode, also tomorrow."),
        changed,
    ),
    Step(
        mark("Go on by yourself"),
        mark(
            "F1 is help for where you are, ctrl+p finds every action and every account by its "
            "name, and this tour. Press Esc to end it."
        ),
        never,
    ),
)
