"""Guardrails of a solved scenario: the sentence of each, and how the plan stands to it."""

from rich.table import Table

from kamplan.insight.guardrails import Guardrail, Stand, guardrails, standings
from kamplan.report.tables import add_row, make_table, money
from kamplan.whatif.figures import Solved
from kamplan.wording.guardrails import sentence
from kamplan.words import _, mark

UNITS = {
    "teams": mark("{amount} h"),
    "service": mark("{amount} units"),
    "fairness": mark("{amount} units"),
}
"""What an amount of a rule is counted in, where that is not plain from its sentence."""


def guardrail_list(solved: Solved) -> list[dict[str, object]]:
    """Every rule as facts and as a sentence."""
    rules = guardrails(solved.plan)
    found = standings(solved, rules)
    return [
        {
            "kind": rule.kind,
            "key": list(rule.key),
            "active": rule.active,
            "sentence": sentence(solved.plan, rule),
            "price": rule.price,
            "standing": found[rule].standing,
            "amount": found[rule].amount,
            "gains": found[rule].gains,
            "cost": found[rule].cost,
        }
        for rule in rules
    ]


def guardrail_table(solved: Solved) -> Table:
    """Every rule in words."""
    table = make_table(_("rule"), _("hard or its price"), _("in this plan"), right=3)
    rules = guardrails(solved.plan)
    found = standings(solved, rules)
    for rule in rules:
        stands = stands_text(rule, found[rule])
        add_row(table, sentence(solved.plan, rule), price_text(rule), stands)
    return table


def price_text(rule: Guardrail) -> str:
    """Hard, or what breaking it costs."""
    if rule.price is not None:
        return money(rule.price)
    return _("own prices") if rule.kind == "account_stock" else _("hard")


def stands_text(rule: Guardrail, stand: Stand) -> str:
    """How the plan stands to a rule: met with room, binding, broken."""
    amount = None if stand.amount is None else _amount(rule, stand.amount)
    if stand.standing == "off":
        return "○ " + _("switched off")
    if stand.standing == "binding":
        return "■ " + _("binding")
    if stand.standing == "broken":
        said = _("broken") if amount is None else _("broken by {amount}", amount=amount)
        return "✗ " + said
    if stand.standing == "met":
        return "✓ " + (_("met") if amount is None else _("{amount} to spare", amount=amount))
    return ""


def _amount(rule: Guardrail, amount: float) -> str:
    return _(UNITS.get(rule.kind, mark("{amount}")), amount=money(amount))
