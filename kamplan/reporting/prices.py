"""What one more of each limited thing is worth, and what more or less money would bring."""

from kamplan.explore.frontier import Frontier, Point
from kamplan.insight.prices import compare_worth
from kamplan.report.tables import STATUS, holds_text, money, rule_name
from kamplan.reporting import specs
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Chart, Column, Grid, Kind, Section, in_unit
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain


def worth_section(gathered: Gathered) -> Section:
    """Worths of every scenario side by side; how far the subject's hold."""
    first = gathered.first
    shown = [first, *gathered.others] if first is not None else [gathered.subject]
    shown = [each for each in shown if each.result.worth]
    holds = {(item.rule, item.key): holds_text(item) for item in gathered.subject.result.worth}
    rows: list[tuple[Cell, ...]] = [
        (rule_name(row.rule, row.key), *row.values, holds.get((row.rule, row.key), ""))
        for row in compare_worth(shown)
    ]
    columns = [
        Column(_("one more of")),
        *(Column(plain(each.scenario), Kind.RATE) for each in shown),
        Column(_("holds")),
    ]
    grids = [Grid(_("Worth of one more"), columns, rows, sheet=_("worth"), most=100)]
    if not rows:
        note = _("One more of what is limited gains nothing, or it is not known what it gains.")
        return Section("worth", _("Worth of one more"), [note])
    note = _(
        "The gain of one more unit, in money; it holds between the limits that stand beside it "
        "for {scenario}.",
        scenario=plain(gathered.subject.scenario),
    )
    return Section("worth", _("Worth of one more"), [note], (), grids)


def frontier_section(gathered: Gathered) -> Section | None:
    """The budget frontier; None where none was asked for."""
    found = gathered.frontier
    if not gathered.frontier_wanted:
        return None
    title = _("What more or less promotion money brings")
    known = [] if found is None else [point for point in found.points if _value(point) is not None]
    if found is None or not known:
        return Section("frontier", title, [_("It was not worked out.")])
    columns = [
        Column(_("promotion budget"), Kind.MONEY),
        Column(_("of now"), Kind.SHARE),
        Column(_("status")),
        Column(_("contribution"), Kind.MONEY),
        Column(_("change"), Kind.MONEY, signed=True),
        Column(_("one more"), Kind.RATE),
        Column(_("gap"), Kind.GAP),
        Column(""),
    ]
    grid = Grid(_("Budget frontier"), columns, _rows(found), sheet=_("frontier"))
    notes = [_("Every point is a plan of its own, proven within its gap.")]
    if found.elbow is not None:
        notes.append(_("◆ From {amount} on more brings little.", amount=money(found.elbow.amount)))
    return Section("frontier", title, notes, [_chart(gathered, found, known)], [grid])


def _value(point: Point) -> float | None:
    evaluation = None if point.solved is None else point.solved.result.evaluation
    return None if evaluation is None else evaluation.contribution


def _rows(found: Frontier) -> list[tuple[Cell, ...]]:
    rows, before = list[tuple[Cell, ...]](), None
    for point in found.points:
        value, solved = _value(point), point.solved
        change = None if value is None or before is None else value - before
        status = _("not solved") if solved is None else _(STATUS[solved.result.status])
        gap = None if solved is None else solved.result.gap
        rows.append((point.amount, point.amount / found.now, status, value, change, point.worth,
                     gap, _words(found, point)))  # fmt: skip
        before = value
    return rows


def _words(found: Frontier, point: Point) -> str:
    marks = [_("now")] if _is_now(found, point) else []
    return " ".join([*marks, *(["◆ " + _("elbow")] if point is found.elbow else [])])


def _is_now(found: Frontier, point: Point) -> bool:
    return abs(point.amount - found.now) <= 1e-9 * found.now


def _chart(gathered: Gathered, found: Frontier, known: list[Point]) -> Chart:
    rows = []
    for point in known:
        value = _value(point) or 0.0
        kind = "elbow" if point is found.elbow else "now" if _is_now(found, point) else "point"
        label = f"{money(point.amount)}: {money(value)}"
        rows.append({"x": point.amount, "y": value, "kind": kind, "label": label,
                     "mark": _words(found, point)})  # fmt: skip
    title = _("Contribution by promotion budget")
    told = ", ".join(f"{row['label']} {row['mark']}".strip() for row in rows)
    unit = plain(gathered.currency)
    spec = specs.frontier(
        rows, in_unit(_("promotion budget"), unit), in_unit(_("contribution"), unit)
    )
    return Chart(title, f"{title}: {told}", spec)


def has_budget(solved: Solved) -> bool:
    """Whether there is promotion money to have more or less of."""
    return bool(solved.plan.settings.promotion.budget)
