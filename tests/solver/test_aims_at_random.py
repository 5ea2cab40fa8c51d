"""Any aims, and all that is taken off them, against plans whose goods another solver shares."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from solver import Aim, Problem, Result, Target, solve
from solver.problem import Floats
from solver.stages import PART
from tests.effort import examples
from tests.solver.brute_force import adbudg
from tests.solver.problems import Cap, Fill, Held, Promo, make_problem

GAP = 1e-3
# Spends that are tried for each promotion in each week.
TRIED = 7
# The other solver's tolerance, as a share.
CLOSE = 1e-6
UNITS = Aim("units", units=1.0)
AIMS = (
    Aim("revenue", revenue=1.0),
    UNITS,
    Aim("spend", spend=1.0),
    Aim("contribution", contribution=1.0),
    Aim("weighted", contribution=1.0, units=3.0, spend=0.5),
    Aim("weighted", contribution=0.2, revenue=0.5),
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Two accounts and one product that may be short; either one promotion in two weeks or one for
    each account in one week, which borrow past the end; goodwill, and rules with a price."""
    weeks = draw(st.integers(1, 2))

    def number(low: int, high: int, unit: float = 1.0) -> float:
        return draw(st.integers(low, high)) * unit

    def price() -> float:
        return draw(st.sampled_from([0.5, 2.0, 4.0, 15.0]))

    promos = tuple(
        Promo(
            account,
            top=number(1, 6, 0.1),
            half=number(20, 90),
            shape=draw(st.sampled_from([1.0, 1.0, 2.5])),
            borrowed=number(0, 10, 0.1),
            borrowed_weeks=draw(st.integers(1, 3)),
        )
        for account in range(3 - weeks)
    )
    held = Held("units", *(2 * [number(20, 200)]), cells=tuple(range(weeks)), price=price())
    return make_problem(
        [[number(50, 80) for _ in range(weeks)] for _ in range(2)],
        margin=[number(1, 12), number(1, 12)],
        net_price=[number(10, 30), number(10, 30)],
        supply=[number(30, 250) for _ in range(weeks)],
        holding=number(0, 3, 0.1),
        write_down=number(0, 3),
        promos=promos,
        caps=(
            Cap(120.0, name="hard"),
            Cap(number(20, 120), name="soft", price=price()),
        ),
        fills=(Fill(number(2, 12, 0.1), accounts=(1,), price=price()),),
        held=(held,) if draw(st.booleans()) else (),
        goodwill=[number(0, 1) * price(), number(0, 1) * price()],
        target_gap=GAP,
    )


@dataclass(frozen=True)
class Shared:
    """What plans with some spends come to: each a vector of coefficients over what is sold and what
    falls short, and a constant."""

    contribution: Floats
    revenue: Floats
    units: Floats
    off: Floats
    rows: Floats
    limits: Floats
    most: Floats
    spend: float

    def aim(self, aim: Aim) -> Floats:
        """An aim, all that is taken off it included; the constant is the last."""
        found = aim.contribution * self.contribution + aim.revenue * self.revenue
        found = found + aim.units * self.units - self.off
        found[-1] -= aim.spend * self.spend
        return found

    def best(self, aim: Aim, least: tuple[tuple[Floats, float], ...] = ()) -> float:
        """The most that an aim comes to where others reach a value; -inf where they cannot."""
        rows = np.vstack([self.rows, *(-each[None, :-1] for each, _ in least)])
        limits = np.append(self.limits, [each[-1] - value for each, value in least])
        wanted = self.aim(aim)
        found = linprog(
            -wanted[:-1], rows, limits, bounds=list(zip(np.zeros_like(self.most), self.most,
                                                        strict=True)),
        )  # fmt: skip
        return float(wanted[-1] - found.fun) if found.status == 0 else -np.inf


