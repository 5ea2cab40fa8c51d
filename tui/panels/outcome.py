"""How a scenario stands, in as many words as there is room for: numbers whole or not at all."""

from collections.abc import Sequence

from rich.cells import cell_len

from kamplan.words import _, plain
from tui.grid.cells import clean, cut
from tui.snapshot import Snapshot
from tui.words import EXPLORATIONS, progress_parts, standing_text

LEAST_NAME = 8
"""cells of the plan's name that stay, whatever else there is to say."""


def outcomes(snapshot: Snapshot) -> list[str]:
    """The solve that was begun first, or how the active scenario stands and what it earns: the
    whole first, then with less and less."""
    if snapshot.running:
        return _under_way(snapshot)
    if snapshot.exploring is not None:
        title = _(EXPLORATIONS[snapshot.exploring.kind])
        return [f"⟳ {title} {snapshot.exploring.step}".rstrip()]
    standing = standing_text(snapshot.standing(snapshot.active))
    answer = snapshot.answers.get(snapshot.active)
    if answer is None or answer.run.objective is None:
        return [standing]
    value = f"{answer.run.objective:,.0f}"
    currency = plain(snapshot.plan.settings.currency)
    gap = "" if answer.run.gap is None else _("gap {gap}", gap=f"{answer.run.gap:.3%}")
    return [
        _joined(standing, f"{value} {currency}".strip(), gap),
        _joined(standing, value, gap),
        _joined(standing, value),
        standing,
    ]


def _under_way(snapshot: Snapshot) -> list[str]:
    first, *others = snapshot.running
    more = len(others) + len(snapshot.waiting)
    after = f" (+{more})" if more else ""
    parts = [] if first.progress is None else progress_parts(first.progress)
    name = "⟳ " + plain(first.scenario)
    return [_joined(name, *parts[:count]) + after for count in range(len(parts), -1, -1)]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def name_and_outcome(name: str, texts: Sequence[str], room: int) -> tuple[str, str]:
    """A plan's name and what is told of its scenario, in so many cells together.

    `texts` is what can be told, the whole first. The next shorter one is told before the name is
    cut, and the others where the name has been cut as far as it may be.
    """
    name = clean(name)
    for text in texts[:2]:
        if cell_len(name) + cell_len(text) <= room:
            return name, text
    least = min(cell_len(name), LEAST_NAME)
    told = next((text for text in texts[1:] if least + cell_len(text) <= room), texts[-1])
    width = max(room - cell_len(told), least)
    return name if cell_len(name) <= width else cut(name, width), told
