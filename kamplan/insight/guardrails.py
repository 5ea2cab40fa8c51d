"""Every rule that a plan must keep, one after another, and how a solved plan stands to each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kamplan.formulation import TOTAL
from kamplan.plan import Plan
from kamplan.plan.entries import SETTINGS, Key
from kamplan.plan.switches import SWITCH, SWITCHED
from kamplan.whatif.figures import Solved
from solver.amounts import Amount
from solver.evaluate import target_amounts
from solver.keeping import PRICED_TOLERANCE, TOLERANCE, rule_amounts

Standing = Literal["off", "met", "binding", "broken", "unknown"]


@dataclass(frozen=True)
class Guardrail:
    """One rule."""

    kind: str
    """its table; of rules without one: total, target, warehouse, published, credit,
    account_stock."""
    key: Key = ()
    """key of its row, name of its team, or of its target; () where there is one of the kind."""
    active: bool = True
    price: float | None = None
    """money for each unit that it is broken by; None: hard, or each of its rows has its own."""

    @property
    def name(self) -> str:
        """What it is called; empty where it has no name."""
        return " ".join(self.key)


@dataclass(frozen=True)
class Stand:
    """How a solved plan stands to a rule."""

    standing: Standing
    amount: float | None = None
    """of a broken rule by how much, of one that is met the room left where that is least, in the
    rule's unit; None where a rule has no one unit."""
    gains: float | None = None
    """objective gained by a unit more allowed, or less demanded; None where it does not bind."""
    cost: float | None = None
    """objective gained where the rule is not there; None where that was not worked out."""


UNKNOWN = Stand("unknown")
OFF = Stand("off")
FAMILIES = {
    "budget": "budgets",
    "budget_min": "budgets",
    "visit_hours": "teams",
    "peak_hours": "teams",
    "min_fill": "service",
    "promo_least": "calendar",
    "promo_weeks": "calendar",
    "promo_run": "calendar",
    "promo_gap": "calendar",
    "fairness": "fairness",
    "lock_least": "locks",
    "lock_most": "locks",
    "no_worse": "no_worse",
    "credit": "credit",
    "warehouse": "warehouse",
    "target": "target",
    "kept": "published",
    "kept_spend": "published",
    "account_end": "account_stock",
    "band_least": "account_stock",
    "band_most": "account_stock",
}
"""family of the solver's rules -> kind of guardrail."""
LEASTS = ("budget_min", "band_least", "promo_least", "no_worse", "min_fill")
"""families that demand a least: of 0 it is none, and no room is left to it."""
WHOLE = ("credit", "warehouse", "published", "account_stock")
"""Kinds of which a plan has one guardrail, whatever the solver repeats it for."""


def guardrails(plan: Plan) -> list[Guardrail]:
    """Every rule, money first."""
    found = list(_of_settings(plan))
    for table in SWITCHED[:1]:
        found += _of_table(plan, table)
    found += [Guardrail("teams", (team,)) for team in dict.fromkeys(plan["teams"]["team"])]
    for table in SWITCHED[1:]:
        found += _of_table(plan, table)
    return [*found, *_of_accounts(plan)]


def _of_settings(plan: Plan) -> Iterator[Guardrail]:
    settings = plan.settings
    if settings.promotion.budget is not None:
        yield Guardrail("total")
    for name, value in settings.target.model_dump().items():
        if value is not None:
            yield Guardrail("target", (name,))
    if settings.warehouse.capacity is not None:
        yield Guardrail("warehouse", price=settings.warehouse.price)
    if settings.published.keep:
        yield Guardrail("published")


def _of_table(plan: Plan, name: str) -> Iterator[Guardrail]:
    table = plan[name]
    for row, key in enumerate(table.keys()):
        price = float(table["price"][row])
        yield Guardrail(name, key, bool(table[SWITCH][row]), None if np.isnan(price) else price)


def _of_accounts(plan: Plan) -> Iterator[Guardrail]:
    if len(credit_rows(plan)):
        yield Guardrail("credit")
    if len(plan["account_stock"]):
        yield Guardrail("account_stock")


