"""Rows added, copied and removed on the desk, each as one edit."""

from collections.abc import Iterable, Mapping, Sequence

from kamplan.desk.adding import Draft, copy_drafts, entries_of_drafts, faults_of_drafts
from kamplan.desk.copying import copy_entries
from kamplan.desk.desk import Desk
from kamplan.desk.removal import Removal, removal_of
from kamplan.desk.typing import check_made
from kamplan.plan import Fault, Plan, PlanError, Table
from kamplan.plan.entries import Entry, Key
from kamplan.plan.pointing import file_of

ADDING, COPYING, REMOVING = "add rows", "copy rows", "remove rows"
"""what the journal calls these edits."""


def add_rows(desk: Desk, table: str, drafts: Iterable[Draft]) -> Sequence[Entry]:
    """Add rows to the active scenario's plan, all or none. Raises PlanError with every fault."""
    entries = entries_of_drafts(desk.state.plan, table, drafts)
    desk.make(entries, ADDING)
    return entries


def copy_rows(
    desk: Desk,
    table: str,
    keys: Sequence[Key],
    given: Mapping[str, str],
    with_hanging: bool = False,
) -> Sequence[Entry]:
    """Add rows like others, with what is given in place of what they hold, and with what hangs
    on those where that is wanted; all or none. Raises PlanError."""
    plan = desk.state.plan
    entries = copy_entries(plan, table, there(plan[table], keys), given, with_hanging)
    desk.make(entries, COPYING)
    return entries


def faults_of_copies(
    plan: Plan, table: str, keys: Sequence[Key], given: Mapping[str, str]
) -> list[Fault]:
    """Everything that is wrong with copies of rows before the plan is asked."""
    try:
        drafts = copy_drafts(plan[table], there(plan[table], keys), given)
    except PlanError as error:
        return list(error.faults)
    return faults_of_drafts(plan, table, drafts)


def remove_rows(desk: Desk, table: str, keys: Sequence[Key], with_hanging: bool = False) -> Removal:
    """Remove rows, and what hangs on them where that is wanted; otherwise refused with it.

    Raises PlanError; nothing has been changed then.
    """
    plan = desk.state.plan
    removal = removal_of(plan, table, there(plan[table], keys))
    if not with_hanging and (removal.hanging or removal.shortened):
        raise PlanError(hanging_faults(plan[table], removal))
    # Entries that come from typing have been checked; of these it is asked here.
    check_made(plan, removal.entries)
    desk.make(removal.entries, REMOVING)
    return removal


def there(table: Table, keys: Sequence[Key]) -> list[Key]:
    """Keys of rows that are there. A key without its week stands for the rows of every week.

    Raises PlanError where there are none.
    """
    places = [at for at, name in enumerate(table.key_columns) if name != "week"]
    lines: dict[Key, list[Key]] = {}
    if any(len(key) < len(table.key_columns) for key in keys):
        for key in table.places:
            lines.setdefault(tuple(key[at] for at in places), []).append(key)
    found: list[Key] = []
    faults = []
    for key in keys:
        whole = [key] if key in table.places else lines.get(key, [])
        found += whole
        if not whole:
            faults.append(Fault("row-gone", file_of(table), value=", ".join(key)))
    if faults:
        raise PlanError(faults)
    return found


def hanging_faults(table: Table, removal: Removal) -> list[Fault]:
    """What hangs on rows, and keeps them from being removed alone."""
    found: dict[str, int] = dict(removal.hanging)
    for name, count in removal.shortened.items():
        found[name] = found.get(name, 0) + count
    return [
        Fault("row-referred", file_of(table), values={"table": name, "count": count})
        for name, count in found.items()
    ]
