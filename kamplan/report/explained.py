"""Why this plan: who is next in line for scarce goods, and why money was left, as facts and in
words."""

import numpy as np

from kamplan.insight.goods import line_for
from kamplan.report.documents import EXPLAIN, Document, solve_document
from kamplan.report.tables import money
from kamplan.whatif.figures import Solved
from kamplan.words import _, mark, plain
from solver.money_left import MoneyLeft, money_left

# Accounts that are named for each product-week.
MOST_WAITING = 5
# A shortage of less is rounding.
SHORT = 0.5

REASONS = {
    "returns": mark(
        "{left} is left: the next unit would bring most at {account} ({mechanic}, {week}), and "
        "that is {returns} for 1"
    ),
    "stock": mark(
        "{left} is left because goods are short: were they free, the next unit would bring "
        "{returns} at {account} ({mechanic}, {week})"
    ),
    "rule": mark(
        "{left} is left because another rule holds it back: the next unit would bring {returns} "
        "at {account} ({mechanic}, {week})"
    ),
}


def explain_document(solved: Solved) -> Document:
    """The solve document without its lists of decisions, and why."""
    document = {**solve_document(solved), "schema": EXPLAIN}
    for name in ("promotion", "visits", "stock"):
        del document[name]
    document["next_in_line"] = next_in_line(solved)
    document["money_left"] = [
        {
            "budget": item.budget,
            "left": item.left,
            "reason": item.reason,
            "account": item.account,
            "mechanic": item.mechanic,
            "week": item.week,
            "returns": item.returns,
        }
        for item in money_left(solved.problem, solved.result)
    ]
    return document


def next_in_line(solved: Solved) -> list[Document]:
    """Every product-week that is short, the shortest first: who gets the next unit, who then."""
    evaluation, problem = solved.result.evaluation, solved.problem
    if evaluation is None or solved.result.rank is None:
        return []
    short = evaluation.lost.sum(axis=0)
    worth = {item.key: item.value for item in solved.result.worth if item.rule == "supply"}
    found = []
    for product, week in sorted(
        zip(*np.nonzero(short > SHORT), strict=True), key=lambda cell: -short[cell]
    ):
        key = (problem.products[product], problem.weeks[week])
        line = line_for(solved, int(product), int(week))
        assert line is not None
        waiting = np.flatnonzero(line.lost > 0.0)[:MOST_WAITING]
        found.append(
            {
                "product": key[0],
                "week": key[1],
                "short": float(short[product, week]),
                "worth": worth.get(key),
                "accounts": [
                    {
                        "account": problem.accounts[line.account[place]],
                        "rank": int(line.rank[place]),
                        "lost": float(line.lost[place]),
                        "worth": None if np.isnan(line.worth[place]) else float(line.worth[place]),
                    }
                    for place in waiting
                ],
            }
        )
    return found


def money_left_lines(solved: Solved) -> list[tuple[str, str]]:
    """(budget, why some of it was left) for each that is not spent."""
    found = money_left(solved.problem, solved.result)
    return [(item.budget, _left_text(item)) for item in found]


def _left_text(item: MoneyLeft) -> str:
    return _(
        REASONS[item.reason],
        left=money(item.left),
        account=plain(item.account),
        mechanic=plain(item.mechanic),
        week=item.week,
        returns=f"{item.returns:,.2f}",
    )
