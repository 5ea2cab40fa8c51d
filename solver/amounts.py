"""How a plan stands to a rule, and what it is called where the rule is not kept."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Break:
    """A rule that a plan does not keep."""

    rule: str
    """family: budget, budget_min, visit_hours, peak_hours, visit_bounds, min_fill, fairness,
    warehouse, credit, lock_least, lock_most, no_worse, kept, kept_spend, promo_least,
    promo_weeks, promo_run, promo_gap, account_stock, account_end, band_least, band_most,
    supply, extra_supply, demand, spend."""
    key: tuple[str, ...]
    amount: float
    """by how much, in the rule's unit, > 0."""
    cost: float = 0.0
    """what that costs, money: rules with a price only."""


class Amount(NamedTuple):
    """How a plan stands to one rule."""

    rule: str
    key: tuple[str, ...]
    amount: float
    """by how much it is broken; negative: kept."""
    size: float
    """what that is measured against."""
    price: float | None = None
    """money a unit; None: the rule is hard."""
