"""Proposed budget lines as text, as JSON and as CSV."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kamplan.budgeting.entries import bounds_of, line_name
from kamplan.budgeting.moves import Difference
from kamplan.budgeting.proposal import Line, Proposal
from kamplan.messages import shorten
from kamplan.plan import Plan
from kamplan.report.documents import Document, conflict_entry
from kamplan.report.solved import conflict_text, headline, print_conflict
from kamplan.report.tables import STATUS, add_row, figure_text, make_table, money, titled
from kamplan.whatif.figures import Solved
from kamplan.words import _, mark, plain

BUDGETS = "kamplan.budgets/1"
PLANS = {
    "optimum": mark("optimum"),
    "at lines": mark("at the proposed lines"),
    "at last quarter's lines": mark("at last quarter's lines"),
    "moved": mark("with the best move made"),
}
ORIGINS = {
    "earlier plan": mark("Last quarter's lines are what the earlier plan spends."),
    "published": mark("Last quarter's lines are what the published plan spends."),
    "budgets": mark("Last quarter's lines are those in budgets.csv."),
    "none": mark("No line of last quarter is known: publish its plan, or name it with --last."),
}
CSV_COLUMNS = (
    *("name", "group", "last", "proposed", "change", "share", "contribution"),
    *("worth", "worth_at_last"),
)
NONE = "–"
# Money by which a line may miss its limit and still be said to be at it.
NEAR = 0.5


def name_of(plan: Plan, line: Line) -> str:
    """The budget that is the line's, or is to be."""
    return line_name(plan, line.group) or f"{line.group.by} = {line.group.name}"


def notes(plan: Plan, proposal: Proposal) -> Iterator[tuple[str, str]]:
    """(id, words) of everything that may surprise."""
    groups = [line.group for line in proposal.lines]
    if plan.settings.promotion.budget is None and groups:
        yield "no-total", _("There is no total: money goes wherever it returns more than itself.")
    if empty := [group.name for group in groups if not group.promoted]:
        names = shorten(", ".join(empty), 200)
        yield "no-promotions", _("No promotions, so no money: {names}.", names=names)
    odd = [group for group in groups if not group.can_be_selected and group.promoted]
    for group in odd:
        count, by = len(group.names), plain(group.by)
        if group.value:
            said = _('No selection can say "{name}": --accept leaves it out.')
            yield "not-selectable", said.format(name=plain(group.value))
        else:
            said = _(
                "Accounts without {by}: {count}. No selection finds them: --accept leaves their "
                "line out."
            )
            yield "not-selectable", said.format(by=by, count=count)
    yield from _bounds_that_hold(proposal)
    if proposal.others:
        names = shorten(", ".join(proposal.others), 200)
        yield "others", _("Other budgets hold as well: {names}.", names=names)
    if proposal.scaled is not None:
        whole = money(sum(proposal.last.lines.values()))
        said = _(
            "Last quarter's lines come to {whole}, above the total: they are compared scaled to "
            "{factor}."
        )
        yield "scaled", said.format(whole=whole, factor=f"{proposal.scaled:.1%}")
    if proposal.at_last is not None and proposal.at_last.solved.result.decisions is None:
        rules = conflict_text(proposal.at_last.solved.result.conflict)
        said = _(
            "Last quarter's lines cannot be kept today: {rules}.", rules=shorten(rules, 200) or NONE
        )
        yield "last-impossible", said
    if proposal.at_lines is not None and proposal.at_lines.solved.result.decisions is None:
        rules = conflict_text(proposal.at_lines.solved.result.conflict)
        said = _("The lines in steps cannot be kept: {rules}. Use a smaller --step.")
        yield "step-impossible", said.format(rules=shorten(rules, 200) or NONE)


