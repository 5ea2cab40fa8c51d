"""The proposal: lines from the optimum beside last quarter's, and what they are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log10

import numpy as np

from kamplan.budgeting.entries import Limit, bounds_of, free_lines, with_lines
from kamplan.budgeting.groups import Group, find_groups, overlapping, selected
from kamplan.budgeting.last import Last, account_money, last_lines
from kamplan.budgeting.moves import Difference, Move, best_move, difference, solve_move
from kamplan.budgeting.rounding import CENT, Floor, round_lines
from kamplan.budgeting.solving import AtLines, Solve, at_lines
from kamplan.insight.accounts import account_figures
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.faults import nearest
from kamplan.plan.switches import switched_on
from kamplan.whatif.figures import Solved


@dataclass(frozen=True)
class Line:
    """One group in the optimum, money."""

    group: Group
    planned: float
    """what the optimum spends."""
    proposed: float
    """the same in whole steps."""
    share: float | None
    """of all that is planned; None where nothing is."""
    last: float | None
    """last quarter's line; None where none is known."""
    contribution: float
    """of the group's accounts; the warehouse's costs are everyone's and left out."""
    revenue: float
    locked: bool = False

    @property
    def change(self) -> float | None:
        """Proposed less last."""
        return None if self.last is None else self.proposed - self.last


@dataclass(frozen=True)
class Proposal:
    """Everything about it. Where the optimum has no plan there are no lines."""

    by: str
    step: float
    optimum: Solved
    last: Last
    lines: tuple[Line, ...] = ()
    at_lines: AtLines | None = None
    """the optimum held to the proposed lines; None where that was not solved."""
    at_last: AtLines | None = None
    """held to last quarter's lines; None where none are known."""
    scaled: float | None = None
    """what last quarter's lines were multiplied by, to keep today's total; None: nothing."""
    move: Move | None = None
    others: tuple[str, ...] = ()
    """budgets beside the groups' own lines."""
    notes: tuple[str, ...] = field(default=())

    @property
    def gain(self) -> Difference | None:
        """The optimum over last quarter's lines."""
        return None if self.at_last is None else difference(self.optimum, self.at_last.solved)

    @property
    def rounding(self) -> Difference | None:
        """What the steps cost: the optimum over the proposed lines."""
        return None if self.at_lines is None else difference(self.optimum, self.at_lines.solved)

    @property
    def solved(self) -> list[Solved]:
        """Every plan that was solved for it."""
        parts = [self.at_lines, self.at_last]
        found = [self.optimum, *(part.solved for part in parts if part is not None)]
        return [*found, self.move.solved] if self.move and self.move.solved else found


def check_locks(locks: Mapping[str, float], groups: Sequence[Group]) -> None:
    """Raises PlanError for locks of lines that are not there, and below nothing."""
    known = {group.name: group for group in groups}
    faults = []
    for name, amount in locks.items():
        if name not in known:
            near = {"nearest": nearest(name, known), "known": ", ".join(list(known)[:12])}
            faults.append(Fault("budgets-lock", "", None, "--lock", name, near))
        elif not 0.0 <= amount <= 1e12:
            faults.append(Fault("budgets-amount", "", None, "--lock", f"{amount:g}"))
        elif not known[name].promoted and amount > 0.0:
            faults.append(Fault("budgets-no-promotions", "", None, "--lock", name))
    if faults:
        raise PlanError(faults)


