"""Guardrails: every rule of the plan as a sentence, and how the solved plan stands to it."""

from collections.abc import Sequence
from dataclasses import replace

from rich.text import Text

from kamplan.desk import Standing
from kamplan.insight.guardrails import (
    UNKNOWN,
    Guardrail,
    Stand,
    guardrails,
    place_of_price,
    standings,
)
from kamplan.plan.switches import SWITCHED
from kamplan.report.guardrails import price_text, stands_text
from kamplan.whatif.figures import Solved
from kamplan.wording.guardrails import kind_text, sentence
from kamplan.words import _, plain
from tui.grid.model import CellText, GridColumn, Look
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import Sheet
from tui.snapshot import Snapshot


class GuardrailSheet(RowsSheet):
    """A rule a row; read-only: rules are edited in their own tables."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.rules = guardrails(snapshot.plan)
        self._snapshot = snapshot
        stale = snapshot.standing(snapshot.active) is Standing.STALE
        self._texts = [sentence(snapshot.plan, rule) for rule in self.rules]
        self._changed = self._changed_since(snapshot.with_plan())
        found = standings(snapshot.with_plan(), self.rules)
        self._stands = {**found, **dict.fromkeys(self._changed, UNKNOWN)}
        rows = [
            _row(rule, text, self._stands[rule], stale)
            for rule, text in zip(self.rules, self._texts, strict=True)
        ]
        keys = [(rule.kind, rule.key) for rule in self.rules]
        super().__init__(_columns(), rows, keys, self._about)

    def _changed_since(self, solved: Solved | None) -> list[Guardrail]:
        """Rules that hold and read otherwise than those that the plan was solved with."""
        if solved is None or solved.plan is self._snapshot.plan:
            return []
        before = {rule: sentence(solved.plan, rule) for rule in guardrails(solved.plan)}
        pairs = zip(self.rules, self._texts, strict=True)
        return [rule for rule, text in pairs if rule.active and before.get(rule) != text]

    def rule_of(self, key: object) -> Guardrail | None:
        """The rule of a row."""
        return next((rule for rule in self.rules if (rule.kind, rule.key) == key), None)

    def rules_of(self, cells: Sequence[CellText]) -> list[Guardrail]:
        """The rules of the rows of cells, each once."""
        found = (self.rule_of(cell.key) for cell in cells)
        return list(dict.fromkeys(rule for rule in found if rule is not None))

    def _about(self, row: int) -> Text:
        """The whole sentence, how it stands, and what can be done about it."""
        rule = self.rules[row]
        stand = self._stands[rule]
        text = Text()
        text.append(kind_text(rule), style="bold")
        if rule.name:
            text.append(" " + plain(rule.name), style="bold")
        text.append("\n\n" + self._texts[row] + "\n\n")
        text.append(price_text(rule) + "\n")
        if said := stands_text(rule, stand):
            text.append(said + "\n")
        if rule in self._changed:
            changed = _("Changed since the plan was solved; F9 says how it stands.")
            text.append(changed + "\n")
        if stand.gains is not None:
            gains = _("A unit more allowed gains {money}.", money=f"{stand.gains:,.2f}")
            text.append(gains + "\n")
        if stand.cost is not None:
            text.append(_("Without it the plan gains {money}.", money=f"{stand.cost:,.0f}") + "\n")
        elif stand.standing == "binding":
            text.append(_("What it costs is worked out by ctrl+t in F6.") + "\n")
        text.append("\n" + _("Enter goes to where it stands.") + "\n")
        if rule.kind in SWITCHED:
            text.append(_("Space switches it on or off.") + "\n")
        if place_of_price(rule) is not None:
            text.append(_("p sets its price.") + "\n")
        return text


def _columns() -> list[GridColumn]:
    cost_help = _("Gained where the rule is not there. ctrl+t in F6 works it out.")
    price_help = _("Hard, or what each unit costs that it is broken by.")
    return [
        GridColumn("on", _("on"), 4, frozen=True, help=_("✓: it holds; –: it is switched off.")),
        GridColumn("rule", _("rule"), 50),
        GridColumn("stands", _("in this plan"), 21),
        GridColumn("price", _("price of breaking"), help=price_help),
        GridColumn("kind", _("kind"), 12),
        GridColumn(
            "gains",
            _("a unit gains"),
            12,
            number=True,
            help=_("Gained by a unit less demanded, or more allowed."),
        ),
        GridColumn("cost", _("costs"), 11, number=True, help=cost_help),
    ]


def _row(rule: Guardrail, text: str, stand: Stand, stale: bool) -> list[Shown]:
    quiet = Look(dim=True) if stale else None
    off = Look(dim=True, note=text) if not rule.active else Look(note=text)
    return [
        words("✓" if rule.active else "–", replace(off, note="")),
        words(text, off),
        words(stands_text(rule, stand), quiet),
        words(price_text(rule)),
        words(kind_text(rule)),
        number(stand.gains, lambda value: f"{value:,.2f}", quiet),
        number(stand.cost, look=quiet),
    ]


def guardrail_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The rules of the active scenario."""
    return GuardrailSheet(snapshot)