def sharing(problem: Problem, spend: Floats) -> Shared:
    """Columns: sold [A, T], short of the unpromoted demand [A, T], then short of each rule."""
    accounts, _, weeks = problem.shape
    base, rows = problem.baseline[:, 0, :], problem.promotions
    uplift = np.zeros((accounts, weeks))
    demand, beyond = base.copy(), 0.0
    for j, account in enumerate(rows.account.tolist()):
        lifted = (
            adbudg(spend[j], rows.max_uplift[j], rows.half_spend[j], rows.shape[j]) * base[account]
        )
        uplift[account] += lifted
        demand[account] += lifted
        over = int(rows.borrowed_weeks[j])
        for week, later in product(range(weeks), range(1, over + 1)):
            taken = rows.borrowed[j] * lifted[week] / over
            if week + later < weeks:
                demand[account, week + later] -= taken
            else:
                beyond += float(taken * problem.margin[account, 0])
    cells = accounts * weeks
    (fill,), locks = problem.fill_rules, problem.totals
    count = 2 * cells + 1 + 2 * len(locks)
    sold = np.eye(count)[:cells].reshape(accounts, weeks, count)
    arrived = np.cumsum(problem.supply[0])
    contribution, revenue, units = np.zeros(count + 1), np.zeros(count + 1), np.zeros(count + 1)
    left = arrived[:, None] * np.eye(count + 1)[-1] - np.hstack(
        [np.cumsum(sold.sum(axis=0), axis=0), np.zeros((weeks, 1))]
    )
    for account in range(accounts):
        contribution[:-1] += problem.margin[account, 0] * sold[account].sum(axis=0)
        revenue[:-1] += problem.net_price[account, 0] * sold[account].sum(axis=0)
    units[:-1] = sold.sum(axis=(0, 1))
    contribution -= problem.holding[0] * left.sum(axis=0) + problem.write_down[0] * left[-1]
    contribution[-1] -= float(spend.sum()) + beyond
    off = np.zeros(count + 1)
    off[cells : 2 * cells] = np.repeat(problem.goodwill, weeks)
    limits, matrix = [], []

    def at_most(row: Floats, limit: float) -> None:
        matrix.append(row)
        limits.append(limit)

    for account, week in product(range(accounts), range(weeks)):
        # Of what is not served the uplift counts as lost first.
        short = np.eye(count)[cells + account * weeks + week]
        lost = demand[account, week] - uplift[account, week]
        at_most(-sold[account, week] - short, -lost)
    for week in range(weeks):
        at_most(sold[:, : week + 1].sum(axis=(0, 1)), float(arrived[week]))
    flat, place = sold.reshape(cells, count), 2 * cells
    wanted = fill.share * float(base.ravel()[fill.cells].sum())
    at_most(-flat[fill.cells].sum(axis=0) - np.eye(count)[place], -wanted)
    assert fill.price is not None
    off[place] = fill.price
    for lock in locks:
        assert lock.price is not None
        for sign, limit in ((-1.0, lock.least), (1.0, lock.most)):
            place += 1
            off[place] = lock.price
            at_most(sign * flat[lock.cells].sum(axis=0) - np.eye(count)[place], sign * limit)
    for budget in problem.budgets:
        spent = float(spend[budget.selects].sum())
        missed = max(spent - budget.maximum, 0.0) + max(budget.minimum - spent, 0.0)
        off[-1] += missed * (budget.price or 0.0)
    most = np.full(count, np.inf)
    most[:cells] = demand.ravel()
    return Shared(
        contribution, revenue, units, off, np.array(matrix), np.array(limits), most,
        float(spend.sum()),
    )  # fmt: skip


def tried(problem: Problem) -> list[Shared]:
    """Plans on a grid of spends that the hard budget allows."""
    axis = np.linspace(0.0, 120.0, TRIED)
    shape = problem.promotions.active.shape
    spends = (np.array(each).reshape(shape) for each in product(axis, repeat=2))
    return [sharing(problem, spend) for spend in spends if spend.sum() <= 120.0]


def recomputed(problem: Problem, result: Result, aim: Aim) -> float:
    """What an aim comes to in a plan, with the least that can fall short."""
    assert result.decisions is not None
    found, decisions = sharing(problem, result.decisions.spend), result.decisions
    cells = decisions.shipped.size
    held = replace(found, most=found.most.copy())
    held.most[:cells] = decisions.shipped.ravel()
    sold = held.units
    return held.best(aim, ((sold, float(decisions.shipped.sum()) * (1.0 - 1e-12)),))


@settings(max_examples=examples(25), deadline=None)
@given(
    problem=problems(), aims=st.lists(st.sampled_from(AIMS), min_size=1, max_size=2, unique=True)
)
def test_what_aims_come_to_and_cannot_exceed(problem: Problem, aims: list[Aim]) -> None:
    grid = tried(problem)
    least: tuple[Target, ...] = ()
    if aims[0].spend == 1.0:
        # Nearly the most units that there are: money has to be spent.
        most = max(each.best(UNITS) + 0.0 for each in (replace(s, off=0.0 * s.off) for s in grid))
        least = (Target(UNITS, 0.98 * most),)
    problem = replace(problem, aims=tuple(aims), targets=least)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.bound is not None
    assert [stage.aim for stage in result.stages] == [aim.name for aim in aims]

    size = max(abs(result.objective), 1.0)
    first = result.stages[0]
    assert first.value == result.objective
    assert first.bound == result.bound
    floors: tuple[tuple[Aim, float], ...] = ()
    for aim, stage in zip(aims, result.stages, strict=True):
        assert abs(stage.value - recomputed(problem, result, aim)) <= CLOSE * size
        assert stage.bound is not None
        assert stage.value <= stage.bound
        best = max(
            each.best(
                aim,
                (
                    *((each.units, target.least) for target in least),
                    *((each.aim(before), floor) for before, floor in floors),
                ),
            )
            for each in grid
        )
        allowed = max(abs(stage.bound), 1.0)
        # No plan of the grid beats the bound, and the plan is as good as the proof says.
        assert best <= stage.bound + CLOSE * allowed
        assert stage.value >= best - GAP * allowed * (1.0 + 1e-3)
        # Whoever comes next may take this much of it.
        floors = (*floors, (aim, stage.bound - PART * GAP * allowed))
