"""Which branches of the budget tree are open, and in which order its levels stand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kamplan.insight.budget_tree import Path


@dataclass(frozen=True)
class Branches:
    """Immutable: opening a branch makes another one."""

    levels: tuple[str, ...] = ()
    """empty: as the plan's accounts suggest."""
    open: frozenset[Path] = frozenset({()})
    """the whole plan is open in the beginning."""
    others: bool = True
    """whether budgets that are for no branch are listed."""

    def opened(self, paths: Iterable[Path]) -> "Branches":
        """With these branches open."""
        return replace(self, open=self.open | frozenset(paths))

    def folded(self, paths: Iterable[Path]) -> "Branches":
        """Without what is below these branches; what was open there is, when they open again."""
        return replace(self, open=self.open - frozenset(paths))
