"""The accounts as their file has them, to be seen while the plan is being opened.

Must look like the sheet that follows, and import nothing that the opening is waiting for.
"""

from collections.abc import Hashable

from kamplan.exchange.glance import Glance
from kamplan.wording.headings import heading, heading_help
from tui.grid.model import GridBase, GridColumn

KEY = "account"
TEXTS = ("name", "tier", "segment", "region", "channel", "team", "manager", "parent", "settlement")
NUMBERS = ("credit_days", "credit_limit", "discount", "deduction", "goodwill")
DEFAULTS = {
    "settlement": "cash",
    **dict.fromkeys(("credit_days", "discount", "deduction", "goodwill"), "0"),
}
"""What an empty cell means, where that is not nothing."""


class FirstLook(GridBase):
    """Read-only, and unchecked."""

    def __init__(self, glance: Glance) -> None:
        self._rows = glance.rows
        self._places = {name: place for place, name in enumerate(glance.columns)}
        own = [name for name in glance.columns if name not in (KEY, *TEXTS, *NUMBERS)]
        names = sorted((*TEXTS, *NUMBERS, *own), key=self._is_empty)
        self.columns = tuple(
            GridColumn(
                name,
                heading(name),
                number=name in NUMBERS,
                frozen=name == KEY,
                help=heading_help(name),
            )
            for name in (KEY, *names)
        )

    def _is_empty(self, name: str) -> bool:
        return not any(self._cell(row, name) for row in range(len(self)))

    def _cell(self, row: int, name: str) -> str:
        place = self._places.get(name)
        return ("" if place is None else self._rows[row][place]) or DEFAULTS.get(name, "")

    def __len__(self) -> int:
        return len(self._rows)

    def text(self, row: int, column: int) -> str:
        """Numbers with thousands separators, as far as they are numbers."""
        shown = self.columns[column]
        text = self._cell(row, shown.id)
        try:
            return f"{float(text):,.12g}" if shown.number else text
        except ValueError:
            return text

    def row_key(self, row: int) -> Hashable:
        """The key of the row in the plan's table."""
        return (self._cell(row, KEY),)
