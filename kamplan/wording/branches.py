"""Branches of the budget tree in the planner's words."""

from collections.abc import Mapping

from kamplan.insight.budget_tree import ACCOUNT, MECHANIC, WEEK, Path
from kamplan.plan import Plan
from kamplan.wording.headings import heading
from kamplan.words import _, plain


def account_names(plan: Plan) -> dict[str, str]:
    """Identifier -> name."""
    table = plan["accounts"]
    return dict(zip(table["account"].tolist(), table["name"].tolist(), strict=True))


def step_text(path: Path, names: Mapping[str, str]) -> str:
    """What tells a node from its neighbours: "region East"; `names` of accounts."""
    if not path:
        return _("whole plan")
    level, value = path[-1]
    if level == ACCOUNT:
        return plain(f"{value} {names[value]}".rstrip())
    if level in (MECHANIC, WEEK):
        return plain(value)
    return f"{heading(level)} {plain(value) or '–'}"
