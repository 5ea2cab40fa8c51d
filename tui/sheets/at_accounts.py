"""Stock at accounts in a solved plan: what is there at the end of each week."""

import numpy as np
from rich.text import Text

from kamplan.words import _, plain
from tui.grid.model import GridColumn, Look
from tui.sheets.rows_sheet import RowsSheet, number, words
from tui.sheets.sheet import EmptySheet, Sheet, amount
from tui.snapshot import Snapshot


def at_accounts_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """A row for each account and product that is tracked, a column a week."""
    solved = snapshot.with_plan()
    rows = None if solved is None else solved.problem.account_stock
    if solved is None or rows is None or solved.result.evaluation is None:
        return EmptySheet()
    problem, at = solved.problem, solved.result.evaluation.at_accounts
    assert at is not None
    columns = [
        GridColumn("account", _("account"), frozen=True),
        GridColumn("product", _("product"), frozen=True),
        GridColumn("opening", _("opening"), 9, number=True),
        *(
            GridColumn(week, week.partition("-")[2], 7, number=True, help=week)
            for week in problem.weeks
        ),
    ]
    keys = [
        (problem.accounts[account], problem.products[product])
        for account, product in zip(rows.account, rows.product, strict=True)
    ]
    band = (at.there + at.on_the_way < rows.band_least - 0.5) | (
        at.there + at.on_the_way > rows.band_most + 0.5
    )
    outside_band = Look("refused", note=_("outside its band of days, at a price"))
    cells = [
        [
            *(words(part) for part in key),
            number(rows.opening[row]),
            *(
                number(units, look=outside_band if outside else None)
                for units, outside in zip(at.there[row], band[row], strict=True)
            ),
        ]
        for row, key in enumerate(keys)
    ]

    def side(row: int) -> Text:
        text = Text()
        text.append(" ".join(plain(part) for part in keys[row]) + "\n\n", style="bold")
        for week, there, moving in zip(
            problem.weeks, at.there[row], np.round(at.on_the_way[row], 6), strict=True
        ):
            text.append(f"{week}  {amount(there)}")
            if moving > 0.0:
                text.append(" · " + _("{units} on the way", units=amount(moving)))
            text.append("\n")
        return text

    return RowsSheet(columns, cells, keys, side)
