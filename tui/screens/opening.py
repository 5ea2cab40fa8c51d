"""What there is to see and to look through while the plan is being opened."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from kamplan.exchange.glance import Glance
from kamplan.words import _, plain
from tui.grid import Grid
from tui.headings import table_title
from tui.modes import mode_labels
from tui.panels.line import Line
from tui.panels.side import WIDE, Side
from tui.sheets.first_look import FirstLook

SHEETS = (
    *("accounts", "promotions", "visits", "products", "demand"),
    *("account_stock", "in_transit", "curves"),
)
"""the sheets of the mode that follows."""


ON_MODE, ON_SHEET = "bold $text on $primary-muted", "bold underline $text-accent"
"""the first tab, as kamplan.tcss has it where tabs can be clicked."""


def _tabs(labels: Sequence[str], on: str) -> Content:
    """A line that looks like tabs; a widget for each would hold the first screen up."""
    first, *others = labels
    return Content.assemble(
        (f" {first} ", on), *((f" {label} ", "$text-muted") for label in others)
    )


class OpeningScreen(Screen[None]):
    """Looks like the accounts that it makes way for; nothing in it can be changed."""

    def __init__(self, glance: Glance | None) -> None:
        """`glance`: None where there is nothing to see yet."""
        super().__init__()
        self._glance = glance

    @property
    def grid(self) -> Grid:
        """The accounts."""
        return self.query_one(Grid)

    def compose(self) -> ComposeResult:
        """The same lines as in every mode."""
        glance = self._glance
        with Horizontal(id="title"):
            yield Line(plain(glance.name) if glance else "", id="plan", markup=False)
            yield Line(_("The plan is being opened."), id="outcome", markup=False)
        yield Line(_tabs([label for _name, label, _tip in mode_labels()], ON_MODE), id="modes")
        yield Line(_tabs([table_title(name) for name in SHEETS], ON_SHEET), id="sheets")
        with Horizontal(id="body"):
            yield Grid(FirstLook(glance) if glance else None)
            yield Side()
        yield Line(id="said", markup=False)

    def on_mount(self) -> None:
        """Ready for the keys that move."""
        self.set_focus(self.grid)

    def hand_over(self, grid: Grid) -> None:
        """Go on in the grid that follows where one has got to in this."""
        if (row := self.grid.cursor_key) is not None:
            grid.move_to_key(row, self.grid.model.columns[self.grid.column].id)

    def on_resize(self) -> None:
        """Room for the details that follow."""
        self.query_one(Side).display = self.size.width >= WIDE
