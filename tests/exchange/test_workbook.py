"""Workbooks: what is read is what was written, whatever the headings and cells look like."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamplan.exchange import headings
from kamplan.exchange.folder import plan_files, read_plan
from kamplan.exchange.workbook import cell_text, read_workbook
from kamplan.exchange.workbook_writing import Headings, write_workbook
from kamplan.plan import ROWS, Plan, Settings, make_plan
from kamplan.plan.columns import columns_of
from kamplan.planning import open_source
from kamplan.wording import headings as interface
from kamplan.words import use_language
from tests.effort import examples
from tests.exchange.books import Formula, changed, tiny_sheets, write_book
from tests.plan.folders import SCENARIOS, edited, write_folder
from tests.plan.random_plans import make_table, plans

LANGUAGES: tuple[Headings, ...] = ("en", "zh")


def same(one: Plan, other: Plan) -> bool:
    """Every setting, cell, heading and line; nothing less."""
    assert one.settings == other.settings
    for name, table in one.tables.items():
        assert list(table.own) == list(other[name].own)
        assert table.lines.tolist() == other[name].lines.tolist()
        for column in (*table.cells, *table.own):
            np.testing.assert_array_equal(table[column], other[name][column], f"{name} {column}")
    return plan_files(one) == plan_files(other)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["spring_festival", "wholesale"])
def test_a_shipped_plan_comes_back(tmp_path: Path, name: str, language: Headings) -> None:
    source = open_source(SCENARIOS / name)
    path = tmp_path / "plan.xlsx"
    write_workbook(source.plan, path, source.scenarios, source.recorded, language)
    book = read_workbook(path)
    assert same(source.plan, book.plan)
    assert book.scenarios == source.scenarios
    assert book.recorded == source.recorded
    for file, text in plan_files(book.plan).items():
        assert (SCENARIOS / name / file).read_bytes() == text.encode(), file


@settings(deadline=None, max_examples=examples(10))
@given(plans(), st.sampled_from(LANGUAGES))
def test_any_plan_comes_back(tmp_path_factory: Any, plan: Plan, language: Headings) -> None:
    path = tmp_path_factory.mktemp("books") / "plan.xlsx"
    write_workbook(plan, path, language=language)
    assert plan_files(read_workbook(path).plan) == plan_files(without_empty_settings(plan))


def without_empty_settings(plan: Plan) -> Plan:
    """Sections and texts that are given and say nothing have no cell."""
    data = plan.settings.model_dump(exclude_unset=True)
    for name, value in list(data.items()):
        if isinstance(value, dict):
            data[name] = {key: inner for key, inner in value.items() if inner != ""}
        if data[name] in ({}, ""):
            del data[name]
    return replace(plan, settings=Settings.model_validate(data))


def random_text(dice: Random) -> str:
    """What a name may hold: signs that mean something to spreadsheet programs."""
    letters = "=+-@\"'<>&,;:|_x0041_ \t\n\r\x01\u200b\ufeff汉🍵A1%"
    return "".join(dice.choice(letters) for _ in range(dice.randint(1, 12))).strip()


@pytest.mark.parametrize("seed", range(20))
def test_any_text_and_any_number_come_back(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    texts = [random_text(dice) or "x" for _ in range(20)]
    numbers = [dice.random() * 10.0 ** dice.randint(-12, 12) for _ in range(20)]
    accounts = [
        {"account": f"a{place}", "name": text, "x_note": text, "credit_limit": number}
        for place, (text, number) in enumerate(zip(texts, numbers, strict=True))
    ]
    table = make_table("accounts", accounts, ("x_note",))
    plan = read_plan(SCENARIOS / "spring_festival")
    wanted = make_plan(plan.settings, {"accounts": table})
    path = tmp_path / "plan.xlsx"
    write_workbook(wanted, path)
    found = read_workbook(path, check=False).plan["accounts"]
    assert found["name"].tolist() == texts
    assert found["x_note"].tolist() == texts
    assert found["credit_limit"].tolist() == numbers


def test_many_rows_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large plans are written row by row, texts in their cells."""
    monkeypatch.setattr("kamplan.exchange.workbook_writing.MANY_CELLS", 10)
    plan = read_plan(SCENARIOS / "spring_festival")
    write_workbook(plan, tmp_path / "plan.xlsx", {"s": "a\r\nb\n"})
    book = read_workbook(tmp_path / "plan.xlsx")
    assert same(plan, book.plan)
    assert book.scenarios == {"s": "a\r\nb\n"}