def lines_from(
    solved: Solved,
    groups: Sequence[Group],
    last: Last,
    step: float | None = None,
    locks: Mapping[str, float] | None = None,
) -> tuple[Line, ...]:
    """What a solved plan proposes for each group; nothing is solved. Empty without a plan.

    Locked lines keep their amount; the others are rounded so that their sum is kept.
    """
    figures = account_figures(solved)
    if figures is None or solved.result.evaluation is None:
        return ()
    locks, plan = locks or {}, solved.plan
    money = account_money(solved)
    value = np.einsum("ap,apt->a", solved.problem.net_price, solved.result.evaluation.sold)
    spent = [float(money[group.accounts].sum()) for group in groups]
    spent = [max(each, 0.0) for each in spent]
    total = sum(spent)
    free = [place for place, group in enumerate(groups) if group.name not in locks]
    held = [place for place in range(len(groups)) if place not in free]
    bounds = [_bounds(plan, groups[place]) for place in free]
    cap = plan.settings.promotion.budget
    room = None if cap is None else cap - sum(locks.values())
    rounded = round_lines(
        [spent[place] for place in free],
        step or CENT,
        [least for least, _most in bounds],
        [most for _least, most in bounds],
        room,
        _floors(plan, [groups[place] for place in free], [groups[p] for p in held], locks),
    )
    proposed = dict(zip(free, rounded, strict=True))
    return tuple(
        Line(
            group,
            spent[place],
            proposed.get(place, locks.get(group.name, 0.0)),
            spent[place] / total if total else None,
            last.lines.get(group.name),
            float(figures.contribution[group.accounts].sum()),
            float(value[group.accounts].sum()),
            group.name in locks,
        )
        for place, group in enumerate(groups)
    )


def _floors(
    plan: Plan, free: Sequence[Group], held: Sequence[Group], locks: Mapping[str, float]
) -> list[Floor]:
    """What hard budgets demand of the groups they touch, less what is locked there."""
    table, found = plan["budgets"], []
    for row in np.flatnonzero(switched_on(table)).tolist():
        least = table["min"][row]
        if np.isnan(least) or not np.isnan(table["price"][row]):
            continue
        mine = selected(plan, row)
        locked = sum(locks[group.name] for group in held if (group.accounts & mine).any())
        touched = np.array([bool((group.accounts & mine).any()) for group in free], dtype=bool)
        found.append(Floor(touched, float(least) - locked))
    return found


def _bounds(plan: Plan, group: Group) -> tuple[float, float]:
    """Least and most that a line can be."""
    return bounds_of(plan, group) if group.promoted else (0.0, 0.0)


@dataclass(frozen=True)
class Wanted:
    """What is asked of a proposal."""

    by: str
    step: float | None = None
    """None: cents."""
    locks: Mapping[str, float] = field(default_factory=dict)
    """lines that are kept at an amount, by the groups' names."""
    free: bool = False
    """whether the groups' own lines in budgets are taken away first."""


def propose(plan: Plan, wanted: Wanted, solve: Solve, last: Last | None = None) -> Proposal:
    """Propose lines for a plan; `last` where they are not the plan's own.

    Up to four plans are solved: the optimum, it at its lines, at last quarter's, and with the
    best move made. Raises PlanError.
    """
    groups = find_groups(plan, wanted.by)
    check_locks(wanted.locks, groups)
    last = last or last_lines(plan, groups)
    kept = {name: Limit(amount, held=True) for name, amount in wanted.locks.items()}
    open_plan = free_lines(plan, groups) if wanted.free else plan
    optimum = solve(with_lines(open_plan, kept, groups), "optimum")
    others = tuple(overlapping(plan, groups))
    step = wanted.step or CENT
    lines = lines_from(optimum, groups, last, wanted.step, wanted.locks)
    if not lines:
        return Proposal(wanted.by, step, optimum, last, others=others)
    proposed = {line.group.name: line.proposed for line in lines}
    there = at_lines(plan, proposed, groups, solve, "at lines", wanted.locks)
    then, scale = None, None
    if last.lines:
        held, scale = _within(last.lines, plan.settings.promotion.budget)
        then = at_lines(plan, held, groups, solve, "at last quarter's lines")
    move = None
    if then is not None and then.solved.result.decisions is not None:
        move = best_move(then, groups, wanted.step or handy(sum(then.lines.values())))
        if move is not None:
            move = solve_move(move, plan, then, groups, solve)
    return Proposal(wanted.by, step, optimum, last, lines, there, then, scale, move, others)


def _within(
    lines: Mapping[str, float], total: float | None
) -> tuple[Mapping[str, float], float | None]:
    """Lines brought below today's total in proportion, and by what factor."""
    whole = sum(lines.values())
    if total is None or whole <= total * (1.0 + 1e-9):
        return lines, None
    factor = total / whole
    return {name: most * factor for name, most in lines.items()}, factor


def handy(total: float) -> float:
    """An amount to move that is small beside a total: 1, 10, 100 ..., at most a tenth of it."""
    return float(10.0 ** floor(log10(total / 10.0))) if total > 0.0 else 1.0
