"""What prices decide clearly, before any linear program."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.decided import Decided
from solver.evaluate import demand_after
from solver.price_bound import Answers
from solver.prices import Prices
from solver.problem import Bools, Decisions, Floats, Ints, Problem

# How often the range of a doubt is halved.
HALVINGS = 12


def decide(problem: Problem, prices: Prices, share: float, width: float) -> Decided:
    """Hold what prices decide clearly.

    Left to the program: the largest `share` of the spends, and cells whose unit earns within
    `width` (a share of its margin) of its price; more where what is left is too little to
    keep supply and budgets. What rules of single accounts touch is never decided.
    """
    answers = Answers(problem, prices)
    spends, limited = _left_alone(problem)
    held = problem.promotions.active & ~spends & ~_largest(problem, answers, share)
    alone = Decisions(answers.spend, answers.visits, np.zeros(problem.shape))
    demand = np.maximum(demand_after(problem, alone), 0.0)
    clear = answers.earned / np.maximum(np.abs(problem.margin), 1e-9)[:, :, None]
    asked, wanted = _asked(problem, demand, clear >= -width)
    served, widths = _served(problem, demand, clear, width, limited, wanted)
    refused = ~(asked | limited) & (clear < -widths[None, :, None])
    return Decided(held, answers.spend, served & (problem.baseline > 0.0), refused)


def decide_served(problem: Problem, prices: Prices, lost: Floats, share: float) -> Decided:
    """Hold what is served in any case, and nothing else.

    Left to the program in each product-week: the cells whose unit earns least, until they ask for
    the units `lost` [P, T] in another plan and a `share` of all that is asked for without
    promotions. What rules of single accounts touch is never decided.
    """
    answers = Answers(problem, prices)
    _, limited = _left_alone(problem)
    first = np.argsort(answers.earned, axis=0)
    asked = np.take_along_axis(problem.baseline, first, axis=0)
    enough = lost + share * problem.baseline.sum(axis=0)
    later = np.cumsum(asked, axis=0) - asked >= enough
    served = np.zeros(problem.shape, dtype=bool)
    np.put_along_axis(served, first, later, axis=0)
    decided = Decided.nothing(problem)
    return replace(decided, served=served & ~limited & (problem.baseline > 0.0))


def _served(
    problem: Problem, demand: Floats, clear: Floats, width: float, limited: Bools, wanted: Bools
) -> tuple[Bools, Floats]:
    """([A, P, T] cells that are served, [P] how wide the doubt is): as wide as it takes for what
    is served, and what rules want beside it, to be there."""
    arrived = problem.opening[:, None] + np.cumsum(problem.supply, axis=1)

    def served(widths: Floats) -> Bools:
        return np.asarray(~limited & (clear > widths[None, :, None]))

    def too_much(widths: Floats) -> Bools:
        taken = np.cumsum((demand * (served(widths) | wanted)).sum(axis=0), axis=1)
        return np.asarray((taken > arrived).any(axis=1))

    low = np.full(problem.shape[1], width)
    high = np.where(too_much(low), np.maximum(clear.max(axis=(0, 2)), width), low)
    for _ in range(HALVINGS):
        if np.all(high <= low):
            break
        middle = (low + high) / 2.0
        over = too_much(middle)
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return served(high), high


def _asked(problem: Problem, demand: Floats, open_cells: Bools) -> tuple[Bools, Bools]:
    """([A, P, T] cells that some rule asks to be served, [A, P, T] those of rules that are not
    kept by what prices serve or leave open): no others may take what these need, whatever they
    earn."""
    asked, wanted = np.zeros((2, demand.size), dtype=bool)
    units, likely = demand.ravel(), open_cells.ravel()
    for cells, least in _promises(problem):
        asked[cells] = True
        if units[cells[likely[cells]]].sum() < least:
            wanted[cells] = True
    return asked.reshape(demand.shape), wanted.reshape(demand.shape)


def _largest(problem: Problem, answers: Answers, share: float) -> Bools:
    """[J, T] the largest spends of each budget, and of all; where there are none, those whose
    first money would return the most."""
    active, curves = problem.promotions.active, answers.curves
    returns = answers.worth * curves.most / curves.half
    chosen = np.zeros(active.shape, dtype=bool)
    for selects in (active, *(active & budget.selects for budget in problem.budgets)):
        places = np.flatnonzero(selects)
        count = int(np.ceil(share * len(places)))
        order = np.lexsort((returns.ravel()[places], answers.spend.ravel()[places]))
        chosen.reshape(-1)[places[order[len(places) - count :]]] = True
    return chosen


def _left_alone(problem: Problem) -> tuple[Bools, Bools]:
    """What prices do not decide: ([J, T] spends of locks, calendars and budgets of 0,
    [A, P, T] cells that are not simply served: of accounts that keep stock, with goodwill, with
    little credit, and what is locked)."""
    spends = np.zeros(problem.promotions.active.shape, dtype=bool)
    for budget in problem.budgets:
        spends |= budget.selects & (budget.maximum <= 0.0)
    for calendar in problem.calendar:
        spends[calendar.rows[:, None], calendar.weeks] = True
    own = problem.tracked | (problem.goodwill > 0.0)[:, None]
    own[problem.owing] = True
    cells = np.repeat(own[:, :, None], problem.shape[2], axis=2)
    for total in problem.totals:
        if total.decision == "spend":
            spends.reshape(-1)[total.cells] = True
        elif total.decision == "units" and np.isfinite(total.most):
            cells.reshape(-1)[total.cells] = True
    return spends, cells


def _promises(problem: Problem) -> Iterator[tuple[Ints, float]]:
    """Cells that some rule asks to be served, and the units it asks for, at most."""
    baseline = problem.baseline.ravel()
    for fill in problem.fill_rules:
        yield fill.cells, fill.share * float(baseline[fill.cells].sum())
    places = np.arange(baseline.size).reshape(problem.shape)
    for fair in problem.fairness:
        for account in fair.accounts.tolist():
            for product in fair.products.tolist():
                cells = places[account, product, fair.weeks]
                yield cells, (1.0 - fair.spread) * float(baseline[cells].sum())
    for total in problem.totals:
        if total.decision == "units" and np.isfinite(total.least):
            yield total.cells, total.least
