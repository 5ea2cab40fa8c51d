"""What a workbook's cells accept, and what they say when one is chosen.

Lists for what refers to something, bounds for numbers. Where something new may be named, as a
team or a mechanic, the list is a suggestion: the spreadsheet program asks, and lets it pass.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kamplan.plan import Plan
from kamplan.plan.columns import Column, Kind, columns_of
from kamplan.plan.settings import NUMBERS, SWITCHES
from kamplan.plan.tables import ROWS, format_number
from kamplan.plan.weeks import OPENING
from kamplan.words import _

LISTS = "x_lists"
"""the hidden sheet of what may be chosen."""
LARGEST = 10**12
OWNERS = {"account": "accounts", "product": "products"}
"""columns that refer to the first column of a sheet, and which."""
SUGGESTED = {
    "team": "teams",
    "mechanic": "promotions",
    "kind": "visits",
    "tier": "accounts",
    "curve": "curves",
}
"""columns whose names are listed, and where new ones come up without a question."""
TIERS = ("A", "B", "C")
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""characters that the format allows."""

Lists = Mapping[str, Sequence[str]]
"""What may be chosen, by name: a column, "weeks", or "supply weeks"."""
Rule = dict[str, Any]


def lists_of(plan: Plan) -> Lists:
    """What may be chosen in a plan, each thing once, in the order of the tables."""
    found: dict[str, Sequence[str]] = {"week": plan.weeks, "supply week": (OPENING, *plan.weeks)}
    for name in SUGGESTED:
        values: dict[str, None] = dict.fromkeys(TIERS if name == "tier" else ())
        for table, row in ROWS.items():
            if any(column.name == name for column in columns_of(row)):
                values |= dict.fromkeys(value for value in plan[table][name].tolist() if value)
        found[name] = tuple(values)
    return found


def column_rule(
    table: str, column: Column, title: str, lists: Lists, titles: Mapping[str, str]
) -> Rule | None:
    """The rule of a column's cells; None for free text that needs no word.

    `titles`: the sheets that are written, by table, as they are called.
    """
    rule = _choice(table, column, lists, titles) or _bounds(column)
    said = [text for text in (_meaning(column), _empty(column)) if text]
    if not rule and not said:
        return None
    return {
        "validate": "any",
        **rule,
        "input_title": title[:LONGEST_TITLE],
        "input_message": " ".join(said)[:LONGEST_MESSAGE],
        "show_input": bool(said),
    }


def _choice(table: str, column: Column, lists: Lists, titles: Mapping[str, str]) -> Rule:
    owner = OWNERS.get(column.name)
    if owner == table:
        return {}
    if owner is not None and owner in titles:
        sheet = "'" + titles[owner].replace("'", "''") + "'"
        # As long as the sheet is at the moment, whatever is added to it.
        count = f"MAX(1,COUNTA({sheet}!$A:$A)-1)"
        return {
            **{"validate": "list", "source": f"=OFFSET({sheet}!$A$2,0,0,{count},1)"},
            **_refusal(_("This is not on the sheet {sheet}.", sheet=titles[owner])),
        }
    if column.choices:
        text = _("Use one of {choices}.", choices=", ".join(column.choices))
        return {"validate": "list", "source": list(column.choices), **_refusal(text)}
    name = "supply week" if column.kind is Kind.WEEK_OR_OPENING else column.name
    if not lists.get(name):
        return {}
    place, last = list(lists).index(name), len(lists[name]) + 1
    letter = chr(65 + place)
    return {
        "validate": "list",
        "source": f"={LISTS}!${letter}$2:${letter}${last}",
        "error_type": "warning",
        "show_error": SUGGESTED.get(name) != table,
        "error_title": _("Something new?"),
        "error_message": _("This is not used in the plan so far."),
    }


def _bounds(column: Column) -> Rule:
    if not column.is_number:
        return {}
    kind = "integer" if column.kind is Kind.WHOLE else "decimal"
    said = _refusal(_meaning(column))
    if column.above is not None:
        return {"validate": kind, "criteria": ">", "value": column.above, **said}
    least = 0 if column.at_least is None else column.at_least
    most = LARGEST if column.at_most is None else column.at_most
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most, **said}


def _refusal(text: str) -> Rule:
    return {"error_title": _("This does not fit"), "error_message": text[:LONGEST_MESSAGE]}


def _meaning(column: Column) -> str:
    """How the cells of a column are written, in a sentence or two."""
    if column.is_number:
        return _number_meaning(column)
    if column.choices:
        return _("One of {choices}.", choices=", ".join(column.choices))
    return {
        Kind.WEEK: _("ISO week, such as 2026-W49."),
        Kind.WEEK_OR_OPENING: _("ISO week, such as 2026-W49, or opening: before the first week."),
        Kind.WEEKS: _("Weeks and ranges, such as 2026-W49..2026-W52;2027-W02."),
        Kind.LIST: _("Names, separated by ;"),
        Kind.WHERE: _("Which accounts, such as tier=A|B;region=East."),
    }.get(column.kind, "")


def _number_meaning(column: Column) -> str:
    whole = column.kind is Kind.WHOLE
    if column.above is not None:
        return _("A number above {limit}.", limit=format_number(column.above))
    least = format_number(column.at_least or 0.0)
    if column.at_most is None:
        text = _("A whole number, {least} or more.") if whole else _("A number, {least} or more.")
        return text.format(least=least)
    text = (
        _("A whole number from {least} to {most}.")
        if whole
        else _("A number from {least} to {most}.")
    )
    shown = text.format(least=least, most=format_number(column.at_most))
    return shown if whole or column.at_most != 1 else shown + " " + _("15 % is 0.15.")


def _empty(column: Column) -> str:
    """What an empty cell means."""
    if column.required:
        return _("Required.")
    if column.kind in (Kind.WEEKS, Kind.LIST, Kind.WHERE) and column.name != "each":
        return _("Empty: all.")
    if column.default in (None, ""):
        return ""
    default = column.default if isinstance(column.default, str) else format_number(column.default)
    return _("Empty: {default}.", default=default)


def setting_rule(name: str) -> Rule | None:
    """The rule of a setting's cell; None for text."""
    if name in SWITCHES:
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    if name in NUMBERS:
        most = 1 if name == "solve.gap" else LARGEST
        said = _refusal(_("A number from {least} to {most}.", least="0", most=f"{most:g}"))
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most, **said}
    if name == "weeks":
        said = _refusal(_("A whole number from {least} to {most}.", least="1", most="53"))
        return {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 53, **said}
    return None
