"""The keys of a grid, with the names, words and actions they stand for."""

from textual.binding import Binding, BindingType

from kamplan.words import mark

MOVES = [
    ("up", "up", mark("Up")),
    ("down", "down", mark("Down")),
    ("left", "left", mark("Left")),
    ("right", "right", mark("Right")),
    ("home", "row_start", mark("Start of the row")),
    ("end", "row_end", mark("End of the row")),
    ("ctrl+home", "table_start", mark("First cell")),
    ("ctrl+end", "table_end", mark("Last cell")),
    ("pageup", "page_up", mark("Page up")),
    ("pagedown", "page_down", mark("Page down")),
    ("ctrl+up", "block_up", mark("Up to the edge of the filled cells")),
    ("ctrl+down", "block_down", mark("Down to the edge of the filled cells")),
    ("ctrl+left", "block_left", mark("Left to the edge of the filled cells")),
    ("ctrl+right", "block_right", mark("Right to the edge of the filled cells")),
]
EXTENDS = [
    ("shift+up", "up", mark("Select up")),
    ("shift+down", "down", mark("Select down")),
    ("shift+left", "left", mark("Select left")),
    ("shift+right", "right", mark("Select right")),
    ("shift+home", "row_start", mark("Select to the start of the row")),
    ("shift+end", "row_end", mark("Select to the end of the row")),
    ("ctrl+shift+home", "table_start", mark("Select to the first cell")),
    ("ctrl+shift+end", "table_end", mark("Select to the last cell")),
    ("shift+pageup", "page_up", mark("Select a page up")),
    ("shift+pagedown", "page_down", mark("Select a page down")),
    ("ctrl+shift+up", "block_up", mark("Select up to the edge of the filled cells")),
    ("ctrl+shift+down", "block_down", mark("Select down to the edge of the filled cells")),
]
OTHERS = [
    ("tab", "next_cell", "next", mark("Next cell"), ""),
    ("shift+tab", "next_cell(-1)", "previous", mark("Previous cell"), ""),
    ("escape", "collapse", "collapse", mark("Select one cell"), ""),
    ("ctrl+a", "select('all')", "all", mark("Select all"), ""),
    ("ctrl+space,ctrl+@", "select('column')", "column", mark("Select the column"), ""),
    ("shift+space", "select('row')", "row", mark("Select the row"), ""),
    ("enter", "enter", "enter", mark("Edit, or down"), ""),
    ("backspace", "erase", "erase", mark("Edit from empty"), ""),
    (
        "delete",
        "take_back",
        "take_back",
        mark("Take back"),
        mark("Take back the changes of the selected cells"),
    ),
    ("ctrl+c", "copy", "copy", mark("Copy"), mark("Copy the selected cells, to Excel too")),
    (
        "ctrl+v",
        "paste",
        "paste",
        mark("Paste"),
        mark("Paste what was copied here; from Excel use the paste key of the terminal"),
    ),
    (
        "ctrl+r",
        "fill('right')",
        "fill_right",
        mark("Fill right"),
        mark("Repeat the first column of the selection to the right"),
    ),
    ("ctrl+shift+left", "widen(-1)", "narrower", mark("Narrower column"), ""),
    ("ctrl+shift+right", "widen(1)", "wider", mark("Wider column"), ""),
]
SHOWN = [
    ("f2", "edit", "edit", mark("Edit"), mark("Edit the cell; typing replaces it")),
    (
        "ctrl+d",
        "fill('down')",
        "fill_down",
        mark("Fill down"),
        mark("Repeat the first row of the selection in those below"),
    ),
    (
        "percent_sign",
        "change_by",
        "change_by",
        mark("Change by"),
        mark("Change the selected numbers by an amount or a percentage"),
    ),
    (
        "ctrl+f",
        "filter",
        "filter",
        mark("Filter"),
        mark("Show only the rows with a text, or such as tier=A|B; discount>5%"),
    ),
    ("slash", "find", "find", mark("Find"), mark("Go to the next cell that contains a text")),
    (
        "ctrl+o",
        "sort",
        "sort",
        mark("Sort"),
        mark("Order the rows by this column: up, down, then as in the file"),
    ),
    (
        "f12",
        "arrange",
        "arrange",
        mark("Arrange columns"),
        mark("Show, hide, freeze and move columns, and order the rows by several"),
    ),
]


def _bindings() -> list[BindingType]:
    """All of them; each with its description as tooltip where there is no longer one."""
    moves = [(key, f"move('{where}')", f"move_{where}", words, "") for key, where, words in MOVES]
    extends = [
        (key, f"extend('{where}')", f"select_{where}", words, "") for key, where, words in EXTENDS
    ]
    hidden = [*moves, *extends, *OTHERS]
    return [
        Binding(
            key,
            action,
            words,
            id=f"grid.{name}",
            tooltip=tooltip or words,
            show=shown,
        )
        for shown, table in ((True, SHOWN), (False, hidden))
        for key, action, name, words, tooltip in table
    ]


BINDINGS = _bindings()
