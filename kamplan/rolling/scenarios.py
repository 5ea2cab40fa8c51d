"""Scenario files moved to the next quarter: their weeks, and no byte else."""

from collections.abc import Callable, Mapping
from typing import Any

import tomlkit

from kamplan.plan import ROWS
from kamplan.plan.columns import Kind, columns_of
from kamplan.plan.held_checks import PUBLISHED
from kamplan.plan.settings import setting_kinds
from kamplan.plan.weeks import WeekError
from kamplan.rolling.shift import Shift
from kamplan.whatif.changes import PLAN

LEFT_BEHIND = frozenset({"no_worse", "in_transit", *PUBLISHED.values()})
"""tables that are not carried: what a scenario changes in them has nothing to change."""
Tell = Callable[[str], None]
"""Which change or expectation was left out, as change 2 or rule 1."""


def move_scenario(text: str, shift: Shift, tell: Tell) -> str:
    """A scenario's file with every week that it names moved; its own comments stay as they are.

    Left out are changes and expectations of weeks beyond a shorter horizon, and changes of tables
    that are not carried. The text must be a scenario file; whether it can be applied is not asked,
    and what cannot be read as weeks stays as it is.
    """
    document: Any = tomlkit.parse(text)
    _filter(document, "change", "change", lambda entry: _move_change(entry, shift), tell)
    if "expect" in document:
        moves = _move_rule_in(shift)
        _filter(document["expect"], "rule", "rule", moves, tell)
    return str(tomlkit.dumps(document))


def _filter(section: Any, name: str, called: str, keep: Callable[[Any], bool], tell: Tell) -> None:
    entries = section.get(name)
    if entries is None:
        return
    gone = [place for place, entry in enumerate(entries) if not keep(entry)]
    for place in gone:
        tell(f"{called} {place + 1}")
    if len(gone) == len(entries):
        section.pop(name)
        return
    for place in reversed(gone):
        del entries[place]


def _move_rule_in(shift: Shift) -> Callable[[Any], bool]:
    def move(rule: Any) -> bool:
        return _move_values(rule.get("where", {}), {"week": Kind.WEEKS}, shift)

    return move


def _move_change(change: Any, shift: Shift) -> bool:
    """Move the weeks of one change; False where it has nothing to change any more."""
    table, field = str(change["table"]), str(change.get("field", ""))
    if table in LEFT_BEHIND:
        return False
    if table == PLAN:
        return _move_setting(change, field, shift)
    kinds = _kinds(table)
    if not _move_values(change.get("where", {}), kinds, shift):
        return False
    if not _move_values(change.get("insert", {}), kinds, shift):
        return False
    return "set" not in change or _move_value(change, "set", kinds.get(field), shift)


def _kinds(table: str) -> Mapping[str, Kind]:
    """What the columns of a table are; of one that is not there, those that weeks stand in."""
    if table not in ROWS:
        return {"week": Kind.WEEK, "weeks": Kind.WEEKS}
    return {column.name: column.kind for column in columns_of(ROWS[table])}


def _move_setting(change: Any, field: str, shift: Shift) -> bool:
    """Whether a change of plan.toml goes along: one of published.keep does not."""
    if field.rpartition(".")[2] == "keep":
        return False
    kind = setting_kinds().get(field)
    return "set" not in change or _move_value(change, "set", kind, shift)


def _move_values(values: Any, kinds: Mapping[str, Kind], shift: Shift) -> bool:
    """Move weeks in place; False where one has none left."""
    return all(_move_value(values, name, kinds.get(name), shift) for name in list(values))


def _move_value(values: Any, name: str, kind: Kind | None, shift: Shift) -> bool:
    if kind not in (Kind.WEEK, Kind.WEEK_OR_OPENING, Kind.WEEKS):
        return True
    value = values[name]
    if isinstance(value, list):
        moved: Any = [each for each in (_moved(str(cell), shift) for cell in value) if each]
        if not moved:
            return False
    else:
        moved = _moved(str(value), shift)
        if moved is None:
            return False
    if moved != value:
        values[name] = moved
    return True


def _moved(cell: str, shift: Shift) -> str | None:
    """Weeks of a cell moved, joined as they were; None where none is left."""
    parts = [part.strip() for part in cell.split("|")]
    found = [_moved_part(part, shift) for part in parts]
    return "|".join(part for part in found if part) or (cell if not cell.strip() else None)


def _moved_part(part: str, shift: Shift) -> str | None:
    try:
        return shift.selection(part)
    except WeekError:
        # No weeks: it is as wrong in the new plan as in the old one, and told there.
        return part
