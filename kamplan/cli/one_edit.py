"""Everything a command asks for made in one edit: as one it is checked, committed and undone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from kamplan.cli.addresses import MOVE, SET, Address, Cells, find_cells, read_address
from kamplan.desk import Desk, DeskState, Typed
from kamplan.desk.blocks import Block, change_blocks
from kamplan.desk.scenarios import entries_back
from kamplan.desk.typing import check_made, entries_of, read_cell
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.entries import SCENARIO, SETTINGS, WHOLE, Entry, apply_entries, read_setting
from kamplan.plan.stated import stated_cells
from kamplan.plan.tables import format_number
from kamplan.plan.typed import parse_change
from kamplan.whatif.authoring import set_cells
from kamplan.whatif.condense import key_at


def make_changes(desk: Desk, changes: Sequence[str]) -> Sequence[Entry]:
    """Change cells; returns the values that changed. Raises PlanError: nothing is changed then."""
    state = desk.state
    typed, moved = _read(state.plan, changes)
    entries, after = _combine(state, typed, moved)
    what = "edit" if typed else "change"
    if not entries or state.current is None:
        desk.make(entries, what)
        return entries
    name = state.active
    file = Entry(SCENARIO, (name,), WHOLE, state.texts[name], after.texts[name])
    desk.edit_scenarios(lambda _: ([file], None), what)
    return entries


def take_back(desk: Desk, names: Sequence[str]) -> Sequence[Entry]:
    """Give cells what the active scenario inherits, as `make_changes` does."""
    state = desk.state
    if state.inherited is None:
        raise PlanError([Fault("edit-base-back", value=state.active)])
    faults: list[Fault] = []
    found = _find(state.plan, names, "", faults)
    if faults:
        raise PlanError(faults)
    entries = entries_back(state, [one for cells in found for one in cells.typed(state.plan, "")])
    desk.make(entries, "take back")
    return entries


def _read(plan: Plan, changes: Sequence[str]) -> tuple[list[Typed], list[Cells]]:
    """What is typed into cells, and the cells that are moved. Raises PlanError.

    Every change is looked at by itself; whether they fit the plan is asked of all together.
    """
    faults: list[Fault] = []
    typed: list[Typed] = []
    moved: list[Cells] = []
    for cells in _find(plan, changes, SET + MOVE, faults):
        address, text = cells.address, cells.address.value
        try:
            if address.act == SET and address.table != SETTINGS:
                read_cell(plan[address.table], address.column, text)
            elif address.act == MOVE:
                scale, add = parse_change(text)
                if address.table != SETTINGS:
                    faults += _faults_of_move(plan, cells)
                    moved.append(cells)
                    continue
                text = _moved_setting(plan, address, scale, add)
            typed += cells.typed(plan, text)
        except PlanError as error:
            file, column = address.file, address.column
            faults += (replace(fault, file=file, column=column) for fault in error.faults)
    if faults:
        raise PlanError(faults)
    return typed, moved


def _find(plan: Plan, texts: Sequence[str], acts: str, faults: list[Fault]) -> list[Cells]:
    """The cells of every address, no cell twice; what is wrong is added to `faults`."""
    found: list[Cells] = []
    for text in texts:
        try:
            found.append(find_cells(plan, read_address(text, acts)))
        except PlanError as error:
            faults += error.faults
    seen: dict[tuple[str, str], set[object]] = {}
    for cells in found if len(found) > 1 else ():
        address = cells.address
        mine = seen.setdefault((address.table, address.column), set())
        if not mine.isdisjoint(cells.places):
            faults.append(address.fault("edit-twice", address.key))
        mine |= cells.places
    return found


def _faults_of_move(plan: Plan, cells: Cells) -> Iterator[Fault]:
    """Why cells of a table cannot be moved by an amount."""
    address, table = cells.address, plan[cells.address.table]
    if not any(each.name == address.column and each.is_number for each in table.columns):
        yield address.fault("edit-not-number", address.value)
        return
    now = stated_cells(plan, table.name, address.column)[cells.rows]
    for row in cells.rows[np.isnan(now)].tolist():
        yield address.fault("edit-not-given", "/".join(key_at(table, row)))


def _moved_setting(plan: Plan, address: Address, scale: float | None, add: float | None) -> str:
    """A setting of plan.toml after a change by an amount, as it is typed. Raises PlanError."""
    now = read_setting(plan.settings.model_dump(), address.column)
    if now is None:
        raise PlanError([address.fault("edit-not-given", address.column)])
    if isinstance(now, bool) or not isinstance(now, int | float):
        raise PlanError([address.fault("edit-not-number", address.value)])
    moved = now * scale if scale is not None else now + (add or 0.0)
    return format_number(round(moved) if isinstance(now, int) else moved)


def _combine(
    state: DeskState, typed: Sequence[Typed], moved: Sequence[Cells]
) -> tuple[list[Entry], DeskState]:
    """Entries that all of it amounts to, and the state they lead to. Raises PlanError.

    No cell is named twice, so that cells can be moved first; all are checked at the end.
    """
    entries: list[Entry] = []
    after = state
    for cells in moved:
        address = cells.address
        block = Block(address.table, cells.rows, (address.column,))
        made, text = change_blocks(after, [block], address.value)
        entries += made
        after = _after(after, made, text)
    made = list(entries_of(after.plan, typed))
    entries += made
    after = _after(after, made, _text_after(after, made))
    check_made(state.plan, entries)
    return entries, after


def _text_after(state: DeskState, entries: Sequence[Entry]) -> str | None:
    """The active scenario's file after entries; None with base active."""
    if state.current is None or state.inherited is None:
        return None
    text, name = state.texts[state.active], state.active
    return set_cells(text, name, state.base, state.inherited, state.current, entries)


def _after(state: DeskState, entries: Sequence[Entry], text: str | None) -> DeskState:
    changed = apply_entries(state.plan, entries)
    if text is None:
        return replace(state, base=changed)
    return replace(state, current=changed, texts={**state.texts, state.active: text})
