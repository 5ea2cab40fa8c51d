"""When an account drops out of the plan: how far its uplift can fall before it is not promoted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kamplan.explore.exploration import Answers, Exploration, varied
from kamplan.insight.accounts import spend_by_account
from kamplan.plan import Fault
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Change, Scalar, Scenario

# Halvings of the interval in which an account drops out: to less than 1 % of its uplift.
HALVINGS = 7
# The least share of an uplift that is tried.
LEAST = 0.001
# Money below such a share of what is planned now is none.
NOTHING = 1e-6


@dataclass(frozen=True, eq=False)
class Flip:
    """Where an account stops being worth promoting."""

    account: str
    spend: float
    """money now."""
    low: float
    """with this share of its uplift it is not promoted; 0: not known to be so at any."""
    high: float
    """with this share it is."""
    max_uplift: float
    """the highest that its promotions have now."""
    status: str = "optimal"
    """infeasible where no plan is possible at `low`; stopped where none was found in time."""
    faults: tuple[Fault, ...] = ()
    complete: bool = True

    @property
    def share(self) -> float | None:
        """It is promoted with this share of its uplift, and with a hundredth less it is not; 0: at
        any uplift; None: not now either, no plan is possible before it drops out, or not known."""
        if self.spend <= 0.0 or self.faults or not self.complete or self.status != "optimal":
            return None
        return self.high if self.low > 0.0 else 0.0


@dataclass(frozen=True, eq=False)
class Flips:
    """Of several accounts."""

    base: Solved
    """the plan in which all have their whole uplift."""
    accounts: tuple[Flip, ...]

    @property
    def solved(self) -> list[Solved]:
        """That plan."""
        return [self.base]

    @property
    def faults(self) -> list[Fault]:
        """Why it is not known of some."""
        return [fault for flip in self.accounts for fault in flip.faults]

    @property
    def complete(self) -> bool:
        """False where the search was stopped, for one of them or all."""
        return all(flip.complete and flip.status != "stopped" for flip in self.accounts)


def find_flips(exploration: Exploration, base: Solved, accounts: Sequence[str]) -> Flips:
    """For each account, how far its uplift can fall before it gets no money, by halving; of all
    accounts at once, each solved by itself."""
    scenario = exploration.scenario(base.scenario)
    flips = {account: _begin(base, account) for account in accounts}
    going = [account for account, flip in flips.items() if flip.spend > 0.0]
    for turn in range(HALVINGS + 1):
        # First whether it is promoted with next to no uplift at all.
        shares = {a: (flips[a].low + flips[a].high) / 2.0 if turn else LEAST for a in going}
        answers = exploration.solve(
            {account: _with_uplift(scenario, account, share) for account, share in shares.items()}
        )
        for account, share in shares.items():
            flips[account] = _narrowed(flips[account], share, answers)
        going = [
            account
            for account in going
            if not flips[account].faults
            and flips[account].complete
            and flips[account].status != "stopped"
            and (turn or flips[account].low > 0.0)
        ]
    return Flips(base, tuple(flips.values()))


def _begin(base: Solved, account: str) -> Flip:
    spend = spend_by_account(base)[base.problem.accounts.index(account)]
    promotions = base.problem.promotions
    rows = promotions.account == base.problem.accounts.index(account)
    return Flip(account, float(spend), 0.0, 1.0, float(promotions.max_uplift[rows].max(initial=0)))


def _narrowed(flip: Flip, share: float, answers: Answers[str]) -> Flip:
    """The same once it is known whether the account is promoted with a share of its uplift."""
    if flip.account in answers.failed:
        return replace(flip, faults=answers.failed[flip.account])
    if flip.account not in answers.solved:
        return replace(flip, complete=False)
    now = answers.solved[flip.account]
    if now.result.status == "infeasible":
        return replace(flip, low=share, status="infeasible")
    if now.result.decisions is None:
        return replace(flip, status=now.result.status)
    money = spend_by_account(now)[now.problem.accounts.index(flip.account)]
    promoted = money > NOTHING * flip.spend
    return replace(flip, high=share) if promoted else replace(flip, low=share, status="optimal")


def _with_uplift(base: Scenario, account: str, share: float) -> Scenario:
    where: dict[str, Scalar | list[Scalar]] = {"account": account}
    change = Change(table="promotions", where=where, field="max_uplift", scale=share)
    return varied(base, base.name, [change])
