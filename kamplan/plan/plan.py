"""A plan: its settings and its tables, as they were typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kamplan.plan.settings import Settings
from kamplan.plan.tables import ROWS, Cells, Table, empty_table, text_columns
from kamplan.plan.weeks import horizon


@dataclass(frozen=True)
class Plan:
    """Everything a planner states. Checked by check_plan before anything is made of it."""

    settings: Settings
    tables: Mapping[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def with_table(self, table: Table) -> "Plan":
        """The same plan with one table replaced."""
        return replace(self, tables={**self.tables, table.name: table})

    @cached_property
    def weeks(self) -> tuple[str, ...]:
        """The horizon. Raises WeekError."""
        return horizon(self.settings.first_week, self.settings.weeks)

    @cached_property
    def account_columns(self) -> dict[str, Cells]:
        """Columns of accounts that a selection may name, as text."""
        return text_columns(self["accounts"])

    @cached_property
    def product_columns(self) -> dict[str, Cells]:
        """Columns of products that a selection may name, as text."""
        return text_columns(self["products"])


def make_plan(settings: Settings, tables: Mapping[str, Table]) -> Plan:
    """A plan with every table, the missing ones empty."""
    return Plan(settings, {name: tables.get(name, empty_table(name)) for name in ROWS})
