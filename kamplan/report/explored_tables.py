"""What was explored, as text."""

from collections.abc import Callable, Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kamplan.explore.flips import Flips
from kamplan.explore.frontier import Frontier
from kamplan.explore.lose import Lost
from kamplan.explore.regret import Outcome, Regret
from kamplan.explore.sweep import Sweep
from kamplan.explore.tornado import Bar, End, Tornado
from kamplan.report.tables import (
    INPUTS,
    STATUS,
    add_row,
    both_ways,
    figure_text,
    make_table,
    money,
    relaxation_lines,
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
Measure = Callable[[Solved | None], float | None]
# Characters of the longest bar.
BAR = 12
NOTHING = 0.5
"""money that is shown as 0."""


def frontier_table(found: Frontier) -> RenderableType:
    """Points by rising amount."""
    name, of = measure(found.solved)
    table = make_table("", _("amount"), _("of now"), name, _("change"), _("one more"), _("gap"))
    before: float | None = None
    for point in found.points:
        value = of(point.solved)
        step = "" if value is None or before is None else figure_text("", value - before, True)
        sign = "◆" if point is found.elbow else ""
        worth = "–" if point.worth is None else f"{point.worth:,.2f}"
        share = percent(point.amount / found.now)
        add_row(table, sign, money(point.amount), share, _value(point.solved, of), step, worth,
                _gap(point.solved))  # fmt: skip
        before = value
    lines: list[RenderableType] = [table]
    if found.elbow is not None:
        text = _("◆ From {amount} on more brings little.", amount=money(found.elbow.amount))
        lines.append(Text(text))
    lever = f"{_(LEVERS[found.lever.kind])} {plain(found.lever.name)}".strip()
    title = _("What {lever} brings, {scenario}", lever=lever, scenario=plain(found.scenario))
    return titled(title, Group(*lines, *_unfinished(found.complete)))


def sweep_table(found: Sweep) -> RenderableType:
    """One line a value, or a square of contributions."""
    first, *others = found.axes
    name, of = measure(found.solved)
    if others:
        (second,) = others
        table = make_table(plain(first.name), *(plain(value) for value in second.values))
        for at, value in enumerate(first.values):
            row = [_value(found.plans.get((at, b)), of) for b in range(len(second.values))]
            add_row(table, plain(value), *row)
        title = _("{figure}, {scenario}, across: {input}",
            figure=name,
                  scenario=plain(found.scenario), input=plain(second.name))  # fmt: skip
    else:
        table = make_table(plain(first.name), name, _("promotion spend"),
                           _("fill rate"), _("gap"))  # fmt: skip
        for at, value in enumerate(first.values):
            solved = found.plans.get((at,))
            evaluation = None if solved is None else solved.result.evaluation
            spend = "–" if evaluation is None else money(evaluation.promo_spend)
            fill = "–" if evaluation is None else f"{evaluation.fill_rate:.1%}"
            add_row(table, plain(value), _value(solved, of), spend, fill, _gap(solved))
        title = f"{name}, {plain(found.scenario)}"
    return titled(title, Group(table, *_unfinished(found.complete)))


def tornado_table(found: Tornado) -> RenderableType:
    """Inputs, the one that matters most first: replanned, and with the plan held."""
    table = make_table(
        _("input"), "", _("replanned"), _("plan held"), "", _("replanned"), _("plan held"), right=1
    )
    most = farthest(found)
    notes: list[str] = []
    figure, of = measure([found.base])
    for bar in found.bars:
        name = input_name(bar)
        cells = [name]
        for end in (bar.down, bar.up):
            cells += [percent(end.share, change=True), _replanned(end), _held(end)]
            if end.breaks:
                notes.append(f"{name} {percent(end.share, change=True)}: {_breaks(end.breaks)}")
        add_row(table, *cells)
    lines: list[RenderableType] = [table, Text("")]
    lines += [Text(f"{both_ways(*reach(bar), most, BAR)} {input_name(bar)}") for bar in found.bars]
    if notes:
        lines.append(Text("* " + _("The plan cannot be held there:")))
        lines += [Text("  " + note) for note in notes]
    title = _(
        "What moves {scenario}: {figure} {value} as it is",
        scenario=plain(found.scenario),
        figure=figure,
        value=_value(found.base, of),
    )
    return titled(title, Group(*lines, *_unfinished(found.complete)))


def input_name(bar: Bar) -> str:
    """An input as the plan calls it, or what is usual in the user's language."""
    usual = bar.input.name == bar.input.input
    return plain(_(INPUTS[bar.input.input]) if usual else bar.input.name)


def percent(share: float, change: bool = False) -> str:
    """A share in percent with the digits it has; a change of nothing says nothing."""
    if change and not share:
        return "–"
    return f"{share * 100.0:{'+' if change else ''}.4g}%"


def _replanned(end: End) -> str:
    if end.solved is not None and end.replanned is None:
        return _(STATUS[end.solved.result.status])
    return _change(end.replanned)


def reach(bar: Bar) -> tuple[float, float]:
    """(least, greatest) change of the replanned objective, 0 among them.

    What is shown as 0 is 0: no bar is drawn of it.
    """
    moves = [bar.down.replanned or 0.0, bar.up.replanned or 0.0]
    changes = [0.0, *(change for change in moves if abs(change) >= NOTHING)]
    return min(changes), max(changes)


def farthest(found: Tornado) -> float:
    """The largest of those changes, whatever its sign: the length of the longest bar."""
    return max((max(-low, high) for low, high in map(reach, found.bars)), default=0.0)


def regret_table(found: Regret) -> RenderableType:
    """Regret of each plan in each future; the plans to choose."""
    table = make_table(_("plan made for"), *(plain(name) for name in found.best), _("worst"),
                       _("expected"))  # fmt: skip
    notes: list[str] = []
    figure, of = measure(found.solved)
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
    add_row(best, _("best possible"), *(_value(each, of) for each in found.best.values()))
    add_row(best, _("weight"), *(percent(found.weights[name]) for name in found.best))
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
    for name, solved in found.without.items():
        status = _(STATUS[solved.result.status])
        lines.append(Text(_("{scenario}: {status}", scenario=plain(name), status=status)))
    title = _("Regret, {figure}: what the best plan for a future comes to more", figure=figure)
    return titled(title, Group(*lines, *_unfinished(found.complete)))


def _regret(outcome: Outcome | None) -> str:
    if outcome is None:
        return "–"
    return "*" if outcome.regret is None else money(outcome.regret)


def flips_table(found: Flips) -> RenderableType:
    """Where accounts drop out."""
    table = make_table(_("account"), _("spend"), _("drops out below"), _("max uplift"))
    for flip in found.accounts:
        share, uplift = "–", "–"
        if flip.share is not None:
            share, uplift = f"{flip.share:.0%}", f"{flip.share * flip.max_uplift:.1%}"
        elif flip.spend > 0.0 and flip.status == "infeasible":
            share = _("no plan below {share}", share=f"{flip.high:.0%}")
        elif flip.spend > 0.0 and flip.low > 0.0:
            share = f"{flip.low:.0%} .. {flip.high:.0%}"
        add_row(table, plain(flip.account), money(flip.spend), share, uplift)
    title = _("Accounts are no longer promoted below this share of their uplift")
    return titled(title, Group(table, *_unfinished(found.complete)))


def lost_table(found: Lost) -> RenderableType:
    """The plan with and without the accounts."""
    table: Table = make_table("", "")
    add_row(table, _("contribution now"), _value(found.before))
    add_row(table, _("earned by what is lost"), figure_text("", -found.own, change=True))
    if found.regained is not None:
        add_row(table, _("change of all the rest"), figure_text("", found.regained, change=True))
    add_row(table, _("contribution then"), _value(found.after))
    names = ", ".join(plain(name) for name in found.accounts)
    lines: list[RenderableType] = [table]
    if found.rules:
        rules = ", ".join(plain(f"{table} {name}") for table, name in found.rules)
        lines.append(Text(_("Rules about nobody else are left out: {rules}", rules=rules)))
    lines += [Text(line) for line in relaxation_lines(found.after.result.conflict)]
    return titled(_("Without {accounts}", accounts=names), Group(*lines))


def _contribution(solved: Solved | None) -> float | None:
    evaluation = None if solved is None else solved.result.evaluation
    return None if evaluation is None else evaluation.contribution


def _objective(solved: Solved | None) -> float | None:
    return None if solved is None else solved.result.objective


def measure(solved: Iterable[Solved | None]) -> tuple[str, Measure]:
    """(name, value) of what plans are compared by: contribution where it is what was maximised,
    with nothing taken off it, else the objective."""
    for each in solved:
        one, other = _contribution(each), _objective(each)
        if one is not None and other is not None and abs(one - other) > 1e-9 * max(abs(one), 1.0):
            return _("objective"), _objective
    return _("contribution"), _contribution


def _value(solved: Solved | None, of: Measure = _contribution) -> str:
    value = of(solved)
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
