"""For which accounts, mechanics and weeks budgets are, quickly for many of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kamplan.plan import Plan
from kamplan.plan.pointing import split_list
from kamplan.plan.weeks import select_weeks
from kamplan.plan.where import parse_where
from solver.problem import Ints


class Members:
    """Accounts by the values of their columns, each column looked through once."""

    def __init__(self, plan: Plan) -> None:
        self._cells = plan.account_columns
        self._count = len(plan["accounts"])
        self._codes: dict[str, tuple[list[str], Ints]] = {}
        self._by_value: dict[str, dict[str, Ints]] = {}
        self._groups: dict[tuple[str, ...], tuple[Ints, Ints]] = {}

    def codes(self, column: str) -> tuple[list[str], Ints]:
        """(values of a column, rising, none of them last; [A] the place of each account's)."""
        if column not in self._codes:
            names, codes = np.unique(self._cells[column].astype(object), return_inverse=True)
            values = names.tolist()
            if values and not values[0]:
                values = [*values[1:], values[0]]
                codes = (codes - 1) % len(values)
            self._codes[column] = values, codes
        return self._codes[column]

    def value(self, column: str, account: int) -> str:
        """An account's value."""
        return str(self._cells[column][account])

    def with_value(self, column: str, value: str) -> Ints:
        """Accounts with a value, rising."""
        if column not in self._by_value:
            names, codes = self.codes(column)
            order = np.argsort(codes, kind="stable")
            ends = np.cumsum(np.bincount(codes, minlength=len(names)))
            parts = np.split(order, ends[:-1])
            self._by_value[column] = dict(zip(names, parts, strict=True))
        return self._by_value[column].get(value, np.empty(0, dtype=np.int64))

    def selected(self, conditions: Mapping[str, str]) -> Ints:
        """Accounts with one value in each of some columns, rising."""
        return self._meet({column: (value,) for column, value in conditions.items()})

    def where(self, cell: str) -> Ints:
        """Accounts that a `where` cell selects, rising. Raises WhereError."""
        return self._meet(parse_where(cell))

    def _meet(self, conditions: Mapping[str, tuple[str, ...]]) -> Ints:
        found: Ints | None = None
        for column, values in conditions.items():
            parts = [self.with_value(column, value) for value in values]
            here = parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))
            found = here if found is None else np.intersect1d(found, here, assume_unique=True)
        return np.arange(self._count) if found is None else found

    def is_group(self, accounts: Ints, columns: tuple[str, ...]) -> bool:
        """Whether accounts are all those with one combination of values in columns."""
        if columns not in self._groups:
            code = np.zeros(self._count, dtype=np.int64)
            for column in columns:
                names, mine = self.codes(column)
                code = np.unique(code * len(names) + mine, return_inverse=True)[1]
            self._groups[columns] = code, np.bincount(code)
        code, sizes = self._groups[columns]
        mine = code[accounts]
        return bool(len(accounts) == sizes[mine[0]] and (mine == mine[0]).all())


@dataclass(frozen=True)
class Group:
    """What a budget is for."""

    accounts: Ints
    """their positions, rising."""
    mechanic: str
    """its one mechanic; empty for several."""
    all_mechanics: bool
    week: str
    """its one week; empty for several."""
    all_weeks: bool

    def is_mechanic(self, one: bool) -> bool:
        """Whether it is for one mechanic, or for all of them."""
        return bool(self.mechanic) if one else self.all_mechanics

    def is_week(self, one: bool) -> bool:
        """Whether it is for one week, or for all of them."""
        return bool(self.week) if one else self.all_weeks


class BudgetGroups:
    """The groups of a plan's budgets."""

    def __init__(self, plan: Plan, members: Members) -> None:
        self._plan, self._members = plan, members
        self._known = set(plan["promotions"]["mechanic"].tolist())

    def group(self, row: int) -> Group:
        """What the budget in a row is for."""
        table, weeks = self._plan["budgets"], self._plan.weeks
        names = set(split_list(table["mechanics"][row])) or self._known
        chosen = select_weeks(table["weeks"][row], weeks)
        return Group(
            self._members.where(table["where"][row]),
            next(iter(names)) if len(names) == 1 else "",
            names == self._known,
            weeks[chosen[0]] if len(chosen) == 1 else "",
            len(chosen) == len(weeks),
        )
