"""The model as a table of contents."""

from solver.decided import Decided
from solver.model.account_stock import define_account_stock
from solver.model.budgets import define_budgets
from solver.model.calendar import define_calendar
from solver.model.core import Model
from solver.model.credit import define_credit
from solver.model.demand import define_lost_demand
from solver.model.fairness import define_fairness
from solver.model.fill import define_minimum_fill
from solver.model.goodwill import define_goodwill
from solver.model.objective import define_contribution
from solver.model.promotion import define_promotion
from solver.model.supply import define_supply
from solver.model.targets import define_targets
from solver.model.totals import define_totals
from solver.model.visits import define_visit_hours, define_visits
from solver.model.warehouse import define_warehouse
from solver.model.whole import define_whole
from solver.problem import Decisions, Problem


def build_model(
    problem: Problem,
    elastic: bool = False,
    near: Decisions | None = None,
    decided: Decided | None = None,
) -> Model:
    """Everything linear. Response curves and "no more is lost than demanded" come as cuts.

    What is `decided` is in it as numbers.
    `elastic` gives every rule of the planner's a way out, for finding what conflicts. With a
    plan that it is to be `near` it is a model of that plan's roundings, and whole by itself.
    """
    model = Model(problem, elastic, decided)
    define_promotion(model)
    define_calendar(model)
    define_visits(model)
    define_lost_demand(model)
    define_account_stock(model)
    define_supply(model)
    define_warehouse(model)
    define_budgets(model)
    define_visit_hours(model)
    define_minimum_fill(model)
    define_fairness(model)
    define_credit(model)
    define_totals(model)
    define_goodwill(model)
    define_targets(model)
    define_contribution(model)
    if near is not None:
        define_whole(model, near)
    model.finish()
    return model
