"""The basis a first solve starts from: where guessed prices put every spend.

From the empty basis the simplex has to move every promotion-week to its place, and each
move touches every product-week in short supply. From a guessed place it moves a few.
"""

import numpy as np

from solver.cuts import Cuts
from solver.model import Model
from solver.price_bound import Answers
from solver.prices import Prices


def start_from_prices(model: Model, cuts: Cuts, prices: Prices) -> None:
    """Each spend stands where the two tangents meet whose returns enclose the price of money,

    or at 0 where even the steepest returns less. Nothing is lost yet, so stock is basic.
    """
    tangents = cuts.tangents()
    if not len(tangents.row):
        return
    cell = np.ravel_multi_index((tangents.row, tangents.week), model.spend.shape)
    order = np.lexsort((-tangents.steepness, cell))
    cell, constraint = cell[order], tangents.constraint[order]
    answers = Answers(model.problem, prices)
    worth = answers.worth / model.uplift_unit
    pays = (
        tangents.steepness[order] * worth.ravel()[cell]
        > answers.cost.ravel()[cell]
    )
    first = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    count = np.diff(np.r_[first, len(cell)])
    steeper = np.add.reduceat(pays.astype(np.int64), first)
    # Tight: the last tangent that pays and the first that does not.
    tight = [constraint[(first + steeper - 1)[steeper > 0]]]
    tight.append(constraint[(first + steeper)[steeper < count]])
    uplift, spend = model.uplift.ravel()[cell[first]], model.spend.ravel()[cell[first]]
    at_top = steeper == count
    rows = [row for rule, row in model.rules.items() if rule[0] == "supply"]
    cuts.session.start_at(
        basic=np.concatenate([uplift[~at_top], spend[steeper > 0], model.stock.ravel()]),
        at_upper=uplift[at_top],
        tight=np.concatenate([*tight, np.array(rows, dtype=np.int64)]),
    )
