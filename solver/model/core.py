"""The linear program under construction: PuLP variables and rules, found by what they mean.

Variables are addressed by integer columns held in numpy arrays, rules by (family, key):
names are only labels, nothing is ever read back from them.
"""

from dataclasses import dataclass

import numpy as np
import pulp

from solver.decided import Decided
from solver.model.meanings import Meanings
from solver.problem import Bools, Floats, Ints, Problem
from solver.rules import RuleName


def affine(
    terms: list[tuple[pulp.LpVariable, float]], constant: float = 0.0
) -> pulp.LpAffineExpression:
    """A PuLP expression from a list, the quick way on either major version."""
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(terms, constant=constant)


def response_units(problem: Problem) -> tuple[Floats, Floats]:
    """([J, T], [K]) what uplift and change are measured in: the money 100 % of them moves,
    margins and what unsold stock costs.

    Then a curve is money against money with slopes near 1, whatever the currency: shares
    against millions have slopes that the solver takes for zero.
    """
    promotions, visits = problem.promotions, problem.visits
    kept = problem.write_down + problem.holding * problem.shape[2]
    each = np.abs(problem.margin) + kept[None, :]
    each = np.where(each > 0.0, each, 1.0)
    worth = each[:, :, None] * problem.baseline
    lifted = np.einsum("jpt,jp->jt", worth[promotions.account], promotions.covers)
    changed = worth.sum(axis=(1, 2))[visits.account]
    return np.where(lifted > 0.0, lifted, 1.0), np.where(changed > 0.0, changed, 1.0)


@dataclass(frozen=True)
class Slack:
    """A rule's way out: how far it is relaxed in the elastic model, or broken where it has a
    price."""

    rule: RuleName
    column: int
    scale: float
    """units of the rule that count as one in the sum that is minimised."""
    price: float | None
    """money a unit; None: the rule is hard."""


