"""Groups of accounts that budget lines are for: one for each value of an attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.faults import nearest
from kamplan.plan.switches import switched_on
from kamplan.plan.where import parse_where, select_rows
from solver.problem import Bools

NOBODY = "(none)"
"""what the group of accounts without a value is called."""


@dataclass(frozen=True)
class Group:
    """Accounts with one value of an attribute."""

    by: str
    value: str
    """empty: the accounts that have none."""
    accounts: Bools
    """[A]"""
    names: tuple[str, ...]
    """identifiers of the accounts."""
    promoted: bool
    """whether promotion money can be spent in it."""

    @property
    def name(self) -> str:
        """What the group is called."""
        return self.value or NOBODY

    @property
    def can_be_selected(self) -> bool:
        """Whether a selection by the attribute can say it."""
        return bool(self.value) and not set(self.value) & set(";|") and self.value.isprintable()

    @property
    def where(self) -> str:
        """The selection; of the accounts one by one where the attribute cannot say it."""
        if self.can_be_selected:
            return f"{self.by}={self.value}"
        return "account=" + "|".join(self.names)


def find_groups(plan: Plan, by: str) -> list[Group]:
    """Every group, in the order of their names, the nameless last. Raises PlanError for an
    attribute that accounts do not have."""
    if by not in plan.account_columns:
        known = list(plan.account_columns)
        values = {"nearest": nearest(by, known), "known": ", ".join(known)}
        raise PlanError([Fault("budgets-by", "accounts.csv", None, "--by", by, values)])
    cells = np.array([str(cell).strip() for cell in plan.account_columns[by]], dtype=object)
    names = plan["accounts"]["account"]
    promoted = set(plan["promotions"]["account"].tolist())
    found = []
    for value in sorted(set(cells.tolist()), key=lambda value: (not value, value)):
        mine = cells == value
        members = tuple(names[mine].tolist())
        found.append(Group(by, value, mine, members, not promoted.isdisjoint(members)))
    return found


def selected(plan: Plan, row: int) -> Bools:
    """[A] accounts that a budget selects."""
    where = parse_where(plan["budgets"]["where"][row])
    return select_rows(where, plan.account_columns, len(plan["accounts"]))


def lines_of(plan: Plan, group: Group) -> list[int]:
    """Rows of budgets that hold and select exactly this group, all mechanics and all weeks."""
    return _lines_by_accounts(plan).get(group.accounts.tobytes(), [])


def _lines_by_accounts(plan: Plan) -> dict[bytes, list[int]]:
    """Budgets of all mechanics and weeks by the accounts they select; found out once a plan, as
    there may be a budget and a group for each of many accounts."""
    known: dict[bytes, list[int]] | None = plan.__dict__.get("_budget_lines")
    if known is None:
        table, known = plan["budgets"], {}
        for row in np.flatnonzero(switched_on(table)).tolist():
            if not table["mechanics"][row] and not table["weeks"][row]:
                known.setdefault(selected(plan, row).tobytes(), []).append(row)
        plan.__dict__["_budget_lines"] = known
    return known


def overlapping(plan: Plan, groups: Sequence[Group]) -> list[str]:
    """Budgets beside the groups' own lines: they hold, too, whatever the lines say."""
    own = {row for group in groups for row in lines_of(plan, group)}
    table = plan["budgets"]
    rows = np.flatnonzero(switched_on(table)).tolist()
    return [str(table["name"][row]) for row in rows if row not in own]
