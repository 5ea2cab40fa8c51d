"""The planner's rules, as the solver is given them.

Each is hard, or has a price: then it may be broken, and what is broken costs. Letters of the
axes as in problem.py.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

RuleName = tuple[str, tuple[str, ...]]
"""family and key: what a row of the model is called."""


@dataclass(frozen=True)
class Budget:
    """Money between `minimum` and `maximum` over a selection of promotions and weeks."""

    name: str
    selects: Bools
    """[J, T] promotion-weeks whose spend counts."""
    minimum: float
    """money, 0 where there is none."""
    maximum: float
    """money, inf where there is none."""
    price: float | None = None
    """money for each unit of money above or below; None: the rule is hard."""


@dataclass(frozen=True)
class FillRule:
    """Sold / baseline of a selection is at least `share`."""

    name: str
    cell: tuple[str, ...]
    """what the rule is repeated for, such as ("c001",); empty where it is one total."""
    share: float
    cells: Ints
    """flat positions in [A, P, T] of the cells whose sales and baseline are totalled."""
    price: float | None = None
    """money for each unit that is short; None: the rule is hard."""


@dataclass(frozen=True)
class Warehouse:
    """Room for what is in stock at the end of a week."""

    volume: Floats
    """[P] volume of one unit, >= 0."""
    capacity: float
    """volume."""
    price: float | None = None
    """money for each unit of volume and week above it; None: the rule is hard."""


@dataclass(frozen=True)
class FairnessRule:
    """Nobody is starved: an account's sold / baseline of a product is at most `spread` below
    that of all accounts."""

    name: str
    accounts: Ints
    """positions of the accounts that are protected."""
    products: Ints
    """positions of the products."""
    weeks: Ints
    """positions of the weeks over which both are totalled."""
    spread: float
    """share of baseline, >= 0."""
    price: float | None = None
    """money for each unit that is short; None: the rule is hard."""


@dataclass(frozen=True)
class TotalRule:
    """What is decided over a selection adds up to at least `least` and at most `most`.

    A lock has both alike; "no worse" has the least only.
    """

    family: Literal["lock", "no_worse", "kept"]
    key: tuple[str, ...]
    decision: Literal["spend", "visits", "units"]
    """money, visits, or units sold."""
    cells: Ints
    """flat positions in [J, T], [K] or [A, P, T] of what is totalled."""
    least: float
    """-inf where there is none."""
    most: float
    """inf where there is none."""
    price: float | None = None
    """money for each unit above or below; None: the rule is hard."""


@dataclass(frozen=True)
class AccountStock:
    """Stock that accounts keep of their own: one row for each account and product tracked."""

    account: Ints
    """[N] index of the account."""
    product: Ints
    """[N] index of the product."""
    opening: Floats
    """[N] units at the account before the first week."""
    lead: Ints
    """[N] weeks between shipment and arrival."""
    transit: Floats
    """[N, T] units arriving from shipments of the weeks before the first."""
    cost: Floats
    """[N] money for a unit at the account at the end of a week, at least what it costs in the
    warehouse."""
    least_end: Floats
    """[N] units that must be there or on their way at the end, so that nothing is drained."""
    band_least: Floats
    """[N, T] units, there or on their way at the end of the week, 0 where none is asked."""
    band_most: Floats
    """[N, T] the most of them, inf where there is no limit."""
    price: Floats
    """[N] money for a unit and week outside the band."""
    on_consignment: Bools
    """[N] True where goods are invoiced when sold on, not when shipped."""

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True)
class CalendarRule:
    """When one account may be promoted: which weeks are on, and how much is spent in them.

    A week is on where any of the rule's promotions gets money in it.
    """

    key: tuple[str, str]
    """name of the rule, and the account."""
    rows: Ints
    """promotions of the account that the rule looks at."""
    weeks: Ints
    """weeks it looks at, rising."""
    least_spend: float = 0.0
    """money in a week that is on, the rule's promotions together."""
    most_weeks: int | None = None
    """weeks that may be on; 0 is a blackout."""
    longest: int | None = None
    """weeks in a row that may be on, at least 1."""
    gap: int = 0
    """weeks without promotion after a run of weeks with it."""
    price: float | None = None
    """money for each unit of money or week that is not as it should be; None: hard."""


@dataclass(frozen=True)
class Rounding:
    """What decisions are rounded to for those who carry the plan out."""

    step: float
    """money of promotion spend, > 0."""
    case_units: Floats
    """[P] units of a case, > 0."""


@dataclass(frozen=True)
class Aim:
    """What is maximised: a weighted sum of what a plan comes to."""

    name: str
    contribution: float = 0.0
    """weight of a unit of money of contribution."""
    revenue: float = 0.0
    """of net value sold."""
    units: float = 0.0
    """of a unit sold."""
    spend: float = 0.0
    """taken off for each unit of money of promotion spend, beside its part in contribution."""


CONTRIBUTION = Aim("contribution", contribution=1.0)
"""What is maximised where nothing else is said."""


@dataclass(frozen=True)
class Target:
    """What a plan must come to."""

    aim: Aim
    least: float
    net: bool = False
    """True where goodwill and the prices of broken rules are taken off, as they are off what is
    maximised."""

    @property
    def key(self) -> tuple[str, ...]:
        """What its row is called: an aim that is held is not the planner's target of that name."""
        return (self.aim.name, "held") if self.net else (self.aim.name,)
