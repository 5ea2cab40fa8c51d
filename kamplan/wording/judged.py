"""Judged curves in words: who answered what, how well a curve fits, and where it does not."""

from collections.abc import Iterator

import numpy as np

from kamplan.plan.answers import ANSWERS, NEAR, JudgedCurve
from kamplan.words import _, mark, plain

EFFORTS = {
    "none": mark("no effort"),
    "half": mark("half the present effort"),
    "present": mark("the present effort"),
    "plus_half": mark("half as much again"),
    "saturation": mark("effort without end"),
}
SHORT = {
    "none": mark("no effort"),
    "half": mark("half of it"),
    "present": mark("present"),
    "plus_half": mark("+50 %"),
    "saturation": mark("saturation"),
}
ROUND = 0.0005
"""Less is told as nothing."""


def index(share: float) -> str:
    """A share of present sales as an index, the present being 100; nothing for NaN."""
    return "" if np.isnan(share) else f"{100.0 * share:.1f}".removesuffix(".0")


def judged_lines(curve: JudgedCurve) -> Iterator[str]:
    """What there is to know of a curve, a line each."""
    judges = ", ".join(plain(name) for name in curve.judges)
    yield _("Judged by {judges}.", judges=judges)
    yield _(
        "Half of what effort can do is reached at {half} times the present effort; shape {shape}.",
        half=f"{curve.fit.half:.3g}",
        shape=f"{curve.fit.shape:.3g}",
    )
    yield misfit_line(curve)
    yield from _misses(curve)
    yield from _spread(curve)


def misfit_line(curve: JudgedCurve) -> str:
    """How far the curve is from the answers between its ends."""
    if curve.misfit < ROUND:
        return _("The curve goes through every answer.")
    return _("Misfit {misfit} of present sales.", misfit=f"{curve.misfit:.1%}")


def _misses(curve: JudgedCurve) -> Iterator[str]:
    """Answers that the curve is far from, and how the answer would have to be to fit."""
    for name, answer, missed in zip(ANSWERS, curve.mean, curve.missed, strict=True):
        if abs(missed) > NEAR:
            yield _(
                "For {effort} {answer} was answered, and the curve says {level}: ask again.",
                effort=_(EFFORTS[name]),
                answer=index(answer),
                level=index(answer + missed),
            )


def _spread(curve: JudgedCurve) -> Iterator[str]:
    if len(curve.judges) < 2:
        return
    widest = int(np.nanargmax(curve.spread))
    if curve.spread[widest] < ROUND:
        yield _("The judges agree.")
        return
    given = curve.answers[:, widest]
    yield _(
        "The judges differ most about {effort}: {low} to {high}.",
        effort=_(EFFORTS[ANSWERS[widest]]),
        low=index(float(np.nanmin(given))),
        high=index(float(np.nanmax(given))),
    )
