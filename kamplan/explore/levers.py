"""What can be made more or less of as a whole: money, hours, goods."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kamplan.formulation import TOTAL
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.faults import nearest
from kamplan.plan.switches import switched_on
from kamplan.plan.weeks import OPENING
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Change, Scalar
from solver.rules import RuleName

BUDGET, HOURS, SUPPLY = "budget", "hours", "supply"


@dataclass(frozen=True)
class Lever:
    """A limit, or several that move together."""

    kind: str
    """budget, hours or supply."""
    name: str
    """a budget line, a team or a product; empty for the plan's budget, all teams, all products."""

    @property
    def text(self) -> str:
        """As it is asked for: hours:North."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    def changes(self, plan: Plan, amount: float, now: float) -> list[Change]:
        """What makes it `amount` where it is `now`."""
        if self.kind == BUDGET and not self.name:
            return [Change(table="plan", field="promotion.budget", set=amount)]
        if self.kind == BUDGET:
            return [Change(table="budgets", where={"name": self.name}, field="max", set=amount)]
        factor = amount / now
        if self.kind == HOURS:
            return [Change(table="teams", where=self._named("team"), field="hours", scale=factor)]
        where = {**self._named("product"), "week": f"{plan.weeks[0]}..{plan.weeks[-1]}"}
        return [Change(table="supply", where=where, field="units", scale=factor)]

    def _named(self, column: str) -> dict[str, Scalar | list[Scalar]]:
        return {column: self.name} if self.name else {}

    def amount(self, plan: Plan) -> float | None:
        """How much there is: money, hours, units without the opening stock; None: no limit."""
        if self.kind == BUDGET and not self.name:
            return plan.settings.promotion.budget
        if self.kind == BUDGET:
            table = plan["budgets"]
            named = table["name"] == self.name
            (most,) = np.where(switched_on(table), table["max"], np.nan)[named].tolist()
            return None if np.isnan(most) else float(most)
        rows, column = self._rows(plan)
        return float(column[rows].sum()) if rows.any() else None

    def _rows(self, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
        table = plan["teams" if self.kind == HOURS else "supply"]
        rows = np.ones(len(table), dtype=bool)
        if self.name:
            rows &= table["team" if self.kind == HOURS else "product"] == self.name
        if self.kind == SUPPLY:
            rows &= table["week"] != OPENING
        return rows, table["hours" if self.kind == HOURS else "units"]

    def worth(self, solved: Solved) -> float | None:
        """What one more is worth, spread as it is now, objective for a unit; None: not known.

        Of several limits the mean, each by its share.
        """
        if self.kind == HOURS and _bind_together(solved, self.name):
            return None
        total, sum_of_worths = 0.0, 0.0
        known = {
            (each.rule, each.key): each.value if each.per_hour is None else each.per_hour
            for each in solved.result.worth
        }
        for limit, units, counted in self._limits(solved):
            if limit not in known:
                return None
            sum_of_worths += known[limit] * units
            total += counted
        return sum_of_worths / total if total > 0.0 else None

    def _limits(self, solved: Solved) -> Iterator[tuple[RuleName, float, float]]:
        """(rule and key, how much it allows, what of it counts in the amount)."""
        if self.kind == BUDGET:
            yield ("budget", (self.name or TOTAL,)), 1.0, 1.0
        elif self.kind == SUPPLY:
            rows, units = self._rows(solved.plan)
            table = solved.plan["supply"].keep(rows)
            for key in zip(table["product"], table["week"], units[rows].tolist(), strict=True):
                yield ("supply", key[:2]), key[2], key[2]
        else:
            teams = solved.problem.teams
            each = zip(teams.names, teams.hours.tolist(), teams.peak_hours.tolist(), strict=True)
            for team, hours, peak in each:
                if np.isfinite(hours) and self.name in ("", team):
                    yield ("visit_hours", (team,)), hours, hours
                    if np.isfinite(peak):
                        yield ("peak_hours", (team,)), peak, 0.0


def _bind_together(solved: Solved, name: str) -> bool:
    """Whether a team's hours and those of its peak both hold visits back: neither has a price of
    its own then. `name` empty: any team."""
    binding = [
        each.key
        for each in solved.result.worth
        if each.rule in ("visit_hours", "peak_hours")
        if name in ("", *each.key) and (each.per_hour or each.value) > 0.0
    ]
    return len(set(binding)) < len(binding)


def read_lever(plan: Plan, text: str) -> Lever:
    """budget, budget:NAME, hours, hours:TEAM, supply, supply:PRODUCT. Raises PlanError."""
    kind, _, name = text.partition(":")
    known = {
        BUDGET: plan["budgets"]["name"].tolist(),
        HOURS: list(dict.fromkeys(plan["teams"]["team"].tolist())),
        SUPPLY: plan["products"]["product"].tolist(),
    }
    if kind not in known:
        values = {"nearest": nearest(kind, known), "known": ", ".join(known)}
        raise PlanError([Fault("lever-unknown", value=text, values=values)])
    if name and name not in known[kind]:
        names = known[kind]
        values = {"nearest": nearest(name, names), "known": ", ".join(map(str, names[:12]))}
        raise PlanError([Fault("lever-name", value=text, values=values)])
    return Lever(kind, name)
