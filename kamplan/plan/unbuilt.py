"""What a plan may state but the model does not do yet: refused by name, never ignored."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from kamplan.plan.faults import Fault
from kamplan.plan.plan import Plan
from kamplan.plan.tables import Table
from kamplan.plan.weeks import OPENING

Test = Callable[[Table], npt.NDArray[np.bool_]]

UNBUILT: tuple[tuple[str, str, str, Test], ...] = (
    (
        "supply",
        "extra_units",
        "extra-opening",
        lambda rows: (rows["extra_units"] != 0) & (rows["week"] == OPENING),
    ),
)
"""table, column, name of the feature, which cells ask for it."""


def find_unbuilt(plan: Plan) -> Iterator[Fault]:
    """Every cell that asks for something this version does not do."""
    for name, column, feature, asks in UNBUILT:
        table = plan[name]
        for row in np.flatnonzero(asks(table)):
            cell = table[column][row]
            value = f"{cell:.12g}" if isinstance(cell, float) else str(cell)
            line = int(table.lines[row]) or None
            yield Fault("unbuilt", f"{name}.csv", line, column, value, {"feature": feature})
