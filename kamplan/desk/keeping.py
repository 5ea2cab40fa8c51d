"""Answers in the workspace: recorded when made, found again after a restart."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kamplan.desk.answers import Answer
from kamplan.desk.state import DeskState
from kamplan.plan import PlanError
from kamplan.planning import software_versions
from kamplan.report.documents import solve_document
from kamplan.restoring import restore_solved
from kamplan.store import Run, Workspace, result_text
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.figures import Solved
from kamplan.whatif.inputs import fingerprint, inputs_of

PROVEN = ("optimal", "infeasible")
"""what solves end with that were not stopped."""


def answer_of(solved: Solved, state: DeskState) -> Answer:
    """The answer that a solved scenario is; `state` is what it was solved from."""
    inputs = inputs_of(state.base, state.scenario(solved.scenario))
    seconds = solved.seconds.get("total", 0.0)
    started = datetime.now(UTC) - timedelta(seconds=seconds)
    result = solved.result
    run = Run(
        scenario=solved.scenario,
        started=started.isoformat(timespec="milliseconds"),
        seconds=seconds,
        status=result.status,
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
        versions=software_versions(),
        plan_version=state.version,
        inputs=fingerprint(inputs),
    )
    return Answer(run, inputs, solved)


def answer_text(answer: Answer) -> str:
    """An answer that is whole as the workspace keeps it; of a large plan it takes seconds."""
    assert answer.solved is not None
    return result_text(solve_document(answer.solved))


def load_answers(
    workspace: Workspace, state: DeskState, names: Collection[str]
) -> dict[str, Answer]:
    """The last run from a scenario's inputs as they are now, whatever it was called then; else
    the last one of its name, without what it came to."""
    latest: dict[str, Run] = {}
    by_inputs: dict[str, list[Run]] = {}
    for run in workspace.runs(state.name):
        latest.setdefault(run.scenario, run)
        by_inputs.setdefault(run.inputs, []).append(run)
    found = {}
    for name in names if latest else ():
        answer = _restored(workspace, state, name, by_inputs)
        if answer is not None:
            found[name] = answer
        elif name in latest:
            found[name] = Answer(latest[name], None, None)
    return found


def _restored(
    workspace: Workspace, state: DeskState, name: str, by_inputs: Mapping[str, Sequence[Run]]
) -> Answer | None:
    """The answer to a scenario as it is now; None where there is none.

    One that was not stopped, the scenario's own, the newest first; not all are whole still.
    """
    try:
        inputs = inputs_of(state.base, scenario := state.scenario(name))
        runs = by_inputs.get(fingerprint(inputs), ())
        plan = apply_scenario(state.base, scenario) if runs else None
    except PlanError:
        return None
    for run in sorted(runs, key=lambda run: (run.status not in PROVEN, run.scenario != name)):
        with suppress(PlanError):
            if run.id is not None and plan is not None:
                solved = restore_solved(plan, name, workspace.load_result(run.id))
                return Answer(replace(run, scenario=name), inputs, solved)
    return None
