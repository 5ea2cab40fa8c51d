"""The allocation as a plain linear program in numpy arrays, given to HiGHS directly.

One "sold" variable and one demand row for each account, product and week; every response
curve replaced at once by tangents, every visit curve by all its chords. It takes no cut and
no warm start: what a careful person would write without kamplan. Visits are divisible, and
curves lie a little high, so its optimum is a little above the plan's.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from solver import Problem
from solver.curves import effort_at_slope, response, slope
from solver.problem import Floats, Ints

RETURNS = (0.25, 0.5, 0.7, 0.84, 1.0, 1.19, 1.41, 2.0, 4.0)
"""Nine tangents a curve: where the last unit of money returns so many times the guessed price."""


@dataclass
class Rows:
    """Rows of the program as lists of triplets, put together once at the end."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    count: int = 0

    def open(self, lower: Floats, upper: Floats) -> Ints:
        """New rows between two limits; their numbers."""
        new = np.arange(self.count, self.count + len(upper))
        self.lower.append(np.broadcast_to(lower, upper.shape))
        self.upper.append(upper)
        self.count += len(upper)
        return new

    def put(self, row: Any, column: Any, value: Any) -> None:
        """Coefficients; the three are broadcast against each other."""
        parts = [part.ravel() for part in np.broadcast_arrays(row, column, value)]
        there = parts[2] != 0.0
        self.row.append(parts[0][there])
        self.column.append(parts[1][there])
        self.value.append(parts[2][there].astype(float))


@dataclass(frozen=True)
class Columns:
    """Where each kind of variable stands."""

    sold: Ints
    """[A, P, T]"""
    spend: Ints
    """[J, T]"""
    uplift: Ints
    """[J, T]"""
    stock: Ints
    """[P, T]"""
    visits: Ints
    """[K]"""
    change: Ints
    """[K]"""
    count: int


def number_columns(problem: Problem) -> Columns:
    """Every variable has a column, needed or not: presolve takes the rest out."""
    _, products, weeks = problem.shape
    spends = (len(problem.promotions), weeks)
    visits = (len(problem.visits),)
    shapes: list[tuple[int, ...]] = [problem.shape, spends, spends, (products, weeks)]
    found, first = [], 0
    for shape in [*shapes, visits, visits]:
        size = int(np.prod(shape))
        found.append(np.arange(first, first + size).reshape(shape))
        first += size
    sold, spend, uplift, stock, number, change = found
    return Columns(sold, spend, uplift, stock, number, change, first)


def plain_model(problem: Problem) -> highspy.HighsLp:
    """The whole program."""
    columns, rows = number_columns(problem), Rows()
    put_demand(problem, columns, rows)
    put_tangents(problem, columns, rows)
    put_chords(problem, columns, rows)
    put_supply(problem, columns, rows)
    put_limits(problem, columns, rows)
    return as_highs(problem, columns, rows)


def put_demand(problem: Problem, columns: Columns, rows: Rows) -> None:
    """sold - B (sum cover u + sum r) <= B in every account, product and week."""
    baseline, promotions, visits = problem.baseline, problem.promotions, problem.visits
    row = rows.open(np.array(-np.inf), baseline.ravel()).reshape(problem.shape)
    rows.put(row, columns.sold, 1.0)
    lifted = baseline[promotions.account] * promotions.covers[:, :, None]
    rows.put(row[promotions.account], columns.uplift[:, None, :], -lifted)
    changed = baseline[visits.account]
    rows.put(row[visits.account], columns.change[:, None, None], -changed)


def put_tangents(problem: Problem, columns: Columns, rows: Rows) -> None:
    """u - f'(z) x <= f(z) - f'(z) z at nine spends z and at none."""
    curve, worth = curves(problem)
    spends = [effort_at_slope(price_guess(problem) * part / worth, *curve) for part in RETURNS]
    for spend in [np.zeros(worth.shape), *spends]:
        steep = slope(spend, *curve)
        active = problem.promotions.active & np.isfinite(steep)
        limit = (response(spend, *curve) - steep * spend)[active]
        row = rows.open(np.array(-np.inf), limit)
        rows.put(row, columns.uplift[active], 1.0)
        rows.put(row, columns.spend[active], -steep[active])


def curves(problem: Problem) -> tuple[tuple[Floats, Floats, Floats], Floats]:
    """The curves' parameters and the money that an uplift of 1 moves, all [J, T]."""
    promotions = problem.promotions
    shape = promotions.active.shape
    parts = (promotions.max_uplift, promotions.half_spend, promotions.shape)
    top, half, bend = (np.broadcast_to(part[:, None], shape) for part in parts)
    earned = np.maximum(problem.margin, 0.0)[:, :, None] * problem.baseline
    worth = np.einsum("jpt,jp->jt", earned[promotions.account], promotions.covers)
    return (top, half, bend), np.maximum(worth, 1.0)


