"""Editing one cell: the editor laid over it, and the keys it is left with."""

from collections.abc import Hashable

from textual.events import Blur, Hide, Key, Resize
from textual.geometry import Region

from kamplan.words import _
from tui.grid.editor import Editor, lay
from tui.grid.messages import Refused
from tui.grid.model import CellText
from tui.grid.settling import GridSettling

NOTE_SECONDS = 6
"How long the reason stays for which a text was given up as the focus went."
LEAVING = {"up": "up", "down": "down"}
"Keys that commit and move, and where to."
LEAVING_TYPED = {**LEAVING, "left": "left", "right": "right"}
"The same when the cell was opened by typing over it: nothing to walk about in yet."


class GridEditing(GridSettling):
    """Opens an editor over the cursor's cell. The grid keeps the focus and hands it the keys."""

    _editor: Editor | None = None
    _use = ""
    'What the editor is open for: "cell", "find", "filter"; empty when it is closed.'
    _edited: tuple[Hashable, str] = (None, "")
    "The cell under the editor: its row's key, its column's id."
    _by_typing = False
    _refusing = False
    _void = False
    "Whether what is being typed cannot be taken, however right it is."

    @property
    def editing(self) -> bool:
        """Whether a cell is being edited."""
        return self._use == "cell"

    @property
    def editor(self) -> Editor | None:
        """The open editor; None when there is none."""
        return self._editor if self._use else None

    def finish_edit(self) -> bool:
        """Commit what is being typed, as leaving the cell would; False when it is refused."""
        return not self.editing or self._commit()

    def void_edit(self) -> None:
        """What is being typed was meant for another plan: it is not taken, but told when one is
        done. Put away at once, the rest of it would be typed into this one."""
        self._void = self.editing

    # -- opening and closing -----------------------------------------------------------------

    async def action_edit(self) -> None:
        """Edit the cell with its present text."""
        row = self.cursor_row
        if row is not None:
            await self._open(self._raw(row, self.cursor_column))

    async def action_enter(self) -> None:
        """Edit the cell; on one that is not to be edited go on down."""
        row = self.cursor_row
        if row is not None and self._model.editable(row, self.cursor_column):
            await self.action_edit()
        else:
            self._enter_down()

    async def action_erase(self) -> None:
        """Edit the cell from an empty text."""
        await self._open("", by_typing=True)

    async def _open(self, text: str, by_typing: bool = False) -> None:
        row = self.cursor_row
        if row is None:
            return
        column = self.cursor_column
        if not self._model.editable(row, column):
            self._complain(_("This cell cannot be edited."))
            return
        self._select(self._spot, self._spot, self._spot)
        self._show(self._spot)
        self._edited = (self._model.row_key(row), self._model.columns[column].id)
        self._by_typing = by_typing
        await self._use_editor("cell", text)

    async def _use_editor(self, use: str, text: str) -> None:
        self._hush()
        if self._editor is None:
            self._editor = Editor()
            await self.screen.mount(self._editor)
        self._use = use
        self._editor.set_class(use != "cell", "-bar")
        self._editor.remove_class("-refused")
        self._editor.begin(text)
        self._place_editor()

    def _close(self) -> None:
        """Put the editor away, and the reason with it."""
        self._put_away()
        self._hush()

    def _put_away(self) -> None:
        self._use = ""
        self._refusing = self._void = False
        if self._editor is not None:
            self._editor.display = False

    def _commit(self) -> bool:
        """Hand the text to the screen; False when that cannot be, and the reason is shown."""
        assert self._editor is not None
        row, column, text = self.cursor_row, self.cursor_column, self._editor.value
        if self._void:
            self._close()
            said = _("{text} was not taken: the scenario it was typed for is gone.", text=text)
            self._complain(said)
            return False
        here = (self.cursor_key, self._model.columns[column].id) if row is not None else None
        if row is None or here != self._edited:
            self._close()
            self._complain(_("The row that was edited is gone; {text} was not taken.", text=text))
            return False
        reason = self._refusal(row, column, text)
        if reason is not None:
            self.post_message(Refused(self, reason))
            return False
        self._close()
        cell = CellText(row, column, text, *self._edited)
        self._write([cell], "edit" if text else "clear")
        return True

    def _refusal(self, row: int, column: int, text: str) -> str | None:
        """Why the cell refuses the text, which then stands beside it; None when it takes it."""
        assert self._editor is not None
        unchanged = text == self._raw(row, column)
        reason = None if unchanged else self._model.check(row, column, text)
        self._refusing = reason is not None
        self._editor.set_class(self._refusing, "-refused")
        if reason is not None:
            self._say(reason)
        else:
            self._hush()
        return reason

    # -- keys --------------------------------------------------------------------------------

    async def _editor_key(self, event: Key) -> bool:
        """Take a key while a cell is edited; False leaves it to the grid or the screen."""
        assert self._editor is not None
        key = event.key
        walking = not self._by_typing or not self._editor.cursor_at_end
        leaving = LEAVING if walking else LEAVING_TYPED
        if key == "escape":
            self._close()
        elif key == "f2":
            self._by_typing = not self._by_typing
        elif key in ("enter", "tab", "shift+tab") or key in leaving:
            if self._commit():
                self._leave(key, leaving)
        elif await self._editor.take(event):
            self._typed_on()
        else:
            return not self._commit() and event.key in self._own_keys()
        return True

    def _leave(self, key: str, leaving: dict[str, str]) -> None:
        if key == "enter":
            self._enter_down()
        elif key in leaving:
            self.action_move(leaving[key])
        else:
            self.action_next_cell(1 if key == "tab" else -1)

    def _own_keys(self) -> set[str]:
        """Keys bound by the grid."""
        return {key for key, bound in self.screen.active_bindings.items() if bound.node is self}

    def _typed_on(self) -> None:
        """The text changed: grow with it, and look again at what was refused."""
        assert self._editor is not None
        row = self.cursor_row
        if self._refusing and row is not None:
            self._refusal(row, self.cursor_column, self._editor.value)
        if self._region_of(self._spot) is None:
            self._show(self._spot)
        self._place_editor()

    # -- where it lies -----------------------------------------------------------------------

    def _place_editor(self) -> None:
        """Lay the editor over its cell, as wide as its text, inside the grid."""
        if self._editor is None or not self._use or not self.is_attached:
            return
        region = self._editor_region(self._editor)
        if region is None:
            self._editor.display = False
        else:
            lay(self._editor, region.translate(self._frame.offset))
            self.call_after_refresh(self._point)

    def _point(self) -> None:
        if self.editor is not None and self.has_focus:
            self.app.cursor_position = self.editor.cursor_screen_offset
        else:
            super()._point()

    def _editor_region(self, editor: Editor) -> Region | None:
        """Where the editor belongs, from the corner of the grid; None when that is out of sight."""
        cell = self._region_of(self._spot)
        if cell is None:
            return None
        width = min(max(cell.width - 1, editor.wanted_width), self.inner.width)
        x = min(cell.x + 1, self.inner.width - width)
        return Region(x, cell.y, width, 1)

    def _redraw(self) -> None:
        super()._redraw()
        self.call_after_refresh(self._place_editor)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """The editor goes with its cell."""
        super().watch_scroll_x(old_value, new_value)
        self._place_editor()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The editor goes with its cell."""
        super().watch_scroll_y(old_value, new_value)
        self._place_editor()

    def on_mount(self) -> None:
        """Follow whatever moves the grid about on the screen."""
        signal = self.screen.screen_layout_refresh_signal
        signal.subscribe(self, lambda _screen: self._place_editor(), immediate=True)

    def on_resize(self, event: Resize) -> None:
        """Stay over the cell."""
        self._place_editor()

    # -- leaving the grid ----------------------------------------------------------------------

    def on_blur(self, event: Blur) -> None:
        """Commit what was typed when the focus goes elsewhere; not when the terminal loses it."""
        if self.app.app_focus:
            self._leave_grid()

    def on_hide(self, event: Hide) -> None:
        """Commit what was typed when the grid is no longer shown."""
        self._leave_grid()

    def _leave_grid(self) -> None:
        if self.editing and not self._commit():
            self._put_away()
            self.set_timer(NOTE_SECONDS, self._hush)
        elif self._use:
            self._close()
        else:
            self._hush()

    def on_unmount(self) -> None:
        """The editor goes with the grid."""
        if self._editor is not None and self._editor.is_attached:
            self._editor.remove()
