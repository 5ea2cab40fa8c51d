"""Who is served first where goods are short."""

import numpy as np

from kamplan.insight.goods import Shortage, goods_by_week, shortages
from kamplan.insight.ranks import listed_cells, served_ranks
from kamplan.reporting import specs
from kamplan.reporting.allocation import account_names
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Chart, Column, Grid, Kind, Section
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain

FIRST, WAITING = 5, 5
"""accounts of a line on the page: served first, and next in line."""
MOST_PRODUCTS = 30


def stock_section(gathered: Gathered) -> Section:
    """Product-weeks that are short, and the order in which accounts are served."""
    solved = gathered.subject
    if solved.result.evaluation is None:
        return Section("stock", _("Stock priority"), [_("There is no plan.")])
    short = shortages(solved)
    grids = [_all(solved)]
    if not short:
        return Section("stock", _("Stock priority"), [_("Nothing is short.")], (), grids)
    grids = [_short(solved, short), _lines(solved, short), *grids]
    notes = [
        _(
            "Rank 1 is served first. The next unit goes to whoever waits with the lowest rank; "
            "what it is worth stands beside it."
        )
    ]
    return Section("stock", _("Stock priority"), notes, [_fill_map(solved)], grids, "wide")


def _fill_map(solved: Solved) -> Chart:
    """What is missing, by product and week."""
    goods, problem = goods_by_week(solved), solved.problem
    assert goods is not None
    missing = np.bincount(goods.product, goods.lost, len(problem.products))
    order = [p for p in np.argsort(-missing, kind="stable") if missing[p] > 0.5][:MOST_PRODUCTS]
    lines = [plain(problem.products[product]) for product in order]
    rows = [
        {
            "line": plain(problem.products[product]),
            "column": problem.weeks[week],
            "value": 1.0 - fill,
            "label": f"{fill:.0%}" if lost > 0.5 else "",
        }
        for product, week, fill, lost in zip(
            goods.product.tolist(), goods.week.tolist(), goods.fill.tolist(), goods.lost.tolist(),
            strict=True,
        )
        if product in order
    ]  # fmt: skip
    title = _("Fill rate by product and week, where goods are short")
    words = _(
        "{title}: {product} is short of most. The table below has the numbers.",
        title=title,
        product=lines[0],
    )
    return Chart(title, words, specs.heat_map(rows, problem.weeks, lines, specs.LOSS))


def _short(solved: Solved, short: list[Shortage]) -> Grid:
    goods, problem = goods_by_week(solved), solved.problem
    assert goods is not None
    asked = {
        (problem.products[product], problem.weeks[week]): (asked, sold)
        for product, week, asked, sold in zip(
            goods.product, goods.week, goods.asked.tolist(), goods.sold.tolist(), strict=True
        )
    }
    rows: list[tuple[Cell, ...]] = []
    for each in short:
        wanted, sold = asked[each.product, each.week]
        rows.append((each.product, each.week, wanted, sold, each.units, sold / wanted, each.worth))
    columns = [
        Column(_("product")),
        Column(_("week")),
        Column(_("asked"), Kind.UNITS),
        Column(_("sold"), Kind.UNITS),
        Column(_("missing"), Kind.UNITS),
        Column(_("fill rate"), Kind.SHARE),
        Column(_("one more is worth"), Kind.RATE),
    ]
    caption = _("Products and weeks that are short, the shortest first")
    return Grid(caption, columns, rows, sheet=_("short"))


def _lines(solved: Solved, short: list[Shortage]) -> Grid:
    """The head of each line, and those who are next."""
    names = account_names(solved)
    rows: list[tuple[Cell, ...]] = []
    for each in short:
        line, waiting = each.line, set(each.waiting[:WAITING].tolist())
        for place in sorted({*range(min(FIRST, len(line.account))), *waiting}):
            account = solved.problem.accounts[line.account[place]]
            sold, lost = float(line.sold[place]), float(line.lost[place])
            fill = sold / (sold + lost) if sold + lost > 0.0 else 1.0
            worth = float(line.worth[place])
            rows.append(
                (each.product, each.week, int(line.rank[place]), account, names[account], sold,
                 lost, fill, None if np.isnan(worth) else worth,
                 _("next in line") if place in waiting else _("served"))
            )  # fmt: skip
    columns = [
        Column(_("product")),
        Column(_("week")),
        Column(_("rank"), Kind.COUNT),
        Column(_("account")),
        Column(_("name")),
        *_service_columns(),
        Column(_("state")),
    ]
    caption = _("Who is served first, and who is next in line")
    return Grid(caption, columns, rows)


def _service_columns() -> list[Column]:
    """How a cell is served."""
    return [
        Column(_("sold"), Kind.UNITS),
        Column(_("missing"), Kind.UNITS),
        Column(_("fill rate"), Kind.SHARE),
        Column(_("the next unit is worth"), Kind.RATE),
    ]


def _all(solved: Solved) -> Grid:
    """Every account, product and week in which something is asked for or shipped: for the
    workbook."""
    evaluation, decisions, problem = (
        solved.result.evaluation,
        solved.result.decisions,
        solved.problem,
    )
    assert evaluation is not None
    assert decisions is not None
    names = account_names(solved)
    listed = listed_cells(problem.baseline, decisions.shipped)
    cells = np.nonzero(listed)
    sold, lost = evaluation.sold[cells], evaluation.lost[cells]
    asked = sold + lost
    fill = np.divide(sold, asked, out=np.ones_like(asked), where=asked > 0.0)
    nothing = [None] * len(sold)
    order = solved.result.rank
    rank = nothing if order is None else served_ranks(order, listed)[cells].tolist()
    each = solved.result.unit_worth
    worths = nothing if each is None else [
        None if np.isnan(value) else value for value in each[cells].tolist()
    ]  # fmt: skip
    accounts = [problem.accounts[a] for a in cells[0]]
    rows: list[tuple[Cell, ...]] = list(
        zip(
            accounts,
            [names[account] for account in accounts],
            [problem.products[p] for p in cells[1]],
            [problem.weeks[t] for t in cells[2]],
            rank,
            decisions.shipped[cells].tolist(),
            sold.tolist(),
            lost.tolist(),
            fill.tolist(),
            worths,
            strict=True,
        )
    )
    columns = [
        Column(_("account")),
        Column(_("name")),
        Column(_("product")),
        Column(_("week")),
        Column(_("rank"), Kind.COUNT),
        Column(_("shipped"), Kind.UNITS),
        *_service_columns(),
    ]
    return Grid(_("Stock"), columns, rows, sheet=_("stock"), on_page=False)
