"""What would have to change in a plan so that its rules can all be kept: the smallest relaxation
of a conflict, as entries.

Amounts are rounded outward, never inward: what is proposed must do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from kamplan.formulation import TOTAL
from kamplan.formulation.account_stock import daily_baseline
from kamplan.plan import Plan, Table
from kamplan.plan.entries import Cell, Entry, Key, cell_entry, insert_entry, setting_entry
from kamplan.plan.pointing import split_list
from kamplan.plan.tables import tidy
from kamplan.plan.weeks import select_weeks
from kamplan.whatif.figures import Solved
from solver import Problem, Relaxation
from solver.without import rule_of

SHARES, AMOUNTS = 4, 2
"""Decimals that shares and weeks' hours are rounded to: 91.23 %, 0.25 h."""
# What a number is beyond a round one, in the unit of its last decimal, that is no more than dust.
DUST = 1e-6


@dataclass(frozen=True)
class Proposal:
    """One rule of a conflict, and how far it would have to give."""

    rule: str
    """family, as in Break."""
    key: Key
    """the rule's name; what it is repeated for is left out."""
    old: float | str
    """what it demands now: money, units, hours, a share, or decisions that are kept."""
    new: float | str
    """what it would have to demand."""
    is_share: bool
    entries: tuple[Entry, ...]
    """what makes it so."""


@dataclass(frozen=True)
class _Given:
    """What the rules of one name would have to give."""

    plan: Plan
    problem: Problem
    key: Key
    each: tuple[Relaxation, ...]

    @property
    def most(self) -> float:
        return max(each.amount for each in self.each)


Way = Callable[[_Given, str], Proposal]


def proposals(solved: Solved) -> list[Proposal]:
    """What makes a plan possible, all together, in the order of the diagnosis; none where the
    scenario has a plan, or nothing is known."""
    given: dict[tuple[str, Key], list[Relaxation]] = {}
    for each in solved.result.conflict:
        if each.amount > 0.0 and each.rule in WAYS:
            given.setdefault((each.rule, rule_of(each.rule, each.key)), []).append(each)
    return [
        WAYS[rule](_Given(solved.plan, solved.problem, key, tuple(found)), rule)
        for (rule, key), found in given.items()
    ]


def together(chosen: Sequence[Proposal]) -> list[Entry]:
    """The entries of several proposals: of two that move a cell the one that moves it further."""
    found: dict[tuple[str, Key, str], Entry] = {}
    for entry in (entry for each in chosen for entry in each.entries):
        place = entry.table, entry.key, entry.column
        if place not in found or _distance(entry) > _distance(found[place]):
            found[place] = entry
    return list(found.values())


def _distance(entry: Entry) -> float:
    return abs(float(entry.new or 0.0) - float(entry.old or 0.0))


def _down(value: float, digits: int) -> float:
    return floor(value * 10.0**digits + DUST) / 10.0**digits


def _up(value: float, digits: int) -> float:
    return ceil(value * 10.0**digits - DUST) / 10.0**digits


def _in_row(
    given: _Given, rule: str, table: str, column: str, new: Cell, is_share: bool = False
) -> Proposal:
    """One cell of the row that the rule is named for."""
    rows: Table = given.plan[table]
    row = rows.places[given.key]
    old = float(rows[column][row])
    return Proposal(rule, given.key, old, new, is_share, (cell_entry(rows, row, column, new),))


def _in_settings(given: _Given, rule: str, name: str, old: float, new: float) -> Proposal:
    entry = setting_entry(given.plan.settings, name, new)
    return Proposal(rule, given.key, old, new, False, (entry,))


def _more(limit: float, amount: float) -> float:
    return float(tidy(limit + amount))


def _less(limit: float, amount: float) -> float:
    return max(float(tidy(limit - amount)), 0.0)


def _budget(given: _Given, rule: str) -> Proposal:
    limit = given.each[0].limit
    new = _more(limit, given.most)
    if given.key == (TOTAL,):
        return _in_settings(given, rule, "promotion.budget", limit, new)
    return _in_row(given, rule, "budgets", "max", new)


def _budget_min(given: _Given, rule: str) -> Proposal:
    return _in_row(given, rule, "budgets", "min", _less(given.each[0].limit, given.most))


def _fill(given: _Given, rule: str) -> Proposal:
    """The share that every relaxed cell of the rule can keep."""
    short = {each.key: each.amount for each in given.each}
    baseline, shares = given.problem.baseline.ravel(), []
    for each in given.problem.fill_rules:
        if (each.name, *each.cell) in short:
            asked = float(baseline[each.cells].sum())
            shares.append(each.share - short[each.name, *each.cell] / asked)
    return _in_row(
        given, rule, "service", "min_fill", max(_down(min(shares), SHARES), 0.0), is_share=True
    )