def _bounds_that_hold(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Lines of today that hold the proposal down, and groups that get the least they must."""
    down, up = [], []
    for line in proposal.lines:
        least, most = bounds_of(proposal.optimum.plan, line.group)
        named = line_name(proposal.optimum.plan, line.group)
        if named is not None and not line.locked and line.planned > most - NEAR:
            down.append(f"{named} ({money(most)})")
        elif least > 0.0 and not line.locked and line.planned < least + NEAR:
            up.append(f"{line.group.name} ({money(least)})")
    if down:
        names = shorten(", ".join(down), 200)
        said = _("Lines of today hold the proposal down: {names}. --free proposes without them.")
        yield "held-down", said.format(names=names)
    if up:
        said = _("These get the least they must: {names}.")
        yield "held-up", said.format(names=shorten(", ".join(up), 200))


def print_proposal(console: Console, plan: Plan, scenario: str, proposal: Proposal) -> None:
    """The lines, what they are worth, the best move, and the proof of every plan."""
    console.print(headline(replace(proposal.optimum, scenario=scenario)))
    if not proposal.lines:
        print_conflict(console, proposal.optimum)
        return
    title = _("Budget lines by {by}", by=plain(proposal.by))
    console.print(titled(title, lines_table(proposal.lines)))
    console.print(titled(_("Worth of one more in a line"), _worths(proposal)))
    said = [_(ORIGINS[proposal.last.origin]), *_sentences(proposal)]
    console.print(titled(_("Against last quarter"), Text("\n".join(said))))
    if warnings := [words for _id, words in notes(plan, proposal)]:
        console.print(titled(_("To know"), Text("\n".join(warnings))))
    console.print(titled(_("Plans solved"), _proofs(proposal.solved)))


def lines_table(lines: Sequence[Line]) -> Table:
    """Every line, and their sum."""
    table = make_table(
        *(_("line"), _("last"), _("proposed"), _("change"), _("share")),
        *(_("contribution"), _("revenue")),
    )
    for line in lines:
        name = plain(line.group.name) + (" " + _("(locked)") if line.locked else "")
        add_row(table, name, *line_cells(line))
    known = [line.last for line in lines if line.last is not None]
    proposed = sum(line.proposed for line in lines)
    whole = len(known) == len(lines)
    add_row(
        table,
        _("total"),
        _whole(sum(known)) if known else NONE,
        _whole(proposed),
        _whole(proposed - sum(known), sign=True) if whole else NONE,
        "",
        _whole(sum(line.contribution for line in lines)),
        _whole(sum(line.revenue for line in lines)),
    )
    return table


def line_cells(line: Line) -> tuple[str, ...]:
    """Last, proposed, change, share, contribution and revenue of a line, as text."""
    return (
        NONE if line.last is None else _whole(line.last),
        _whole(line.proposed),
        NONE if line.change is None else _whole(line.change, sign=True),
        NONE if line.share is None else f"{line.share:.1%}",
        _whole(line.contribution),
        _whole(line.revenue),
    )


def _whole(value: float, sign: bool = False) -> str:
    return figure_text("promo_spend", value, sign)


def _worths(proposal: Proposal) -> Table:
    table = make_table(_("line"), _("at last quarter's line"), _("at the proposed line"))
    for line in proposal.lines:
        if line.group.promoted:
            name = line.group.name
            cells = [
                NONE if each is None or (gain := each.gains(name)) is None else f"{gain:,.3f}"
                for each in (proposal.at_last, proposal.at_lines)
            ]
            add_row(table, plain(name), *cells)
    return table


def _sentences(proposal: Proposal) -> Iterator[str]:
    if gain := proposal.gain:
        yield _("The optimum gains over them: {gain}.", gain=_difference(gain))
    if move := proposal.move:
        values = {"giver": plain(move.giver), "taker": plain(move.taker)}
        amounts = {"amount": money(move.amount), "rate": f"{move.rate:,.3f}"}
        said = _("Best single move: {amount} from {giver} to {taker}; its first unit gains {rate}.")
        yield said.format(**values, **amounts)
        if move.gain is not None:
            yield _("Solved with it made, the plan gains: {gain}.", gain=_difference(move.gain))
        elif move.solved is not None:
            rules = shorten(conflict_text(move.solved.result.conflict), 200)
            yield _("It cannot be made whole: {rules}.", rules=rules or NONE)
    if cost := proposal.rounding:
        step = f"{proposal.step:,g}"
        yield _("Lines in steps of {step} cost: {cost}.", step=step, cost=_difference(cost))


def _difference(found: Difference) -> str:
    if found.least is None or found.most is None:
        return money(found.value)
    values = {"value": money(found.value), "least": money(found.least), "most": money(found.most)}
    return _("{value} (proven: {least} to {most})", **values)


def _proofs(solved: Sequence[Solved]) -> Table:
    table = make_table(_("plan"), _("status"), _("objective"), _("gap"), right=2)
    for each in solved:
        result = each.result
        add_row(
            table,
            _(PLANS[each.scenario]) if each.scenario in PLANS else plain(each.scenario),
            _(STATUS[result.status]),
            NONE if result.objective is None else money(result.objective),
            NONE if result.gap is None else f"{result.gap:.4%}",
        )
    return table


def budgets_document(plan: Plan, scenario: str, proposal: Proposal) -> Document:
    """The whole proposal as data."""
    result = proposal.optimum.result
    move = proposal.move
    return {
        "schema": BUDGETS,
        "plan": plan.settings.name,
        "scenario": scenario,
        "currency": plan.settings.currency,
        "by": proposal.by,
        "step": proposal.step,
        "status": result.status,
        "gap": result.gap,
        "last_from": proposal.last.origin,
        "last_scaled": proposal.scaled,
        "lines": [_line_entry(plan, proposal, line) for line in proposal.lines],
        "gain": _difference_entry(proposal.gain),
        "rounding": _difference_entry(proposal.rounding),
        "move": None
        if move is None
        else {
            "from": move.giver,
            "to": move.taker,
            "amount": move.amount,
            "rate": move.rate,
            "expected": move.expected,
            "gain": _difference_entry(move.gain),
        },
        "plans": [_plan_entry(each) for each in proposal.solved],
        "warnings": [{"id": code, "message": said} for code, said in notes(plan, proposal)],
        "accepted": None,
        "problems": [conflict_entry(item) for item in result.conflict],
    }


def _line_entry(plan: Plan, proposal: Proposal, line: Line) -> Document:
    group = line.group
    then, now = (
        None if each is None else each.gains(group.name)
        for each in (proposal.at_last, proposal.at_lines)
    )
    worth = None if proposal.at_lines is None else proposal.at_lines.worth.get(group.name)
    return {
        "name": name_of(plan, line),
        "group": group.name,
        "where": group.where,
        "accounts": len(group.names),
        "promotions": group.promoted,
        "selectable": group.can_be_selected,
        "locked": line.locked,
        "last": line.last,
        "planned": line.planned,
        "proposed": line.proposed,
        "change": line.change,
        "share": line.share,
        "contribution": line.contribution,
        "revenue": line.revenue,
        "worth": now,
        "worth_at_last": then,
        "marginal": worth is not None and worth.marginal,
    }


def _difference_entry(found: Difference | None) -> Document | None:
    if found is None:
        return None
    return {"value": found.value, "at_least": found.least, "at_most": found.most}


def _plan_entry(solved: Solved) -> Document:
    result = solved.result
    evaluation = result.evaluation
    return {
        "name": solved.scenario,
        "status": result.status,
        "objective": result.objective,
        "contribution": None if evaluation is None else evaluation.contribution,
        "promo_spend": None if evaluation is None else evaluation.promo_spend,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": dict(solved.seconds),
    }


def lines_csv(plan: Plan, proposal: Proposal) -> str:
    """The lines as CSV, full precision; what is not known is empty."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for line in proposal.lines:
        entry = _line_entry(plan, proposal, line)
        writer.writerow("" if entry[name] is None else entry[name] for name in CSV_COLUMNS)
    return out.getvalue()
