"""Problems of any size made with numpy, the same every time: what the scale benchmark solves.

Accounts differ in size by two orders of magnitude, stock costs money to hold and is short in the
peak, and the budget is half of what a plan without one would spend at the prices of the stock.
"""

from dataclasses import dataclass, replace

import numpy as np

from solver import (
    AccountStock,
    Budget,
    Decisions,
    FillRule,
    Problem,
    Promotions,
    Teams,
    TotalRule,
    Visits,
)
from solver.curves import response
from solver.guess import guess_prices
from solver.price_bound import Answers
from solver.problem import Floats

WEEKS, PEAK, TEAMS = 13, slice(6, 10), 6
# Where the pieces of the chord problem end, in half spends.
PIECES = np.array([0.25, 0.6, 1.2, 2.2, 4.0, 8.0])


@dataclass(frozen=True)
class Size:
    """How large a problem is."""

    accounts: int
    products: int
    mechanics: int = 1


SIZES = {
    "regional": Size(60, 8),
    "national": Size(300, 12, 3),
    "stress": Size(1000, 20),
    "3000": Size(3000, 12),
    "10000": Size(10000, 12),
}


def made_problem(size: Size, shape: float = 1.0, visits: bool = False, seed: int = 7) -> Problem:
    """Curves of a shape, without visits or with visits and the hours of six teams.

    The budget is half of what the same problem without one spends at guessed prices.
    """
    rng = np.random.default_rng(seed)
    A, P, M = size.accounts, size.products, size.mechanics
    large = np.sort(10.0 ** rng.uniform(1.0, 3.0, A))[::-1]
    price = rng.uniform(10.0, 50.0, P)
    cost = price * rng.uniform(0.55, 0.75, P)
    net = price * (1.0 - rng.choice([0.0, 0.02, 0.05, 0.08], A)[:, None])
    season = np.ones(WEEKS)
    season[PEAK] = 1.6
    share = rng.dirichlet(np.full(P, 3.0), A)
    noise = rng.uniform(0.8, 1.2, (A, P, WEEKS))
    baseline = large[:, None, None] * share[:, :, None] * season * noise
    supply = baseline.sum(axis=0) * 1.1
    supply[:, PEAK] *= 0.9 / 1.1
    promotions = _promotions(rng, M, shape, (net - cost)[:, :, None] * baseline)
    rows, teams = _visits(rng, large) if visits else (_nobody(), Teams((), _none(), _none()))
    everything = np.ones(promotions.active.shape, dtype=bool)
    peak = np.zeros(WEEKS, dtype=bool)
    peak[PEAK] = True
    unlimited = Problem(
        accounts=tuple(f"a{a:05d}" for a in range(A)),
        products=tuple(f"p{p:02d}" for p in range(P)),
        weeks=tuple(f"w{t:02d}" for t in range(WEEKS)),
        tier=("A",) * A,
        baseline=baseline,
        margin=net - cost,
        net_price=net,
        supply=supply,
        opening=np.zeros(P),
        holding=np.full(P, 0.2),
        write_down=cost * 0.1,
        promotions=promotions,
        visits=rows,
        teams=teams,
        peak=peak,
    )
    wanted = float(Answers(unlimited, guess_prices(unlimited)).spend.sum())
    return replace(unlimited, budgets=(Budget("total", everything, 0.0, wanted / 2.0),))


