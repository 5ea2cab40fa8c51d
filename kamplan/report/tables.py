"""Results as text for the terminal. User text is never read as markup."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kamplan.messages import fault_text, missed_text
from kamplan.planning import Checked, Source
from kamplan.whatif.comparison import Bridge, InputChange, bridge, compare_figures, compare_inputs
from kamplan.whatif.figures import Solved, everything, figure, select
from kamplan.words import _, mark, plain
from solver import Evaluation, Relaxation, Worth

STATUS = {
    "optimal": mark("optimal"),
    "feasible": mark("feasible, not proven best"),
    "infeasible": mark("infeasible"),
    "stopped": mark("stopped before a plan was found"),
}
RULES = {
    "budget": mark("budget {key}"),
    "budget_min": mark("least spend of {key}"),
    "supply": mark("supply of {key}"),
    "visit_hours": mark("hours of {key}"),
    "peak_hours": mark("peak hours of {key}"),
    "visit_bounds": mark("visit limits of {key}"),
    "min_fill": mark("minimum fill {key}"),
    "demand": mark("demand of {key}"),
    "spend": mark("spend at {key}"),
}
POLICIES = {
    "last": mark("last plan's shares"),
    "equal": mark("equal shares"),
    "sales": mark("by sales"),
    "tier": mark("tier A first"),
}
FIGURES = {
    "contribution": mark("contribution"),
    "objective": mark("objective"),
    "revenue": mark("revenue"),
    "promo_spend": mark("promotion spend"),
    "visits": mark("visits"),
    "visit_hours": mark("visit hours"),
    "units_sold": mark("units sold"),
    "units_lost": mark("units lost"),
    "fill_rate": mark("fill rate"),
}
STEPS = {
    "margin": mark("margin of goods sold"),
    "promo_spend": mark("promotion spend"),
    "visit_cost": mark("visits"),
    "holding_cost": mark("holding stock"),
    "write_down": mark("write-down at the end"),
}
HOW = {"changed": mark("changed"), "added": mark("added"), "removed": mark("removed")}
MOST_ROWS = 10


def rule_name(rule: str, key: Sequence[str]) -> str:
    """A rule in the planner's words: "supply of gift-box 2026-W50"."""
    return _(RULES[rule], key=" ".join(plain(part) for part in key))


def quantity(text: str | None) -> str:
    """A number as it was typed or moved, without the dust of binary fractions."""
    try:
        return plain(f"{float(text):.10g}") if text is not None else "–"
    except ValueError:
        return plain(text)


def money(value: float) -> str:
    """An amount without decimals where they say nothing."""
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def figure_text(name: str, value: float, change: bool = False) -> str:
    """A figure in its own form; `change` shows its sign."""
    sign = "+" if change else ""
    value = 0.0 if abs(value) < (5e-5 if name == "fill_rate" else 0.5) else value
    return f"{value:{sign}.1%}" if name == "fill_rate" else f"{value:{sign},.0f}"


