"""The planner's limits as rules of the problem."""

from collections.abc import Sequence
from itertools import product as every

import numpy as np

from kamplan.formulation.placing import (
    places,
    price,
    product_masks,
    select_accounts,
    week_masks,
)
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import split_list
from kamplan.plan.tables import Table
from solver import (
    Budget,
    CalendarRule,
    Decisions,
    FairnessRule,
    FillRule,
    Problem,
    Promotions,
    TotalRule,
    Warehouse,
)
from solver.problem import Bools, Floats, Ints

TOTAL = "total"
"""Name of the budget that [promotion] budget in plan.toml makes."""


def budgets(plan: Plan, promotions: Promotions) -> tuple[Budget, ...]:
    """The whole plan's budget, and those of the table."""
    table = plan["budgets"]
    weeks = week_masks(table, plan.weeks)
    mechanic = np.array(promotions.mechanic, dtype=object)
    found = []
    if plan.settings.promotion.budget is not None:
        everything = promotions.active
        found.append(Budget(TOTAL, everything, 0.0, plan.settings.promotion.budget))
    for row, name in enumerate(table["name"]):
        group = select_accounts(plan, table["where"][row])[promotions.account]
        names = split_list(table["mechanics"][row])
        if names:
            group = group & np.isin(mechanic, np.array(names, dtype=object))
        least, most = table["min"][row], table["max"][row]
        found.append(
            Budget(
                name,
                group[:, None] & weeks[row][None, :] & promotions.active,
                0.0 if np.isnan(least) else float(least),
                np.inf if np.isnan(most) else float(most),
                price(table["price"][row]),
            )
        )
    return tuple(found)


def fill_rules(plan: Plan, baseline: Floats) -> tuple[FillRule, ...]:
    """Service rules, each repeated for what its `each` names; empty baselines are left out."""
    table = plan["service"]
    weeks = week_masks(table, plan.weeks)
    products = product_masks(table, places(plan["products"], "product"))
    names: list[Sequence[str]] = [
        plan["accounts"]["account"].tolist(),
        plan["products"]["product"].tolist(),
        plan.weeks,
    ]
    cells = np.arange(baseline.size).reshape(baseline.shape)
    found = []
    for row, name in enumerate(table["name"]):
        axes = (
            np.flatnonzero(select_accounts(plan, table["where"][row])),
            np.flatnonzero(products[row]),
            np.flatnonzero(weeks[row]),
        )
        each = split_list(table["each"][row])
        split = [axis in each for axis in ("account", "product", "week")]
        parts: list[list[Ints]] = [
            [np.array([i]) for i in axis] if apart else [axis]
            for axis, apart in zip(axes, split, strict=True)
        ]
        for choice in every(*parts):
            chosen = cells[np.ix_(*choice)].ravel()
            if baseline.ravel()[chosen].sum() > 0.0:
                cell = tuple(str(names[axis][choice[axis][0]]) for axis in range(3) if split[axis])
                share, cost = float(table["min_fill"][row]), price(table["price"][row])
                found.append(FillRule(name, cell, share, chosen, cost))
    return tuple(found)


def warehouse(plan: Plan) -> Warehouse | None:
    """The warehouse, where it has a limit."""
    settings = plan.settings.warehouse
    if settings.capacity is None:
        return None
    return Warehouse(plan["products"]["volume"], settings.capacity, settings.price)


def fairness_rules(plan: Plan) -> tuple[FairnessRule, ...]:
    """The fairness table."""
    table = plan["fairness"]
    products = product_masks(table, places(plan["products"], "product"))
    weeks = week_masks(table, plan.weeks)
    return tuple(
        FairnessRule(
            name,
            np.flatnonzero(select_accounts(plan, table["where"][row])),
            np.flatnonzero(products[row]),
            np.flatnonzero(weeks[row]),
            float(table["spread"][row]),
            price(table["price"][row]),
        )
        for row, name in enumerate(table["name"])
    )


def calendar_rules(plan: Plan, promotions: Promotions) -> tuple[CalendarRule, ...]:
    """The calendar, a rule for each account that it selects and that has such promotions."""
    table, accounts = plan["calendar"], plan["accounts"]["account"]
    weeks = week_masks(table, plan.weeks)
    mechanic = np.array(promotions.mechanic, dtype=object)
    found = []
    for row, name in enumerate(table["name"]):
        listed = split_list(table["mechanics"][row])
        chosen = select_accounts(plan, table["where"][row])[promotions.account]
        if listed:
            chosen = chosen & np.isin(mechanic, np.array(listed, dtype=object))
        for account in np.unique(promotions.account[chosen]).tolist():
            most, longest = table["most_weeks"][row], table["longest"][row]
            found.append(
                CalendarRule(
                    (name, accounts[account]),
                    np.flatnonzero(chosen & (promotions.account == account)),
                    np.flatnonzero(weeks[row]),
                    float(table["least_spend"][row]),
                    None if np.isnan(most) else int(most),
                    None if np.isnan(longest) else int(longest),
                    int(table["gap"][row]),
                    price(table["price"][row]),
                )
            )
    return tuple(found)


def total_rules(plan: Plan, problem: Problem, published: Decisions | None) -> tuple[TotalRule, ...]:
    """Locks, and what groups keep of the published plan."""
    found = []
    locks, floors = plan["locks"], plan["no_worse"]
    for row, cells in enumerate(chosen_decisions(plan, problem, locks)):
        value, cost = float(locks["value"][row]), price(locks["price"][row])
        key, decision = (locks["name"][row],), locks["decision"][row]
        found.append(TotalRule("lock", key, decision, cells, value, value, cost))
    for row, cells in enumerate(chosen_decisions(plan, problem, floors)):
        assert published is not None
        key, decision = (floors["name"][row],), floors["decision"][row]
        had = {"spend": published.spend, "visits": published.visits, "units": published.shipped}
        least = float(floors["share"][row]) * float(had[decision].ravel()[cells].sum())
        cost = price(floors["price"][row])
        found.append(TotalRule("no_worse", key, decision, cells, least, np.inf, cost))
    return tuple(found)


def chosen_decisions(plan: Plan, problem: Problem, table: Table) -> list[Ints]:
    """For each row of locks or no_worse: flat positions of the decisions it totals."""
    weeks = week_masks(table, plan.weeks)
    found = []
    for row, decision in enumerate(table["decision"]):
        accounts = select_accounts(plan, table["where"][row])
        names = np.array(split_list(table["names"][row]), dtype=object)

        def among(owned: Sequence[str], names: Ints = names) -> Bools:
            known = np.array(owned, dtype=object)
            return np.isin(known, names) if len(names) else np.ones(len(known), dtype=bool)

        promotions, visits = problem.promotions, problem.visits
        if decision == "spend":
            chosen = accounts[promotions.account] & among(promotions.mechanic)
            mask = chosen[:, None] & weeks[row][None, :] & promotions.active
        elif decision == "visits":
            mask = accounts[visits.account] & among(visits.kind)
        else:
            products = among(problem.products)
            mask = accounts[:, None, None] & products[None, :, None] & weeks[row][None, None, :]
            mask = mask & (problem.baseline > 0.0)
        found.append(np.flatnonzero(mask))
    return found
