"""The allocation problem: what the solver is given.

Every array names its axes in the comment beside it: A accounts, P products, T weeks,
J promotions (an account and a mechanic), K visit rows (an account and a kind), G teams.
Index order is always account, product, mechanic or visit kind, week.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from solver.rules import (
    AccountStock,
    Aim,
    Bools,
    Budget,
    CalendarRule,
    FairnessRule,
    FillRule,
    Floats,
    Ints,
    Rounding,
    Target,
    TotalRule,
    Warehouse,
)

__all__ = [
    "AccountStock",
    "Aim",
    "Bools",
    "Budget",
    "CalendarRule",
    "Decisions",
    "FairnessRule",
    "FillRule",
    "Floats",
    "Ints",
    "Problem",
    "Promotions",
    "Rounding",
    "Target",
    "Teams",
    "TotalRule",
    "Visits",
    "Warehouse",
]


def no_points() -> Floats:
    """Points of no row."""
    return np.zeros((0, 0, 2))


@dataclass(frozen=True)
class Promotions:
    """What spend does: one row for each account and mechanic that may be promoted."""

    account: Ints
    """[J] index of the account."""
    mechanic: tuple[str, ...]
    """[J] name of the mechanic."""
    max_uplift: Floats
    """[J] uplift at unlimited spend, share of the week's baseline, >= 0."""
    half_spend: Floats
    """[J] money in one week that gets half the uplift, > 0."""
    shape: Floats
    """[J] exponent of the response, > 0; at most 1 is concave."""
    covers: Bools
    """[J, P] products whose demand the mechanic lifts."""
    active: Bools
    """[J, T] weeks in which money may be spent."""
    borrowed: Floats = field(default_factory=lambda: np.zeros(0))
    """[J] share of the uplift that is taken from the weeks after; empty for none."""
    borrowed_weeks: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """[J] weeks it is taken from, evenly; at least 1 where anything is."""
    points: Floats = field(default_factory=no_points)
    """[J, N, 2] judged points of the response in place of `shape`, as (effort in half spends,
    effect as a share of the highest uplift): from (0, 0) on, straight between them, flat after
    the last, which a shorter curve repeats. Zeros: none. Empty for none at all."""

    def __post_init__(self) -> None:
        if not self.points.size:
            object.__setattr__(self, "points", np.zeros((len(self.account), 0, 2)))
        for name, kind in (("borrowed", float), ("borrowed_weeks", np.int64)):
            if not getattr(self, name).size:
                object.__setattr__(self, name, np.zeros(len(self.account), dtype=kind))

    def __len__(self) -> int:
        return len(self.account)

    def keep(self, rows: "Ints | slice") -> "Promotions":
        """Some of the rows, in the order given."""
        arrays = {
            name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        kept = np.arange(len(self))[rows].tolist()
        return replace(self, mechanic=tuple(self.mechanic[row] for row in kept), **arrays)

    @property
    def longest_borrowed(self) -> int:
        """Most weeks over which an uplift is missing."""
        return int(np.where(self.borrowed > 0.0, self.borrowed_weeks, 0).max(initial=0))

    def borrowed_after(self, weeks: int) -> Floats:
        """[J] share of an uplift that is missing so many weeks later."""
        each = self.borrowed / np.maximum(self.borrowed_weeks, 1)
        return np.where(self.borrowed_weeks >= weeks, each, 0.0)

    def net_of_borrowed(self, value: Floats, beyond: Floats) -> Floats:
        """[J, P, T] what a unit of uplift is worth where units are worth `value`.

            value[t] - (b / L) sum over i = 1..L of value[t + i]

        `value` [J, P, T]; `beyond` [J, P] is the value in the weeks after the last.
        """
        net = value.copy()
        weeks = value.shape[2]
        for row in np.flatnonzero(self.borrowed > 0.0):
            share = self.borrowed[row] / self.borrowed_weeks[row]
            for step in range(1, int(self.borrowed_weeks[row]) + 1):
                within = max(weeks - step, 0)
                net[row, :, :within] -= share * value[row, :, step : step + within]
                net[row, :, within:] -= share * beyond[row][:, None]
        return net


@dataclass(frozen=True)
class Visits:
    """How often an account may be visited, and what that does to its demand."""

    account: Ints
    """[K] index of the account."""
    kind: tuple[str, ...]
    """[K] representative, executive, technical ..."""
    team: Ints
    """[K] index of the team whose hours are used, -1 where there is none."""
    present: Floats
    """[K] visits at which the baseline was observed."""
    minimum: Ints
    """[K] fewest visits over the horizon."""
    maximum: Ints
    """[K] most visits over the horizon."""
    hours: Floats
    """[K] hours one visit takes, travel included."""
    cost: Floats
    """[K] money one visit costs."""
    max_change: Floats
    """[K] change of baseline from no to unlimited visits, share, >= 0."""
    half_visits: Floats
    """[K] visits that get half the change, > 0."""
    shape: Floats
    """[K] exponent of the response, > 0; at most 1 is concave."""
    points: Floats = field(default_factory=no_points)
    """[K, N, 2] judged points in place of `shape`, as in Promotions: (effort in half visits,
    effect as a share of the highest change)."""

    def __post_init__(self) -> None:
        if not self.points.size:
            object.__setattr__(self, "points", np.zeros((len(self.account), 0, 2)))

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True)
class Teams:
    """The people: hours each team has."""

    names: tuple[str, ...]
    """[G]"""
    hours: Floats
    """[G] hours over the horizon, inf where the team has no limit."""
    peak_hours: Floats
    """[G] hours in the peak weeks, inf where there is no limit or no peak."""


