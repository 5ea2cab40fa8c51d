"""What the answers stand on: settings, terms, tables, what is uncertain, what was published."""

from collections import Counter

import numpy as np

from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Column, Grid, Kind, Number, Section
from kamplan.whatif.digests import flat_settings
from kamplan.whatif.figures import Solved
from kamplan.words import _

Rows = list[tuple[Cell, ...]]


def assumptions_section(gathered: Gathered) -> Section:
    """Of the scenario whose plan is shown."""
    solved = gathered.subject
    rows = [*_settings(solved), *_terms(solved), *_tables(solved), *_published(solved)]
    rows += _uncertain(solved)
    columns = [Column(_("group")), Column(_("what")), Column(_("value"))]
    grid = Grid(_("Assumptions"), columns, rows, sheet=_("assumptions"))
    notes = []
    if not len(solved.plan["uncertainty"]):
        notes.append(_("The plan states no uncertainty."))
    if solved.problem.published is None:
        notes.append(_("No plan is published."))
    return Section("assumptions", _("Assumptions"), notes, (), [grid])


def _settings(solved: Solved) -> Rows:
    values = flat_settings(solved.plan.settings.model_dump())
    return [
        (_("setting"), name, _cell(value))
        for name, value in values.items()
        if value not in ("", None)
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return Number(value, Kind.PLAIN)
    return None if value is None else str(value)


def _terms(solved: Solved) -> Rows:
    """How accounts settle, and the least and most of their terms."""
    accounts = solved.plan["accounts"]
    ways = Counter(str(way) or _("not given") for way in accounts["settlement"].tolist())
    group = _("terms")
    rows: Rows = [
        (group, _("accounts that settle by: {way}", way=way), Number(count, Kind.COUNT))
        for way, count in sorted(ways.items())
    ]
    for name, kind in (("discount", Kind.SHARE), ("deduction", Kind.SHARE),
                       ("credit_days", Kind.COUNT)):  # fmt: skip
        cells = accounts[name].astype(float)
        if np.isfinite(cells).any() and np.nanmax(cells) > 0.0:
            rows.append(
                (group, _("{what}, least", what=name), Number(float(np.nanmin(cells)), kind))
            )
            rows.append(
                (group, _("{what}, most", what=name), Number(float(np.nanmax(cells)), kind))
            )
    return rows


def _tables(solved: Solved) -> Rows:
    return [
        (_("rows"), f"{name}.csv", Number(len(table), Kind.COUNT))
        for name, table in solved.plan.tables.items()
        if len(table)
    ]


def _published(solved: Solved) -> Rows:
    published, group = solved.problem.published, _("published plan")
    if published is None:
        return []
    return [
        (group, _("promotion spend"), Number(float(published.spend.sum()), Kind.MONEY)),
        (group, _("visits"), Number(int(published.visits.sum()), Kind.COUNT)),
        (group, _("units"), Number(float(published.shipped.sum()), Kind.UNITS)),
    ]


def _uncertain(solved: Solved) -> Rows:
    table = solved.plan["uncertainty"]
    rows: Rows = []
    for name, of, down, up in zip(
        *(table[column].tolist() for column in ("name", "input", "down", "up")), strict=True
    ):
        what = f"{name} ({of})"
        rows.append((_("uncertain"), _("{what}, down", what=what), Number(-down, Kind.SHARE, True)))
        rows.append((_("uncertain"), _("{what}, up", what=what), Number(up, Kind.SHARE, True)))
    return rows
