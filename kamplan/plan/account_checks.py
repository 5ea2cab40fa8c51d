"""What must hold of stock at accounts."""

from collections.abc import Iterator

import numpy as np

from kamplan.plan.faults import Fault
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import fault_at


def check_account_stock(plan: Plan, weeks: tuple[str, ...]) -> Iterator[Fault]:
    """Bands have an order, nothing is cheaper at an account, and what is on its way arrives."""
    table = plan["account_stock"]
    for row in np.flatnonzero(table["min_days"] > table["max_days"]).tolist():
        values = {"max": f"{table['max_days'][row]:g}"}
        yield fault_at(table, row, "min_days", "min-above-max", values)
    holding = dict(zip(plan["products"]["product"], plan["products"]["holding_cost"], strict=True))
    for row, product in enumerate(table["product"]):
        least = holding.get(product, 0.0)
        if table["cost"][row] < least:
            values = {"product": product, "least": f"{least:g}"}
            yield fault_at(table, row, "cost", "account-cost-low", values)
    lead = dict(
        zip(
            zip(table["account"], table["product"], strict=True),
            table["lead_weeks"].tolist(),
            strict=True,
        )
    )
    coming, place = plan["in_transit"], {week: number for number, week in enumerate(weeks)}
    keys = zip(coming["account"], coming["product"], strict=True)
    for row, pair in enumerate(keys):
        if pair not in lead:
            yield fault_at(coming, row, "product", "transit-untracked")
        elif place.get(coming["week"][row], 0) >= lead[pair]:
            values = {"lead": f"{lead[pair]:g}"}
            yield fault_at(coming, row, "week", "transit-late", values)
