"""Every rule of a plan as one sentence in the user's language."""

import re
from collections.abc import Callable, Sequence

import numpy as np

from kamplan.insight.guardrails import Guardrail, credit_rows
from kamplan.plan import Plan, Table
from kamplan.plan.pointing import split_list
from kamplan.plan.where import parse_where
from kamplan.words import _, mark, plain

KINDS = {
    "total": mark("whole budget"),
    "target": mark("target"),
    "warehouse": mark("warehouse"),
    "published": mark("published plan"),
    "budgets": mark("budget"),
    "teams": mark("hours"),
    "service": mark("service"),
    "calendar": mark("calendar"),
    "fairness": mark("fairness"),
    "locks": mark("lock"),
    "no_worse": mark("no worse"),
    "credit": mark("credit limit"),
    "account_stock": mark("stock kept by accounts"),
}
COLUMNS = {
    "tier": mark("tier"),
    "region": mark("region"),
    "segment": mark("segment"),
    "channel": mark("channel"),
    "team": mark("team"),
    "manager": mark("manager"),
    "parent": mark("parent"),
    "settlement": mark("settlement"),
    "account": mark("account"),
    "product": mark("product"),
    "week": mark("week"),
}
DECISIONS = {
    "spend": mark("promotion money"),
    "visits": mark("visits"),
    "units": mark("goods"),
}
LOCKS = {
    "spend": mark("{who} must spend exactly {value} {of} {weeks}"),
    "visits": mark("{who} must get exactly {value} visits {of}"),
    "units": mark("{who} must sell exactly {value} units {of} {weeks}"),
}
NO_WORSE = {
    "spend": mark("{who} must keep at least {share} of the published promotion money {of} {weeks}"),
    "visits": mark("{who} must keep at least {share} of the published visits {of}"),
    "units": mark("{who} must sell at least {share} of the published units {of} {weeks}"),
}
TARGETS = {
    "contribution": mark("Contribution must come to at least {value}"),
    "revenue": mark("Revenue must come to at least {value}"),
    "units": mark("Units sold must come to at least {value}"),
}
BLANKS = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
MOST_NAMED = 4
"""Values, products and mechanics that a sentence names; of more it says how many."""


def sentence(plan: Plan, rule: Guardrail) -> str:
    """The rule in a sentence, without a full stop. Raises KeyError for one that is not there."""
    # Parts that are left out leave blanks; between Chinese characters there are none.
    said = BLANKS.sub("", " ".join(SENTENCES[rule.kind](plan, rule).split()))
    return said[:1].upper() + said[1:]


def kind_text(rule: Guardrail) -> str:
    """What kind of rule it is."""
    return _(KINDS[rule.kind])


# -- parts of sentences -----------------------------------------------------------------------


def _money(plan: Plan, value: float) -> str:
    return f"{_number(value)} {plain(plan.settings.currency)}".strip()


def _number(value: float) -> str:
    return f"{value:,.12g}"


def _share(value: float) -> str:
    return f"{value * 100:.6g} %"


