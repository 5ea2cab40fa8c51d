"""Sheets of a solved scenario: goods, worth, and the simple policies."""

from rich.text import Text

from kamplan.insight.goods import Shortage, goods_by_week, line_for, shortages
from kamplan.plan.entries import Key
from kamplan.report.tables import POLICIES, holds_text, rule_name
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain
from tui.grid.model import GridColumn, Look
from tui.sheets.decisions import account_names
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import EmptySheet, Sheet, amount, bar, difference, share
from tui.snapshot import Snapshot


def goods_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Every product-week: asked, served, short, and what the next unit is worth."""
    solved = snapshot.with_plan()
    goods = None if solved is None else goods_by_week(solved)
    if solved is None or goods is None:
        return EmptySheet()
    problem, fill = solved.problem, goods.fill
    columns = [
        GridColumn("product", _("product"), frozen=True),
        GridColumn("week", _("week"), frozen=True),
        GridColumn("fill", _("fill rate"), 15, help=_("Served as a share of what is asked for.")),
        GridColumn("asked", _("asked"), 8, number=True),
        GridColumn("sold", _("sold"), 8, number=True),
        GridColumn("lost", _("short"), 8, number=True),
        GridColumn("worth", _("next unit"), 9, number=True, help=_("Gained by one more unit.")),
        GridColumn("stock", _("stock after"), 8, number=True),
        GridColumn("next", _("next in line"), 16, help=_("Who would get the next unit.")),
    ]
    names = account_names(solved)
    waiting = {(item.product, item.week): _next(solved, item) for item in shortages(solved)}
    rows, keys = [], []
    for row in range(len(goods)):
        product, week = problem.products[goods.product[row]], problem.weeks[goods.week[row]]
        rows.append(
            [
                words(product),
                words(week),
                Shown(f"{bar(fill[row])} {share(fill[row])}", float(fill[row])),
                number(goods.asked[row]),
                number(goods.sold[row]),
                number(goods.lost[row]),
                number(goods.worth[row], lambda value: f"{value:,.2f}"),
                number(goods.stock[row]),
                words(names.get(waiting.get((product, week), ""), "")),
            ]
        )
        keys.append((product, week))

    def side(row: int) -> Text:
        return line_text(solved, keys[row], keys[row][1])

    return RowsSheet(columns, rows, keys, side)


def _next(solved: Solved, item: Shortage) -> str:
    """The first in line of whom something is missing."""
    waiting = item.line.account[item.waiting]
    return solved.problem.accounts[waiting[0]] if len(waiting) else ""


def line_text(solved: Solved, key: Key, week: str, most: int = 40) -> Text:
    """Who is served in which order in a product-week."""
    problem = solved.problem
    text = Text()
    if key[0] not in problem.products:
        return text
    if week not in problem.weeks:
        return text.append(_("With the cursor on a week: who is served in which order."))
    line = line_for(solved, problem.products.index(key[0]), problem.weeks.index(week))
    if line is None:
        return text
    text.append(f"{plain(key[0])} {week}\n", style="bold")
    bought = _bought(solved, key[0], week)
    if bought:
        text.append(_("Bought on top: {count} units.", count=f"{bought:,.0f}") + "\n")
    text.append(_("Served in this order:") + "\n\n")
    names = account_names(solved)
    for place in range(min(len(line.account), most)):
        account = problem.accounts[line.account[place]]
        asked = line.sold[place] + line.lost[place]
        fill = line.sold[place] / asked if asked > 0.0 else 1.0
        text.append(f"{line.rank[place]:>3} {plain(names[account] or account)}\n")
        text.append(f"    {bar(fill)} {amount(line.sold[place])} / {amount(asked)}")
        if line.worth[place] == line.worth[place]:
            text.append(" · " + _("{money} a unit", money=f"{line.worth[place]:,.2f}"))
        text.append("\n")
    if len(line.account) > most:
        text.append(_("... and {count} more", count=len(line.account) - most))
    return text


def _bought(solved: Solved, product: str, week: str) -> float:
    """Units of a product-week bought on top, 0 for dust."""
    problem, decisions = solved.problem, solved.result.decisions
    if decisions is None or not decisions.extra.size:
        return 0.0
    place = problem.products.index(product), problem.weeks.index(week)
    units = float(decisions.extra[place])
    return units if units > 1e-6 else 0.0


def worth_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """What one more of every limited thing gains."""
    solved = snapshot.with_plan()
    if solved is None:
        return EmptySheet()
    columns = [
        GridColumn("rule", _("one more of"), 30, frozen=True),
        GridColumn("value", _("gains"), 10, number=True),
        GridColumn("left", _("one less costs"), 14, number=True),
        GridColumn("holds", _("holds"), 18, help=_("Values of the limit between which it holds.")),
        GridColumn("hour", _("an hour, divided"), 16, number=True),
    ]

    def two(value: float) -> str:
        return f"{value:,.2f}"

    worth = sorted(solved.result.worth, key=lambda item: -abs(item.value))
    rows = [
        [
            words(rule_name(item.rule, item.key)),
            number(item.value, two),
            number(item.left, two),
            words("" if item.per_hour is not None else holds_text(item)),
            number(item.per_hour, two),
        ]
        for item in worth
    ]
    return RowsSheet(columns, rows, [(item.rule, item.key) for item in worth])


def policy_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The plan beside the simple policies that spend as much."""
    solved = snapshot.with_plan()
    if solved is None or solved.result.evaluation is None:
        return EmptySheet()
    columns = [
        GridColumn("policy", _("policy"), 24, frozen=True),
        GridColumn("contribution", _("contribution"), 14, number=True),
        GridColumn("gain", _("gain of the plan"), 16, number=True),
        GridColumn("breaks", _("rules it breaks"), 16, number=True),
    ]
    mine = solved.result.evaluation
    best = number(mine.contribution)
    rows = [[words(_("this plan"), Look("total")), best, number(0.0), number(0)]]
    for policy in solved.result.policies:
        value = policy.evaluation.contribution
        rows.append(
            [
                words(_(POLICIES[policy.name])),
                number(value),
                number(mine.objective - policy.evaluation.objective, difference),
                number(len(policy.evaluation.breaks)),
            ]
        )

    def side(row: int) -> Text:
        text = Text()
        breaks = [mine, *(each.evaluation for each in solved.result.policies)][row].breaks
        if not breaks:
            return text.append(_("It keeps every rule."))
        text.append(_("Rules it breaks") + "\n\n", style="bold")
        for item in breaks:
            text.append(
                _("{rule}: by {amount}", rule=rule_name(item.rule, item.key),
                  amount=amount(item.amount)) + "\n"
            )  # fmt: skip
        return text

    keys = ["plan", *(policy.name for policy in solved.result.policies)]
    return RowsSheet(columns, rows, keys, side)
