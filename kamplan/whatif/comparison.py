"""Scenarios side by side: what was changed, what it did, and the bridge between."""

from dataclasses import dataclass

import numpy as np

from kamplan.plan import ROWS, Plan, Table
from kamplan.plan.published import pass_over
from kamplan.plan.tables import format_number
from kamplan.whatif.digests import flat_settings
from kamplan.whatif.figures import Solved, everything, figure
from kamplan.whatif.scenario import Figure
from solver import Evaluation

FIGURES: tuple[Figure, ...] = (
    "contribution",
    "revenue",
    "promo_spend",
    "visits",
    "visit_hours",
    "units_sold",
    "units_lost",
    "fill_rate",
)
STEPS = ("margin", "promo_spend", "visit_cost", "holding_cost", "write_down")
RARE_STEPS = ("account_stock_cost", "extra_cost", "borrowed_cost")
"""Steps of a bridge where either plan has some of it."""
"""Terms of the contribution; all but the first are costs."""


@dataclass(frozen=True)
class InputChange:
    """One cell that differs between two plans; None where the row is not there."""

    table: str
    key: tuple[str, ...]
    field: str
    old: str | None
    new: str | None

    @property
    def change(self) -> float | None:
        """New minus old; None where either is no number."""
        old, new = number_of(self.old), number_of(self.new)
        return None if old is None or new is None else new - old


def number_of(text: str | None) -> float | None:
    """The number that a cell holds; None where it holds none."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if np.isfinite(value) else None


@dataclass(frozen=True)
class Difference:
    """One figure of two solved scenarios."""

    name: str
    group: str
    """"" for the whole plan, or such as "tier = A"."""
    before: float
    after: float


@dataclass(frozen=True)
class Bridge:
    """Contribution before + steps = contribution after, exactly."""

    before: float
    after: float
    steps: tuple[tuple[str, float], ...]


def compare_inputs(before: Plan, after: Plan) -> list[InputChange]:
    """Every cell in which two plans differ.

    What was published of a row that only one of them has is not told beside the row.
    """
    before, after = pass_over(before, before, after), pass_over(after, after, before)
    old, new = (flat_settings(plan.settings.model_dump()) for plan in (before, after))
    found = [
        InputChange("plan", (), name, _text(old[name]), _text(new[name]))
        for name in old
        if old[name] != new[name]
    ]
    for name in ROWS:
        if before[name] is not after[name]:
            found += _compare_tables(before[name], after[name])
    return found


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return format_number(value) if isinstance(value, float) else str(value)


def _compare_tables(before: Table, after: Table) -> list[InputChange]:
    old_rows = {key: row for row, key in enumerate(before.keys())}
    new_rows = {key: row for row, key in enumerate(after.keys())}
    found = []
    for key in dict.fromkeys([*old_rows, *new_rows]):
        if key not in new_rows or key not in old_rows:
            was, now = ("present", None) if key in old_rows else (None, "present")
            found.append(InputChange(before.name, key, "row", was, now))
    both = [key for key in old_rows if key in new_rows]
    left = np.array([old_rows[key] for key in both], dtype=np.int64)
    right = np.array([new_rows[key] for key in both], dtype=np.int64)
    for column in [*(column.name for column in before.columns), *before.own]:
        old, new = before[column][left], after[column][right]
        # NaN means not given: the same as itself.
        same = (old == new) | ((old != old) & (new != new))  # noqa: PLR0124
        for row in np.flatnonzero(~same.astype(bool)):
            was, now = _text(old[row]), _text(new[row])
            found.append(InputChange(before.name, both[row], column, was, now))
    return found


def compare_figures(before: Solved, after: Solved) -> list[Difference]:
    """Every figure of two scenarios that have plans, as a whole."""
    found = []
    for name in FIGURES:
        values = (figure(solved, name, everything(solved.plan)) for solved in (before, after))
        found.append(Difference(name, "", *values))
    return found


def bridge(before: Evaluation, after: Evaluation) -> Bridge:
    """From one contribution to the other, by the terms it is made of."""
    steps = []
    rare = [name for name in RARE_STEPS if getattr(before, name) or getattr(after, name)]
    for name in (*STEPS, *rare):
        change = getattr(after, name) - getattr(before, name)
        steps.append((name, change if name == "margin" else -change))
    return Bridge(before.contribution, after.contribution, tuple(steps))