def _list(names: Sequence[str]) -> str:
    """Names one after another; of many the first."""
    shown = [plain(name) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(_("{count} more", count=len(names) - MOST_NAMED))
    return _(" and ").join(filter(None, [_(", ").join(shown[:-1]), shown[-1]]))


def who(where: str) -> str:
    """The accounts of a selection: accounts of tier A, region East."""
    parts = []
    for column, values in parse_where(where).items():
        if column == "account":
            named = _list(values)
            return (
                _("account {names}", names=named)
                if len(values) == 1
                else _("accounts {names}", names=named)
            )
        title = _(COLUMNS[column]) if column in COLUMNS else plain(column)
        parts.append(_("{column} {values}", column=title, values=_either(values)))
    if not parts:
        return _("all accounts")
    return _("accounts of {what}", what=_(", ").join(parts))


def _either(values: Sequence[str]) -> str:
    shown = [plain(value) for value in values[:MOST_NAMED]]
    if len(values) > MOST_NAMED:
        shown.append(_("{count} more", count=len(values) - MOST_NAMED))
    return _(" or ").join(filter(None, [_(", ").join(shown[:-1]), shown[-1]]))


def _of(cell: str) -> str:
    names = split_list(cell)
    return _("of {names}", names=_list(names)) if names else ""


def _on(cell: str) -> str:
    names = split_list(cell)
    return _("on {names}", names=_list(names)) if names else ""


def _weeks(plan: Plan, cell: str) -> str:
    """Weeks of a cell: in W50 to W52 and W02; the year is said where a plan has the week twice."""
    if not cell.strip():
        return ""
    once = len({week[5:] for week in plan.weeks}) == len(plan.weeks)

    def name(week: str) -> str:
        return week.strip()[5:] if once else week.strip()

    spans = []
    for part in filter(str.strip, cell.replace("|", ";").split(";")):
        first, dots, last = part.partition("..")
        span = _("{first} to {last}", first=name(first), last=name(last))
        spans.append(span if dots and first.strip() != last.strip() else name(first))
    return _("in {weeks}", weeks=_list(spans))


def _row(plan: Plan, rule: Guardrail) -> tuple[Table, int]:
    table = plan[rule.kind]
    return table, table.places[rule.key]


# -- sentences of each kind ---------------------------------------------------------------------


def _total(plan: Plan, rule: Guardrail) -> str:
    most = plan.settings.promotion.budget or 0.0
    return _("the whole plan may spend at most {most} on promotion", most=_money(plan, most))


def _target(plan: Plan, rule: Guardrail) -> str:
    value = plan.settings.target.model_dump()[rule.name]
    shown = _number(value) if rule.name == "units" else _money(plan, value)
    return _(TARGETS[rule.name], value=shown)


def _warehouse(plan: Plan, rule: Guardrail) -> str:
    room = _number(plan.settings.warehouse.capacity or 0.0)
    return _("the warehouse may hold at most {room} at the end of a week", room=room)


def _published(plan: Plan, rule: Guardrail) -> str:
    kept = [_(DECISIONS[name]) for name in split_list(plan.settings.published.keep)]
    return _("nobody may get less {what} than was published", what=_list(kept))


def _budget(plan: Plan, rule: Guardrail) -> str:
    table, row = _row(plan, rule)
    least, most = float(table["min"][row]), float(table["max"][row])
    said = {
        "who": who(table["where"][row]),
        "on": _on(table["mechanics"][row]),
        "weeks": _weeks(plan, table["weeks"][row]),
        "least": _money(plan, least),
        "most": _money(plan, most),
    }
    if np.isnan(least) and np.isnan(most):
        return _("{who} may spend any amount {on} {weeks}", **said)
    if np.isnan(least):
        return _("{who} may spend at most {most} {on} {weeks}", **said)
    if np.isnan(most):
        return _("{who} must spend at least {least} {on} {weeks}", **said)
    if least == most:
        return _("{who} must spend exactly {most} {on} {weeks}", **said)
    return _("{who} must spend {least} to {most} {on} {weeks}", **said)


def _team(plan: Plan, rule: Guardrail) -> str:
    table = plan["teams"]
    hours = table["hours"][table["team"] == rule.name]
    team, total = plain(rule.name), _number(float(hours.sum()))
    low, high = (_number(float(end)) for end in (hours.min(), hours.max()))
    if low == high and len(hours) == len(plan.weeks):
        return _("team {team} has {hours} hours a week", team=team, hours=low)
    if len(hours) == 1:
        return _("team {team} has {hours} hours in all", team=team, hours=total)
    return _(
        "team {team} has {hours} hours in all, {low} to {high} a week",
        **{"team": team, "hours": total, "low": low, "high": high},
    )


def _service(plan: Plan, rule: Guardrail) -> str:
    table, row = _row(plan, rule)
    axes = [_(COLUMNS[axis]) for axis in split_list(table["each"][row])]
    said = _(
        "{who} must sell at least {share} of the baseline {of} {weeks}",
        who=who(table["where"][row]),
        share=_share(float(table["min_fill"][row])),
        of=_of(table["products"][row]),
        weeks=_weeks(plan, table["weeks"][row]),
    )
    return _("{rule}, for each {axes}", rule=said.strip(), axes=_list(axes)) if axes else said


def _calendar(plan: Plan, rule: Guardrail) -> str:
    table, row = _row(plan, rule)
    said = {
        "who": who(table["where"][row]),
        "on": _on(table["mechanics"][row]),
        "weeks": _weeks(plan, table["weeks"][row]),
    }
    most, longest = float(table["most_weeks"][row]), float(table["longest"][row])
    if most == 0.0:
        return _("{who} may not be promoted {on} {weeks}", **said)
    parts = []
    if not np.isnan(most):
        parts.append(_("in at most {count} weeks", count=_number(most)))
    if longest == 1.0:
        parts.append(_("never in two weeks running"))
    elif not np.isnan(longest):
        parts.append(_("at most {count} weeks running", count=_number(longest)))
    if table["gap"][row] > 0.0:
        parts.append(_("then not for {count} weeks", count=_number(float(table["gap"][row]))))
    if table["least_spend"][row] > 0.0:
        least = _money(plan, float(table["least_spend"][row]))
        parts.append(_("with at least {money} in a week", money=least))
    if not parts:
        return _("{who} may be promoted {on} {weeks} whenever it pays", **said)
    promoted = _("{who} may be promoted {on} {weeks}", **said)
    return _("{rule}: {how}", rule=promoted.strip(), how=_(", ").join(parts))


def _fairness(plan: Plan, rule: Guardrail) -> str:
    table, row = _row(plan, rule)
    return _(
        "{who} may fall behind all accounts together by at most {spread} of the baseline "
        "{of} {weeks}",
        who=who(table["where"][row]),
        spread=_share(float(table["spread"][row])),
        of=_of(table["products"][row]),
        weeks=_weeks(plan, table["weeks"][row]),
    )


def _lock(plan: Plan, rule: Guardrail) -> str:
    table, row = _row(plan, rule)
    decision, value = str(table["decision"][row]), float(table["value"][row])
    names = table["names"][row]
    held = _(
        LOCKS[decision],
        who=who(table["where"][row]),
        value=_money(plan, value) if decision == "spend" else _number(value),
        of=_on(names) if decision == "spend" else _of(names),
        weeks=_weeks(plan, table["weeks"][row]),
    )
    return _("{rule}: it is locked", rule=held.strip())


def _no_worse(plan: Plan, rule: Guardrail) -> str:
    table, row = _row(plan, rule)
    decision, names = str(table["decision"][row]), table["names"][row]
    return _(
        NO_WORSE[decision],
        who=who(table["where"][row]),
        share=_share(float(table["share"][row])),
        of=_on(names) if decision == "spend" else _of(names),
        weeks=_weeks(plan, table["weeks"][row]),
    )


def _credit(plan: Plan, rule: Guardrail) -> str:
    rows, accounts = credit_rows(plan), plan["accounts"]
    if len(rows) == 1:
        limit = _money(plan, float(accounts["credit_limit"][rows[0]]))
        name = plain(accounts["account"][rows[0]])
        return _("account {name} may owe at most {limit}", name=name, limit=limit)
    return _("{count} accounts may owe no more than their credit limits", count=len(rows))


def _account_stock(plan: Plan, rule: Guardrail) -> str:
    count = len(plan["account_stock"])
    return _("{count} stocks at accounts must keep to their days and not be run down", count=count)


SENTENCES: dict[str, Callable[[Plan, Guardrail], str]] = {
    "total": _total,
    "target": _target,
    "warehouse": _warehouse,
    "published": _published,
    "budgets": _budget,
    "teams": _team,
    "service": _service,
    "calendar": _calendar,
    "fairness": _fairness,
    "locks": _lock,
    "no_worse": _no_worse,
    "credit": _credit,
    "account_stock": _account_stock,
}
