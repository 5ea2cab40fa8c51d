"""What a scenario changes, change by change, for lists that people read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kamplan.plan import ROWS, Plan, PlanError
from kamplan.plan.columns import columns_of
from kamplan.plan.tables import format_number
from kamplan.whatif.changes import Place, apply_change, select_changed
from kamplan.whatif.scenario import Change, Scalar, ScenarioFile

SHOWN = 3
"""Values of a condition that are shown; of more, only how many there are."""

Kind = Literal["set", "scale", "add", "insert", "drop"]


@dataclass(frozen=True)
class Described:
    """One change."""

    table: str
    conditions: tuple[tuple[str, str], ...]
    """what selects its rows, such as ("product", "nuts|wine"); none for all rows."""
    field: str
    """"" for whole rows."""
    kind: Kind
    value: str
    """the new value, factor or amount; "" for whole rows and for an empty cell."""
    cells: int = 0
    """cells it writes, or rows it adds or takes out; 0 where it cannot be made."""
    row: tuple[tuple[str, str], ...] = ()
    """the other cells of a row that it adds."""

    @property
    def where(self) -> str:
        """The conditions in one line: "product=nuts|wine; week=2027-W02"."""
        return "; ".join(f"{name}={wanted}" for name, wanted in self.conditions)

    @property
    def act(self) -> str:
        """What it does, in one line: "set 800", "× 0.7", "+ 5", "insert"."""
        if self.kind == "add":
            return f"- {self.value[1:]}" if self.value.startswith("-") else f"+ {self.value}"
        sign = "×" if self.kind == "scale" else self.kind
        return f"{sign} {self.value}".rstrip()


def describe_changes(file: ScenarioFile, plan: Plan) -> list[Described]:
    """Every change of a scenario's own file; `plan` is what they start from."""
    found = []
    for change in file.change:
        place = Place("", "")
        try:
            cells = _count(change, plan, place)
            plan = apply_change(plan, change, place)
        except PlanError:
            cells = 0
        found.append(replace(describe_change(change), cells=cells))
    return found


def _count(change: Change, plan: Plan, place: Place) -> int:
    if change.table not in ROWS or change.insert is not None:
        return 1
    return int(select_changed(plan, plan[change.table], change.where, place).sum())


def describe_change(change: Change) -> Described:
    """One change by itself, whatever it is made to: its cells are not counted."""
    where: Mapping[str, Scalar | list[Scalar]] = change.where
    kind: Kind = "drop"
    value: Scalar = ""
    row: tuple[tuple[str, str], ...] = ()
    if change.insert is not None:
        kind = "insert"
        keys = _keys(change.table)
        where = {name: change.insert[name] for name in keys if name in change.insert}
        row = tuple((name, _text(cell)) for name, cell in change.insert.items() if name not in keys)
    elif change.set is not None:
        kind, value = "set", change.set
    elif change.scale is not None:
        kind, value = "scale", change.scale
    elif change.add is not None:
        kind, value = "add", change.add
    shown = tuple((name, _some(wanted)) for name, wanted in where.items())
    return Described(change.table, shown, change.field or "", kind, _text(value), row=row)


def _keys(table: str) -> list[str]:
    columns = columns_of(ROWS[table]) if table in ROWS else ()
    return [column.name for column in columns if column.key]


def _some(wanted: Scalar | list[Scalar]) -> str:
    parts = wanted if isinstance(wanted, list) else str(wanted).split("|")
    texts = [_text(part) for part in parts]
    more = [f"+{len(texts) - SHOWN}"] if len(texts) > SHOWN else []
    return "|".join([*texts[:SHOWN], *more])


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else format_number(float(value))
