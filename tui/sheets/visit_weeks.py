"""Visit weeks: who is visited in which week, and whether each team has the hours."""

import numpy as np
from rich.text import Text

from kamplan.insight.visit_calendar import VisitCalendar, visit_calendar
from kamplan.report.visits import NONE, hours_text, overflow_lines
from kamplan.words import _, plain
from tui.grid.model import GridColumn, Look
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import EmptySheet, Sheet
from tui.snapshot import Snapshot

HOURS, THERE = "\0hours", "\0there"
"""Of a team: what is used and what there is; no account or kind is called so."""


def visit_weeks_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Team by team: its hours used and there, then a row for each account and kind of visit."""
    solved = snapshot.with_plan()
    calendar = None if solved is None else visit_calendar(solved)
    if calendar is None or not len(calendar.kind):
        return EmptySheet()
    columns = [
        GridColumn("team", _("team"), frozen=True),
        GridColumn("account", _("account"), frozen=True),
        GridColumn("kind", _("kind")),
        GridColumn("total", _("total"), 7, number=True, total=True),
        *(GridColumn(week, week.partition("-")[2], 5, number=True, help=week)
          for week in calendar.weeks),
    ]  # fmt: skip
    rows: list[list[Shown]] = []
    keys: list[tuple[str, str]] = []
    team_of: list[int] = []
    for team in (*range(len(calendar.teams)), -1):
        mine = calendar.rows_of(team).tolist()
        if team >= 0:
            rows += [_used_row(calendar, team), _there_row(calendar, team)]
            keys += [(HOURS, calendar.teams[team]), (THERE, calendar.teams[team])]
        rows += [_visits_row(calendar, team, row) for row in mine]
        keys += [(calendar.account[row], calendar.kind[row]) for row in mine]
        team_of += [team] * (len(rows) - len(team_of))

    def side(row: int) -> Text:
        return _team_text(calendar, team_of[row])

    return RowsSheet(columns, rows, keys, side)


def _used_row(calendar: VisitCalendar, team: int) -> list[Shown]:
    used, there, over = (each[team] for each in (calendar.used, calendar.available, calendar.over))
    limited = bool(np.isfinite(there).all())
    most = float(used.max(initial=0.0)) or 1.0
    cells = []
    for week in range(len(used)):
        room = float(there[week]) if limited else most
        heat = float(used[week]) / room if room > 0.0 else float(used[week] > 0.0)
        note = _("{hours} h too many", hours=hours_text(over[week])) if over[week] else ""
        look = Look("refused" if over[week] else "", heat, note=note)
        cells.append(number(used[week], hours_text, look))
    total = number(used.sum(), hours_text, Look("total"))
    return [
        words(calendar.teams[team], Look("total")),
        words(_("hours used"), Look("total")),
        words(""),
        total,
        *cells,
    ]


def _there_row(calendar: VisitCalendar, team: int) -> list[Shown]:
    there = calendar.available[team]
    limited = bool(np.isfinite(there).all())
    return [
        words(calendar.teams[team], Look(dim=True)),
        words(_("hours there") if limited else _("no limit"), Look(dim=True)),
        words(""),
        number(there.sum() if limited else None, hours_text, Look(dim=True)),
        *(number(each if limited else None, hours_text, Look(dim=True)) for each in there),
    ]


def _visits_row(calendar: VisitCalendar, team: int, row: int) -> list[Shown]:
    visits = calendar.visits[row]
    return [
        words(calendar.teams[team] if team >= 0 else "", Look(dim=True)),
        words(calendar.account[row]),
        words(calendar.kind[row]),
        number(visits.sum(), look=Look("total")),
        *(number(each, lambda value: f"{value:.0f}" if value else NONE) for each in visits),
    ]


def _team_text(calendar: VisitCalendar, team: int) -> Text:
    """What is known of a team's weeks."""
    text = Text()
    if team < 0:
        text.append(_("These visits are nobody's hours."))
        return text
    text.append(plain(calendar.teams[team]) + "\n\n", style="bold")
    text.append("\n".join(overflow_lines(calendar, [team])) + "\n\n")
    rows = calendar.rows_of(team)
    text.append(
        _("{count} visits to {accounts} accounts", count=int(calendar.visits[rows].sum()),
          accounts=len({calendar.account[row] for row in rows.tolist()})) + "\n\n"
    )  # fmt: skip
    text.append(
        _("Even: after every week less than one visit more or fewer than an even share has been "
          "made.")
    )  # fmt: skip
    return text
