"""Regret: a plan is made for one future, and another comes.

Money and visits are committed when the plan is made; goods are shared out when the future is
known. Regret is what the best plan for that future would have earned more (Savage 1951).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kamplan.explore.exploration import Exploration
from kamplan.plan import Fault, PlanError
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario
from solver import Break


@dataclass(frozen=True, eq=False)
class Outcome:
    """One plan in one future."""

    value: float | None
    """objective; None where the plan breaks rules that hold there."""
    regret: float | None
    """objective of the best plan found for that future less `value`; not below 0 by more than
    that plan's gap."""
    at_most: float | None
    """the same against the best plan that could exist."""
    breaks: tuple[Break, ...] = ()
    """hard rules of that future that the plan breaks however its goods are shared."""


@dataclass(frozen=True, eq=False)
class Regret:
    """Plans by futures."""

    best: Mapping[str, Solved]
    """the best plan of each scenario: of those that are made, and of those that may come."""
    outcomes: Mapping[tuple[str, str], Outcome]
    """(plan, future)."""
    weights: Mapping[str, float]
    """of each future, adding up to 1."""
    without: Mapping[str, Solved]
    """scenarios that no plan is possible in, or none was found for in time: left out of all."""
    failed: Mapping[str, tuple[Fault, ...]]
    """why scenarios could not be solved, or plans not be held."""
    complete: bool

    @property
    def solved(self) -> list[Solved]:
        """Every scenario's own answer."""
        return [*self.best.values(), *self.without.values()]

    @property
    def faults(self) -> list[Fault]:
        """Why scenarios could not be solved, or plans not be held."""
        return [fault for faults in self.failed.values() for fault in faults]

    @property
    def largest(self) -> float:
        """The largest regret of any plan in any future; 0 where none is known."""
        known = [each.regret for each in self.outcomes.values() if each.regret is not None]
        return max(known, default=0.0)

    @property
    def plans(self) -> list[str]:
        """Scenarios whose plan is known in every future."""
        return [plan for plan in self.best if all((plan, f) in self.outcomes for f in self.best)]

    def worst(self, plan: str) -> tuple[str, float] | None:
        """(future, regret) in which a plan is regretted most; None where it is not possible in
        all of them."""
        found = [(future, self.outcomes[plan, future].regret) for future in self.best]
        known = [(future, regret) for future, regret in found if regret is not None]
        return max(known, key=lambda each: each[1]) if len(known) == len(found) else None

    def expected(self, plan: str) -> float | None:
        """Objective over all futures by their weights; None where one is not possible."""
        values = [(self.weights[f], self.outcomes[plan, f].value) for f in self.best]
        known = [weight * value for weight, value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    @property
    def least_worst(self) -> str | None:
        """The plan whose worst regret is least; None where not all is known."""
        if not self.complete:
            return None
        found = {plan: worst[1] for plan in self.plans if (worst := self.worst(plan)) is not None}
        return min(found, key=lambda plan: found[plan], default=None)

    @property
    def best_expected(self) -> str | None:
        """The plan that is worth most over the weighted futures; None where not all is known."""
        if not self.complete:
            return None
        found = {plan: value for plan in self.plans if (value := self.expected(plan)) is not None}
        return max(found, key=lambda plan: found[plan], default=None)


def find_regret(
    exploration: Exploration, names: Sequence[str], weights: Mapping[str, float]
) -> Regret:
    """The plan of every scenario in every other. `weights`: of futures, 1 where none is given."""
    scenarios: dict[str, Scenario] = {}
    failed: dict[str, tuple[Fault, ...]] = {}
    for name in names:
        try:
            scenarios[name] = exploration.scenario(name)
        except PlanError as error:
            failed[name] = error.faults
    answers = exploration.solve(scenarios)
    failed |= answers.failed
    best = {n: each for n, each in answers.solved.items() if each.result.decisions is not None}
    without = {n: each for n, each in answers.solved.items() if n not in best}
    committed = {name: Committed.of(solved) for name, solved in best.items()}
    held = exploration.hold(
        {
            (plan, future): (committed[plan], scenarios[future])
            for plan in best
            for future in best
            if plan != future
        }
    )
    outcomes = {(name, name): _outcome(solved, solved) for name, solved in best.items()}
    outcomes |= {pair: _outcome(each, best[pair[1]]) for pair, each in held.solved.items()}
    failed |= {f"{plan} → {future}": why for (plan, future), why in held.failed.items()}
    total = sum(weights.get(name, 1.0) for name in best)
    shares = {name: weights.get(name, 1.0) / total if total > 0.0 else 0.0 for name in best}
    complete = answers.complete and held.complete
    return Regret(best, outcomes, shares, without, failed, complete)


def _outcome(held: Solved, best: Solved) -> Outcome:
    result, most = held.result, best.result
    assert result.evaluation is not None
    if result.evaluation.breaks:
        return Outcome(None, None, None, result.evaluation.breaks)
    assert result.objective is not None
    assert most.objective is not None
    at_most = None if most.bound is None else most.bound - result.objective
    return Outcome(result.objective, most.objective - result.objective, at_most)
