"""The past of a plan as grids: its edits, and the cells of one of them."""

from collections.abc import Hashable, Sequence

from rich.cells import cell_len
from rich.text import Text

from kamplan.desk.past import PastEdit
from kamplan.plan.entries import SCENARIO, SETTINGS, WHOLE, Entry
from kamplan.report.edited import changed_lines, edit_name, file_of, sides_of
from kamplan.wording.changes import field_title, file_changes
from kamplan.wording.headings import table_name
from kamplan.words import _, plain
from tui.grid.columns import WIDEST
from tui.grid.model import GridBase, GridColumn, Look, Values
from tui.words import time_text

WHICH = 80
"""cells in which the first values of an edit are told."""


class PastSheet(GridBase):
    """Edits, the newest first; those that were taken back are drawn back and say so."""

    def __init__(self, edits: Sequence[PastEdit]) -> None:
        self.edits = edits
        self.columns = (
            GridColumn("when", _("when")),
            GridColumn("who", _("who")),
            GridColumn("what", _("what was done")),
            GridColumn("count", _("values"), number=True),
            GridColumn("which", _("which"), WHICH),
        )

    def __len__(self) -> int:
        return len(self.edits)

    def text(self, row: int, column: int) -> str:
        """When, who, what, how many and which."""
        edit = self.edits[row]
        match self.columns[column].id:
            case "when":
                return time_text(edit.when)
            case "who":
                return _("you") if edit.mine else plain(edit.who)
            case "what":
                name = edit_name(edit.what)
                return _("{what}, undone", what=name) if edit.undone else name
            case "count":
                return f"{edit.count:,}" if edit.count else ""
        return " · ".join(values_of(edit))

    def raw(self, row: int, column: int) -> str:
        """Times in full, for a spreadsheet."""
        return self.edits[row].when if column == 0 else self.text(row, column)

    def look(self, row: int, column: int) -> Look | None:
        """Drawn back where it was taken back; who it was, in full."""
        edit = self.edits[row]
        note = f"{plain(edit.who)} · {edit.when}" if column < 2 else ""
        return Look(dim=edit.undone, note=note) if edit.undone or note else None

    def row_key(self, row: int) -> Hashable:
        """The edit's number."""
        return self.edits[row].edit

    def sort_values(self, column: int) -> Values:
        """Times and counts as they are."""
        if column == 0:
            return [edit.when for edit in self.edits]
        return super().sort_values(column)


def values_of(edit: PastEdit) -> list[str]:
    """The first values of an edit, each with where, before and after."""
    told = [_entry_text(entry) for entry in edit.first]
    more = edit.count - len(told)
    if more > 0:
        told.append(_("... and {count} more", count=f"{more:,}"))
    return told


def _entry_text(entry: Entry) -> str:
    if entry.table == SCENARIO:
        where, lines = _file_lines(entry)
        return ": ".join([where, "  ".join(f"{sign} {line}" for sign, line in lines)])
    old, new = sides_of(entry)
    if entry.column == WHOLE:
        return f"{_where(entry)}: {old} → {new}"
    field = field_title(entry.table, entry.column)
    return f"{_where(entry)}, {field}: {old} → {new}"


def _file_lines(entry: Entry) -> tuple[str, Sequence[tuple[str, str]]]:
    """A scenario, and which of its changes went and came; lines of its file where it cannot be
    read, or where nothing else in it is another."""
    if said := file_changes(entry.key[0], entry.old, entry.new):
        return _("scenario {name}", name=plain(entry.key[0])), said
    return plain(file_of(entry)), [(sign, plain(line)) for sign, line in changed_lines(entry)]


def _where(entry: Entry) -> str:
    """The table and the row."""
    if entry.table == SETTINGS:
        return table_name(SETTINGS)
    return " ".join(map(plain, (table_name(entry.table), *entry.key)))


class EntriesSheet(GridBase):
    """Every value of an edit, and what it changed in a scenario's file."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.rows: list[tuple[Entry, tuple[str, str, str] | None]] = []
        """with the scenario, the sign and the words of what a scenario's file says."""
        for entry in entries:
            where, lines = _file_lines(entry) if entry.table == SCENARIO else ("", ())
            self.rows += [(entry, (where, *line)) for line in lines] or [(entry, None)]
        self.columns = (
            GridColumn("where", _("where")),
            GridColumn("field", _("field")),
            GridColumn("before", _("before"), self._width("-")),
            GridColumn("after", _("after"), self._width("+")),
        )

    def _width(self, sign: str) -> int:
        """Room for the words of a scenario's changes, which are longer than values."""
        said = [line[2] for _entry, line in self.rows if line is not None and line[1] == sign]
        longest = max(map(cell_len, said), default=0)
        return min(longest, WHICH) if longest > WIDEST else 0

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, row: int, column: int) -> str:
        """Where, which field, before and after."""
        entry, line = self.rows[row]
        name = self.columns[column].id
        if entry.table == SCENARIO:
            return self._file_text(entry, line, name)
        if name == "where":
            return _where(entry)
        if name == "field":
            whole = entry.column == WHOLE
            return _("whole row") if whole else field_title(entry.table, entry.column)
        return sides_of(entry)[name == "after"]

    def _file_text(self, entry: Entry, line: tuple[str, str, str] | None, name: str) -> str:
        where, sign, words = line or (plain(file_of(entry)), "", "")
        if name == "where":
            return where
        return words if sign and name == ("before" if sign == "-" else "after") else ""


def edit_title(edit: PastEdit) -> Text:
    """An edit in a line: what, who, when."""
    who = _("you") if edit.mine else plain(edit.who)
    text = f"{edit_name(edit.what)} · {who} · {time_text(edit.when)} · {edit.edit}"
    return Text(text, style="bold", no_wrap=True, overflow="ellipsis")
