"""What can be done here: the keys of grid, mode and program, and what has no key."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode

from kamplan.words import _, mark
from tui.palette.entry import Entry
from tui.themes import TITLES

if TYPE_CHECKING:
    from tui.app import KamplanApp
    from tui.screens.sheet_screen import SheetScreen

ACTIONS = (
    ("screen.solve", mark("Solve the active scenario")),
    ("screen.solve_all", mark("Solve all scenarios that are not solved as they stand")),
    ("screen.stop", mark("Stop the solve and keep its best plan")),
    ("screen.choose_scenario", mark("Choose the active scenario")),
    ("screen.undo", mark("Undo the last edit")),
    ("screen.redo", mark("Redo what was undone")),
    ("screen.save", mark("Where edits are saved")),
    ("app.language", mark("Switch to Chinese / 切换到中文")),
    ("app.change_theme", mark("Choose a theme: dark, light and others")),
    ("app.tour", mark("Tour: the first steps, on a small plan")),
    ("screen.toggle_side", mark("Show or hide the details of the selected row")),
    ("grid.hide_columns", mark("Hide this column")),
    ("grid.show_columns", mark("Show all columns")),
    ("grid.freeze", mark("Freeze columns up to here")),
    ("screen.write_sheet", mark("Write this sheet to a CSV file")),
    ("screen.next_sheet(1)", mark("Next sheet of this mode")),
    ("screen.next_sheet(-1)", mark("Previous sheet of this mode")),
    ("screen.activate", mark("Make the scenario under the cursor the active one")),
    ("screen.create", mark("New scenario on top of the one under the cursor")),
    ("screen.duplicate", mark("Copy the scenario under the cursor")),
    ("screen.rename", mark("Rename the scenario under the cursor")),
    ("screen.describe", mark("Describe the scenario under the cursor")),
    ("screen.delete", mark("Delete the scenario under the cursor")),
    ("screen.compare", mark("Choose the scenario for F7 Compare, or leave it out")),
    ("app.help", mark("Help for this panel")),
    ("app.quit", mark("Quit; everything is saved")),
)
"""What the palette calls them: longer than there is room for beside a key."""
LONGER = dict(ACTIONS)
PLACES = ("switch_mode", "command_palette")
"""Actions that stand in the palette as places, or are the palette itself."""


def action_entries(app: "KamplanApp") -> Iterator[Entry]:
    """Everything that can be done where one is; what cannot be done now is left out."""
    screen = app.sheet_screen
    if screen is None:
        return
    seen = set()
    for node, binding in _bindings(screen):
        action = _whole(screen, node, binding.action)
        if action in seen or parse(binding.action)[1] in PLACES or not binding.description:
            continue
        seen.add(action)
        yield Entry(
            partial(_, LONGER.get(action, binding.description)),
            partial(app.run_action, binding.action, node),
            app.get_key_display(binding),
            partial(_, binding.tooltip or LONGER.get(action, binding.description)),
        )
    for action, name in ACTIONS:
        if action not in seen and can(app, screen, action):
            node, bare = _placed(screen, action)
            yield Entry(partial(_, name), partial(app.run_action, bare, node))
    for name, title in TITLES.items():
        if name != app.theme:
            yield Entry(partial(_theme, title), partial(app.action_use_theme, name))


def _theme(title: str) -> str:
    return _("Theme: {name}", name=_(title))


def _bindings(screen: "SheetScreen") -> Iterator[tuple[DOMNode, Binding]]:
    """Keys that work where the keyboard is, then those of the grid where it is elsewhere."""
    active = screen.active_bindings
    for found in active.values():
        if found.enabled and not found.binding.system:
            yield found.node, found.binding
    grid = screen.grid
    for key, bindings in grid._bindings.key_to_bindings.items():
        for binding in bindings:
            if key not in active and can(screen.kamplan, grid, binding.action):
                yield grid, binding


def can(app: "KamplanApp", node: DOMNode, action: str) -> bool:
    """Whether an action is there and can be done now."""
    place, name, parameters = parse(action)
    screen = app.sheet_screen
    grid = None if screen is None else screen.grid
    there = {"app": app, "screen": screen, "grid": grid}.get(place, node)
    known = there is not None and hasattr(there, f"action_{name}")
    return known and there is not None and bool(there.check_action(name, parameters))


def _placed(screen: "SheetScreen", action: str) -> tuple[DOMNode, str]:
    """Where an action is done, and what it is called there: Textual knows no place for grids."""
    if action.startswith("grid."):
        return screen.grid, action.removeprefix("grid.")
    return screen, action


def _whole(screen: "SheetScreen", node: DOMNode, action: str) -> str:
    """An action with where it is done: screen.solve."""
    if parse(action)[0]:
        return action
    place = {screen: "screen", screen.app: "app"}.get(node, "grid")
    return f"{place}.{action}"
