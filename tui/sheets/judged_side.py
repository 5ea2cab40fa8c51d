"""A judged curve: what was answered, the curve through it, and how well it fits."""

import numpy as np
from rich.text import Text

from kamplan.plan.answers import EFFORTS, JudgedCurve, judged_curves
from kamplan.report.judged import followers_text
from kamplan.wording.judged import judged_lines
from kamplan.words import _, plain
from tui.plots.chart import Chart, Guide, Point, Series
from tui.plots.told import Told
from tui.snapshot import Snapshot

ANSWER, OTHERS = "●", "○"
FURTHEST = 2.5
"""times the present effort that is drawn."""
STEPS = 40
INDEX = 100.0
"""what is sold at the present effort."""


def judged_side(snapshot: Snapshot, row: int) -> Told:
    """The curve that a row of judgements belongs to."""
    plan = snapshot.plan
    table = plan["judgements"]
    if not 0 <= row < len(table):
        return Text()
    curve = judged_curves(table).get(str(table["curve"][row]))
    if curve is None:
        return Text()
    text = Text("\n".join(judged_lines(curve)) + "\n\n")
    text.append(followers_text(plan, curve.name))
    return [judged_chart(curve), text]


def judged_chart(curve: JudgedCurve) -> Chart:
    """The curve, the mean answers, and those of single judges where there are several."""
    efforts = np.linspace(0.0, FURTHEST, STEPS + 1)
    line = zip(efforts.tolist(), (INDEX * curve.fit.level(efforts)).tolist(), strict=True)
    several = len(curve.judges) > 1
    single = [point for answers in curve.answers for point in _points(answers)] if several else []
    together = _("together") if several else _("answered")
    return Chart(
        (
            Series(_("curve"), tuple(line)),
            Series(_("single judges"), tuple(single), OTHERS, joined=False, tone="third"),
            Series(together, tuple(_points(curve.mean)), ANSWER, joined=False, tone="second"),
        ),
        plain(curve.name),
        across=_("times the present effort"),
        up=_("sold, 100 at the present effort"),
        guides=(Guide(INDEX * curve.fit.high),),
        highest=INDEX * curve.fit.high,
    )


def answered_chart(name: str, answers: np.ndarray) -> Chart:
    """Answers [5] of which no curve can be made yet."""
    points = tuple(_points(answers / answers[2]))
    # The same stretch of effort as when there is a curve: nothing jumps.
    ends = Series("", ((0.0, INDEX), (FURTHEST, INDEX)), joined=False)
    return Chart(
        (ends, Series(_("answered"), points, ANSWER, joined=False, tone="second")),
        plain(name),
        across=_("times the present effort"),
        up=_("sold, 100 at the present effort"),
    )


def _points(answers: np.ndarray) -> list[Point]:
    """Answers that lie at some effort: those given, but for saturation."""
    pairs = zip(EFFORTS.tolist(), (INDEX * answers).tolist(), strict=True)
    return [(effort, level) for effort, level in pairs if np.isfinite(effort + level)]
