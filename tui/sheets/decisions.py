"""Sheets of what a plan decides: money and goods by week, and visits; each number can be pinned."""

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np
from rich.text import Text

from kamplan.insight.why import Why
from kamplan.report.why import line_lines, spend_lines, units_lines, visits_lines
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain
from solver.problem import Floats, Ints
from tui.grid.model import GridColumn, Look
from tui.sheets.decided import DecidedSheet, Numbers, Texts
from tui.sheets.sheet import EmptySheet, Sheet, amount, difference
from tui.snapshot import Snapshot

SHORT = 0.5
"""Units beneath which nothing is short."""


class Asked:
    """A solved scenario, asked for reasons when they are wanted: prices are worked out once."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved
        self.names: dict[str, str] = account_names(solved)

    @cached_property
    def why(self) -> Why:
        """What knows the reasons."""
        return Why(self.solved)

    def titled(self, account: str, *more: str) -> Text:
        """An account by its name, and what it is looked at for."""
        text = Text()
        text.append(plain(self.names[account] or account) + "\n", style="bold")
        text.append(" ".join(plain(each) for each in more) + "\n\n")
        return text


def account_names(solved: Solved) -> dict[str, str]:
    """Account -> its name."""
    accounts = solved.plan["accounts"]
    return dict(zip(accounts["account"].tolist(), accounts["name"].tolist(), strict=True))


def spend_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Promotion money by account, mechanic and week, the most in all first."""
    solved = snapshot.with_plan()
    if solved is None or solved.result.decisions is None:
        return EmptySheet()
    asked, problem, rows = Asked(solved), solved.problem, solved.problem.promotions
    order = np.argsort(-solved.result.decisions.spend.sum(axis=1), kind="stable")
    spend = solved.result.decisions.spend[order]
    largest = float(spend.max(initial=0.0)) or 1.0
    keys = [(problem.accounts[rows.account[row]], rows.mechanic[row]) for row in order]
    columns: list[Texts | Numbers] = [
        *_key_columns(asked, keys, "mechanic", _("mechanic")),
        _total(spend),
        *(
            Numbers(
                _week_column(week),
                spend[:, place],
                week,
                rows.active[order, place],
                heat=spend[:, place] / largest,
            )
            for place, week in enumerate(problem.weeks)
        ),
    ]
    side = partial(_spend_side, asked, order)
    return DecidedSheet(snapshot, "spend", keys, columns, side)


def _spend_side(asked: Asked, order: Ints, row: int, week: str | None) -> Text:
    """Why there is so much money, and who is next for more."""
    why, problem = asked.why, asked.solved.problem
    at = int(order[row])
    place = why.best_week(at) if week is None else problem.weeks.index(week)
    found = why.spend(at, place)
    text = asked.titled(found.account, found.mechanic, found.week, amount(found.spend))
    if week is None:
        text.append(_("Of all weeks the one in which the next unit would bring most.") + "\n\n")
    text.append("\n".join(spend_lines(found)) + "\n\n")
    text.append(_("In line for money") + "\n", style="bold")
    text.append("\n".join(line_lines(why.money_line, found.account)))
    return text


