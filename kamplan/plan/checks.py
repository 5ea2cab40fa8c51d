"""What a plan must keep before anything is made of it: every fault, all at once."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from kamplan.plan.account_checks import check_account_stock
from kamplan.plan.answers import check_answers, check_names
from kamplan.plan.columns import LARGEST, Column, Kind
from kamplan.plan.faults import Fault, nearest
from kamplan.plan.held_checks import check_held
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import fault_at, file_of, split_list
from kamplan.plan.points import check_curves_of, check_points, effects_at, sound_curves
from kamplan.plan.stated import check_stated, stated
from kamplan.plan.tables import Cells, Table
from kamplan.plan.unbuilt import find_unbuilt
from kamplan.plan.uncertainty import APPLIES
from kamplan.plan.weeks import OPENING, WeekError, monday, select_weeks
from kamplan.plan.where import WhereError, parse_where, select_rows

EACH = ("account", "product", "week")
REFERRING = (
    *("demand", "supply", "promotions", "visits"),
    *("account_stock", "in_transit"),
    *("published_spend", "published_visits", "published_stock"),
)
"""tables that name accounts or products in their keys."""
LISTING = ("promotions", "service", "fairness", "budgets", "calendar", "uncertainty")
"""tables with lists of products, mechanics or axes."""
FOLLOWING = ("promotions", "visits")
"""tables whose rows may follow a curve of judgement."""
SELECTING = ("budgets", "service", "calendar", "fairness", "locks", "no_worse", "uncertainty")
"""tables of rules that select accounts by `where`."""


def check_plan(plan: Plan, unread: Collection[str] = ()) -> list[Fault]:
    """Everything wrong with a plan whose cells have been read; empty when it can be solved.

    `unread`: tables that could not be read as a whole; nothing is looked up in them.
    """
    faults: list[Fault] = []
    weeks: tuple[str, ...] = ()
    try:
        weeks = plan.weeks
    except WeekError as error:
        faults.append(Fault(error.code, "plan.toml", None, "first_week", error.week))
    faults += _check_settings(plan, weeks)
    for name, table in plan.tables.items():
        faults += check_cells(table)
        faults += () if name in unread else check_keys(table)
        faults += check_weeks(table, weeks)
    absent = set(unread)
    for name in ("accounts", "products"):
        if not len(plan[name]) and name not in unread:
            faults.append(Fault("table-empty", f"{name}.csv"))
            absent.add(name)
    for name in REFERRING:
        faults += check_references_of(plan, plan[name], absent)
    faults += check_points(plan["curves"])
    faults += check_answers(plan["judgements"])
    faults += check_names(plan)
    for name in FOLLOWING:
        faults += check_curves_of(plan, plan[name], absent)
        faults += () if "judgements" in absent else check_stated(plan, plan[name])
    for name in LISTING:
        faults += check_lists_of(plan, plan[name], absent)
    faults += () if "accounts" in absent else check_selections(plan)
    faults += check_ranges(plan)
    faults += _check_uncertainty(plan["uncertainty"])
    faults += check_borrowing(plan) if weeks else ()
    faults += check_held(plan, absent, weeks)
    faults += check_account_stock(plan, weeks)
    faults += find_unbuilt(plan)
    return faults


def _check_settings(plan: Plan, weeks: tuple[str, ...]) -> Iterator[Fault]:
    try:
        if weeks:
            select_weeks(plan.settings.peak.weeks, weeks)
    except WeekError as error:
        yield Fault(error.code, "plan.toml", None, "peak.weeks", error.week, _span(weeks))
    yield from _check_objective(plan)
    if plan.settings.promotion.budget is not None and "total" in plan["budgets"]["name"]:
        row = plan["budgets"]["name"].tolist().index("total")
        line = int(plan["budgets"].lines[row])
        yield Fault("budget-total", "budgets.csv", line, "name", "total")


def _check_uncertainty(table: Table) -> Iterator[Fault]:
    """Selections of what an input is not of."""
    for row, name in enumerate(table["input"].tolist()):
        for column in ("where", "products", "weeks"):
            if name in APPLIES and column not in APPLIES[name] and table[column][row]:
                yield fault_at(table, row, column, "uncertain-column",
                               {"input": name, "column": column})  # fmt: skip


def _check_objective(plan: Plan) -> Iterator[Fault]:
    """Every aim once, weights where they are asked for, and a target where money is saved."""
    settings = plan.settings
    aims = split_list(settings.objective)
    place = ("plan.toml", None, "objective", settings.objective)
    if len(set(aims)) < len(aims):
        yield Fault("aim-twice", *place)
    if "weighted" in aims and not any(settings.weights.model_dump().values()):
        yield Fault("no-weights", *place)
    reached = [value for value in settings.target.model_dump().values() if value is not None]
    if aims[:1] == ["spend"] and not reached:
        yield Fault("no-target", *place)


def _span(weeks: tuple[str, ...]) -> dict[str, str]:
    return {"first": weeks[0], "last": weeks[-1]} if weeks else {}


def check_cells(table: Table) -> Iterator[Fault]:
    """Bounds, choices and characters; the cells are numbers or text already."""
    for column in table.columns:
        yield from check_column(table, column)


def check_column(table: Table, column: Column) -> Iterator[Fault]:
    """Bounds, choices and characters of one column."""
    cells = table[column.name]
    if column.is_number:
        yield from _check_bounds(table, column)
    elif column.choices:
        for row in np.flatnonzero(~np.isin(cells, np.array(column.choices, dtype=object))):
            near = nearest(str(cells[row]), column.choices)
            values = {"choices": ", ".join(column.choices), "nearest": near}
            yield fault_at(table, row, column.name, "not-a-choice", values)
    elif column.kind is Kind.ID:
        yield from _check_ids(table, column)


def _check_bounds(table: Table, column: Column) -> Iterator[Fault]:
    cells = table[column.name]
    large = np.abs(cells) > LARGEST
    for row in np.flatnonzero(large):
        yield fault_at(table, row, column.name, "too-large")
    for code, limit, breaks in (
        ("below", column.at_least, np.less),
        ("not-above", column.above, np.less_equal),
        ("above", column.at_most, np.greater),
    ):
        if limit is not None:
            for row in np.flatnonzero(breaks(cells, limit) & ~large):
                yield fault_at(table, row, column.name, code, {"limit": f"{limit:g}"})
    if column.required:
        for row in np.flatnonzero(np.isnan(cells)):
            yield fault_at(table, row, column.name, "missing-value")


def _check_ids(table: Table, column: Column) -> Iterator[Fault]:
    cells = table[column.name]
    if column.required and not np.all(cells != ""):
        for row in np.flatnonzero(cells == ""):
            yield fault_at(table, row, column.name, "missing-value")
    values = set(cells.tolist())
    odd = {value for value in values if not value.isprintable() or set(value) & set(";|")}
    if odd:
        for row in np.flatnonzero(np.isin(cells, np.array(list(odd), dtype=object))):
            yield fault_at(table, row, column.name, "odd-id")


def check_keys(table: Table) -> Iterator[Fault]:
    """Rows with a key that an earlier row has."""
    keys = table.keys()
    if len(set(keys)) == len(keys):
        return
    first: dict[tuple[str, ...], int] = {}
    for row, key in enumerate(keys):
        if key in first:
            values = {"first": int(table.lines[first[key]])}
            fault = fault_at(table, row, ", ".join(table.key_columns), "duplicate", values)
            yield Fault(fault.code, fault.file, fault.row, fault.column, ", ".join(key), values)
        else:
            first[key] = row


def check_weeks(table: Table, weeks: tuple[str, ...]) -> Iterator[Fault]:
    """Weeks that cannot be read or are not in the horizon."""
    for column in table.columns:
        if column.kind in (Kind.WEEK, Kind.WEEK_OR_OPENING):
            also = (OPENING,) if column.kind is Kind.WEEK_OR_OPENING else ()
            cells = table[column.name]
            found = {
                value: _week_fault(value, weeks)
                for value in set(cells.tolist()) - set(weeks) - set(also)
            }
            codes = {value: code for value, code in found.items() if code}
            if codes:
                for row in np.flatnonzero(np.isin(cells, np.array(list(codes), dtype=object))):
                    yield fault_at(table, row, column.name, codes[cells[row]], _span(weeks))
        elif column.kind is Kind.WEEKS and weeks:
            for place, cell in enumerate(table[column.name]):
                try:
                    select_weeks(cell, weeks)
                except WeekError as error:
                    yield fault_at(table, place, column.name, error.code, _span(weeks), error.week)


def _week_fault(value: str, weeks: tuple[str, ...]) -> str:
    """What is wrong with a week; without a horizon, as far as can be said."""
    if not value:
        return "missing-value"
    try:
        monday(value)
    except WeekError as error:
        return error.code
    return "week-outside" if weeks else ""


def check_references_of(plan: Plan, table: Table, absent: Collection[str] = ()) -> Iterator[Fault]:
    """Accounts and products that a table names and the plan has not."""
    for column, owner in (("account", "accounts"), ("product", "products")):
        names = column in table.key_columns and table.name != owner
        if names and owner not in absent:
            yield from _check_known(table, column, plan[owner][column].tolist())


def check_lists_of(plan: Plan, table: Table, absent: Collection[str] = ()) -> Iterator[Fault]:
    """Products, mechanics and axes that a table's lists name and the plan has not."""
    for name, column, owner in (
        ("promotions", "products", "products"),
        ("service", "products", "products"),
        ("fairness", "products", "products"),
        ("uncertainty", "products", "products"),
        ("budgets", "mechanics", "promotions"),
        ("calendar", "mechanics", "promotions"),
        ("service", "each", ""),
    ):
        if name == table.name and owner not in absent:
            yield from _check_list(table, column, _known(plan, column))


