"""Plan -> Problem: what the planner states, as the arrays the solver takes."""

from collections.abc import Sequence
from itertools import product as every

import numpy as np

from kamplan.plan.checks import split_list
from kamplan.plan.plan import Plan
from kamplan.plan.tables import Table
from kamplan.plan.weeks import OPENING, select_weeks
from kamplan.plan.where import parse_where, select_rows
from solver import Budget, FillRule, Problem, Promotions, Teams, Visits
from solver.problem import Bools, Floats, Ints

TOTAL = "total"
"""Name of the budget that [promotion] budget in plan.toml makes."""


def formulate(plan: Plan) -> Problem:
    """The allocation problem of a plan that check_plan has found nothing wrong with.

    net = price (1 - discount) - deduction retail_price; margin = net - cost.
    """
    accounts, products = plan["accounts"], plan["products"]
    net = _net_price(accounts, products)
    supply, opening = _supply(plan, "units")
    extra, _ = _supply(plan, "extra_units")
    extra_cost, _ = _supply(plan, "extra_cost")
    promotions, visits, teams = _promotions(plan), _visits(plan), _teams(plan)
    baseline = _baseline(plan)
    salvage = np.where(np.isnan(products["salvage"]), products["cost"], products["salvage"])
    settings = plan.settings
    return Problem(
        accounts=tuple(accounts["account"]),
        products=tuple(products["product"]),
        weeks=plan.weeks,
        tier=tuple(accounts["tier"]),
        baseline=baseline,
        margin=net - products["cost"][None, :],
        net_price=net,
        supply=supply,
        opening=opening,
        holding=products["holding_cost"],
        write_down=products["cost"] - salvage,
        promotions=promotions,
        visits=visits,
        teams=teams,
        budgets=_budgets(plan, promotions),
        fill_rules=_fill_rules(plan, baseline),
        peak=peak_weeks(plan),
        credit_limit=_credit_limit(accounts),
        credit_weeks=np.ceil(accounts["credit_days"] / 7.0).astype(np.int64),
        extra=extra,
        extra_cost=np.where(extra > 0.0, extra_cost, 0.0),
        target_gap=settings.solve.gap,
        time_limit=settings.solve.time_limit,
    )


def _credit_limit(accounts: Table) -> Floats:
    """[A] money; who pays cash owes nothing. Goods on consignment are invoiced when sold on,

    which is here when they are shipped: no stock is kept at an account.
    """
    limited = (accounts["settlement"] != "cash") & ~np.isnan(accounts["credit_limit"])
    return np.where(limited, accounts["credit_limit"], np.inf)


def _places(table: Table, column: str) -> dict[str, int]:
    return {name: place for place, name in enumerate(table[column].tolist())}


def _index(names: np.ndarray, places: dict[str, int]) -> Ints:
    return np.array([places[name] for name in names.tolist()], dtype=np.int64)


def net_prices(plan: Plan, account: int) -> Floats:
    """[1, P] money a unit brings at one account after every term of trade."""
    return _net_price(plan["accounts"].keep(np.array([account])), plan["products"])


def _net_price(accounts: Table, products: Table) -> Floats:
    price = products["price"]
    retail = np.where(np.isnan(products["retail_price"]), price, products["retail_price"])
    kept = 1.0 - accounts["discount"][:, None]
    return np.asarray(price[None, :] * kept - accounts["deduction"][:, None] * retail[None, :])


def _baseline(plan: Plan) -> Floats:
    demand, weeks = plan["demand"], plan.weeks
    shape = (len(plan["accounts"]), len(plan["products"]), len(weeks))
    found = np.zeros(shape)
    cells = (
        _index(demand["account"], _places(plan["accounts"], "account")),
        _index(demand["product"], _places(plan["products"], "product")),
        _index(demand["week"], {week: place for place, week in enumerate(weeks)}),
    )
    found[cells] = demand["units"]
    return found


