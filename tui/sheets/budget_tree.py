"""The budget tree: promotion money from the whole plan down to accounts, mechanics and weeks."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from kamplan.desk import Standing
from kamplan.desk.blocks import Block, settings_block
from kamplan.desk.tree import LimitText, can_be_selected, take_limits_back, type_limits
from kamplan.desk.typing import check_text
from kamplan.insight.branches import Branch, Branches, End, limit_row
from kamplan.insight.budget_tree import BudgetTree, Node, Path, levels_of
from kamplan.insight.guardrails import Guardrail
from kamplan.messages import what_of
from kamplan.plan.switches import SWITCH
from kamplan.plan.tables import number_text
from kamplan.report.tables import money
from kamplan.wording.branches import account_names, step_text
from kamplan.wording.guardrails import sentence
from kamplan.words import _, plain
from tui.grid.model import CellText, GridColumn, Look, Rows
from tui.sheets.budgets import BUDGET
from tui.sheets.sheet import Act, Sheet, amount, bar, number_shown, share
from tui.sheets.table_sheet import blocks_of
from tui.snapshot import Snapshot
from tui.words import why_no_plan

ENDS: dict[str, End] = {"least": "min", "most": "max"}
"""columns that take an amount, and the column of budgets it goes to."""
NAMES = ("name", "planned", "least", "most", "left", "used", "worth")
OTHERS = "others"
"""the key of the line above budgets that are for no branch."""
MOST_TAKERS = 40


@dataclass(frozen=True)
class OtherBudget:
    """The key of a budget that is for no branch."""

    name: str


@dataclass(frozen=True)
class Line:
    """A row of the sheet: a node, a budget that is for none, or the line above those."""

    key: Hashable
    node: Node | None = None
    budget: int | None = None
    depth: int = 0
    sign: str = ""
    """▸ folded, ▾ open, nothing where there is nothing below."""

    @property
    def branch(self) -> Branch | None:
        """What has figures; None for the line above other budgets."""
        return self.budget if self.node is None else self.node


class TreeSheet(Sheet):
    """Drawn from the branches that are open; amounts typed into it become budgets."""

    tells_more = True

    def __init__(self, snapshot: Snapshot, before: Sheet | None) -> None:
        super().__init__(())
        self._snapshot, self._table = snapshot, snapshot.plan["budgets"]
        self.levels = snapshot.tree.levels or levels_of(snapshot.plan)
        self.tree = self._tree(before)
        self.figures = Branches(self.tree, self._solved)
        self.columns = tuple(_columns(self.figures))
        self.lines = list(self._shown())
        self._stale = snapshot.standing(snapshot.active) is Standing.STALE

    def _tree(self, before: Sheet | None) -> BudgetTree:
        """The tree; that of the sheet before where only branches were opened or folded."""
        self._solved = solved = self._snapshot.with_plan()
        if (
            isinstance(before, TreeSheet)
            and before.levels == self.levels
            and before._solved is solved
            and before.tree.plan is self._snapshot.plan
        ):
            return before.tree
        return BudgetTree(self._snapshot.plan, self.levels, solved)

    def _shown(self) -> Iterator[Line]:
        yield from self._branch(self.tree.root, 0)
        rest = self.tree.other_budgets
        if not rest:
            return
        is_open = self._snapshot.tree.others
        yield Line(OTHERS, sign="▾" if is_open else "▸")
        for row in rest if is_open else ():
            yield Line(OtherBudget(str(self._table["name"][row])), budget=row, depth=1)

    def _branch(self, node: Node, depth: int) -> Iterator[Line]:
        leaf = self.tree.is_leaf(node)
        is_open = not leaf and node.path in self._snapshot.tree.open
        yield Line(node.path, node, depth=depth, sign="" if leaf else "▾" if is_open else "▸")
        for below in self.tree.children(node) if is_open else ():
            yield from self._branch(below, depth + 1)

    def __len__(self) -> int:
        return len(self.lines)

    # -- what cells show ---------------------------------------------------------------------

    def text(self, row: int, column: int) -> str:
        """Names indented, money with thousands separators."""
        line, name = self.lines[row], NAMES[column]
        if name == "name":
            return "  " * line.depth + (line.sign or " ") + " " + self._label(line)
        if name in ENDS:
            value = self._limit(line, ENDS[name])
            return "" if value is None else number_shown(value)
        return self._computed(line, name)

    def raw(self, row: int, column: int) -> str:
        """As a file holds it."""
        line, name = self.lines[row], NAMES[column]
        if name == "name":
            return self._label(line)
        if name in ENDS:
            value = self._limit(line, ENDS[name])
            return "" if value is None else number_text(value)
        return self._computed(line, name).replace(",", "")

    def _label(self, line: Line) -> str:
        if line.node is not None:
            return self._step_text(line.node.path)
        if line.budget is not None:
            return plain(self._table["name"][line.budget])
        return _("other budgets")

    def _step_text(self, path: Path) -> str:
        return step_text(path, self._account_names)

    @cached_property
    def _account_names(self) -> dict[str, str]:
        return account_names(self._snapshot.plan)

    def _limit(self, line: Line, end: End) -> float | None:
        return None if line.branch is None else self.figures.limit(line.branch, end)

    def _budget(self, line: Line, end: End) -> int | None:
        """The row of budgets that holds a limit of a line."""
        return None if line.branch is None else self.figures.budget(line.branch, end)

    def _computed(self, line: Line, name: str) -> str:
        if line.branch is None:
            return ""
        if name == "worth":
            worth = self.figures.worth(line.branch)
            return "" if worth is None else _worth_text(worth)
        if name == "used":
            part = self.figures.used(line.branch)
            return "" if part is None else f"{bar(part, 5)} {share(part)}"
        of = self.figures.planned if name == "planned" else self.figures.left
        value = of(line.branch)
        return "" if value is None else amount(value)

    def look(self, row: int, column: int) -> Look | None:
        """Marked where the scenario changes it; drawn back where it is old or switched off."""
        line, name = self.lines[row], NAMES[column]
        if name == "name":
            return Look("total") if line.key == () else None
        if name not in ENDS:
            return Look(dim=True) if self._stale else None
        end = ENDS[name]
        changed = self._change(line, end)
        if changed is not None:
            return Look("changed", note=_("inherited: {value}", value=changed or _("nothing")))
        budget = self._budget(line, end)
        if budget is None or self._limit(line, end) is None:
            return None
        if not self._table[SWITCH][budget]:
            return Look(dim=True, note=_("switched off"))
        price = float(self._table["price"][budget])
        return None if np.isnan(price) else Look(note=_("price: {money}", money=money(price)))

    def _change(self, line: Line, end: End) -> str | None:
        """What the active scenario inherits where it changes a limit; None where it does not."""
        inherited = self._snapshot.state.inherited
        if inherited is None:
            return None
        now = self._limit(line, end)
        if line.key == () and end == "max":
            was = inherited.settings.promotion.budget
        elif inherited["budgets"] is self._table:
            return None
        else:
            was = self._limit_before(line, end)
        if was == now:
            return None
        return "" if was is None else number_shown(was)

    def _limit_before(self, line: Line, end: End) -> float | None:
        inherited = self._snapshot.state.inherited
        assert inherited is not None
        table = inherited["budgets"]
        if line.node is not None:
            row = limit_row(self._tree_before, line.node.path, end)
        else:
            row = table.places.get((str(self._table["name"][line.budget]),))
        value = np.nan if row is None else float(table[end][row])
        return None if np.isnan(value) else value

    @cached_property
    def _tree_before(self) -> BudgetTree:
        inherited = self._snapshot.state.inherited
        assert inherited is not None
        return BudgetTree(inherited, self.levels)

    # -- rows ----------------------------------------------------------------------------------

    def row_key(self, row: int) -> Hashable:
        """The path; of other budgets the name."""
        return self.lines[row].key

    def matches(self, text: str, columns: Sequence[int] | None = None) -> Rows:
        """Rows that show a text, with the branches that lead to them."""
        found = super().matches(text, columns)
        for row in np.flatnonzero(found).tolist():
            depth, above = self.lines[row].depth, row
            while depth > 0:
                above -= 1
                if self.lines[above].depth < depth:
                    depth, found[above] = self.lines[above].depth, True
        return found

    # -- editing -------------------------------------------------------------------------------

    def editable(self, row: int, column: int) -> bool:
        """Least and most of whatever a budget can be for."""
        line = self.lines[row]
        if NAMES[column] not in ENDS:
            return False
        return line.budget is not None or (
            line.node is not None and can_be_selected(line.node.path)
        )

    def check(self, row: int, column: int, text: str) -> str | None:
        """Why a cell refuses a text by itself."""
        fault = check_text(self._table, ENDS[NAMES[column]], text)
        return None if fault is None else what_of(fault)

    def edit(self, cells: Sequence[CellText], what: str) -> Act:
        """Budgets of branches, made where there are none, and limits of other budgets."""
        limits = self._meant(cells)
        return lambda desk: type_limits(desk, self.levels, limits)

    def take_back(self, cells: Sequence[CellText]) -> Act:
        """What the active scenario inherits; nothing with base active."""
        limits = [replace(each, text="") for each in self._meant(cells)]
        return lambda desk: take_limits_back(desk, self.levels, limits)

    def _meant(self, cells: Sequence[CellText]) -> list[LimitText]:
        found = []
        for cell in cells:
            key = self._key(cell)
            of = key.name if isinstance(key, OtherBudget) else cast("Path", key)
            found.append(LimitText(of, ENDS[NAMES[cell.column]], cell.text))
        return found

    def _key(self, cell: CellText) -> Hashable:
        return self.lines[cell.row].key if cell.key is None else cell.key

    def blocks(self, cells: Sequence[CellText]) -> list[Block]:
        """Limits that stand in budgets, and the whole plan's, which is a setting."""
        found = []
        lines = {line.key: line for line in self.lines}
        settings: list[Block] = []
        for cell in cells:
            line, end = lines.get(self._key(cell)), ENDS[NAMES[cell.column]]
            if line is None:
                # Someone else has taken the budget away meanwhile.
                continue
            if line.key == () and end == "max":
                settings = [settings_block(BUDGET)]
                continue
            row = self._budget(line, end)
            if row is None:
                return []
            found.append((row, end))
        return [*blocks_of(self._table, found), *settings]

    # -- the side panel --------------------------------------------------------------------------

    def side(self, row: int, column: int) -> Text:
        """Which budgets are for exactly this, and who gets its money."""
        line = self.lines[row]
        text = Text()
        title = " › ".join(self._step_text(path) for path in _above(line)) or self._label(line)
        text.append(title + "\n\n", style="bold")
        rows = [line.budget] if line.budget is not None else []
        if line.node is not None:
            rows = self.tree.budgets_of(line.node.path)
            text.append(_("accounts: {count}", count=len(line.node.accounts)) + "\n")
            if not can_be_selected(line.node.path):
                said = _("No selection finds these accounts: no budget can be theirs.")
                text.append(said + "\n")
        for budget in rows:
            name = str(self._table["name"][budget])
            said = sentence(self._snapshot.plan, Guardrail("budgets", (name,)))
            off = "" if self._table[SWITCH][budget] else " – " + _("switched off")
            text.append(f"· {plain(name)}: {said}{off}\n")
        if line.node is not None:
            self._append_takers(text, line.node)
        return text

    def _append_takers(self, text: Text, node: Node) -> None:
        if node.planned is None:
            text.append("\n" + why_no_plan(self._snapshot))
            return
        names = list(self._account_names.items())
        takers = self.tree.takers(node)
        text.append("\n")
        for place, spent in takers[:MOST_TAKERS]:
            account, name = names[place]
            text.append(f"{amount(spent):>9}  {plain(name or account)}\n")
        if len(takers) > MOST_TAKERS:
            text.append(_("... and {count} more", count=len(takers) - MOST_TAKERS) + "\n")


