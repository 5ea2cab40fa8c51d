"""Problem in, Result out."""

import time
from dataclasses import replace
from threading import Event

import numpy as np

from solver.backends import Outcome, Stop
from solver.binding import cost_of_rules, find_binding, with_worths
from solver.certify import Certificate, GivenUp, Search
from solver.coordinate import Found, search_for
from solver.evaluate import evaluate
from solver.loose_bound import loose_bound
from solver.policies import apply_policies
from solver.problem import Problem
from solver.progress import Report, Reporter
from solver.published import allowed_start
from solver.ranking import change_worth, demand_worth, rank_accounts
from solver.relax import find_conflict
from solver.result import Result, Seconds, SolverTrouble, Status, Worth, relative_gap
from solver.rounding import round_plan
from solver.stages import solve_in_order
from solver.warm_start import WarmStart, nearest
from solver.worth import LimitPricer, TimeUp, stand
from solver.worth_of_hours import worth_of_hours

# A plan recomputed from its decisions is worth what the linear program said, less the
# curvature between its cuts: at most this share of the target gap, and rounding.
AGREES = 0.5
ROUNDING = 1e-7
# So many problems are kept to start others from.
KEPT = 8


class LiveSolver:
    """Solves one problem after another, keeping the solver alive between them.

    A problem starts from the prices, the cuts and the basis of the nearest of the last ones.
    """

    def __init__(self) -> None:
        self._warm_starts: list[WarmStart] = []

    def solve(
        self,
        problem: Problem,
        stop_flag: Event | None = None,
        report: Report | None = None,
        explain: bool = False,
    ) -> Result:
        """Allocate: the best plan found, its proof, its prices, and the simple policies.

        With `explain` it is also worked out what the dearest binding rules cost, which takes
        another solve for each.

        `report` is told how it goes, out of this thread, also while HiGHS runs: it must be
        quick. What it raises stops the solve and is raised here.

        Raises SolverTrouble where the solver fails or a plan does not stand up to being
        recomputed.
        """
        started = time.monotonic()
        if problem.aims:
            result = solve_in_order(problem, lambda stage: self._solve(stage, stop_flag, report))
        else:
            result = self._solve(problem, stop_flag, report)
        if result.decisions is None or not (problem.rounding or explain):
            return result
        limit = np.inf if problem.time_limit is None else problem.time_limit
        stop, solved = Stop(started + limit, stop_flag, Reporter(report)), time.monotonic()
        stop.reporter.found(result.bound, result.objective, result.rounds)
        if problem.rounding is not None:
            stop.reporter.begin("round")
            result = replace(result, rounded=round_plan(problem, result.decisions, stop))
        if explain:
            stop.reporter.begin("explain")
            binding = cost_of_rules(problem, result, stop, self._warm_starts)
            result = replace(result, binding=binding)
        stop.reporter.raise_failure()
        inside = result.seconds.solve + time.monotonic() - solved
        return replace(result, seconds=replace(result.seconds, solve=inside))

    def _solve(self, problem: Problem, stop_flag: Event | None, report: Report | None) -> Result:
        started = time.perf_counter()
        limit = np.inf if problem.time_limit is None else problem.time_limit
        stop = Stop(time.monotonic() + limit, stop_flag, Reporter(report))
        stop.reporter.begin("build")
        try:
            found = search_for(problem, stop, self._warm_starts)
        except GivenUp:
            seconds = Seconds(build=time.perf_counter() - started)
            _, bound = nearest(self._warm_starts, problem)
            known = Certificate(Outcome.STOPPED, bound if np.isfinite(bound) else None)
            result = _without_search(problem, known, seconds)
        else:
            result = _answer(problem, found, started)
            warm_start = found.search.warm_start()
            if warm_start is not None:
                self._warm_starts = [*self._warm_starts, warm_start][-KEPT:]
        stop.reporter.raise_failure()
        return result


def solve(
    problem: Problem,
    stop_flag: Event | None = None,
    report: Report | None = None,
    explain: bool = False,
) -> Result:
    """Solve one problem; see LiveSolver."""
    return LiveSolver().solve(problem, stop_flag, report, explain)


