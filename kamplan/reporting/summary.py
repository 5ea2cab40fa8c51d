"""What it comes to: figures side by side, and the inputs that differ."""

from kamplan.insight.groups import compare_groups
from kamplan.plan import ROWS
from kamplan.plan.columns import columns_of
from kamplan.plan.settings import NUMBERS, WHOLE_NUMBERS
from kamplan.report.tables import FIGURES, POLICIES, STATUS, figure_text
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Column, Grid, Kind, Number, Section
from kamplan.whatif.comparison import FIGURES as COMPARED
from kamplan.whatif.comparison import InputChange, compare_inputs
from kamplan.whatif.figures import Solved, everything, figure
from kamplan.words import _, plain

KINDS = {
    "contribution": Kind.MONEY,
    "revenue": Kind.MONEY,
    "promo_spend": Kind.MONEY,
    "fill_rate": Kind.SHARE,
}
TIERED = ("contribution", "promo_spend", "visits", "fill_rate")


def kind_of(name: str) -> Kind:
    """What a figure is."""
    return KINDS.get(name, Kind.UNITS)


def summary_section(gathered: Gathered) -> Section:
    """Figures of every scenario, each with its difference from the first; policies."""
    grids = [_figures(gathered)]
    if gathered.subject.result.policies:
        grids.append(_policies(gathered.subject))
    notes = []
    if gathered.others:
        notes.append(_("Differences are from {scenario}.", scenario=plain(gathered.names.all[0])))
    return Section("summary", _("Summary"), notes, (), grids)


def _figures(gathered: Gathered) -> Grid:
    first = gathered.first
    shown = [first, *gathered.others] if first is not None else [gathered.subject]
    columns = [Column(_("figure"))]
    for each in shown:
        columns.append(Column(plain(each.scenario), Kind.UNITS))
        if each is not shown[0]:
            title = _("{scenario}, change", scenario=plain(each.scenario))
            columns.append(Column(title, Kind.UNITS, signed=True))
    rows: list[list[Cell]] = [[_("status")]]
    for each in shown:
        rows[0] += [_(STATUS[each.result.status])] + [""] * (each is not shown[0])
    for name in COMPARED:
        values = [
            None if each.result.evaluation is None else figure(each, name, everything(each.plan))
            for each in shown
        ]
        rows.append([_(FIGURES[name]), *_beside(name, values)])
    rows += _tiers(shown)
    return Grid(_("Figures"), columns, rows, sheet=_("summary"))


def _beside(name: str, values: list[float | None]) -> list[Cell]:
    """Values of a figure, all but the first with the difference from it."""
    kind, cells = kind_of(name), list[Cell]()
    for place, value in enumerate(values):
        cells.append(None if value is None else Number(value, kind))
        if place:
            known = value is not None and values[0] is not None
            cells.append(Number((value or 0.0) - (values[0] or 0.0), kind, True) if known else None)
    return cells


def _tiers(shown: list[Solved]) -> list[list[Cell]]:
    """The same by tier; a tier that a scenario lacks is left open."""
    if shown[0].result.evaluation is None:
        return []
    found: dict[tuple[str, str], list[float | None]] = {}
    for place, each in enumerate(shown):
        if each.result.evaluation is None:
            continue
        for difference in compare_groups(shown[0], each, ("tier",)):
            if difference.name in TIERED:
                key = difference.name, difference.group.removeprefix("tier = ")
                found.setdefault(key, [None] * len(shown))[place] = difference.after
    order = sorted(found, key=lambda key: (TIERED.index(key[0]), key[1]))
    return [
        [
            _("{figure}, tier {tier}", figure=_(FIGURES[name]), tier=plain(tier)),
            *_beside(name, found[name, tier]),
        ]
        for name, tier in order
    ]


def _policies(solved: Solved) -> Grid:
    columns = [
        Column(_("policy")),
        Column(_("contribution"), Kind.MONEY),
        Column(_("gain of the plan"), Kind.MONEY, signed=True),
        Column(_("rules it breaks"), Kind.COUNT),
    ]
    rows = [
        (
            _(POLICIES[policy.name]),
            policy.evaluation.contribution,
            (solved.result.objective or 0.0) - policy.evaluation.objective,
            len(policy.evaluation.breaks),
        )
        for policy in solved.result.policies
    ]
    return Grid(_("Against simple policies"), columns, rows, sheet=_("policies"))


def changes_section(gathered: Gathered) -> Section:
    """Every cell in which the others differ from the first."""
    rows: list[tuple[Cell, ...]] = []
    if gathered.first is not None:
        rows = [
            (each.scenario, change.table, " ".join(change.key), change.field,
             _cell(change, change.old), _cell(change, change.new))
            for each in gathered.others
            for change in compare_inputs(gathered.first.plan, each.plan)
        ]  # fmt: skip
    columns = [
        *(Column(title) for title in (_("scenario"), _("table"), _("row"), _("field"))),
        Column(_("before"), Kind.PLAIN),
        Column(_("after"), Kind.PLAIN),
    ]
    grids = [Grid(_("Inputs that differ"), columns, rows, sheet=_("changed"))] if rows else []
    notes = [] if rows else [_("No inputs differ.")]
    return Section("changed", _("What was changed"), notes, (), grids)


def _cell(change: InputChange, text: str | None) -> Cell:
    """A number where the column holds numbers; identifiers stay as they are, 007 too."""
    if change.table == "plan":
        number = change.field in NUMBERS | WHOLE_NUMBERS
    else:
        columns = {column.name: column for column in columns_of(ROWS[change.table])}
        number = change.field in columns and columns[change.field].is_number
    if text is None or not number:
        return "–" if text is None else text
    return Number(float(text), Kind.PLAIN)


def signed_text(value: float) -> str:
    """A difference of money in words."""
    return figure_text("", value, change=True)