def price_guess(problem: Problem) -> float:
    """What a unit of money must return for the largest budget to be used up, at least 1."""
    curve, worth = curves(problem)
    money = max((b.maximum for b in problem.budgets if np.isfinite(b.maximum)), default=np.inf)
    low, high = 0.0, np.log(1e6)
    for _ in range(40):
        middle = (low + high) / 2.0
        spend = effort_at_slope(np.exp(middle) / worth, *curve) * problem.promotions.active
        low, high = (middle, high) if spend.sum() > money else (low, middle)
    return float(np.exp(low))


def put_chords(problem: Problem, columns: Columns, rows: Rows) -> None:
    """r - s n <= r(i) - s i between every two whole numbers of visits i and i + 1."""
    visits = problem.visits
    for step in range(int((visits.maximum - visits.minimum).max(initial=0))):
        inside = np.flatnonzero(visits.minimum + step < visits.maximum)
        at = (visits.minimum + step)[inside].astype(float)
        here, there = (change_at(problem, inside, n) for n in (at, at + 1.0))
        row = rows.open(np.array(-np.inf), here - (there - here) * at)
        rows.put(row, columns.change[inside], 1.0)
        rows.put(row, columns.visits[inside], here - there)


def change_at(problem: Problem, rows: Ints, number: Floats) -> Floats:
    """Change of baseline by a number of visits, share, for some visit rows."""
    visits = problem.visits
    curve = visits.max_change[rows], visits.half_visits[rows], visits.shape[rows]
    return response(number, *curve) - response(visits.present[rows], *curve)


def put_supply(problem: Problem, columns: Columns, rows: Rows) -> None:
    """I_t - I_(t-1) + sum of sales = arriving."""
    arriving = problem.supply.copy()
    arriving[:, 0] += problem.opening
    flat = arriving.ravel()
    row = rows.open(flat, flat).reshape(arriving.shape)
    rows.put(row, columns.stock, 1.0)
    rows.put(row[:, 1:], columns.stock[:, :-1], -1.0)
    rows.put(row[None, :, :], columns.sold, 1.0)


def put_limits(problem: Problem, columns: Columns, rows: Rows) -> None:
    """Budgets, hours and minimum fill."""
    infinite = np.array([np.inf])
    for budget in problem.budgets:
        row = rows.open(np.array([budget.minimum]), np.array([budget.maximum]))
        rows.put(row, columns.spend[budget.selects], 1.0)
    teams, visits = problem.teams, problem.visits
    for share, limits in ((1.0, teams.hours), (problem.peak_share, teams.peak_hours)):
        for team, limit in enumerate(limits):
            row = rows.open(-infinite, np.array([limit]))
            rows.put(row, columns.visits, np.where(visits.team == team, visits.hours * share, 0.0))
    baseline = problem.baseline.ravel()
    for rule in problem.fill_rules:
        wanted = np.array([rule.share * baseline[rule.cells].sum()])
        rows.put(rows.open(wanted, infinite), columns.sold.ravel()[rule.cells], 1.0)


def as_highs(problem: Problem, columns: Columns, rows: Rows) -> highspy.HighsLp:
    """Costs, bounds and the matrix by rows."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns.count, rows.count
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = costs(problem, columns)
    lp.col_lower_, lp.col_upper_ = bounds(problem, columns)
    lp.row_lower_, lp.row_upper_ = np.concatenate(rows.lower), np.concatenate(rows.upper)
    row, column, value = (np.concatenate(part) for part in (rows.row, rows.column, rows.value))
    order = np.argsort(row, kind="stable")
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    filled = np.bincount(row, minlength=rows.count)
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(filled)]).astype(np.int32)
    lp.a_matrix_.index_ = column[order].astype(np.int32)
    lp.a_matrix_.value_ = value[order].astype(float)
    return lp


def costs(problem: Problem, columns: Columns) -> Floats:
    """Contribution of one unit of each variable."""
    gain = np.zeros(columns.count)
    gain[columns.sold] = problem.margin[:, :, None]
    gain[columns.spend] = -1.0
    gain[columns.stock] = -problem.holding[:, None]
    gain[columns.stock[:, -1]] -= problem.write_down
    gain[columns.visits] = -problem.visits.cost
    return gain


def bounds(problem: Problem, columns: Columns) -> tuple[Floats, Floats]:
    """Lower and upper bounds of every variable."""
    promotions, visits = problem.promotions, problem.visits
    low, high = np.zeros(columns.count), np.full(columns.count, np.inf)
    high[columns.spend[~promotions.active]] = 0.0
    high[columns.uplift] = promotions.max_uplift[:, None] * promotions.active
    low[columns.visits], high[columns.visits] = visits.minimum, visits.maximum
    every = np.arange(len(visits))
    low[columns.change] = change_at(problem, every, visits.minimum.astype(float))
    high[columns.change] = change_at(problem, every, visits.maximum.astype(float))
    return low, high


def solve_plain(lp: highspy.HighsLp, algorithm: str) -> dict[str, Any]:
    """Seconds, objective and status by one of HiGHS's algorithms, one thread."""
    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("solver", algorithm)):
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    started = time.perf_counter()
    highs.run()
    return {
        "algorithm": algorithm,
        "seconds": time.perf_counter() - started,
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "objective": float(highs.getInfo().objective_function_value),
    }
