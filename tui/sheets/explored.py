"""What was explored: the frontier, the tornado, and the regret of a plan in other futures."""

from rich.text import Text

from kamplan.explore.frontier import Frontier
from kamplan.explore.regret import Regret
from kamplan.explore.tornado import Bar, End, Tornado
from kamplan.report.explored_tables import (
    NOTHING,
    Measure,
    farthest,
    input_name,
    measure,
    percent,
    reach,
)
from kamplan.report.tables import STATUS, both_ways, rule_name
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain
from solver import Break
from tui.grid.model import GridColumn, Look
from tui.plots.told import Told
from tui.sheets.drawings import end_text, frontier_chart, span, tornado_bars
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import DRAWN, EmptySheet, Sheet, amount, bar, difference
from tui.snapshot import Snapshot

WIDTH = 12
"""cells of the longest bar."""
LEVELS = " ▁▂▃▄▅▆▇█"
"""how high a regret is, beside the largest of all."""


def frontier_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """What more or less budget brings to the active scenario, a row a point."""
    found = snapshot.found("frontier")
    if not isinstance(found, Frontier) or not found.points:
        return EmptySheet()
    figure, of = measure(found.solved)
    columns = [
        GridColumn("elbow", "", 1, frozen=True, help=_("◆: from here on more brings little.")),
        GridColumn("amount", _("promotion budget"), 16, number=True, frozen=True),
        GridColumn("share", _("of now"), 7, number=True),
        GridColumn("contribution", figure, 13, number=True),
        GridColumn("change", _("change"), 11, number=True),
        GridColumn("worth", _("one more"), 9, number=True),
        GridColumn("gap", _("gap"), 8, number=True),
        GridColumn(DRAWN, "", WIDTH),
    ]
    low, high = span(found)
    rows: list[list[Shown]] = []
    last: float | None = None
    keys: list[float] = []
    for point in found.points:
        value = of(point.solved)
        if snapshot.differences and last is not None and value is not None:
            now = point.amount == found.now or point is found.elbow
            if abs(value - last) < NOTHING and not now:
                continue
        keys.append(point.amount)
        look = Look("total") if point.amount == found.now else None
        gap = None if point.solved is None else point.solved.result.gap
        step = None if value is None or last is None else value - last
        part = (value - low) / (high - low) if value is not None and high > low else 0.0
        rows.append(
            [
                words("◆" if point is found.elbow else "", look),
                number(point.amount, look=look),
                number(point.amount / found.now, percent, look),
                _plan(point.solved, of, look),
                number(step, difference, look),
                number(point.worth, lambda worth: f"{worth:,.2f}", look),
                number(gap, lambda gap: f"{gap:.3%}", look),
                words(bar(part, WIDTH), look),
            ]
        )
        last = value
    return RowsSheet(columns, rows, keys, lambda row: [frontier_chart(found)])


def tornado_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Uncertain inputs of the active scenario, the one that matters most first."""
    found = snapshot.found("tornado")
    if not isinstance(found, Tornado) or not found.bars:
        return EmptySheet()
    columns = [
        GridColumn("input", _("input"), 18, frozen=True),
        GridColumn(DRAWN, _("replanned"), 2 * WIDTH + 1),
    ]
    for side, title in (("down", _("down")), ("up", _("up"))):
        columns += [
            GridColumn(side, title, 6, number=True),
            GridColumn(f"{side} replanned", _("replanned"), 12, number=True),
            GridColumn(f"{side} held", _("plan held"), 12, number=True,
                       help=_("Money and visits as planned, only goods shared out anew. "
                              "*: rules forbid that.")),
        ]  # fmt: skip
    most = farthest(found)
    bars = [each for each in found.bars if not snapshot.differences or _moves(each)]
    rows = [
        [
            words(input_name(each)),
            words(both_ways(*reach(each), most, WIDTH)),
            *_end(each.down),
            *_end(each.up),
        ]
        for each in bars
    ]  # fmt: skip

    def beside(row: int) -> Told:
        broken = _why_not(bars[row].down.breaks or bars[row].up.breaks) if bars else Text()
        return [tornado_bars(found), Text("\n"), broken]

    return RowsSheet(columns, rows, [each.input.name for each in bars], beside)


def _moves(bar: Bar) -> bool:
    return bar.ends_plans or bar.swing >= NOTHING


def regret_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """What the best plan for each future would have earned more: plans down, futures across."""
    found = snapshot.found("regret")
    if not isinstance(found, Regret) or not found.best:
        return EmptySheet()
    columns = [
        GridColumn(
            "plan",
            _("plan made for"),
            18,
            frozen=True,
            help=_("◆: least worst regret. ★: best expected."),
        ),
        *(GridColumn(f"in {name}", plain(name), 13, number=True) for name in found.best),
        GridColumn("worst", _("worst"), 12, number=True),
        GridColumn("expected", _("expected"), 13, number=True),
        GridColumn("choice", _("choice"), 34),
    ]
    rows: list[list[Shown]] = []
    _figure, of = measure(found.solved)
    for plan in found.best:
        whole = plan in found.plans
        worst, expected = (found.worst(plan), found.expected(plan)) if whole else (None, None)
        signs = "◆" * (plan == found.least_worst) + "★" * (plan == found.best_expected)
        choices = [_("least worst regret")] if plan == found.least_worst else []
        choices += [_("best expected")] if plan == found.best_expected else []
        rows.append(
            [
                words(f"{plain(plan)} {signs}".rstrip()),
                *(_regret(found, plan, future) for future in found.best),
                number(None if worst is None else worst[1]),
                number(expected),
                words(", ".join(choices)),
            ]
        )
    look = Look("total")
    best = [number(of(solved), look=look) for solved in found.best.values()]
    blank = words("", look)
    rows.append([words(_("best possible"), look), *best, blank, blank, blank])
    keys = [*found.best, "best possible"]

    def side(row: int) -> Text:
        text = Text()
        for future in found.best if row < len(found.best) else ():
            outcome = found.outcomes.get((keys[row], future))
            if outcome is not None and outcome.breaks:
                text.append(f"{plain(keys[row])} → {plain(future)}\n", style="bold")
                text.append_text(_why_not(outcome.breaks))
        return text

    telling = any(outcome.breaks for outcome in found.outcomes.values())
    return RowsSheet(columns, rows, keys, side if telling else None)


def _regret(found: Regret, plan: str, future: str) -> Shown:
    """Shaded by its size, with a bar of so many eighths before the number."""
    outcome = found.outcomes.get((plan, future))
    if outcome is None or outcome.regret is None:
        return words("–" if outcome is None else "*")
    share = max(outcome.regret, 0.0) / (found.largest or 1.0)
    level = LEVELS[round(share * (len(LEVELS) - 1))]
    return number(outcome.regret, lambda value: f"{level} {amount(value)}", Look(heat=share))


def _why_not(breaks: tuple[Break, ...]) -> Text:
    if not breaks:
        return Text()
    text = Text(_("The plan cannot be held there:") + "\n")
    for each in breaks:
        text.append(f"· {rule_name(each.rule, each.key)}: {amount(each.amount)}\n")
    return text


def _end(end: End) -> list[Shown]:
    held = words("*") if end.breaks else number(end.held, difference)
    replanned = number(end.replanned, difference)
    if end.solved is not None and end.replanned is None:
        replanned = words(end_text(end))
    return [number(end.share, lambda share: percent(share, change=True)), replanned, held]


def _plan(solved: Solved | None, of: Measure, look: Look | None) -> Shown:
    value = of(solved)
    if value is None and solved is not None:
        return words(_(STATUS[solved.result.status]), look)
    return number(value, look=look)
