"""What a solve answers."""

from dataclasses import dataclass, replace
from typing import Literal

from solver.evaluate import Evaluation
from solver.policies import Policy
from solver.problem import Decisions, Floats, Ints

Status = Literal["optimal", "feasible", "infeasible", "stopped"]


def relative_gap(bound: float, value: float) -> float:
    """|bound - value| / max(|value|, 1)."""
    return abs(bound - value) / max(abs(value), 1.0)


class SolverTrouble(RuntimeError):
    """HiGHS answered with something that is neither a plan nor a proof that none exists."""


@dataclass(frozen=True)
class Worth:
    """What one more of a limited thing is worth."""

    rule: str
    """budget, budget_min, supply, warehouse, credit, visit_hours or peak_hours."""
    key: tuple[str, ...]
    """(budget,), (product, week), (week,), (account, week) or (team,)."""
    value: float
    """objective gained by one more, money; negative where more costs."""
    left: float | None = None
    """objective lost by one less, where it is not the same as `value`."""
    marginal: bool = False
    """True where `value` is the rate of the first small part of a unit, not of a whole one."""
    per_hour: float | None = None
    """hours only: what an hour is worth where visits could be divided."""
    holds: tuple[float, float] | None = None
    """limits between which every unit is worth `value`, inf where there is no end; None where
    it holds for the first small part only (money moves along a curve), and for hours."""


@dataclass(frozen=True)
class Binding:
    """A rule of the planner's that holds the plan back."""

    rule: str
    """family, as in Break."""
    key: tuple[str, ...]
    """the rule's name; what it is repeated for is left out."""
    rows: int
    """how many of its limits bind."""
    price: float
    """objective gained by a unit less demanded, or a unit more allowed, in the limit where that is
    the most; with divisible visits and switches where whole ones say nothing."""
    limit: float | None = None
    """what it demands, in its unit; None where several limits bind."""
    cost: float | None = None
    """objective gained where the rule is not there, as far as such a plan was found; None where
    none was looked for."""
    cost_at_most: float | None = None
    """no plan without the rule gains more."""


Algorithm = Literal["direct", "prices"]
"""direct: one linear program holds everything; prices: prices decide what they can, and a program
the rest."""

Reason = Literal["small", "large", "targets", "calendar", "unsettled"]
"""Why that: a small plan is solved at once; a large one by prices; a target that a plan must come
to, or a promotion calendar, has no price; prices did not settle."""


@dataclass(frozen=True)
class Relaxation:
    """A rule of a conflict, and how far it would have to give."""

    rule: str
    key: tuple[str, ...]
    amount: float
    """in the rule's unit; 0 where the rule takes part but need not be the one to give."""
    limit: float
    """what the rule demands now, in its unit."""


@dataclass(frozen=True)
class Seconds:
    """Where the time went."""

    build: float = 0.0
    solve: float = 0.0
    read: float = 0.0


@dataclass(frozen=True)
class Stage:
    """One of several aims that are pursued one after another."""

    aim: str
    value: float
    """what it comes to in the plan, less goodwill and the prices of broken rules."""
    bound: float | None
    """no plan comes to more that keeps the aims before within their gap; None: not proven."""


@dataclass(frozen=True)
class Rounded:
    """A plan in whole steps and cases, or why there is none next to the one that was found."""

    decisions: Decisions | None = None
    evaluation: Evaluation | None = None
    conflict: tuple[Relaxation, ...] = ()
    """rules that no rounding keeps, and by how much the one that breaks least breaks them."""
    stopped: bool = False
    """True where time was up, or the solve was stopped, before either was known."""
    trouble: str = ""
    """why the solver failed at it; empty where it did not."""


@dataclass(frozen=True)
class Result:
    """A checked plan with its proof, or the reason why there is none."""

    status: Status
    objective: float | None = None
    """what was maximised, money; None without a plan."""
    bound: float | None = None
    """no plan can be worth more; None where nothing was proven."""
    gap: float | None = None
    """|bound - objective| / max(|objective|, 1)."""
    decisions: Decisions | None = None
    evaluation: Evaluation | None = None
    rank: Ints | None = None
    """[A, P, T] order in which accounts are served in a product-week, 1 first."""
    unit_worth: Floats | None = None
    """[A, P, T] money that one more unit delivered there earns, service rules counted."""
    demand_worth: Floats | None = None
    """[A, P, T] money that one more unit asked for there earns, before the price of the goods; of
    accounts that keep stock, after it."""
    worth: tuple[Worth, ...] = ()
    binding: tuple[Binding, ...] = ()
    """the planner's rules that hold the plan back, the dearest first as far as that is known."""
    policies: tuple[Policy, ...] = ()
    conflict: tuple[Relaxation, ...] = ()
    """infeasible only: the rules that cannot all be kept."""
    conflict_gap: float | None = None
    """share of the sum of relaxations by which it may be above the least possible; None
    without a conflict."""
    stages: tuple[Stage, ...] = ()
    """aims in their order; empty for contribution alone."""
    rounded: Rounded | None = None
    """the plan in whole steps and cases; None where that is not asked for."""
    algorithm: Algorithm = "direct"
    reason: Reason = "small"
    seconds: Seconds = Seconds()
    rounds: int = 0
    cuts: int = 0
    searched: bool = False
    """True where whole visits took branch and bound."""

    def as_rounded(self) -> "Result":
        """The same with its rounding in place of the plan; itself where there is none."""
        rounded = self.rounded
        if rounded is None or rounded.decisions is None:
            return self
        return replace(self, decisions=rounded.decisions, evaluation=rounded.evaluation)
