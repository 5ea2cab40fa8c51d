"""The grid: what a spreadsheet's user expects of keys and mouse, on an immutable model.

The layers below it, each knowing only those before: canvas (drawing), rows (model, order,
filter), moving, settling (typed texts), editing, writing (blocks, clipboard), seeking, arranging
(order of rows, columns), mouse.
"""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key

from tui.grid.arrangement import Arrangement, show_columns
from tui.grid.columns import FITTED_ROWS
from tui.grid.cursor import Spot
from tui.grid.keys import BINDINGS
from tui.grid.model import GridModel
from tui.grid.mouse import GridMouse
from tui.grid.unsettled import Unsettled
from tui.grid.view import View

WRITING = frozenset({"edit", "erase", "take_back", "change_by", "paste", "fill"})
"Actions that change cells; greyed out where none can be changed."


class Grid(GridMouse):
    """An editable table. See tui.grid.messages for what it posts."""

    BINDING_GROUP_TITLE = "Grid"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(
        self,
        model: GridModel | None = None,
        *,
        empty: str = "",
        read_only: bool | None = None,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(model, empty=empty, name=name, id=id, classes=classes)
        self._read_only = read_only
        self._locked: tuple[GridModel, bool] | None = None

    # -- what screens ask --------------------------------------------------------------------

    @property
    def row(self) -> int:
        """The model's row under the cursor; 0 where there is none (`cursor_row` tells)."""
        return self.cursor_row or 0

    @property
    def column(self) -> int:
        """The model's column under the cursor."""
        return self.cursor_column

    @property
    def read_only(self) -> bool:
        """Whether no cell takes a text; found out from the first rows unless it was set."""
        if self._read_only is not None:
            return self._read_only
        if self._locked is None or self._locked[0] is not self._model:
            self._locked = (self._model, not _takes_texts(self._model))
        return self._locked[1]

    @read_only.setter
    def read_only(self, read_only: bool | None) -> None:
        self._read_only = read_only

    def forget(self) -> None:
        """Another table comes: drop arrangement, filter, typed texts and the cursor's place."""
        self._close()
        self._unsettled = Unsettled()
        self._arrangement, self._filter, self._misread = Arrangement(), "", ""
        self._shown = show_columns(self._model.columns, self._arrangement)
        self._key, self._told = None, ()
        self._view = View(len(self._model))
        self._stand_at(Spot(0, 0))
        self._redraw()
        self._show(self._spot)

    # -- keys --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab leaves a grid in which nothing can be typed; Esc, one with nothing to undo in it."""
        if action == "next_cell":
            return not self.read_only
        if action == "collapse":
            note = self._note is not None and self._note.display
            return self.area.size > 1 or bool(self._unsettled.refused) or note
        if action in WRITING:
            return None if self.read_only else True
        return True

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters and digits are texts for a cell that takes some; else they may be keys."""
        return is_text(character) and (bool(self._use) or self._takes_text)

    @property
    def _takes_text(self) -> bool:
        row = self.cursor_row
        return row is not None and self._model.editable(row, self._spot.column)

    async def on_key(self, event: Key) -> None:
        """Take every key here, in the order pressed.

        Bindings are otherwise run by the app, after the event has bubbled up to it; a letter
        typed after Enter could then come before it.
        """
        if await self._taken(event):
            event.stop()
            event.prevent_default()

    async def _taken(self, event: Key) -> bool:
        if self._use:
            handle = self._editor_key if self.editing else self._bar_key
            if await handle(event):
                return True
        bound = self.screen.active_bindings.get(event.key)
        if bound is not None and bound.node is self and bound.enabled:
            await self.run_action(bound.binding.action)
            return True
        if is_text(event.character) and not self.read_only and len(self._view):
            await self._open(event.character or "", by_typing=True)
            return True
        return False


def is_text(character: str | None) -> bool:
    """Whether a key types something."""
    return character is not None and character.isprintable()


def _takes_texts(model: GridModel) -> bool:
    columns = range(len(model.columns))
    rows = range(min(len(model), FITTED_ROWS))
    return any(model.editable(row, column) for row in rows for column in columns)
