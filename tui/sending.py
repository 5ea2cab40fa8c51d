"""What is sent to files: a report of what is compared, or a sheet as it is shown."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

from kamplan.desk import Standing
from kamplan.explore.causes import Causes
from kamplan.explore.frontier import Frontier
from kamplan.plan import Fault, PlanError
from kamplan.planning import Source
from kamplan.reporting.files import check_targets, write_report
from kamplan.reporting.gathered import Gathered, Names
from kamplan.reporting.report import make_report
from kamplan.reporting.table_file import ShownTable, check_table_target, write_table
from kamplan.whatif.figures import Solved
from tui.grid.model import GridModel
from tui.grid.view import View
from tui.sheets.sheet import CHANGE, DRAWN
from tui.snapshot import Snapshot

SETTLED = (Standing.SOLVED, Standing.STOPPED, Standing.INFEASIBLE)
"""How an answer may stand: of inputs as they are now."""


def file_name(plan_name: str, what: str, suffix: str) -> str:
    """A name that every system takes: spring-festival-2027-compare.html."""
    words = re.sub(r"[^\w]+", "-", f"{plan_name}-{what}".lower()).strip("-")
    return (words or what) + suffix


def table_of(model: GridModel, view: View) -> ShownTable:
    """A sheet as it is shown: all rows in their order, without columns of bars."""
    places = [at for at, column in enumerate(model.columns) if column.id != DRAWN]
    rows = view.rows(range(len(view)))
    return ShownTable(
        tuple(_headings(model, places)),
        [[model.raw(row, at) for at in places] for row in rows],
    )


def _headings(model: GridModel, places: list[int]) -> list[str]:
    """Titles. One of a difference follows that of its column, and one that several columns have
    that of the column before them."""
    columns = [model.columns[at] for at in places]
    titles = {column.id: column.title or column.id for column in columns}
    times = Counter(titles.values())
    found: list[str] = []
    owner = ""
    for column in columns:
        title, of = titles[column.id], column.id.removesuffix(CHANGE)
        if of != column.id and of in titles:
            title = f"{titles[of]} {title}"
        elif times[title] > 1:
            title = f"{owner} {title}".strip()
        else:
            owner = title
        found.append(title)
    return found


def send_table(table: ShownTable, target: Path, folder: Path | None, replace: bool) -> None:
    """Write a sheet; `folder` is the plan's. Raises PlanError."""
    check_table_target(target, folder, replace)
    write_table(table, target, replace)


def send_report(snapshot: Snapshot, target: Path, replace: bool) -> None:
    """Write a report of what is compared, as its name says. Raises PlanError.

    What has no answer for the inputs as they are now is named in it, and left out.
    """
    check_targets(Path(), [target], replace)
    write_report(make_report(gathered(snapshot)), target, replace)


def gathered(snapshot: Snapshot) -> Gathered:
    """What is known of the compared scenarios; nothing is solved for it. Raises PlanError where
    none of them has an answer."""
    names = snapshot.comparison
    solved = {name: each for name in names if (each := _settled(snapshot, name)) is not None}
    if not solved:
        raise PlanError([Fault("report-unsolved", values={"names": ", ".join(names)})])
    subject = snapshot.active if snapshot.active in solved else next(iter(solved))
    frontier = snapshot.found("frontier")
    if not isinstance(frontier, Frontier) or frontier.scenario != subject:
        frontier = None
    return Gathered(
        Source(Path(), snapshot.state.base, snapshot.state.texts),
        Names(subject, names),
        solved,
        datetime.now().astimezone(),
        causes=_causes(snapshot, names, solved),
        frontier=frontier,
        frontier_wanted=frontier is not None,
    )


def _settled(snapshot: Snapshot, name: str) -> Solved | None:
    return snapshot.solved(name) if snapshot.standing(name) in SETTLED else None


def _causes(
    snapshot: Snapshot, names: tuple[str, ...], solved: dict[str, Solved]
) -> dict[str, Causes]:
    """The bridges that have been worked out, from the first scenario to the others."""
    first, *others = names
    if first not in solved:
        return {}
    known = {name: snapshot.bridge(first, name) for name in others if name in solved}
    return {name: causes for name, causes in known.items() if causes is not None}