def _supply(plan: Plan, cells: str) -> tuple[Floats, Floats]:
    """([P, T], [P]) a column of the table by week, and of the rows for the opening stock."""
    supply, weeks = plan["supply"], plan.weeks
    row = _index(supply["product"], _places(plan["products"], "product"))
    column = _index(
        supply["week"], {OPENING: 0, **{week: place + 1 for place, week in enumerate(weeks)}}
    )
    found = np.zeros((len(plan["products"]), len(weeks) + 1))
    found[row, column] = supply[cells]
    return found[:, 1:], found[:, 0]


def peak_weeks(plan: Plan) -> Bools:
    """[T] weeks that plan.toml calls the peak; none where it is silent."""
    mask = np.zeros(len(plan.weeks), dtype=bool)
    if plan.settings.peak.weeks:
        mask[select_weeks(plan.settings.peak.weeks, plan.weeks)] = True
    return mask


def _week_masks(table: Table, weeks: tuple[str, ...]) -> Bools:
    masks = np.zeros((len(table), len(weeks)), dtype=bool)
    for row, cell in enumerate(table["weeks"]):
        masks[row, select_weeks(cell, weeks)] = True
    return masks


def _product_masks(table: Table, products: dict[str, int]) -> Bools:
    masks = np.zeros((len(table), len(products)), dtype=bool)
    for row, cell in enumerate(table["products"]):
        names = split_list(cell)
        masks[row, [products[name] for name in names] if names else slice(None)] = True
    return masks


def _promotions(plan: Plan) -> Promotions:
    table = plan["promotions"]
    return Promotions(
        account=_index(table["account"], _places(plan["accounts"], "account")),
        mechanic=tuple(table["mechanic"]),
        max_uplift=table["max_uplift"],
        half_spend=table["half_spend"],
        shape=table["shape"],
        covers=_product_masks(table, _places(plan["products"], "product")),
        active=_week_masks(table, plan.weeks),
        borrowed=table["borrowed"],
        borrowed_weeks=table["borrowed_weeks"].astype(np.int64),
    )


def _visits(plan: Plan) -> Visits:
    table, accounts = plan["visits"], plan["accounts"]
    account = _index(table["account"], _places(accounts, "account"))
    home = accounts["team"][account] if len(table) else table["team"]
    team = np.where(table["team"] == "", home, table["team"])
    names = {name: place for place, name in enumerate(_team_names(plan))}
    most = np.where(np.isnan(table["max"]), table["present"], table["max"])
    return Visits(
        account=account,
        kind=tuple(table["kind"]),
        team=np.array([names.get(name, -1) for name in team], dtype=np.int64),
        present=table["present"],
        minimum=table["min"].astype(np.int64),
        maximum=most.astype(np.int64),
        hours=table["hours"],
        cost=table["cost"],
        max_change=table["max_change"],
        half_visits=table["half_visits"],
        shape=table["shape"],
    )


def _team_names(plan: Plan) -> list[str]:
    return list(dict.fromkeys(plan["teams"]["team"].tolist()))


def _teams(plan: Plan) -> Teams:
    table, names, peak = plan["teams"], _team_names(plan), peak_weeks(plan)
    in_peak = {week for week, hit in zip(plan.weeks, peak, strict=True) if hit}
    hours, peak_hours = np.zeros(len(names)), np.zeros(len(names))
    for team, week, number in zip(table["team"], table["week"], table["hours"], strict=True):
        place = names.index(team)
        hours[place] += number
        peak_hours[place] += number if week in in_peak else 0.0
    return Teams(tuple(names), hours, peak_hours if peak.any() else np.full(len(names), np.inf))


def _budgets(plan: Plan, promotions: Promotions) -> tuple[Budget, ...]:
    table = plan["budgets"]
    weeks = _week_masks(table, plan.weeks)
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
            )
        )
    return tuple(found)


def select_accounts(plan: Plan, where: str) -> Bools:
    """[A] accounts that a `where` cell selects."""
    return select_rows(parse_where(where), plan.account_columns, len(plan["accounts"]))


def _fill_rules(plan: Plan, baseline: Floats) -> tuple[FillRule, ...]:
    table = plan["service"]
    weeks = _week_masks(table, plan.weeks)
    products = _product_masks(table, _places(plan["products"], "product"))
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
                found.append(FillRule(name, cell, float(table["min_fill"][row]), chosen))
    return tuple(found)
