"""Inputs that are taken through several values, as the command line names them."""

import numpy as np

from kamplan.cli.addresses import MOVE, SET, find_cells, read_address
from kamplan.explore.sweep import Axis
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.entries import SETTINGS
from kamplan.plan.typed import parse_change
from kamplan.whatif.condense import Condenser
from kamplan.whatif.scenario import Change, Scalar

MOST_STEPS = 1000


def read_axis(plan: Plan, text: str) -> Axis:
    """TABLE:KEY:COLUMN=V1,V2 or ~A1,A2, each list also as FIRST..LAST/COUNT. Raises PlanError."""
    address = read_address(text, SET + MOVE)
    name = text[: len(text) - len(address.value) - 1]
    cells = find_cells(plan, read_address(name, ""))
    field = cells.address.column
    table = address.table
    if table == SETTINGS:
        wheres: list[dict[str, Scalar | list[Scalar]]] = [{}]
    else:
        rows = cells.rows.tolist()
        found = Condenser(plan[table], plan.weeks, rows).conditions(rows)
        wheres = [
            {key: part if isinstance(part, str) else [*part] for key, part in each.items()}
            for each in found
        ]
    values = _values(text, address.value)
    changes = []
    for value in values:
        to, scale, add = _act(address.act, value)
        changes.append(
            tuple(
                Change(table=table, where=where, field=field, set=to, scale=scale, add=add)
                for where in wheres
            )
        )
    return Axis(name, values, tuple(changes))


def _values(text: str, listed: str) -> tuple[str, ...]:
    first, dots, rest = listed.partition("..")
    if not dots:
        found = tuple(value.strip() for value in listed.split(",") if value.strip())
        if not found:
            raise PlanError([Fault("sweep-form", value=text)])
        return found
    last, _, count = rest.partition("/")
    percents = {end.strip().endswith("%") for end in (first, last)}
    try:
        start, end = (float(part.strip().removesuffix("%")) for part in (first, last))
        steps = int(count)
    except ValueError:
        raise PlanError([Fault("sweep-form", value=text)]) from None
    sensible = 2 <= steps <= MOST_STEPS and np.isfinite([start, end]).all()
    if not sensible or len(percents) > 1:
        raise PlanError([Fault("sweep-form", value=text)])
    sign, unit = ("+", "%") if True in percents else ("", "")
    return tuple(f"{value:{sign}.10g}{unit}" for value in np.linspace(start, end, steps).tolist())


def _act(act: str, value: str) -> tuple[Scalar | None, float | None, float | None]:
    """(set, scale, add), one of them given: a number, a share as 15%, on or off, else a text."""
    if act == MOVE:
        # No change has no sign.
        scale, add = parse_change(value if value[:1] in "+-*" else f"+{value}")
        return None, scale, add
    if value in ("true", "false"):
        return value == "true", None, None
    try:
        number = float(value.removesuffix("%"))
    except ValueError:
        return value, None, None
    if value.endswith("%"):
        return number / 100.0, None, None
    return (int(number) if value.lstrip("+-").isdigit() else number), None, None
