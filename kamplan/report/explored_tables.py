"""What was explored, as text."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kamplan.explore.flips import Flip, Lost
from kamplan.explore.frontier import Frontier
from kamplan.explore.regret import Outcome, Regret
from kamplan.explore.sweep import Sweep
from kamplan.explore.tornado import End, Tornado
from kamplan.report.tables import (
    INPUTS,
    STATUS,
    add_row,
    figure_text,
    make_table,
    money,
    rule_name,
    titled,
)
from kamplan.whatif.figures import Solved
from kamplan.words import _, mark, plain
from solver import Break

LEVERS = {
    "budget": mark("promotion budget"),
    "hours": mark("team hours"),
    "supply": mark("supply"),
}
# Characters of the longest bar.
BAR = 12


def frontier_table(found: Frontier) -> RenderableType:
    """Points by rising amount."""
    table = make_table("", _("amount"), _("of now"), _("contribution"), _("change"),
                       _("one more"), _("gap"))  # fmt: skip
    before: float | None = None
    for point in found.points:
        value = _contribution(point.solved)
        step = "" if value is None or before is None else figure_text("", value - before, True)
        sign = "◆" if point is found.elbow else ""
        worth = "–" if point.worth is None else f"{point.worth:,.2f}"
        share = f"{point.amount / found.now:.0%}"
        add_row(table, sign, money(point.amount), share, _value(point.solved), step, worth,
                _gap(point.solved))  # fmt: skip
        before = value
    lines: list[RenderableType] = [table]
    if found.elbow is not None:
        text = _("◆ From {amount} on more brings little.", amount=money(found.elbow.amount))
        lines.append(Text(text))
    lever = _(LEVERS[found.lever.kind])
    name = f"{lever} {plain(found.lever.name)}".strip()
    title = _("What {lever} brings, {scenario}", lever=name, scenario=plain(found.scenario))
    return titled(title, Group(*lines, *_unfinished(found.complete)))


def sweep_table(found: Sweep) -> RenderableType:
    """One line a value, or a square of contributions."""
    first, *others = found.axes
    if others:
        (second,) = others
        table = make_table(plain(first.name), *(plain(value) for value in second.values))
        for at, value in enumerate(first.values):
            row = [_value(found.solved.get((at, b))) for b in range(len(second.values))]
            add_row(table, plain(value), *row)
        title = _("Contribution, {scenario}, across: {input}",
                  scenario=plain(found.scenario), input=plain(second.name))  # fmt: skip
    else:
        table = make_table(plain(first.name), _("contribution"), _("promotion spend"),
                           _("fill rate"), _("gap"))  # fmt: skip
        for at, value in enumerate(first.values):
            solved = found.solved.get((at,))
            evaluation = None if solved is None else solved.result.evaluation
            spend = "–" if evaluation is None else money(evaluation.promo_spend)
            fill = "–" if evaluation is None else f"{evaluation.fill_rate:.1%}"
            add_row(table, plain(value), _value(solved), spend, fill, _gap(solved))
        title = _("Contribution, {scenario}", scenario=plain(found.scenario))
    return titled(title, Group(table, *_unfinished(found.complete)))


def tornado_table(found: Tornado) -> RenderableType:
    """Inputs, the one that matters most first: replanned, and with the plan held."""
    table = make_table(
        _("input"), "", _("replanned"), _("plan held"), "", _("replanned"), _("plan held"), right=1
    )
    most = max((abs(c) for bar in found.bars for e in (bar.down, bar.up)
                if (c := e.replanned) is not None), default=0.0)  # fmt: skip
    notes: list[str] = []
    for bar in found.bars:
        name = _(INPUTS[bar.input.input]) if bar.input.name == bar.input.input else bar.input.name
        cells = [plain(name)]
        for end in (bar.down, bar.up):
            cells += [f"{end.share:+.0%}", _change(end.replanned), _held(end)]
            if end.breaks:
                notes.append(f"{plain(name)} {end.share:+.0%}: {_breaks(end.breaks)}")
        add_row(table, *cells)
    lines: list[RenderableType] = [table, Text("")]
    lines += [Text(line) for line in _bars(found, most)]
    if notes:
        lines.append(Text("* " + _("The plan cannot be held there:")))
        lines += [Text("  " + note) for note in notes]
    title = _(
        "What moves {scenario}: {value} as it is",
        scenario=plain(found.scenario),
        value=_value(found.base),
    )
    return titled(title, Group(*lines, *_unfinished(found.complete)))


def _bars(found: Tornado, most: float) -> list[str]:
    """Replanned changes drawn: those of less to the left or right as they fall."""
    lines = []
    for bar in found.bars:
        changes = [end.replanned or 0.0 for end in (bar.down, bar.up)]
        low, high = min([*changes, 0.0]), max([*changes, 0.0])
        left = round(-low / most * BAR) if most else 0
        right = round(high / most * BAR) if most else 0
        name = _(INPUTS[bar.input.input]) if bar.input.name == bar.input.input else bar.input.name
        lines.append(f"{'█' * left:>{BAR}}│{'█' * right:<{BAR}} {plain(name)}")
    return lines


def regret_table(found: Regret) -> RenderableType:
    """Regret of each plan in each future; the plans to choose."""
    table = make_table(_("plan made for"), *(plain(name) for name in found.best), _("worst"),
                       _("expected"))  # fmt: skip
    notes: list[str] = []
    for plan in found.best:
        cells = []
        for future in found.best:
            outcome = found.outcomes.get((plan, future))
            cells.append(_regret(outcome))
            if outcome is not None and outcome.breaks:
                notes.append(f"{plain(plan)} → {plain(future)}: {_breaks(outcome.breaks)}")
        known = plan in found.plans
        worst = found.worst(plan) if known else None
        expected = found.expected(plan) if known else None
        cells.append("–" if worst is None else money(worst[1]))
        cells.append("–" if expected is None else money(expected))
        add_row(table, plain(plan), *cells)
    best = make_table("", *(plain(name) for name in found.best))
    add_row(best, _("best possible"), *(_value(solved) for solved in found.best.values()))
    add_row(best, _("weight"), *(f"{found.weights[name]:.0%}" for name in found.best))
    lines: list[RenderableType] = [table, Text(""), best]
    if found.least_worst is not None:
        text = _("Least worst regret: {plan}", plan=plain(found.least_worst))
        lines.append(Text(text))
    if found.best_expected is not None:
        text = _("Best over the weighted futures: {plan}", plan=plain(found.best_expected))
        lines.append(Text(text))
    if notes:
        lines.append(Text("* " + _("The plan cannot be held there:")))
        lines += [Text("  " + note) for note in notes]
    title = _("Regret: what the best plan for a future would have earned more")
    return titled(title, Group(*lines, *_unfinished(found.complete)))


def _regret(outcome: Outcome | None) -> str:
    if outcome is None:
        return "–"
    return "*" if outcome.regret is None else money(outcome.regret)


def flips_table(found: Sequence[Flip]) -> RenderableType:
    """Where accounts drop out."""
    table = make_table(_("account"), _("spend"), _("drops out below"), _("max uplift"))
    for flip in found:
        share = "–" if flip.share is None else f"{flip.share:.0%}"
        uplift = "–" if flip.uplift is None else f"{flip.uplift:.1%}"
        add_row(table, plain(flip.account), money(flip.spend), share, uplift)
    title = _("Accounts are no longer promoted below this share of their uplift")
    return titled(title, Group(table, *_unfinished(all(flip.complete for flip in found))))


def lost_table(found: Lost) -> RenderableType:
    """The plan with and without the accounts."""
    table: Table = make_table("", "")
    add_row(table, _("contribution now"), _value(found.before))
    add_row(table, _("earned by what is lost"), figure_text("", -found.own, change=True))
    add_row(table, _("change of all the rest"), figure_text("", found.regained, change=True))
    add_row(table, _("contribution then"), _value(found.after))
    names = ", ".join(plain(name) for name in found.accounts)
    return titled(_("Without {accounts}", accounts=names), table)


def _contribution(solved: Solved | None) -> float | None:
    evaluation = None if solved is None else solved.result.evaluation
    return None if evaluation is None else evaluation.contribution


def _value(solved: Solved | None) -> str:
    value = _contribution(solved)
    if value is not None:
        return money(value)
    return "–" if solved is None else _(STATUS[solved.result.status])


def _gap(solved: Solved | None) -> str:
    gap = None if solved is None else solved.result.gap
    return "–" if gap is None else f"{gap:.3%}"


def _change(change: float | None) -> str:
    return "–" if change is None else figure_text("", change, change=True)


def _held(end: End) -> str:
    return "*" if end.breaks else _change(end.held)


def _breaks(breaks: Sequence[Break]) -> str:
    text = "; ".join(rule_name(each.rule, each.key) for each in breaks[:2])
    return text if len(breaks) <= 2 else text + _(" and {count} more", count=len(breaks) - 2)


def _unfinished(complete: bool) -> list[Text]:
    return [] if complete else [Text(_("Stopped: what is finished is shown."))]