def _columns(figures: Branches) -> list[GridColumn]:
    """As wide as whatever can stand in them: widths are kept while amounts are typed."""
    limits = [number_shown(value) for value in figures.limits]
    planned = figures.planned(figures.tree.root) or 0.0
    # What is left is no more than a limit, and no less than minus what is planned.
    left = [amount(value) for value in (*figures.limits, -planned)]
    worths = [_worth_text(value) for value in figures.worths.values()]
    most_help = _("What it may spend; typing makes a budget of it, emptying takes that away.")
    return [
        GridColumn("name", _("budget tree"), 24, frozen=True),
        _fitting("planned", _("planned"), _("What the plan spends."), [amount(planned)]),
        _fitting("least", _("at least"), _("What it must spend."), limits),
        _fitting("most", _("at most"), most_help, limits),
        _fitting("left", _("left"), _("What the plan leaves."), left),
        GridColumn("used", _("used"), 12, help=_("Planned as a share of the most allowed.")),
        _fitting("worth", _("worth"), _("What one more in it gains where it binds."), worths),
    ]


def _fitting(name: str, title: str, about: str, texts: Sequence[str]) -> GridColumn:
    width = max(cell_len(text) for text in (title, *texts))
    return GridColumn(name, title, width, number=True, help=about)


def _worth_text(worth: float) -> str:
    return f"{worth:,.2f}"


def _above(line: Line) -> Iterator[Path]:
    """The paths from below the whole plan to a line's own."""
    path = () if line.node is None else line.node.path
    for depth in range(len(path)):
        yield path[: depth + 1]


def tree_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The tree of the active scenario."""
    return TreeSheet(snapshot, before)
