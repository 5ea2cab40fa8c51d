"""Amounts typed into the budget tree, as budgets: what a branch may spend, or must."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.desk.desk import Desk
from kamplan.desk.scenarios import entries_back
from kamplan.desk.state import DeskState, Typed
from kamplan.desk.typing import check_made, entries_of, read_cell
from kamplan.insight.branches import End, limit_row
from kamplan.insight.budget_tree import ACCOUNT, MECHANIC, WEEK, BudgetTree, Path
from kamplan.plan import Fault, Plan, PlanError, Table
from kamplan.plan.entries import (
    SETTINGS,
    WHOLE,
    Cell,
    Entry,
    cell_entry,
    drop_entry,
    insert_entry,
    row_text,
)
from kamplan.plan.switches import SWITCH

TOTAL = "promotion.budget"
"""the setting that holds the most of the whole plan."""


@dataclass(frozen=True)
class LimitText:
    """What was typed for a node, or for a budget that is for none."""

    of: Path | str
    """the node's path, or the budget's name."""
    end: End
    text: str

    @property
    def is_total(self) -> bool:
        """Whether it is the budget of the whole plan, a setting."""
        return self.of == () and self.end == "max"


def can_be_selected(path: Path) -> bool:
    """Whether a budget can be for a node: a selection can say each of its values."""
    return all(
        value and value == value.strip() and value.isprintable() and not set(value) & set(";|")
        for _level, value in path
    )


def type_limits(desk: Desk, levels: Sequence[str], texts: Sequence[LimitText]) -> DeskState:
    """Put amounts into budgets: into the one there is for exactly a node, or into a new one.

    A budget that says nothing more goes. Raises PlanError; nothing has been changed then.
    """
    plan = desk.state.plan
    total = [Typed(SETTINGS, (), TOTAL, each.text) for each in texts if each.is_total]
    limits = [each for each in texts if not each.is_total]
    entries = [*entries_of(plan, total), *_limit_entries(plan, levels, limits)]
    check_made(plan, entries)
    return desk.make(entries, "budget tree")


def _limit_entries(plan: Plan, levels: Sequence[str], texts: Sequence[LimitText]) -> list[Entry]:
    table, tree = plan["budgets"], BudgetTree(plan, levels)
    changed: dict[int, dict[str, Cell]] = {}
    made: dict[Path, dict[str, Cell]] = {}
    for each in texts:
        value, row = read_cell(table, each.end, each.text), _row_of(tree, each)
        if row is not None:
            changed.setdefault(row, {})[each.end] = value
        elif isinstance(each.of, tuple) and _is_given(value):
            made.setdefault(each.of, {})[each.end] = value
    cells, gone = [], []
    for row, ends in changed.items():
        if _says_nothing(table, row, ends):
            gone.append(drop_entry(table, row))
            continue
        # What is typed is meant to hold.
        switch = {SWITCH: 1.0} if any(map(_is_given, ends.values())) else {}
        given = {**ends, **switch}.items()
        cells += [cell_entry(table, row, column, value) for column, value in given]
    # Cells before rows come and go: rows are found where they were seen.
    found = [*cells, *gone, *_new_rows(table, made)]
    return [entry for entry in found if entry.old != entry.new]


def _row_of(tree: BudgetTree, text: LimitText) -> int | None:
    """The budget that a text is for; None where there is none yet. Raises PlanError."""
    if isinstance(text.of, tuple):
        return limit_row(tree, text.of, text.end)
    row = tree.plan["budgets"].places.get((text.of,))
    if row is None:
        raise PlanError([Fault("budget-gone", "budgets.csv", None, "name", text.of)])
    return row


def _new_rows(table: Table, made: Mapping[Path, Mapping[str, Cell]]) -> Iterator[Entry]:
    taken = set(table["name"].tolist())
    for path, ends in made.items():
        name = _free_name(path, taken)
        taken.add(name)
        yield insert_entry(table, {"name": name, **_selection(path), **ends})


def _is_given(value: Cell) -> bool:
    return value == value  # noqa: PLR0124 - NaN: nothing was typed


def _says_nothing(table: Table, row: int, ends: Mapping[str, Cell]) -> bool:
    """Whether a budget would have no limit, and no note of the user's own."""
    left = [float(ends.get(end, table[end][row])) for end in ("min", "max")]
    return all(np.isnan(left)) and not any(cells[row] for cells in table.own.values())


def _selection(path: Path) -> dict[str, Cell]:
    values = dict(path)
    columns = [(level, value) for level, value in path if level not in (MECHANIC, WEEK)]
    if ACCOUNT in values:
        columns = [(ACCOUNT, values[ACCOUNT])]
    return {
        "where": ";".join(f"{level}={value}" for level, value in columns),
        "mechanics": values.get(MECHANIC, ""),
        "weeks": values.get(WEEK, ""),
    }


def _free_name(path: Path, taken: set[str]) -> str:
    """A name that says what the budget is for: tier = A, or region = East, tier = A."""
    values = dict(path)
    steps = [step for step in path if ACCOUNT not in values or step[0] in (ACCOUNT, MECHANIC, WEEK)]
    name = ", ".join(f"{level} = {value}" for level, value in steps) or "whole plan"
    number, free = 2, name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def take_limits_back(desk: Desk, levels: Sequence[str], texts: Sequence[LimitText]) -> DeskState:
    """Give limits what the active scenario inherits; with base active there is nothing to inherit,
    and they are emptied. Raises PlanError."""
    state = desk.state
    if state.inherited is None:
        return type_limits(desk, levels, texts)
    now, before = BudgetTree(state.plan, levels), BudgetTree(state.inherited, levels)
    typed: list[Typed] = []
    back: dict[int, Entry] = {}
    for each in texts:
        if each.is_total:
            typed.append(Typed(SETTINGS, (), TOTAL, ""))
            continue
        row = _row_of(now, each)
        if row is not None:
            name = str(state.plan["budgets"]["name"][row])
            typed.append(Typed("budgets", (name,), each.end, "", row))
        elif (old := _row_of(before, each)) is not None:
            table = state.inherited["budgets"]
            key = (str(table["name"][old]),)
            back[old] = Entry("budgets", key, WHOLE, None, row_text(table, old))
    made = desk.make([*entries_back(state, typed), *back.values()], "take back")
    # A row that comes back stands where it stood: at the end is where new ones go.
    return desk.activate(state.active) if back else made
