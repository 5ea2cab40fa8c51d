"""Plan -> Problem: what the planner states, as the arrays the solver takes."""

from dataclasses import replace

import numpy as np

from kamplan.formulation.account_stock import account_stock
from kamplan.formulation.aims import aims, targets
from kamplan.formulation.placing import index, peak_weeks, places, product_masks, week_masks
from kamplan.formulation.published import kept_units, published_plan
from kamplan.formulation.rules import (
    budgets,
    calendar_rules,
    fairness_rules,
    fill_rules,
    total_rules,
    warehouse,
)
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import split_list
from kamplan.plan.points import sound_curves
from kamplan.plan.stated import stated
from kamplan.plan.switches import in_force
from kamplan.plan.tables import Table
from kamplan.plan.weeks import OPENING
from solver import Problem, Promotions, Rounding, Teams, Visits
from solver.judged import padded
from solver.problem import Floats


def formulate(plan: Plan) -> Problem:
    """The allocation problem of a plan that check_plan has found nothing wrong with.

    net = price (1 - discount) - deduction retail_price; margin = net - cost.
    Rules that are switched off are left out.
    """
    plan = in_force(plan)
    accounts, products = plan["accounts"], plan["products"]
    net = _net_price(accounts, products)
    supply, opening = _supply(plan, "units")
    extra, _ = _supply(plan, "extra_units")
    extra_cost, _ = _supply(plan, "extra_cost")
    promotions, visits, teams = _promotions(plan), _visits(plan), _teams(plan)
    baseline = _baseline(plan)
    salvage = np.where(np.isnan(products["salvage"]), products["cost"], products["salvage"])
    settings = plan.settings
    problem = Problem(
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
        budgets=budgets(plan, promotions),
        fill_rules=fill_rules(plan, baseline),
        peak=peak_weeks(plan),
        credit_limit=_credit_limit(accounts),
        credit_weeks=np.ceil(accounts["credit_days"] / 7.0).astype(np.int64),
        extra=extra,
        extra_cost=np.where(extra > 0.0, extra_cost, 0.0),
        goodwill=accounts["goodwill"],
        warehouse=warehouse(plan),
        account_stock=account_stock(plan, baseline),
        fairness=fairness_rules(plan),
        calendar=calendar_rules(plan, promotions),
        aims=aims(settings),
        targets=targets(settings),
        rounding=_rounding(plan) if settings.solve.round else None,
        target_gap=settings.solve.gap,
        time_limit=settings.solve.time_limit,
    )
    return _with_published(plan, problem)


def _with_published(plan: Plan, problem: Problem) -> Problem:
    """What refers to the published plan: it is laid out as the decisions of the problem are."""
    published, keep = published_plan(plan, problem), split_list(plan.settings.published.keep)
    problem = replace(problem, published=published, totals=total_rules(plan, problem, published))
    if published is None:
        return problem
    if "spend" in keep:
        problem = replace(problem, least_spend=published.spend)
    if "visits" in keep:
        least = np.maximum(problem.visits.minimum, published.visits)
        problem = replace(problem, visits=replace(problem.visits, minimum=least))
    if "units" in keep:
        problem = replace(problem, totals=(*problem.totals, *kept_units(problem, published)))
    return problem


def _rounding(plan: Plan) -> Rounding:
    units = plan["products"]["case_units"]
    return Rounding(plan.settings.promotion.step, np.where(np.isnan(units), 1.0, units))


def _credit_limit(accounts: Table) -> Floats:
    """[A] money; who pays cash owes nothing."""
    limited = (accounts["settlement"] != "cash") & ~np.isnan(accounts["credit_limit"])
    return np.where(limited, accounts["credit_limit"], np.inf)


def net_prices(plan: Plan, account: int) -> Floats:
    """[1, P] money a unit brings at one account after every term of trade."""
    return _net_price(plan["accounts"].keep(np.array([account])), plan["products"])


def weekly_value(plan: Plan) -> Floats:
    """[A] money a week that every account's baseline brings at its net prices, on average."""
    demand, net = plan["demand"], _net_price(plan["accounts"], plan["products"])
    account = index(demand["account"], places(plan["accounts"], "account"))
    product = index(demand["product"], places(plan["products"], "product"))
    each = demand["units"] * net[account, product]
    total = np.bincount(account, each, len(net)) if len(each) else np.zeros(len(net))
    return np.asarray(total / len(plan.weeks))


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
        index(demand["account"], places(plan["accounts"], "account")),
        index(demand["product"], places(plan["products"], "product")),
        index(demand["week"], {week: place for place, week in enumerate(weeks)}),
    )
    found[cells] = demand["units"]
    return found


def _supply(plan: Plan, cells: str) -> tuple[Floats, Floats]:
    """([P, T], [P]) a column of the table by week, and of the rows for the opening stock."""
    supply, weeks = plan["supply"], plan.weeks
    row = index(supply["product"], places(plan["products"], "product"))
    column = index(
        supply["week"], {OPENING: 0, **{week: place + 1 for place, week in enumerate(weeks)}}
    )
    found = np.zeros((len(plan["products"]), len(weeks) + 1))
    found[row, column] = supply[cells]
    return found[:, 1:], found[:, 0]


def _promotions(plan: Plan) -> Promotions:
    table = stated(plan, "promotions")
    return Promotions(
        account=index(table["account"], places(plan["accounts"], "account")),
        mechanic=tuple(table["mechanic"]),
        max_uplift=table["max_uplift"],
        half_spend=table["half_spend"],
        shape=table["shape"],
        covers=product_masks(table, places(plan["products"], "product")),
        active=week_masks(table, plan.weeks),
        borrowed=table["borrowed"],
        borrowed_weeks=table["borrowed_weeks"].astype(np.int64),
        points=_points(plan, table),
    )


def _visits(plan: Plan) -> Visits:
    table, accounts = stated(plan, "visits"), plan["accounts"]
    account = index(table["account"], places(accounts, "account"))
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
        points=_points(plan, table),
    )


def _points(plan: Plan, table: Table) -> Floats:
    """[rows, N, 2] judged points of the rows that follow a curve."""
    curves = sound_curves(plan)
    return padded([curves.get(name) for name in table["curve"].tolist()])


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
