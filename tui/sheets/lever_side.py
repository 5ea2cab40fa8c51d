"""How a row of promotions or visits answers: its curve drawn, and what the next step brings."""

import numpy as np
from rich.text import Text

from kamplan.desk import Standing
from kamplan.insight.accounts import judged_changes, judged_uplifts
from kamplan.insight.levers import promotion_lever, visit_lever
from kamplan.insight.responses import Curve, Point
from kamplan.insight.returns import Return, promotion_return, visit_return
from kamplan.plan import Plan
from kamplan.plan.stated import judged_rows, stated
from kamplan.report.tables import money
from kamplan.wording.judged import judged_lines
from kamplan.words import _, plain
from tui.plots.chart import Chart, Guide, Series
from tui.plots.ticks import shares
from tui.plots.told import Told
from tui.sheets.sheet import number_shown, share
from tui.snapshot import Snapshot

PLANNED, PRESENT = "●", "◆"


def promotion_side(snapshot: Snapshot, row: int) -> Told:
    """A row of promotions."""
    table = snapshot.plan["promotions"]
    if not 0 <= row < len(table):
        return Text()
    return [_title(snapshot, str(table["account"][row])), *promotion_parts(snapshot, row)]


def visit_side(snapshot: Snapshot, row: int) -> Told:
    """A row of visits."""
    table = snapshot.plan["visits"]
    if not 0 <= row < len(table):
        return Text()
    return [_title(snapshot, str(table["account"][row])), *visit_parts(snapshot, row)]


def _title(snapshot: Snapshot, account: str) -> Text:
    accounts = snapshot.plan["accounts"]
    place = accounts.places.get((account,))
    name = "" if place is None else str(accounts["name"][place])
    text = Text(plain(name or account) + "\n", style="bold")
    return text.append(caution(snapshot) + "\n", style="not bold")


def promotion_parts(snapshot: Snapshot, row: int) -> list[Text | Chart]:
    """A mechanic's curve, what the next money brings, and the row in words."""
    plan, solved = snapshot.plan, snapshot.with_plan()
    table, currency = stated(plan, "promotions"), plain(plan.settings.currency)
    curve = promotion_lever(plan, row, solved)
    across = _("money in a week, {currency}", currency=currency) if currency else ""
    chart = _chart(curve, across or _("money in a week"), _("uplift"), _("present"))
    text = Text()
    found = promotion_return(solved, curve.account, curve.lever)
    if found is not None:
        text.append(_money_words(found, currency) + "\n")
    said = _read_off(judged_uplifts(plan, row)) or _(
        "up to +{uplift}, half of it at {spend} a week",
        uplift=share(float(table["max_uplift"][row])),
        spend=number_shown(round(float(table["half_spend"][row]), 2)),
    )
    text.append(f"{plain(curve.lever)}: {said}\n")
    return [chart, text.append(_judged(plan, "promotions", row) + "\n")]


def visit_parts(snapshot: Snapshot, row: int) -> list[Text | Chart]:
    """A kind of visit's curve, what the next visit brings, and the row in words."""
    plan, solved = snapshot.plan, snapshot.with_plan()
    table, currency = plan["visits"], plain(plan.settings.currency)
    curve = visit_lever(plan, row, solved)
    chart = _chart(curve, _("visits"), _("change of demand"), _("present"), Guide(0.0))
    text = Text()
    found = visit_return(solved, curve.account, curve.lever)
    if found is not None:
        text.append(_visit_words(found, currency) + "\n")
    most = table["max"][row]
    said = _(
        "{present} now, {least} to {most} possible, {hours} h each",
        present=number_shown(float(table["present"][row])),
        least=number_shown(float(table["min"][row])),
        most=number_shown(float(table["present"][row] if np.isnan(most) else most)),
        hours=number_shown(float(table["hours"][row])),
    )
    text.append(f"{plain(curve.lever)}: {said}\n")
    judged = _read_off(judged_changes(plan, row))
    text.append(f"  {judged}\n" if judged else "")
    return [chart, text.append(_judged(plan, "visits", row) + "\n")]


def _judged(plan: Plan, table: str, row: int) -> str:
    """Who says so, and how well the curve fits; nothing where nobody judged it."""
    curve = judged_rows(plan, table).get(row)
    return "" if curve is None else "\n".join(judged_lines(curve)) + "\n"


def _chart(curve: Curve, across: str, up: str, before: str, *guides: Guide) -> Chart:
    marked = (
        Series(before, curve.present, PRESENT, joined=False, tone="third"),
        Series(_("planned"), curve.planned, PLANNED, joined=False, tone="second"),
    )
    # The plan's sign is drawn over the other.
    line = Series("", curve.line)
    return Chart((line, *marked), plain(curve.lever), across, up, show_up=shares,
                 guides=guides, lowest=0.0)  # fmt: skip


def _money_words(found: Return, currency: str) -> str:
    step, brings = _in(currency, found.step), _in(currency, found.brings)
    if found.best_week:
        return _(
            "No money is planned. The first {step} would bring {brings}, in {week}.",
            step=step, brings=brings, week=found.best_week,
        )  # fmt: skip
    if found.weeks == 1:
        return _("The next {step} in the promoted week brings {brings}.", step=step, brings=brings)
    return _(
        "The next {step} a week brings {brings} a week, in {weeks} promoted weeks.",
        step=step, brings=brings, weeks=found.weeks,
    )  # fmt: skip


def _visit_words(found: Return, currency: str) -> str:
    return _(
        "The next visit brings {brings}; it costs {cost} and {hours} h.",
        brings=_in(currency, found.brings),
        cost=_in(currency, found.cost),
        hours=number_shown(found.hours),
    )


def _in(currency: str, value: float) -> str:
    """An amount of money with its currency."""
    shown = number_shown(value) if value == round(value) else money(value)
    return f"{shown} {currency}".rstrip()


def caution(snapshot: Snapshot) -> str:
    """What a reader of planned points has to know, on a line; nothing where all is as solved."""
    standing = snapshot.standing(snapshot.active)
    if standing is Standing.INFEASIBLE:
        return _("No plan keeps every rule; F5 shows which conflict.") + "\n"
    if snapshot.with_plan() is None:
        return _("Press F9 to solve.") + "\n"
    if standing is Standing.STALE:
        return _("As solved; inputs have changed since.") + "\n"
    return ""


def _read_off(points: list[Point]) -> str:
    """A curve of judged points in words, each with what it brings; nothing without points."""
    return ", ".join(
        _(
            "{level} at {effort}",
            level=("+" if level > 0.0 else "") + share(level),
            effort=number_shown(effort),
        )
        for effort, level in points
    )
