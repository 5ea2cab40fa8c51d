"""The selected account: its file and terms, how it answers, and what the plan gives it."""

from rich.text import Text

from kamplan.formulation import net_prices
from kamplan.insight.accounts import account_figures
from kamplan.plan import Plan
from kamplan.plan.entries import cell_text
from kamplan.wording.headings import heading
from kamplan.words import _, plain
from tui.plots.chart import Chart
from tui.plots.told import Told
from tui.sheets.lever_side import caution, promotion_parts, visit_parts
from tui.sheets.sheet import amount, share
from tui.snapshot import Snapshot

FILE = ("tier", "segment", "region", "channel", "team", "manager", "parent")
TERMS = ("settlement", "credit_days", "credit_limit", "discount", "deduction")


def account_side(snapshot: Snapshot, row: int) -> Told:
    """What is known of the account in a row of the accounts table."""
    plan = snapshot.plan
    accounts = plan["accounts"]
    text = Text()
    if not 0 <= row < len(accounts):
        return text
    name = str(accounts["account"][row])
    text.append(plain(accounts["name"][row] or name) + "\n", style="bold")
    _append_planned(text, snapshot, name)
    below = Text()
    for title, columns in ((_("File"), FILE), (_("Terms"), TERMS)):
        below.append(title + "\n", style="bold")
        for column in columns:
            value = accounts[column][row]
            shown = cell_text(value if isinstance(value, str) else float(value))
            if shown:
                below.append(f"{heading(column)}: {plain(shown)}\n")
        below.append("\n")
    _append_demand(below, plan, row, name)
    return [text.append("\n"), *_levers(snapshot, name), below]


def _append_planned(text: Text, snapshot: Snapshot, name: str) -> None:
    solved = snapshot.with_plan()
    figures = None if solved is None else account_figures(solved)
    text.append("\n" + _("In the plan") + "\n", style="bold")
    if solved is None or figures is None or name not in solved.problem.accounts:
        text.append(caution(snapshot))
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
    text.append(caution(snapshot))


def _append_demand(text: Text, plan: Plan, row: int, name: str) -> None:
    demand = plan["demand"]
    mine = demand.rows_of("account", name)
    if not len(mine):
        return
    text.append(_("Baseline") + "\n", style="bold")
    units_of: dict[str, float] = {}
    for product, units in zip(demand["product"][mine], demand["units"][mine], strict=True):
        units_of[product] = units_of.get(product, 0.0) + float(units)
    net = net_prices(plan, row)[0]
    for place, product in enumerate(plan["products"]["product"]):
        units = units_of.get(product, 0.0)
        if units:
            said = _("{units} at {price} net", units=amount(units), price=f"{net[place]:,.2f}")
            text.append(f"{plain(product)}: {said}\n")


def _levers(snapshot: Snapshot, name: str) -> list[Text | Chart]:
    """Every mechanic and every kind of visit: its curve, and what the next step brings."""
    parts: list[Text | Chart] = []
    for table, title, tell in (
        ("promotions", _("Promotion"), promotion_parts),
        ("visits", _("Visits"), visit_parts),
    ):
        mine = snapshot.plan[table].rows_of("account", name)
        if len(mine):
            parts.append(Text(title + "\n", style="bold"))
        for row in mine.tolist():
            parts += tell(snapshot, row)
    return parts
