"""Small problems for the tests: each states what matters to it, the rest has quiet defaults.

Quiet means: one account, one product, ample supply, nothing to spend on, nobody to visit,
stock free to hold and to keep.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from solver import (
    AccountStock,
    Aim,
    Budget,
    CalendarRule,
    Decisions,
    FairnessRule,
    FillRule,
    Problem,
    Promotions,
    Rounding,
    Target,
    Teams,
    TotalRule,
    Visits,
    Warehouse,
)
from solver.backends import Stop
from solver.certify import Search
from solver.problem import Floats, Ints

# Plans that are checked by hand are solved far closer than a planner would ask for.
TIGHT = 1e-7

Rows = tuple[int, ...] | None
"""positions, None for all."""

Points = tuple[tuple[float, float], ...] | None
"""(effort in half efforts, effect as a share of top) in place of the shape, None for none."""


@dataclass(frozen=True)
class Promo:
    """One promotion row: uplift(x) = top x^shape / (half^shape + x^shape)."""

    account: int = 0
    top: float = 0.4
    half: float = 100.0
    shape: float = 1.0
    covers: Rows = None
    weeks: Rows = None
    mechanic: str = "display"
    borrowed: float = 0.0
    borrowed_weeks: int = 0
    points: Points = None


@dataclass(frozen=True)
class Visit:
    """One visit row: change(n) = top (F(n) - F(present)), F(n) = n^shape / (half^shape + n^shape).

    `team` -1: none.
    """

    account: int = 0
    minimum: int = 0
    maximum: int = 4
    present: float = 0.0
    hours: float = 1.0
    cost: float = 0.0
    top: float = 0.5
    half: float = 1.0
    shape: float = 1.0
    team: int = -1
    kind: str = "rep"
    points: Points = None


@dataclass(frozen=True)
class Team:
    """Hours of a team."""

    name: str = "north"
    hours: float = np.inf
    peak_hours: float = np.inf


@dataclass(frozen=True)
class Cap:
    """A budget over promotion rows and weeks."""

    maximum: float = np.inf
    minimum: float = 0.0
    name: str = "total"
    rows: Rows = None
    weeks: Rows = None
    price: float | None = None


@dataclass(frozen=True)
class Fair:
    """A fairness rule over accounts, products and weeks."""

    spread: float
    accounts: Rows = None
    products: Rows = None
    weeks: Rows = None
    name: str = "fair"
    price: float | None = None


@dataclass(frozen=True)
class Held:
    """A total of spends [J, T], visits [K] or units sold [A, P, T] between two ends.

    `cells` are flat positions, None for all.
    """

    decision: Literal["spend", "visits", "units"]
    least: float = -np.inf
    most: float = np.inf
    cells: Rows = None
    family: Literal["lock", "no_worse", "kept"] = "lock"
    name: str = "held"
    price: float | None = None


@dataclass(frozen=True)
class Calendar:
    """A calendar rule of one account: its promotions' rows and weeks, None for all."""

    rows: Rows = None
    weeks: Rows = None
    least_spend: float = 0.0
    most_weeks: int | None = None
    longest: int | None = None
    gap: int = 0
    account: str = "a1"
    name: str = "calendar"
    price: float | None = None


@dataclass(frozen=True)
class Kept:
    """Stock that an account keeps of a product; `cost` None: what it costs in the warehouse.

    `transit` and the band are by week, shorter ones filled up with nothing.
    """

    account: int = 0
    product: int = 0
    opening: float = 0.0
    lead: int = 0
    transit: tuple[float, ...] = ()
    cost: float | None = None
    least_end: float = 0.0
    least: float = 0.0
    most: float = np.inf
    price: float = 0.0
    consignment: bool = False


@dataclass(frozen=True)
class Fill:
    """A service rule over accounts, products and weeks."""

    share: float
    accounts: Rows = None
    products: Rows = None
    weeks: Rows = None
    name: str = "service"
    cell: tuple[str, ...] = ()
    price: float | None = None


