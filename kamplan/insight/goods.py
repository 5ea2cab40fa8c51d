"""Goods by product and week: what is asked for, what is there, and who is in line for it."""

from dataclasses import dataclass

import numpy as np

from kamplan.insight.ranks import listed_cells, served_ranks
from kamplan.whatif.figures import Solved
from solver.problem import Floats, Ints


@dataclass(frozen=True)
class Goods:
    """Every product-week in which something is asked for; all arrays [N], units."""

    product: Ints
    """index of the product."""
    week: Ints
    """index of the week."""
    asked: Floats
    """demand at the plan's promotion and visits."""
    sold: Floats
    lost: Floats
    stock: Floats
    """in the warehouse at the end of the week."""
    worth: Floats
    """money gained by one more unit; NaN where it is not known."""

    def __len__(self) -> int:
        return len(self.product)

    @property
    def fill(self) -> Floats:
        """[N] sold / asked, 1 where nothing is asked."""
        return np.divide(self.sold, self.asked, out=np.ones(len(self)), where=self.asked > 0.0)


def goods_by_week(solved: Solved) -> Goods | None:
    """Product-weeks of a solved plan, the most lost first; None where there is no plan."""
    evaluation, problem = solved.result.evaluation, solved.problem
    if evaluation is None:
        return None
    sold, lost = evaluation.sold.sum(axis=0), evaluation.lost.sum(axis=0)
    product, week = np.nonzero(sold + lost > 0.0)
    order = np.lexsort((week, product, -np.round(lost[product, week], 6)))
    product, week = product[order], week[order]
    worth = {item.key: item.value for item in solved.result.worth if item.rule == "supply"}
    keys = [(problem.products[p], problem.weeks[t]) for p, t in zip(product, week, strict=True)]
    return Goods(
        product,
        week,
        (sold + lost)[product, week],
        sold[product, week],
        lost[product, week],
        evaluation.stock[product, week],
        np.array([worth.get(key, np.nan) for key in keys], dtype=float),
    )


@dataclass(frozen=True)
class Line:
    """The accounts that ask for one product in one week, or are sent some, in the order they are
    served."""

    account: Ints
    """[N] index of the account."""
    rank: Ints
    """[N] 1 to N."""
    sold: Floats
    lost: Floats
    worth: Floats
    """[N] money one more unit delivered there earns; NaN where it is not known."""


def line_for(solved: Solved, product: int, week: int) -> Line | None:
    """Who is served in which order; None where there is no plan."""
    evaluation, rank = solved.result.evaluation, solved.result.rank
    decisions, baseline = solved.result.decisions, solved.problem.baseline
    if evaluation is None or decisions is None:
        return None
    sold, lost = evaluation.sold[:, product, week], evaluation.lost[:, product, week]
    places = np.arange(1, len(sold) + 1) if rank is None else rank[:, product, week]
    listed = listed_cells(baseline[:, product, week], decisions.shipped[:, product, week])
    served = served_ranks(places, listed)
    asking = np.flatnonzero(listed)
    asking = asking[np.argsort(served[asking])]
    each = solved.result.unit_worth
    worth = np.full(len(sold), np.nan) if each is None else each[:, product, week]
    return Line(asking, served[asking], sold[asking], lost[asking], worth[asking])


@dataclass(frozen=True)
class Shortage:
    """One product in one week of which less is served than asked for."""

    product: str
    week: str
    units: float
    """units that are missing."""
    worth: float | None
    """money that one more unit gains; None where it is not known."""
    line: Line

    @property
    def waiting(self) -> Ints:
        """Places in the line of those who get less than they ask for, the next one first."""
        return np.flatnonzero(self.line.lost > DUST)


# Missing units of one account that are only rounding.
DUST = 1e-6
# Missing units of a product-week that are only rounding.
SHORT = 0.5


def shortages(solved: Solved) -> list[Shortage]:
    """Every product-week that is short, the shortest first; empty where ranks are not known."""
    evaluation, problem = solved.result.evaluation, solved.problem
    if evaluation is None or solved.result.rank is None:
        return []
    missing = evaluation.lost.sum(axis=0)
    worth = {item.key: item.value for item in solved.result.worth if item.rule == "supply"}
    found = []
    for product, week in sorted(
        np.argwhere(missing > SHORT).tolist(), key=lambda at: -missing[*at]
    ):
        key = (problem.products[product], problem.weeks[week])
        line = line_for(solved, product, week)
        assert line is not None
        found.append(Shortage(*key, float(missing[product, week]), worth.get(key), line))
    return found
