"""What people type and spreadsheets show, read or refused, cell by cell."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kamplan.messages import fault_text
from kamplan.plan import PlanError
from kamplan.plan.columns import Column, columns_of
from kamplan.plan.entries import Cell, cell_text
from kamplan.plan.tables import ROWS
from kamplan.plan.typed import complaint, parse_change, parse_typed, read_number


def column(table: str, name: str) -> Column:
    """A column of a plan table."""
    return next(each for each in columns_of(ROWS[table]) if each.name == name)


NUMBER = column("demand", "units")
OPTIONAL = column("budgets", "max")
DEFAULTED = column("promotions", "shape")
WHOLE = column("visits", "present")
TEXT = column("accounts", "name")
KEY = column("accounts", "account")
CHOICE = column("accounts", "settlement")


def refused(column: Column, text: str) -> str:
    """The code with which a text is refused; the fault has words and says where."""
    with pytest.raises(PlanError) as caught:
        parse_typed(column, text, "x.csv")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column, fault.value) == (
        "x.csv", None, column.name, text.strip(),
    )  # fmt: skip
    assert fault_text(fault)
    return fault.code


READ = {
    "0": 0.0,
    "12": 12.0,
    "+12": 12.0,
    "-12": -12.0,
    "007": 7.0,
    ".5": 0.5,
    "5.": 5.0,
    "1200.5": 1200.5,
    " 12 ": 12.0,
    "\t12\r\n": 12.0,
    "\u300012\u00a0": 12.0,
    "1e3": 1000.0,
    "1.2E+06": 1_200_000.0,
    "5E-1": 0.5,
    # as spreadsheets group digits
    "1,200": 1200.0,
    "1,200.50": 1200.5,
    "-1,200,300": -1_200_300.0,
    "1 200": 1200.0,
    "1\u00a0200\u00a0300.25": 1_200_300.25,
    "1\u202f200": 1200.0,
    "1\u2009200": 1200.0,
    "1'200": 1200.0,
    "1’200’300": 1_200_300.0,
    # percentages
    "5%": 0.05,
    "5 %": 0.05,
    "5\u00a0%": 0.05,
    "7%": 0.07,
    "14%": 0.14,
    "12.5 %": 0.125,
    "0.07%": 0.0007,
    "150%": 1.5,
    "1,200%": 12.0,
    "-5%": -0.05,
    # input methods, other scripts, typesetters
    "１２": 12.0,
    "１２．５": 12.5,
    "１，２００": 1200.0,
    "１５％": 0.15,
    "＋５": 5.0,
    "－５": -5.0,
    "−5": -5.0,
    "٢٠": 20.0,
}


@pytest.mark.parametrize("text", READ)
def test_numbers(text: str) -> None:
    for each in (NUMBER, OPTIONAL, DEFAULTED):
        assert parse_typed(each, text) == READ[text]
    assert read_number(text) == READ[text]


REFUSED = {
    "ten": "not-a-number",
    "-": "not-a-number",
    "+": "not-a-number",
    ".": "not-a-number",
    "e3": "not-a-number",
    "1e": "not-a-number",
    "%": "not-a-number",
    "abc%": "not-a-number",
    "5%%": "not-a-number",
    "%5": "not-a-number",
    "1e3%": "not-a-number",
    "5‰": "not-a-number",
    "1_000": "not-a-number",
    "0x10": "not-a-number",
    "=1+1": "not-a-number",
    "1+1": "not-a-number",
    "1/2": "not-a-number",
    "½": "not-a-number",
    "1½": "not-a-number",
    "10²": "not-a-number",
    "H₂5": "not-a-number",
    "①": "not-a-number",
    "㉑": "not-a-number",
    "十": "not-a-number",
    "∞": "not-a-number",
    "(5)": "not-a-number",
    "€5": "not-a-number",
    "5 kg": "not-a-number",
    "--5": "not-a-number",
    "- 5": "not-a-number",
    "5-": "not-a-number",
    "#N/A": "not-a-number",
    "2026-01-31": "not-a-number",
    "TRUE": "not-a-number",
    "1\n2": "not-a-number",
    # groups that are none
    "1 2": "not-a-number",
    "12 34": "not-a-number",
    "0 125": "not-a-number",
    "12,34,567": "not-a-number",
    "1,200,": "not-a-number",
    ",5,": "not-a-number",
    "1.200.300": "not-a-number",
    "nan": "not-finite",
    "NaN": "not-finite",
    "inf": "not-finite",
    "-inf": "not-finite",
    "+Infinity": "not-finite",
    "inf%": "not-finite",
    "1e999": "too-large",
    "-1e999": "too-large",
    # a comma for decimals is never taken for one that groups digits
    "1,5": "decimal-comma",
    "-1,50": "decimal-comma",
    "0,125": "decimal-comma",
    "00,125": "decimal-comma",
    "0,5 %": "decimal-comma",
    "12,5%": "decimal-comma",
    "1234,567": "decimal-comma",
    "1,2345": "decimal-comma",
    "1.200,50": "decimal-comma",
    "1.200,500": "decimal-comma",
    "1 200,50": "decimal-comma",
    "1\u202f200,5": "decimal-comma",
    "1’200,5": "decimal-comma",
    "１，５": "decimal-comma",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_is_refused(text: str) -> None:
    for each in (NUMBER, OPTIONAL, DEFAULTED, WHOLE):
        # Where a number is needed it is not said that the cell may be left empty.
        needed = REFUSED[text] == "not-finite" and each.required
        assert refused(each, text) == ("not-finite-needed" if needed else REFUSED[text])


@pytest.mark.parametrize("text", ["", " ", "\t", "\u3000", "\n"])
def test_nothing_typed_is_an_empty_cell(text: str) -> None:
    assert refused(NUMBER, text) == "missing-value"
    assert refused(KEY, text) == "missing-value"
    assert np.isnan(np.float64(parse_typed(OPTIONAL, text)))
    assert parse_typed(DEFAULTED, text) == 1.0
    assert parse_typed(WHOLE, text) == 0.0
    assert parse_typed(TEXT, text) == ""
    assert parse_typed(CHOICE, text) == "cash"
    assert parse_typed(None, text) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4", 4.0), ("4.0", 4.0), ("1,200", 1200.0), ("1e3", 1000.0), ("-3", -3.0), ("400%", 4.0),
        ("4.5", "not-whole"), ("50%", "not-whole"), ("1e-3", "not-whole"), ("-0.5", "not-whole"),
    ],
)  # fmt: skip
def test_whole_numbers(text: str, found: float | str) -> None:
    if isinstance(found, str):
        assert refused(WHOLE, text) == found
    else:
        assert parse_typed(WHOLE, text) == found


@pytest.mark.parametrize("text", ["5%", "1,200", "=1+1", "-", "nan", "１２", "a;b", "x  y", "宽"])
def test_text_is_kept_as_it_is_typed(text: str) -> None:
    """But for blanks at its ends; whether it may stand there is checked with the plan."""
    for each in (TEXT, KEY, CHOICE, None):
        found: Cell = parse_typed(each, f" {text}\t")
        assert found == text


def test_zero_has_no_sign() -> None:
    for text in ("-0", "-0.0", "-0%", "−0"):
        value = np.float64(parse_typed(NUMBER, text))
        assert value == 0.0
        assert not np.signbit(value)


def test_every_percentage_is_the_nearest_share() -> None:
    """0 % to 100 % in steps of 0.01: what a person writes as 0.07 is what 7 % is."""
    for step in range(10_001):
        share = float(Decimal(step).scaleb(-4))
        text = f"{Decimal(step).scaleb(-2)}"
        assert read_number(f"{text}%") == share
        assert read_number(f"{float(text):g} %") == share


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_what_is_written_is_read(value: float) -> None:
    text = cell_text(value)
    assert text is not None
    assert parse_typed(NUMBER, text) == value
    assert parse_typed(NUMBER, f"{value:,.3f}") == float(f"{value:.3f}")
    assert parse_typed(NUMBER, f"{value:,.2f}".replace(",", " ")) == float(f"{value:.2f}")


@given(st.text("0123456789.,'+-*×e% ²①\u00a0−％infa", max_size=9))
@example("+")
@example("1e9999999999999999999999")
@example("1e-9999999999999999999999%")
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    """Nothing else happens, and what is read has as many digits that count as were typed."""
    try:
        value = parse_typed(NUMBER, text)
    except PlanError:
        pass
    else:
        assert isinstance(value, float)
        assert np.isfinite(value)
        if "e" not in text and value:
            typed = "".join(filter(str.isdecimal, text)).strip("0")
            assert f"{Decimal(repr(abs(value))):f}".replace(".", "").strip("0") == typed
    try:
        scale, add = parse_change(text)
    except PlanError as error:
        codes = [fault.code for fault in error.faults]
    else:
        codes = ["change-typed"]
        assert (scale is None) is (add is not None)
        assert np.isfinite(add if scale is None else scale)
        assert scale is None or scale >= 0.0
    assert codes == ["change-typed"]


def test_files_are_read_more_strictly_and_say_why() -> None:
    codes = {
        "1,200": "thousands", "1,200.5": "thousands", "5%": "percent", "5 ％": "percent",
        "1,5": "decimal-comma", "0,125": "decimal-comma", "1.200,5": "decimal-comma",
        "-Inf": "not-finite", "x": "not-a-number", "1,5%": "percent",
    }  # fmt: skip
    assert {text: complaint(text) for text in codes} == codes


# changes of blocks


CHANGES: dict[str, tuple[float | None, float | None]] = {
    "+10%": (1.1, None),
    "-30%": (0.7, None),
    "-5 %": (0.95, None),
    "+ 7 %": (1.07, None),
    "+12.5%": (1.125, None),
    "+1,200%": (13.0, None),
    "+0%": (1.0, None),
    "-100%": (0.0, None),
    "＋１０％": (1.1, None),
    "−10%": (0.9, None),
    "*0.7": (0.7, None),
    "* 2": (2.0, None),
    "*0": (0.0, None),
    "×1.2": (1.2, None),
    "＊２": (2.0, None),
    "*70%": (0.7, None),
    "×7%": (0.07, None),
    "+200": (None, 200.0),
    "-50": (None, -50.0),
    " - 0.5 ": (None, -0.5),
    "+1,200.5": (None, 1200.5),
    "-0": (None, 0.0),
    "+1e3": (None, 1000.0),
}


@pytest.mark.parametrize("text", CHANGES)
def test_changes(text: str) -> None:
    assert parse_change(text) == CHANGES[text]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "+", "-", "*", "%", "+%", "*%", "10", "1.1", "ten", "+ten", "=1+1", "nan", "+nan",
        "+inf", "*inf", "+1e999", "*1e999", "+10%%", "10%", "70 %", "%10", "+10 % more",
        # below nothing
        "-150%", "-100.01%", "*-2", "×-1",
        # two signs
        "--5", "+-5", "-+5", "++5", "*+2", "+*2", "**2", "--10%", "+-10%", "×-10%", "- -5", "−-5",
        # commas for decimals, powers
        "+1,5", "+1,5%", "*0,7", "*0,125", "+10²", "+1e3%",
        "+1\n0",
    ],
)  # fmt: skip
def test_what_is_no_change(text: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_change(text)
    (fault,) = caught.value.faults
    assert fault.code == "change-typed"
    assert fault_text(fault)


def test_every_percentage_of_change_is_the_nearest_factor() -> None:
    for step in range(-10_000, 10_001):
        factor = float(1 + Decimal(step).scaleb(-4))
        assert parse_change(f"{Decimal(step).scaleb(-2):+}%") == (factor, None)
