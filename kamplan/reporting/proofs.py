"""What is proven of every scenario, and from what."""

from kamplan.report.solved import NEAR_LEAST
from kamplan.report.tables import SOLVED_BY, STATUS, relaxation_lines
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Column, Grid, Kind, Section
from kamplan.words import _, plain


def proof_section(gathered: Gathered) -> Section:
    """Status, value, bound, gap, time and fingerprint of each scenario."""
    rows: list[tuple[Cell, ...]] = []
    notes = [
        _(
            "No plan can be worth more than the bound. The gap is how far the plan may be from "
            "it: |bound − objective| / |objective|."
        )
    ]
    for name, each in gathered.solved.items():
        result, seconds = each.result, each.seconds
        rows.append(
            (name, _(STATUS[result.status]), result.objective,
             result.evaluation.contribution if result.evaluation else None, result.bound,
             result.gap, each.plan.settings.solve.gap,
             *(seconds.get(part, 0.0) for part in ("load", "build", "solve", "total")),
             _(SOLVED_BY[result.algorithm, result.reason]), result.rounds, result.cuts,
             _("yes") if result.searched else _("no"), gathered.fingerprint(name))
        )  # fmt: skip
        if result.conflict:
            rules = "; ".join(relaxation_lines(result.conflict))
            said = _("no plan keeps every rule: {rules}", rules=rules)
            notes.append(f"{plain(name)}: {said}")
            if result.conflict_gap is not None and result.conflict_gap > NEAR_LEAST:
                gap = f"{result.conflict_gap:.1%}"
                notes.append(
                    _(
                        "A smaller relaxation may do: this one is within {gap} of the least.",
                        gap=gap,
                    )
                )
    return Section("proof", _("Proof"), notes, (), [Grid(_("Proof"), _columns(), rows, _("proof"))])


def _columns() -> list[Column]:
    return [
        Column(_("scenario")),
        Column(_("status")),
        Column(_("objective"), Kind.MONEY),
        Column(_("contribution"), Kind.MONEY),
        Column(_("bound"), Kind.MONEY),
        Column(_("gap"), Kind.GAP),
        Column(_("gap wanted"), Kind.GAP),
        Column(_("load, s"), Kind.SECONDS),
        Column(_("build, s"), Kind.SECONDS),
        Column(_("solve, s"), Kind.SECONDS),
        Column(_("total, s"), Kind.SECONDS),
        Column(_("how")),
        Column(_("rounds"), Kind.COUNT),
        Column(_("cuts"), Kind.COUNT),
        Column(_("branch and bound")),
        Column(_("fingerprint of the inputs")),
    ]
