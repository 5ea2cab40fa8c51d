"""The crash basis, from which a solve starts: where prices put every spend.

From the empty basis the simplex has to move every promotion-week to its place, and each
move touches every product-week in short supply. From a guessed place it moves a few.
"""

from typing import NamedTuple

import numpy as np

from solver.backends import BASIC, LOWER, UPPER, Basis
from solver.cuts import Cuts
from solver.model import Model
from solver.price_bound import Answers
from solver.prices import Prices
from solver.problem import Ints

# A product is short where its price falls by more than this share of its margin beyond what it
# costs to keep it.
SCARCE = 0.02


def crash_basis(model: Model, cuts: Cuts, prices: Prices) -> Basis:
    """Each spend stands where the two tangents meet whose returns enclose the price of money,

    or at 0 where even the steepest returns less; visits likewise between chords. Nothing is lost
    yet, so stock is basic.
    """
    columns = np.full(len(model.columns), LOWER)
    rows = np.full(cuts.session.row_count, BASIC)
    tangents = cuts.tangents()
    if not len(tangents.row):
        return Basis(columns, rows)
    answers = Answers(model.problem, prices)
    cell = np.ravel_multi_index((tangents.row, tangents.week), model.spend.shape)
    order = np.lexsort((-tangents.steepness, cell))
    cell, constraint = cell[order], tangents.constraint[order]
    worth = answers.worth / model.uplift_unit
    pays = tangents.steepness[order] * worth.ravel()[cell] > answers.cost.ravel()[cell]
    first = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    count = np.diff(np.r_[first, len(cell)])
    steeper = np.add.reduceat(pays.astype(np.int64), first)
    # Tight: the last tangent that pays and the first that does not.
    tight = [constraint[(first + steeper - 1)[steeper > 0]]]
    tight.append(constraint[(first + steeper)[steeper < count]])
    uplift, spend = model.uplift.ravel()[cell[first]], model.spend.ravel()[cell[first]]
    at_top = steeper == count
    supply = [row for rule, row in model.rules.items() if rule[0] == "supply"]
    visited = _visited(model, cuts, answers.visits)
    columns[np.concatenate([uplift[at_top], visited.at_upper])] = UPPER
    columns[
        np.concatenate(
            [uplift[~at_top], spend[steeper > 0], _balancing(model, answers), visited.basic]
        )
    ] = BASIC
    rows[np.concatenate([*tight, visited.tight, np.array(supply, dtype=np.int64)])] = UPPER
    return Basis(columns, rows)


def _balancing(model: Model, answers: Answers) -> Ints:
    """What takes up the supply of each product-week: stock, or where that is worth less the week
    after, the open demand that earns next to its price."""
    problem = model.problem
    kept = problem.holding[:, None] + answers.rules.stock
    after = np.append(answers.supply[:, 1:], -problem.write_down[:, None], axis=1)
    size = np.abs(problem.margin).mean(axis=0)[:, None]
    scarce = answers.supply - after + kept > SCARCE * size
    decided = model.decided.served | model.decided.refused
    distance = np.where((model.lost >= 0) & ~decided, np.abs(answers.earned), np.inf)
    basic = model.stock.copy()
    for product in np.flatnonzero(scarce.any(axis=1)).tolist():
        first = 0
        for last in np.flatnonzero(scarce[product]).tolist():
            block = distance[:, product, first : last + 1]
            account, week = np.unravel_index(int(block.argmin()), block.shape)
            if np.isfinite(block[account, week]):
                basic[product, last] = model.lost[account, product, first + int(week)]
                first = last + 1
    return basic.ravel()


class _Visited(NamedTuple):
    """What visits are in the basis."""

    basic: Ints
    at_upper: Ints
    tight: Ints


def _visited(model: Model, cuts: Cuts, wanted: Ints) -> _Visited:
    """Each row of visits stands where the chords before and after its visits meet, or at an
    end; where a curve is bent, at its lower end."""
    visits, chords = model.problem.visits, cuts.chords()
    count = len(visits)
    before, after = np.full(count, -1), np.full(count, -1)
    for found, at in ((before, wanted - 1), (after, wanted)):
        mine = chords.at == at[chords.row]
        found[chords.row[mine]] = chords.constraint[mine]
    up = before >= 0
    between = up & (after >= 0)
    return _Visited(
        basic=np.concatenate([model.change[up], model.visits[between]]),
        at_upper=model.visits[up & ~between],
        tight=np.concatenate([before[up], after[between]]),
    )
