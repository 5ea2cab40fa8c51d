"""What was published of accounts, products, promotions, visits and weeks that a scenario drops."""

from collections.abc import Iterator

import numpy as np

from kamplan.plan.plan import Plan
from kamplan.plan.tables import Table
from kamplan.plan.weeks import WeekError

ABOUT: dict[str, tuple[str, ...]] = {
    "published_spend": ("accounts", "promotions"),
    "published_visits": ("accounts", "visits"),
    "published_stock": ("accounts", "products"),
}
"""published table -> tables whose key its rows hold in their own."""
Gone = tuple[tuple[str, ...], set[tuple[str, ...]]]
"""columns, and what stands in them of a row that is gone."""


def pass_over(plan: Plan, had: Plan, has: Plan) -> Plan:
    """The plan without what was published of rows and weeks that `had` has and `has` has not.

    What was published belongs to the plan itself and stays there when a scenario drops a row: in
    the scenario it holds nothing back. Of rows that neither has it is a mistake, and stays.
    """
    for name, owners in ABOUT.items():
        table = plan[name]
        gone = [each for each in _gone(had, has, owners) if each[1]] if len(table) else []
        if not gone:
            continue
        keep = ~np.any([_holds(table, each) for each in gone], axis=0)
        if not keep.all():
            plan = plan.with_table(table.keep(keep))
    return plan


def _gone(had: Plan, has: Plan, owners: tuple[str, ...]) -> Iterator[Gone]:
    for name in owners:
        if had[name] is not has[name]:
            yield had[name].key_columns, set(had[name].places) - set(has[name].places)
    try:
        yield ("week",), {(week,) for week in set(had.weeks) - set(has.weeks)}
    except WeekError:
        # A horizon that cannot be is told by the checks, and nothing else of it.
        return


def _holds(table: Table, gone: Gone) -> list[bool]:
    columns, keys = gone
    if any(name not in table.key_columns for name in columns):
        return [False] * len(table)
    parts = zip(*(table[name].tolist() for name in columns), strict=True)
    return [part in keys for part in parts]
