"""Single accounts: when they drop out of the plan, and what it comes to without them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.explore.exploration import Exploration, varied
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.faults import nearest
from kamplan.whatif.figures import Solved, figure, select
from kamplan.whatif.scenario import Change, Scalar, Scenario

# Halvings of the interval in which an account drops out: to less than 1 % of its uplift.
HALVINGS = 7
# Money below such a share of what is planned now is none.
NOTHING = 1e-6


@dataclass(frozen=True, eq=False)
class Flip:
    """Where an account stops being worth promoting."""

    account: str
    spend: float
    """money now."""
    share: float | None
    """it is promoted with this share of its uplift, and with a hundredth less it is not; 0: at
    any uplift; None: not now either, or not known."""
    uplift: float | None
    """the same as the highest uplift that its best promotion could have."""
    faults: tuple[Fault, ...] = ()
    complete: bool = True


@dataclass(frozen=True, eq=False)
class Lost:
    """The plan without some accounts."""

    accounts: tuple[str, ...]
    before: Solved
    after: Solved
    own: float
    """contribution of those accounts before."""

    @property
    def change(self) -> float:
        """Of the whole plan's contribution."""
        then, now = self.before.result.evaluation, self.after.result.evaluation
        assert then is not None
        assert now is not None
        return now.contribution - then.contribution

    @property
    def regained(self) -> float:
        """What the others earn more with the goods, money and hours set free."""
        return self.change + self.own


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


def most_promoted(solved: Solved, count: int) -> list[str]:
    """The accounts that get most money, the most first."""
    spend = spend_by_account(solved)
    order = np.argsort(-spend, kind="stable")[:count]
    return [solved.problem.accounts[at] for at in order.tolist() if spend[at] > 0.0]


def spend_by_account(solved: Solved) -> np.ndarray:
    """[A] money of a plan."""
    decisions, problem = solved.result.decisions, solved.problem
    if decisions is None:
        return np.zeros(len(problem.accounts))
    each = decisions.spend.sum(axis=1)
    return np.bincount(problem.promotions.account, each, len(problem.accounts))


def find_flips(
    exploration: Exploration, scenario: str, solved: Solved, accounts: Sequence[str]
) -> list[Flip]:
    """For each account, how far its uplift can fall before it gets no money, by halving; of all
    accounts at once, each solved by itself."""
    base = exploration.scenario(scenario)
    spend = dict(zip(solved.problem.accounts, spend_by_account(solved).tolist(), strict=True))
    low = dict.fromkeys(accounts, 0.0)
    high = dict.fromkeys(accounts, 1.0)
    failed: dict[str, tuple[Fault, ...]] = {}
    open_ones = [account for account in accounts if spend[account] > 0.0]
    complete = True
    for turn in range(HALVINGS + 1):
        # First whether it is promoted with next to no uplift at all.
        middle = {a: (low[a] + high[a]) / 2.0 if turn else 0.001 for a in open_ones}
        variants = {
            f"{account} at {middle[account]:.4f}": _with_uplift(base, account, middle[account])
            for account in open_ones
        }
        answers = exploration.solve(variants)
        complete = complete and answers.complete
        if not complete:
            break
        going = []
        for label, account in zip(variants, open_ones, strict=True):
            if label in answers.failed:
                failed[account] = answers.failed[label]
                continue
            now = answers.solved[label]
            money = dict(zip(now.problem.accounts, spend_by_account(now).tolist(), strict=True))
            if money[account] > NOTHING * spend[account]:
                high[account] = middle[account]
            else:
                low[account] = middle[account]
            if turn or low[account] > 0.0:
                going.append(account)
        open_ones = going
    return [
        _flip(solved, account, spend[account], low[account], high[account], failed, complete)
        for account in accounts
    ]


def _flip(
    solved: Solved,
    account: str,
    spend: float,
    low: float,
    high: float,
    failed: dict[str, tuple[Fault, ...]],
    complete: bool,
) -> Flip:
    if account in failed or spend <= 0.0 or not complete:
        return Flip(account, spend, None, None, failed.get(account, ()), complete)
    share = high if low > 0.0 else 0.0
    promotions = solved.problem.promotions
    rows = promotions.account == solved.problem.accounts.index(account)
    return Flip(account, spend, share, share * float(promotions.max_uplift[rows].max()))


def _with_uplift(base: Scenario, account: str, share: float) -> Scenario:
    where: dict[str, Scalar | list[Scalar]] = {"account": account}
    change = Change(table="promotions", where=where, field="max_uplift", scale=share)
    return varied(base, base.name, [change])


def find_lost(
    exploration: Exploration, scenario: str, solved: Solved, accounts: Sequence[str]
) -> Lost | None:
    """The plan without accounts: their goods, money and hours go to others. None where it was
    stopped. Raises PlanError where that plan cannot be made."""
    base = exploration.scenario(scenario)
    plan = exploration.plan_of(base)
    changes = [
        Change(table=name, where={"account": [*kept]}, drop=True)
        for name, table in plan.tables.items()
        if "account" in table.key_columns
        if (kept := [a for a in accounts if a in set(table["account"].tolist())])
    ]
    # Rows that name an account go before the account does.
    changes.sort(key=lambda change: change.table == "accounts")
    label = f"{scenario} without {' '.join(accounts)}"
    answers = exploration.solve({label: varied(base, scenario, changes)})
    for faults in answers.failed.values():
        raise PlanError(faults)
    after = answers.solved.get(label)
    if after is None:
        return None
    own = figure(solved, "contribution", select(solved.plan, {"account": list(accounts)}, ""))
    return Lost(tuple(accounts), solved, after, own)
