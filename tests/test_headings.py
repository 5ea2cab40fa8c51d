"""One word for one thing in the headings of tables, and two things never under one word."""

from collections.abc import Iterator

import pytest

from kamplan.plan import ROWS
from kamplan.plan.columns import columns_of
from kamplan.wording.headings import SETTINGS, TABLES, heading, heading_help, setting_title
from kamplan.words import _, use_language

RULES = ("budgets", "service", "calendar", "fairness", "locks", "no_worse")


@pytest.fixture(autouse=True, params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


@pytest.mark.parametrize("table", [name for name in TABLES if name in ROWS])
def test_no_two_columns_of_a_table_have_one_heading(table: str) -> None:
    headings = [heading(column.name, table) for column in columns_of(ROWS[table])]
    assert sorted(headings) == sorted(set(headings))


def test_the_price_of_a_rule_is_not_that_of_a_product(language: str) -> None:
    sold, broken = ("price", "price of breaking") if language == "en" else ("供价", "违反代价")
    assert heading("price", "products") == sold
    for table in RULES:
        assert "price" in {column.name for column in columns_of(ROWS[table])}
        assert heading("price", table) == broken
        assert heading_help("price", table) != heading_help("price", "products")


def test_revenue_is_one_word(language: str) -> None:
    """The same in settings, in figures and in guardrails."""
    word = "revenue" if language == "en" else "销售额"
    told = [_("revenue"), _("Revenue must come to at least {value}")]
    told += [setting_title(name) for name in SETTINGS if "revenue" in name]
    assert len(told) == 4
    assert all(word in each.lower() for each in told)
