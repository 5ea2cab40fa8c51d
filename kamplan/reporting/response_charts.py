"""Response curves of the accounts that get most money, drawn with what is planned and what was."""

from collections.abc import Iterable

from kamplan.insight.accounts import most_promoted
from kamplan.insight.responses import Curve, promotion_curves, visit_curves
from kamplan.report.tables import figure_text, money
from kamplan.reporting import specs
from kamplan.reporting.allocation import account_names
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Chart, Column, Grid, Kind, Section, in_unit
from kamplan.words import _, plain

MOST = 6
"""accounts."""


def response_section(gathered: Gathered) -> Section:
    """Uplift by money, and change of demand by visits."""
    solved = gathered.subject
    names = account_names(solved)
    charts, rows = [], list[tuple[Cell, ...]]()
    for account in most_promoted(solved, MOST):
        key = solved.problem.accounts[account]
        title = plain(f"{key} {names[key]}".strip())
        for visits, curves in (
            (False, promotion_curves(solved, account)),
            (True, visit_curves(solved, account)),
        ):
            if curves:
                charts.append(_chart(title, curves, visits, plain(gathered.currency)))
                rows += _rows(curves)
    notes = [] if charts else [_("No promotion money is spent.")]
    columns = [
        Column(_("account")),
        Column(_("mechanic or visit")),
        Column(_("point")),
        Column(_("money in a week, or visits"), Kind.UNITS),
        Column(_("change of demand"), Kind.SHARE, signed=True),
    ]
    caption = _("Planned and present points on the curves")
    grids = [Grid(caption, columns, rows, sheet=_("responses"))] if rows else []
    title = _("How the most promoted accounts respond")
    return Section("responses", title, notes, charts, grids, "many")


def _kinds(curve: Curve) -> Iterable[tuple[str, tuple[tuple[float, float], ...]]]:
    return (_("planned"), curve.planned), (_("present"), curve.present)


def _rows(curves: list[Curve]) -> list[tuple[Cell, ...]]:
    return [
        (curve.account, curve.lever, kind, effort, level)
        for curve in curves
        for kind, points in _kinds(curve)
        for effort, level in points
    ]


def _chart(account: str, curves: list[Curve], visits: bool, currency: str) -> Chart:
    line = [
        {"series": plain(curve.lever), "x": effort, "y": level}
        for curve in curves
        for effort, level in curve.line
    ]
    points = [
        {
            "series": plain(curve.lever),
            "kind": kind,
            "x": effort,
            "y": level,
            "label": f"{money(effort)}: {figure_text('fill_rate', level, change=True)}",
        }
        for curve in curves
        for kind, points in _kinds(curve)
        for effort, level in points
    ]
    x_title = _("visits") if visits else in_unit(_("money in a week"), currency)
    y_title = _("change of demand") if visits else _("uplift")
    what = _("visits") if visits else _("promotion")
    title = f"{account} · {what}"
    told = ", ".join(f"{p['series']} {p['kind']} {p['label']}" for p in points[:6])
    return Chart(title, f"{title}: {told}", specs.curves(line, points, x_title, y_title, visits))
