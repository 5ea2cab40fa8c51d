"""Where names of a plan stand in the arrays of its problem."""

import numpy as np

from kamplan.plan.plan import Plan
from kamplan.plan.pointing import split_list
from kamplan.plan.tables import Table
from kamplan.plan.weeks import select_weeks
from kamplan.plan.where import parse_where, select_rows
from solver.problem import Bools, Ints


def places(table: Table, column: str) -> dict[str, int]:
    """Name -> row."""
    return {name: place for place, name in enumerate(table[column].tolist())}


def index(names: np.ndarray, places: dict[str, int]) -> Ints:
    """Rows of names that are there."""
    return np.array([places[name] for name in names.tolist()], dtype=np.int64)


def peak_weeks(plan: Plan) -> Bools:
    """[T] weeks that plan.toml calls the peak; none where it is silent."""
    mask = np.zeros(len(plan.weeks), dtype=bool)
    if plan.settings.peak.weeks:
        mask[select_weeks(plan.settings.peak.weeks, plan.weeks)] = True
    return mask


def week_masks(table: Table, weeks: tuple[str, ...]) -> Bools:
    """[rows, T] weeks that the column `weeks` selects."""
    masks = np.zeros((len(table), len(weeks)), dtype=bool)
    for row, cell in enumerate(table["weeks"]):
        masks[row, select_weeks(cell, weeks)] = True
    return masks


def product_masks(table: Table, products: dict[str, int]) -> Bools:
    """[rows, P] products that the column `products` lists."""
    masks = np.zeros((len(table), len(products)), dtype=bool)
    for row, cell in enumerate(table["products"]):
        names = split_list(cell)
        masks[row, [products[name] for name in names] if names else slice(None)] = True
    return masks


def select_accounts(plan: Plan, where: str) -> Bools:
    """[A] accounts that a `where` cell selects."""
    return select_rows(parse_where(where), plan.account_columns, len(plan["accounts"]))


def price(cell: float) -> float | None:
    """What breaking a rule costs; None: it is hard."""
    return None if np.isnan(cell) else float(cell)
