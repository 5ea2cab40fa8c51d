"""Publishing a plan: what was solved becomes the plan that was handed out."""

from collections.abc import Iterator, Sequence

import numpy as np

from kamplan.plan import Plan
from kamplan.plan.entries import Cell, Entry, cell_entry, drop_entry, insert_entry
from kamplan.plan.held_checks import PUBLISHED
from kamplan.whatif.figures import Solved

# Money and units are published to a hundredth of a cent and of a unit.
DIGITS = 4


def publish_entries(plan: Plan, solved: Solved) -> list[Entry]:
    """What makes a solved plan the published one of `plan`; only what differs changes.

    Raises ValueError where there is no plan to publish.
    """
    found: list[Entry] = []
    for decision, name in PUBLISHED.items():
        found += _replace_rows(plan, name, list(_rows(solved, decision)))
    return found


def _replace_rows(plan: Plan, name: str, rows: Sequence[dict[str, Cell]]) -> Iterator[Entry]:
    table = plan[name]
    value = table.columns[-1].name
    wanted = {tuple(str(row[part]) for part in table.key_columns): row for row in rows}
    places = table.places
    for key, row in places.items():
        if key in wanted and table[value][row] != wanted[key][value]:
            yield cell_entry(table, row, value, wanted[key][value])
    for key, row in places.items():
        if key not in wanted:
            yield drop_entry(table, row)
    for key, cells in wanted.items():
        if key not in places:
            yield insert_entry(table, cells)


def _rows(solved: Solved, decision: str) -> Iterator[dict[str, Cell]]:
    """Rows of one published table: money and units above nothing, every visit row."""
    problem, decisions = solved.problem, solved.result.decisions
    if decisions is None:
        raise ValueError(f"{solved.scenario} has no plan")
    promotions, visits = problem.promotions, problem.visits
    spend, shipped = np.round(decisions.spend, DIGITS), np.round(decisions.shipped, DIGITS)
    if decision == "spend":
        for row, week in np.argwhere(spend > 0.0).tolist():
            yield {
                "account": problem.accounts[promotions.account[row]],
                "mechanic": promotions.mechanic[row],
                "week": problem.weeks[week],
                "spend": float(spend[row, week]),
            }
    elif decision == "visits":
        for row, number in enumerate(decisions.visits.tolist()):
            account = problem.accounts[visits.account[row]]
            yield {"account": account, "kind": visits.kind[row], "visits": float(number)}
    else:
        for account, product, week in np.argwhere(shipped > 0.0).tolist():
            yield {
                "account": problem.accounts[account],
                "product": problem.products[product],
                "week": problem.weeks[week],
                "units": float(shipped[account, product, week]),
            }
