"""Warm starts: where a search has come to stand, and the search of another problem begins.

A what-if moves few numbers. Its linear program is made anew, with its own numbers; the basis in
which the one before stood, and the cuts that were tight there, made again on its own curves, are
where it starts. All of them are valid whatever has changed: a start that is far costs time only.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.backends import BASIC, Basis
from solver.cut_rows import Chords, DemandRows, Tangents
from solver.cuts import Cuts
from solver.model import Model
from solver.price_bound import price_bound
from solver.prices import Prices
from solver.problem import Floats, Ints, Problem
from solver.start import crash_basis

if TYPE_CHECKING:
    from solver.certify import Search

# Beside the cuts that were tight, tangents where the last unit of money returns so many times its
# price, close to it where a plan is likely to stand; and so many chords beside those around the
# visits that prices ask for.
RETURNS, CHORDS = (0.85, 0.97, 1.03, 1.18), 3


@dataclass(frozen=True)
class WarmStart:
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
    def of(cls, search: "Search", relaxed: Basis) -> "WarmStart":
        """Where a search stood with divisible visits, and what was tight there or stands tight
        at its plan."""
        model, cuts, now = search.model, search.cuts, search.session.basis()
        then = np.full(len(now.rows), BASIC)
        then[: len(relaxed.rows)] = relaxed.rows
        tight = (then != BASIC) | (now.rows != BASIC)
        tangents, chords, demand = cuts.tangents(), cuts.chords(), cuts.demand_rows()
        tangents = tangents.where(tight[tangents.constraint])
        chords = chords.where(tight[chords.constraint])
        demand = demand.where(tight[demand.constraint])
        lost = np.where(model.lost >= 0, search.session.values()[model.lost], 0.0)
        made = np.concatenate([tangents.constraint, chords.constraint, demand.constraint])
        return cls(
            sizes=sizes(search.problem),
            prices=search.closest,
            columns={
                key: np.where(numbers >= 0, relaxed.columns[numbers], -1).astype(np.int8)
                for key, numbers in model.meanings.columns.items()
            },
            rows=dict(zip(model.meanings.rows, then[: len(model.rows)].tolist(), strict=True)),
            lost=lost.sum(axis=0),
            tangents=tangents,
            chords=chords,
            demand=demand,
            cuts=then[made],
        )

    def apply(self, model: Model, cuts: Cuts, prices: Prices) -> None:
        """Put the cuts and the basis of a first solve in place: what was no column there stands
        where `prices` put it."""
        cuts.add_first(prices, RETURNS, CHORDS)
        made = np.concatenate(
            [
                cuts.repeat_tangents(self.tangents),
                cuts.repeat_chords(self.chords),
                cuts.repeat_demand_rows(self.demand),
            ]
        )
        basis = crash_basis(model, cuts, prices)
        columns, rows = basis.columns, basis.rows
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
        cuts.session.start_from(basis)


def nearest(
    warm_starts: Iterable[WarmStart], problem: Problem, bound: float = np.inf
) -> tuple[WarmStart | None, float]:
    """(the warm start whose prices bound the problem closest, that bound in money); None where
    none is below `bound`, which is what other prices do: then to start from those is better."""
    found = None
    for warm_start in warm_starts:
        if warm_start.sizes != sizes(problem) or not warm_start.prices.fit(problem):
            continue
        of_prices = price_bound(problem, warm_start.prices)
        if of_prices < bound:
            found, bound = warm_start, of_prices
    return found, bound


def sizes(problem: Problem) -> tuple[int, ...]:
    """How many of everything that places are counted in."""
    return (*problem.shape, len(problem.promotions), len(problem.visits))
