"""What a plan may state but the model does not do yet: refused by name, never ignored."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from kamplan.plan.faults import Fault
from kamplan.plan.plan import Plan
from kamplan.plan.tables import Cells

Test = Callable[[Cells], npt.NDArray[np.bool_]]


def _given(cells: Cells) -> npt.NDArray[np.bool_]:
    return ~np.isnan(cells)


def _not_zero(cells: Cells) -> npt.NDArray[np.bool_]:
    return np.asarray(cells != 0)


UNBUILT: tuple[tuple[str, str, str, Test], ...] = (
    ("accounts", "settlement", "consignment", lambda cells: np.asarray(cells == "consignment")),
    ("accounts", "credit_limit", "credit-limit", _given),
    ("supply", "extra_units", "extra-supply", _not_zero),
    ("promotions", "borrowed", "borrowed", _not_zero),
)
"""table, column, name of the feature, which cells ask for it."""


def find_unbuilt(plan: Plan) -> Iterator[Fault]:
    """Every cell and setting that asks for something this version does not do."""
    settings = plan.settings
    if settings.objective != "contribution":
        values = {"feature": "objective"}
        yield Fault("unbuilt", "plan.toml", None, "objective", settings.objective, values)
    if settings.solve.round:
        yield Fault("unbuilt", "plan.toml", None, "solve.round", "true", {"feature": "rounding"})
    for name, column, feature, asks in UNBUILT:
        table = plan[name]
        for row in np.flatnonzero(asks(table[column])):
            cell = table[column][row]
            value = f"{cell:.12g}" if isinstance(cell, float) else str(cell)
            line = int(table.lines[row]) or None
            yield Fault("unbuilt", f"{name}.csv", line, column, value, {"feature": feature})
