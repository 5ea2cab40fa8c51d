"""Edits: single values compared with what they were, changed, and written in the journal.

An edit is made whole or not at all, inside a transaction that the workspace has begun.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from kamplan.plan import Fault, PlanError
from kamplan.plan.entries import SCENARIO, SETTINGS, Entry
from kamplan.store.clashes import Clash, clash_faults
from kamplan.store.journal import add_entries
from kamplan.store.plans import count_up, id_of
from kamplan.store.records import PlanRecord
from kamplan.store.targets import Made, ScenarioTarget, SettingsTarget, TableTarget, Target
from kamplan.store.touched import TouchedRows


@dataclass(frozen=True)
class Edited:
    """An edit that was made."""

    edit: int
    """its id: the first of its rows in the journal."""
    version: int
    """version of the plan after it."""
    before: int
    """version of the plan before it; not the one you saw: others changed something, too."""


def make_edit(
    session: Session,
    where: str,
    record: PlanRecord,
    entries: Sequence[Entry],
    what: str,
    reverses: int | None = None,
) -> Edited:
    """Make entries in their order, each on what the one before it left.

    The plan's row must be locked. Raises PlanError with one fault for every entry that
    cannot be made, and ValueError where there are none to make.
    """
    if not entries:
        raise ValueError("an edit needs at least one entry")
    targets = _find_targets(session, where, record, entries)
    made = [targets[entry.table].make(entry) for entry in entries]
    odd = [clash for target in targets.values() for clash in target.check()]
    _raise_faults(session, record, [*made, *odd])
    for target in targets.values():
        target.write()
    before = record.version or 0
    count_up(session, record)
    done = [each for each in made if isinstance(each, Entry)]
    edit = add_entries(session.connection(), record, done, what, reverses)
    return Edited(edit, record.version or 0, before)


def _raise_faults(session: Session, record: PlanRecord, made: Sequence[Made]) -> None:
    clashes = [each for each in made if isinstance(each, Clash)]
    faults = [each for each in made if isinstance(each, Fault)]
    faults += clash_faults(session.connection(), id_of(record), clashes)
    if faults:
        raise PlanError(faults)


def _find_targets(
    session: Session, where: str, record: PlanRecord, entries: Sequence[Entry]
) -> dict[str, Target]:
    tables = defaultdict(list)
    for entry in entries:
        tables[entry.table].append(entry)
    headings = json.loads(record.headings)
    targets: dict[str, Target] = {}
    for name, mine in tables.items():
        if name == SETTINGS:
            targets[name] = SettingsTarget(session, where, record)
        elif name == SCENARIO:
            targets[name] = ScenarioTarget(session, id_of(record), mine)
        else:
            connection = session.connection()
            rows = TouchedRows(connection, id_of(record), name, headings.get(name, []), mine)
            targets[name] = TableTarget(rows)
    return targets
