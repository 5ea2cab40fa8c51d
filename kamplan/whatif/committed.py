"""What a plan commits to before the future is known: money and visits. Goods come later."""

from dataclasses import dataclass

import numpy as np

from kamplan.whatif.figures import Solved
from solver import Problem
from solver.problem import Floats, Ints


@dataclass(frozen=True)
class Committed:
    """Spends and visits by name, so that they can be held in another problem."""

    spend: dict[tuple[str, str, str], float]
    """money for each account, mechanic and week, above 0 only."""
    visits: dict[tuple[str, str], int]
    """visits for each account and kind."""

    @classmethod
    def of(cls, solved: Solved) -> "Committed":
        """What a solved plan commits to. Raises ValueError where there is no plan."""
        problem, decisions = solved.problem, solved.result.decisions
        if decisions is None:
            raise ValueError(f"{solved.scenario} has no plan")
        rows, weeks = np.nonzero(decisions.spend > 0.0)
        promotions, visits = problem.promotions, problem.visits
        spend = {
            (problem.accounts[promotions.account[row]], promotions.mechanic[row],
             problem.weeks[week]): float(decisions.spend[row, week])
            for row, week in zip(rows.tolist(), weeks.tolist(), strict=True)
        }  # fmt: skip
        names = zip(visits.account.tolist(), visits.kind, strict=True)
        each = zip(names, decisions.visits.tolist(), strict=True)
        return cls(spend, {(problem.accounts[at], kind): count for (at, kind), count in each})

    def in_problem(self, problem: Problem) -> tuple[Floats, Ints]:
        """([J, T] money, [K] visits) of a problem.

        Money for promotions that are not there is not spent; whoever is not in the plan is
        visited as at present.
        """
        promotions, visits = problem.promotions, problem.visits
        spend = np.zeros(promotions.active.shape)
        for row, week in np.argwhere(promotions.active).tolist():
            account = problem.accounts[promotions.account[row]]
            place = (account, promotions.mechanic[row], problem.weeks[week])
            spend[row, week] = self.spend.get(place, 0.0)
        present = np.clip(np.rint(visits.present), visits.minimum, visits.maximum)
        count = present.astype(np.int64)
        for row, kind in enumerate(visits.kind):
            account = problem.accounts[visits.account[row]]
            count[row] = self.visits.get((account, kind), int(count[row]))
        return spend, count