def _answer(problem: Problem, found: Found, started: float) -> Result:
    search, certificate = found.search, found.search.best
    if certificate.outcome is Outcome.INFEASIBLE:
        search.stop.reporter.begin("conflict")
        # Time that is up stops the search for a plan, not the reason why there is none.
        conflict, gap = find_conflict(problem, replace(search.stop, deadline=np.inf))
        if not search.session.exact or (gap is not None and not any(r.amount for r in conflict)):
            raise SolverTrouble("no plan was found, and none was proven impossible")
        return Result(
            "infeasible",
            conflict=conflict,
            conflict_gap=gap,
            algorithm=found.algorithm,
            reason=found.reason,
            seconds=_seconds(search, started),
            rounds=certificate.rounds,
            cuts=certificate.cuts,
        )
    if certificate.decisions is None or certificate.bound is None or not search.solved:
        result = _without_search(problem, certificate, _seconds(search, started))
        return replace(result, algorithm=found.algorithm, reason=found.reason)
    return _checked(problem, found, started)


def _checked(problem: Problem, found: Found, started: float) -> Result:
    search, certificate = found.search, found.search.best
    decisions, bound = certificate.decisions, certificate.bound
    assert decisions is not None
    assert certificate.claimed is not None
    assert bound is not None
    evaluation = evaluate(problem, decisions)
    objective = evaluation.objective
    if evaluation.breaks:
        worst = evaluation.breaks[0]
        raise SolverTrouble(f"the plan breaks {worst.rule} {worst.key} by {worst.amount:g}")
    allowed = AGREES * problem.target_gap + ROUNDING
    if relative_gap(certificate.claimed, objective) > allowed:
        raise SolverTrouble(
            f"the plan is worth {objective:.9g} recomputed, {certificate.claimed:.9g} by the solver"
        )
    # The bound comes from a solver with tolerances; below the plan it would prove nothing.
    bound = max(bound, objective)
    search.stop.reporter.begin("prices")
    rank, unit_worth = rank_accounts(problem, search)
    worth = _find_worth(search, certificate)
    gap = relative_gap(bound, objective)
    status: Status = "optimal" if gap <= problem.target_gap else "feasible"
    return Result(
        status,
        objective,
        bound,
        gap,
        decisions,
        evaluation,
        rank,
        unit_worth,
        demand_worth(search, search.duals),
        worth,
        with_worths(find_binding(search, certificate), worth),
        apply_policies(problem, evaluation.promo_spend),
        algorithm=found.algorithm,
        reason=found.reason,
        seconds=_seconds(search, started),
        rounds=certificate.rounds,
        cuts=certificate.cuts,
        searched=certificate.searched,
    )


def _find_worth(search: Search, certificate: Certificate) -> tuple[Worth, ...]:
    """Worth of one more of every limit; what time does not allow is left out."""
    decisions = certificate.decisions
    assert decisions is not None
    if search.stop.now:
        return ()
    found: list[Worth] = []
    try:
        pricer = LimitPricer(search)
        changes = change_worth(search, pricer.duals)
        found += pricer.price_all()
        base = stand(search)
        for team in range(len(search.problem.teams.names)):
            if search.stop.now:
                break
            relaxed = certificate.relaxed_duals
            found += worth_of_hours(search, decisions, team, base, changes, relaxed)
    except TimeUp:
        # What a solve cut short has left is no price.
        return tuple(found)
    return tuple(found)


def _without_search(problem: Problem, certificate: Certificate, seconds: Seconds) -> Result:
    """Stopped before there was a plan or a proof: the best of the published plan and the simple
    policies, of those that keep every rule, if any."""
    bound = loose_bound(problem) if certificate.bound is None else certificate.bound
    found = [(p.decisions, p.evaluation) for p in apply_policies(problem, 0.0)]
    for decisions in (certificate.decisions, allowed_start(problem)):
        if decisions is not None:
            found.append((decisions, evaluate(problem, decisions)))
    kept = [each for each in found if not each[1].breaks]
    if not kept:
        return Result("stopped", bound=bound, seconds=seconds)
    decisions, evaluation = max(kept, key=lambda each: each[1].objective)
    objective = evaluation.objective
    bound = max(bound, objective)
    gap = relative_gap(bound, objective)
    return Result(
        "optimal" if gap <= problem.target_gap else "feasible",
        objective,
        bound,
        gap,
        decisions,
        evaluation,
        policies=apply_policies(problem, evaluation.promo_spend),
        seconds=seconds,
    )


def _seconds(search: Search, started: float) -> Seconds:
    told = search.stop.reporter
    rest = time.perf_counter() - started - told.building - told.solving
    return Seconds(told.building, told.solving, max(rest, 0.0))