def _known(plan: Plan, column: str) -> list[str]:
    if column == "each":
        return list(EACH)
    if column == "products":
        return list(plan["products"]["product"])
    return list(dict.fromkeys(plan["promotions"]["mechanic"].tolist()))


def _check_known(table: Table, column: str, known: list[str]) -> Iterator[Fault]:
    cells = table[column]
    missing = set(cells.tolist()) - set(known) - {""}
    if missing:
        near = {value: nearest(value, known) for value in missing}
        for row in np.flatnonzero(np.isin(cells, np.array(list(missing), dtype=object))):
            yield fault_at(table, row, column, f"unknown-{column}", {"nearest": near[cells[row]]})


def _check_list(table: Table, column: str, known: list[str]) -> Iterator[Fault]:
    for row, cell in enumerate(table[column]):
        for name in split_list(cell):
            if name not in known:
                values = {"nearest": nearest(name, known), "known": ", ".join(known[:12])}
                yield fault_at(table, row, column, "unknown-in-list", values, name)


def check_selections(plan: Plan, tables: Sequence[str] = SELECTING) -> Iterator[Fault]:
    """Selections that cannot be read, name what is not there, or select nobody."""
    count = len(plan["accounts"])
    for name in tables:
        table = plan[name]
        for row, cell in enumerate(table["where"]):
            try:
                chosen = select_rows(parse_where(cell), plan.account_columns, count)
            except WhereError as error:
                yield error.fault(file_of(table), int(table.lines[row]), "where")
                continue
            if not chosen.any():
                yield fault_at(table, row, "where", "empty-group")


