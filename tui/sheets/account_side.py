"""The selected account: its file and terms, how it answers, and what the plan gives it."""

import numpy as np
from rich.text import Text

from kamplan.formulation import net_prices
from kamplan.insight.accounts import account_figures, judged_changes, judged_uplifts
from kamplan.plan import Plan
from kamplan.plan.entries import cell_text
from kamplan.words import _, plain
from tui.headings import heading
from tui.sheets.sheet import amount, number_shown, share
from tui.snapshot import Snapshot

FILE = ("tier", "segment", "region", "channel", "team", "manager", "parent")
TERMS = ("settlement", "credit_days", "credit_limit", "discount", "deduction")


def account_side(snapshot: Snapshot, row: int) -> Text:
    """What is known of the account in a row of the accounts table."""
    plan = snapshot.plan
    accounts = plan["accounts"]
    text = Text()
    if not 0 <= row < len(accounts):
        return text
    name = str(accounts["account"][row])
    text.append(plain(accounts["name"][row] or name) + "\n", style="bold")
    _append_planned(text, snapshot, name)
    for title, columns in ((_("File"), FILE), (_("Terms"), TERMS)):
        text.append("\n" + title + "\n", style="bold")
        for column in columns:
            value = accounts[column][row]
            shown = cell_text(value if isinstance(value, str) else float(value))
            if shown:
                text.append(f"{heading(column)}: {plain(shown)}\n")
    _append_demand(text, plan, row, name)
    _append_levers(text, plan, name)
    return text


def _append_planned(text: Text, snapshot: Snapshot, name: str) -> None:
    solved = snapshot.with_plan()
    figures = None if solved is None else account_figures(solved)
    text.append("\n" + _("In the plan") + "\n", style="bold")
    if solved is None or figures is None or name not in solved.problem.accounts:
        text.append(_("Press F9 to solve.") + "\n")
        return
    place = solved.problem.accounts.index(name)
    for label, value in (
        (_("contribution"), amount(figures.contribution[place])),
        (_("promotion spend"), amount(figures.spend[place])),
        (_("visits"), amount(figures.visits[place])),
        (_("units sold"), amount(figures.sold[place])),
        (_("fill rate"), share(figures.fill[place])),
    ):
        text.append(f"{label}: {value}\n")


def _append_demand(text: Text, plan: Plan, row: int, name: str) -> None:
    demand = plan["demand"]
    mine = demand.rows_of("account", name)
    if not len(mine):
        return
    text.append("\n" + _("Baseline") + "\n", style="bold")
    units_of: dict[str, float] = {}
    for product, units in zip(demand["product"][mine], demand["units"][mine], strict=True):
        units_of[product] = units_of.get(product, 0.0) + float(units)
    net = net_prices(plan, row)[0]
    for place, product in enumerate(plan["products"]["product"]):
        units = units_of.get(product, 0.0)
        if units:
            said = _("{units} at {price} net", units=amount(units), price=f"{net[place]:,.2f}")
            text.append(f"{plain(product)}: {said}\n")


def _append_levers(text: Text, plan: Plan, name: str) -> None:
    promotions, visits = plan["promotions"], plan["visits"]
    mine = promotions.rows_of("account", name)
    if len(mine):
        text.append("\n" + _("Promotion") + "\n", style="bold")
    for row in mine:
        said = _read_off(judged_uplifts(plan, int(row))) or _(
            "up to +{uplift}, half of it at {spend} a week",
            uplift=share(float(promotions["max_uplift"][row])),
            spend=number_shown(float(promotions["half_spend"][row])),
        )
        text.append(f"{plain(promotions['mechanic'][row])}: {said}\n")
    mine = visits.rows_of("account", name)
    if len(mine):
        text.append("\n" + _("Visits") + "\n", style="bold")
    for row in mine:
        most = visits["max"][row]
        most = visits["present"][row] if np.isnan(most) else most
        said = _(
            "{present} now, {least} to {most} possible, {hours} h each",
            present=number_shown(float(visits["present"][row])),
            least=number_shown(float(visits["min"][row])),
            most=number_shown(float(most)),
            hours=number_shown(float(visits["hours"][row])),
        )
        text.append(f"{plain(visits['kind'][row])}: {said}\n")
        judged = _read_off(judged_changes(plan, int(row)))
        if judged:
            text.append(f"  {judged}\n")


def _read_off(points: list[tuple[float, float]]) -> str:
    """A curve of judged points in words, each with what it brings; nothing without points."""
    return ", ".join(
        _(
            "{level} at {effort}",
            level=("+" if level > 0.0 else "") + share(level),
            effort=number_shown(effort),
        )
        for effort, level in points
    )
