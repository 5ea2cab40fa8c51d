"""Where a search has come to stand: the search of another problem starts from there.

A what-if moves few numbers. Its linear program is made anew, with its own numbers; the basis in
which the one before stood, and the cuts that were tight there, made again on its own curves, are
where it starts. All of them are valid whatever has changed: a start that is far costs time only.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.backends import BASIC, Statuses
from solver.cuts import Chords, Cuts, DemandRows, Tangents
from solver.model import Model
from solver.price_bound import price_bound
from solver.prices import Prices
from solver.problem import Floats, Ints, Problem
from solver.start import place_by_prices

if TYPE_CHECKING:
    from solver.certify import Search

# Beside the cuts that were tight, tangents where the last unit of money returns so many times its
# price, close to it where a plan is likely to stand; and so many chords beside those around the
# visits that prices ask for.
RETURNS, CHORDS = (0.6, 0.85, 0.97, 1.03, 1.18, 1.7), 3


@dataclass(frozen=True)
class Footing:
    """Prices, tight cuts, and the place of everything in the basis, by what it means."""

    sizes: tuple[int, ...]
    prices: Prices
    columns: Mapping[Hashable, Ints]
    """status of each family of columns, -1 where there is none."""
    rows: Mapping[Hashable, int]
    """status of rules and of other rows of the model."""
    lost: Floats
    """[P, T] units not served."""
    tangents: Tangents
    chords: Chords
    demand: DemandRows
    cuts: Ints
    """status of those three, one after another."""

    @classmethod
    def of(cls, search: "Search", relaxed: Statuses) -> "Footing":
        """Where a search stood with divisible visits, and what was tight there or stands tight
        at its plan."""
        model, cuts, now = search.model, search.cuts, search.session.statuses()
        then = np.full(len(now.rows), BASIC)
        then[: len(relaxed.rows)] = relaxed.rows
        tight = (then != BASIC) | (now.rows != BASIC)
        tangents, chords, demand = cuts.tangents(), cuts.chords(), cuts.demand_rows()
        tangents = tangents.where(tight[tangents.constraint])
        chords = chords.where(tight[chords.constraint])
        demand = demand.where(tight[demand.constraint])
        return cls(
            sizes(search.problem),
            search.relaxed_prices(),
            {
                key: np.where(numbers >= 0, relaxed.columns[numbers], -1).astype(np.int8)
                for key, numbers in model.meanings.columns.items()
            },
            dict(zip(model.meanings.rows, then.tolist(), strict=False)),
            np.where(model.lost >= 0, search.session.values()[model.lost], 0.0).sum(axis=0),
            tangents,
            chords,
            demand,
            then[np.concatenate([tangents.constraint, chords.constraint, demand.constraint])],
        )

    def start(self, model: Model, cuts: Cuts, prices: Prices) -> None:
        """Put the cuts and the basis of a first solve in place: what was no column where the
        footing was taken stands where `prices` put it."""
        cuts.add_first(prices, RETURNS, CHORDS)
        made = np.concatenate(
            [
                cuts.repeat_tangents(self.tangents),
                cuts.repeat_chords(self.chords),
                cuts.repeat_demand_rows(self.demand),
            ]
        )
        session, placed = cuts.session, place_by_prices(model, cuts, prices)
        columns, rows = placed.columns.copy(), placed.rows.copy()
        known = np.zeros(len(columns), dtype=bool)
        for key, numbers in model.meanings.columns.items():
            before = self.columns.get(key)
            if before is not None and before.shape == numbers.shape:
                both = (numbers >= 0) & (before >= 0)
                columns[numbers[both]] = before[both]
                known[numbers[both]] = True
        for row, key in enumerate(model.meanings.rows):
            rows[row] = self.rows.get(key, rows[row])
        tangents, chords = cuts.tangents(), cuts.chords()
        rows[tangents.constraint[known[model.spend[tangents.row, tangents.week]]]] = BASIC
        rows[chords.constraint[known[model.visits[chords.row]]]] = BASIC
        there = made >= 0
        rows[made[there]] = self.cuts[there]
        session.start_from(Statuses(columns, rows))


def nearest(
    footings: Iterable[Footing], problem: Problem, bound: float = np.inf
) -> tuple[Footing | None, float]:
    """(the footing whose prices bound the problem closest, that bound in money); None where none
    is below `bound`, which is what other prices do: then to start from those is better."""
    found = None
    for footing in footings:
        if footing.sizes != sizes(problem) or not footing.prices.fit(problem):
            continue
        of_prices = price_bound(problem, footing.prices)
        if of_prices < bound:
            found, bound = footing, of_prices
    return found, bound


def sizes(problem: Problem) -> tuple[int, ...]:
    """How many of everything that places are counted in."""
    return (*problem.shape, len(problem.promotions), len(problem.visits))
