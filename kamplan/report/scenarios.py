"""Scenarios as text and as JSON: what each changes, and what its last run came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kamplan.plan import Fault, Plan
from kamplan.report.documents import Document, problem_list
from kamplan.report.edited import SHOWN
from kamplan.report.tables import STATUS, add_row, make_table, money, quantity, titled
from kamplan.store import Run
from kamplan.whatif.comparison import compare_inputs
from kamplan.whatif.described import Described
from kamplan.whatif.scenario import ScenarioFile
from kamplan.words import _, plain

SCENARIO = "kamplan.scenario/1"
NONE = "–"


@dataclass(frozen=True)
class Listed:
    """A scenario as it is listed."""

    name: str
    file: ScenarioFile
    changes: tuple[Described, ...] = ()
    run: Run | None = None
    """the last one; None: never solved in the terminal."""
    stale: bool = False
    """the run is of other inputs than those of now."""
    plans: tuple[Plan, Plan] | None = None
    """without its own changes, and with them; None where they cannot be made."""
    faults: tuple[Fault, ...] = ()


def scenario_document(plan: str, found: Sequence[Listed]) -> Document:
    """Scenarios and what they change."""
    faults = dict.fromkeys(fault for each in found for fault in each.faults)
    return {
        "schema": SCENARIO,
        "plan": plan,
        "scenarios": [
            {
                "name": each.name,
                "description": each.file.description,
                "extends": each.file.extends,
                "changes": [
                    {
                        "table": change.table,
                        "where": change.where,
                        "field": change.field,
                        "act": change.kind,
                        "value": change.value,
                        "cells": change.cells,
                    }
                    for change in each.changes
                ],
                "run": None if each.run is None else _run(each.run, each.stale),
                "problems": problem_list(each.faults),
            }
            for each in found
        ],
        "problems": problem_list(faults),
    }


def _run(run: Run, stale: bool) -> Document:
    return {
        "started": run.started,
        "seconds": run.seconds,
        "status": run.status,
        "objective": run.objective,
        "bound": run.bound,
        "gap": run.gap,
        "stale": stale,
    }


def print_scenarios(console: Console, found: Sequence[Listed]) -> None:
    """A line for each scenario."""
    table = make_table(
        _("scenario"), _("extends"), _("description"), _("changes"), _("objective"),
        _("last run"), right=3,
    )  # fmt: skip
    for each in found:
        objective = None if each.run is None else each.run.objective
        add_row(
            table,
            plain(each.name),
            plain(each.file.extends or ""),
            plain(each.file.description),
            str(len(each.file.change)),
            NONE if objective is None else money(objective),
            _state(each),
        )
    console.print(table)


def _state(listed: Listed) -> str:
    if listed.faults:
        return _("cannot be applied")
    if listed.run is None:
        return _("not solved")
    status = _(STATUS[listed.run.status])
    return _("{status}, stale", status=status) if listed.stale else status


def print_scenario(console: Console, listed: Listed) -> None:
    """What a scenario is, what it changes, and the values before and after."""
    head = [plain(listed.name), _state(listed)]
    if listed.file.extends:
        head.append(_("extends {name}", name=plain(listed.file.extends)))
    if listed.run is not None and listed.run.objective is not None:
        head.append(_("objective {value}", value=money(listed.run.objective)))
    console.print(Text(" · ".join(head), style="bold"))
    if listed.file.description:
        console.print(Text(plain(listed.file.description)))
    console.print()
    if listed.changes:
        console.print(titled(_("What it changes"), _changes(listed.changes)))
    elif listed.plans is not None:
        console.print(Text(_("It changes nothing.")))
    if listed.changes and listed.plans is not None:
        console.print(titled(_("Values, before -> after"), _values(*listed.plans)))


def _changes(changes: Sequence[Described]) -> Table:
    table = make_table(_("where"), _("field"), _("change"), _("cells"), right=2)
    for change in changes:
        where = f"{change.table} {change.where}".strip()
        add_row(table, plain(where), plain(change.field), plain(change.act), str(change.cells))
    return table


def _values(before: Plan, after: Plan) -> Table:
    changes = compare_inputs(before, after)
    table = make_table(_("where"), _("field"), _("before"), _("after"), right=2)
    for change in changes[:SHOWN]:
        where = " ".join([change.table, *change.key])
        old, new = quantity(change.old), quantity(change.new)
        add_row(table, plain(where), plain(change.field), old, new)
    if len(changes) > SHOWN:
        add_row(table, _("... and {count} more", count=f"{len(changes) - SHOWN:,}"), "", "", "")
    return table
