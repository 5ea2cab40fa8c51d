"""What one more of each limited thing is worth, in several plans side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from kamplan.whatif.figures import Solved


@dataclass(frozen=True)
class WorthRow:
    """One limit; None where a plan does not have it or its worth is not known."""

    rule: str
    key: tuple[str, ...]
    values: tuple[float | None, ...]
    """objective gained by one more, money, a plan each."""

    def change(self, place: int) -> float | None:
        """By how much it is worth more in a plan than in the first one; None where either is
        not known."""
        first, each = self.values[0], self.values[place]
        return None if first is None or each is None else each - first


def compare_worth(solved: Sequence[Solved]) -> list[WorthRow]:
    """Limits that are worth something in at least one plan, the dearest first."""
    tables = [{(item.rule, item.key): item.value for item in each.result.worth} for each in solved]
    names = dict.fromkeys(name for table in tables for name in table)
    rows = [
        WorthRow(rule, key, tuple(table.get((rule, key)) for table in tables))
        for rule, key in names
    ]
    telling = [row for row in rows if any(row.values)]
    return sorted(telling, key=lambda row: -max(abs(value or 0.0) for value in row.values))
