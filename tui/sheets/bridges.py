"""The bridge: why each compared scenario earns more or less than the first, by what was changed."""

from kamplan.report.explored_tables import NOTHING
from kamplan.report.tables import CAUSES, STEPS, both_ways
from kamplan.words import _
from tui.grid.model import GridColumn, Look
from tui.plots.told import Told
from tui.sheets.comparisons import scenario_title
from tui.sheets.drawings import waterfall
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import DRAWN, EmptySheet, Sheet, amount, difference
from tui.snapshot import Snapshot

WIDTH = 7
"""cells of the longest bar."""


def unknown_bridges(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Pairs of compared scenarios with plans, of which it is not known yet why they differ."""
    first, *others = snapshot.comparison or ("",)
    named = [name for name in (first, *others) if _has_plan(snapshot, name)]
    if first not in named:
        return []
    return [(first, name) for name in named[1:] if snapshot.bridge(first, name) is None]


def bridge_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """A row for each group of changes: what it did, as a bar, and to which terms."""
    first, *others = snapshot.comparison or ("",)
    known = {
        name: causes
        for name in others
        if _has_plan(snapshot, name) and (causes := snapshot.bridge(first, name)) is not None
    }
    if not known:
        return EmptySheet()
    terms = list(dict.fromkeys(name for causes in known.values() for name, _ in causes.terms))
    columns = [
        GridColumn("scenario", _("scenario"), 16, frozen=True),
        GridColumn("cause", _("what was changed"), 26, frozen=True),
        GridColumn("change", _("change"), 12, number=True),
        GridColumn(DRAWN, "", 2 * WIDTH + 1),
        *(GridColumn(name, _(STEPS[name]), 14, number=True) for name in terms),
    ]
    rows: list[list[Shown]] = []
    keys: list[tuple[str, str]] = []
    # One scale for the whole table: bars of two scenarios are compared like those of one.
    largest = max(
        (abs(step.change) for causes in known.values() for step in causes.steps), default=0.0
    )
    for name, causes in known.items():
        rows.append(_end(snapshot, name, first, causes.before, columns))
        keys.append((name, "before"))
        for step in causes.steps:
            if snapshot.differences and abs(step.change) < NOTHING:
                continue
            by_term = dict(step.terms)
            rows.append(
                [
                    words(scenario_title(snapshot, name)),
                    words(" + ".join(_(CAUSES[cause]) for cause in step.causes)),
                    number(step.change, difference),
                    words(_bar(step.change, largest)),
                    *(number(by_term.get(term, 0.0), difference) for term in terms),
                ]
            )
            keys.append((name, " ".join(step.causes)))
        rows.append(_end(snapshot, name, name, causes.after, columns))
        keys.append((name, "after"))

    def side(row: int) -> Told:
        """The bridge of the row's scenario first."""
        chosen = keys[row][0] if row < len(keys) else ""
        order = sorted(known, key=lambda name: name != chosen)
        return [
            waterfall(known[name], first, _unsure(snapshot, first) + _unsure(snapshot, name))
            for name in order
        ]

    return RowsSheet(columns, rows, keys, side)


def _bar(change: float, largest: float) -> str:
    """A change as a bar; none of what is shown as 0."""
    change = 0.0 if abs(change) < NOTHING else change
    return both_ways(min(change, 0.0), max(change, 0.0), largest, WIDTH)


def _unsure(snapshot: Snapshot, name: str) -> float:
    """Money by which an answer may fall short of the best plan."""
    solved = snapshot.solved(name)
    if solved is None or solved.result.objective is None:
        return 0.0
    return (solved.result.gap or 0.0) * abs(solved.result.objective)


def _end(
    snapshot: Snapshot, scenario: str, name: str, value: float, columns: list[GridColumn]
) -> list[Shown]:
    """The first or the last row of a scenario's bridge: what one of the two earns."""
    look = Look("total")
    blank = [words("", look) for _column in columns[3:]]
    ends = [words(scenario_title(snapshot, each), look) for each in (scenario, name)]
    return [*ends, number(value, amount, look), *blank]


def _has_plan(snapshot: Snapshot, name: str) -> bool:
    solved = snapshot.solved(name)
    return solved is not None and solved.result.evaluation is not None
