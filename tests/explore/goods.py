"""What a plan with given money and visits comes to, worked out from its tables alone: the best
sharing of the goods is a linear program of its own, solved by SciPy."""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from kamplan.plan import Plan
from kamplan.plan.pointing import split_list
from kamplan.plan.weeks import OPENING, select_weeks
from kamplan.plan.where import parse_where, select_rows
from kamplan.whatif.figures import Solved

Spend = Mapping[tuple[str, str, str], float]
Visits = Mapping[tuple[str, str], int]


def decided(solved: Solved) -> tuple[Spend, Visits]:
    """Money and visits of an answer, by name."""
    problem, decisions = solved.problem, solved.result.decisions
    assert decisions is not None
    spend = {
        (problem.accounts[problem.promotions.account[j]], problem.promotions.mechanic[j], week):
        float(decisions.spend[j, t])
        for j in range(len(problem.promotions))
        for t, week in enumerate(problem.weeks)
    }  # fmt: skip
    visits = {
        (problem.accounts[problem.visits.account[k]], problem.visits.kind[k]):
        int(decisions.visits[k])
        for k in range(len(problem.visits))
    }  # fmt: skip
    return spend, visits


def best_contribution(plan: Plan, spend: Spend, visits: Visits) -> float | None:
    """Money; None where the service rules cannot be kept. Of plans whose only other rules are of
    budgets and hours."""
    accounts = plan["accounts"]["account"].tolist()
    products = plan["products"]["product"].tolist()
    weeks = list(plan.weeks)
    base = np.zeros((len(accounts), len(products), len(weeks)))
    for a, p, w, units in rows(plan, "demand", "account", "product", "week", "units"):
        base[accounts.index(a), products.index(p), weeks.index(w)] = units
    demand = base * (1.0 + _uplift(plan, accounts, products, weeks, spend)
                     + _change(plan, accounts, visits)[:, None, None])  # fmt: skip
    price, cost = plan["products"]["price"], plan["products"]["cost"]
    retail = np.where(np.isnan(plan["products"]["retail_price"]), price,
                      plan["products"]["retail_price"])  # fmt: skip
    keep = 1.0 - plan["accounts"]["discount"]
    net = keep[:, None] * price - plan["accounts"]["deduction"][:, None] * retail
    margin = net - cost
    arrived = np.zeros((len(products), len(weeks)))
    for p, w, units in rows(plan, "supply", "product", "week", "units"):
        arrived[products.index(p), 0 if w == OPENING else weeks.index(w)] += units
    holding = plan["products"]["holding_cost"]
    salvage = np.where(np.isnan(plan["products"]["salvage"]), cost, plan["products"]["salvage"])
    left = cost - salvage
    # A unit sold in week t is not held at the ends of t .. T - 1, and is not left.
    saved = holding[:, None] * (len(weeks) - np.arange(len(weeks)))[None, :] + left[:, None]
    gain = margin[:, :, None] + saved[None]
    rules, limits = _stock(demand.shape, np.cumsum(arrived, axis=1))
    service, least = _service(plan, accounts, products, weeks, base)
    if len(least):
        rules, limits = vstack([rules, -service]), np.concatenate([limits, -least])
    found = linprog(-gain.ravel(), A_ub=rules, b_ub=limits,
                    bounds=np.stack([np.zeros(demand.size), demand.ravel()], axis=1))  # fmt: skip
    if found.status == 2:
        return None
    assert found.status == 0
    held = (holding[:, None] * np.cumsum(arrived, axis=1)).sum() + left @ arrived.sum(axis=1)
    costs = {(a, k): c for a, k, c in rows(plan, "visits", "account", "kind", "cost")}
    of_visits = sum(count * costs[place] for place, count in visits.items())
    return float(-found.fun - held - sum(spend.values()) - of_visits)


def rows(plan: Plan, table: str, *columns: str) -> list[tuple]:  # type: ignore[type-arg]
    """Rows of a table."""
    return list(zip(*(plan[table][column].tolist() for column in columns), strict=True))


def _uplift(
    plan: Plan, accounts: list[str], products: list[str], weeks: list[str], spend: Spend
) -> np.ndarray:
    found = np.zeros((len(accounts), len(products), len(weeks)))
    columns = ("account", "mechanic", "max_uplift", "half_spend", "shape", "products")
    for a, m, most, half, shape, listed in rows(plan, "promotions", *columns):
        covered = [products.index(name) for name in split_list(listed) or products]
        for t, week in enumerate(weeks):
            x = spend.get((a, m, week), 0.0)
            if x > 0.0:
                found[accounts.index(a), covered, t] += most * x**shape / (half**shape + x**shape)
    return found


def _change(plan: Plan, accounts: list[str], visits: Visits) -> np.ndarray:
    found = np.zeros(len(accounts))
    columns = ("account", "kind", "present", "max_change", "half_visits", "shape")
    for a, kind, present, most, half, shape in rows(plan, "visits", *columns):

        def response(n: float, half: float = half, shape: float = shape) -> float:
            return n**shape / (half**shape + n**shape)

        found[accounts.index(a)] += most * (response(visits[a, kind]) - response(present))
    return found


def _stock(shape: tuple[int, int, int], arrived: np.ndarray) -> tuple[csr_matrix, np.ndarray]:
    """Shipped so far is at most what has arrived, for each product and week."""
    place = np.arange(np.prod(shape)).reshape(shape)
    row, column = [], []
    for p in range(shape[1]):
        for t in range(shape[2]):
            cells = place[:, p, : t + 1].ravel()
            row += [p * shape[2] + t] * len(cells)
            column += cells.tolist()
    ones = np.ones(len(row))
    return csr_matrix((ones, (row, column)), (shape[1] * shape[2], place.size)), arrived.ravel()


def _service(
    plan: Plan, accounts: list[str], products: list[str], weeks: list[str], base: np.ndarray
) -> tuple[csr_matrix, np.ndarray]:
    """Sold of a selection is at least a share of its baseline."""
    place = np.arange(base.size).reshape(base.shape)
    row, column, least = [], [], []
    columns = ("where", "products", "weeks", "min_fill", "each")
    for where, listed, span, fill, each in rows(plan, "service", *columns):
        chosen = np.flatnonzero(
            select_rows(parse_where(where), plan.account_columns, len(accounts))
        ).tolist()
        covered = [products.index(name) for name in split_list(listed) or products]
        inside = select_weeks(span, plan.weeks)
        assert each in ("", "account")
        for group in [[a] for a in chosen] if each else [chosen]:
            cells = place[np.ix_(group, covered, inside)].ravel()
            wanted = fill * base.ravel()[cells].sum()
            if wanted > 0.0:
                row += [len(least)] * len(cells)
                column += cells.tolist()
                least.append(wanted)
    shape = (len(least), base.size)
    return csr_matrix((np.ones(len(row)), (row, column)), shape), np.array(least)
