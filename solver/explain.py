"""What one more of each limited thing is worth, and who is served first."""

import numpy as np

from solver.backends import Outcome
from solver.certify import LARGE, Search
from solver.model.core import RuleName
from solver.model.visits import visit_change
from solver.problem import Bools, Decisions, Floats, Ints, Problem
from solver.result import Worth

# Two worths closer than this share of the objective per unit are the same number.
SAME = 1e-9
MOST_CUTS = 8
HOURS = ("visit_hours", "peak_hours")


def find_worth(search: Search, decisions: Decisions, relaxed_duals: Floats) -> tuple[Worth, ...]:
    """Objective gained by one more, visits held: the dual where its basis outlives a step of
    one both ways, a re-solve each way where it does not. On a large plan a product-week's
    worth is marginal instead: what a small part of a unit gains, a unit.

    `search` stands at the plan's linear program (see Search). Hours are asked for whole
    visits instead: what the best visit that one more hour allows would gain.
    """
    if search.session.solve() is not Outcome.OPTIMAL:
        return ()
    base = search.session.objective
    basis = search.session.basis()
    duals, vertex = search.session.row_duals(), search.session.vertex()
    limits = [
        (rule, row)
        for rule, row in search.model.rules.items()
        if rule[0] in ("budget", "budget_min", "supply")
    ]
    # Asked before anything is solved again: a re-solve moves the basis.
    held = {row: (vertex.holds(row, 1.0), vertex.holds(row, -1.0)) for _, row in limits}
    found = []
    for rule, row in limits:
        if search.stop.now:
            break
        dual, exact = float(duals[row]), all(held[row])
        if rule[0] == "supply" and not exact and len(search.model.columns) > LARGE:
            found.append(Worth(rule[0], rule[1], _tidy(dual, base), marginal=True))
            continue
        found.append(_by_limit(search, rule, row, base, dual, held[row]))
        if not exact:
            search.session.restart_from(basis)
    worth = change_worth(search, duals)
    for team in range(len(search.problem.teams.names)):
        if search.stop.now:
            break
        found += _by_visit(search, decisions, team, base, worth, relaxed_duals)
    return tuple(found)


def _by_limit(
    search: Search, rule: RuleName, row: int, base: float, dual: float, held: tuple[bool, bool]
) -> Worth:
    """The worth of a rule's limit one up and one down; `held`: there the dual is exact."""
    more, less = (
        dual if exact else _moved(search, row, step, base)
        for step, exact in zip((1.0, -1.0), held, strict=True)
    )
    value = dual if more is None else more
    same = less is None or abs(less - value) <= SAME * max(abs(base), 1.0)
    return Worth(rule[0], rule[1], _tidy(value, base), None if same else _tidy(less or 0.0, base))


def _moved(search: Search, row: int, step: float, base: float) -> float | None:
    """Objective gained per unit by moving a row's limits; None where no plan is left."""
    session = search.session
    lower, upper = session.row_bounds(row)
    session.set_row_bounds(row, lower + step, upper + step)
    _open_shut(search, upper + step > 0.0)
    optimal = session.solve() is Outcome.OPTIMAL
    for _ in range(MOST_CUTS):
        # A step that is large beside the plan leaves the part of the curves that was cut.
        if not optimal or len(search.model.columns) > LARGE:
            break
        if search.cuts.add_violated(session.values(), SAME * max(abs(base), 1.0)).added == 0:
            break
        optimal = session.solve() is Outcome.OPTIMAL
    gained = (session.objective - base) / step if optimal else None
    session.set_row_bounds(row, lower, upper)
    _open_shut(search, False)
    return gained


def _open_shut(search: Search, wide: bool) -> None:
    """Let money into the promotions that a budget of 0 shuts, or shut them again."""
    model, promotions = search.model, search.problem.promotions
    if not model.shut.any():
        return
    spend, uplift = model.spend[model.shut], model.uplift[model.shut]
    top = (promotions.max_uplift[:, None] * model.uplift_unit)[model.shut]
    nothing = np.zeros(len(spend))
    search.session.set_bounds(spend, nothing, np.full(len(spend), np.inf) if wide else nothing)
    search.session.set_bounds(uplift, nothing, top if wide else nothing)


def _tidy(value: float, base: float) -> float:
    """0 for what is only the solver's tolerance."""
    return 0.0 if abs(value) <= SAME * max(abs(base), 1.0) else value


