"""Visits by week: as a document and as text."""

from collections.abc import Iterable

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kamplan.insight.visit_calendar import VisitCalendar, visit_calendar
from kamplan.plan import Fault, PlanError
from kamplan.plan.faults import nearest
from kamplan.report.documents import Document, conflict_entry
from kamplan.report.solved import headline, print_conflict
from kamplan.report.tables import add_row, make_table, quantity, titled
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain
from solver.problem import Ints

VISITS = "kamplan.visits/1"
NONE, MANY = "·", "+"
"""A week without visits, and one with more than nine."""


def chosen_teams(calendar: VisitCalendar, team: str | None) -> list[int]:
    """The team of that name, or all teams and -1 for what is nobody's. Raises PlanError."""
    if team is None:
        nobody = [-1] if len(calendar.rows_of(-1)) else []
        return [*range(len(calendar.teams)), *nobody]
    if team not in calendar.teams:
        values = {"nearest": nearest(team, calendar.teams), "known": ", ".join(calendar.teams)}
        raise PlanError([Fault("team-unknown", value=team, values=values)])
    return [calendar.teams.index(team)]


def visits_document(solved: Solved, team: str | None) -> Document:
    """Visits by week of the teams asked for, and the hours of each. Raises PlanError."""
    document: Document = {
        "schema": VISITS,
        "plan": solved.plan.settings.name,
        "scenario": solved.scenario,
        "status": solved.result.status,
        "weeks": list(solved.problem.weeks),
        "teams": [],
        "visits": [],
        "problems": [conflict_entry(each) for each in solved.result.conflict],
    }
    calendar = visit_calendar(solved)
    if calendar is None:
        return document
    chosen = chosen_teams(calendar, team)
    document["teams"] = [_team_entry(calendar, each) for each in chosen if each >= 0]
    document["visits"] = [
        {
            "account": calendar.account[row],
            "kind": calendar.kind[row],
            "team": calendar.teams[each] if each >= 0 else None,
            "visits": int(calendar.visits[row].sum()),
            "by_week": calendar.visits[row].tolist(),
        }
        for each in chosen
        for row in calendar.rows_of(each).tolist()
    ]
    return document


def _team_entry(calendar: VisitCalendar, team: int) -> Document:
    limited = bool(np.isfinite(calendar.available[team]).all())
    return {
        "team": calendar.teams[team],
        "used": calendar.used[team].tolist(),
        "available": calendar.available[team].tolist() if limited else None,
        "over": calendar.over[team].tolist(),
    }


def print_visits(console: Console, solved: Solved, team: str | None) -> None:
    """Team by team: its hours, then who is visited in which weeks. Raises PlanError."""
    calendar = visit_calendar(solved)
    if calendar is None:
        console.print(headline(solved))
        print_conflict(console, solved)
        return
    chosen = chosen_teams(calendar, team)
    console.print(headline(solved))
    for each in chosen:
        name = calendar.teams[each] if each >= 0 else _("(no team)")
        if each >= 0:
            console.print(titled(plain(name), _hours_table(calendar, each)))
            console.print(Text("\n".join([*overflow_lines(calendar, [each]), ""])))
        console.print(
            titled(_("Visits of {team}", team=plain(name)), _visits_table(calendar, each))
        )


def _hours_table(calendar: VisitCalendar, team: int) -> Table:
    table = make_table(_("week"), _("hours used"), _("hours there"), _("too many"))
    for week, name in enumerate(calendar.weeks):
        there, above = calendar.available[team, week], calendar.over[team, week]
        add_row(
            table,
            name,
            hours_text(calendar.used[team, week]),
            hours_text(there),
            f"! {hours_text(above)}" if above else "",
        )
    return table


def _visits_table(calendar: VisitCalendar, team: int) -> Table:
    """A letter for each week: no visit, how many, or more than nine."""
    table = make_table(_("account"), _("kind"), _("visits"), right=2)
    title = f"{calendar.weeks[0]} … {calendar.weeks[-1]}"
    table.add_column(Text(title), no_wrap=True)
    for row in calendar.rows_of(team).tolist():
        visits = calendar.visits[row]
        cells = plain(calendar.account[row]), plain(calendar.kind[row]), str(int(visits.sum()))
        add_row(table, *cells, week_signs(visits))
    return table


def week_signs(visits: Ints) -> str:
    """Visits of each week as a letter."""
    return "".join(NONE if not n else str(n) if n < 10 else MANY for n in visits.tolist())


def hours_text(hours: float) -> str:
    """Hours without needless decimals; nothing for no limit."""
    return "" if np.isinf(hours) else quantity(f"{hours:.2f}")


def overflow_lines(calendar: VisitCalendar, teams: Iterable[int]) -> list[str]:
    """For each team the weeks that have too few hours for even visits, and by how much."""
    lines = []
    for team in teams:
        values = {"team": plain(calendar.teams[team])}
        weeks = np.flatnonzero(calendar.over[team] > 0.0).tolist()
        if np.isinf(calendar.available[team]).any():
            lines.append(_("{team}: its hours have no limit.", **values))
        elif not weeks:
            lines.append(_("{team}: the visits fit the hours of every week.", **values))
        else:
            said = ", ".join(
                _("{week} by {hours} h", week=calendar.weeks[week],
                  hours=hours_text(calendar.over[team, week]))
                for week in weeks
            )  # fmt: skip
            lines.append(_("{team}: even visits are over the hours of {weeks}.",
                           weeks=said, **values))  # fmt: skip
    return lines
