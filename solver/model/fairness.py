"""Fairness: nobody is served much less than all together."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.model.sales import sold_terms
from solver.rules import FairnessRule


def define_fairness(model: Model) -> None:
    """Serve a protected account no less, in proportion, than all accounts, but for a spread.

        sold[a,p] / B[a,p]  >=  Q[p] / B[p] - d        over the rule's weeks
        Q[p] = sum over all accounts of sold[a,p]

    written in units, B[a,p] times the rule; accounts without baseline are passed over. Dual:
    contribution gained by one more unit that is demanded, never above 0. Q is a column of its
    own: without it every row would hold the sales of every account.
    """
    for rule in model.problem.fairness:
        for product in rule.products.tolist():
            _define_one(model, rule, product)


def _define_one(model: Model, rule: FairnessRule, product: int) -> None:
    problem = model.problem
    asked = problem.baseline[:, product, rule.weeks].sum(axis=1)
    total = float(asked.sum())
    if total <= 0.0:
        return
    cells = np.arange(problem.baseline.size).reshape(problem.shape)[:, product, rule.weeks]
    everyone = model.add_columns("sold_in_all", np.ones(1, dtype=bool), 0.0, np.inf)
    columns, coefficients, constant = sold_terms(model, cells.ravel())
    name = problem.products[product]
    model.add_row(
        "sold_in_all",
        np.append(columns, everyone),
        np.append(coefficients, -1.0),
        pulp.LpConstraintEQ,
        -constant,
    )
    for account in rule.accounts[asked[rule.accounts] > 0.0].tolist():
        mine = float(asked[account])
        columns, coefficients, constant = sold_terms(model, cells[account])
        model.add_rule(
            ("fairness", (rule.name, problem.accounts[account], name)),
            np.append(columns, everyone),
            np.append(coefficients, -mine / total),
            pulp.LpConstraintGE,
            -rule.spread * mine - constant,
            scale=mine,
            stated=-rule.spread * mine,
            price=rule.price,
        )
