"""Cuts: what keeps the linear model on the true curves, added where the solution leaves them.

Three kinds, all valid for every plan, so the model stays an outer one and its optimum an
upper bound: lines along the concave envelope of the promotion curves (tangents, where a
curve is concave), edges of the hull of whole numbers of visits (chords between neighbours,
likewise), and "no more is lost than demanded".

An S-shaped curve lies below its envelope where it is convex. What closes that gap is a
branch that holds efforts in intervals (see branching): envelopes over an interval are lower,
and their lines are switched off where the search is elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from solver.backends import Session
from solver.cut_rows import Chords, DemandRows, Tangents
from solver.intervals import Intervals, LocalRows, hull_edge
from solver.model import Model
from solver.model.visits import visit_change
from solver.price_bound import Answers
from solver.prices import Prices
from solver.problem import Bools, Floats, Ints, Problem
from solver.reading import changes_of, demand_of, rows_by_account
from solver.responses import Line, Responses

# The first tangents stand where the last unit of money returns so many times its guessed
# price: a plan spends near 1.
FIRST_RETURNS = (0.25, 0.5, 0.72, 0.83, 0.93, 1.08, 1.2, 1.4, 2.0, 4.0)
# Where the slope at nothing is infinite (shape < 1), tangents close in on 0 by this factor.
CLOSER = 1.0 / 32.0
STEEPEST = 1e12
FIRST_CHORDS = 7
# The least an uplift is taken to earn where no stock is left for it, as a share of its unit.
NEXT_TO_NOTHING = 1e-3
# A share of baseline too small to be cut off: the solver's own tolerance is larger.
BENEATH_NOTICE = 1e-9
# A share of a curve's highest level that is only rounding.
NOTHING = 1e-14
# A switch of the calendar that is on by no more is off.
WHOLLY_OFF = 1e-6


@dataclass(frozen=True)
class Excess:
    """How far a solution overstates the true plan."""

    money: float
    """upper estimate of what the overstatement is worth."""
    added: int
    """cuts added against it."""


def dearest_units(problem: Problem) -> Floats:
    """[P] the most that a unit of a product can move of what is maximised, by its margin, goodwill
    or a rule's price; 1 where nothing does: a target may still count it."""
    prices = [rule.price for rule in problem.fill_rules]
    prices += [rule.price for rule in problem.fairness]
    prices += [rule.price for rule in problem.totals if rule.decision == "units"]
    other = max(float(problem.goodwill.max(initial=0.0)), *(price or 0.0 for price in prices), 0.0)
    each = np.maximum(np.abs(problem.margin).max(axis=0, initial=0.0), other)
    return np.where(each > 0.0, each, 1.0)


