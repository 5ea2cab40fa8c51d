"""Last quarter's lines: what was published, else what is in budgets, else an earlier plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kamplan.budgeting.entries import bounds_of
from kamplan.budgeting.groups import Group, find_groups
from kamplan.insight.accounts import spend_by_account
from kamplan.plan import Plan
from kamplan.whatif.figures import Solved
from solver.problem import Floats

Origin = Literal["earlier plan", "published", "budgets", "none"]


@dataclass(frozen=True)
class Last:
    """Last quarter's money by group; a group without a line is not in it."""

    origin: Origin
    lines: Mapping[str, float]
    """by the groups' names, money."""


def published_lines(plan: Plan, groups: Sequence[Group]) -> dict[str, float] | None:
    """What the published plan spends in each group; None where it spends nothing."""
    table = plan["published_spend"]
    if not len(table):
        return None
    places = {name: place for place, name in enumerate(plan["accounts"]["account"].tolist())}
    money = np.zeros(len(places))
    np.add.at(money, [places[name] for name in table["account"].tolist()], table["spend"])
    return {group.name: float(money[group.accounts].sum()) for group in groups}


def last_lines(plan: Plan, groups: Sequence[Group]) -> Last:
    """Last quarter's lines, as far as the plan itself knows them."""
    published = published_lines(plan, groups)
    if published is not None:
        return Last("published", published)
    found = {group.name: bounds_of(plan, group)[1] for group in groups}
    known = {name: most for name, most in found.items() if np.isfinite(most)}
    return Last("budgets", known) if known else Last("none", {})


def lines_in(plan: Plan, by: str, groups: Sequence[Group], solved: Solved | None) -> Last:
    """What an earlier plan spends in groups of the same names; solved where none is published.

    Raises PlanError where its accounts have no such attribute.
    """
    theirs = find_groups(plan, by)
    found = published_lines(plan, theirs)
    if found is None:
        found = {} if solved is None else planned_lines(solved, theirs)
    names = {group.name for group in groups}
    return Last("earlier plan", {name: value for name, value in found.items() if name in names})


def account_money(solved: Solved) -> Floats:
    """[A] promotion money of a solved plan. Raises ValueError where there is no plan."""
    if solved.result.decisions is None:
        raise ValueError(f"{solved.scenario} has no plan")
    return spend_by_account(solved)


def planned_lines(solved: Solved, groups: Sequence[Group]) -> dict[str, float]:
    """What a solved plan spends in each group, money. Raises ValueError where there is none."""
    money = account_money(solved)
    return {group.name: float(money[group.accounts].sum()) for group in groups}
