"""The keys of the sheet Tree: with the cursor on a name, branches open and fold."""

from dataclasses import replace
from typing import cast

from textual import on, work
from textual.binding import Binding, BindingType

from kamplan.budgeting.standing import attributes
from kamplan.insight.budget_tree import ACCOUNT, MECHANIC, WEEK, Path, level_first, next_levels
from kamplan.wording.headings import heading
from kamplan.words import _, mark
from tui.branches import Branches
from tui.grid.messages import CursorMoved
from tui.screens.dialogs import Choose
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.budget_tree import OTHERS, Line, TreeSheet
from tui.snapshot import Snapshot

TREE = "tree"
ON_NAMES = frozenset({"toggle_branch", "open_branch", "fold_branch", "toggle_level", "next_levels"})

TREE_KEYS: list[BindingType] = [
    Binding(
        "enter,space", "toggle_branch", mark("Open or fold"), id="tree.toggle", priority=True
    ),
    Binding("right", "open_branch", mark("Open"), id="tree.open", show=False, priority=True),
    Binding("left", "fold_branch", mark("Fold"), id="tree.fold", show=False, priority=True),
    Binding(
        "asterisk", "toggle_level", mark("Open or fold all of the level"), id="tree.level",
        show=False, priority=True,
    ),
    Binding(
        "o", "next_levels", mark("Next order of levels"), id="tree.order", priority=True
    ),
]  # fmt: skip
"""bound by the mode, beside others for the same keys: a key can be bound in one class only."""


class TreeScreen(SheetScreen):
    """Keeps which branches are open; what there is below them is the sheet's."""

    def __init__(self) -> None:
        super().__init__()
        self._tree = Branches()
        self._on_name = False

    def show(self, snapshot: Snapshot) -> None:
        """Draw, with the branches that are open here."""
        super().show(replace(snapshot, tree=self._tree))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only with the cursor on a name of the tree: other cells take texts."""
        if action in ON_NAMES:
            sheet = self._tree_sheet
            on_name = sheet is not None and self.grid.column == 0 and self.focused is self.grid
            if not on_name or self.grid.editor is not None:
                return False
            # An open branch leaves the key to the grid, which goes to the next cell.
            return action != "open_branch" or self._sign == "▸"
        return super().check_action(action, parameters)

    @on(CursorMoved)
    def _offer_branches(self) -> None:
        """Keys for branches are there while the cursor stands on a name."""
        on_name = self.sheet_id == TREE and self.grid.column == 0
        if on_name != self._on_name:
            self._on_name = on_name
            self.refresh_bindings()

    @property
    def _tree_sheet(self) -> TreeSheet | None:
        there = self.is_mounted and self.sheet_id == TREE
        return cast("TreeSheet | None", self.sheet) if there else None

    @property
    def _line(self) -> Line | None:
        sheet, row = self._tree_sheet, self.grid.cursor_row
        return None if sheet is None or row is None else sheet.lines[row]

    @property
    def _sign(self) -> str:
        return "" if self._line is None else self._line.sign

    def _look_at(self, tree: Branches) -> None:
        """Draw other branches; in turn with edits, as many may be to be worked out."""
        self._tree = tree
        if self.kamplan.snapshot is not None:
            self.show(self.kamplan.snapshot)

    def _turn(self, tree: Branches) -> None:
        """Open or fold a branch at once: the key after it may go into what it shows."""
        self._tree = tree
        if self.kamplan.snapshot is None:
            return
        # A sheet in the making would still have the branches as they were.
        self.workers.cancel_group(self, "sheet")
        self._shown = snapshot = replace(self.kamplan.snapshot, tree=tree)
        self._take_sheet(self._kind, snapshot, self._kind.make(snapshot, self.sheet))

    def action_toggle_branch(self) -> None:
        """Open what is folded, fold what is open."""
        if self._sign == "▾":
            self._fold()
        else:
            self.action_open_branch()

    def action_open_branch(self) -> None:
        """Show what is below the line under the cursor."""
        line = self._line
        if line is None or line.sign != "▸":
            return
        if line.key == OTHERS:
            self._turn(replace(self._tree, others=True))
        elif line.node is not None:
            self._turn(self._tree.opened([line.node.path]))

    def _fold(self) -> None:
        line = self._line
        if line is not None and line.key == OTHERS:
            self._turn(replace(self._tree, others=False))
        elif line is not None and line.node is not None:
            self._turn(self._tree.folded([line.node.path]))

    def action_fold_branch(self) -> None:
        """Fold what is open; else go to the line above it."""
        line = self._line
        if line is None:
            return
        if line.sign == "▾":
            self._fold()
        elif line.node is not None:
            self.grid.move_to_key(line.node.path[:-1])
        else:
            self.grid.move_to_key(OTHERS)

    def action_toggle_level(self) -> None:
        """Open all lines that are indented as far as the one under the cursor; fold them where
        they are open."""
        sheet, line = self._tree_sheet, self._line
        if sheet is None or line is None or line.node is None:
            return
        level = [each for each in sheet.lines if each.node is not None and each.depth == line.depth]
        paths = [each.node.path for each in level if each.node is not None]
        if any(each.sign == "▸" for each in level):
            self._look_at(self._tree.opened(paths))
        else:
            self._look_at(self._tree.folded(paths))

    def action_next_levels(self) -> None:
        """Another order of the columns of accounts."""
        sheet = self._tree_sheet
        if sheet is not None:
            self._order(next_levels(sheet.levels))

    def _order(self, levels: tuple[str, ...]) -> None:
        root: Path = ()
        self._look_at(Branches(levels, others=self._tree.others))
        self.grid.move_to_key(root)
        self.say(_("Levels: {levels}", levels=" › ".join(map(heading, levels))))

    @work(group="ask", description="choose the first level of the tree")
    async def choose_level(self) -> None:
        """Choose which level comes first: any column of accounts, mechanics, weeks."""
        sheet, snapshot = self._tree_sheet, self.kamplan.snapshot
        if sheet is None or snapshot is None:
            return
        names = list(dict.fromkeys([*attributes(snapshot.plan), ACCOUNT, MECHANIC, WEEK]))
        choices = [(name, heading(name)) for name in names]
        title = _("Which level comes first below the whole plan?")
        first = await self.kamplan.ask(Choose(title, choices, sheet.levels[0]))
        if first is not None:
            self._order(level_first(sheet.levels, first))
