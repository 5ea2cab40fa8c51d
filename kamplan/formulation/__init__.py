"""Plan -> Problem: what the planner states, as the arrays the solver takes."""

from kamplan.formulation.problem import formulate, net_prices, weekly_value
from kamplan.formulation.rules import TOTAL

__all__ = ["TOTAL", "formulate", "net_prices", "weekly_value"]
