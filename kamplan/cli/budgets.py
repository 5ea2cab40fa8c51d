"""budgets: propose the quarter's budget lines, and write them into a plan or a scenario."""

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.edits import finish, scenario_at
from kamplan.cli.session import (
    Exit,
    JsonOption,
    LangOption,
    console,
    exit_for,
    interruptible,
    print_json,
    progress,
    reporting,
)
from kamplan.cli.solve import PlanArgument, PlanNameOption, finish_solved
from kamplan.words import _

if TYPE_CHECKING:
    from kamplan.budgeting.last import Last
    from kamplan.budgeting.proposal import Proposal
    from kamplan.budgeting.solving import Solve
    from kamplan.plan import Plan
    from solver import Report


def budgets(
    plan: PlanArgument,
    by: Annotated[
        str,
        typer.Option("--by", help="Column of accounts.csv: a line for each of its values."),
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", help="Scenario whose lines they are.")
    ] = "base",
    step: Annotated[
        str | None, typer.Option("--step", help="Round lines to steps of so much money.")
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option("--lock", metavar="NAME=AMOUNT", help="Keep a line at an amount."),
    ] = None,
    free: Annotated[
        bool, typer.Option("--free", help="Propose without the lines that are there.")
    ] = False,
    last: Annotated[
        Path | None,
        typer.Option("--last", metavar="PLAN", help="Take last quarter's lines from this plan."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write the lines into the plan or the scenario.")
    ] = False,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write the lines as CSV.")
    ] = None,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Propose budget lines from the optimum, beside last quarter's, and what moving is worth."""
    from kamplan.budgeting.proposal import Wanted, propose
    from kamplan.desk.lines import accept_lines
    from kamplan.report.budget_lines import BUDGETS, budgets_document, print_proposal

    with (
        reporting(BUDGETS if as_json else None),
        scenario_at(plan, plan_name, scenario, accept) as at,
    ):
        wanted = Wanted(by, _read_step(step), _read_locks(lock or ()), free)
        text = _("solving {scenario} ...", scenario=scenario)
        with interruptible() as flag, progress(text, as_json) as report:
            solve = _solving(flag, report)
            earlier = None if last is None else _earlier(at.plan, by, last, solve)
            proposal = propose(at.plan, wanted, solve, earlier)
        document = budgets_document(at.plan, scenario, proposal)
        if not as_json:
            print_proposal(console(), at.plan, scenario, proposal)
        if export is not None and proposal.lines:
            _write(export, at.plan, proposal)
        if at.desk is not None and _can_accept(proposal):
            changed = accept_lines(at.desk, by, proposal.lines)
            at.desk.write_back()
            document["accepted"] = {"changed": changed, "version": at.desk.state.version}
            if not as_json:
                typer.echo(_("values changed: {count}", count=f"{changed:,}"))
            finish(at.desk, document if as_json else None)
        elif as_json:
            print_json(document)
        _end(proposal)


def _solving(flag: Event, report: "Report | None") -> "Solve":
    from kamplan.budgeting.solving import solving

    return solving(flag, report)


def _earlier(plan: "Plan", by: str, path: Path, solve: "Solve") -> "Last":
    """What an earlier plan spends by group: published, or solved."""
    from kamplan.budgeting.groups import find_groups
    from kamplan.budgeting.last import lines_in
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import open_source

    groups, then = find_groups(plan, by), open_source(path).plan
    find_groups(then, by)
    if len(then["published_spend"]):
        return lines_in(then, by, groups, None)
    solved = solve(then, "earlier plan")
    if solved.result.decisions is None:
        raise PlanError([Fault("budgets-last", str(path))])
    return lines_in(then, by, groups, solved)


def _read_amount(text: str, option: str) -> float:
    """An amount of money as it is typed. Raises PlanError."""
    from dataclasses import replace

    from kamplan.plan import PlanError
    from kamplan.plan.columns import Column, Kind
    from kamplan.plan.typed import parse_typed

    column = Column(option, Kind.NUMBER, required=True, key=False, default=None)
    try:
        return float(parse_typed(column, text))
    except PlanError as error:
        raise PlanError(replace(fault, column=option) for fault in error.faults) from None


def _read_step(text: str | None) -> float | None:
    from kamplan.plan import Fault, PlanError

    if text is None:
        return None
    step = _read_amount(text, "--step")
    if not 0.01 <= step <= 1e12:
        raise PlanError([Fault("budgets-step", "", None, "--step", text)])
    return step


def _read_locks(texts: "list[str] | tuple[str, ...]") -> dict[str, float]:
    """Lines to keep, by group; everything wrong is told at once. Raises PlanError."""
    from kamplan.plan import Fault, PlanError

    found: dict[str, float] = {}
    faults = []
    for text in texts:
        name, equals, amount = text.rpartition("=")
        if not equals or not name.strip():
            faults.append(Fault("budgets-lock-form", "", None, "--lock", text))
            continue
        if name.strip() in found:
            faults.append(Fault("budgets-lock-twice", "", None, "--lock", name.strip()))
            continue
        try:
            found[name.strip()] = _read_amount(amount, "--lock")
        except PlanError as error:
            faults += error.faults
    if faults:
        raise PlanError(faults)
    return found


def _can_accept(proposal: "Proposal") -> bool:
    """Only lines that a plan keeps are written."""
    kept = proposal.at_lines is not None and proposal.at_lines.solved.result.decisions is not None
    if not kept:
        typer.echo(_("There are no lines to accept."), err=True)
    return kept


def _write(path: Path, plan: "Plan", proposal: "Proposal") -> None:
    from kamplan.plan import Fault, PlanError
    from kamplan.report.budget_lines import lines_csv

    try:
        path.write_text(lines_csv(plan, proposal), encoding="utf-8", newline="\n")
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(path), values=values)]) from None


def _end(proposal: "Proposal") -> None:
    """The largest status of the plans that the answer rests on."""
    if not proposal.lines:
        finish_solved(proposal.optimum)
    parts = [proposal.at_lines]
    statuses = [proposal.optimum, *(part.solved for part in parts if part is not None)]
    worst = max(exit_for(each.result.status) for each in statuses)
    others = [each for each in proposal.solved if each.result.status in ("feasible", "stopped")]
    raise typer.Exit(max(worst, Exit.STOPPED if others else Exit.DONE))