def units_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Units sold on by account, product and week, where most is missing first."""
    solved = snapshot.with_plan()
    evaluation = None if solved is None else solved.result.evaluation
    if solved is None or evaluation is None:
        return EmptySheet()
    asked, problem = Asked(solved), solved.problem
    wanted = np.argwhere((evaluation.sold + evaluation.lost).sum(axis=2) > 0.0)
    lost, sold = (each[tuple(wanted.T)] for each in (evaluation.lost, evaluation.sold))
    order = np.lexsort((-sold.sum(axis=1), -np.round(lost.sum(axis=1), 6)))
    wanted, lost, sold = wanted[order], lost[order], sold[order]
    asking = problem.baseline[tuple(wanted.T)] > 0.0
    largest = np.maximum(sold.max(axis=1, initial=0.0), 1.0)
    keys = [(problem.accounts[account], problem.products[product]) for account, product in wanted]
    columns: list[Texts | Numbers] = [
        *_key_columns(asked, keys, "product", _("product")),
        Numbers(GridColumn("lost", _("short"), 8, number=True), lost.sum(axis=1)),
        _total(sold),
        *(
            Numbers(
                _week_column(week),
                sold[:, place],
                week,
                asking[:, place],
                heat=sold[:, place] / largest,
                notes=partial(_short_note, lost[:, place]),
            )
            for place, week in enumerate(problem.weeks)
        ),
    ]
    side = partial(_units_side, asked, wanted, lost)
    return DecidedSheet(snapshot, "units", keys, columns, side)


def _short_note(lost: Floats, row: int) -> str:
    return _("{units} short", units=amount(lost[row])) if lost[row] > SHORT else ""


def _units_side(asked: Asked, wanted: Ints, lost: Floats, row: int, week: str | None) -> Text:
    """Why there are so many units; of all weeks that in which most are missing."""
    problem = asked.solved.problem
    account, product = (int(each) for each in wanted[row])
    place = int(np.argmax(lost[row])) if week is None else problem.weeks.index(week)
    found = asked.why.units(account, product, place)
    text = asked.titled(found.account, found.product, found.week)
    text.append("\n".join(units_lines(found)))
    return text


def visits_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Visit frequencies: present, planned, and what they may be."""
    solved = snapshot.with_plan()
    if solved is None or solved.result.decisions is None:
        return EmptySheet()
    asked, problem, rows = Asked(solved), solved.problem, solved.problem.visits
    planned, teams = solved.result.decisions.visits.astype(float), (*problem.teams.names, "")
    keys = [(problem.accounts[a], kind) for a, kind in zip(rows.account, rows.kind, strict=True)]
    may = [f"{low}–{high}" for low, high in zip(rows.minimum, rows.maximum, strict=True)]

    def refuse(row: int, number: float) -> str | None:
        if number != round(number):
            return _("Visits are whole.")
        if not rows.minimum[row] <= number <= rows.maximum[row]:
            return _("visits.csv allows {range}.", range=may[row])
        return None

    def numbers(name: str, title: str, values: Floats) -> Numbers:
        return Numbers(GridColumn(name, title, number=True), values)

    columns: list[Texts | Numbers] = [
        *_key_columns(asked, keys, "kind", _("kind")),
        Texts(GridColumn("team", _("team")), [teams[team] for team in rows.team]),
        numbers("present", _("present"), rows.present),
        Numbers(
            GridColumn("planned", _("planned"), number=True),
            planned,
            "",
            look=Look("total"),
            refuse=refuse,
        ),
        Numbers(
            GridColumn("change", _("change"), number=True), planned - rows.present, show=difference
        ),
        Texts(GridColumn("range", _("may be")), may),
        numbers("hours", _("hours"), rows.hours * planned),
        numbers("cost", _("cost"), rows.cost * planned),
    ]
    return DecidedSheet(snapshot, "visits", keys, columns, partial(_visits_side, asked))


def _visits_side(asked: Asked, row: int, week: str | None) -> Text:
    """Why there are so many visits."""
    found = asked.why.visits(row)
    text = asked.titled(found.account, found.kind, _("{count} visits", count=found.visits))
    text.append("\n".join(visits_lines(found)))
    return text


def _key_columns(
    asked: Asked, keys: Sequence[tuple[str, str]], second: str, title: str
) -> list[Texts]:
    """What a row is of, in sight however far one goes to the right; and the account's name."""
    accounts = [account for account, _name in keys]
    return [
        Texts(GridColumn("account", _("account"), frozen=True), accounts),
        Texts(GridColumn(second, title, frozen=True), [name for _account, name in keys]),
        Texts(GridColumn("name", _("name"), 18), [asked.names[each] for each in accounts]),
    ]


def _total(values: Floats) -> Numbers:
    column = GridColumn("total", _("total"), 9, number=True, total=True)
    return Numbers(column, values.sum(axis=1), "", look=Look("total"))


def _week_column(week: str) -> GridColumn:
    return GridColumn(week, week.partition("-")[2], 7, number=True, help=week)
