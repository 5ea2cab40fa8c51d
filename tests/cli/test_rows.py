"""add, remove, undo --to: rows with what hangs on them, together or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import plan_of, run
from tests.plan.folders import edited
from tests.test_docs import keys_of, named, page


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The tiny plan, without a rule about tier B, with a scenario."""
    files = edited("budgets.csv", "tier=A|B", "tier=A")
    return plan_of(tmp_path / "plan", {**files, "scenarios/short.toml": 'description = "s"\n'})


def document(*words: str | Path, status: int = 0) -> dict[str, Any]:
    """What a command prints as JSON."""
    result = run(*words, "--json")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert set(keys_of({**found, "entries": [], "problems": []})) <= named(page("commands.md"))
    return found


def lines(plan: Path, table: str) -> list[str]:
    """The rows of a file."""
    return (plan / f"{table}.csv").read_text("utf-8").splitlines()[1:]


def codes(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Id and value of every problem."""
    return [(problem["id"], problem["value"]) for problem in found["problems"]]


def test_a_row_and_one_for_every_week(plan: Path) -> None:
    found = document("add", plan, "accounts", "account=c", "discount=5%")
    assert found["schema"] == "kamplan.add/1"
    assert [(each["table"], each["key"]) for each in found["entries"]] == [("accounts", ["c"])]
    assert lines(plan, "accounts")[2] == "c,,,,,cash,0.05,,"
    result = run("add", plan, "demand", "account=c", "product=q", "units=2")
    assert result.exit_code == 0
    assert "rows added: 3" in result.stdout
    assert lines(plan, "demand")[-1] == "c,q,2027-W01,2"


def test_copies(plan: Path) -> None:
    assert run("add", plan, "accounts", "--like", "a", "--like", "b").exit_code == 0
    assert [line.split(",")[:2] for line in lines(plan, "accounts")[2:]] == [
        ["a-2", "Alpha"],
        ["b-2", "Beta"],
    ]
    assert run("add", plan, "promotions", "--like", "a/tasting", "account=b").exit_code == 0
    assert lines(plan, "promotions")[-1] == "b,tasting,0.2,5,p,2026-W53..2027-W01"


def test_a_copy_with_what_hangs_on_it(plan: Path) -> None:
    found = document("add", plan, "accounts", "--like", "b", "--with-rows", "account=c")
    assert [(each["table"], each["key"][0]) for each in found["entries"]] == [
        *(("accounts", "c"), ("demand", "c"), ("demand", "c"), ("promotions", "c"), ("visits", "c"))
    ]
    old, new = (
        [line[2:] for line in lines(plan, "demand") if line[0] == name] for name in ("b", "c")
    )
    assert old == new
    # What sells alone sells its share of the goods: the plan is solved with both.
    solved = run("solve", plan, "--json")
    assert solved.exit_code == 0, solved.output
    accounts = {row["account"] for row in json.loads(solved.stdout)["stock"]}
    assert accounts == {"a", "b", "c"}


def test_rows_of_a_scenario_are_its_changes(plan: Path) -> None:
    before = lines(plan, "accounts")
    found = document("add", plan, "accounts", "account=c", "--scenario", "short")
    assert found["scenario"] == "short"
    assert lines(plan, "accounts") == before
    assert "insert" in (plan / "scenarios" / "short.toml").read_text("utf-8")
    assert run("remove", plan, "accounts:c", "-s", "short").exit_code == 0
    assert "change" not in (plan / "scenarios" / "short.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("add", "acounts", "account=c"), [("change-table", "acounts")]),
        (("add", "accounts", "account"), [("row-form", "account")]),
        (("add", "accounts", "account=c", "account=d"), [("row-column-twice", "account=d")]),
        (("add", "accounts"), [("missing-value", "")]),
        (("add", "accounts", "account=a"), [("row-there", "a")]),
        (("add", "accounts", "--like", "zed"), [("where-value", "zed")]),
        (("add", "accounts", "account=c", "--with-rows"), [("rows-of-none", "")]),
        (("remove", "accounts"), [("rows-form", "accounts")]),
        (("remove", "accounts:zed"), [("where-value", "zed")]),
        (("remove", "demand:a/p/2027-W01"), [("edit-nothing", "a/p/2027-W01")]),
        (("remove", "accounts:a", "products:p"), [("rows-tables", "products:p")]),
        (
            ("remove", "accounts:b"),
            [("row-referred", ""), ("row-referred", ""), ("row-referred", "")],
        ),
        (("undo", "--to", "3"), [("undo-past", "3")]),
    ],
)
def test_what_is_refused(
    plan: Path, words: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    before = {path.name: path.read_bytes() for path in plan.glob("*.csv")}
    command, *more = words
    assert codes(document(command, plan, *more, status=2)) == expected
    assert {path.name: path.read_bytes() for path in plan.glob("*.csv")} == before


def test_removing_with_what_hangs_on_it(plan: Path) -> None:
    result = run("remove", plan, "accounts:b", "--with-rows")
    assert result.exit_code == 0, result.output
    # The account, two rows of demand, a promotion and a visit.
    assert "rows removed: 5" in result.stdout
    assert not [line for table in ("accounts", "demand", "visits") for line in lines(plan, table)
                if line.startswith("b,")]  # fmt: skip
    assert run("undo", plan).exit_code == 0
    assert sorted(line[0] for line in lines(plan, "demand")) == ["a", "a", "a", "b", "b"]
    assert run("remove", plan, "demand:a/p/*").exit_code == 0
    assert len(lines(plan, "demand")) == 3


def test_undoing_down_to_an_edit(plan: Path) -> None:
    assert run("edit", plan, "accounts:b:discount=0.5").exit_code == 0
    before = lines(plan, "accounts")
    for text in ("0.2", "0.3", "0.4"):
        assert run("edit", plan, f"accounts:a:discount={text}").exit_code == 0
    edits = [each["edit"] for each in document("journal", plan)["entries"] if each["edit"]]
    assert str(edits[1]) in run("journal", plan).stdout
    found = document("undo", plan, "--to", str(edits[1]))
    assert [(each["old"], each["new"]) for each in found["entries"]] == [
        ("0.4", "0.3"),
        ("0.3", "0.2"),
    ]
    result = run("undo", plan, "--to", str(edits[2]))
    assert "Taken back: edit" in result.stdout
    assert lines(plan, "accounts") == before


def test_undoing_stops_where_another_has_built_on_it(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "ann")
    for change in ("accounts:a:discount=0.2", "accounts:b:discount=0.3"):
        assert run("edit", plan, change).exit_code == 0
    first = document("journal", plan)["entries"][1]["edit"]
    monkeypatch.setattr("getpass.getuser", lambda: "bob")
    assert run("edit", plan, "accounts:a:discount=0.9").exit_code == 0
    monkeypatch.setattr("getpass.getuser", lambda: "ann")
    found = document("undo", plan, "--to", str(first), status=2)
    assert [each["key"] for each in found["entries"]] == [["b"]]
    assert [problem["id"] for problem in found["problems"]] == ["edit-conflict"]
    result = run("undo", plan, "--to", str(first))
    assert (result.exit_code, "Nothing was taken back." in result.stdout) == (2, True)
