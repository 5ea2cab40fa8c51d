"""Other aims than contribution, as problems in which contribution is that aim.

Revenue is contribution where a unit earns its net price and nothing costs anything; units
where it earns 1; and a mix is a mix of what things earn and cost. So one search serves all.
Revenue and units are those of the horizon: what is taken from beyond its end costs its margin, in
the contribution, and nothing else.
"""

from dataclasses import replace

from solver.problem import Problem
from solver.rules import Aim, Target


def pursue(problem: Problem, aim: Aim, targets: tuple[Target, ...] = ()) -> Problem:
    """The problem whose contribution is what `aim` says of this one's plans; its targets are
    those given."""
    stated = replace(problem, aims=(), targets=(), origin=None)
    share, stock = aim.contribution, problem.account_stock
    return replace(
        stated,
        margin=share * problem.margin + aim.revenue * problem.net_price + aim.units,
        margin_beyond=share * problem.beyond,
        spend_cost=share + aim.spend,
        visits=replace(problem.visits, cost=share * problem.visits.cost),
        holding=share * problem.holding,
        write_down=share * problem.write_down,
        extra_cost=share * problem.extra_cost,
        account_stock=None if stock is None else replace(stock, cost=share * stock.cost),
        targets=targets,
        origin=stated,
    )
