"""What a person types or pastes into a cell: more forgiving than a file, never guessing.

Percentages and thousands separators are how spreadsheets show numbers; both are understood
where they can mean one thing only.
"""

import re
import unicodedata
from decimal import Decimal

import numpy as np

from kamplan.plan.columns import Column, Kind
from kamplan.plan.entries import Cell
from kamplan.plan.faults import Fault, PlanError
from kamplan.plan.tables import fill_defaults

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# A number in groups of three does not begin with 0: 0,125 has a decimal comma.
GROUPS = r"[+-]?(?!0)\d{{1,3}}({0}\d{{3}})+(\.\d+)?"
THOUSANDS = re.compile(GROUPS.format(","))
SPACES = re.compile(GROUPS.format("[ '\u2019]"))
DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([. '\u2019]\d{3})+),\d+")
CHANGE = re.compile(r"([+\-*×])\s*([^+\-\s].*)")


def complaint(text: str, required: bool = False) -> str:
    """Why a text in a file is not read as a number: the id of the message.

    `required`: the cell must hold one.
    """
    if text.lstrip("+-").lower() in ("nan", "inf", "infinity"):
        return "not-finite-needed" if required else "not-finite"
    if THOUSANDS.fullmatch(text):
        return "thousands"
    if DECIMAL_COMMA.fullmatch(text):
        return "decimal-comma"
    return "percent" if text.endswith(("%", "％")) else "not-a-number"


def parse_typed(column: Column | None, text: str, file: str = "") -> Cell:
    """The value a typed text stands for; nothing typed is what an empty cell means.

    `column` is None for the user's own columns. Bounds are checked with the rest of the plan.
    Raises PlanError.
    """
    name = "" if column is None else column.name
    text = text.strip()
    if column is None:
        return text
    if not text:
        if column.required:
            raise PlanError([Fault("missing-value", file, None, name)])
        empty = fill_defaults(column, 1)[0]
        return float(empty) if column.is_number else str(empty)
    if not column.is_number:
        return text
    number = read_number(text)
    if number is None:
        code = complaint(_plain(text).rstrip("% "), column.required)
        raise PlanError([Fault(code, file, None, name, text)])
    if np.isinf(number):
        raise PlanError([Fault("too-large", file, None, name, text)])
    if column.kind is Kind.WHOLE and number != round(number):
        raise PlanError([Fault("not-whole", file, None, name, text)])
    return number


def read_number(text: str) -> float | None:
    """A number as spreadsheets show it: 1,200.5, 1 200.5, 15 %, １２; None for anything else.

    Infinite where it is too large for a float.
    """
    digits = _digits(text)
    # Adding 0 makes -0 the 0 that it is once it was kept.
    return None if digits is None else float(digits) + 0.0


def parse_change(text: str) -> tuple[float | None, float | None]:
    """(scale, add) of a change such as "+10%", "-5", "*1.2", "×0.7". Raises PlanError.

    A bare "10%" is none: it could be meant as 10 % more, or as 10 % of what there is.
    """
    text = _plain(text)
    found = CHANGE.fullmatch(text)
    digits = _digits(found[2]) if found else None
    if found is None or digits is None or not np.isfinite(float(digits)):
        raise PlanError([Fault("change-typed", value=text)])
    if found[1] in ("*", "×"):
        return float(digits), None
    if not text.endswith("%"):
        return None, float(found[1] + digits) + 0.0
    scale = float(1 + Decimal(found[1] + digits))
    if scale < 0.0:
        raise PlanError([Fault("change-typed", value=text)])
    return scale, None


def _plain(text: str) -> str:
    """Full-width letters, wide spaces and the minus of typesetters as a keyboard has them."""
    # Superscripts and circled numbers would become digits, and 10² would be 102.
    if any(letter.isnumeric() and not letter.isdecimal() for letter in text):
        return text.strip()
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def _digits(text: str) -> str | None:
    """The decimal text of a number, percentages as shares: 7 % is 7e-2, the float next to 0.07."""
    text = _plain(text)
    share = text.endswith("%")
    digits = text.removesuffix("%").rstrip() if share else text
    if THOUSANDS.fullmatch(digits) or SPACES.fullmatch(digits):
        digits = re.sub("[, '\u2019]", "", digits)
    digits += "e-2" if share else ""
    return digits if NUMBER.fullmatch(digits) else None
