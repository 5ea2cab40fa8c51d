"""Going back to before an edit: it and what the same user did since, taken back one by one."""

from dataclasses import dataclass

from kamplan.desk.desk import Desk
from kamplan.plan import Fault, PlanError
from kamplan.store.history import STEPS, Step


@dataclass(frozen=True)
class WentBack:
    """How far it went."""

    steps: tuple[Step, ...]
    """the edits that were taken back, the newest first."""
    faults: tuple[Fault, ...] = ()
    """why it stopped before the edit was reached; empty where it was taken back, too."""


def go_back(desk: Desk, edit: int) -> WentBack:
    """Take back the user's own edits down to one of them, each as `undo` does.

    Stops where someone else has built on one: what was taken back by then stays so, and can be
    made again step by step. Raises PlanError where the edit is none that the user can undo.
    """
    steps = _steps_to(desk, edit)
    done: list[Step] = []
    for step in steps:
        try:
            desk.undo()
        except PlanError as error:
            return WentBack(tuple(done), error.faults)
        done.append(step)
    return WentBack(tuple(done))


def _steps_to(desk: Desk, edit: int) -> list[Step]:
    """The edits to take back, the newest first, the one that is meant last."""
    limit, steps = STEPS, desk.history().undo
    while len(steps) == limit and steps[-1].edit > edit:
        limit *= 4
        steps = desk.workspace.history(desk.state.name, limit).undo
    meant = [step for step in steps if step.edit >= edit]
    if not meant or meant[-1].edit != edit:
        raise PlanError([Fault("undo-past", value=str(edit))])
    return meant
