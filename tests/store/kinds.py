"""Edits of every kind, on the rich plan of the samples."""

from collections.abc import Callable

from kamplan.plan import Plan
from kamplan.plan.entries import (
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    setting_entry,
)

NAN = float("nan")
Make = Callable[[Plan], list[Entry]]


def cell(table: str, row: int, column: str, value: float | str) -> Make:
    """A test case: one cell changed."""
    return lambda plan: [cell_entry(plan[table], row, column, value)]


def in_order(*steps: Callable[[Plan], Entry]) -> Make:
    """A test case: entries that stand on each other."""

    def make(plan: Plan) -> list[Entry]:
        made = []
        for step in steps:
            made.append(step(plan))
            plan = apply_entries(plan, made[-1:])
        return made

    return make


KINDS: dict[str, Make] = {
    "number": cell("demand", 2, "units", 7.25),
    "number-not-given": cell("accounts", 1, "credit_limit", NAN),
    "number-given": cell("accounts", 0, "credit_limit", 1e-7),
    "whole": cell("visits", 0, "max", 12.0),
    "whole-not-given": cell("visits", 0, "max", NAN),
    "text": cell("accounts", 1, "name", '宽 "[/b]"\n'),
    "text-emptied": cell("accounts", 1, "name", ""),
    "own": cell("accounts", 0, "x_note", "新"),
    "own-emptied": cell("accounts", 1, "x_note", ""),
    "key": cell("budgets", 0, "name", "first"),
    "key-of-two": cell("promotions", 0, "mechanic", "gift"),
    "insert": lambda plan: [insert_entry(plan["budgets"], {"name": "new", "x_owner": "李"})],
    "insert-first": lambda plan: [
        insert_entry(plan["supply"], {"product": "p", "week": "opening", "units": 1.5})
    ],
    "drop": lambda plan: [drop_entry(plan["accounts"], 1)],
    "setting": lambda plan: [setting_entry(plan.settings, "weeks", 3)],
    "setting-of-section": lambda plan: [setting_entry(plan.settings, "promotion.budget", 9)],
    "name": lambda plan: [setting_entry(plan.settings, "name", "Autumn")],
    "column": lambda plan: [
        cell_entry(plan["demand"], row, "units", float(row)) for row in range(4)
    ],
    "same-cell-twice": in_order(
        lambda plan: cell_entry(plan["demand"], 0, "units", 1.0),
        lambda plan: cell_entry(plan["demand"], 0, "units", 2.0),
    ),
    "renamed-then-changed": in_order(
        lambda plan: cell_entry(plan["budgets"], 0, "name", "first"),
        lambda plan: cell_entry(plan["budgets"], 0, "max", 50.0),
        lambda plan: cell_entry(plan["budgets"], 0, "x_owner", "x"),
    ),
    "weeks-moved-on": in_order(
        *(
            lambda plan, row=row: cell_entry(plan["demand"], row, "week", f"2026-W{11 + row}")
            for row in range(4)
        )
    ),
    "added-then-changed": in_order(
        lambda plan: insert_entry(plan["budgets"], {"name": "new"}),
        lambda plan: cell_entry(plan["budgets"], 2, "max", 3.0),
        lambda plan: insert_entry(plan["budgets"], {"name": "next"}),
    ),
    "dropped-then-added": in_order(
        lambda plan: drop_entry(plan["budgets"], 0),
        lambda plan: insert_entry(plan["budgets"], {"name": "early", "max": 1.0}),
    ),
    "added-then-dropped": in_order(
        lambda plan: insert_entry(plan["budgets"], {"name": "new"}),
        lambda plan: drop_entry(plan["budgets"], 2),
    ),
    "everywhere": in_order(
        lambda plan: drop_entry(plan["demand"], 0),
        lambda plan: cell_entry(plan["accounts"], 0, "discount", 0.5),
        lambda plan: cell_entry(plan["accounts"], 0, "tier", "A"),
        lambda plan: cell_entry(plan["accounts"], 1, "tier", "B"),
        lambda plan: setting_entry(plan.settings, "solve.gap", 0.01),
        lambda plan: cell_entry(plan["demand"], 0, "units", 4.0),
    ),
}
