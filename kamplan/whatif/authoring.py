"""Scenario files written by program: edits made while a scenario is active become its changes.

Text in, text out. What is not touched keeps its order, its comments and every byte.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from kamplan.plan import Plan
from kamplan.plan.entries import SCENARIO, SETTINGS, WHOLE, Entry, apply_entries
from kamplan.whatif.cells import Plans, write_cells
from kamplan.whatif.described import Described, describe_changes
from kamplan.whatif.draft import Draft
from kamplan.whatif.naming import (
    check_name,
    dependants,
    new_scenario,
    rename_in,
    set_description,
    set_extends,
)
from kamplan.whatif.new_rows import write_rows
from kamplan.whatif.scaling import scale_cells
from kamplan.whatif.spelling import read_wanted

__all__ = [
    "Described",
    "check_name",
    "dependants",
    "describe_changes",
    "drop_change",
    "new_scenario",
    "rename_in",
    "scale_cells",
    "set_cells",
    "set_description",
    "set_extends",
]


def set_cells(
    text: str,
    scenario: str,
    base: Plan,
    inherited: Plan,
    current: Plan,
    entries: Sequence[Entry],
) -> str:
    """A scenario's own file after entries: its plan is then apply_entries(current, entries).

    `inherited` is the plan with everything the scenario extends, `current` with its own changes,
    too; `base` is not read. The order of rows may differ. Nothing is checked beyond what a file
    can say.

    Raises PlanError for a broken text, another key for a row, or an empty cell that must not be
    empty; KeyError for a row that is not there.
    """
    draft = Draft(scenario, text)
    for run in _runs(entries):
        plans = Plans(scenario, inherited, current)
        if run[0].column == WHOLE:
            draft = write_rows(draft, plans, run)
        else:
            for column in _columns(run):
                draft = write_cells(draft, plans, read_wanted(current, plans.file, column))
        current = apply_entries(current, run)
    return draft.text


def _runs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries that can be written together: rows of one table, cells, or settings."""

    def kind(entry: Entry) -> tuple[str, bool]:
        if entry.table == SETTINGS:
            return SETTINGS, False
        return (entry.table, entry.new is None) if entry.column == WHOLE else ("", False)

    made = [entry for entry in entries if entry.table != SCENARIO]
    for _, run in groupby(made, kind):
        yield list(run)


def _columns(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.table, entry.column].append(entry)
    yield from found.values()


def drop_change(text: str, number: int) -> str:
    """A scenario's file without one of its changes; they are counted from 1.

    Raises PlanError for a broken text, IndexError for a change that is not there.
    """
    draft = Draft("", text)
    if not 1 <= number <= len(draft.changes):
        raise IndexError(number)
    draft.remove([number - 1])
    return draft.text
