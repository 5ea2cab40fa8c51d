"""Figures of a solved plan, in all or over a selection of accounts, products and weeks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from kamplan.plan import Plan
from kamplan.plan.faults import Fault, PlanError, nearest
from kamplan.plan.tables import number_text
from kamplan.plan.weeks import WeekError, select_weeks
from kamplan.whatif.scenario import Figure, Scalar
from solver import Evaluation, Problem, Result
from solver.problem import Bools

# What a figure can be split by: visits belong to an account, money to an account and a week.
SPLITS: dict[Figure, tuple[str, ...]] = {
    "contribution": ("account",),
    "objective": (),
    "revenue": ("account", "product", "week"),
    "promo_spend": ("account", "week"),
    "visits": ("account",),
    "visit_hours": ("account",),
    "units_sold": ("account", "product", "week"),
    "units_lost": ("account", "product", "week"),
    "fill_rate": ("account", "product", "week"),
    "margin": ("account", "product", "week"),
    "visit_cost": ("account",),
    "holding_cost": (),
    "write_down": (),
    "goodwill_cost": (),
}

WHOLE = ("contribution", "margin", "visit_cost", "holding_cost", "write_down", "goodwill_cost")
"""Figures of a whole plan that are read as they are."""


@dataclass(frozen=True)
class Solved:
    """A scenario's plan, its problem and the answer: what every figure is read from."""

    scenario: str
    plan: Plan
    problem: Problem
    result: Result
    seconds: Mapping[str, float] = field(default_factory=dict)
    """load, build, solve, read, total."""

    def after_loading(self, seconds: float) -> "Solved":
        """The same with the seconds that loading the plan took."""
        total = self.seconds["total"] + seconds
        return replace(self, seconds={**self.seconds, "load": seconds, "total": total})

    def as_rounded(self) -> "Solved":
        """The same with the plan in whole steps and cases, where there is one."""
        return replace(self, result=self.result.as_rounded())


@dataclass(frozen=True)
class Selection:
    """Which accounts [A], products [P] and weeks [T] a figure counts."""

    accounts: Bools
    products: Bools
    weeks: Bools
    axes: tuple[str, ...]
    """axes that are really narrowed."""


def select(plan: Plan, where: Mapping[str, Scalar | list[Scalar]], file: str) -> Selection:
    """Columns of accounts and products, and `week`. Raises PlanError.

    An attribute or value that does not exist is an error, as is an empty selection.
    """
    accounts = np.ones(len(plan["accounts"]), dtype=bool)
    products = np.ones(len(plan["products"]), dtype=bool)
    weeks = np.ones(len(plan.weeks), dtype=bool)
    axes: list[str] = []
    product_columns = plan.product_columns
    for name, wanted in where.items():
        values = wanted if isinstance(wanted, list) else _as_typed(wanted).split("|")
        names = [_as_typed(value).strip() for value in values]
        if name == "week":
            weeks &= _weeks(plan, names, file)
            axes.append("week")
        elif name in plan.account_columns:
            accounts &= _among(name, plan.account_columns[name], names, file)
            axes.append("account")
        elif name in product_columns:
            products &= _among(name, product_columns[name], names, file)
            axes.append("product")
        else:
            known = [*plan.account_columns, *product_columns, "week"]
            near = {"nearest": nearest(name, known)}
            raise PlanError([Fault("where-column", file, None, "expect", name, near)])
    if not (accounts.any() and products.any() and weeks.any()):
        raise PlanError([Fault("empty-group", file, None, "expect", str(dict(where)))])
    return Selection(accounts, products, weeks, tuple(dict.fromkeys(axes)))


def _as_typed(value: Scalar) -> str:
    return number_text(value) if isinstance(value, float) else str(value)


def _weeks(plan: Plan, names: list[str], file: str) -> Bools:
    mask = np.zeros(len(plan.weeks), dtype=bool)
    try:
        mask[select_weeks(";".join(names), plan.weeks)] = True
    except WeekError as error:
        span = {"first": plan.weeks[0], "last": plan.weeks[-1]}
        raise PlanError([Fault(error.code, file, None, "expect", error.week, span)]) from None
    return mask


