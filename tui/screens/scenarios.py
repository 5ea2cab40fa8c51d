"""F5 Scenarios: make, copy, rename, delete, activate, choose for comparison, solve."""

from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from kamplan.desk import Standing, scenarios
from kamplan.desk.relaxing import relax
from kamplan.insight.relaxing import proposals
from kamplan.messages import what_of
from kamplan.plan import PlanError
from kamplan.whatif.authoring import check_name
from kamplan.whatif.scenario import BASE, parse_scenario
from kamplan.words import _, mark, plain
from tui.grid.messages import CursorMoved
from tui.screens.dialogs import AskText, Choose, Confirm
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.relaxing import ALL, relax_choices
from tui.sheets.scenario_list import scenario_sheet
from tui.sheets.sheet import SheetKind
from tui.snapshot import MOST_COMPARED, Snapshot


def _never_empty(snapshot: Snapshot) -> str:
    return ""


class ScenariosScreen(SheetScreen):
    """The tree of scenarios; letters are commands here, since no cell takes them."""

    mode = "scenarios"
    kinds: ClassVar = [
        SheetKind(
            "scenarios",
            lambda: _("Scenarios"),
            scenario_sheet,
            _never_empty,
            ("state", "answers", "refusals", "compared", "running"),
        )
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "activate", mark("Activate"), id="scenario.activate", priority=True),
        Binding("n", "create", mark("New"), id="scenario.new", priority=True),
        Binding("c", "duplicate", mark("Copy"), id="scenario.copy", priority=True),
        Binding("r", "rename", mark("Rename"), id="scenario.rename", priority=True, show=False),
        Binding(
            "d", "describe", mark("Describe"), id="scenario.describe", priority=True, show=False
        ),
        Binding("delete", "delete", mark("Delete"), id="scenario.delete", priority=True),
        Binding("space", "compare", mark("Compare"), id="scenario.compare", priority=True),
        Binding("x", "relax", mark("Relax rules"), id="scenario.relax", priority=True),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters belong to a field where one is open."""
        own = {
            "activate",
            "create",
            "duplicate",
            "rename",
            "describe",
            "delete",
            "compare",
            "relax",
        }
        if action in own:
            there = self.is_mounted and self.focused is self.grid and self.chosen is not None
            free = there and self.grid.editor is None
            return free and (action != "relax" or self._is_infeasible)
        return super().check_action(action, parameters)

    @property
    def chosen(self) -> str | None:
        """The scenario under the cursor; None where a filter leaves none."""
        key = self.grid.cursor_key
        return None if key is None else str(key)

    @property
    def _here(self) -> str:
        """The scenario under the cursor: where there is none, no key asks for it."""
        assert self.chosen is not None
        return self.chosen

    @property
    def meant(self) -> list[str]:
        """F9 solves the one under the cursor."""
        return [] if self.chosen is None else [self.chosen]

    @property
    def _is_infeasible(self) -> bool:
        """Whether it is known which rules of the one under the cursor conflict."""
        snapshot = self.kamplan.snapshot
        # Bindings are asked for before there is a grid.
        if snapshot is None or self.sheet is None or self.chosen is None:
            return False
        solved = snapshot.solved(self.chosen)
        return solved is not None and solved.result.status == "infeasible"

    @on(CursorMoved)
    def _offer(self) -> None:
        """What can be done depends on the scenario under the cursor."""
        self.refresh_bindings()

    def show(self, snapshot: Snapshot) -> None:
        """Draw the tree; what can be done depends on how scenarios stand."""
        super().show(snapshot)
        self.refresh_bindings()

    @work(group="ask", description="relax rules")
    async def action_relax(self) -> None:
        """Relax rules of the one under the cursor, and solve it again."""
        name, snapshot = self._here, self.kamplan.snapshot
        solved = None if snapshot is None else snapshot.solved(name)
        if snapshot is None or solved is None:
            return
        if snapshot.standing(name) is not Standing.INFEASIBLE:
            self.say(_("Its inputs have changed since; F9 solves it again."), wrong=True)
            return
        found = proposals(solved)
        if not found:
            self.say(_("No rule is known that could give."), wrong=True)
            return
        title = _("Relax which rules of {name}?", name=plain(name))
        chosen = await self.kamplan.ask(Choose(title, relax_choices(found)))
        if chosen is None:
            return
        wanted = found if chosen == ALL else [found[int(chosen)]]
        if faults := await self.kamplan.edit(lambda desk: relax(desk, name, wanted)):
            self.refuse(faults)
            return
        self.say(_("Relaxed, and being solved again; ctrl+z takes it back."))
        self.kamplan.session.solves.solve([name])

    @work(group="ask")
    async def action_activate(self) -> None:
        """The one under the cursor."""
        await self.activate(self._here)

    def _check(self, text: str) -> str | None:
        assert self.kamplan.snapshot is not None
        try:
            check_name(text.strip(), self.kamplan.snapshot.state.names)
        except PlanError as error:
            return what_of(error.faults[0])
        return None

    async def _ask_name(self, title: str, value: str = "") -> str | None:
        hint = _("Letters, digits, - and _; it becomes the name of a file.")
        name = await self.kamplan.ask(AskText(title, hint, value, self._check))
        return None if name is None else name.strip()

    async def _change(self, change: scenarios.Change, said: str, to: str = "") -> None:
        begun = self.told
        if faults := await self.kamplan.edit(lambda desk: desk.edit_scenarios(change)):
            self.refuse(faults)
        else:
            self.accept(begun)
            self.say(said)
            if to:
                self.grid.move_to_key(to)

    @work(group="ask")
    async def action_create(self) -> None:
        """A scenario on top of the one under the cursor."""
        below = self._here
        name = await self._ask_name(_("New scenario on top of {name}", name=plain(below)))
        if name:
            said = _("{name} is there and active: edit any cell.", name=plain(name))
            await self._change(scenarios.create(name, below), said, name)

    @work(group="ask")
    async def action_duplicate(self) -> None:
        """The same under another name."""
        old = self._here
        name = await self._ask_name(_("Copy of {name}", name=plain(old)), f"{old}-2")
        if name:
            said = _("{name} is there and active.", name=plain(name))
            await self._change(scenarios.duplicate(old, name), said, name)

    @work(group="ask")
    async def action_rename(self) -> None:
        """Another name."""
        old = self._here
        if old == BASE:
            self.say(_("base is the plan itself; its name stands in its settings."), wrong=True)
            return
        name = await self._ask_name(_("New name of {name}", name=plain(old)), old)
        if name and name != old:
            said = _("{old} is now {name}.", old=plain(old), name=plain(name))
            await self._change(scenarios.rename(old, name), said, name)

    @work(group="ask")
    async def action_describe(self) -> None:
        """A sentence that says what it is for."""
        name = self._here
        if name == BASE or self.kamplan.snapshot is None:
            self.say(_("base is the plan itself; its name stands in its settings."), wrong=True)
            return
        try:
            file = parse_scenario(name, self.kamplan.snapshot.state.texts[name])
        except PlanError as error:
            self.refuse(error.faults)
            return
        text = await self.kamplan.ask(
            AskText(_("What is {name} about?", name=plain(name)), "", file.description)
        )
        if text is not None:
            await self._change(scenarios.describe(name, text.strip()), _("Described."))

    @work(group="ask")
    async def action_delete(self) -> None:
        """Gone, until undone."""
        name = self._here
        if name == BASE:
            self.say(_("base is the plan itself and stays."), wrong=True)
            return
        question = _("Delete the scenario {name}? ctrl+z brings it back.", name=plain(name))
        if await self.kamplan.ask(Confirm(question, _("Yes, delete it"))):
            said = _("{name} is deleted; ctrl+z brings it back.", name=plain(name))
            await self._change(scenarios.delete(name), said)

    def action_compare(self) -> None:
        """Choose it for F7, or leave it out."""
        if not self.kamplan.session.toggle_compared(self._here):
            said = _("At most {count} scenarios can be compared.", count=MOST_COMPARED)
            self.say(said, wrong=True)
