"""Faults and missed expectations as messages, in the user's language: where, what, remedy."""

from kamplan.plan.faults import Fault
from kamplan.whatif.expectations import Missed
from kamplan.wording.commands import COMMANDS
from kamplan.wording.expectations import MISSED
from kamplan.wording.headings import heading
from kamplan.wording.nothing_known import NOTHING_KNOWN
from kamplan.wording.plans import PLANS
from kamplan.wording.user import USER
from kamplan.wording.workbooks import WORKBOOKS
from kamplan.wording.workspaces import WORKSPACES
from kamplan.words import _, plain

FAULTS = {**PLANS, **WORKBOOKS, **WORKSPACES, **COMMANDS, **USER}
"""(what is wrong, remedy) by the fault's code."""


ANSWERED = ("answers-fall", "answers-full")
"""Codes whose value `before` is a column of answers."""


def place_of(fault: Fault) -> str:
    """Where: "demand.csv row 214, column units"."""
    parts = [plain(fault.file)]
    table = not fault.file.endswith(".toml")
    if fault.row is not None:
        row = _("row {row}", row=fault.row) if table else _("line {row}", row=fault.row)
        parts.append(row)
    place = " ".join(part for part in parts if part)
    if fault.column:
        column = plain(fault.column)
        named = _("column {column}", column=column) if table and fault.row is not None else column
        place = _("{place}, {column}", place=place, column=named) if place else named
    if scenario := fault.values.get("scenario"):
        place += " " + _("(in scenario {scenario})", scenario=plain(scenario))
    return place


def shorten(value: str, most: int = 60) -> str:
    """A value as it may be shown in a message."""
    shown = plain(value)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def what_of(fault: Fault) -> str:
    """What is wrong, with the value."""
    message = _(FAULTS[fault.code][0]).format(**_shown(fault))
    if fault.value:
        return _('"{value}": {message}', value=shorten(fault.value), message=message)
    return message


def remedy_of(fault: Fault) -> str:
    """What to do about it."""
    remedy = _(_remedy(fault)).format(**_shown(fault))
    near = fault.values.get("nearest")
    if not near:
        return remedy
    return _("Did you mean {nearest}? {remedy}", nearest=plain(near), remedy=remedy)


def _remedy(fault: Fault) -> str:
    """The remedy that goes with the code, and another where it would list nothing."""
    remedy = FAULTS[fault.code][1]
    if fault.values.get("known") == "":
        return NOTHING_KNOWN.get(fault.code, remedy)
    return remedy


def _shown(fault: Fault) -> dict[str, str]:
    # Every message may name these; not every fault has them.
    shown = dict.fromkeys(("known", "nearest", "reason", "revision"), "")
    shown |= {name: shorten(str(value), 200) for name, value in fault.values.items()}
    if fault.code in ANSWERED:
        shown["before"] = heading(shown["before"], "judgements")
    return {**shown, "file": plain(fault.file), "value": shorten(fault.value)}


def reason_of(fault: Fault) -> str:
    """What is wrong and what to do about it, where the place is seen."""
    return _("{what}. {remedy}", what=what_of(fault), remedy=remedy_of(fault))


def fault_text(fault: Fault) -> str:
    """Where, what, remedy on one line."""
    place, what, remedy = place_of(fault), what_of(fault), remedy_of(fault)
    if not place:
        return reason_of(fault)
    return _("{place}: {what}. {remedy}", place=place, what=what, remedy=remedy)


def missed_text(missed: Missed) -> str:
    """One missed expectation in words."""
    return " ".join(_(MISSED[missed.code]).format(**missed.values).split())


def trouble_text(reason: str) -> str:
    """That the solver failed, and what mostly helps."""
    return fault_text(Fault("solver-trouble", values={"reason": reason}))
