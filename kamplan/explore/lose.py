"""What if accounts are lost: their goods, money and hours go to others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.explore.exploration import Exploration, varied
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.checks import SELECTING
from kamplan.plan.faults import nearest
from kamplan.plan.where import parse_where, select_rows
from kamplan.whatif.figures import Solved, figure, select
from kamplan.whatif.scenario import Change, Scalar


@dataclass(frozen=True, eq=False)
class Lost:
    """The plan without some accounts."""

    accounts: tuple[str, ...]
    before: Solved
    after: Solved
    own: float
    """contribution of those accounts before."""
    rules: tuple[tuple[str, str], ...] = ()
    """(table, name) of rules about nobody else, which went with them."""

    complete: bool = True

    @property
    def solved(self) -> list[Solved]:
        """The plan with and without them."""
        return [self.before, self.after]

    @property
    def faults(self) -> list[Fault]:
        """None: what cannot be solved is no finding."""
        return []

    @property
    def change(self) -> float | None:
        """Of the whole plan's contribution; None where no plan is possible without them."""
        then, now = self.before.result.evaluation, self.after.result.evaluation
        return None if then is None or now is None else now.contribution - then.contribution

    @property
    def regained(self) -> float | None:
        """The change of all the rest: what the others earn more with what is set free, less what
        goods cost that nobody takes."""
        change = self.change
        return None if change is None else change + self.own


def check_accounts(plan: Plan, names: Sequence[str]) -> None:
    """Raises PlanError for accounts that are not there."""
    known = set(plan["accounts"]["account"].tolist())
    faults = [
        Fault(
            "where-value", value=name, values={"name": "account", "nearest": nearest(name, known)}
        )
        for name in names
        if name not in known
    ]
    if faults:
        raise PlanError(faults)


def find_lost(exploration: Exploration, base: Solved, accounts: Sequence[str]) -> Lost | None:
    """The plan of `base` without accounts, and without the rules that are about nobody else.

    None where it was stopped. Raises PlanError where that plan cannot be made.
    """
    scenario = exploration.scenario(base.scenario)
    plan = exploration.plan_of(scenario)
    if set(plan["accounts"]["account"].tolist()) <= set(accounts):
        raise PlanError([Fault("lose-all", value=" ".join(accounts))])
    changes, rules = _rules_left(plan, accounts)
    rows = [
        Change(table=name, where={"account": [*kept]}, drop=True)
        for name, table in plan.tables.items()
        if "account" in table.key_columns
        if (kept := [a for a in accounts if a in set(table["account"].tolist())])
    ]
    # Rows that name an account go before the account does.
    rows.sort(key=lambda change: change.table == "accounts")
    answers = exploration.solve({0: varied(scenario, base.scenario, [*changes, *rows])})
    for faults in answers.failed.values():
        raise PlanError(faults)
    after = answers.solved.get(0)
    if after is None:
        return None
    own = figure(base, "contribution", select(base.plan, {"account": list(accounts)}, ""))
    return Lost(tuple(accounts), base, after, own, tuple(rules))


def _rules_left(
    plan: Plan, accounts: Collection[str]
) -> tuple[list[Change], list[tuple[str, str]]]:
    """(changes that make every selection one of those who stay, rules that are gone)."""
    stay = ~np.isin(plan["accounts"]["account"], np.array(list(accounts), dtype=object))
    changes: list[Change] = []
    gone: list[tuple[str, str]] = []
    for name in SELECTING:
        table = plan[name]
        for row, text in enumerate(table["where"].tolist()):
            conditions = parse_where(text)
            chosen = select_rows(conditions, plan.account_columns, len(stay))
            where: dict[str, Scalar | list[Scalar]] = {"name": str(table["name"][row])}
            if not (chosen & stay).any():
                changes.append(Change(table=name, where=where, drop=True))
                gone.append((name, str(table["name"][row])))
                continue
            kept = {
                column: [v for v in values if v in set(plan.account_columns[column][stay].tolist())]
                for column, values in conditions.items()
            }
            left = ";".join(f"{column}={'|'.join(values)}" for column, values in kept.items())
            if any(len(kept[column]) < len(values) for column, values in conditions.items()):
                changes.append(Change(table=name, where=where, field="where", set=left))
    return changes, gone
