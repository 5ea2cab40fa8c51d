"""The report, put together once: what is written shows the same numbers, whatever it is written
as."""

from kamplan.messages import fault_text
from kamplan.planning import software_versions
from kamplan.report.tables import STATUS, money
from kamplan.reporting.allocation import allocation_section
from kamplan.reporting.assumptions import assumptions_section
from kamplan.reporting.bridges import bridge_section, gains_section
from kamplan.reporting.gathered import MOST, Gathered
from kamplan.reporting.grid import Report
from kamplan.reporting.prices import frontier_section, worth_section
from kamplan.reporting.proofs import proof_section
from kamplan.reporting.response_charts import response_section
from kamplan.reporting.stock import stock_section
from kamplan.reporting.summary import changes_section, summary_section
from kamplan.words import Words, _, plain


def make_report(gathered: Gathered) -> Report:
    """Every section, in the user's language."""
    sections = [
        summary_section(gathered),
        changes_section(gathered),
        bridge_section(gathered),
        allocation_section(gathered),
        stock_section(gathered),
        worth_section(gathered),
        response_section(gathered),
        frontier_section(gathered),
        gains_section(gathered),
        assumptions_section(gathered),
        proof_section(gathered),
    ]
    scenarios = ", ".join(plain(name) for name in gathered.names.all)
    return Report(
        plain(gathered.subject.plan.settings.name),
        _("Scenario {subject}; side by side: {scenarios}",
          subject=plain(gathered.subject.scenario), scenarios=scenarios)
        if len(gathered.names.all) > 1
        else _("Scenario {subject}", subject=plain(gathered.subject.scenario)),
        Words.language,
        _proof(gathered),
        _missing(gathered),
        [section for section in sections if section is not None],
    )  # fmt: skip


def _proof(gathered: Gathered) -> list[tuple[str, str]]:
    solved, result = gathered.subject, gathered.subject.result
    line = [(_("status"), _(STATUS[result.status]))]
    if result.evaluation is not None:
        value = f"{money(result.evaluation.contribution)} {plain(gathered.currency)}".strip()
        line.append((_("contribution"), value))
        objective = result.objective or 0.0
        if abs(objective - result.evaluation.contribution) > 0.005:
            line.append((_("objective"), money(objective)))
    if result.bound is not None:
        line.append((_("no plan is worth more than"), money(result.bound)))
    if result.gap is not None:
        line.append((_("proven within"), f"{result.gap:.4%}"))
    line.append((_("seconds"), f"{solved.seconds.get('total', 0.0):.1f}"))
    line.append((_("made"), f"{gathered.made:%Y-%m-%d %H:%M %z}".strip()))
    versions = ", ".join(f"{name} {version}" for name, version in software_versions().items())
    line.append((_("versions"), versions))
    line.append((_("fingerprint of the inputs"), gathered.fingerprint(solved.scenario)[:16]))
    return line


def _missing(gathered: Gathered) -> list[str]:
    """What a reader would otherwise look for in vain."""
    told = []
    if gathered.stopped:
        told.append(_("Stopped: what is finished is shown."))
    if gathered.names.left_out:
        names = ", ".join(plain(name) for name in gathered.names.left_out)
        told.append(
            _("At most {most} scenarios stand side by side; left out: {names}.", most=MOST,
              names=names)
        )  # fmt: skip
    for name, faults in gathered.failed.items():
        reasons = " ".join(fault_text(fault) for fault in faults)
        told.append(_("{scenario} could not be solved: {reasons}", scenario=plain(name),
                      reasons=reasons))  # fmt: skip
    asked = {*gathered.solved, *gathered.failed}
    told += [
        _("{scenario} was not solved.", scenario=plain(name))
        for name in gathered.names.all
        if name not in asked
    ]
    for name, each in gathered.solved.items():
        if each.result.status in ("feasible", "stopped"):
            status = _(STATUS[each.result.status])
            told.append(f"{plain(name)}: {status}")
    told += [
        _("The bridge to {scenario} is not split by causes.", scenario=plain(name))
        for name, causes in gathered.causes.items()
        if gathered.stopped and len(causes.steps) == 1 and len(causes.steps[0].causes) > 1
    ]
    told += _frontier_missing(gathered)
    return told


def _frontier_missing(gathered: Gathered) -> list[str]:
    if not gathered.frontier_wanted:
        return []
    told = [fault_text(fault) for fault in gathered.frontier_faults]
    if gathered.frontier is None:
        told.append(_("The budget frontier was not worked out."))
    elif not gathered.frontier.complete:
        told.append(_("Points of the budget frontier are missing."))
    return told
