"""Price coordination: large plans by prices first, then small linear programs.

Accounts meet only through the prices of what they share. Prices decide most of a plan by
themselves, account by account; what they leave open goes into a linear program, whose duals are
better prices. The price bound proves how far any plan can be from the best (decision 0027). What
is held at slightly wrong prices costs the square of what they are wrong by, so that a few rounds
do. After Dantzig and Wolfe 1960, with the master's columns replaced by the answers to its prices.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from solver.backends import Outcome, Stop
from solver.certify import LARGE, Certificate, GivenUp, Search
from solver.deciding import decide, decide_served
from solver.guess import guess_prices, move_prices
from solver.price_bound import price_bound
from solver.prices import Prices
from solver.problem import Problem
from solver.responses import Responses
from solver.result import Algorithm, Reason
from solver.warm_start import WarmStart, nearest

# Left to the first program: this share of the spends, and cells whose unit earns within such a
# share of its margin of its price.
SHARE, WIDTH = 0.015, 0.015
# Widened by this factor where a round brought too little: a gap not below such a share of the
# one before.
WIDER, TOO_LITTLE = 2.0, 0.5
# After so many of those, or so many rounds in all, the whole program does as well.
MOST_WIDER, MOST_ROUNDS = 3, 8
# Once the gap is closed, one round more while it is above this share of what is allowed: how two
# scenarios differ is only as good as their gaps.
FINE = 0.2
# Prices of before whose bound is so large a share above that of prices found from them are of a
# problem that is too far: its basis is no start.
FAR = 0.002
# Beside a plan that is near, so large a share of what is asked for can be lost beyond what was.
MORE_LOST = 0.2


@dataclass(frozen=True)
class Found:
    """A search that has been run, and how it came to be."""

    search: Search
    algorithm: Algorithm
    reason: Reason


def search_for(problem: Problem, stop: Stop, warm_starts: Iterable[WarmStart] = ()) -> Found:
    """Find a plan and its proof, from the nearest of the warm starts, if there are any.

    Raises GivenUp where it is stopped before there is a search.
    """
    reason = _against(problem)
    prices, warm_start = _begin(problem, stop, warm_starts, quick=reason == "small")
    if reason is not None:
        return Found(_in_one(problem, stop, prices, warm_start), "direct", reason)
    return _coordinate(problem, stop, prices, warm_start)


def _begin(
    problem: Problem, stop: Stop, warm_starts: Iterable[WarmStart], quick: bool
) -> tuple[Prices, WarmStart | None]:
    """(prices to begin with, the nearest of the warm starts if it is near)."""

    def stopped() -> bool:
        return stop.now

    near, before = nearest(warm_starts, problem)
    prices = None if near is None else move_prices(problem, near.prices, quick, stopped)
    if near is not None and prices is not None:
        bound = price_bound(problem, prices)
        if before - bound <= FAR * max(abs(bound), 1.0):
            return prices if bound < before else near.prices, near
    return guess_prices(problem, quick, stopped), None


def _in_one(problem: Problem, stop: Stop, prices: Prices, warm_start: WarmStart | None) -> Search:
    """One program; beside a plan that is near, first without the cells that are served in any
    case, if prices can prove what comes of it."""
    known = None
    if warm_start is not None and _prices_prove(problem):
        decided = decide_served(problem, prices, warm_start.lost, MORE_LOST)
        search = Search(problem, stop, decided=decided, prices=prices, warm_start=warm_start)
        search.run()
        if search.done():
            return search
        known = search.best
    search = Search(problem, stop, prices=prices, known=known, warm_start=warm_start)
    search.run()
    return search


def _prices_prove(problem: Problem) -> bool:
    """Whether prices bound a problem as closely as its program does: all that touches one account
    alone is in its answer to them."""
    bent = Responses.of_promotions(problem.promotions).bent.any()
    bent = bent or Responses.of_visits(problem.visits).bent.any()
    alone = problem.calendar or problem.account_stock is not None
    return not (bent or alone or problem.targets)


def _against(problem: Problem) -> Reason | None:
    """Why prices are not tried; None where they are."""
    promotions = problem.promotions
    columns = 2 * int(promotions.active.sum()) + int((problem.baseline > 0.0).sum())
    if columns <= LARGE:
        return "small"
    if problem.targets:
        return "targets"
    return "calendar" if problem.calendar else None


def _coordinate(
    problem: Problem, stop: Stop, prices: Prices, warm_start: WarmStart | None
) -> Found:
    """Program and prices in turn, until the gap is closed or prices are of no more help."""
    share, width, polished, wider, gap = SHARE, WIDTH, False, 0, np.inf
    known = Certificate(Outcome.STOPPED)
    for _ in range(MOST_ROUNDS):
        try:
            decided = decide(problem, prices, share, width)
            search = Search(
                problem, stop, decided=decided, prices=prices, known=known, warm_start=warm_start
            )
        except GivenUp:
            if known.decisions is None:
                raise
            break
        search.run()
        warm_start, prices = search.warm_start() or warm_start, search.closest
        known, before = search.best, gap
        found = known.gap()
        gap = np.inf if found is None else found
        if gap <= FINE * problem.target_gap or polished or stop.now:
            break
        if search.done():
            polished = True
        elif gap > TOO_LITTLE * before or known.decisions is None:
            share, width, wider = share * WIDER, width * WIDER, wider + 1
        if wider == MOST_WIDER:
            break
    if not search.done():
        # Everything in one program, from what is known.
        try:
            whole = Search(problem, stop, prices=prices, known=known, warm_start=warm_start)
        except GivenUp:
            return Found(search, "prices", "large")
        whole.run()
        return Found(whole, "direct", "unsettled")
    return Found(search, "prices", "large")
