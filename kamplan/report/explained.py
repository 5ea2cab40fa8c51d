"""Why this plan: who is next in line for scarce goods, and why money was left, as facts and in
words."""

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kamplan.insight.goods import shortages
from kamplan.report.binding import binding_table
from kamplan.report.documents import EXPLAIN, Document, solve_document
from kamplan.report.guardrails import guardrail_list, guardrail_table
from kamplan.report.solved import (
    broken_table,
    headline,
    policy_table,
    print_conflict,
    worth_table,
)
from kamplan.report.tables import (
    MOST_ROWS,
    POLICIES,
    add_row,
    make_table,
    money,
    rule_name,
    titled,
)
from kamplan.report.why_account import (
    account_document,
    money_line,
    money_line_table,
    print_account,
)
from kamplan.whatif.figures import Solved
from kamplan.words import _, mark, plain
from solver.money_left import MoneyLeft, money_left

# Accounts that are named for each product-week.
MOST_WAITING = 5

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


def explain_document(solved: Solved, account: str | None = None) -> Document:
    """The solve document without its lists of decisions, and why; what an account gets, where one
    is asked for. Raises PlanError."""
    document = {**solve_document(solved), "schema": EXPLAIN}
    for name in ("promotion", "visits", "stock"):
        del document[name]
        document.get("rounded", {}).pop(name, None)
    document["guardrails"] = guardrail_list(solved)
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
    planned = solved.result.evaluation is not None
    document["money_line"] = money_line(solved) if planned else []
    if account is not None:
        document["why"] = account_document(solved, account) if planned else None
    return document


def next_in_line(solved: Solved) -> list[Document]:
    """Every product-week that is short, the shortest first: who gets the next unit, who then."""
    accounts = solved.problem.accounts
    return [
        {
            "product": item.product,
            "week": item.week,
            "short": item.units,
            "worth": item.worth,
            "accounts": [
                {
                    "account": accounts[item.line.account[place]],
                    "rank": int(item.line.rank[place]),
                    "lost": float(item.line.lost[place]),
                    "worth": None
                    if np.isnan(item.line.worth[place])
                    else float(item.line.worth[place]),
                }
                for place in item.waiting[:MOST_WAITING]
            ],
        }
        for item in shortages(solved)
    ]


def money_left_lines(solved: Solved) -> list[tuple[str, str]]:
    """(budget, why some of it was left) for each that is not spent."""
    found = money_left(solved.problem, solved.result)
    return [(item.budget, left_text(item)) for item in found]


def left_text(item: MoneyLeft) -> str:
    """Why money of a budget was left."""
    return _(
        REASONS[item.reason],
        left=money(item.left),
        account=plain(item.account),
        mechanic=plain(item.mechanic),
        week=item.week,
        returns=f"{item.returns:,.2f}",
    )


def print_explained(console: Console, solved: Solved, account: str | None = None) -> None:
    """Why this plan: its proof, all worths, who is served first, what the policies break; or why
    an account gets what it gets. Raises PlanError."""
    console.print(headline(solved))
    result = solved.result
    if result.evaluation is None:
        print_conflict(console, solved)
        console.print(titled(_("Guardrails"), guardrail_table(solved)))
        return
    if account is not None:
        print_account(console, solved, account)
        return
    if result.bound is not None and result.objective is not None:
        proof = _(
            "No plan can be worth more than {bound}; this one is worth {value}.",
            bound=money(result.bound),
            value=money(result.objective),
        )
        console.print(titled(_("Proof"), Text(proof)))
    console.print(titled(_("Guardrails"), guardrail_table(solved)))
    if result.evaluation.broken:
        console.print(titled(_("Rules broken at their price"), broken_table(solved)))
    if result.binding:
        console.print(titled(_("Rules that hold the plan back"), binding_table(solved)))
    console.print(titled(_("Worth of one more"), worth_table(result.worth)))
    if lines := [f"{plain(budget)}: {why}." for budget, why in money_left_lines(solved)]:
        console.print(titled(_("Why money was left"), Text("\n".join(lines))))
    line = money_line_table(solved)
    if line.row_count:
        console.print(titled(_("Next in line for money"), line))
    console.print(titled(_("Scarce goods: who is served first"), _scarce(solved)))
    console.print(titled(_("Against simple policies"), policy_table(solved)))
    broken = make_table(_("policy"), _("rule it breaks"), _("by"), right=2)
    for policy in result.policies:
        for item in policy.evaluation.breaks:
            add_row(
                broken, _(POLICIES[policy.name]), rule_name(item.rule, item.key), money(item.amount)
            )
    if broken.row_count:
        console.print(titled(_("Rules the policies break"), broken))


def _scarce(solved: Solved) -> Table:
    table = make_table(
        _("product"),
        _("week"),
        _("short"),
        _("next unit"),
        _("first in line"),
        _("next in line"),
        right=2,
    )
    accounts = solved.problem.accounts
    for item in shortages(solved)[:MOST_ROWS]:
        served = item.line.account[item.line.sold > 0.0]
        waiting = item.line.account[item.waiting]
        add_row(
            table,
            plain(item.product),
            item.week,
            f"{item.units:,.0f}",
            "" if item.worth is None else f"{item.worth:,.2f}",
            plain(accounts[served[0]]) if len(served) else "",
            plain(accounts[waiting[0]]) if len(waiting) else "",
        )
    return table
