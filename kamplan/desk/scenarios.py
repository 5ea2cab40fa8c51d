"""Scenarios on the desk: made, copied, renamed, described, deleted."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from kamplan.desk.state import DeskState, Typed
from kamplan.plan import Fault, PlanError
from kamplan.plan.entries import (
    SCENARIO,
    SETTINGS,
    WHOLE,
    Entry,
    cell_entry,
    drop_entry,
    find_row,
    read_setting,
    setting_entry,
)
from kamplan.plan.faults import nearest
from kamplan.whatif import authoring
from kamplan.whatif.scenario import BASE, parse_scenario

Change = Callable[[DeskState], tuple[list[Entry], str | None]]
"""Entries to make, and the scenario to be active afterwards; None: as before."""


def create(name: str, extends: str = BASE, description: str = "") -> Change:
    """A new scenario without changes."""

    def change(state: DeskState) -> tuple[list[Entry], str | None]:
        authoring.check_name(name, state.names)
        parent = None if extends == BASE else extends
        if parent is not None:
            _text(state, parent)
        text = authoring.new_scenario(parent, description)
        return [Entry(SCENARIO, (name,), WHOLE, None, text)], name

    return change


def duplicate(name: str, copy: str) -> Change:
    """A scenario under another name; of base: one without changes."""

    def change(state: DeskState) -> tuple[list[Entry], str | None]:
        if name == BASE:
            return create(copy)(state)
        authoring.check_name(copy, state.names)
        return [Entry(SCENARIO, (copy,), WHOLE, None, _text(state, name))], copy

    return change


def rename(name: str, new: str) -> Change:
    """Another name, in the files that refer to it, too."""

    def change(state: DeskState) -> tuple[list[Entry], str | None]:
        _not_base(name)
        authoring.check_name(new, state.names)
        entries = [
            Entry(SCENARIO, (name,), WHOLE, _text(state, name), None),
            Entry(SCENARIO, (new,), WHOLE, None, _text(state, name)),
        ]
        for other, text in authoring.rename_in(_readable(state), name, new).items():
            if other != name and text != state.texts[other]:
                entries.append(Entry(SCENARIO, (other,), WHOLE, state.texts[other], text))
        return entries, None

    return change


def delete(name: str) -> Change:
    """No such scenario any more. Refused where others build on it."""

    def change(state: DeskState) -> tuple[list[Entry], str | None]:
        _not_base(name)
        if others := authoring.dependants(_readable(state), name):
            values = {"others": ", ".join(others)}
            raise PlanError([Fault("scenario-needed", "scenarios", value=name, values=values)])
        entries = [Entry(SCENARIO, (name,), WHOLE, _text(state, name), None)]
        return entries, BASE if state.active == name else None

    return change


def describe(name: str, description: str) -> Change:
    """Another description."""

    def change(state: DeskState) -> tuple[list[Entry], str | None]:
        _not_base(name)
        text = authoring.set_description(_text(state, name), description)
        if text == _text(state, name):
            return [], None
        return [Entry(SCENARIO, (name,), WHOLE, _text(state, name), text)], None

    return change


def _text(state: DeskState, name: str) -> str:
    """A scenario's file. Raises PlanError where there is none."""
    if name not in state.texts:
        values = {"nearest": nearest(name, state.names), "known": ", ".join(state.names)}
        raise PlanError([Fault("scenario-unknown", "scenarios", None, "", name, values)])
    return state.texts[name]


def _readable(state: DeskState) -> dict[str, str]:
    """The scenario files that can be read: a broken one must not keep others from being edited."""
    found = {}
    for name, text in state.texts.items():
        with suppress(PlanError):
            parse_scenario(name, text)
            found[name] = text
    return found


def _not_base(name: str) -> None:
    if name == BASE:
        raise PlanError([Fault("scenario-base", "scenarios", value=name)])


def entries_back(state: DeskState, cells: Sequence[Typed]) -> tuple[Entry, ...]:
    """The entries that give cells the value the active scenario inherits."""
    assert state.inherited is not None
    entries: dict[tuple[str, tuple[str, ...], str], Entry] = {}
    for cell in cells:
        if cell.table == SETTINGS:
            data = state.inherited.settings.model_dump(exclude_unset=True)
            entry = setting_entry(state.plan.settings, cell.column, read_setting(data, cell.column))
        else:
            now, before = state.plan[cell.table], state.inherited[cell.table]
            try:
                row = find_row(now, cell.key, cell.row)
            except KeyError:
                continue
            try:
                old = find_row(before, cell.key, cell.row)
            except KeyError:
                entry = drop_entry(now, row)
            else:
                entry = cell_entry(now, row, cell.column, before[cell.column][old])
        if entry.old != entry.new:
            entries[entry.table, entry.key, entry.column] = entry
    return tuple(entries.values())
