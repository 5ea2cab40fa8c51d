"""Workbooks as they are written: inert names, rules of cells, whole or not at all."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kamplan.exchange import workbook_writing
from kamplan.exchange.folder import read_plan
from kamplan.exchange.workbook import read_workbook
from kamplan.exchange.workbook_writing import write_workbook
from kamplan.plan import Plan, PlanError
from kamplan.starter import make_starter
from kamplan.words import use_language
from tests.exchange.books import part_texts
from tests.plan.folders import SCENARIOS, write_folder

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "=1+1",
    "{=1}",
    "+1",
    "-2",
    "@x",
    "1200",
    "#REF!",
    "http://example.org",
    "mailto:a@b.c",
    "<script>alert(1)</script>",
    'a r="ZZZZ9" t="e" <f> r="XFD1048576"',
)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return read_plan(write_folder(tmp_path / "folder"))


def sheet_of(path: Path, title: str) -> str:
    """The XML of a sheet."""
    texts = part_texts(path)
    contents = ElementTree.fromstring(texts["xl/workbook.xml"])
    titles = [each.get("name") for each in contents.iter() if each.tag.endswith("}sheet")]
    return texts[f"xl/worksheets/sheet{titles.index(title) + 1}.xml"]


@pytest.mark.parametrize("many", [False, True])
def test_names_are_inert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: bool) -> None:
    if many:
        monkeypatch.setattr(workbook_writing, "MANY_CELLS", 0)
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    accounts = [f"a{place},{name},{name}" for place, name in enumerate(quoted)]
    known = ["account,name,x_<script>,tier,region,team", "a,,,A,East,t", "b,,,B,West,t"]
    files = {"accounts.csv": "\n".join([*known, *accounts])}
    plan = read_plan(write_folder(tmp_path / "hostile", files))
    path = tmp_path / "plan.xlsx"
    write_workbook(plan, path, {"s": "=1+1"})
    texts = part_texts(path)
    assert not any("hyperlink" in name or "externalLink" in name for name in texts)
    for name, text in texts.items():
        if name.startswith("xl/worksheets/"):
            assert not re.search(r"<f[ >/]|<hyperlink", text), name
            ElementTree.fromstring(text)
    assert 'Target="http://x' not in "".join(texts.values())
    found = read_workbook(path)
    assert found.plan["accounts"]["name"].tolist() == ["", "", *HOSTILE]
    assert found.plan["accounts"]["x_<script>"].tolist() == ["", "", *HOSTILE]
    assert found.scenarios == {"s": "=1+1"}


def test_rules_of_cells(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "plan.xlsx"
    write_workbook(plan, path)
    demand = sheet_of(path, "demand")
    account, product, week, units = re.findall(r"<dataValidation .*?</dataValidation>", demand)
    assert "OFFSET('accounts'!$A$2,0,0,MAX(1,COUNTA('accounts'!$A:$A)-1),1)" in account
    assert 'type="list"' in account
    assert 'sqref="A2:A1048576"' in account
    assert "'products'!$A$2" in product
    assert "x_lists!$A$2:$A$4" in week
    assert 'errorStyle="warning"' in week
    assert 'type="decimal"' in units
    assert 'prompt="A number, 0 or more. Required."' in units
    accounts = sheet_of(path, "accounts")
    assert '"cash,credit,consignment,deduction"' in accounts
    # Where accounts are named first, they refer to nothing.
    assert not re.search(r'type="list"[^>]*sqref="A2', accounts)
    assert re.search(
        r'type="decimal"[^>]*sqref="M2[^>]*><formula1>0.0</formula1><formula2>1.0<', accounts
    )
    # A new team is asked about, a new tier is not: accounts are where tiers come up.
    assert re.search(r'errorStyle="warning"[^>]*showErrorMessage="1"[^>]*sqref="G2', accounts)
    assert re.search(r'"list"(?![^>]*showErrorMessage)[^>]*sqref="C2', accounts)
    assert 'state="frozen"' in accounts
    assert "<autoFilter" in accounts
    lists = sheet_of(path, "x_lists")
    assert 'state="hidden"' in part_texts(path)["xl/workbook.xml"]
    assert lists.count("<row ") >= 4


def test_every_sheet_stands_ready_with_every_heading(tmp_path: Path) -> None:
    plan, scenarios = make_starter("Ready")
    path = tmp_path / "plan.xlsx"
    write_workbook(plan, path, scenarios)
    assert "min_days" in "".join(part_texts(path).values())
    assert not {
        name for name in ("published_spend",) if name in part_texts(path)["xl/workbook.xml"]
    }
    assert read_workbook(path).scenarios == scenarios


def test_words_in_the_users_language(tmp_path: Path, plan: Plan) -> None:
    use_language("zh")
    try:
        write_workbook(plan, tmp_path / "plan.xlsx", language="zh")
    finally:
        use_language("en")
    demand = sheet_of(tmp_path / "plan.xlsx", "需求")
    assert "不小于 0 的数" in demand
    assert "'客户'!$A$2" in demand
    assert read_workbook(tmp_path / "plan.xlsx").plan.settings == plan.settings


# Whole or not at all


def fault_code(plan: Plan, path: Path, **texts: dict[str, str]) -> str:
    with pytest.raises(PlanError) as caught:
        write_workbook(plan, path, **texts)
    (fault,) = caught.value.faults
    return fault.code


def test_nothing_is_written_over(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text("mine")
    assert fault_code(plan, path) == "book-there"
    assert path.read_text() == "mine"
    assert fault_code(plan, tmp_path / "plan.ods") == "book-suffix"


def test_a_failure_leaves_nothing(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workbook_writing, "_write_lists", full)
    target = tmp_path / "out"
    assert fault_code(plan, target / "plan.xlsx") == "cannot-write"
    assert list(target.iterdir()) == []


def test_what_a_workbook_cannot_hold(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = read_plan(SCENARIOS / "spring_festival")
    count = len(large["demand"])
    monkeypatch.setattr(workbook_writing, "MOST_ROWS", count)
    assert fault_code(large, tmp_path / "plan.xlsx") == "book-rows"
    monkeypatch.setattr(workbook_writing, "MOST_ROWS", count + 1)
    write_workbook(large, tmp_path / "just.xlsx")
    long = "x" * 32_768
    cells = plan["accounts"]["name"].copy()
    cells[1] = long
    plan = plan.with_table(plan["accounts"].with_cells("name", cells))
    assert fault_code(plan, tmp_path / "plan.xlsx") == "book-text"
    assert not (tmp_path / "plan.xlsx").exists()


def test_the_folder_it_goes_to_is_made(tmp_path: Path, plan: Plan) -> None:
    write_workbook(plan, tmp_path / "a" / "b" / "plan.XLSX")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["plan.XLSX"]