def make_problem(
    baseline: npt.ArrayLike = 100.0,
    *,
    margin: npt.ArrayLike = 10.0,
    net_price: npt.ArrayLike = 20.0,
    supply: npt.ArrayLike | None = None,
    opening: npt.ArrayLike = 0.0,
    holding: npt.ArrayLike = 0.0,
    write_down: npt.ArrayLike = 0.0,
    promos: tuple[Promo, ...] = (),
    visits: tuple[Visit, ...] = (),
    teams: tuple[Team, ...] = (),
    caps: tuple[Cap, ...] = (),
    fills: tuple[Fill, ...] = (),
    fair: tuple[Fair, ...] = (),
    held: tuple[Held, ...] = (),
    kept: tuple[Kept, ...] = (),
    calendar: tuple[Calendar, ...] = (),
    least_spend: npt.ArrayLike = 0.0,
    published: Decisions | None = None,
    warehouse: Warehouse | None = None,
    goodwill: npt.ArrayLike = 0.0,
    peak: tuple[int, ...] = (),
    extra: npt.ArrayLike = 0.0,
    extra_cost: npt.ArrayLike = 0.0,
    credit: dict[int, tuple[float, int]] | None = None,
    tier: tuple[str, ...] | None = None,
    accounts: tuple[str, ...] | None = None,
    products: tuple[str, ...] | None = None,
    aims: tuple[Aim, ...] = (),
    targets: tuple[Target, ...] = (),
    rounding: Rounding | None = None,
    target_gap: float = TIGHT,
    time_limit: float | None = None,
) -> Problem:
    """A Problem; `baseline` is [T], [A, T] (one product) or [A, P, T]; the rest broadcasts.

    `margin` and `net_price` are [A] or [A, P], `supply` [T] or [P, T] (None: ample).
    """
    demand = _as_cube(baseline)
    A, P, T = demand.shape
    ample = 10.0 * demand.sum(axis=0) + 1.0
    return Problem(
        accounts=accounts or tuple(f"a{a + 1}" for a in range(A)),
        products=products or tuple(f"p{p + 1}" for p in range(P)),
        weeks=tuple(f"w{t + 1}" for t in range(T)),
        tier=tier or ("A",) * A,
        baseline=demand,
        margin=_by_account(margin, A, P),
        net_price=_by_account(net_price, A, P),
        supply=ample if supply is None else _full(supply, (P, T)),
        opening=_full(opening, (P,)),
        holding=_full(holding, (P,)),
        write_down=_full(write_down, (P,)),
        promotions=_promotions(promos, P, T),
        visits=_visits(visits),
        teams=Teams(
            tuple(team.name for team in teams),
            np.array([team.hours for team in teams], dtype=float),
            np.array([team.peak_hours for team in teams], dtype=float),
        ),
        budgets=tuple(_budget(cap, promos, T) for cap in caps),
        fill_rules=tuple(_fill_rule(fill, demand.shape) for fill in fills),
        fairness=tuple(_fairness(rule, demand.shape) for rule in fair),
        totals=tuple(_total(rule, len(promos), len(visits), demand.shape) for rule in held),
        account_stock=_account_stock(kept, _full(holding, (P,)), T) if kept else None,
        calendar=tuple(_calendar(rule, promos, T) for rule in calendar),
        least_spend=_full(least_spend, (len(promos), T)),
        published=published,
        warehouse=warehouse,
        goodwill=_full(goodwill, (A,)),
        peak=np.isin(np.arange(T), peak),
        credit_limit=np.array([(credit or {}).get(a, (np.inf, 0))[0] for a in range(A)]),
        credit_weeks=np.array([(credit or {}).get(a, (np.inf, 0))[1] for a in range(A)]),
        extra=_full(extra, (P, T)),
        extra_cost=_full(extra_cost, (P, T)),
        aims=aims,
        targets=targets,
        rounding=rounding,
        target_gap=target_gap,
        time_limit=time_limit,
    )


def make_decisions(
    problem: Problem,
    *,
    spend: npt.ArrayLike = 0.0,
    visits: npt.ArrayLike = 0,
    shipped: npt.ArrayLike = 0.0,
) -> Decisions:
    """Decisions of a problem; each broadcasts to its full shape, `shipped` like a baseline."""
    rows, (A, P, T) = problem.promotions.active.shape, problem.shape
    units = np.asarray(shipped, dtype=float)
    if units.ndim in (1, 2):
        units = _as_cube(units)
    number = np.full(len(problem.visits), 0) + np.asarray(visits, dtype=np.int64)
    return Decisions(_full(spend, rows), number.astype(np.int64), _full(units, (A, P, T)))


def row_dual(problem: Problem, rule: tuple[str, tuple[str, ...]]) -> float:
    """Objective gained by one more on a rule's right-hand side, at the plan's linear program."""
    search = Search(problem, Stop())
    search.run()
    return float(search.session.row_duals()[search.model.rules[rule]])


def _as_cube(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=float)
    if array.ndim == 3:
        return array
    if array.ndim == 2:
        return array[:, None, :]
    return np.atleast_1d(array)[None, None, :]


def _by_account(values: npt.ArrayLike, accounts: int, products: int) -> Floats:
    array = np.asarray(values, dtype=float)
    return _full(array[:, None] if array.ndim == 1 else array, (accounts, products))


