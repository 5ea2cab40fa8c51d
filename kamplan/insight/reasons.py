"""Facts about one number of a plan: what the next unit would bring, and what holds it.

What the next unit brings is a rate, not a promise; a rule holds a number that stands at it.
"""

from dataclasses import dataclass
from typing import Literal

from solver.rules import RuleName

# A plan is known within its gap, and so is what the next unit brings.
NEAR = 0.05

SpendReason = Literal["closed", "lock", "calendar", "kept", "budget", "goods", "returns", "gap"]
"""closed: no money may be spent there; lock, calendar, kept: that rule holds it; budget: it would
bring more than it costs, but the budgets' money brings as much elsewhere; goods: it would if goods
were not short; returns: another unit brings no more than it costs; gap: it is as near to that as
the plan's gap tells."""
VisitReason = Literal["lock", "kept", "most", "least", "hours", "returns", "gap"]
"""lock, kept: that rule holds it; most, least: visits.csv allows no more, no fewer; hours: another
visit would bring more than it costs, but hours bring more elsewhere or are used up; returns: it
would not."""
UnitReason = Literal["served", "lock", "kept", "credit", "goods"]
"""served: it gets all it asks for; goods: the goods bring more elsewhere."""


@dataclass(frozen=True)
class WhySpend:
    """Promotion money of an account, a mechanic and a week."""

    account: str
    mechanic: str
    week: str
    spend: float
    """money."""
    returns: float
    """what a unit of money more would bring, before what it costs."""
    if_free: float
    """the same if no goods were short."""
    cost: float
    """what a unit of money takes off what is maximised."""
    price: float
    """what a unit of money has to bring, with what it is worth in budgets."""
    reason: SpendReason
    budgets: tuple[tuple[str, float], ...] = ()
    """budgets it counts for, and what one more in each is worth: below 0 for one that demands
    more to be spent."""
    rules: tuple[RuleName, ...] = ()
    """other rules that hold it."""
    goods: tuple[tuple[str, float], ...] = ()
    """products it lifts that are short in the week, and what a unit of each is worth."""

    @property
    def share(self) -> float:
        """What the next unit brings as a share of what it has to."""
        return self.returns / self.price if self.price > 0.0 else float("inf")

    @property
    def at_margin(self) -> bool:
        """Whether the next unit brings what it has to, as near as the gap tells."""
        return self.share >= 1.0 - NEAR


@dataclass(frozen=True)
class WhyVisits:
    """Visits to an account of one kind."""

    account: str
    kind: str
    visits: int
    least: int
    most: int
    returns: float
    """what the next visit would bring, before what it costs."""
    cost: float
    """its own cost."""
    price: float
    """what it has to bring, with its hours at what they are worth."""
    hours: float
    team: str
    """empty: nobody's hours."""
    reason: VisitReason
    rules: tuple[RuleName, ...] = ()


@dataclass(frozen=True)
class WhyUnits:
    """Goods of an account, a product and a week."""

    account: str
    product: str
    week: str
    sold: float
    lost: float
    rank: int
    """place in the line of those who ask for it or are sent some, 1 is first; 0: not in it."""
    line: int
    """how many are in it."""
    worth: float
    """what one more unit delivered here earns, rules it eases counted; NaN where not known."""
    goods: float
    """what one more unit of the product-week is worth; NaN where not known."""
    reason: UnitReason
    rules: tuple[RuleName, ...] = ()
    waiting: tuple[str, ...] = ()
    """accounts that get less than they ask for, the next one first."""