class Cuts:
    """The cuts of one model in one session."""

    def __init__(self, model: Model, session: Session) -> None:
        problem, promotions = model.problem, model.problem.promotions
        self.model, self.session = model, session
        self._tangents: list[Tangents] = []
        self._chords: list[Chords] = []
        self._demand_rows: list[DemandRows] = []
        self.curved: Bools = promotions.active & (promotions.max_uplift[:, None] > 0.0)
        self.curved &= ~model.decided.held
        self.curves = Responses.of_promotions(promotions)
        """[J] uplift by money."""
        self.s_shaped: Bools = self.curved & self.curves.bent[:, None]
        """[J, T] promotion-weeks whose curve is convex somewhere."""
        menus = problem.visits.maximum > problem.visits.minimum
        self.bent_visits: Bools = Responses.of_visits(problem.visits).bent
        """[K] visit rows whose curve is."""
        self.bent = bool(self.s_shaped.any() or np.any(self.bent_visits & menus))
        """True where some curve lies below its envelope."""
        self.has_demand_row: Bools = model.decided.served | model.decided.refused
        self._dearest = dearest_units(problem)
        self.within = Intervals.whole(problem)
        self._local = LocalRows()
        self.touch = self._touching(*np.nonzero(np.ones_like(self.curved)))
        self.touch = self.touch.reshape(self.curved.shape)
        """[J, T] where each envelope leaves its first line for the curve, money."""

    def add_first(
        self,
        prices: Prices,
        returns: tuple[float, ...] = FIRST_RETURNS,
        chords: int = FIRST_CHORDS,
    ) -> None:
        """Tangents around the spends that prices ask for, where the last unit of money returns
        so many times its price; chords at so many numbers of visits, and at those asked for."""
        rows, weeks = np.nonzero(self.curved)
        curves = self.curves[rows]
        answers = Answers(self.model.problem, prices)
        worth = np.maximum(answers.worth[rows, weeks], 0.0)
        worth = np.maximum(worth, NEXT_TO_NOTHING * self.model.uplift_unit[rows, weeks])
        cost = answers.cost[rows, weeks]
        wanted = np.maximum(cost, 1.0 / 16.0) / worth
        before = np.full(len(rows), np.inf)
        for times in returns:
            spend = curves.effort_at_slope(wanted * times)
            # Below the touching point there is one line only.
            new = (spend < before * (1.0 - 1e-9)) & (before > self.touch[rows, weeks])
            # A shape just below 1 is so steep only where a spend is too small for a number.
            new &= (spend > 0.0) | (curves.shape >= 1.0)
            self._add_tangents(rows[new], weeks[new], spend[new])
            before = np.minimum(before, np.where(new, spend, before))
        # A curve with an infinite slope at nothing has no tangent there.
        never = (before > self.touch[rows, weeks]) & (curves.shape >= 1.0)
        self._add_tangents(rows[never], weeks[never], np.zeros(int(never.sum())))
        self._add_first_chords(answers.visits, chords)

    def tangents(self) -> Tangents:
        """The tangents made so far."""
        return Tangents.joined(self._tangents)

    def chords(self) -> Chords:
        """The chords made so far; at first two of them around the visits that prices ask for."""
        return Chords.joined(self._chords)

    def demand_rows(self) -> DemandRows:
        """The rows of lost demand made so far."""
        return DemandRows.joined(self._demand_rows)

    def repeat_tangents(self, made: Tangents) -> Ints:
        """Make tangents of another model where its spends stood; their constraints, -1 where
        there is no such curve now, or none that has a tangent there."""
        there = self.curved[made.row, made.week]
        there &= (made.spend > 0.0) | (self.curves.shape[made.row] >= 1.0)
        found = np.full(len(there), -1)
        found[there] = self._add_tangents(made.row[there], made.week[there], made.spend[there])
        return found

    def repeat_chords(self, made: Chords) -> Ints:
        """The same for chords."""
        visits = self.model.problem.visits
        there = (made.at >= visits.minimum[made.row]) & (made.at < visits.maximum[made.row])
        there &= ~self.bent_visits[made.row]
        found = np.full(len(there), -1)
        found[there] = self._add_chords(made.row[there], made.at[there])
        return found

    def repeat_demand_rows(self, made: DemandRows) -> Ints:
        """The same for rows of lost demand."""
        there = (self.model.lost >= 0) & ~self.has_demand_row
        kept = there.ravel()[made.cell]
        found = np.full(len(kept), -1)
        found[kept] = self._add_demand_rows(made.cell[kept])
        return found

    def _add_first_chords(self, wanted: Ints, count: int) -> None:
        visits = self.model.problem.visits
        low, high = visits.minimum, visits.maximum
        last = np.maximum(high - 1, low)
        steps = np.linspace(0.0, 1.0, count)[:, None]
        places = low + np.floor(steps * (last - low)).astype(np.int64)
        places = np.sort(np.vstack([places, np.clip([wanted - 1, wanted], low, last)]), axis=0)
        seen: Ints = np.full(len(visits), -1)
        for at in places:
            rows = np.flatnonzero((high > low) & (at > seen) & ~self.bent_visits)
            self._add_chords(rows, at[rows])
            seen = np.maximum(seen, at)
        for row in np.flatnonzero((high > low) & self.bent_visits).tolist():
            self._add_edge(row, float(low[row]))

    def add_violated(self, values: Floats, tolerance: float) -> Excess:
        """Cut off what `values` overstates by more than `tolerance` money in all."""
        money_tangents, tangents = self._tangents_where_above(values, tolerance)
        money_chords, chords = self._chords_where_above(values, tolerance)
        money_edges, edges = self._edges_where_above(values, tolerance)
        money_lost, rows = self.add_demand_rows(values, tolerance)
        money = money_tangents + money_chords + money_edges + money_lost
        return Excess(money, tangents + chords + edges + rows)

    def _tangents_where_above(self, values: Floats, tolerance: float) -> tuple[float, int]:
        money = self.above_envelope(values)
        cut = money > max(tolerance / max(money.size, 1), 0.0)
        return float(money.sum()), self.add_tangents_where(cut, values)

    def above_envelope(self, values: Floats) -> Floats:
        """[curved promotion-weeks] money by which a solution overstates each envelope."""
        rows, weeks = np.nonzero(self.curved)
        on, spend = self._switched(rows, weeks, values)
        reached = on * self.lines(rows, weeks, spend).height(spend)
        unit = self.model.uplift_unit[rows, weeks]
        return np.asarray(np.maximum(values[self.model.uplift[rows, weeks]] - unit * reached, 0.0))

    def _switched(self, rows: Ints, weeks: Ints, values: Floats) -> tuple[Floats, Floats]:
        """(how far each promotion-week is on, its spend as if it were on altogether)."""
        spend = np.maximum(values[self.model.spend[rows, weeks]], 0.0)
        switch = self.model.switch[rows, weeks]
        on = np.where(switch >= 0, np.clip(values[switch], 0.0, 1.0), 1.0)
        return on, np.where(on > WHOLLY_OFF, spend / np.maximum(on, WHOLLY_OFF), spend)

    def _touching(self, rows: Ints, weeks: Ints) -> Floats:
        return self.curves[rows].touch(self.within.low[rows, weeks], self.within.high[rows, weeks])

    def lines(self, rows: Ints, weeks: Ints, spend: Floats) -> Line:
        """The lines that the envelopes follow at some spends, in shares."""
        low, high = self.within.low[rows, weeks], self.within.high[rows, weeks]
        return self.curves[rows].line(spend, low, high, self.touch[rows, weeks])

    def excess(self, values: Floats) -> Floats:
        """[curved promotion-weeks] money by which a solution overstates each curve."""
        rows, weeks = np.nonzero(self.curved)
        spend = np.maximum(values[self.model.spend[rows, weeks]], 0.0)
        unit = self.model.uplift_unit[rows, weeks]
        reached = unit * self.curves[rows].value(spend)
        return np.asarray(np.maximum(values[self.model.uplift[rows, weeks]] - reached, 0.0))

    def overstated(self, values: Floats) -> Floats:
        """[J, T] money by which a solution overstates S-shaped curves."""
        over = np.zeros(self.curved.shape)
        over[self.curved] = self.excess(values)
        return np.where(self.s_shaped, over, 0.0)

    def leaning(self, values: Floats) -> Floats:
        """[J, T] the part of it that comes of envelopes above their curves: what a split of
        the interval takes away."""
        rows, weeks = np.nonzero(self.s_shaped)
        spend = np.maximum(values[self.model.spend[rows, weeks]], 0.0)
        spend = np.clip(spend, self.within.low[rows, weeks], self.within.high[rows, weeks])
        line, curves = self.lines(rows, weeks, spend), self.curves[rows]
        above = line.height(spend) - curves.value(spend)
        above = np.where((spend < line.right) & (above > NOTHING * curves.most), above, 0.0)
        money = np.zeros(self.curved.shape)
        money[rows, weeks] = self.model.uplift_unit[rows, weeks] * np.maximum(above, 0.0)
        return np.minimum(money, self.overstated(values))

    def shortfall(self, values: Floats) -> float:
        """Money by which a solution understates curves that borrow from later weeks."""
        borrows = self.model.problem.promotions.borrowed > 0.0
        rows, weeks = np.nonzero(self.curved & borrows[:, None])
        spend = np.maximum(values[self.model.spend[rows, weeks]], 0.0)
        reached = self.model.uplift_unit[rows, weeks] * self.curves[rows].value(spend)
        return float(np.maximum(reached - values[self.model.uplift[rows, weeks]], 0.0).sum())

    def add_tangents_where(self, cut: Bools, values: Floats) -> int:
        """Cut some of the curved promotion-weeks at a solution's spends; how many it took."""
        rows, weeks = np.nonzero(self.curved)
        _, spend = self._switched(rows, weeks, values)
        above = self.above_envelope(values) / self.model.uplift_unit[rows, weeks]
        cut = cut & (above > BENEATH_NOTICE)
        rows, weeks, spend = rows[cut], weeks[cut], spend[cut]
        curves = self.curves[rows]
        top, half, shape = curves.top, curves.half, curves.shape
        # A concave curve with an infinite slope at 0 has no tangent there: close in on it.
        steep = shape < 1.0
        origin = np.where(steep, half * (above[cut] / top) ** (1.0 / shape) * CLOSER, 0.0)
        # No closer than where the slope leaves the numbers that the solver takes.
        nearest = half * STEEPEST ** (-1.0 / np.where(steep, 1.0 - shape, 1.0))
        origin = np.where(steep, np.maximum(origin, nearest), 0.0)
        self._add_tangents(rows, weeks, np.maximum(spend, origin))
        return len(rows)

    def add_lines(self, rows: Ints, weeks: Ints, spend: Floats) -> None:
        """The lines of the envelopes in the present intervals at some spends."""
        self._add_tangents(rows, weeks, spend)

    def _add_tangents(self, rows: Ints, weeks: Ints, spend: Floats) -> Ints:
        """u - s x <= b along the envelope at the spends z > 0, or z = 0 with a finite slope;
        b y with y the switch, where the calendar has one.

        Where the curve is concave s = f'(z), b = f(z) - f'(z) z. Returns the constraints'
        numbers.
        """
        unit = self.model.uplift_unit[rows, weeks]
        line = self.lines(rows, weeks, spend)
        steep, start = unit * line.slope, unit * line.start
        switch = self.model.switch[rows, weeks]
        switched = switch >= 0
        columns = [self.model.uplift[rows, weeks], self.model.spend[rows, weeks]]
        columns.append(np.where(switched, switch, 0))
        coefficients = [np.ones(len(rows)), -steep, np.where(switched, -start, 0.0)]
        start = np.where(switched, 0.0, start)
        numbers = self.session.add_rows(
            np.stack(columns, axis=1), np.stack(coefficients, axis=1), start
        )
        low, high = self.within.low[rows, weeks], self.within.high[rows, weeks]
        local = (low > 0.0) | np.isfinite(high)
        cell = np.ravel_multi_index((rows, weeks), self.curved.shape)
        self._local.spends.note(cell[local], low[local], high[local], numbers[local], start[local])
        whole = (low == self.model.problem.least_spend[rows, weeks]) & np.isinf(high)
        self._tangents.append(Tangents(numbers, rows, weeks, spend, steep).where(whole))
        return numbers

    def _chords_where_above(self, values: Floats, tolerance: float) -> tuple[float, int]:
        visits = self.model.problem.visits
        if not len(visits):
            return 0.0, 0
        number = np.clip(values[self.model.visits], visits.minimum, visits.maximum)
        below = np.minimum(np.floor(number + 1e-7), np.maximum(visits.maximum - 1, visits.minimum))
        part = np.where(visits.maximum > visits.minimum, number - below, 0.0)
        here, there = (visit_change(self.model.problem, n) for n in (below, below + 1.0))
        unit = self.model.change_unit
        money = np.maximum(values[self.model.change] - unit * (here + part * (there - here)), 0.0)
        money = np.where(self.bent_visits, 0.0, money)
        cut = (money > tolerance / len(visits)) & (money / unit > BENEATH_NOTICE)
        cut &= visits.maximum > visits.minimum
        rows = np.flatnonzero(cut)
        at = below[rows].astype(np.int64)
        self._add_chords(rows, at)
        # At a whole number two chords meet, and the solution may lean on either.
        left = at > visits.minimum[rows]
        self._add_chords(rows[left], at[left] - 1)
        return float(money.sum()), len(rows)

    def _edges_where_above(self, values: Floats, tolerance: float) -> tuple[float, int]:
        """The same for S-shaped visit curves: edges of the hull of whole numbers."""
        visits, within, total, added = self.model.problem.visits, self.within, 0.0, 0
        for row in np.flatnonzero(self.bent_visits & (within.most > within.least)).tolist():
            number = float(
                np.clip(values[self.model.visits[row]], within.least[row], within.most[row])
            )
            steep, start = self._edge(row, number)
            unit = self.model.change_unit[row]
            money = values[self.model.change[row]] - unit * (start + steep * number)
            if money > tolerance / len(visits) and money / unit > BENEATH_NOTICE:
                self._add_edge(row, number)
                added += 1
            total += max(float(money), 0.0)
        return total, added

    def _edge(self, row: int, number: float) -> tuple[float, float]:
        low, high = int(self.within.least[row]), int(self.within.most[row])
        return hull_edge(lambda n: changes_of(self.model.problem, row, n), low, high, number)

    def _add_edge(self, row: int, number: float) -> None:
        """r - s n <= b along the hull of the row's whole numbers at a number of visits."""
        steep, start = (part * self.model.change_unit[row] for part in self._edge(row, number))
        columns = np.array([[self.model.change[row], self.model.visits[row]]])
        added = self.session.add_rows(columns, np.array([[1.0, -steep]]), np.array([start]))
        visits, low, high = self.model.problem.visits, self.within.least, self.within.most
        if low[row] > visits.minimum[row] or high[row] < visits.maximum[row]:
            at = np.array([row])
            self._local.visits.note(
                at, low[at].astype(float), high[at].astype(float), added, np.array([start])
            )

    def narrow(self, within: Intervals) -> None:
        """Hold efforts in other intervals: bounds, and the lines that are right there."""
        model, before = self.model, self.within
        self.within = within
        rows, weeks = np.nonzero(
            self.curved & ((within.low != before.low) | (within.high != before.high))
        )
        if len(rows):
            self.touch[rows, weeks] = self._touching(rows, weeks)
            low, high = within.low[rows, weeks], within.high[rows, weeks]
            unit = model.uplift_unit[rows, weeks]
            curves = self.curves[rows]
            most = np.where(np.isfinite(high), curves.value(np.minimum(high, 1e300)), curves.most)
            shut = model.shut[rows, weeks]
            self.session.set_bounds(model.spend[rows, weeks], low, np.where(shut, 0.0, high))
            self.session.set_bounds(
                model.uplift[rows, weeks], np.zeros(len(rows)), np.where(shut, 0.0, unit * most)
            )
        moved = np.flatnonzero((within.least != before.least) | (within.most != before.most))
        if len(moved):
            low, high = within.least.astype(float), within.most.astype(float)
            unit = model.change_unit
            least, most = (visit_change(model.problem, n) * unit for n in (low, high))
            self.session.set_bounds(model.visits[moved], low[moved], high[moved])
            self.session.set_bounds(model.change[moved], least[moved], most[moved])
        moved = np.flatnonzero((within.off != before.off) | (within.on != before.on))
        if len(moved):
            ends = (end[moved].astype(float) for end in (within.off, within.on))
            self.session.set_bounds(model.on[moved], *ends)
        for rows_of, low, high in (
            (self._local.spends, within.low.ravel(), within.high.ravel()),
            (self._local.visits, within.least.astype(float), within.most.astype(float)),
        ):
            numbers, upper = rows_of.switch(low, high)
            self.session.set_rows_upper(numbers, upper)

    def _add_chords(self, rows: Ints, at: Ints) -> Ints:
        """r - s n <= r(at) - s at with s = r(at + 1) - r(at); the constraints' numbers."""
        unit = self.model.change_unit[rows]
        first = at.astype(float)
        here, there = (
            changes_of(self.model.problem, rows, number) * unit for number in (first, first + 1.0)
        )
        step = there - here
        columns = np.stack([self.model.change[rows], self.model.visits[rows]], axis=1)
        numbers = self.session.add_rows(
            columns, np.stack([np.ones(len(rows)), -step], axis=1), here - step * at
        )
        self._chords.append(Chords(numbers, rows, at))
        return numbers

    def add_demand_rows(self, values: Floats, tolerance: float) -> tuple[float, int]:
        """ "No more is lost than demanded" where a solution loses more: (money, rows added)."""
        exists = self.model.lost >= 0
        lost = np.where(exists, values[self.model.lost], 0.0)
        over = np.where(exists, lost - demand_of(self.model, values), 0.0)
        money = np.maximum(over, 0.0) * self._dearest[None, :, None]
        cut = (over > 1e-9 * (1.0 + lost)) & (money > tolerance / max(over.size, 1))
        cut &= ~self.has_demand_row
        cells = np.flatnonzero(cut)
        self._add_demand_rows(cells)
        return float(money.sum()), len(cells)

    def _add_demand_rows(self, cells: Ints) -> Ints:
        """lost - sum_j cover B u[j,t] - sum_k B r[k] + sum_j (b/L) cover B u before <= B."""
        problem, model = self.model.problem, self.model
        account, product, week = np.unravel_index(cells, problem.shape)
        baseline = problem.baseline.ravel()[cells]
        columns = [model.lost.ravel()[cells]]
        coefficients = [np.ones(len(cells))]
        for rows, of in (
            (rows_by_account(problem.promotions.account, problem.shape[0]), "uplift"),
            (rows_by_account(problem.visits.account, problem.shape[0]), "change"),
        ):
            for row in rows[account].T:
                if of == "uplift":
                    column = np.where(row >= 0, model.uplift[row, week], -1)
                    unit = model.uplift_unit[row, week]
                    covered = problem.promotions.covers[row, product] & (column >= 0)
                    there = (row >= 0) & covered
                else:
                    column, there, unit = model.change[row], row >= 0, model.change_unit[row]
                columns.append(np.where(there, column, 0))
                coefficients.append(np.where(there, -baseline / unit, 0.0))
        promotions = problem.promotions
        rows = rows_by_account(promotions.account, problem.shape[0])
        for step in range(1, min(promotions.longest_borrowed, problem.shape[2] - 1) + 1):
            share = promotions.borrowed_after(step)
            for row in rows[account].T:
                then = week - step
                column = np.where((row >= 0) & (then >= 0), model.uplift[row, then], -1)
                there = (column >= 0) & promotions.covers[row, product]
                taken = share[row] * problem.baseline[account, product, then]
                columns.append(np.where(there, column, 0))
                coefficients.append(np.where(there, taken / model.uplift_unit[row, then], 0.0))
        numbers = self.session.add_rows(
            np.stack(columns, axis=1), np.stack(coefficients, axis=1), baseline
        )
        self.has_demand_row.reshape(-1)[cells] = True
        self._demand_rows.append(DemandRows(numbers, cells))
        return numbers