def _by_visit(
    search: Search,
    decisions: Decisions,
    team: int,
    base: float,
    worth: Floats,
    relaxed_duals: Floats,
) -> list[Worth]:
    problem, visits = search.problem, search.problem.visits
    teams, name = problem.teams, (problem.teams.names[team],)
    mine = visits.team == team
    used = float(visits.hours[mine] @ decisions.visits[mine])
    found = []
    for rule in HOURS:
        row = search.model.rules.get((rule, name))
        if row is None:
            continue
        share = problem.peak_share
        horizon = teams.hours[team] + 1.0
        # An hour more in the peak is an hour more of the horizon, too.
        peak = teams.peak_hours[team] + (1.0 if rule == "peak_hours" else 0.0)
        room = min(horizon, peak / share if share > 0.0 else np.inf) - used
        more = _more_visits(problem, decisions.visits, mine, room)
        per_hour = float(relaxed_duals[row])
        if rule == "peak_hours" and (beside := search.model.rules.get(("visit_hours", name))):
            per_hour += float(relaxed_duals[beside])
        value = _best_visits(search, decisions.visits, more, base, worth, name)
        found.append(Worth(rule, name, _tidy(value, base), per_hour=_tidy(per_hour, base)))
    return found


def _more_visits(problem: Problem, held: Ints, mine: Bools, room: float) -> Ints:
    """[K] visits more of each row that fit the room, in hours; 0 for other teams' rows."""
    rows = problem.visits
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = np.floor((room + 1e-9) / rows.hours)
    fit = np.where(rows.hours > 0.0, fit, 0.0)
    return np.where(mine, np.clip(fit, 0, rows.maximum - held), 0).astype(np.int64)


def _best_visits(
    search: Search, held: Ints, more: Ints, base: float, worth: Floats, team: tuple[str, ...]
) -> float:
    """Objective gained by the row whose further visits promise most; 0 where none gains."""
    problem, session, model = search.problem, search.session, search.model
    number = held.astype(float)
    step = visit_change(problem, number + more) - visit_change(problem, number)
    promise = worth * step - problem.visits.cost * more
    candidates = np.flatnonzero((more > 0) & (promise > 0.0))
    if not len(candidates):
        return 0.0
    row = candidates[[np.argmax(promise[candidates])]]
    rules = [model.rules[rule, team] for rule in HOURS if (rule, team) in model.rules]
    limits = [session.row_bounds(rule) for rule in rules]
    for rule, (lower, _) in zip(rules, limits, strict=True):
        session.set_row_bounds(rule, lower, np.inf)
    _hold(search, row, number[row] + more[row])
    gain = session.objective - base if session.solve() is Outcome.OPTIMAL else 0.0
    _hold(search, row, number[row])
    for rule, (lower, upper) in zip(rules, limits, strict=True):
        session.set_row_bounds(rule, lower, upper)
    return max(gain, 0.0)


def _hold(search: Search, row: Ints, number: Floats) -> None:
    """Hold one row of visits at a number."""
    model = search.model
    visits = np.zeros(len(search.problem.visits))
    visits[row] = number
    change = visit_change(search.problem, visits)[row] * model.change_unit[row]
    search.session.set_bounds(model.visits[row], number, number)
    search.session.set_bounds(model.change[row], change, change)


def unit_worth(search: Search, duals: Floats) -> Floats:
    """[A, P, T] money that a unit delivered earns: its margin, and the service rules it
    eases at their prices."""
    problem = search.problem
    worth = np.repeat(problem.margin[:, :, None], problem.shape[2], axis=2)
    flat = worth.reshape(-1)
    for rule in problem.fill_rules:
        row = search.model.rules.get(("min_fill", (rule.name, *rule.cell)))
        if row is not None:
            # One more unit sold there is one unit less demanded of the others.
            flat[rule.cells] -= duals[row]
    return worth


def change_worth(search: Search, duals: Floats) -> Floats:
    """[K] money that a change of 1 in an account's demand earns: what its units are worth
    above the price of the supply they take."""
    problem, rules = search.problem, search.model.rules
    price = np.array(
        [
            [duals[rules["supply", (product, week)]] for week in problem.weeks]
            for product in problem.products
        ]
    )
    earned = np.maximum(unit_worth(search, duals) - price[None, :, :], 0.0)
    return np.asarray((problem.baseline * earned).sum(axis=(1, 2))[problem.visits.account])


def rank_accounts(problem: Problem, search: Search) -> tuple[Ints, Floats]:
    """([A, P, T] rank, [A, P, T] worth of a unit delivered) in each product-week.

    A unit delivered earns its margin and eases the service rules it counts for, at their
    prices. Ties go by tier, then by account.
    """
    worth = unit_worth(search, search.session.row_duals())
    tiers = {name: place for place, name in enumerate(sorted(set(problem.tier)))}
    tier = np.array([tiers[name] if name else len(tiers) for name in problem.tier])
    ids = np.argsort(np.argsort(np.array(problem.accounts)))
    size = max(float(np.abs(worth).max(initial=0.0)), 1.0)
    rounded = np.round(worth / (size * 1e-9))
    order = np.lexsort(
        (
            np.broadcast_to(ids[:, None, None], worth.shape),
            np.broadcast_to(tier[:, None, None], worth.shape),
            -rounded,
        ),
        axis=0,
    )
    rank = np.empty_like(order)
    places = np.broadcast_to(np.arange(1, len(ids) + 1)[:, None, None], worth.shape)
    np.put_along_axis(rank, order, places, axis=0)
    return rank.astype(np.int64), worth
