"""Promotion money as a tree: whole plan, regions, tiers, accounts, mechanics, weeks, in any order.

Children are worked out when they are asked for: ten thousand accounts are only seen one branch
at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kamplan.formulation.placing import index, places, week_masks
from kamplan.insight.budget_groups import BudgetGroups, Members
from kamplan.plan import Plan
from kamplan.whatif.figures import Solved
from solver.problem import Bools, Floats, Ints

MECHANIC, WEEK, ACCOUNT = "mechanic", "week", "account"
FIRST = ("region", "tier")
"""Columns of accounts that a tree begins with, where they tell accounts apart."""
MOST_COLUMNS = 2
"""Columns of accounts above the accounts themselves."""
Step = tuple[str, str]
"""level and value."""
Path = tuple[Step, ...]
"""from the whole plan, which is (), down to a node."""


@dataclass(frozen=True, eq=False)
class Node:
    """Some promotions of some accounts, in all weeks or one."""

    path: Path
    accounts: Ints
    """positions of the accounts that a selection of the node selects, those that are never
    promoted too."""
    rows: Ints
    """rows of promotions."""
    planned: float | None
    """promotion money; None without a plan."""


def levels_of(plan: Plan) -> tuple[str, ...]:
    """The levels that a tree begins with: columns of accounts that tell some apart."""
    told = [name for name in FIRST if len(set(plan.account_columns[name].tolist())) > 1]
    return (*told, ACCOUNT, MECHANIC, WEEK)


def level_first(levels: Sequence[str], first: str) -> tuple[str, ...]:
    """The levels with another one first; below it the columns that led before."""
    rest = [level for level in levels if level != first]
    if first == ACCOUNT:
        return (ACCOUNT, *(level for level in rest if level in (MECHANIC, WEEK)))
    columns = [level for level in rest if level not in (ACCOUNT, MECHANIC, WEEK)]
    most = MOST_COLUMNS if first in (MECHANIC, WEEK) else MOST_COLUMNS - 1
    below = set(columns[:most]) | {ACCOUNT, MECHANIC, WEEK}
    return (first, *(level for level in rest if level in below))


def next_levels(levels: Sequence[str]) -> tuple[str, ...]:
    """The levels with the columns of accounts in the next order."""
    columns = [level for level in levels if level not in (ACCOUNT, MECHANIC, WEEK)]
    turned = iter([*columns[1:], *columns[:1]])
    return tuple(next(turned) if level in columns else level for level in levels)


class BudgetTree:
    """The tree of a plan; with a solved one also what is planned."""

    def __init__(self, plan: Plan, levels: Sequence[str], solved: Solved | None = None) -> None:
        self.plan, self.levels = plan, tuple(levels)
        table = plan["promotions"]
        self._owner = index(table["account"], places(plan["accounts"], "account"))
        self._money = None if solved is None else _money_of(plan, solved)
        self._totals = None if self._money is None else self._money.sum(axis=1)
        self._members = Members(plan)
        self._children: dict[Path, tuple[Node, ...]] = {}
        everything = np.arange(len(table))
        self.root = Node((), np.arange(len(plan["accounts"])), everything, self._sum(everything))

    def children(self, node: Node) -> tuple[Node, ...]:
        """The nodes below one, in the order of their names, those without a name last."""
        if node.path not in self._children:
            at = len(node.path)
            level = self.levels[at] if at < len(self.levels) else None
            self._children[node.path] = () if level is None else tuple(self._split(node, level))
        return self._children[node.path]

    def find(self, path: Path) -> Node | None:
        """The node of a path; None where there is none."""
        node: Node | None = self.root
        for depth in range(len(path)):
            below = () if node is None else self.children(node)
            node = next((each for each in below if each.path == path[: depth + 1]), None)
        return node

    def is_leaf(self, node: Node) -> bool:
        """Whether there is nothing below a node."""
        return len(node.path) == len(self.levels)

    def takers(self, node: Node) -> list[tuple[int, float]]:
        """(position of the account, money) of those that get money of a node, the most first."""
        money = self._of_node(node)
        if money is None:
            return []
        count = len(self.plan["accounts"])
        sums = np.bincount(self._owner[node.rows], money, count)
        order = np.argsort(-sums, kind="stable")
        return [(place, float(sums[place])) for place in order.tolist() if sums[place] >= 0.5]

    @cached_property
    def budgets(self) -> BudgetGroups:
        """Which budgets are for exactly a node."""
        return BudgetGroups(self.plan, self._members)

    @cached_property
    def _placed(self) -> tuple[dict[Path, list[int]], list[int]]:
        """Budgets by the paths they are for, and those that are for no node."""
        found: dict[Path, list[int]] = {}
        others = []
        for row in range(len(self.plan["budgets"])):
            paths = [path for path in self._paths_of(row) if self.find_rows(path)]
            for path in paths:
                found.setdefault(path, []).append(row)
            if not paths:
                others.append(row)
        return found, others

    def budgets_of(self, path: Path) -> list[int]:
        """Rows of budgets that are for exactly a node."""
        return self._placed[0].get(path, [])

    @property
    def other_budgets(self) -> list[int]:
        """Rows of budgets that are for no node of the tree."""
        return self._placed[1]

    def _paths_of(self, row: int) -> Iterator[Path]:
        """Paths whose group is that of a budget; some of them may be of no node."""
        group = self.budgets.group(row)
        for depth in range(len(self.levels) + 1):
            prefix = self.levels[:depth]
            columns = tuple(level for level in prefix if level not in (MECHANIC, WEEK))
            if not self._members.is_group(group.accounts, columns):
                continue
            if not (group.is_mechanic(MECHANIC in prefix) and group.is_week(WEEK in prefix)):
                continue
            one = {MECHANIC: group.mechanic, WEEK: group.week}
            first = int(group.accounts[0])
            yield tuple(
                (level, one[level] if level in one else self._members.value(level, first))
                for level in prefix
            )

    def find_rows(self, path: Path) -> bool:
        """Whether money can be spent in the group of a path."""
        values = dict(path)
        columns = {level: value for level, value in path if level not in (MECHANIC, WEEK)}
        rows = self._rows_of(self._members.selected(columns))
        if MECHANIC in values:
            rows = rows[self.plan["promotions"]["mechanic"][rows] == values[MECHANIC]]
        if WEEK in values:
            rows = rows[self._active[rows, self.plan.weeks.index(values[WEEK])]]
        return len(rows) > 0

    def _rows_of(self, accounts: Ints) -> Ints:
        order, starts = self._by_owner
        parts = [order[starts[each] : starts[each + 1]] for each in accounts.tolist()]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    @cached_property
    def _by_owner(self) -> tuple[Ints, Ints]:
        """Rows of promotions by account, and where those of each account begin."""
        counts = np.bincount(self._owner, minlength=len(self.plan["accounts"]))
        return np.argsort(self._owner, kind="stable"), np.append(0, np.cumsum(counts))

    def _split(self, node: Node, level: str) -> Iterator[Node]:
        if level == WEEK:
            yield from self._weeks(node)
            return
        if level == MECHANIC:
            names, codes = self._mechanics
            for code, rows in _parts(codes, node.rows):
                yield self._node(node, level, names[code], node.accounts, rows)
            return
        names, codes = self._members.codes(level)
        accounts = dict(_parts(codes, node.accounts))
        for code, rows in _parts(codes[self._owner], node.rows):
            yield self._node(node, level, names[code], accounts[code], rows)

    def _node(self, above: Node, level: str, value: str, accounts: Ints, rows: Ints) -> Node:
        node = Node((*above.path, (level, value)), accounts, rows, None)
        money = self._of_node(node)
        return node if money is None else replace(node, planned=float(money.sum()))

    def _weeks(self, node: Node) -> Iterator[Node]:
        for place in np.flatnonzero(self._active[node.rows].any(axis=0)).tolist():
            rows = node.rows[self._active[node.rows, place]]
            yield self._node(node, WEEK, self.plan.weeks[place], node.accounts, rows)

    def _of_node(self, node: Node) -> Floats | None:
        """[rows of the node] money of each."""
        if self._money is None or self._totals is None:
            return None
        week = dict(node.path).get(WEEK)
        if week is None:
            return np.asarray(self._totals[node.rows])
        return np.asarray(self._money[node.rows, self.plan.weeks.index(week)])

    def _sum(self, rows: Ints) -> float | None:
        return None if self._totals is None else float(self._totals[rows].sum())

    @cached_property
    def _active(self) -> Bools:
        """[J, T] weeks in which each promotion may run."""
        table = self.plan["promotions"]
        cells, first, which = np.unique(table["weeks"], return_index=True, return_inverse=True)
        return (
            week_masks(table.keep(first), self.plan.weeks)[which]
            if len(cells)
            else np.zeros((0, len(self.plan.weeks)), dtype=bool)
        )

    @cached_property
    def _mechanics(self) -> tuple[list[str], Ints]:
        names, codes = np.unique(self.plan["promotions"]["mechanic"], return_inverse=True)
        return names.tolist(), codes


def _parts(codes: Ints, chosen: Ints) -> Iterator[tuple[int, Ints]]:
    """(code, those of `chosen` that have it), rising."""
    if not len(chosen):
        return
    mine = codes[chosen]
    order = np.argsort(mine, kind="stable")
    found, starts = np.unique(mine[order], return_index=True)
    yield from zip(found.tolist(), np.split(chosen[order], starts[1:]), strict=True)


def _money_of(plan: Plan, solved: Solved) -> Floats | None:
    """[J, T] planned money of the plan's promotions and weeks; None where there is no plan.

    The solved plan may be an older one: what it does not have gets nothing.
    """
    decisions = solved.result.decisions
    if decisions is None:
        return None
    table, then = plan["promotions"], solved.plan["promotions"]
    if then is table and solved.plan.weeks == plan.weeks:
        return decisions.spend
    rows = {key: row for row, key in enumerate(then.keys())}
    weeks = {week: place for place, week in enumerate(solved.plan.weeks)}
    mine = np.array([rows.get(key, -1) for key in table.places], dtype=np.int64)
    columns = np.array([weeks.get(week, -1) for week in plan.weeks], dtype=np.int64)
    padded = np.pad(decisions.spend, ((0, 1), (0, 1)))
    return np.asarray(padded[np.ix_(mine, columns)])