def _among(name: str, cells: np.ndarray, names: list[str], file: str) -> Bools:
    known = {str(cell) for cell in cells.tolist()}
    for value in names:
        if value not in known:
            values = {"name": name, "nearest": nearest(value, known)}
            raise PlanError([Fault("where-value", file, None, "expect", value, values)])
    return np.isin(cells, np.array(names, dtype=object))


def everything(plan: Plan) -> Selection:
    """No narrowing at all."""
    return select(plan, {}, "")


def check_split(metric: Figure, selection: Selection, file: str) -> None:
    """Raises PlanError where a figure cannot be split along the selection's axes."""
    if selection.axes and not SPLITS[metric]:
        raise PlanError([Fault("metric-whole", file, None, "expect", metric, {"metric": metric})])
    wrong = [axis for axis in selection.axes if axis not in SPLITS[metric]]
    if wrong:
        values = {"metric": metric, "axes": ", ".join(wrong)}
        raise PlanError([Fault("metric-split", file, None, "expect", metric, values)])


def figure(solved: Solved, metric: Figure, selection: Selection) -> float:
    """One figure. Contribution of some accounts leaves out the warehouse, which is everyone's."""
    evaluation = solved.result.evaluation
    if evaluation is None:
        raise ValueError(f"{solved.scenario} has no plan")
    if metric == "objective":
        return float(solved.result.objective or 0.0)
    if metric in WHOLE and not selection.axes:
        return float(getattr(evaluation, metric))
    return _FIGURES[metric](solved.problem, evaluation, solved, selection)


def _cells(selection: Selection) -> tuple[np.ndarray, ...]:
    return np.ix_(selection.accounts, selection.products, selection.weeks)


def _sold(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    return float(evaluation.sold[_cells(chosen)].sum())


def _lost(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    return float(evaluation.lost[_cells(chosen)].sum())


def _fill(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    sold = _sold(problem, evaluation, solved, chosen)
    asked = sold + _lost(problem, evaluation, solved, chosen)
    return sold / asked if asked > 0.0 else 1.0


def _revenue(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    value = problem.net_price[:, :, None] * evaluation.sold
    return float(value[_cells(chosen)].sum())


def _spend(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    decisions = solved.result.decisions
    assert decisions is not None
    rows = chosen.accounts[problem.promotions.account]
    return float(decisions.spend[np.ix_(rows, chosen.weeks)].sum())


def _visits(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    return _visit_sum(problem, solved, chosen, np.ones(len(problem.visits)))


def _hours(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    return _visit_sum(problem, solved, chosen, problem.visits.hours)


def _visit_sum(problem: Problem, solved: Solved, chosen: Selection, each: np.ndarray) -> float:
    decisions = solved.result.decisions
    assert decisions is not None
    rows = chosen.accounts[problem.visits.account]
    return float(each[rows] @ decisions.visits[rows])


def _margin(problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection) -> float:
    margin = problem.margin[:, :, None] * evaluation.sold
    return float(margin[_cells(chosen)].sum())


def _visit_cost(
    problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection
) -> float:
    return _visit_sum(problem, solved, chosen, problem.visits.cost)


def _contribution(
    problem: Problem, evaluation: Evaluation, solved: Solved, chosen: Selection
) -> float:
    earned = _margin(problem, evaluation, solved, chosen)
    visit_cost = _visit_cost(problem, evaluation, solved, chosen)
    others = float((evaluation.borrowed + evaluation.kept_at)[chosen.accounts].sum())
    return earned - _spend(problem, evaluation, solved, chosen) - visit_cost - others


_FIGURES = {
    "contribution": _contribution,
    "revenue": _revenue,
    "promo_spend": _spend,
    "visits": _visits,
    "visit_hours": _hours,
    "units_sold": _sold,
    "units_lost": _lost,
    "fill_rate": _fill,
    "margin": _margin,
    "visit_cost": _visit_cost,
}