class Model:
    """A PuLP program of a Problem.

    Column arrays hold -1 where the variable does not exist: no baseline, not active. What has
    been decided before is a column, too, but a number and not a PuLP variable.
    """

    def __init__(
        self, problem: Problem, elastic: bool = False, decided: Decided | None = None
    ) -> None:
        self.problem, self.elastic = problem, elastic
        self.decided = decided or Decided.nothing(problem)
        self.lp = pulp.LpProblem("allocation", pulp.LpMaximize)
        self.columns: list[pulp.LpVariable | None] = []
        """None for a number."""
        self.numbers: Floats = np.empty(0)
        """value of the first columns, nan where they are variables, as all others are."""
        self.meanings = Meanings()
        self.rules: dict[RuleName, int] = {}
        self.rows: list[pulp.LpConstraint] = []
        self._ways_out: list[Slack] = []
        self.whole_share = 1.0
        """what a relaxation by all that a rule demands counts in the elastic objective."""
        self._gains: list[tuple[Ints, Floats]] = []
        self.constant = 0.0
        self.limit: dict[RuleName, float] = {}
        """what a rule demands in the planner's unit, where its row says it otherwise."""
        self.uplift_unit, self.change_unit = response_units(problem)
        self.lost: Ints = np.empty(0, dtype=np.int64)
        """[A, P, T] demand not served, units."""
        self.stock: Ints = np.empty(0, dtype=np.int64)
        """[P, T] stock at the end of the week, units."""
        self.extra: Ints = np.empty(0, dtype=np.int64)
        """[P, T] supply bought on top, units."""
        self.shipped: Ints = np.empty((0, 0), dtype=np.int64)
        """[N, T] units shipped to accounts whose stock is tracked."""
        self.account_stock: Ints = np.empty((0, 0), dtype=np.int64)
        """[N, T] units at them at the end of the week."""
        self.spend: Ints = np.empty(0, dtype=np.int64)
        """[J, T] promotion spend, money."""
        self.uplift: Ints = np.empty(0, dtype=np.int64)
        """[J, T] uplift, share of baseline times `uplift_unit`."""
        self.shut: Bools = np.empty(0, dtype=bool)
        """[J, T] promotions that a budget of 0 shuts."""
        self.short: Ints = np.empty(0, dtype=np.int64)
        """[A, P, T] units lost that no promotion has asked for, where goodwill counts them."""
        self.short_row: Ints = np.empty(0, dtype=np.int64)
        """[A, P, T] rows that say so."""
        self.switch: Ints = np.empty((0, 0), dtype=np.int64)
        """[J, T] switch that has to be on where money is spent, -1 where there is none."""
        self.room: Floats = np.empty((0, 0))
        """[J, T] most money in a week that is on; empty without a calendar."""
        self.on: Ints = np.empty(0, dtype=np.int64)
        """[S] every switch of the calendar, 0 or 1."""
        self.visits: Ints = np.empty(0, dtype=np.int64)
        """[K] visits over the horizon."""
        self.change: Ints = np.empty(0, dtype=np.int64)
        """[K] change of demand by the visits, share of baseline times `change_unit`."""
        self.whole: Ints = np.empty(0, dtype=np.int64)
        """columns that are whole numbers in a model of roundings; empty in others."""

    def add_columns(
        self,
        family: str,
        exists: np.ndarray,
        lower: Floats | float,
        upper: Floats | float,
        integer: bool = False,
        decided: Bools | None = None,
    ) -> Ints:
        """Add a column wherever `exists`; return their numbers in an array of its shape.

        Where it is `decided` the column is a number, the lower bound.
        """
        columns = np.full(exists.shape, -1, dtype=np.int64)
        self.meanings.add_columns(family, columns)
        first, count = len(self.columns), int(exists.sum())
        columns[exists] = np.arange(first, first + count)
        low = np.broadcast_to(lower, exists.shape)[exists]
        high = np.broadcast_to(upper, exists.shape)[exists]
        free = np.ones(count, dtype=bool) if decided is None else ~decided[exists]
        category = pulp.LpInteger if integer else pulp.LpContinuous
        self.columns.extend([None] * count)
        for place in np.flatnonzero(free).tolist():
            # By the column's number: a family may be added in parts.
            at_most = float(high[place])
            self.columns[first + place] = self.lp.add_variable(
                f"{family}_{first + place}",
                float(low[place]),
                None if np.isinf(at_most) else at_most,
                category,
            )
        if not free.all():
            before = np.full(first - len(self.numbers), np.nan)
            self.numbers = np.concatenate([self.numbers, before, np.where(free, np.nan, low)])
        return columns

    def add_objective(self, columns: Ints, gains: Floats) -> None:
        """Add money gained by one unit of each column; -1 columns are passed over."""
        self._gains.append((columns.ravel(), gains.ravel()))

    def add_rule(
        self,
        rule: RuleName,
        columns: Ints,
        coefficients: Floats,
        sense: int,
        limit: float,
        scale: float = 0.0,
        stated: float | None = None,
        price: float | None = None,
    ) -> None:
        """Add sum(coefficients * columns) `sense` limit, sense one of PuLP's LpConstraint*.

        Columns may repeat (their coefficients add up); -1 columns are passed over. A rule
        with a `price` may be broken, each unit costing that much. A hard one with a `scale`
        can be relaxed in the elastic model, `scale` units counting as one. `stated` is the
        limit in the planner's unit where `limit` has been rearranged.
        """
        pairs, known = self._terms(columns, coefficients)
        if price is not None or (self.elastic and scale > 0.0):
            for sign in (-1.0, 1.0) if sense == pulp.LpConstraintEQ else (float(sense),):
                pairs.append((self._slack(rule, scale, price), sign))
        self.rules[rule] = len(self.rows)
        self.limit[rule] = limit if stated is None else stated
        self.meanings.add_row(rule[0], rule)
        self._append(rule[0], pairs, sense, limit - known)

    def add_row(
        self, family: str, columns: Ints, coefficients: Floats, sense: int, limit: float
    ) -> None:
        """The same for what defines a column and is nobody's rule."""
        pairs, known = self._terms(columns, coefficients)
        self.meanings.add_row(family)
        self._append(family, pairs, sense, limit - known)

    def _append(
        self, family: str, pairs: list[tuple[pulp.LpVariable, float]], sense: int, limit: float
    ) -> None:
        expression = affine(pairs)
        if sense == pulp.LpConstraintLE:
            constraint = expression <= limit
        elif sense == pulp.LpConstraintGE:
            constraint = expression >= limit
        else:
            constraint = expression == limit
        # PuLP 4 stores a copy and returns it, PuLP 3 keeps this one and returns nothing.
        added = self.lp.addConstraint(constraint, f"{family}_{len(self.rows)}")
        self.rows.append(added or constraint)

    def finish(self) -> None:
        """Hand the collected objective to PuLP. Nothing is added after this."""
        none: tuple[Ints, Floats] = np.zeros(0, dtype=np.int64), np.zeros(0)
        columns, gains = (np.concatenate(part) for part in zip(none, *self._gains, strict=True))
        terms, known = self._terms(columns, gains)
        self.lp.setObjective(affine(terms, self.constant + known))

    def _terms(
        self, columns: Ints, coefficients: Floats
    ) -> tuple[list[tuple[pulp.LpVariable, float]], float]:
        """(coefficients of the variables, what the numbers come to)."""
        keep = (columns >= 0) & (coefficients != 0.0)
        columns, coefficients, known = columns[keep], coefficients[keep], 0.0
        if len(self.numbers):
            at = self.numbers.take(columns, mode="clip")
            number = (columns < len(self.numbers)) & ~np.isnan(at)
            known = float(at[number] @ coefficients[number])
            columns, coefficients = columns[~number], coefficients[~number]
        unique, position = np.unique(columns, return_inverse=True)
        total = np.bincount(position, weights=coefficients, minlength=len(unique))
        return [
            (self.columns[column], value)
            for column, value in zip(unique.tolist(), total.tolist(), strict=True)
        ], known

    def _slack(self, rule: RuleName, scale: float, price: float | None) -> pulp.LpVariable:
        column = len(self.columns)
        variable = self.lp.add_variable(f"slack_{column}", 0.0, None)
        self.columns.append(variable)
        self.meanings.add_columns(rule, np.array([column]))
        self._ways_out.append(Slack(rule, column, scale, price))
        if price is not None and not self.elastic:
            self.add_objective(np.array([column]), np.array([-price]))
        return variable

    @property
    def slacks(self) -> list[Slack]:
        """The ways out of hard rules, in the elastic model."""
        return [slack for slack in self._ways_out if slack.price is None]

    @property
    def priced(self) -> tuple[Ints, Floats]:
        """(columns of what is broken of rules with a price so far, what a unit of each costs)."""
        priced = [
            (slack.column, slack.price) for slack in self._ways_out if slack.price is not None
        ]
        columns = np.array([column for column, _ in priced], dtype=np.int64)
        return columns, np.array([price for _, price in priced], dtype=float)