def test_long_texts_go_on_in_the_next_row(tmp_path: Path) -> None:
    plan = read_plan(SCENARIOS / "spring_festival")
    texts = {"long": "# 汉字\r\n" * 20_000 + "  ", "none": "", "short": "description = 'x'\n"}
    write_workbook(plan, tmp_path / "plan.xlsx", texts, {"base": "y" * 32_767})
    book = read_workbook(tmp_path / "plan.xlsx")
    assert book.scenarios == texts
    assert book.recorded == {"base": "y" * 32_767}


def test_a_workbook_made_by_hand_is_the_folder(tmp_path: Path) -> None:
    plan = read_workbook(write_book(tmp_path / "book.xlsx")).plan
    assert same(plan, read_plan(write_folder(tmp_path / "folder")))


def test_settings_of_every_kind(tmp_path: Path) -> None:
    toml = """\
name = "All"
currency = "EUR"
first_week = "2026-W52"
weeks = 3
objective = "revenue;contribution"

[weights]
units = 0.25

[target]
revenue = 10

[promotion]
budget = 1234567.5
step = 0.1

[peak]
weeks = "2026-W53"

[solve]
gap = 0.01
round = true
"""
    plan = read_plan(write_folder(tmp_path / "folder", {"plan.toml": toml}))
    write_workbook(plan, tmp_path / "book.xlsx")
    assert plan_files(read_workbook(tmp_path / "book.xlsx").plan) == plan_files(plan)
    assert plan_files(plan)["plan.toml"] == toml


# Headings


def test_headings_in_chinese_and_english_in_any_mix(tmp_path: Path) -> None:
    sheets = tiny_sheets()
    sheets["accounts"][0][:3] = ["客户", "name", "等级"]
    sheets["demand"][0] = ["account", "产品", "周", "数量"]
    sheets["plan"][0] = ["设置", "值"]
    sheets["plan"][1][0] = "计划名称"
    book = {"客户": sheets.pop("accounts"), "Demand": sheets.pop("demand"), **sheets}
    book |= {"accounts": None, "demand": None, "x_notes": [["anything", Formula("=1/0")]]}
    plan = read_workbook(write_book(tmp_path / "book.xlsx", book)).plan
    assert same(plan, read_plan(write_folder(tmp_path / "folder")))


@pytest.mark.parametrize("sheet", [*ROWS, "plan", "scenarios", "recorded"])
def test_every_heading_has_a_chinese_name_of_its_own(sheet: str) -> None:
    columns = headings.columns_on(sheet)
    chinese = [headings.chinese_column(sheet, column) for column in columns]
    assert len(set(chinese)) == len(columns)
    for column, written in zip(columns, chinese, strict=True):
        assert not written.isascii()
        assert headings.known_column(sheet, written) == column
        assert headings.known_column(sheet, column) == column
    assert headings.known_sheet(headings.SHEETS[sheet]) == sheet


def test_a_price_that_is_a_penalty_is_called_so() -> None:
    """Files that use the other word are understood as well."""
    assert headings.chinese_column("products", "price") == "供价"
    assert headings.chinese_column("budgets", "price") == "代价"
    for written in ("供价", "代价"):
        assert headings.known_column("budgets", written) == "price"
    assert headings.known_column("products", "代价") == "代价"


def test_settings_have_chinese_names_of_their_own() -> None:
    assert list(headings.SETTINGS) == headings.setting_names()
    assert len(set(headings.SETTINGS.values())) == len(headings.SETTINGS)
    for name, written in headings.SETTINGS.items():
        assert headings.known_setting(written) == headings.known_setting(name) == name


def test_the_interface_says_the_same_words() -> None:
    """The price of breaking a rule alone is wordier on the screen."""
    use_language("zh")
    try:
        columns = {name for row in ROWS.values() for name in (c.name for c in columns_of(row))}
        other = {name for name in columns & set(interface.HEADINGS)
                 if interface.heading(name) != headings.COLUMNS[name]}  # fmt: skip
        sheets = {name for name in interface.TABLES
                  if interface.table_title(name) != headings.SHEETS[name]}  # fmt: skip
    finally:
        use_language("en")
    assert other == set()
    assert sheets == set()


# Cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1200.0, "1200"),
        (0.15, "0.15"),
        (1e-7, "1e-07"),
        (-0.0, "0"),
        (3, "3"),
        (True, "true"),
        (False, "false"),
        ("007", "007"),
        (date(2026, 12, 1), "2026-12-01"),
        (datetime(2026, 12, 1), "2026-12-01"),
        (datetime(2026, 12, 1, 6, 30), "2026-12-01T06:30:00"),
    ],
)
def test_cells_as_they_would_be_typed(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize("day", [date(2026, 12, 28), datetime(2027, 1, 3, 23, 59)])
def test_a_date_is_its_week(tmp_path: Path, day: date) -> None:
    """2026-W53 goes from Monday, 28 December, to Sunday, 3 January."""
    sheets = {**changed("demand", 2, 2, day), **changed("promotions", 1, 5, day)}
    rows = tiny_sheets()["plan"]
    assert rows[-1][0] == "peak.weeks"
    rows[-1][1] = day
    plan = read_workbook(write_book(tmp_path / "book.xlsx", {**sheets, "plan": rows})).plan
    assert plan["demand"]["week"][1] == "2026-W53"
    assert plan["promotions"]["weeks"][0] == "2026-W53"
    assert plan.settings.peak.weeks == "2026-W53"


def test_numbers_where_names_are_meant(tmp_path: Path) -> None:
    sheets = tiny_sheets()
    for name in ("accounts", "demand", "promotions", "visits"):
        for row in sheets[name][1:]:
            row[0] = {"a": 1001.0, "b": 1002.0}[row[0]]
    sheets["accounts"][1][-1] = date(2026, 12, 1)
    plan = read_workbook(write_book(tmp_path / "book.xlsx", sheets)).plan
    assert plan["accounts"]["account"].tolist() == ["1001", "1002"]
    assert plan["accounts"]["x_city"].tolist() == ["2026-12-01", "Leipzig"]


def test_blank_rows_and_columns_are_passed_over(tmp_path: Path) -> None:
    rows = tiny_sheets()["demand"]
    wide = [[*row[:2], "", *row[2:], " "] for row in rows]
    spread = [[], [" "], wide[0], [], *wide[1:], ["", " "], []]
    plan = read_workbook(write_book(tmp_path / "book.xlsx", {"demand": spread})).plan
    assert plan["demand"]["units"].tolist() == [10, 20, 8, 5, 4]
    assert plan["demand"].lines.tolist() == [5, 6, 7, 8, 9]


def test_values_of_formulas_are_read(tmp_path: Path) -> None:
    sheets = changed("demand", 1, 3, Formula("=5+5", 10))
    rows = tiny_sheets()["accounts"]
    rows[1][1] = Formula('="Al"&"pha"', "Alpha")
    plan = read_workbook(write_book(tmp_path / "book.xlsx", {**sheets, "accounts": rows})).plan
    assert same(plan, read_plan(write_folder(tmp_path / "folder")))


def test_a_switch(tmp_path: Path) -> None:
    for value in (True, "TRUE", "true"):
        rows = [*tiny_sheets()["plan"], ["solve.round", value]]
        path = write_book(tmp_path / "book.xlsx", {"plan": rows})
        assert read_workbook(path).plan.settings.solve.round is True


def test_a_table_without_rows_is_none(tmp_path: Path) -> None:
    book = {"service": tiny_sheets()["service"][:1], "budgets": None}
    plan = read_workbook(write_book(tmp_path / "book.xlsx", book)).plan
    bare = {"service.csv": None, "budgets.csv": None}
    folder = write_folder(tmp_path / "folder")
    for file in bare:
        (folder / file).unlink()
    assert same(plan, read_plan(folder))


def test_a_folder_and_its_workbook_find_the_same(tmp_path: Path) -> None:
    """`edited` breaks the folder; its workbook, made cell by cell, is broken alike."""
    write_folder(tmp_path / "folder", edited("demand.csv", "a,p,2026-W52,10", "a,p,2026-W52,11"))
    book = write_book(tmp_path / "book.xlsx", changed("demand", 1, 3, 11.0))
    assert same(read_workbook(book).plan, read_plan(tmp_path / "folder"))
