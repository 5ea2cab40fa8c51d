"""Nothing a user has typed runs, loads or leads anywhere; and nothing is loaded at all."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from kamplan.reporting.page import script_json
from tests.cli.running import plan_of
from tests.plan.folders import TINY
from tests.report.written import SCENARIOS, Page, book_parts, outside, report, sheet_rows

FORMULA = '=HYPERLINK("http://x")'
SCRIPT = "<script>alert(1)</script>"
ENDING = "</script><img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7*7 }}"
RIGHT_TO_LEFT = "\u202egnp.exe"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Names that would do something where they are not taken as text."""
    folder = tmp_path_factory.mktemp("names")
    accounts = TINY["accounts.csv"].replace("Alpha", quoted(FORMULA + SCRIPT))
    accounts = accounts.replace("Beta", quoted(RIGHT_TO_LEFT))
    changes: dict[str, str | bytes | None] = {
        **SCENARIOS,
        "plan.toml": TINY["plan.toml"].replace('"Tiny"', f"'{TEMPLATE}{ENDING}'"),
        "accounts.csv": accounts,
        "promotions.csv": TINY["promotions.csv"].replace("tasting", quoted(ENDING)),
        "budgets.csv": TINY["budgets.csv"].replace("east", quoted(SCRIPT)),
        "visits.csv": TINY["visits.csv"].replace("rep", quoted(FORMULA)),
    }
    plan = plan_of(folder / "plan", changes)
    page, book = folder / "r.html", folder / "r.xlsx"
    report(plan, "--out", page, "--out", book)
    return page, book


def test_only_the_programs_own_scripts_are_there(written: tuple[Path, Path]) -> None:
    page = Page.read(written[0])
    scripts = page.of("script")
    assert [each.attributes for each in scripts] == [
        {"type": "application/json", "id": "charts"}, {}, {}
    ]  # fmt: skip
    policy = next(each.attributes["content"] for each in page.of("meta")
                  if each.attributes.get("http-equiv") == "Content-Security-Policy")  # fmt: skip
    digests = re.findall(r"'sha256-([^']+)'", policy)
    assert digests == [
        base64.b64encode(hashlib.sha256(each.text.encode()).digest()).decode()
        for each in scripts[1:]
    ]
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src" not in policy


def test_no_element_or_attribute_comes_from_a_name(written: tuple[Path, Path]) -> None:
    page = Page.read(written[0])
    assert not page.of("img")
    handlers = [name for each in page.elements for name in each.attributes if name[:2] == "on"]
    assert not handlers
    known = {"html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "dl",
             "div", "dt", "dd", "nav", "ul", "li", "a", "main", "section", "figure",
             "figcaption", "noscript", "table", "caption", "thead", "tbody", "tr", "th", "td",
             "footer", "script"}  # fmt: skip
    assert {each.tag for each in page.elements} <= known


def test_names_are_shown_as_they_are(written: tuple[Path, Path]) -> None:
    page = Page.read(written[0])
    shown = page.text()
    for name in (FORMULA + SCRIPT, ENDING, TEMPLATE):
        assert name in shown
    assert "49" not in page.of("h1")[0].text
    # Direction marks would turn round what stands beside them.
    assert "\\u202egnp.exe" in shown
    assert "\u202e" not in written[0].read_text("utf-8")
    specs = json.loads(page.of("script")[0].text)
    assert FORMULA + SCRIPT in json.dumps(specs).replace('\\"', '"')


def test_the_page_loads_nothing(written: tuple[Path, Path]) -> None:
    text = written[0].read_text("utf-8")
    assert outside(Page(text)) == []
    assert outside(Page('<a href="http://x">')) == ["http://x"]
    assert outside(Page("<style>@import 'x';</style>"))
    links = [each.attributes["href"] for each in Page(text).of("a")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert len(text.encode()) < 2_000_000


def test_data_of_charts_cannot_end_their_element() -> None:
    value = {"name": "</script><!--&\u2028\u2029"}
    text = script_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_the_workbook_has_neither_formulas_nor_links(written: tuple[Path, Path]) -> None:
    parts = book_parts(written[1])
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
    assert len(sheets) > 10
    assert not any("<f>" in text or "<f " in text or "hyperlink" in text for text in sheets)
    links = [text for name, text in parts.items() if name.endswith(".rels")]
    assert not any("hyperlink" in text or 'TargetMode="External"' in text for text in links)
    names = {row[1] for row in sheet_rows(written[1], "stock")}
    assert names == {FORMULA + SCRIPT, RIGHT_TO_LEFT}


def test_sheets_are_ready_to_be_filtered(written: tuple[Path, Path]) -> None:
    parts = book_parts(written[1])
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    for name in sheets:
        assert 'state="frozen"' in parts[name], name
    assert sum("<autoFilter" in parts[name] for name in sheets) == len(sheets) - 1
