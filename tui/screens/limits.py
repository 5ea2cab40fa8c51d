"""F4 Budgets & limits: money, goods, hours, service, and the settings of the plan."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from kamplan.budgeting.standing import attributes
from kamplan.desk.lines import accept_lines
from kamplan.insight.usage import team_use
from kamplan.plan.entries import Key
from kamplan.plan.weeks import OPENING
from kamplan.wording.headings import heading, table_title
from kamplan.words import _, mark, plain
from tui.screens.budget_tree import TREE, TREE_KEYS, TreeScreen
from tui.screens.dialogs import Choose
from tui.screens.guardrails import GUARDRAILS, RULE_KEYS, GuardrailScreen
from tui.screens.rows import RowsScreen
from tui.sheets.budget_tree import tree_sheet
from tui.sheets.budgets import budget_sheet
from tui.sheets.guardrails import guardrail_sheet
from tui.sheets.proposal import ProposalSheet, proposal_sheet
from tui.sheets.results import line_text
from tui.sheets.settings_sheet import settings_sheet
from tui.sheets.sheet import Sheet, SheetKind, amount, bar, share
from tui.sheets.table_sheet import TableSheet
from tui.sheets.week_sheet import WeekSheet
from tui.snapshot import Snapshot
from tui.words import why_no_plan

Make = Callable[[Snapshot, Sheet | None], Sheet]


def _supply(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    weeks = (OPENING, *snapshot.plan.weeks)
    products = tuple((name,) for name in snapshot.plan["products"]["product"].tolist())
    return WeekSheet(snapshot, "supply", "units", weeks, products, _supply_side, before)


def _supply_side(snapshot: Snapshot, key: Key, week: str) -> Text:
    """Who is in line for the goods of the week."""
    text = Text()
    solved = snapshot.with_plan()
    if solved is None:
        text.append(plain(key[0]) + f" {week}\n\n", style="bold")
        text.append(why_no_plan(snapshot))
        return text
    for item in solved.result.worth:
        if item.rule == "supply" and item.key == (key[0], week):
            gain = _("One more unit gains {money}.", money=f"{item.value:,.2f}")
            text.append(gain + "\n\n")
    text.append_text(line_text(solved, key, week))
    return text


def _teams(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return WeekSheet(
        snapshot, "teams", "hours", snapshot.plan.weeks, side=_team_side, before=before
    )


def _team_side(snapshot: Snapshot, key: Key, week: str) -> Text:
    """How the team's hours are used."""
    text = Text()
    text.append(plain(key[0]) + "\n\n", style="bold")
    solved = snapshot.with_plan()
    use = None if solved is None else team_use(solved).get(key[0])
    if use is None:
        text.append(why_no_plan(snapshot))
        return text
    text.append(_("planned: {hours} h", hours=amount(use.planned)) + "\n")
    if use.cap is not None and use.left is not None:
        part = use.planned / use.cap if use.cap else 1.0
        text.append(_("available: {hours} h", hours=amount(use.cap)) + "\n")
        text.append(_("left: {hours} h", hours=amount(use.left)) + "\n")
        text.append(f"{bar(part, 16)} {share(part)}\n")
    return text


def _rules(table: str, snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return TableSheet(snapshot, table, before=before)


def _none(snapshot: Snapshot) -> str:
    return _("There are no rows. Insert or ctrl+n adds one.")


SHEETS: dict[str, Make] = {
    "budgets": budget_sheet,
    "supply": _supply,
    "teams": _teams,
    **{
        name: partial(_rules, name)
        for name in ("service", "calendar", "fairness", "locks", "no_worse", "uncertainty")
    },
    "plan": settings_sheet,
}


PROPOSAL = SheetKind(
    "proposal",
    lambda: _("Proposal"),
    proposal_sheet,
    why_no_plan,
    drawn_from=("state", "answers", "refusals", "lines_by"),
    slow=True,
)


def _table_kind(name: str) -> SheetKind:
    return SheetKind(name, partial(table_title, name), SHEETS[name], _none)


REST = tuple(SHEETS)[1:]
BRANCHES = SheetKind(
    TREE, lambda: _("Tree"), tree_sheet, lambda _snapshot: "",
    drawn_from=("state", "answers", "refusals", "tree"), slow=True,
)  # fmt: skip
RULES = SheetKind(
    GUARDRAILS, lambda: _("Guardrails"), guardrail_sheet, lambda _snapshot: _("No rule is set."),
    slow=True,
)  # fmt: skip


class LimitsScreen(RowsScreen, TreeScreen, GuardrailScreen):
    """What there is to share out, and the rules of sharing."""

    mode = "limits"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+b", "lines_by", mark("Propose lines by another column"), id="lines.by", show=False
        ),
        Binding("ctrl+g", "accept(False)", mark("Accept lines"), id="lines.accept", show=False),
        Binding("ctrl+w", "accept(True)", mark("Lock lines"), id="lines.lock", show=False),
        *TREE_KEYS,
        *RULE_KEYS,
    ]
    kinds: ClassVar = [_table_kind("budgets"), BRANCHES, RULES, *map(_table_kind, REST), PROPOSAL]

    @work(group="ask", description="choose what lines are proposed by")
    async def action_lines_by(self) -> None:
        """Choose the column of accounts that lines are proposed by, and show them."""
        snapshot = self.kamplan.snapshot
        if snapshot is None:
            return
        if self.sheet_id == TREE:
            self.choose_level()
            return
        choices = [(name, heading(name)) for name in attributes(snapshot.plan)]
        title = _("A budget line for each")
        by = await self.kamplan.ask(Choose(title, choices, snapshot.lines_by))
        if by is None:
            return
        self.kamplan.session.propose_by(by)
        await self.choose_sheet(PROPOSAL.id)

    @work(group="ask", description="accept budget lines")
    async def action_accept(self, held: bool) -> None:
        """Write the selected lines into the budgets; `held`: neither less."""
        sheet = self.sheet
        if not isinstance(sheet, ProposalSheet):
            await self.choose_sheet(PROPOSAL.id)
            self.say(_("Select lines to accept: ctrl+a for all."))
            return
        lines, by = sheet.lines([cell.key for cell in self.grid.selected]), sheet.by
        changed, faults = await self.kamplan.session.ask(
            lambda desk: accept_lines(desk, by, lines, held)
        )
        if faults:
            self.refuse(faults)
            return
        said = _(
            "Budget lines: {count} values changed. ctrl+z takes it back.", count=f"{changed:,}"
        )
        self.say(said)
