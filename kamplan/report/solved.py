"""One solved scenario as text: what was decided, and why."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kamplan.report.rounded import rounded_lines
from kamplan.report.tables import (
    AIMS,
    FIGURES,
    MOST_ROWS,
    POLICIES,
    SOLVED_BY,
    STATUS,
    add_row,
    figure_text,
    holds_text,
    make_table,
    money,
    rule_name,
    titled,
)
from kamplan.whatif.figures import Solved, everything, figure, select
from kamplan.words import _, plain
from solver import Relaxation, Worth
from solver.problem import Floats

# Beneath this share of it a relaxation counts as the smallest.
NEAR_LEAST = 0.01


def print_solved(console: Console, solved: Solved) -> None:
    """One scenario: proof, totals, who gets what, worth of one more, policies."""
    console.print(headline(solved))
    if solved.result.evaluation is None:
        print_conflict(console, solved)
        return
    if solved.result.stages:
        console.print(titled(_("Aims, one after another"), _aims(solved)))
    console.print(titled(_("Totals"), _totals(solved)))
    if lines := rounded_lines(solved):
        console.print(titled(_("In whole steps and cases"), Text("\n".join(lines))))
    console.print(titled(_("By tier"), _by_tier(solved)))
    console.print(titled(_("Largest promotion spends"), _spends(solved)))
    if solved.result.evaluation.extra_cost > 0.0 or _bought(solved).any():
        console.print(titled(_("Extra supply bought"), _extra_supply(solved)))
    if solved.result.evaluation.broken:
        console.print(titled(_("Rules broken at their price"), broken_table(solved)))
    console.print(titled(_("Worth of one more"), worth_table(solved.result.worth, MOST_ROWS)))
    console.print(titled(_("Against simple policies"), policy_table(solved)))


def headline(solved: Solved) -> Text:
    """Plan, scenario, status, contribution, proof and time on a line."""
    result, settings = solved.result, solved.plan.settings
    line = Text()
    line.append(f"{plain(settings.name)} · {plain(solved.scenario)}: ", style="bold")
    line.append(_(STATUS[result.status]))
    if result.evaluation is not None and result.objective is not None:
        value = f"{money(result.evaluation.contribution)} {plain(settings.currency)}".strip()
        line.append(" · " + _("contribution {value}", value=value))
        if abs(result.objective - result.evaluation.contribution) > 0.005:
            line.append(" · " + _("objective {value}", value=money(result.objective)))
    if result.gap is not None:
        line.append(" · " + _("proven within {gap}", gap=f"{result.gap:.4%}"))
    line.append(f" · {solved.seconds.get('total', 0.0):.1f} s")
    line.append(f" ({_(SOLVED_BY[result.algorithm, result.reason])})\n")
    return line


def _aims(solved: Solved) -> Table:
    """What each aim comes to, and what is proven of it."""
    table = make_table(_("aim"), _("value"), _("no more than"))
    for stage in solved.result.stages:
        bound = "" if stage.bound is None else money(stage.bound)
        add_row(table, _(AIMS[stage.aim]), money(stage.value), bound)
    return table


def _totals(solved: Solved) -> Table:
    table, whole = make_table("", ""), everything(solved.plan)
    for name in ("revenue", "promo_spend", "visits", "visit_hours", "units_sold", "fill_rate"):
        add_row(table, _(FIGURES[name]), figure_text(name, figure(solved, name, whole)))
    return table


def _by_tier(solved: Solved) -> Table:
    table = make_table(
        _("tier"),
        _("accounts"),
        _("contribution"),
        _("promotion spend"),
        _("visits"),
        _("fill rate"),
    )
    for tier in sorted(set(solved.problem.tier) - {""}):
        chosen = select(solved.plan, {"tier": tier}, "")
        cells = [
            figure_text(name, figure(solved, name, chosen))
            for name in ("contribution", "promo_spend", "visits", "fill_rate")
        ]
        add_row(table, plain(tier), str(int(chosen.accounts.sum())), *cells)
    return table


def _spends(solved: Solved) -> Table:
    problem, decisions = solved.problem, solved.result.decisions
    assert decisions is not None
    table = make_table(_("account"), _("name"), _("mechanic"), _("spend"), _("best week"), right=3)
    names = dict(
        zip(solved.plan["accounts"]["account"], solved.plan["accounts"]["name"], strict=True)
    )
    total = decisions.spend.sum(axis=1)
    for row in np.argsort(-total, kind="stable")[:MOST_ROWS]:
        if total[row] <= 0.0:
            break
        account = problem.accounts[problem.promotions.account[row]]
        week = problem.weeks[int(np.argmax(decisions.spend[row]))]
        mechanic = problem.promotions.mechanic[row]
        add_row(
            table, plain(account), plain(names[account]), plain(mechanic), money(total[row]), week
        )
    return table


def _bought(solved: Solved) -> Floats:
    """[P, T] units bought on top, dust left out."""
    decisions = solved.result.decisions
    assert decisions is not None
    return np.where(decisions.extra > 1e-6, decisions.extra, 0.0)


def _extra_supply(solved: Solved) -> Table:
    """Product-weeks in which supply is bought on top, the dearest first."""
    problem, bought = solved.problem, _bought(solved)
    table = make_table(_("product"), _("week"), _("units"), _("cost"), right=2)
    places = np.argwhere(bought > 0.0)
    costs = (bought * problem.extra_cost)[tuple(places.T)]
    for product, week in places[np.argsort(-costs, kind="stable")][:MOST_ROWS]:
        cost = bought[product, week] * problem.extra_cost[product, week]
        units = f"{bought[product, week]:,.0f}"
        add_row(table, plain(problem.products[product]), problem.weeks[week], units, money(cost))
    return table


def broken_table(solved: Solved) -> Table:
    """Rules with a price that the plan breaks, the dearest first."""
    table = make_table(_("rule"), _("by"), _("cost"))
    assert solved.result.evaluation is not None
    broken = sorted(solved.result.evaluation.broken, key=lambda item: -item.cost)
    for item in broken[:MOST_ROWS]:
        add_row(table, rule_name(item.rule, item.key), money(item.amount), money(item.cost))
    if len(broken) > MOST_ROWS:
        add_row(table, _("... and {count} more", count=len(broken) - MOST_ROWS), "", "")
    return table


def worth_table(worth: Sequence[Worth], most: int | None = None) -> Table:
    """What one more of each limited thing gains, the dearest first; columns that say nothing are
    left out."""
    telling = [item for item in worth if item.value or item.left or item.per_hour]
    telling.sort(key=lambda item: -max(abs(item.value), abs(item.per_hour or 0.0)))
    headings = _("one more of"), _("gains"), _("one less costs"), _("holds"), _("an hour, divided")
    rows = [
        (
            rule_name(item.rule, item.key),
            f"{item.value:,.2f}",
            "" if item.left is None else f"{item.left:,.2f}",
            "" if item.per_hour is not None else holds_text(item),
            "" if item.per_hour is None else f"{item.per_hour:,.2f}",
        )
        for item in telling[:most]
    ]
    if most is not None and len(telling) > most:
        rows.append((_("... and {count} more", count=len(telling) - most), "", "", "", ""))
    shown = [place for place in range(5) if place < 2 or any(row[place] for row in rows)]
    table = make_table(*(headings[place] for place in shown))
    for row in rows:
        add_row(table, *(row[place] for place in shown))
    return table


def policy_table(solved: Solved) -> Table:
    """The plan beside the simple policies that spend as much."""
    table = make_table(_("policy"), _("contribution"), _("gain of the plan"), _("rules it breaks"))
    for policy in solved.result.policies:
        value = policy.evaluation.contribution
        gain = (solved.result.objective or 0.0) - policy.evaluation.objective
        broken = policy.evaluation.breaks
        add_row(table, _(POLICIES[policy.name]), money(value), money(gain), str(len(broken)))
    return table


def print_conflict(console: Console, solved: Solved) -> None:
    """Why there is no plan: the rules that cannot all be kept."""
    if not solved.result.conflict:
        return
    table = make_table(_("rule"), _("demands"), _("would have to give by"))
    for relaxation in solved.result.conflict:
        add_row(
            table,
            rule_name(relaxation.rule, relaxation.key),
            money(relaxation.limit),
            money(relaxation.amount) if relaxation.amount else "",
        )
    console.print(titled(_("These rules cannot all be kept"), table))
    gap = solved.result.conflict_gap
    if gap is not None and gap > NEAR_LEAST:
        said = _(
            "A smaller relaxation may do: this one is within {gap} of the least.", gap=f"{gap:.1%}"
        )
        console.print(Text(said))


def conflict_text(relaxations: Sequence[Relaxation]) -> str:
    """The conflict in a line, for standard error."""
    return "; ".join(rule_name(item.rule, item.key) for item in relaxations)