def credit_rows(plan: Plan) -> np.ndarray:
    """Rows of accounts whose debts are limited."""
    accounts = plan["accounts"]
    limited = (accounts["settlement"] != "cash") & ~np.isnan(accounts["credit_limit"])
    return np.flatnonzero(limited & (accounts["credit_days"] > 0.0))


def setting_of(guardrail: Guardrail) -> str | None:
    """The setting of plan.toml that makes a rule; None for those of tables."""
    return {
        "total": "promotion.budget",
        "target": "target." + guardrail.name,
        "warehouse": "warehouse.capacity",
        "published": "published.keep",
    }.get(guardrail.kind)


def place_of_price(guardrail: Guardrail) -> tuple[str, Key, str] | None:
    """(table, key, column) of the cell that holds a rule's price; None where it can have none."""
    if guardrail.kind == "warehouse":
        return SETTINGS, (), "warehouse.price"
    return (guardrail.kind, guardrail.key, "price") if guardrail.kind in SWITCHED else None


def standings(solved: Solved | None, rules: Iterable[Guardrail]) -> dict[Guardrail, Stand]:
    """How a solved plan stands to rules; those that it was not asked to keep are unknown."""
    known = {} if solved is None else _standings(solved)
    return {
        rule: known.get((rule.kind, rule.key), UNKNOWN) if rule.active else OFF for rule in rules
    }


def _standings(solved: Solved) -> dict[tuple[str, Key], Stand]:
    evaluation, decisions = solved.result.evaluation, solved.result.decisions
    if evaluation is None or decisions is None:
        return {}
    amounts = rule_amounts(
        solved.problem, decisions, evaluation.sold, evaluation.stock, evaluation.at_accounts
    )
    amounts += target_amounts(solved.problem, decisions)
    found: dict[tuple[str, Key], list[Amount]] = {
        # Of runs and pauses there is an amount only where they are broken.
        **{("calendar", (rule.key[0],)): [] for rule in solved.problem.calendar},
        **({("published", ()): []} if solved.plan.settings.published.keep else {}),
    }
    for amount in amounts:
        owner = _owner(amount.rule, amount.key)
        if owner is not None:
            mine = found.setdefault(owner, [])
            if amount.rule not in LEASTS or amount.size > 0.0:
                mine.append(amount)
    prices = _prices(solved)
    return {owner: _stand(owner[0], each, prices.get(owner)) for owner, each in found.items()}


def _owner(family: str, key: Key) -> tuple[str, Key] | None:
    if family not in FAMILIES:
        return None
    kind = FAMILIES[family]
    if family == "budget" and key == (TOTAL,):
        return "total", ()
    return kind, () if kind in WHOLE else key[:1]


def _prices(solved: Solved) -> dict[tuple[str, Key], tuple[float, float | None]]:
    """(what a unit gains, what the rule costs) of every rule that holds the plan back."""
    found: dict[tuple[str, Key], tuple[float, float | None]] = {}
    for each in solved.result.binding:
        owner = _owner(each.rule, each.key)
        if owner is not None:
            price, cost = found.get(owner, (0.0, None))
            costs = [one for one in (cost, each.cost) if one is not None]
            found[owner] = max(price, each.price), max(costs, default=None)
    return found


def _stand(kind: str, amounts: list[Amount], prices: tuple[float, float | None] | None) -> Stand:
    gains, cost = prices or (None, None)
    broken = [
        each.amount
        for each in amounts
        if each.amount
        > (TOLERANCE if each.price is None else PRICED_TOLERANCE) * max(each.size, 1.0)
    ]
    one_unit = kind != "calendar"
    if broken:
        return Stand("broken", sum(broken) if one_unit else None, gains, cost)
    if prices is not None or any(
        -each.amount <= TOLERANCE * max(each.size, 1.0) for each in amounts
    ):
        return Stand("binding", None, gains, cost)
    room = [-each.amount for each in amounts]
    return Stand("met", min(room) if one_unit and room else None)