def _table(*headings: str, right: int = 1) -> Table:
    """A plain table: the first `right` columns left-aligned, numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(headings):
        table.add_column(Text(heading), justify="left" if place < right else "right")
    return table


def _titled(title: str, body: RenderableType) -> RenderableType:
    return Group(Text(title, style="bold"), Padding(body, (0, 0, 1, 2)))


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))


def print_solved(console: Console, solved: Solved) -> None:
    """One scenario: proof, totals, who gets what, worth of one more, policies."""
    console.print(_headline(solved))
    if solved.result.evaluation is None:
        print_conflict(console, solved)
        return
    console.print(_titled(_("Totals"), _totals(solved)))
    console.print(_titled(_("By tier"), _by_tier(solved)))
    console.print(_titled(_("Largest promotion spends"), _spends(solved)))
    console.print(_titled(_("Worth of one more"), worth_table(solved.result.worth, MOST_ROWS)))
    console.print(_titled(_("Against simple policies"), _policies(solved)))


def _headline(solved: Solved) -> Text:
    result, settings = solved.result, solved.plan.settings
    line = Text()
    line.append(f"{plain(settings.name)} · {plain(solved.scenario)}: ", style="bold")
    line.append(_(STATUS[result.status]))
    if result.objective is not None:
        line.append(" · " + _("contribution {value}", value=f"{money(result.objective)} {plain(settings.currency)}".strip()))
    if result.gap is not None:
        line.append(" · " + _("proven within {gap}", gap=f"{result.gap:.4%}"))
    line.append(f" · {solved.seconds.get('total', 0.0):.1f} s\n")
    return line


def _totals(solved: Solved) -> Table:
    table, whole = _table("", ""), everything(solved.plan)
    for name in ("revenue", "promo_spend", "visits", "visit_hours", "units_sold", "fill_rate"):
        _row(table, _(FIGURES[name]), figure_text(name, figure(solved, name, whole)))  # type: ignore[arg-type]
    return table


def _by_tier(solved: Solved) -> Table:
    table = _table(
        _("tier"), _("accounts"), _("contribution"), _("promotion spend"), _("visits"), _("fill rate")
    )
    for tier in sorted(set(solved.problem.tier) - {""}):
        chosen = select(solved.plan, {"tier": tier}, "")
        cells = [
            figure_text(name, figure(solved, name, chosen))
            for name in ("contribution", "promo_spend", "visits", "fill_rate")
        ]
        _row(table, plain(tier), str(int(chosen.accounts.sum())), *cells)
    return table


def _spends(solved: Solved) -> Table:
    problem, decisions = solved.problem, solved.result.decisions
    assert decisions is not None
    table = _table(_("account"), _("name"), _("mechanic"), _("spend"), _("best week"), right=3)
    names = dict(zip(solved.plan["accounts"]["account"], solved.plan["accounts"]["name"], strict=True))
    total = decisions.spend.sum(axis=1)
    for row in np.argsort(-total, kind="stable")[:MOST_ROWS]:
        if total[row] <= 0.0:
            break
        account = problem.accounts[problem.promotions.account[row]]
        week = problem.weeks[int(np.argmax(decisions.spend[row]))]
        mechanic = problem.promotions.mechanic[row]
        _row(table, plain(account), plain(names[account]), plain(mechanic), money(total[row]), week)
    return table


def worth_table(worth: Sequence[Worth], most: int | None = None) -> Table:
    """What one more of each limited thing gains, the dearest first."""
    table = _table(_("one more of"), _("gains"), _("one less costs"), _("an hour, divided"))
    telling = [item for item in worth if item.value or item.left or item.per_hour]
    telling.sort(key=lambda item: -max(abs(item.value), abs(item.per_hour or 0.0)))
    for item in telling[:most]:
        _row(
            table,
            rule_name(item.rule, item.key),
            f"{item.value:,.2f}",
            "" if item.left is None else f"{item.left:,.2f}",
            "" if item.per_hour is None else f"{item.per_hour:,.2f}",
        )
    if most is not None and len(telling) > most:
        _row(table, _("... and {count} more", count=len(telling) - most), "", "", "")
    return table


def _policies(solved: Solved) -> Table:
    table = _table(_("policy"), _("contribution"), _("gain of the plan"), _("rules it breaks"))
    for policy in solved.result.policies:
        value = policy.evaluation.contribution
        gain = (solved.result.objective or 0.0) - value
        broken = policy.evaluation.breaks
        _row(table, _(POLICIES[policy.name]), money(value), money(gain), str(len(broken)))
    return table


def print_conflict(console: Console, solved: Solved) -> None:
    """Why there is no plan: the rules that cannot all be kept."""
    if not solved.result.conflict:
        return
    table = _table(_("rule"), _("demands"), _("would have to give by"))
    for relaxation in solved.result.conflict:
        _row(
            table,
            rule_name(relaxation.rule, relaxation.key),
            money(relaxation.limit),
            money(relaxation.amount) if relaxation.amount else "",
        )
    console.print(_titled(_("These rules cannot all be kept"), table))


def conflict_text(relaxations: Sequence[Relaxation]) -> str:
    """The conflict in a line, for standard error."""
    return "; ".join(rule_name(item.rule, item.key) for item in relaxations)


def print_explained(console: Console, solved: Solved) -> None:
    """Why this plan: its proof, all worths, who is served first, what the policies break."""
    console.print(_headline(solved))
    result = solved.result
    if result.evaluation is None:
        print_conflict(console, solved)
        return
    if result.bound is not None and result.objective is not None:
        proof = _(
            "No plan can earn more than {bound}; this one earns {value}.",
            bound=money(result.bound),
            value=money(result.objective),
        )
        console.print(_titled(_("Proof"), Text(proof)))
    console.print(_titled(_("Worth of one more"), worth_table(result.worth)))
    console.print(_titled(_("Scarce goods: who is served first"), _scarce(solved)))
    console.print(_titled(_("Against simple policies"), _policies(solved)))
    broken = _table(_("policy"), _("rule it breaks"), _("by"), right=2)
    for policy in result.policies:
        for item in policy.evaluation.breaks:
            _row(broken, _(POLICIES[policy.name]), rule_name(item.rule, item.key), money(item.amount))
    if broken.row_count:
        console.print(_titled(_("Rules the policies break"), broken))


def _scarce(solved: Solved) -> Table:
    problem, result = solved.problem, solved.result
    evaluation, rank = result.evaluation, result.rank
    table = _table(
        _("product"), _("week"), _("short"), _("next unit"), _("first in line"), _("next in line"), right=2
    )
    if evaluation is None or rank is None:
        return table
    lost = evaluation.lost.sum(axis=0)
    worth = {item.key: item.value for item in result.worth if item.rule == "supply"}
    cells = sorted(zip(*np.nonzero(lost > 0.5), strict=True), key=lambda cell: -lost[cell])
    for product, week in cells[:MOST_ROWS]:
        order = np.argsort(rank[:, product, week])
        served = [a for a in order if evaluation.sold[a, product, week] > 0.0]
        waiting = [a for a in order if evaluation.lost[a, product, week] > 0.5]
        key = (problem.products[product], problem.weeks[week])
        _row(
            table,
            plain(key[0]),
            key[1],
            f"{lost[product, week]:,.0f}",
            f"{worth[key]:,.2f}" if key in worth else "",
            plain(problem.accounts[served[0]]) if served else "",
            plain(problem.accounts[waiting[0]]) if waiting else "",
        )
    return table


def print_compared(console: Console, source: Source, solved: Sequence[Solved]) -> None:
    """Scenarios side by side: inputs, figures, bridges, worth."""
    first = solved[0]
    for each in solved[1:]:
        changes = compare_inputs(first.plan, each.plan)
        title = _(
            "What {scenario} changes: {count} cells", scenario=plain(each.scenario), count=len(changes)
        )
        console.print(_titled(title, _changes(changes)))
    console.print(_titled(_("Figures"), _side_by_side(solved)))
    for each in solved:
        if each.result.evaluation is None:
            console.print(_headline(each))
            print_conflict(console, each)
    with_plan = [each for each in solved if each.result.evaluation is not None]
    if with_plan and with_plan[0] is first:
        for each in with_plan[1:]:
            console.print(_titled(_bridge_title(first, each), _bridge(first, each)))


def _changes(changes: Sequence[InputChange]) -> Table:
    table = _table(_("where"), _("field"), _("before"), _("after"), right=2)
    for change in changes[:5]:
        where = " ".join([change.table, *change.key])
        _row(table, plain(where), plain(change.field), quantity(change.old), quantity(change.new))
    if len(changes) > 5:
        _row(table, _("... and {count} more", count=len(changes) - 5), "", "", "")
    return table


def _side_by_side(solved: Sequence[Solved]) -> Table:
    table = _table("", *(plain(each.scenario) for each in solved))
    _row(table, _("status"), *(_(STATUS[each.result.status]) for each in solved))
    gaps = [each.result.gap for each in solved]
    _row(table, _("gap"), *("–" if gap is None else f"{gap:.4%}" for gap in gaps))
    first = solved[0]
    for name in FIGURES:
        if name == "objective":
            continue
        cells = []
        for each in solved:
            if each.result.evaluation is None:
                cells.append("–")
                continue
            value = figure(each, name, everything(each.plan))  # type: ignore[arg-type]
            text = figure_text(name, value)
            if each is not first and first.result.evaluation is not None:
                before = figure(first, name, everything(first.plan))  # type: ignore[arg-type]
                text += f" ({figure_text(name, value - before, change=True)})"
            cells.append(text)
        _row(table, _(FIGURES[name]), *cells)
    for row in _tier_rows(solved):
        _row(table, *row)
    return table


def _tier_rows(solved: Sequence[Solved]) -> list[list[str]]:
    rows: dict[str, list[str]] = {}
    if any(each.result.evaluation is None for each in solved):
        return []
    for each in solved:
        for difference in compare_figures(solved[0], each):
            if difference.group and difference.name != "contribution":
                tier = difference.group.removeprefix("tier = ")
                label = _("{figure}, tier {tier}", figure=_(FIGURES[difference.name]), tier=plain(tier))
                rows.setdefault(label, [label]).append(figure_text(difference.name, difference.after))
    return list(rows.values())


def _bridge_title(first: Solved, each: Solved) -> str:
    return _("Bridge from {first} to {other}", first=plain(first.scenario), other=plain(each.scenario))


def _bridge(first: Solved, each: Solved) -> Table:
    before, after = first.result.evaluation, each.result.evaluation
    assert isinstance(before, Evaluation)
    assert isinstance(after, Evaluation)
    steps: Bridge = bridge(before, after)
    table = _table("", "")
    _row(table, plain(first.scenario), f"{steps.before:,.0f}")
    for name, change in steps.steps:
        _row(table, _(STEPS[name]), figure_text(name, change, change=True))
    _row(table, plain(each.scenario), f"{steps.after:,.0f}")
    return table


def print_checked(console: Console, check: Checked) -> None:
    """One line for a scenario as expected; everything that is known for one that is not."""
    name = f"{plain(check.plan)} · {plain(check.scenario)}"
    verdict = _("as expected") if check.passed else _("NOT as expected")
    line = Text(f"{name}: ")
    line.append(verdict, style="green" if check.passed else "bold red")
    if check.solved is not None and check.solved.result.objective is not None:
        line.append(f" · {money(check.solved.result.objective)}")
    if check.recorded is None and not check.faults:
        line.append(" · " + _("no record yet; write one with --update"))
    console.print(line)
    for fault in check.faults:
        console.print(Padding(Text(fault_text(fault)), (0, 0, 0, 4)))
    for missed in check.missed:
        console.print(Padding(Text(missed_text(missed)), (0, 0, 0, 4)))
    if check.missed:
        for text in changed_lines(check):
            console.print(Padding(Text(text), (0, 0, 0, 4)))


def changed_lines(check: Checked) -> list[str]:
    """What changed since the record, in words, the first few of each table by name."""
    if check.recorded is None:
        return []
    by_table: dict[tuple[str, str], list[str]] = {}
    for table, key, how in check.changed:
        by_table.setdefault((table, how), []).append(key)
    lines = []
    for (table, how), keys in by_table.items():
        shown = ", ".join(plain(key) for key in keys[:6])
        more = _(" and {count} more", count=len(keys) - 6) if len(keys) > 6 else ""
        lines.append(
            _("{how} since the record: {table}: {keys}", how=_(HOW[how]), table=table, keys=shown + more)
        )
    for name, then, now in check.versions:
        lines.append(
            _("version changed since the record: {name} {then} -> {now}", name=name, then=then, now=now)
        )
    return lines or [_("no input and no software version changed since the record")]
