"""Who is served first in a product-week: one order for every list that shows it."""

import numpy as np

from solver.problem import Bools, Floats, Ints


def listed_cells(baseline: Floats, shipped: Floats) -> Bools:
    """[A, ...] whether an account asks for a product in a week, or is sent some."""
    return np.asarray((baseline > 0.0) | (shipped > 0.0))


def served_ranks(rank: Ints, listed: Bools) -> Ints:
    """[A, ...] 1 is served first, and no number is left out; 0 for accounts that are not listed.

    `rank`: [A, ...] the order of all accounts, who may have nothing to do with the product-week.
    """
    in_order = np.zeros(rank.shape, dtype=np.int64)
    np.put_along_axis(in_order, rank - 1, listed, axis=0)
    places = np.take_along_axis(np.cumsum(in_order, axis=0), rank - 1, axis=0)
    return np.where(listed, places, 0)
