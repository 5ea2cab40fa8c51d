"""Who gets the money and the visits."""

import numpy as np

from kamplan.insight.accounts import most_promoted, spend_by_account
from kamplan.report.tables import figure_text, money
from kamplan.reporting import specs
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Chart, Column, Grid, Kind, Section
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain

MOST_LINES = 25
"""accounts of the heat map."""
DUST = 1e-9


def account_names(solved: Solved) -> dict[str, str]:
    """Account -> its name."""
    table = solved.plan["accounts"]
    return dict(zip(table["account"].tolist(), table["name"].tolist(), strict=True))


def allocation_section(gathered: Gathered) -> Section:
    """Money by account, mechanic and week; visits."""
    solved = gathered.subject
    if solved.result.decisions is None:
        return Section("allocation", _("Money and visits"), [_("There is no plan.")])
    charts = [_heat_map(solved)] if (solved.result.decisions.spend > DUST).any() else []
    notes = [] if charts else [_("No promotion money is spent.")]
    grids = [grid for grid in (_spends(solved), _visits(solved)) if grid.rows]
    return Section("allocation", _("Money and visits"), notes, charts, grids, "wide")


def _spends(solved: Solved) -> Grid:
    """A row for each account, mechanic and week with money, the largest accounts first."""
    decisions, problem = solved.result.decisions, solved.problem
    assert decisions is not None
    rows, names = problem.promotions, account_names(solved)
    total = spend_by_account(solved)
    order = np.lexsort((np.arange(len(rows)), rows.account, -total[rows.account]))
    cells: list[tuple[Cell, ...]] = [
        (
            problem.accounts[rows.account[row]],
            names[problem.accounts[rows.account[row]]],
            rows.mechanic[row],
            problem.weeks[week],
            float(decisions.spend[row, week]),
        )
        for row in order
        for week in np.flatnonzero(decisions.spend[row] > DUST)
    ]
    columns = [
        Column(_("account")),
        Column(_("name")),
        Column(_("mechanic")),
        Column(_("week")),
        Column(_("spend"), Kind.MONEY),
    ]
    return Grid(_("Promotion spend"), columns, cells, sheet=_("spend"), most=100)


def _heat_map(solved: Solved) -> Chart:
    decisions, problem = solved.result.decisions, solved.problem
    assert decisions is not None
    names = account_names(solved)
    lines, rows = [], []
    for account in most_promoted(solved, MOST_LINES):
        key = problem.accounts[account]
        line = plain(f"{key} {names[key]}".strip())
        lines.append(line)
        spend = decisions.spend[problem.promotions.account == account].sum(axis=0)
        rows += [
            {"line": line, "column": week, "value": value, "label": _short(value)}
            for week, value in zip(problem.weeks, spend.tolist(), strict=True)
        ]
    title = _("Promotion spend by account and week")
    words = _(
        "{title}: the {count} accounts that get most; {account} gets most. The table below has "
        "the numbers.",
        title=title,
        count=len(lines),
        account=lines[0],
    )
    return Chart(title, words, specs.heat_map(rows, problem.weeks, lines))


def _short(value: float) -> str:
    """Money in a cell of a heat map; nothing where none is spent."""
    return money(round(value)) if value >= 100 else figure_text("", value) if value > 0.5 else ""


def _visits(solved: Solved) -> Grid:
    decisions, problem = solved.result.decisions, solved.problem
    assert decisions is not None
    rows, names = problem.visits, account_names(solved)
    change = decisions.visits - rows.present
    order = np.argsort(-np.abs(change), kind="stable")
    cells: list[tuple[Cell, ...]] = []
    for row in order:
        account = problem.accounts[rows.account[row]]
        team = problem.teams.names[rows.team[row]] if rows.team[row] >= 0 else ""
        visits = int(decisions.visits[row])
        cells.append(
            (account, names[account], rows.kind[row], team, float(rows.present[row]), visits,
             float(change[row]), float(rows.hours[row] * visits),
             float(rows.cost[row] * visits))
        )  # fmt: skip
    columns = [
        Column(_("account")),
        Column(_("name")),
        Column(_("kind")),
        Column(_("team")),
        Column(_("present"), Kind.UNITS),
        Column(_("planned"), Kind.COUNT),
        Column(_("change"), Kind.UNITS, signed=True),
        Column(_("hours"), Kind.UNITS),
        Column(_("cost"), Kind.MONEY),
    ]
    caption = _("Visits over all weeks, the largest changes first")
    return Grid(caption, columns, cells, sheet=_("visits"), most=100)
