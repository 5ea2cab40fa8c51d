"""plan.toml as a sheet: a line a setting."""

from collections.abc import Hashable, Sequence

from kamplan.desk import Typed
from kamplan.desk.blocks import Block, settings_block
from kamplan.plan.entries import SETTINGS, read_setting
from kamplan.plan.settings import NUMBERS, WHOLE_NUMBERS
from kamplan.plan.tables import number_text
from kamplan.wording.headings import SETTINGS as NAMES
from kamplan.wording.headings import setting_title
from kamplan.words import _, plain
from tui.grid.model import CellText, GridColumn, Look
from tui.sheets.sheet import Sheet
from tui.snapshot import Snapshot


class SettingsSheet(Sheet):
    """Settings by name; what is not given has a default."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.now = snapshot.plan.settings.model_dump()
        inherited = snapshot.state.inherited
        self.was = self.now if inherited is None else inherited.settings.model_dump()
        self.names = tuple(NAMES)
        super().__init__(
            [
                GridColumn("setting", _("setting"), 38, frozen=True),
                GridColumn("value", _("value"), 28),
                GridColumn("key", _("in plan.toml"), 20),
            ]
        )

    def __len__(self) -> int:
        return len(self.names)

    def text(self, row: int, column: int) -> str:
        """What it is, what it holds, and its key."""
        name = self.names[row]
        if column == 0:
            return setting_title(name)
        return _value_text(read_setting(self.now, name)) if column == 1 else name

    def row_key(self, row: int) -> Hashable:
        """The setting's name."""
        return self.names[row]

    def editable(self, row: int, column: int) -> bool:
        """The values."""
        return column == 1

    def look(self, row: int, column: int) -> Look | None:
        """Marked where the scenario changes it."""
        if column != 1:
            return None
        was = read_setting(self.was, self.names[row])
        if was == read_setting(self.now, self.names[row]):
            return None
        value = plain(_value_text(was)) or _("nothing")
        return Look("changed", note=_("inherited: {value}", value=value))

    def typed(self, cell: CellText) -> Typed:
        """The setting."""
        return Typed(SETTINGS, (), self._name(cell), cell.text)

    def _name(self, cell: CellText) -> str:
        return str(cell.key) if cell.key is not None else self.names[cell.row]

    def blocks(self, cells: Sequence[CellText]) -> list[Block]:
        """Settings that are numbers."""
        names = [self._name(cell) for cell in cells if cell.column == 1]
        if len(names) < len(cells) or not set(names) <= NUMBERS | WHOLE_NUMBERS:
            return []
        return [settings_block(*names)]


def _value_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)


def settings_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The settings of the active scenario."""
    return SettingsSheet(snapshot)
