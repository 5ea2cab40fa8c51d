"""Visits laid out over the weeks of a solved plan, and the hours each team has and uses in them."""

from dataclasses import dataclass

import numpy as np

from kamplan.insight.even_visits import lay_out
from kamplan.insight.moved_visits import DUST
from kamplan.plan import Plan
from kamplan.whatif.figures import Solved
from solver.problem import Floats, Ints


@dataclass(frozen=True)
class VisitCalendar:
    """Visits by week, for every row of visits in its order, and the hours they take."""

    account: tuple[str, ...]
    """[K]"""
    kind: tuple[str, ...]
    """[K]"""
    team: Ints
    """[K] index of the team, -1 where there is none."""
    visits: Ints
    """[K, T] whole visits; a row adds up to the plan's frequency."""
    teams: tuple[str, ...]
    """[G] teams that have hours, then the others that visit."""
    weeks: tuple[str, ...]
    """[T]"""
    used: Floats
    """[G, T] hours."""
    available: Floats
    """[G, T] hours; inf where the team has no limit."""

    @property
    def over(self) -> Floats:
        """[G, T] hours used above those available; 0 where they are enough."""
        above = self.used - self.available
        return np.where(above > DUST, above, 0.0)

    def rows_of(self, team: int) -> Ints:
        """Rows that a team visits, in order; -1 for those of no team."""
        return np.flatnonzero(self.team == team)


def visit_calendar(solved: Solved) -> VisitCalendar | None:
    """The plan's visits by week; None where there is no plan.

    A calendar is even first: where that takes more hours than a week has, `over` says so.
    """
    problem, decisions = solved.problem, solved.result.decisions
    if decisions is None:
        return None
    rows = problem.visits
    names, team = _teams_of(solved.plan)
    available = _hours_of(solved.plan, names)
    planned = np.asarray(decisions.visits, dtype=np.int64)
    visits = lay_out(planned, rows.hours, team, available)
    used = np.zeros((len(names) + 1, len(problem.weeks)))
    # The last is nobody's.
    np.add.at(used, team, visits * rows.hours[:, None])
    accounts = tuple(problem.accounts[account] for account in rows.account)
    return VisitCalendar(
        accounts, rows.kind, team, visits, names, problem.weeks, used[:-1], available
    )


def _teams_of(plan: Plan) -> tuple[tuple[str, ...], Ints]:
    """Names of teams, and the team of each row of visits: its own, or the account's."""
    table, accounts = plan["visits"], plan["accounts"]
    homes = dict(zip(accounts["account"].tolist(), accounts["team"].tolist(), strict=True))
    mine = [
        str(team or homes.get(account, ""))
        for team, account in zip(table["team"].tolist(), table["account"].tolist(), strict=True)
    ]
    names = tuple(name for name in dict.fromkeys([*plan["teams"]["team"].tolist(), *mine]) if name)
    places = {name: place for place, name in enumerate(names)}
    return names, np.array([places.get(name, -1) for name in mine], dtype=np.int64)


def _hours_of(plan: Plan, names: tuple[str, ...]) -> Floats:
    """[G, T] hours by week: none in a week without a row, no limit for a team without any."""
    table = plan["teams"]
    places = {name: place for place, name in enumerate(names)}
    weeks = {week: place for place, week in enumerate(plan.weeks)}
    hours = np.full((len(names), len(weeks)), np.inf)
    hours[[places[name] for name in set(table["team"].tolist())]] = 0.0
    for team, week, number in zip(table["team"], table["week"], table["hours"], strict=True):
        hours[places[team], weeks[week]] = float(number)
    return hours
