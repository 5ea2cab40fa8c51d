"""What --update would write: which records, what moves in them, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kamplan.plan import Fault, PlanError
from kamplan.planning import RECORDS, Checked, Source, all_versions
from kamplan.whatif.recorded import TOTALS, Recorded, record, values_of

MOVED = ("moved", "metric-moved", "status-moved", "not-recorded", "inputs-moved")
"""What is no longer missed once it is recorded."""
Value = str | float | None


@dataclass(frozen=True)
class Update:
    """A record that is to be written."""

    path: Path
    check: Checked
    text: str
    values: tuple[tuple[str, Value, Value], ...]
    """what moves: name, then, now; None where there was or is none."""

    @property
    def silent(self) -> bool:
        """True where only the form of the record is renewed: everything it says holds."""
        return self.check.recorded is not None and not self.values and not self.check.other_inputs


def find_updates(source: Source, checks: Iterable[Checked]) -> list[Update]:
    """Every record that would be another, none that differs in last digits or versions only."""
    return [
        found
        for check in checks
        if check.solved is not None and (found := _update(source, check)) is not None
    ]


def _update(source: Source, check: Checked) -> Update | None:
    assert check.solved is not None
    path = source.path / RECORDS / f"{check.scenario}.toml"
    before, kept = check.recorded, None
    if before is not None and not check.other_inputs and _holds(check, before):
        if before.columns is not None:
            return None
        kept = before
    text = record(check.solved, all_versions(), kept)
    return Update(path, check, text, () if kept else tuple(_moves(check, before)))


def _holds(check: Checked, before: Recorded) -> bool:
    """Whether a record says what the check came to, within what two proofs can differ by."""
    solved = check.solved
    assert solved is not None
    if solved.result.status != before.status or any(m.code in MOVED for m in check.missed):
        return False
    got, then = solved.result.objective, before.objective
    if got is None or then is None:
        return got is then
    return abs(got - then) <= 2.0 * solved.problem.target_gap * max(abs(then), 1.0)


def _moves(check: Checked, before: Recorded | None) -> Iterable[tuple[str, Value, Value]]:
    assert check.solved is not None
    status, objective, totals = values_of(check.solved)
    old = before.totals if before is not None else {}
    rows: list[tuple[str, Value, Value]] = [
        ("status", before.status if before else None, status),
        ("objective", before.objective if before else None, objective),
        *((name, old.get(name), totals.get(name)) for name in TOTALS),
    ]
    return (row for row in rows if row[1] != row[2])


def write_updates(updates: Iterable[Update]) -> list[Path]:
    """Write records, each file whole or not at all. Raises PlanError where one cannot be."""
    written = []
    for update in updates:
        path, part = update.path, update.path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(update.text, encoding="utf-8", newline="\n")
            part.replace(path)
        except OSError as error:
            values = {"reason": error.strerror or str(error)}
            raise PlanError([Fault("cannot-write", str(path), values=values)]) from None
        written.append(path)
    return written


def as_recorded(check: Checked) -> Checked:
    """After an update a scenario that only moved is as recorded."""
    return replace(check, missed=tuple(each for each in check.missed if each.code not in MOVED))