def check_ranges(plan: Plan) -> Iterator[Fault]:
    """Budgets and visits with more at least than at most, and demand that visits take below 0."""
    budgets, visits = plan["budgets"], plan["visits"]
    for row in np.flatnonzero(budgets["min"] > budgets["max"]):
        yield fault_at(budgets, row, "min", "min-above-max", {"max": f"{budgets['max'][row]:g}"})
    most = np.where(np.isnan(visits["max"]), visits["present"], visits["max"])
    for row in np.flatnonzero(visits["min"] > most):
        yield fault_at(visits, row, "min", "min-above-max", {"max": f"{most[row]:g}"})
    yield from _check_lowest_demand(plan)


def _check_lowest_demand(plan: Plan) -> Iterator[Fault]:
    """Fewer visits must not take more than all of an account's demand."""
    visits = plan["visits"]
    lowest = _lowest_change(plan)
    for row, account in enumerate(visits["account"]):
        if lowest[account] < -1.0:
            yield fault_at(visits, row, "max_change", "demand-below-zero", {"account": account})


def _lowest_change(plan: Plan) -> dict[str, float]:
    """Change of each visited account's demand at the fewest visits, share."""
    visits, curves = stated(plan, "visits"), sound_curves(plan)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        part = [
            visits[name] ** visits["shape"]
            / (visits["half_visits"] ** visits["shape"] + visits[name] ** visits["shape"])
            for name in ("min", "present")
        ]
        for row in np.flatnonzero(np.isin(visits["curve"], list(curves))):
            curve = curves[str(visits["curve"][row])]
            for share, name in zip(part, ("min", "present"), strict=True):
                effort = visits[name][row] / visits["half_visits"][row]
                share[row] = effects_at(curve, effort)
        change = np.nan_to_num(visits["max_change"] * (part[0] - part[1]))
    lowest: dict[str, float] = {}
    for account, lost in zip(visits["account"], change, strict=True):
        lowest[account] = lowest.get(account, 0.0) + float(lost)
    return lowest


