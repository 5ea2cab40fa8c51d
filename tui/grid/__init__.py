"""The editable grid that every table of the interface uses."""

from tui.grid.grid import Grid
from tui.grid.model import CellText, GridBase, GridColumn, GridModel, Look

__all__ = ["CellText", "Grid", "GridBase", "GridColumn", "GridModel", "Look"]
