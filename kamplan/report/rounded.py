"""The plan in whole steps of money and whole cases, in words."""

from kamplan.messages import trouble_text
from kamplan.report.tables import MOST_ROWS, money, relaxation_lines
from kamplan.whatif.figures import Solved
from kamplan.words import _, mark
from solver import Rounded

FOUND, IMPOSSIBLE, STOPPED, FAILED = "found", "impossible", "stopped", "failed"
"""Impossible where no rounding keeps every rule; stopped and failed where that is not known."""

NO_ROUNDING = {
    IMPOSSIBLE: mark("No rounding of the plan keeps every rule."),
    STOPPED: mark("Not rounded: the time was up, or it was stopped, before it was known how."),
}


def rounding_status(rounded: Rounded) -> str:
    """How looking for a rounding ended."""
    if rounded.decisions is not None:
        return FOUND
    if rounded.trouble:
        return FAILED
    return STOPPED if rounded.stopped else IMPOSSIBLE


def rounded_lines(solved: Solved) -> list[str]:
    """What rounding costs, or what stands in its way; nothing where it is not asked for."""
    rounded, before = solved.result.rounded, solved.result.evaluation
    if rounded is None or before is None:
        return []
    if rounded.trouble:
        return [trouble_text(rounded.trouble)]
    if rounded.evaluation is None:
        return [_(NO_ROUNDING[rounding_status(rounded)]), *_in_the_way(solved)]
    value = rounded.evaluation.contribution
    cost = before.contribution - value
    said = mark("contribution {value}: {cost} less than the plan")
    if cost < 0.0:
        said = mark("contribution {value}: {cost} more than the plan")
    return [_(said, value=money(value), cost=money(abs(cost)))]


def rounding_off() -> str:
    """How to ask for a rounding."""
    return _("Rounding is off: set {setting} in {file}.", setting="solve.round", file="plan.toml")


def _in_the_way(solved: Solved) -> list[str]:
    assert solved.result.rounded is not None
    conflict = solved.result.rounded.conflict
    lines = relaxation_lines(conflict[:MOST_ROWS])
    if len(conflict) > MOST_ROWS:
        lines.append(_("... and {count} more", count=len(conflict) - MOST_ROWS))
    return lines
