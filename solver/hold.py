"""A plan in another future: its money and visits stay, its goods are shared out anew."""

from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from solver.aims import pursue
from solver.backends import Stop
from solver.certify import GivenUp, Search
from solver.decided import Decided
from solver.evaluate import Evaluation, evaluate
from solver.intervals import Intervals
from solver.prices import Prices
from solver.problem import Decisions, Floats, Ints, Problem
from solver.promoted_weeks import switches_of
from solver.result import SolverTrouble
from solver.rules import CONTRIBUTION, Target

# Share of what an aim has reached that the next may take from it: what rounding takes.
KEPT = 1e-6


@dataclass(frozen=True)
class Held:
    """What a plan comes to where its money and visits are held."""

    decisions: Decisions
    evaluation: Evaluation
    """its `breaks` are rules that no sharing of the goods keeps."""
    objective: float
    """what is maximised, or the first of what is; money unless the plan says otherwise."""

    @property
    def allowed(self) -> bool:
        """True where every hard rule is kept."""
        return not self.evaluation.breaks


def hold_decisions(
    problem: Problem, spend: Floats, visits: Ints, stop_flag: Event | None = None
) -> Held:
    """The best that can be made of `spend` [J, T] and `visits` [K]: a linear program of goods.

    Of several aims the first comes first, and contribution last of all: goods that the aims do
    not care for are not shared out at random. Where rules cannot be kept, the best without them:
    `breaks` says which. Raises SolverTrouble, also where it is stopped before there is an answer.
    """
    stop = Stop(flag=stop_flag)
    try:
        decisions = _share_in_order(problem, spend, visits, stop)
        if decisions is None:
            decisions = _share_in_order(_without_rules(problem), spend, visits, stop)
    except GivenUp:
        decisions = None
    if decisions is None:
        why = "it was stopped" if stop.now else "the goods of a held plan could not be shared out"
        raise SolverTrouble(why)
    evaluation = evaluate(problem, decisions)
    return Held(decisions, evaluation, evaluation.objective)


def _share_in_order(problem: Problem, spend: Floats, visits: Ints, stop: Stop) -> Decisions | None:
    """Aim after aim, each kept while the next is pursued; None where rules forbid every sharing."""
    if not problem.aims:
        return _share(problem, spend, visits, stop)
    targets, found = problem.targets, None
    aims = [*problem.aims, *([] if CONTRIBUTION in problem.aims else [CONTRIBUTION])]
    for aim in aims:
        shared = _share(pursue(problem, aim, targets), spend, visits, stop)
        if shared is None:
            return found
        found = shared
        reached = evaluate(problem, shared).net_value_of(aim)
        kept = reached - KEPT * max(abs(reached), 1.0)
        targets = (*targets, Target(aim, kept, net=True))
    return found


def _share(problem: Problem, spend: Floats, visits: Ints, stop: Stop) -> Decisions | None:
    """Who gets how much; None where that cannot be within the rules."""
    rows = replace(problem.visits, minimum=visits, maximum=visits)
    problem = replace(problem, visits=rows, published=None, rounding=None, time_limit=None)
    nothing = Decided.nothing(problem)
    decided = replace(nothing, held=problem.promotions.active.copy(), spend=spend)
    search = Search(problem, stop, decided=decided, prices=Prices.nothing(problem))
    switches = switches_of(problem, Decisions(spend, visits, np.zeros(problem.shape)))
    search.cuts.narrow(Intervals.whole(problem).with_switches(switches))
    search.settle_here()
    return search.best.decisions


def _without_rules(problem: Problem) -> Problem:
    """What goods, people and response allow, whatever has been ruled."""
    free = np.full(len(problem.teams.names), np.inf)
    teams = replace(problem.teams, hours=free, peak_hours=free)
    return replace(
        problem, teams=teams, budgets=(), fill_rules=(), fairness=(), totals=(), targets=(),
        calendar=(), warehouse=None, credit_limit=np.full(len(problem.accounts), np.inf),
        least_spend=np.zeros(problem.promotions.active.shape),
    )  # fmt: skip