def _fairness(given: _Given, rule: str) -> Proposal:
    problem = given.problem
    (stated,) = [each for each in problem.fairness if each.name == given.key[0]]
    spreads = []
    for each in given.each:
        account, product = problem.accounts.index(each.key[1]), problem.products.index(each.key[2])
        asked = float(problem.baseline[account, product, stated.weeks].sum())
        spreads.append(stated.spread + each.amount / asked)
    new = min(_up(max(spreads), SHARES), 1.0)
    return _in_row(given, rule, "fairness", "spread", new, is_share=True)


def _hours(given: _Given, rule: str) -> Proposal:
    """More hours in every week that counts, in proportion to those that are there; rows of their
    own for peak weeks where the team has none."""
    teams, plan = given.plan["teams"], given.plan
    rows = np.flatnonzero(teams["team"] == given.key[0])
    if rule == "peak_hours":
        weeks = [plan.weeks[at] for at in select_weeks(plan.settings.peak.weeks, plan.weeks)]
        rows = rows[np.isin(teams["week"][rows], np.array(weeks, dtype=object))]
        if not len(rows):
            return _new_hours(given, rule, weeks)
    now = teams["hours"][rows]
    total = float(now.sum())
    parts = now / total if total > 0.0 else np.full(len(now), 1.0 / len(now))
    hours = [_up(hour + part * given.most, AMOUNTS) for hour, part in zip(now, parts, strict=True)]
    entries = tuple(
        cell_entry(teams, row, "hours", hour)
        for row, hour in zip(rows.tolist(), hours, strict=True)
    )
    return Proposal(rule, given.key, total, float(tidy(sum(hours))), False, entries)


def _new_hours(given: _Given, rule: str, weeks: Sequence[str]) -> Proposal:
    hours = _up(given.most / len(weeks), AMOUNTS)
    entries = tuple(
        insert_entry(given.plan["teams"], {"team": given.key[0], "week": week, "hours": hours})
        for week in weeks
    )
    return Proposal(rule, given.key, 0.0, float(tidy(hours * len(weeks))), False, entries)


def _lock(given: _Given, rule: str) -> Proposal:
    step = _less if rule == "lock_least" else _more
    return _in_row(given, rule, "locks", "value", step(given.each[0].limit, given.most))


def _no_worse(given: _Given, rule: str) -> Proposal:
    """What is demanded goes with the share of what was published."""
    table, each = given.plan["no_worse"], given.each[0]
    share = float(table["share"][table.places[given.key]])
    new = max(_down(share * (1.0 - each.amount / each.limit), SHARES), 0.0)
    return _in_row(given, rule, "no_worse", "share", new, is_share=True)


def _credit(given: _Given, rule: str) -> Proposal:
    limit = _more(given.each[0].limit, given.most)
    return _in_row(given, rule, "accounts", "credit_limit", limit)


def _warehouse(given: _Given, rule: str) -> Proposal:
    limit = given.each[0].limit
    return _in_settings(given, rule, "warehouse.capacity", limit, _more(limit, given.most))


def _target(given: _Given, rule: str) -> Proposal:
    limit = given.each[0].limit
    return _in_settings(given, rule, f"target.{given.key[0]}", limit, _less(limit, given.most))


def _promoted_weeks(given: _Given, rule: str) -> Proposal:
    weeks = float(ceil(given.each[0].limit + given.most - DUST))
    return _in_row(given, rule, "calendar", "most_weeks", weeks)


def _left_at_account(given: _Given, rule: str) -> Proposal:
    """Fewer days of stock, so that less must be there at the end."""
    problem = given.problem
    account, product = (
        names.index(name)
        for names, name in zip((problem.accounts, problem.products), given.key, strict=True)
    )
    daily = float(daily_baseline(problem.baseline[[account], [product]])[0, -1])
    least = _less(given.each[0].limit, given.most)
    days = _down(least / daily, AMOUNTS) if daily > 0.0 else 0.0
    return _in_row(given, rule, "account_stock", "min_days", days)


def _published_units(given: _Given, rule: str) -> Proposal:
    """Units that were handed out are no longer kept: what was published is a fact."""
    settings = given.plan.settings
    kept = [name for name in split_list(settings.published.keep) if name != "units"]
    new = ";".join(kept)
    entry = setting_entry(settings, "published.keep", new or None)
    return Proposal(rule, given.key, settings.published.keep, new, False, (entry,))


WAYS: dict[str, Way] = {
    "budget": _budget,
    "budget_min": _budget_min,
    "visit_hours": _hours,
    "peak_hours": _hours,
    "min_fill": _fill,
    "fairness": _fairness,
    "lock_least": _lock,
    "lock_most": _lock,
    "no_worse": _no_worse,
    "credit": _credit,
    "warehouse": _warehouse,
    "target": _target,
    "promo_weeks": _promoted_weeks,
    "account_end": _left_at_account,
    "kept": _published_units,
}
"""family of the solver's rules -> how it gives."""
