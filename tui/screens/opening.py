"""What there is to see and to look through while the plan is being opened."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from kamplan.exchange.glance import Glance
from kamplan.wording.headings import table_title
from kamplan.words import _, plain
from tui.grid import Grid
from tui.modes import mode_labels
from tui.panels.line import Line
from tui.panels.side import WIDE, Side
from tui.sheets.first_look import FirstLook

SHEETS = (
    *("accounts", "promotions", "visits", "products", "demand"),
    *("account_stock", "in_transit", "curves", "judgements"),
)
"""the sheets of the mode that follows."""


ON_MODE, ON_SHEET = "bold $text on $primary-muted", "bold underline $text-accent"
"""the first tab, as kamplan.tcss has it where tabs can be clicked."""


def _tabs(labels: Sequence[str], active: int, on: str) -> Content:
    """A line that looks like tabs; a widget for each would hold the first screen up."""
    return Content.assemble(
        *(
            (f"[{label}]", on) if place == active else (f" {label} ", "$text-muted")
            for place, label in enumerate(labels)
        )
    )


class OpeningScreen(Screen[None]):
    """Looks like the accounts that it makes way for; nothing in it can be changed."""

    def __init__(
        self,
        glance: Glance | None,
        mode: str = "accounts",
        sheet: str = "",
        side: bool | None = None,
    ) -> None:
        """`glance`: None where there is nothing to see yet. `mode` and `sheet` are what follows:
        keys that are pressed ahead are meant for them, so nothing else must be shown. `side`:
        whether details are wanted; None: where there is room."""
        super().__init__()
        self._glance, self._mode, self._side_wanted = glance, mode, side
        self._sheet = sheet or SHEETS[0]

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
        modes = mode_labels()
        active = [name for name, _label, _tip in modes].index(self._mode)
        yield Line(_tabs([label for _name, label, _tip in modes], active, ON_MODE), id="modes")
        yield Line(self._sheets(), id="sheets")
        with Horizontal(id="body"):
            yield Grid(FirstLook(glance) if glance and self._looks_ahead else None)
            yield Side()
        yield Line(id="said", markup=False)

    @property
    def _looks_ahead(self) -> bool:
        """Whether the accounts are what follows."""
        return self._mode == "accounts" and self._sheet == SHEETS[0]

    def _sheets(self) -> Content:
        """The sheets that follow, as far as they are known without loading their mode."""
        if self._mode != "accounts" or self._sheet not in SHEETS:
            return Content("")
        return _tabs([table_title(name) for name in SHEETS], SHEETS.index(self._sheet), ON_SHEET)

    def on_mount(self) -> None:
        """Ready for the keys that move."""
        self.set_focus(self.grid)

    def hand_over(self, grid: Grid) -> None:
        """Go on in the grid that follows where one has got to in this."""
        if self._looks_ahead and (row := self.grid.cursor_key) is not None:
            grid.move_to_key(row, self.grid.model.columns[self.grid.column].id)

    def on_resize(self) -> None:
        """Room for the details that follow."""
        wanted = self._side_wanted
        self.query_one(Side).display = self.size.width >= WIDE if wanted is None else wanted
