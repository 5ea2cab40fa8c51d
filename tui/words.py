"""Words that several parts of the interface say."""

from datetime import UTC, datetime

from kamplan.desk import Answer, Standing
from kamplan.desk.answers import Refusal
from kamplan.messages import fault_text, trouble_text
from kamplan.plan import Fault
from kamplan.report.edited import edit_name
from kamplan.report.rounded import rounded_lines, rounding_off
from kamplan.report.tables import relaxation_lines
from kamplan.words import _, mark, plain
from solver import Progress
from tui.snapshot import Snapshot

__all__ = [
    "EXPLORATIONS",
    "age_text",
    "edit_name",
    "faults_of",
    "outcome_text",
    "progress_parts",
    "standing_text",
    "time_text",
    "why_no_plan",
]

EXPLORATIONS = {
    "frontier": mark("Frontier"),
    "tornado": mark("Tornado"),
    "regret": mark("Regret"),
}
STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.UNSOLVED: ("○", mark("not solved")),
    Standing.SOLVED: ("●", mark("solved")),
    Standing.INFEASIBLE: ("✗", mark("infeasible")),
    Standing.STOPPED: ("◐", mark("stopped early")),
    Standing.STALE: ("↻", mark("stale")),
    Standing.FAULTY: ("!", mark("cannot be applied")),
    Standing.FAILED: ("!", mark("could not be solved")),
}


def standing_text(standing: Standing) -> str:
    """A sign and a word: never a colour alone."""
    sign, word = STANDINGS[standing]
    return f"{sign} {_(word)}"


def progress_parts(progress: Progress) -> list[str]:
    """How far a solve is: seconds, gap, plan and bound as far as they are known."""
    parts = [f"{progress.seconds:.0f} s"]
    if progress.gap is not None:
        parts.append(_("gap {gap}", gap=f"{progress.gap:.3%}"))
    if progress.value is not None:
        parts.append(_("found {value}", value=f"{progress.value:,.0f}"))
    if progress.bound is not None:
        parts.append(_("at most {bound}", bound=f"{progress.bound:,.0f}"))
    if progress.gap is None and progress.pivots:
        parts.append(_("{count} steps", count=f"{progress.pivots:,}"))
    return parts


def age_text(started: str) -> str:
    """How long ago, in the largest unit that says something."""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(started)).total_seconds()
    if seconds < 90:
        return _("just now")
    if seconds < 5400:
        return _("{count} min ago", count=round(seconds / 60))
    if seconds < 129600:
        return _("{count} h ago", count=round(seconds / 3600))
    return _("{count} days ago", count=round(seconds / 86400))


def time_text(when: str) -> str:
    """When something was, as one says it: how long ago today, otherwise the day and the hour."""
    then = datetime.fromisoformat(when).astimezone()
    now = datetime.now(UTC).astimezone()
    if then.date() == now.date():
        return age_text(when)
    return then.strftime("%m-%d %H:%M" if then.year == now.year else "%Y-%m-%d %H:%M")


def outcome_text(outcome: Answer | Refusal) -> tuple[str, bool]:
    """What came of a solve, and whether it is bad news."""
    if isinstance(outcome, Refusal):
        name = plain(outcome.scenario)
        if outcome.faults:
            return f"{name}: {fault_text(outcome.faults[0])}", True
        return f"{name}: {trouble_text(outcome.trouble)}", True
    run = outcome.run
    name, seconds = plain(run.scenario), f"{run.seconds:.1f}"
    if run.status == "infeasible":
        return _("{name}: no plan keeps every rule; F5 shows which.", name=name), True
    if run.objective is None or run.gap is None:
        return _("{name}: stopped before a plan was found.", name=name), True
    values = {"name": name, "value": f"{run.objective:,.0f}", "gap": f"{run.gap:.3%}"}
    if run.status == "feasible":
        return _("{name}: stopped at {value}, gap {gap}.", **values), False
    return _(
        "{name}: {value}, proven within {gap}, in {seconds} s.", **values, seconds=seconds
    ), False


def faults_of(refusal: Refusal) -> tuple[Fault, ...]:
    """Why a solve was refused; a solver's trouble as a fault of its scenario."""
    if refusal.faults:
        return refusal.faults
    return (Fault("solver-trouble", refusal.scenario, values={"reason": refusal.trouble}),)


def why_no_plan(snapshot: Snapshot) -> str:
    """What to do where the active scenario has no plan."""
    name = plain(snapshot.active)
    refusal = snapshot.refusals.get(snapshot.active)
    if refusal is not None:
        return outcome_text(refusal)[0]
    solved = snapshot.solved()
    if solved is not None and solved.result.status == "infeasible":
        rules = "\n".join(relaxation_lines(solved.result.conflict))
        said = _("No plan keeps every rule of {name}:", name=name) + f"\n\n{rules}"
        return f"{said}\n\n" + _("In F5, x relaxes them.")
    if snapshot.rounded and solved is not None and solved.result.evaluation is not None:
        return "\n".join(rounded_lines(solved)) or rounding_off()
    if snapshot.running_of(snapshot.active) is not None or snapshot.active in snapshot.waiting:
        return _("{name} is being solved; its plan will be here.", name=name)
    if snapshot.active in snapshot.answers:
        return _("Of {name} there is a plan of older inputs only. F9 solves it again.", name=name)
    return _("There is no plan of {name} yet. Press F9 to solve it.", name=name)
