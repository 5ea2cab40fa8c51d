"""Why an account gets what it gets, in plain sentences and as documents."""

from collections.abc import Iterable, Sequence

import numpy as np

from kamplan.insight.reasons import WhySpend, WhyUnits, WhyVisits
from kamplan.report.documents import Document
from kamplan.report.tables import money, rule_name
from kamplan.words import _, mark, plain
from solver.rules import RuleName

MOST_NAMED = 3
"""Accounts that are named as next in line."""

SPEND = {
    "closed": mark("No money may be spent there: promotions.csv does not offer it in this week."),
    "lock": mark("It is held: {rules}."),
    "calendar": mark("The promotion calendar holds it: {rules}."),
    "kept": mark("It is not to be less than it was: {rules}."),
    "goods": mark(
        "It would bring {free} if no goods were short; as it is, it takes them from others."
    ),
    "returns": mark("No rule holds it: another unit brings no more than it costs."),
    "gap": mark("No rule holds it; it is as near to the best as the gap of the plan tells."),
}
BUDGET_HERE = mark(
    "It gets money until another unit brings no more than elsewhere: all of {budgets} is spent."
)
BUDGET_ELSEWHERE = mark(
    "It would bring more than it costs, but the money of {budgets} brings more elsewhere."
)
VISITS = {
    "lock": mark("They are held: {rules}."),
    "kept": mark("They are not to be fewer than they were: {rules}."),
    "most": mark("visits.csv allows no more than {most}."),
    "least": mark("visits.csv asks for {least}; another would bring less than it costs."),
    "hours": mark(
        "Another visit would bring more than it costs, but {team} has no hours to spare for it."
    ),
    "returns": mark("No rule holds them: another visit brings less than it costs."),
    "gap": mark("No rule holds them; they are as near to the best as the gap of the plan tells."),
}
UNITS = {
    "served": mark("It gets all it asks for."),
    "lock": mark("They are held: {rules}."),
    "kept": mark("They are not to be fewer than they were: {rules}."),
    "credit": mark("Its credit holds them: {rules}."),
    "goods": mark("The goods are short, and bring more where they go first."),
}


def rules_text(rules: Iterable[RuleName]) -> str:
    """Rules by name."""
    return ", ".join(rule_name(family, key) for family, key in rules)


def spend_lines(why: WhySpend) -> list[str]:
    """Why an account's money for a mechanic in a week is what it is."""
    lines = []
    if why.reason != "closed":
        lines.append(
            _("The next unit of money would bring {returns} there; it has to bring {price}.",
              returns=f"{why.returns:,.2f}", price=_price_text(why))
        )  # fmt: skip
    lines.append(_spend_reason(why))
    if why.goods:
        goods = ", ".join(
            _("{product} (one more is worth {money})", product=plain(product),
              money=f"{value:,.2f}")
            for product, value in why.goods
        )  # fmt: skip
        lines.append(_("Short in this week: {goods}.", goods=goods))
    return lines


def _price_text(why: WhySpend) -> str:
    """What a unit of money has to bring, and what that is made of."""
    parts = [_("{money} of its own", money=f"{why.cost:,.2f}")]
    for name, value in why.budgets:
        rule = rule_name("budget" if value > 0.0 else "budget_min", (name,))
        parts.append(f"{'+' if value > 0.0 else '−'} {abs(value):,.2f} {rule}")
    total = f"{why.price:,.2f}"
    return f"{total} ({' '.join(parts)})" if why.budgets else total


def _spend_reason(why: WhySpend) -> str:
    if why.reason != "budget":
        free = f"{why.if_free:,.2f}"
        return _(SPEND[why.reason], rules=rules_text(why.rules), free=free)
    spent = [plain(name) for name, value in why.budgets if value > 0.0]
    said = BUDGET_HERE if why.at_margin else BUDGET_ELSEWHERE
    return _(said, budgets=", ".join(spent))


def line_lines(line: Sequence[WhySpend], account: str) -> list[str]:
    """Where an account stands in the line for money, and who is next in it."""
    if not line:
        return []
    sharing = sum(why.at_margin for why in line)
    lines = [
        _("The next unit of money is worth as much at {count} accounts, as near as can be told.",
          count=sharing)
    ]  # fmt: skip
    waiting = [why for why in line if not why.at_margin][:MOST_NAMED]
    if waiting:
        named = "; ".join(_waiting_text(why) for why in waiting)
        lines.append(_("Next in line: {accounts}.", accounts=named))
    place = next((at for at, why in enumerate(line, 1) if why.account == account), None)
    if place is None:
        lines.append(_("{account} is not in the line.", account=plain(account)))
    else:
        lines.append(
            _("{account} is number {place} of {count}.", account=plain(account), place=place,
              count=len(line))
        )  # fmt: skip
    return lines


