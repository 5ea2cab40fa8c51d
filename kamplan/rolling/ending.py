"""How a quarter ends: goods that are left, in the warehouse and at accounts, visits, spends."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from kamplan.plan import Plan
from kamplan.plan.tables import Cells, Table, empty_table, fill_defaults
from kamplan.plan.weeks import OPENING
from kamplan.whatif.figures import Solved
from solver import Decisions, Evaluation, Problem
from solver.evaluate import evaluate
from solver.published import allowed_start

# Units are carried to a hundredth of a hundredth; less is a solver's tolerance.
DIGITS = 4


@dataclass(frozen=True)
class Ending:
    """The plan that the quarter ends with."""

    problem: Problem
    decisions: Decisions
    evaluation: Evaluation
    published: bool
    """True: the one that was handed out; False: the solved one."""


def ending_of(solved: Solved) -> Ending | None:
    """Of a solved plan; None where it has none."""
    result = solved.result
    if result.decisions is None or result.evaluation is None:
        return None
    return Ending(solved.problem, result.decisions, result.evaluation, published=False)


def published_ending(plan: Plan, problem: Problem) -> Ending | None:
    """Of the published plan; None where goods are not published, as in a plan that was rolled
    forward, or where it breaks a rule of today."""
    if not len(plan["published_stock"]):
        return None
    start = allowed_start(problem)
    if start is None:
        return None
    return Ending(problem, start, evaluate(problem, start), published=True)


def left_over(units: Cells) -> Cells:
    """Units as they are carried: rounded, none below nothing."""
    return np.maximum(np.round(units.astype(float), DIGITS), 0.0)


def with_opening(supply: Table, products: Collection[str], ending: Ending) -> Table:
    """Supply of these products whose opening stock is what is left in the warehouse. A row that
    was there stays with 0, so that scenarios which change it still find it."""
    left = dict(
        zip(ending.problem.products, left_over(ending.evaluation.stock[:, -1]), strict=True)
    )
    opening = supply["week"] == OPENING
    units = supply["units"].copy()
    units[opening] = [left.get(product, 0.0) for product in supply["product"][opening].tolist()]
    supply = supply.with_cells("units", units)
    had = set(supply["product"][opening].tolist())
    rows = [
        {"product": product, "week": OPENING, "units": number}
        for product, number in left.items()
        if product in products and product not in had and number > 0.0
    ]
    return add_rows(supply, rows)


def with_stock(table: Table, ending: Ending) -> Table:
    """account_stock whose opening is what stands at the accounts at the end."""
    at, rows = ending.evaluation.at_accounts, ending.problem.account_stock
    if at is None or rows is None:
        return table
    left = left_over(at.there[:, -1]).tolist()
    units: dict[tuple[str, ...], float] = dict(zip(_pairs(ending), left, strict=True))
    kept = zip(table.keys(), table["opening"].tolist(), strict=True)
    opening = np.array([units.get(key, number) for key, number in kept], dtype=np.float64)
    return table.with_cells("opening", opening)


def in_transit(tracked: Table, ending: Ending, weeks: tuple[str, ...]) -> Table:
    """What is shipped too late to arrive within the quarter, by the week of the next in which it
    does."""
    rows, last = ending.problem.account_stock, ending.problem.shape[2]
    found, known = [], set(tracked.keys())
    if rows is not None:
        for row, (account, product) in enumerate(zip(rows.account, rows.product, strict=True)):
            lead = int(rows.lead[row])
            shipped = left_over(ending.decisions.shipped[account, product])
            for week in range(max(last - lead, 0), last):
                arrives = week + lead - last
                if shipped[week] > 0.0 and arrives < len(weeks):
                    found.append((_pairs(ending)[row], weeks[arrives], float(shipped[week])))
    named = [
        {"account": pair[0], "product": pair[1], "week": week, "units": units}
        for pair, week, units in found
        if pair in known
    ]
    return add_rows(empty_table("in_transit"), named)


def _pairs(ending: Ending) -> list[tuple[str, str]]:
    rows, problem = ending.problem.account_stock, ending.problem
    assert rows is not None
    return [
        (problem.accounts[account], problem.products[product])
        for account, product in zip(rows.account.tolist(), rows.product.tolist(), strict=True)
    ]


def with_present(visits: Table, ending: Ending) -> Table:
    """visits whose present ones are those of the plan. Where `max` was silent it meant the old
    present ones, and goes on meaning them."""
    present, most, rows = visits["present"], visits["max"].copy(), ending.problem.visits
    owners = [ending.problem.accounts[place] for place in rows.account.tolist()]
    there: dict[tuple[str, ...], float] = dict(
        zip(zip(owners, rows.kind, strict=True), map(float, ending.decisions.visits), strict=True)
    )
    before = zip(visits.keys(), present.tolist(), strict=True)
    planned = np.array([there.get(key, number) for key, number in before], dtype=np.float64)
    silent = np.isnan(most) & (planned != present)
    most[silent] = present[silent]
    return visits.with_cells("present", planned).with_cells("max", most)


def spends(ending: Ending, promotions: Table) -> Table:
    """published_spend of the plan: what the next quarter calls last quarter's."""
    problem, spend = ending.problem, left_over(ending.decisions.spend)
    known = set(promotions.keys())
    rows = [
        {
            "account": problem.accounts[problem.promotions.account[row]],
            "mechanic": problem.promotions.mechanic[row],
            "week": problem.weeks[week],
            "spend": float(spend[row, week]),
        }
        for row, week in np.argwhere(spend > 0.0).tolist()
    ]
    rows = [row for row in rows if (row["account"], row["mechanic"]) in known]
    return add_rows(empty_table("published_spend"), rows)


def add_rows(table: Table, rows: list[dict[str, object]]) -> Table:
    """Further rows behind; what is not given holds what an empty cell means."""
    if not rows:
        return table
    cells = {}
    for column in table.columns:
        more = fill_defaults(column, len(rows))
        for place, row in enumerate(rows):
            if column.name in row:
                more[place] = row[column.name]
        cells[column.name] = np.concatenate([table[column.name], more])
    own = {
        name: np.concatenate([kept, np.full(len(rows), "", dtype=object)])
        for name, kept in table.own.items()
    }
    lines = np.append(table.lines, np.zeros(len(rows), dtype=np.int64))
    return Table(table.name, cells, own, lines)
