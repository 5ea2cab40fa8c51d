"""Everything that one account gets, and why: for `explain --account`."""

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kamplan.insight.goods import DUST
from kamplan.insight.why import Why
from kamplan.plan import Fault, PlanError
from kamplan.plan.faults import nearest
from kamplan.report.documents import Document
from kamplan.report.tables import MOST_ROWS, add_row, make_table, money, titled
from kamplan.report.why import (
    line_lines,
    spend_entry,
    spend_lines,
    units_entry,
    units_lines,
    visits_entry,
    visits_lines,
)
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain
from solver.problem import Ints


def place_of(solved: Solved, account: str) -> int:
    """Where an account stands among those of the problem. Raises PlanError."""
    accounts = solved.problem.accounts
    if account not in accounts:
        near = {"nearest": nearest(account, accounts)}
        raise PlanError([Fault("account-which", "accounts.csv", None, "account", account, near)])
    return accounts.index(account)


def account_document(solved: Solved, account: str) -> Document:
    """Every number of an account with its reasons, goods where they are short. Raises PlanError."""
    place, why = place_of(solved, account), Why(solved)
    problem = solved.problem
    return {
        "account": account,
        "money": [
            spend_entry(why.spend(row, week))
            for row in _promotions_of(solved, place)
            for week in range(len(problem.weeks))
        ],
        "visits": [
            visits_entry(why.visits(row))
            for row in np.flatnonzero(problem.visits.account == place).tolist()
        ],
        "goods": [units_entry(why.units(place, *at)) for at in _short_of(solved, place)],
        "place": next(
            (at for at, each in enumerate(why.money_line, 1) if each.account == account), None
        ),
    }


def money_line(solved: Solved) -> list[Document]:
    """Where each account's next unit of money would go, the nearest to getting it first."""
    return [spend_entry(each) for each in Why(solved).money_line]


def print_account(console: Console, solved: Solved, account: str) -> None:
    """What an account gets and why, in sentences. Raises PlanError."""
    place, why = place_of(solved, account), Why(solved)
    problem, decisions = solved.problem, solved.result.decisions
    assert decisions is not None
    for row in _promotions_of(solved, place):
        title = _("{mechanic}: {money}", mechanic=plain(problem.promotions.mechanic[row]),
                  money=money(decisions.spend[row].sum()))  # fmt: skip
        found = why.spend(row, why.best_week(row))
        lines = [_("Looked at where the next unit would bring most, {week}: {money} there.",
                   week=found.week, money=money(found.spend)), *spend_lines(found)]  # fmt: skip
        console.print(titled(title, Text("\n".join(lines))))
    if lines := line_lines(why.money_line, account):
        console.print(titled(_("In line for money"), Text("\n".join(lines))))
    for row in np.flatnonzero(problem.visits.account == place).tolist():
        found_visits = why.visits(row)
        title = _("{kind}: {count} visits", kind=plain(found_visits.kind),
                  count=found_visits.visits)  # fmt: skip
        console.print(titled(title, Text("\n".join(visits_lines(found_visits)))))
    short = _short_of(solved, place)
    for product, week in short[:MOST_ROWS]:
        lines = units_lines(why.units(place, product, week))
        console.print(titled(plain(problem.products[product]), Text("\n".join(lines))))
    if not short:
        console.print(Text(_("It gets all the goods it asks for.")))
    elif len(short) > MOST_ROWS:
        console.print(Text(_("... and {count} more", count=len(short) - MOST_ROWS)))


def money_line_table(solved: Solved) -> Table:
    """Who is next in line for money."""
    table = make_table(
        _("account"), _("mechanic"), _("week"), _("spend"), _("next unit"), _("has to bring"),
        right=3,
    )  # fmt: skip
    line = [each for each in Why(solved).money_line if not each.at_margin]
    for each in line[:MOST_ROWS]:
        add_row(
            table,
            plain(each.account),
            plain(each.mechanic),
            each.week,
            money(each.spend),
            f"{each.returns:,.2f}",
            f"{each.price:,.2f}",
        )
    return table


def _promotions_of(solved: Solved, place: int) -> list[int]:
    return [int(row) for row in np.flatnonzero(solved.problem.promotions.account == place)]


def _short_of(solved: Solved, place: int) -> list[tuple[int, int]]:
    """(product, week) of which an account gets less than it asks for, the most missing first."""
    evaluation = solved.result.evaluation
    assert evaluation is not None
    lost = evaluation.lost[place]
    cells: Ints = np.argwhere(lost > DUST)
    order = np.argsort(-lost[tuple(cells.T)], kind="stable")
    return [(int(product), int(week)) for product, week in cells[order]]