def _waiting_text(why: WhySpend) -> str:
    return _(
        "{account} ({mechanic}, {week}) with {returns} of {price}",
        account=plain(why.account),
        mechanic=plain(why.mechanic),
        week=why.week,
        returns=f"{why.returns:,.2f}",
        price=f"{why.price:,.2f}",
    )


def visits_lines(why: WhyVisits) -> list[str]:
    """Why an account is visited as often as it is."""
    price, hours = f"{why.price:,.2f}", f"{why.hours:,.10g}"
    lines = [
        _("The next visit would bring {returns}; it costs {cost} and takes {hours} h.",
          returns=f"{why.returns:,.2f}", cost=f"{why.cost:,.2f}", hours=hours)
    ]  # fmt: skip
    if why.price > why.cost:
        lines.append(
            _("With its hours at what they are worth, {team} has to gain {price} by it.",
              team=plain(why.team), price=price)
        )  # fmt: skip
    values = {
        "rules": rules_text(why.rules),
        "most": why.most,
        "least": why.least,
        "hours": hours,
        "team": plain(why.team),
    }
    lines.append(_(VISITS[why.reason], **values))
    return lines


def units_lines(why: WhyUnits) -> list[str]:
    """Why an account gets the goods it gets of a product in a week."""
    asked = why.sold + why.lost
    lines = [
        _("{sold} of {asked} units in {week}.", sold=money(why.sold), asked=money(asked),
          week=why.week),
        _(UNITS[why.reason], rules=rules_text(why.rules)),
    ]  # fmt: skip
    if why.rank:
        lines.append(
            _("It is served as number {rank} of {count}.", rank=why.rank, count=why.line)
        )  # fmt: skip
    if not np.isnan(why.worth) and not np.isnan(why.goods):
        lines.append(
            _("A unit earns {worth} there; one more of the goods is worth {goods}.",
              worth=f"{why.worth:,.2f}", goods=f"{why.goods:,.2f}")
        )  # fmt: skip
    if why.waiting:
        names = ", ".join(plain(name) for name in why.waiting[:MOST_NAMED])
        lines.append(_("Next in line: {accounts}.", accounts=names))
    return lines


def spend_entry(why: WhySpend) -> Document:
    """As facts and in words."""
    return {
        "account": why.account,
        "mechanic": why.mechanic,
        "week": why.week,
        "spend": why.spend,
        "returns": why.returns,
        "returns_if_free": why.if_free,
        "price": why.price,
        "at_margin": why.at_margin,
        "reason": why.reason,
        "budgets": [{"budget": name, "worth": value} for name, value in why.budgets],
        "rules": _rule_entries(why.rules),
        "goods": [{"product": name, "worth": value} for name, value in why.goods],
        "text": " ".join(spend_lines(why)),
    }


def visits_entry(why: WhyVisits) -> Document:
    """As facts and in words."""
    return {
        "account": why.account,
        "kind": why.kind,
        "visits": why.visits,
        "returns": why.returns,
        "cost": why.cost,
        "price": why.price,
        "hours": why.hours,
        "team": why.team or None,
        "reason": why.reason,
        "rules": _rule_entries(why.rules),
        "text": " ".join(visits_lines(why)),
    }


def units_entry(why: WhyUnits) -> Document:
    """As facts and in words."""
    return {
        "account": why.account,
        "product": why.product,
        "week": why.week,
        "sold": why.sold,
        "lost": why.lost,
        "rank": why.rank,
        "worth": None if np.isnan(why.worth) else why.worth,
        "goods_worth": None if np.isnan(why.goods) else why.goods,
        "reason": why.reason,
        "rules": _rule_entries(why.rules),
        "waiting": list(why.waiting[:MOST_NAMED]),
        "text": " ".join(units_lines(why)),
    }


def _rule_entries(rules: Iterable[RuleName]) -> list[Document]:
    return [{"rule": family, "key": list(key)} for family, key in rules]