def _full(values: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    return np.array(np.broadcast_to(np.asarray(values, dtype=float), shape))


def _chosen(positions: Rows, size: int) -> Ints:
    return np.arange(size) if positions is None else np.array(positions, dtype=np.int64)


def _mask(positions: Rows, size: int) -> npt.NDArray[np.bool_]:
    return np.isin(np.arange(size), _chosen(positions, size))


def _promotions(promos: tuple[Promo, ...], products: int, weeks: int) -> Promotions:
    covers = [_mask(promo.covers, products) for promo in promos]
    active = [_mask(promo.weeks, weeks) for promo in promos]
    return Promotions(
        account=np.array([promo.account for promo in promos], dtype=np.int64),
        mechanic=tuple(promo.mechanic for promo in promos),
        max_uplift=np.array([promo.top for promo in promos], dtype=float),
        half_spend=np.array([promo.half for promo in promos], dtype=float),
        shape=np.array([promo.shape for promo in promos], dtype=float),
        covers=np.array(covers, dtype=bool).reshape(len(promos), products),
        active=np.array(active, dtype=bool).reshape(len(promos), weeks),
        borrowed=np.array([promo.borrowed for promo in promos], dtype=float),
        borrowed_weeks=np.array([promo.borrowed_weeks for promo in promos], dtype=np.int64),
        points=_points([promo.points for promo in promos]),
    )


def _visits(rows: tuple[Visit, ...]) -> Visits:
    def whole(name: str) -> Ints:
        return np.array([getattr(row, name) for row in rows], dtype=np.int64)

    def real(name: str) -> Floats:
        return np.array([getattr(row, name) for row in rows], dtype=float)

    return Visits(
        account=whole("account"),
        kind=tuple(row.kind for row in rows),
        team=whole("team"),
        present=real("present"),
        minimum=whole("minimum"),
        maximum=whole("maximum"),
        hours=real("hours"),
        cost=real("cost"),
        max_change=real("top"),
        half_visits=real("half"),
        shape=real("shape"),
        points=_points([row.points for row in rows]),
    )


def _points(curves: list[Points]) -> Floats:
    """[rows, N, 2] as a Problem holds them: from (0, 0) on, the last repeated."""
    longest = max((len(curve) + 1 for curve in curves if curve), default=0)
    found = np.zeros((len(curves), longest, 2))
    for row, curve in enumerate(curves):
        for place in range(1, longest if curve else 0):
            assert curve is not None
            found[row, place] = curve[min(place, len(curve)) - 1]
    return found


def _budget(cap: Cap, promos: tuple[Promo, ...], weeks: int) -> Budget:
    chosen = _mask(cap.rows, len(promos))[:, None] & _mask(cap.weeks, weeks)
    active = np.array([_mask(promo.weeks, weeks) for promo in promos], dtype=bool)
    selects = chosen & active.reshape(len(promos), weeks)
    return Budget(cap.name, selects, cap.minimum, cap.maximum, cap.price)


def _fill_rule(fill: Fill, shape: tuple[int, int, int]) -> FillRule:
    chosen = (fill.accounts, fill.products, fill.weeks)
    places = np.ix_(*(_chosen(part, size) for part, size in zip(chosen, shape, strict=True)))
    cells = np.arange(int(np.prod(shape))).reshape(shape)[places].ravel()
    return FillRule(fill.name, fill.cell, fill.share, cells, fill.price)


def _total(rule: Held, promos: int, visits: int, shape: tuple[int, int, int]) -> TotalRule:
    A, P, T = shape
    size = {"spend": promos * T, "visits": visits, "units": A * P * T}[rule.decision]
    cells = _chosen(rule.cells, size)
    ends = (rule.least, rule.most)
    return TotalRule(rule.family, (rule.name,), rule.decision, cells, *ends, rule.price)


def _calendar(rule: Calendar, promos: tuple[Promo, ...], weeks: int) -> CalendarRule:
    return CalendarRule(
        (rule.name, rule.account),
        _chosen(rule.rows, len(promos)),
        _chosen(rule.weeks, weeks),
        rule.least_spend,
        rule.most_weeks,
        rule.longest,
        rule.gap,
        rule.price,
    )


def _account_stock(rows: tuple[Kept, ...], holding: Floats, weeks: int) -> AccountStock:
    def real(name: str) -> Floats:
        return np.array([getattr(row, name) for row in rows], dtype=float)

    def whole(name: str) -> Ints:
        return np.array([getattr(row, name) for row in rows], dtype=np.int64)

    transit = np.zeros((len(rows), weeks))
    for place, row in enumerate(rows):
        transit[place, : len(row.transit)] = row.transit
    return AccountStock(
        account=whole("account"),
        product=whole("product"),
        opening=real("opening"),
        lead=whole("lead"),
        transit=transit,
        cost=np.array(
            [holding[row.product] if row.cost is None else row.cost for row in rows], dtype=float
        ),
        least_end=real("least_end"),
        band_least=np.repeat(real("least")[:, None], weeks, axis=1),
        band_most=np.repeat(real("most")[:, None], weeks, axis=1),
        price=real("price"),
        on_consignment=np.array([row.consignment for row in rows], dtype=bool),
    )


def _fairness(rule: Fair, shape: tuple[int, int, int]) -> FairnessRule:
    chosen = (rule.accounts, rule.products, rule.weeks)
    places = [_chosen(part, size) for part, size in zip(chosen, shape, strict=True)]
    return FairnessRule(rule.name, places[0], places[1], places[2], rule.spread, rule.price)
