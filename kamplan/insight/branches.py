"""What a branch of the budget tree must and may spend, spends, and would gain by one more."""

from functools import cached_property
from typing import Literal

import numpy as np

from kamplan.formulation import TOTAL
from kamplan.insight.budget_tree import BudgetTree, Node, Path
from kamplan.insight.usage import Use, budget_use
from kamplan.plan.switches import SWITCH
from kamplan.whatif.figures import Solved

End = Literal["min", "max"]
Branch = Node | int
"""A node, or the row of a budget that is for none."""


def limit_row(tree: BudgetTree, path: Path, end: End) -> int | None:
    """The budget in which a limit of a node stands, or would: one that has it before one that has
    the other limit, one that holds before one that is switched off, then the tightest."""
    table, rows = tree.plan["budgets"], tree.budgets_of(path)
    tighter = 1.0 if end == "max" else -1.0

    def rank(row: int) -> tuple[bool, bool, float, int]:
        value = float(table[end][row])
        missing = bool(np.isnan(value))
        return missing, not table[SWITCH][row], 0.0 if missing else tighter * value, row

    return min(rows, key=rank, default=None)


class Branches:
    """The figures of a tree's branches; what is planned and gained where it has a solved plan."""

    def __init__(self, tree: BudgetTree, solved: Solved | None = None) -> None:
        """`solved` may be of older inputs than the tree's plan; None without a plan."""
        self.tree, self._table = tree, tree.plan["budgets"]
        self._solved = solved

    def budget(self, branch: Branch, end: End) -> int | None:
        """The row of budgets that holds a limit of a branch; None for the setting of the whole
        plan, too."""
        if isinstance(branch, int):
            return branch
        return None if self._is_total(branch, end) else limit_row(self.tree, branch.path, end)

    def limit(self, branch: Branch, end: End) -> float | None:
        """What it must spend, or may at most, as an edit finds it: of the whole plan the setting;
        None where nothing is said."""
        if self._is_total(branch, end):
            return self.tree.plan.settings.promotion.budget
        row = self.budget(branch, end)
        value = np.nan if row is None else float(self._table[end][row])
        return None if np.isnan(value) else value

    @property
    def limits(self) -> list[float]:
        """Every amount that stands in a budget or limits the whole plan."""
        total = self.tree.plan.settings.promotion.budget
        stated = [float(value) for end in ("min", "max") for value in self._table[end]]
        return [value for value in (*stated, total) if value is not None and not np.isnan(value)]

    def planned(self, branch: Branch) -> float | None:
        """Promotion money of the solved plan."""
        if isinstance(branch, Node):
            return branch.planned
        use = self._use.get(str(self._table["name"][branch]))
        return None if use is None else use.planned

    def most(self, branch: Branch) -> tuple[float, str] | None:
        """The tightest most that holds, and the name of its budget; None where none does."""
        found = []
        total = self.tree.plan.settings.promotion.budget
        if self._is_total(branch, "max") and total is not None:
            found.append((total, TOTAL))
        row = branch if isinstance(branch, int) else limit_row(self.tree, branch.path, "max")
        if row is not None and self._table[SWITCH][row]:
            value = float(self._table["max"][row])
            found += [] if np.isnan(value) else [(value, str(self._table["name"][row]))]
        return min(found, default=None)

    def left(self, branch: Branch) -> float | None:
        """What the plan leaves of the most that holds."""
        planned, most = self.planned(branch), self.most(branch)
        return None if planned is None or most is None else most[0] - planned

    def used(self, branch: Branch) -> float | None:
        """Planned as a share of the most that holds."""
        planned, most = self.planned(branch), self.most(branch)
        if planned is None or most is None:
            return None
        return planned / most[0] if most[0] else 1.0

    def worth(self, branch: Branch) -> float | None:
        """What one more in the tightest of its budgets gains, where that binds."""
        most = self.most(branch)
        return None if most is None else self.worths.get(most[1])

    @staticmethod
    def _is_total(branch: Branch, end: End) -> bool:
        """Whether it is the setting that limits the whole plan."""
        return isinstance(branch, Node) and branch.path == () and end == "max"

    @cached_property
    def _use(self) -> dict[str, Use]:
        return {} if self._solved is None else budget_use(self._solved)

    @cached_property
    def worths(self) -> dict[str, float]:
        """What one more gains, by name of the budget that binds."""
        worths = () if self._solved is None else self._solved.result.worth
        return {each.key[0]: each.value for each in worths if each.rule == "budget" and each.value}
