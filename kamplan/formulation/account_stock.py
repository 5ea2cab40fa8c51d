"""Stock at accounts as the solver takes it."""

import numpy as np

from kamplan.formulation.placing import index, places
from kamplan.plan.plan import Plan
from solver import AccountStock
from solver.problem import Floats

DAYS = 7.0
COMING = 4
"""Weeks whose mean baseline a day of stock is counted in."""
BAND_PRICE = 2.0
"""A unit-week outside the band costs so many times what it costs to keep, if nothing is said."""


def account_stock(plan: Plan, baseline: Floats) -> AccountStock | None:
    """The tables account_stock and in_transit; None where nothing is tracked."""
    table, coming = plan["account_stock"], plan["in_transit"]
    if not len(table):
        return None
    accounts, products = plan["accounts"], plan["products"]
    account = index(table["account"], places(accounts, "account"))
    product = index(table["product"], places(products, "product"))
    rows = {key: row for row, key in enumerate(zip(account, product, strict=True))}
    transit = np.zeros((len(table), len(plan.weeks)))
    weeks = {week: place for place, week in enumerate(plan.weeks)}
    arriving = zip(
        index(coming["account"], places(accounts, "account")),
        index(coming["product"], places(products, "product")),
        coming["week"],
        coming["units"],
        strict=True,
    )
    for a, p, week, units in arriving:
        transit[rows[a, p], weeks[week]] = units
    holding = products["holding_cost"][product]
    cost = np.where(np.isnan(table["cost"]), holding, table["cost"])
    daily = daily_baseline(baseline[account, product])
    least, most = table["min_days"][:, None], table["max_days"][:, None]
    band_least = np.where(np.isnan(least), 0.0, least * daily)
    asked = np.where(np.isnan(table["min_days"]), np.inf, band_least[:, -1])
    return AccountStock(
        account=account,
        product=product,
        opening=table["opening"],
        lead=table["lead_weeks"].astype(np.int64),
        transit=transit,
        cost=cost,
        least_end=np.minimum(table["opening"], asked),
        band_least=band_least,
        band_most=np.where(np.isnan(most), np.inf, most * daily),
        price=np.where(np.isnan(table["price"]), BAND_PRICE * cost, table["price"]),
        on_consignment=accounts["settlement"][account] == "consignment",
    )


def daily_baseline(baseline: Floats) -> Floats:
    """[N, T] a day's baseline, by the mean of the next four weeks; towards the end of as many as
    there are, after the last week of the last four."""
    weeks = baseline.shape[1]
    found = np.zeros(baseline.shape)
    for week in range(weeks):
        coming = baseline[:, week + 1 : week + 1 + COMING]
        found[:, week] = (coming if coming.size else baseline[:, -COMING:]).mean(axis=1)
    return found / DAYS
