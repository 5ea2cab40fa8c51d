"""The keys of the sheet Guardrails: letters are commands there, since no cell takes them."""

from textual import work
from textual.binding import Binding, BindingType

from kamplan.desk import Typed
from kamplan.desk.typing import check_text
from kamplan.insight.guardrails import Guardrail, place_of_price, setting_of
from kamplan.messages import what_of
from kamplan.plan.entries import SETTINGS
from kamplan.plan.switches import SWITCH, SWITCHED
from kamplan.plan.tables import number_text
from kamplan.wording.guardrails import KINDS, sentence
from kamplan.words import _, mark
from tui.screens.dialogs import AskText, Choose
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.guardrails import GuardrailSheet

GUARDRAILS = "guardrails"
OWN = frozenset({"switch_rule", "edit_rule", "price_rule", "new_rule"})
OF_ACCOUNTS = {"credit": "accounts", "account_stock": "account_stock"}
"""rules whose numbers stand in F3: kind -> sheet."""

RULE_KEYS: list[BindingType] = [
    Binding("space", "switch_rule", mark("On or off"), id="rule.switch", priority=True),
    Binding("enter,e", "edit_rule", mark("Go to the rule"), id="rule.edit", priority=True),
    Binding("p", "price_rule", mark("Price of the rule"), id="rule.price", priority=True),
    Binding("n", "new_rule", mark("New rule"), id="rule.new", priority=True),
]
"""bound by the mode, beside others for the same keys: a key can be bound in one class only."""


class GuardrailScreen(SheetScreen):
    """Switches rules, goes to them, sets their prices."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only on their sheet, and not while a text is typed there."""
        if action in OWN:
            there = self.is_mounted and self.sheet_id == GUARDRAILS and self.sheet is not None
            return there and self.grid.editor is None and self.focused is self.grid
        return super().check_action(action, parameters)

    @property
    def _rule(self) -> Guardrail | None:
        sheet = self.sheet
        return sheet.rule_of(self.grid.cursor_key) if isinstance(sheet, GuardrailSheet) else None

    @work(group="ask", description="switch rules")
    async def action_switch_rule(self) -> None:
        """Switch the rule under the cursor, and the others that are selected with it."""
        sheet, first = self.sheet, self._rule
        if not isinstance(sheet, GuardrailSheet) or first is None:
            return
        rules = [rule for rule in sheet.rules_of(self.grid.selected) if rule.kind in SWITCHED]
        if first.kind not in SWITCHED:
            said = _("Only rules of tables can be switched off; Enter goes to where this stands.")
            self.say(said, wrong=True)
            return
        text = "0" if first.active else "1"
        typed = [Typed(rule.kind, rule.key, SWITCH, text) for rule in rules]
        begun = self.told
        if faults := await self.kamplan.edit(lambda desk: desk.type_cells(typed, "switch")):
            self.refuse(faults)
            return
        self.accept(begun)
        if first.active:
            self.say(_("Switched off: {count}. F9 shows what that brings.", count=len(rules)))
        else:
            self.say(_("Switched on: {count}.", count=len(rules)))

    @work(group="ask", description="go to a rule")
    async def action_edit_rule(self) -> None:
        """The cursor on the rule in its own table."""
        rule = self._rule
        if rule is None:
            return
        if rule.kind in OF_ACCOUNTS:
            await self.kamplan.go_to_sheet("accounts", OF_ACCOUNTS[rule.kind])
            return
        setting = setting_of(rule)
        await self.choose_sheet(SETTINGS if setting else rule.kind)
        self.grid.move_to_key(setting or rule.key)

    @work(group="ask", description="price a rule")
    async def action_price_rule(self) -> None:
        """What a unit costs that the rule is broken by; nothing: the rule is hard."""
        rule, snapshot = self._rule, self.kamplan.snapshot
        if rule is None or snapshot is None:
            return
        place = place_of_price(rule)
        if place is None:
            self.say(_("This rule is always hard."), wrong=True)
            return
        table, key, column = place

        def check(text: str) -> str | None:
            if table == SETTINGS:
                return None
            fault = check_text(snapshot.plan[table], column, text)
            return None if fault is None else what_of(fault)

        now = "" if rule.price is None else number_text(rule.price)
        hint = _("Money for each unit that it is broken by; empty: it is hard.")
        ask = AskText(sentence(snapshot.plan, rule), hint, now, check)
        text = await self.kamplan.ask(ask)
        if text is None:
            return
        typed, begun = [Typed(table, key, column, text)], self.told
        if faults := await self.kamplan.edit(lambda desk: desk.type_cells(typed)):
            self.refuse(faults)
        else:
            self.accept(begun)

    @work(group="ask", description="a new rule")
    async def action_new_rule(self) -> None:
        """Choose what kind of rule, and go to its sheet."""
        kinds = ("budgets", "teams", *SWITCHED[1:], "total", "warehouse", "target")
        choices = [(kind, _(KINDS[kind])) for kind in kinds]
        kind = await self.kamplan.ask(Choose(_("What kind of rule?"), choices))
        if kind is None:
            return
        first = {
            "total": "promotion.budget",
            "warehouse": "warehouse.capacity",
            "target": "target.contribution",
        }.get(kind)
        await self.choose_sheet(SETTINGS if first else kind)
        if first:
            self.grid.move_to_key(first, "value")