def check_borrowing(plan: Plan) -> Iterator[Fault]:
    """Uplift is borrowed from some weeks, and never more than is asked for in one."""
    promotions, weeks = plan["promotions"], plan.weeks
    borrowing: dict[str, list[int]] = {}
    for row in np.flatnonzero(promotions["borrowed"] > 0.0).tolist():
        if promotions["borrowed_weeks"][row] >= 1.0:
            borrowing.setdefault(str(promotions["account"][row]), []).append(row)
        else:
            yield fault_at(promotions, row, "borrowed_weeks", "borrowed-weeks")
    if not borrowing:
        return
    lowest, told, most = _lowest_change(plan), set[str](), _most_uplift(plan)
    for (account, product), units in _demand_of(plan, borrowing).items():
        left = units * (1.0 + min(lowest.get(account, 0.0), 0.0))
        for row in borrowing[account]:
            left = left - _most_borrowed(promotions, row, product, most[row] * units, weeks)
        worst = int(left.argmin())
        if left[worst] < -1e-9 * max(float(units.max()), 1.0) and account not in told:
            # The same cell is wrong for every product that it takes too much of.
            told.add(account)
            values = {"account": account, "product": product, "week": weeks[worst]}
            yield fault_at(
                promotions, borrowing[account][0], "borrowed", "borrowed-below-zero", values
            )


def _demand_of(plan: Plan, accounts: Collection[str]) -> dict[tuple[str, str], Cells]:
    """Baseline by week of some accounts' products; rows that name no week are left out."""
    demand = plan["demand"]
    place = {week: number for number, week in enumerate(plan.weeks)}
    found: dict[tuple[str, str], Cells] = {}
    mine = np.isin(demand["account"], np.array(list(accounts), dtype=object))
    for row in np.flatnonzero(mine).tolist():
        week = place.get(demand["week"][row])
        if week is not None and demand["units"][row] > 0.0:
            key = str(demand["account"][row]), str(demand["product"][row])
            found.setdefault(key, np.zeros(len(place)))[week] += demand["units"][row]
    return found


def _most_uplift(plan: Plan) -> Cells:
    """Uplift of every promotion at unlimited spend, share; 0 where its curve is not sound."""
    promotions, curves = stated(plan, "promotions"), sound_curves(plan)
    most = np.nan_to_num(promotions["max_uplift"], posinf=0.0)
    for row in np.flatnonzero(np.isin(promotions["curve"], list(curves))):
        most[row] *= curves[str(promotions["curve"][row])][-1, 1]
    return np.asarray(most)


def _most_borrowed(
    promotions: Table, row: int, product: str, lifted: Cells, weeks: tuple[str, ...]
) -> Cells:
    """Units by week that one promotion can take away from later weeks, where unlimited spend
    lifts demand by `lifted` units."""
    taken = np.zeros(len(weeks))
    covered = split_list(promotions["products"][row])
    try:
        active = select_weeks(promotions["weeks"][row], weeks)
    except WeekError:
        return taken
    if covered and product not in covered:
        return taken
    over = int(promotions["borrowed_weeks"][row])
    each = promotions["borrowed"][row] / over
    for week in active:
        taken[week + 1 : week + 1 + over] += each * lifted[week]
    return taken
