"""The next quarter's plan: tables and scenarios moved, opening as this quarter ends."""

from collections.abc import Mapping
from dataclasses import dataclass

from kamplan.plan import Fault, Plan, PlanError, check_plan
from kamplan.plan.columns import Kind
from kamplan.plan.held_checks import PUBLISHED
from kamplan.plan.tables import empty_table
from kamplan.plan.weeks import WeekError
from kamplan.planning import Source
from kamplan.rolling.ending import (
    Ending,
    in_transit,
    spends,
    with_opening,
    with_present,
    with_stock,
)
from kamplan.rolling.scenarios import move_scenario
from kamplan.rolling.shift import LONGEST, Shift, following
from kamplan.rolling.tables import move_settings, move_table
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.scenario import find_scenario, parse_scenario


@dataclass(frozen=True)
class Note:
    """Something that does not simply go along."""

    what: str
    """repeated: rows that start the old weeks over; beyond: rows after the last new week; empty:
    rules of which no week is left; published: what kept a published plan; scenario: a part of a
    scenario that was left out; unreadable: why a scenario cannot be applied."""
    where: str
    """table or scenario."""
    count: int = 0
    detail: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Rolled:
    """The next quarter, and what became of everything."""

    plan: Plan
    scenarios: Mapping[str, str]
    shift: Shift
    ending: Ending
    moved: tuple[str, ...]
    """tables with weeks, which have moved."""
    notes: tuple[Note, ...]


def check_horizon(plan: Plan, first: str | None, count: int | None) -> Shift:
    """Where the weeks go. Raises PlanError for a horizon that cannot be."""
    faults = []
    if count is not None and not 1 <= count <= LONGEST:
        faults.append(Fault("roll-weeks", "", None, "--weeks", str(count)))
    try:
        shift = following(plan.weeks, first, None if faults else count)
    except WeekError as error:
        faults.append(Fault(error.code, "", None, "--first-week", error.week))
    else:
        if shift.weeks < 1:
            values = {"first": plan.weeks[0], "next": following(plan.weeks, None, 1).new[0]}
            faults.append(Fault("roll-first", "", None, "--first-week", str(first), values))
    if faults:
        raise PlanError(faults)
    return shift


def roll_forward(source: Source, ending: Ending, shift: Shift, name: str) -> Rolled:
    """The plan of the next quarter under a name, checked. Raises PlanError.

    Money that the quarter spent is kept as published_spend: last quarter's lines and the policy
    "last" read it there. Nothing else of a published plan goes along, and no rule that holds the
    new plan to one.
    """
    notes: list[Note] = []

    def tell(what: str, where: str, count: int) -> None:
        notes.append(Note(what, where, count))

    old = source.plan
    settings = move_settings(old.settings, shift, name, tell)
    tables = {}
    left = ("no_worse", "in_transit", *PUBLISHED.values())
    for each, table in old.tables.items():
        if each in left:
            tables[each] = empty_table(each)
        else:
            tables[each] = move_table(table, shift, True, tell)
    if len(old["no_worse"]):
        notes.append(Note("published", "no_worse", len(old["no_worse"])))
    products = set(old["products"]["product"].tolist())
    tables["supply"] = with_opening(tables["supply"], products, ending)
    tables["account_stock"] = with_stock(tables["account_stock"], ending)
    tables["in_transit"] = in_transit(tables["account_stock"], ending, shift.new)
    tables["visits"] = with_present(tables["visits"], ending)
    spent = spends(ending, old["promotions"])
    tables["published_spend"] = move_table(spent, shift, False, tell)
    plan = Plan(settings, tables)
    if faults := check_plan(plan):
        raise PlanError(faults)
    scenarios = _move_scenarios(source, plan, shift, notes)
    return Rolled(plan, scenarios, shift, ending, _with_weeks(old), tuple(notes))


def _with_weeks(plan: Plan) -> tuple[str, ...]:
    kinds = (Kind.WEEK, Kind.WEEK_OR_OPENING, Kind.WEEKS)
    return tuple(
        name
        for name, table in plan.tables.items()
        if len(table) and any(column.kind in kinds for column in table.columns)
        if name not in PUBLISHED.values()
    )


def _move_scenarios(source: Source, plan: Plan, shift: Shift, notes: list[Note]) -> dict[str, str]:
    """Every scenario file moved, also one that could not be applied before: what is wrong with it
    may be mended later. A text that is no scenario file stays as it is."""
    moved = {}
    for name, text in source.scenarios.items():
        try:
            parse_scenario(name, text)
        except PlanError:
            moved[name] = text
            continue
        left: list[str] = []
        moved[name] = move_scenario(text, shift, left.append)
        notes += (Note("scenario", name, 1, part) for part in left)
    for name in moved:
        try:
            apply_scenario(plan, find_scenario(name, moved))
        except PlanError as error:
            notes.append(Note("unreadable", name, faults=error.faults))
    return moved