@dataclass(frozen=True)
class Problem:
    """One allocation problem. Money has one currency, units are cases, weeks are equal."""

    accounts: tuple[str, ...]
    products: tuple[str, ...]
    weeks: tuple[str, ...]
    tier: tuple[str, ...]
    """[A] tier of the account: breaks ties in stock priority, and serves the tier policy."""
    baseline: Floats
    """[A, P, T] units a week without promotion at the present visits."""
    margin: Floats
    """[A, P] contribution of one unit sold, money; may be negative."""
    net_price: Floats
    """[A, P] money a unit brings after every term of trade."""
    supply: Floats
    """[P, T] units arriving."""
    opening: Floats
    """[P] units in stock before the first week."""
    holding: Floats
    """[P] money for one unit in stock at the end of a week."""
    write_down: Floats
    """[P] money lost on one unit left after the last week."""
    promotions: Promotions
    visits: Visits
    teams: Teams
    budgets: tuple[Budget, ...] = ()
    fill_rules: tuple[FillRule, ...] = ()
    peak: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """[T] weeks of the peak; empty or all False where the plan names none."""
    extra: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """[P, T] units that can be bought on top; empty for none."""
    extra_cost: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """[P, T] money that one of them costs more; empty for nothing."""
    credit_limit: Floats = field(default_factory=lambda: np.zeros(0))
    """[A] money an account may owe, inf where there is no limit; empty for none."""
    credit_weeks: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """[A] weeks until an invoice is paid; 0: at once."""
    goodwill: Floats = field(default_factory=lambda: np.zeros(0))
    """[A] money lost with a unit that falls short of the unpromoted demand; empty for nothing."""
    warehouse: Warehouse | None = None
    account_stock: AccountStock | None = None
    """accounts and products whose stock is tracked; others sell on what they get at once."""
    fairness: tuple[FairnessRule, ...] = ()
    totals: tuple[TotalRule, ...] = ()
    calendar: tuple[CalendarRule, ...] = ()
    least_spend: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """[J, T] money that is spent in any case; empty for nothing."""
    published: "Decisions | None" = None
    """a plan that was handed out: a start that the answer is never below where it keeps every
    rule, and the shares of the policy "last"."""
    aims: tuple[Aim, ...] = ()
    """what is maximised, one after another; empty for contribution."""
    targets: tuple[Target, ...] = ()
    """what a plan must come to."""
    spend_cost: float = 1.0
    """what a unit of promotion spend takes off what is maximised."""
    margin_beyond: Floats | None = None
    """[A, P] money lost with a unit that promotion takes from weeks after the last; None: its
    margin."""
    origin: "Problem | None" = None
    """the problem as stated, where this one has another aim written as its contribution."""
    rounding: Rounding | None = None
    """what a plan is rounded to once it is found; None: it is not."""
    target_gap: float = 0.001
    """(bound - objective) / max(|objective|, 1) at which the plan counts as optimal."""
    time_limit: float | None = None
    """seconds, None for no limit."""

    def __post_init__(self) -> None:
        if not self.least_spend.size:
            object.__setattr__(self, "least_spend", np.zeros(self.promotions.active.shape))
        for name in ("extra", "extra_cost"):
            if not getattr(self, name).size:
                object.__setattr__(self, name, np.zeros(self.supply.shape))
        if not self.goodwill.size:
            object.__setattr__(self, "goodwill", np.zeros(len(self.accounts)))
        if not self.credit_limit.size:
            object.__setattr__(self, "credit_limit", np.full(len(self.accounts), np.inf))
            nothing = np.zeros(len(self.accounts), dtype=np.int64)
            object.__setattr__(self, "credit_weeks", nothing)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(A, P, T)."""
        return len(self.accounts), len(self.products), len(self.weeks)

    @property
    def beyond(self) -> Floats:
        """[A, P] money that a unit is worth in the weeks after the last."""
        return self.margin if self.margin_beyond is None else self.margin_beyond

    @property
    def tracked(self) -> Bools:
        """[A, P] True where the account keeps stock of the product."""
        mask = np.zeros(self.margin.shape, dtype=bool)
        if self.account_stock is not None:
            mask[self.account_stock.account, self.account_stock.product] = True
        return mask

    @property
    def switches(self) -> int:
        """Weeks that the calendar's rules can switch on or off."""
        active = self.promotions.active
        return sum(int(active[rule.rows][:, rule.weeks].any(0).sum()) for rule in self.calendar)

    @property
    def owing(self) -> Ints:
        """Accounts whose credit is limited and not paid at once."""
        return np.flatnonzero(np.isfinite(self.credit_limit) & (self.credit_weeks > 0))

    @property
    def peak_share(self) -> float:
        """Share of the horizon's weeks that are in the peak: where the even visits fall."""
        return float(self.peak.mean()) if self.peak.size else 0.0


@dataclass(frozen=True)
class Decisions:
    """What a plan decides. Everything else follows from it."""

    spend: Floats
    """[J, T] money."""
    visits: Ints
    """[K] whole visits over the horizon."""
    shipped: Floats
    """[A, P, T] units."""
    extra: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """[P, T] units bought on top; empty for none."""
    sold: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    """[A, P, T] units sold on; empty where all that is asked for and there is. Counts only
    where stock at accounts is tracked: elsewhere what is shipped is sold."""