def with_tracked_stock(problem: Problem) -> Problem:
    """The same with stock kept at every tenth account: two weeks of its demand, a week of lead."""
    accounts, products, weeks = problem.shape
    account = np.repeat(np.arange(0, accounts, 10), products)
    product = np.tile(np.arange(products), len(account) // products)
    opening = 2.0 * problem.baseline[account, product].mean(axis=1)
    none = np.zeros((len(account), weeks))
    rows = AccountStock(
        account=account,
        product=product,
        opening=opening,
        lead=np.ones(len(account), dtype=np.int64),
        transit=none,
        cost=np.full(len(account), 0.3),
        least_end=opening / 2.0,
        band_least=none,
        band_most=none + np.inf,
        price=np.zeros(len(account)),
        on_consignment=np.zeros(len(account), dtype=bool),
    )
    return replace(problem, account_stock=rows)


def with_minimum_fill(problem: Problem) -> Problem:
    """The same with 95 % promised in the peak to each of the first tenth of the accounts, and a
    quarter of everything to every account."""
    cells = np.arange(problem.baseline.size).reshape(problem.shape)
    first = range(len(problem.accounts) // 10)
    peak = [FillRule("key", (problem.accounts[a],), 0.95, cells[a, :, PEAK].ravel()) for a in first]
    every = [
        FillRule("all", (name,), 0.25, cells[a].ravel()) for a, name in enumerate(problem.accounts)
    ]
    return replace(problem, fill_rules=(*peak, *every))


def what_ifs(problem: Problem, plan: Decisions) -> dict[str, Problem]:
    """Changes of a problem whose limits bind; the lock adds half to what a plan spends first."""
    budget, supply, baseline = problem.budgets[0], problem.supply.copy(), problem.baseline.copy()
    supply[0, PEAK.start] *= 0.7
    baseline[0] *= 1.2
    spent = np.flatnonzero(plan.spend)[:1]
    money = 1.5 * float(plan.spend.ravel()[spent[0]])
    lock = TotalRule("lock", ("first",), "spend", spent, money, money)
    return {
        "budget -20 %": replace(
            problem, budgets=(replace(budget, maximum=0.8 * budget.maximum), *problem.budgets[1:])
        ),
        "a product-week -30 %": replace(problem, supply=supply),
        "an account's demand +20 %": replace(problem, baseline=baseline),
        "a lock": replace(problem, totals=(lock,)),
        "all supply -5 %": replace(problem, supply=0.95 * problem.supply),
    }


def with_pieces(problem: Problem) -> Problem:
    """The same with straight pieces between points of its curves: what a linear program can say."""
    rows = problem.promotions
    levels = response(PIECES[None, :], 1.0, 1.0, rows.shape[:, None])
    points = np.zeros((len(rows), len(PIECES) + 1, 2))
    points[:, 1:, 0], points[:, 1:, 1] = PIECES, levels
    return replace(problem, promotions=replace(rows, points=points))


def _promotions(
    rng: np.random.Generator, mechanics: int, shape: float, worth: Floats
) -> Promotions:
    """Curves whose first money returns 1.5 to 4 times itself."""
    accounts, products, weeks = worth.shape
    count = accounts * mechanics
    account = np.repeat(np.arange(accounts), mechanics)
    covers = np.ones((count, products), dtype=bool)
    if mechanics > 1:
        covers = rng.random((count, products)) < 0.6
        covers[np.arange(count), rng.integers(0, products, count)] = True
    top = rng.uniform(0.2, 0.5, count)
    lifted = np.einsum("jpt,jp->jt", worth[account], covers)
    half = top * lifted.mean(axis=1) / rng.uniform(1.5, 4.0, count)
    return Promotions(
        account=account,
        mechanic=tuple(f"m{j % mechanics}" for j in range(count)),
        max_uplift=top,
        half_spend=half,
        shape=np.full(count, shape),
        covers=covers,
        active=np.ones((count, weeks), dtype=bool),
    )


def _visits(rng: np.random.Generator, large: Floats) -> tuple[Visits, Teams]:
    """Up to twice the present visits, five per cent more hours than those take."""
    count = len(large)
    present = np.clip(np.rint(np.sqrt(large) / 2.0), 1.0, 13.0)
    hours, team = rng.choice([1.5, 2.0, 2.5], count), np.arange(count) % TEAMS
    rows = Visits(
        account=np.arange(count),
        kind=("representative",) * count,
        team=team,
        present=present,
        minimum=np.zeros(count, dtype=np.int64),
        maximum=(2.0 * present).astype(np.int64),
        hours=hours,
        cost=np.full(count, 2.0),
        max_change=np.full(count, 0.12),
        half_visits=np.maximum(present / 2.0, 1.0),
        shape=np.ones(count),
    )
    used = np.bincount(team, weights=present * hours, minlength=TEAMS)
    names = tuple(f"team{g}" for g in range(TEAMS))
    return rows, Teams(names, used * 1.05, np.full(TEAMS, np.inf))


def _none() -> Floats:
    return np.zeros(0)


def _nobody() -> Visits:
    whole = np.zeros(0, dtype=np.int64)
    none = _none()
    return Visits(whole, (), whole, none, whole, whole, none, none, none, none, none)
