"""What columns and rows of a model mean: by that one model's are found in another."""

from collections import Counter
from collections.abc import Hashable

from solver.problem import Ints
from solver.rules import RuleName


class Meanings:
    """Names that stay the same from model to model, whatever else is in them."""

    def __init__(self) -> None:
        self.columns: dict[Hashable, Ints] = {}
        """numbers of a family's how many-th part, or of a rule's how many-th way out."""
        self.rows: list[Hashable] = []
        """of each row its rule, or a family and its how many-th row."""
        self._count: Counter[Hashable] = Counter()

    def add_columns(self, of: str | RuleName, columns: Ints) -> None:
        """Note columns of a family, or ways out of a rule."""
        self.columns[self._next(of)] = columns

    def add_row(self, family: str, rule: RuleName | None = None) -> None:
        """Note the next row: a rule's, or one that defines something."""
        self.rows.append(self._next(("row", family)) if rule is None else rule)

    def _next(self, of: Hashable) -> Hashable:
        self._count[of] += 1
        return of, self._count[of]
