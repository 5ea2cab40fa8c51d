"""Rules that cannot all be kept: they are named, with amounts that are enough."""

from dataclasses import replace

import pytest

from solver import Problem, Result, solve
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_problem
from tests.solver.relaxing import relaxed


def named(result: Result) -> set[str]:
    """Families that take part in the conflict."""
    return {relaxation.rule for relaxation in result.conflict}


def forced_over_another() -> Problem:
    """The launch must have 300 of a total of 200."""
    caps = (Cap(200.0), Cap(minimum=300.0, name="launch"))
    return make_problem([100.0], promos=(Promo(),), caps=caps)


def too_few_hours() -> Problem:
    """3 visits of 2 hours at least, 4 hours."""
    return make_problem(
        [100.0], visits=(Visit(minimum=3, hours=2.0, team=0),), teams=(Team(hours=4.0),)
    )


def too_few_peak_hours() -> Problem:
    """3 visits at least, half of them in the peak with room for 1."""
    return make_problem(
        [100.0, 100.0],
        visits=(Visit(minimum=3, team=0),),
        teams=(Team(peak_hours=1.0),),
        peak=(1,),
    )


def too_little_stock() -> Problem:
    """90 are owed, 60 arrive."""
    return make_problem([100.0], supply=[60.0], fills=(Fill(0.9),))


def nowhere_to_spend() -> Problem:
    """Money must go into a promotion that never runs."""
    return make_problem([100.0], promos=(Promo(weeks=()),), caps=(Cap(minimum=50.0),))


def two_promises() -> Problem:
    """Two accounts are owed 80 and 70 of 120."""
    fills = (Fill(0.8, accounts=(0,), name="first"), Fill(0.7, accounts=(1,), name="second"))
    return make_problem([[100.0], [100.0]], supply=[120.0], fills=fills)


def whole_visits_only() -> Problem:
    """98 % takes 2.5 of the present 3 visits: 2 are too few, 3 take more than 2.6 hours."""
    return make_problem(
        [100.0],
        visits=(Visit(present=3.0, team=0),),
        teams=(Team(hours=2.6),),
        fills=(Fill(0.98),),
    )


@pytest.mark.parametrize(
    ("problem", "rules", "amount"),
    [
        (forced_over_another(), {"budget", "budget_min"}, 100.0),
        (too_few_hours(), {"visit_hours"}, 2.0),
        (too_few_peak_hours(), {"peak_hours"}, 0.5),
        (too_little_stock(), {"min_fill"}, 30.0),
        (nowhere_to_spend(), {"budget_min"}, 50.0),
        (two_promises(), {"min_fill"}, 30.0),
    ],
)
def test_the_rules_that_conflict_are_named_and_relaxing_them_is_enough(
    problem: Problem, rules: set[str], amount: float
) -> None:
    result = solve(problem)
    assert result.status == "infeasible"
    assert (result.objective, result.bound, result.decisions) == (None, None, None)
    assert rules <= named(result)
    assert sum(relaxation.amount for relaxation in result.conflict) == pytest.approx(
        amount, rel=1e-4
    )
    assert solve(relaxed(problem, result.conflict)).status == "optimal"


@pytest.mark.parametrize(
    ("problem", "limits"),
    [
        (forced_over_another(), {("budget", 200.0), ("budget_min", 300.0)}),
        (too_few_hours(), {("visit_hours", 4.0)}),
        (too_few_peak_hours(), {("peak_hours", 1.0)}),
        (too_little_stock(), {("min_fill", 90.0)}),
        (two_promises(), {("min_fill", 80.0), ("min_fill", 70.0)}),
    ],
)
def test_a_conflict_says_what_each_rule_demands_now(
    problem: Problem, limits: set[tuple[str, float]]
) -> None:
    found = {(c.rule, round(c.limit, 6)) for c in solve(problem).conflict}
    assert limits <= found


def test_both_promises_are_named_where_either_could_give() -> None:
    conflict = solve(two_promises()).conflict
    assert {each.key for each in conflict if each.rule == "min_fill"} == {("first",), ("second",)}


def test_rules_outside_the_conflict_are_not_named() -> None:
    problem = replace(
        too_few_hours(), fill_rules=make_problem([100.0], fills=(Fill(0.5),)).fill_rules
    )
    assert named(solve(problem)) == {"visit_hours"}


def test_hours_too_short_for_a_visit_have_no_part_in_a_conflict_of_money() -> None:
    problem = make_problem(
        [100.0],
        promos=(Promo(),),
        caps=(Cap(200.0), Cap(minimum=300.0, name="launch")),
        visits=(Visit(team=0),),
        teams=(Team(hours=1.5),),
    )
    assert named(solve(problem)) == {"budget", "budget_min"}


def test_supply_takes_part_in_a_conflict_with_a_promise() -> None:
    # "needs 30 more cases, or 60 %": the planner is told which stock is short.
    assert named(solve(too_little_stock())) == {"min_fill", "supply"}


def test_a_conflict_that_only_whole_visits_have_is_explained() -> None:
    result = solve(whole_visits_only())
    assert result.status == "infeasible"
    assert named(result) == {"visit_hours", "min_fill"}


def test_a_promise_beyond_what_promotion_can_reach_is_relaxed_to_it() -> None:
    # Uplift at most f(100) = 0.2 within the budget of 100: 1.5 is 30 cases too much.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(100.0),), fills=(Fill(1.5),))
    result = solve(problem)
    assert named(result) == {"budget", "min_fill"}
    assert solve(relaxed(problem, result.conflict)).status == "optimal"


def test_a_promise_at_a_loss_beyond_what_promotion_can_reach_is_relaxed_to_it() -> None:
    problem = make_problem(
        [100.0], margin=-1.0, promos=(Promo(),), caps=(Cap(100.0),), fills=(Fill(1.5),)
    )
    result = solve(problem)
    assert solve(relaxed(problem, result.conflict)).status == "optimal"
