"""What a scenario changes, change by change, for lists that people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kamplan.plan import ROWS, Plan, PlanError
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
    where: str
    """what selects its rows, such as "product=nuts|wine; week=2027-W02"; "" for all rows."""
    field: str
    """"" for whole rows."""
    kind: Kind
    value: str
    """the new value, factor or amount; "" for whole rows and for an empty cell."""
    cells: int
    """cells it writes, or rows it adds or takes out; 0 where it cannot be made."""

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
        found.append(_describe(change, plan, cells))
    return found


def _count(change: Change, plan: Plan, place: Place) -> int:
    if change.table not in ROWS or change.insert is not None:
        return 1
    return int(select_changed(plan, plan[change.table], change.where, place).sum())


def _describe(change: Change, plan: Plan, cells: int) -> Described:
    where: Mapping[str, Scalar | list[Scalar]] = change.where
    kind: Kind = "drop"
    value: Scalar = ""
    if change.insert is not None:
        kind = "insert"
        keys = plan[change.table].key_columns if change.table in ROWS else ()
        where = {name: change.insert[name] for name in keys if name in change.insert}
    elif change.set is not None:
        kind, value = "set", change.set
    elif change.scale is not None:
        kind, value = "scale", change.scale
    elif change.add is not None:
        kind, value = "add", change.add
    shown = "; ".join(f"{name}={_some(wanted)}" for name, wanted in where.items())
    return Described(change.table, shown, change.field or "", kind, _text(value), cells)


def _some(wanted: Scalar | list[Scalar]) -> str:
    parts = wanted if isinstance(wanted, list) else str(wanted).split("|")
    texts = [_text(part) for part in parts]
    more = [f"+{len(texts) - SHOWN}"] if len(texts) > SHOWN else []
    return "|".join([*texts[:SHOWN], *more])


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else format_number(float(value))
