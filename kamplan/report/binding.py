"""Rules that hold a plan back, in words."""

from rich.table import Table

from kamplan.report.tables import MOST_ROWS, add_row, make_table, money, rule_name
from kamplan.whatif.figures import Solved
from kamplan.words import _
from solver import Binding


def demands_text(binding: Binding) -> str:
    """What a rule demands; where it is repeated, how many of its limits bind."""
    if binding.limit is None:
        return _("{count} limits", count=binding.rows)
    return money(binding.limit)


def binding_table(solved: Solved) -> Table:
    """The dearest first."""
    table = make_table(_("rule"), _("demands"), _("a unit gains"), _("costs"), _("costs at most"))
    found = solved.result.binding
    for item in found[:MOST_ROWS]:
        add_row(
            table,
            rule_name(item.rule, item.key),
            demands_text(item),
            f"{item.price:,.2f}",
            "" if item.cost is None else money(item.cost),
            "" if item.cost_at_most is None else money(item.cost_at_most),
        )
    if len(found) > MOST_ROWS:
        add_row(table, _("... and {count} more", count=len(found) - MOST_ROWS), *[""] * 4)
    return table
