"""Judged curves as text and as JSON."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from kamplan.plan import Plan
from kamplan.plan.answers import ANSWERS, JudgedCurve, judged_curves
from kamplan.plan.stated import NUMBERS
from kamplan.report.documents import Document
from kamplan.report.tables import add_row, make_table, titled
from kamplan.wording.judged import SHORT, index, judged_lines
from kamplan.words import _, plain

JUDGE = "kamplan.judge/1"


def followers(plan: Plan, curve: str) -> dict[str, int]:
    """How many rows of promotions and of visits follow a curve."""
    return {name: int((plan[name]["curve"] == curve).sum()) for name in NUMBERS}


def followers_text(plan: Plan, curve: str) -> str:
    """The same in words."""
    return _("rows that follow it: promotions {promotions}, visits {visits}",
             **followers(plan, curve))  # fmt: skip


def judge_document(plan: Plan, scenario: str, only: str = "") -> Document:
    """Judged curves, all or one: answers as shares of present sales, the fit, how well it fits."""
    return {
        "schema": JUDGE,
        "plan": plan.settings.name,
        "scenario": scenario,
        "curves": [
            {
                "curve": curve.name,
                "judges": [
                    {"judge": judge, "weight": weight, **_by_answer(answers)}
                    for judge, weight, answers in zip(
                        curve.judges, curve.weights.tolist(), curve.answers, strict=True
                    )
                ],
                "mean": _by_answer(curve.mean),
                "spread": _by_answer(curve.spread),
                "half": curve.fit.half,
                "shape": curve.fit.shape,
                "max_uplift": curve.max_uplift if np.isfinite(curve.max_uplift) else None,
                "max_change": curve.max_change,
                "misfit": curve.misfit,
                "missed": _by_answer(curve.missed),
                "followed_by": followers(plan, curve.name),
            }
            for curve in _chosen(plan, only)
        ],
        "problems": [],
    }


def _by_answer(values: Sequence[float] | np.ndarray) -> dict[str, float | None]:
    pairs = zip(ANSWERS, np.asarray(values).tolist(), strict=True)
    return {name: None if np.isnan(value) else value for name, value in pairs}


def _chosen(plan: Plan, only: str) -> list[JudgedCurve]:
    curves = judged_curves(plan["judgements"]).values()
    return [curve for curve in curves if only in ("", curve.name)]


def print_judged(console: Console, plan: Plan, only: str = "") -> None:
    """Every judged curve, or one, its judges below each other."""
    curves = _chosen(plan, only)
    if not curves:
        console.print(Text(_("Nobody has judged a curve yet.")))
    for curve in curves:
        told = Text("\n".join(judged_lines(curve)))
        console.print(
            titled(
                f"{plain(curve.name)} · {followers_text(plan, curve.name)}",
                Group(_table(curve), told),
            )
        )


def _table(curve: JudgedCurve) -> Table:
    headings = [_(SHORT[name]) for name in ANSWERS]
    table = make_table(_("judge"), *headings, right=1)
    for judge, answers in zip(curve.judges, curve.answers, strict=True):
        add_row(table, plain(judge), *map(index, answers.tolist()))
    if len(curve.judges) > 1:
        add_row(table, _("together"), *map(index, curve.mean.tolist()))
        add_row(table, _("deviation"), *map(index, curve.spread.tolist()))
    add_row(table, _("curve"), *map(index, (curve.mean + curve.missed).tolist()))
    return table
